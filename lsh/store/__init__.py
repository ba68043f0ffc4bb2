"""The ledger on disk. Rows never leave this package, and SQL never enters another."""
