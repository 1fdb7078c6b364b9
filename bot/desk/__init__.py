"""The desk: what is done with each message and each delivery. Both sides are built alike: a message
with all that is known when it comes, and modules by what happens to it."""
