"""The composition root: one engine a home, started, found, asked and stopped."""
