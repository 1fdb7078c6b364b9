"""Days: office hours, holidays, closures, feasts, and days as people write them."""
