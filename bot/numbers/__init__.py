"""Numbers that must never be kept, where they stand in a comparable text. Pure."""
