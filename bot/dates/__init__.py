"""The days of things: which there are to keep an eye on, what is told of them, and when. Pure."""
