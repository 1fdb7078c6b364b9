"""Offers to carry a question to people: made, shown as they will be sent, let go."""
