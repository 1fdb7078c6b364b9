"""Where we listen on from, as the text that is stored with what was heard: nothing else is
remembered over a kill."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field, replace

_MOST_THUMBS = 500
_MOST_MISSING, _MOST_MISSING_OF_ONE = 500, 20


@dataclass(frozen=True, slots=True)
class Missing:
    """A message that can't be decrypted yet. ``at``: since when, in seconds; ``asked``: its sender
    has been asked to write it again."""

    room: str
    sender: str
    at: float
    asked: bool = False


@dataclass(frozen=True, slots=True)
class Gap:
    """Messages that a sync left out and that couldn't be fetched then: backwards from ``start`` to
    ``end``, or to the invitation."""

    start: str
    end: str | None = None


@dataclass(frozen=True, slots=True)
class Invitation:
    """Somebody wants us in a room. ``welcome``: we join it; else we say why not. ``follows``: the
    room that it takes over from."""

    sender: str
    welcome: bool
    follows: str = ""


@dataclass
class Cursor:
    """``first``: when the account was first logged in, in the server's milliseconds; nothing from
    before it is answered."""

    first: int
    since: str | None = None
    missing: dict[str, Missing] = field(default_factory=dict)
    gaps: dict[str, Gap] = field(default_factory=dict)
    invitations: dict[str, Invitation] = field(default_factory=dict)
    thumbs: dict[str, str] = field(default_factory=dict)
    """Thumbs up in rooms, and what each was put on: taking one back tells only its own id."""

    @classmethod
    def read(cls, text: str | None, first: int) -> Cursor:
        """The stored cursor, or one at the beginning."""
        if text is None:
            return cls(first)
        stored = json.loads(text)
        return cls(
            int(stored["first"]),
            stored["since"],
            {event: Missing(**one) for event, one in stored["missing"].items()},
            {room: Gap(**one) for room, one in stored["gaps"].items()},
            {room: Invitation(**one) for room, one in stored["invitations"].items()},
            dict(stored["thumbs"]),
        )

    def text(self) -> str:
        return json.dumps(asdict(self))

    def thumb(self, reaction: str, target: str) -> None:
        """Remember a thumb; the oldest is forgotten where there are very many."""
        self.thumbs[reaction] = target
        if len(self.thumbs) > _MOST_THUMBS:
            del self.thumbs[next(iter(self.thumbs))]

    def wait_for(self, event: str, missing: Missing) -> None:
        """Remember what can't be read yet. Of one sender's, and of all, so many: the oldest is
        forgotten, since anybody may send what nobody can read."""
        self.missing.setdefault(event, missing)
        own = [id_ for id_, one in self.missing.items() if one.sender == missing.sender]
        for id_ in (*own[:-_MOST_MISSING_OF_ONE], *list(self.missing)[:-_MOST_MISSING]):
            self.missing.pop(id_, None)

    def follow(self, room: str, new: str, sender: str) -> None:
        """A room goes on as another one, into which we come; as one only, whatever it says next."""
        others = {id_: one for id_, one in self.invitations.items() if one.follows != room}
        self.invitations = others | {new: Invitation(sender, welcome=True, follows=room)}

    def asked(self, event: str) -> None:
        self.missing[event] = replace(self.missing[event], asked=True)
