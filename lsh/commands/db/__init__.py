"""History, figures and care of the database."""
