"""One turn: what is remembered, what has come, how it is read, and what is decided of it."""
