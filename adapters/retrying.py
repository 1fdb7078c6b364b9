"""Trying again: how an adapter waits for its network, at the start and where it looks something up.

What is sent waits in the outbox, with a back-off of its own.
"""

from __future__ import annotations

import stamina
from stamina.instrumentation import set_on_retry_hooks

# Its own log has the error's text, with addresses and tokens; what matters of it is in ours.
set_on_retry_hooks(())

FOREVER = stamina.AsyncRetryingCaller(
    attempts=None, timeout=None, wait_initial=0.5, wait_max=4.0, wait_jitter=0.5
)
"""Until the network answers: called with what to do about an error (True, False or the seconds to
wait), a coroutine function and its arguments."""
FOR_A_WHILE = stamina.AsyncRetryingCaller(
    attempts=None, timeout=600.0, wait_initial=0.5, wait_max=3.0, wait_jitter=0.5
)
"""The same for ten minutes at most; then the last error is raised."""
