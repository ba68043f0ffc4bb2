"""What the screen Reports shows: a report as sections of lines."""
