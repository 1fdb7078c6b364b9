"""Matrix: a bot in encrypted rooms, on matrix-nio's client and key store.

The sync loop and its cursor are ours: nio's ``sync_forever`` forgets where it was before what it
heard is stored, so a kill loses messages.
"""
