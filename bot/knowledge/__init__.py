"""What editors write: its model, how it is read, and how it sounds."""
