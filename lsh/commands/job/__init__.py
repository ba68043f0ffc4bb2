"""The verbs of jobs that several groups share."""
