"""What is said while something stands open: a choice, an offer, a question that people have."""
