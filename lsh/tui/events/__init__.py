"""What the screen Events shows: a bounded stretch of the log."""
