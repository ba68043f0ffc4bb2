"""How every face reaches the ledger and the engine: reading the file, calling through the door."""
