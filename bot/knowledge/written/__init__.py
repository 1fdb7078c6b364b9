"""Files as editors write them: YAML with its lines, one normal form, what can't be meant."""
