"""The desk: what is done with each message and each delivery, on both sides."""
