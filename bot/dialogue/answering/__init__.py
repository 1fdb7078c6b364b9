"""What the knowledge says to a question, or that it says nothing of it."""
