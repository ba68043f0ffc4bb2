"""The engine: the ledger's only writer, and the one door to it."""
