"""Each table's SQL in one module, and no decisions."""
