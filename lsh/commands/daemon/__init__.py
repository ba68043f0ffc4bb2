"""The daemon's own life."""
