"""A log of any size, looked at through a window: only what is in view is read and drawn."""
