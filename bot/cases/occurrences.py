"""What happens to a case without anybody's act: on the network, and in time. Pure."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Arrived:
    """The network took a card. ``offer`` and ``question``: what else the asker may send, if any."""

    offer: int | None = None
    question: str = ""


@dataclass(frozen=True, slots=True)
class Bounced:
    """A card or an addition can't reach the room that it was for. ``is_theirs``: that is the room
    of the team that has the case now."""

    is_theirs: bool


@dataclass(frozen=True, slots=True)
class Delivered:
    """The network took a person's answer, or a question to the asker."""


@dataclass(frozen=True, slots=True)
class Undelivered:
    """A person's words can't reach the asker; ``why`` is a sentence."""

    why: str


@dataclass(frozen=True, slots=True)
class Stuck:
    """The network hasn't taken the card for a while."""


@dataclass(frozen=True, slots=True)
class Remind:
    """So much of the promised time has gone: HALF, or TODAY."""

    step: int


@dataclass(frozen=True, slots=True)
class Unanswered:
    """The promised day has come, and the team waits for what it asked the asker."""


@dataclass(frozen=True, slots=True)
class DayOver:
    """The office has closed on the promised day, and no answer has come."""


@dataclass(frozen=True, slots=True)
class Lapse:
    """The promise wasn't kept."""


@dataclass(frozen=True, slots=True)
class Expire:
    """Nobody has said more of it for long."""


Occurrence = (
    Arrived
    | Bounced
    | Delivered
    | Undelivered
    | Stuck
    | Remind
    | Unanswered
    | DayOver
    | Lapse
    | Expire
)
