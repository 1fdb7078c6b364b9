"""Which entries a question is like, and how sure that is."""
