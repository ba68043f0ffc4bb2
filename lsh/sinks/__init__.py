"""Readers of the event log that deliver outside: each with its own cursor, each in its own process."""
