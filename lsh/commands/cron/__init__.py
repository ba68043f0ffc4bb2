"""What is only under 'lsh cron'."""
