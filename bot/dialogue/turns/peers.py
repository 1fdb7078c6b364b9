"""Whether whoever writes is a machine that answers each reply with the same: an absence reply, or
another bot. Pure."""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import replace

from bot import text
from bot.dialogue.turns.conversation import Conversation

_TIMES, _SLOW_TIMES = 3, 12
"""So often the same text is answered: where each came at once after what was said to the last, as a
machine's does; where it took as long as somebody takes who reads and writes."""
_REMEMBERED = 2 * _SLOW_TIMES + 1
"""Two texts may take turns."""
_AT_ONCE, _PAUSE = dt.timedelta(seconds=10), dt.timedelta(minutes=10)
"""What comes after so long a pause is said anew."""
_SLOW = "~"
"""Before what didn't come at once, or answers nothing: it begins the talk."""


def heard(conversation: Conversation, said: str, now: dt.datetime) -> Conversation:
    """The conversation that has heard this too."""
    digest = hashlib.blake2b(text.bare(said).encode("utf-8", "replace"), digest_size=6).hexdigest()
    at, before = conversation.heard_at, conversation.heard
    pause = abs(now - at) if at is not None else _PAUSE * 2
    if pause > _PAUSE:
        before = ()
    if pause > _AT_ONCE:
        digest = f"{_SLOW}{digest}"
    return replace(conversation, heard=(*before, digest)[-_REMEMBERED:], heard_at=now)


def only_repeats(conversation: Conversation) -> bool:
    """Whether what was heard last has come so often already, with nothing between but it and
    perhaps one other text."""
    all_heard = conversation.heard
    slow = (at for at in reversed(range(len(all_heard))) if all_heard[at].startswith(_SLOW))
    return _repeats(all_heard[next(slow, -1) + 1 :], _TIMES) or _repeats(all_heard, _SLOW_TIMES)


def says_again(conversation: Conversation) -> bool:
    """Whether what was heard last is what was heard before it."""
    *_, before, last = ("", "", *conversation.heard)
    return before != "" and before.removeprefix(_SLOW) == last.removeprefix(_SLOW)


def _repeats(digests: tuple[str, ...], most: int) -> bool:
    *before, last = (digest.removeprefix(_SLOW) for digest in digests or ("",))
    times = [at for at, digest in enumerate(before) if digest == last]
    return len(times) >= most and len(set(before[times[-most] :])) <= 2
