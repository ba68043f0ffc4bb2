"""Templates of jobs."""
