"""Whether whoever writes is a machine that answers each reply with the same: an absence reply, or
another bot. Pure."""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import replace

from bot import text
from bot.dialogue.turns.conversation import Conversation

_TIMES = 3
"""So often the same text is answered."""
_REMEMBERED = 2 * _TIMES + 1
"""Two texts may take turns."""
_PAUSE = dt.timedelta(minutes=10)
"""What comes after so long a pause is said anew."""


def heard(conversation: Conversation, said: str, now: dt.datetime) -> Conversation:
    """The conversation that has heard this too."""
    digest = hashlib.blake2b(text.bare(said).encode("utf-8", "replace"), digest_size=6).hexdigest()
    at, before = conversation.heard_at, conversation.heard
    is_on = at is not None and abs(now - at) <= _PAUSE
    after = (*before, digest) if is_on else (digest,)
    return replace(conversation, heard=after[-_REMEMBERED:], heard_at=now)


def only_repeats(conversation: Conversation) -> bool:
    """Whether what was heard last has come so often already, with nothing between but it and
    perhaps one other text."""
    *before, last = conversation.heard or ("",)
    times = [at for at, digest in enumerate(before) if digest == last]
    return len(times) >= _TIMES and len(set(before[times[-_TIMES] :])) <= 2
