"""What screens about runs show: rows of any number of them, why one waits, what one uses."""
