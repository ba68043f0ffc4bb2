"""What screens about jobs show: how a job is told in full, and what becomes of one that is being written."""
