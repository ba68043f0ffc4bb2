"""What the screen Schedule shows: the agenda of all jobs."""
