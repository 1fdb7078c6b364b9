"""The door in: what was heard is stored together with the cursor, masked, each event once, and in
whose turn it is.

A message's ``rank`` is the round in which it is taken: the next one of whoever has something
waiting, the current one of anybody else. So each chat is in order, and nobody waits for more than
one message of each of the others. ``due`` is when its writer's budget allows it.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

import structlog
from sqlite_utils import Database

from bot import privacy, text
from bot.channel import Batch
from bot.limits import Limits
from bot.messages import Address, Incoming
from bot.storage import birth, turns
from bot.storage.database import ITS_OWN

_KEPT = dt.timedelta(days=14)
"""Event ids are remembered so long after their message was handled, to know a repeat. Networks
repeat within a day or two."""


_LONGEST_NAME = 80
"""Characters of a name that are read, of somebody in a team's room."""
_LONGEST_ID = 255
"""Characters of what names a message or a person on any network."""
_SHIPPED = Limits()
_NO_MESSAGE = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError)
"""What comes of a value of another kind than is said of it."""
log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Unhandled:
    """A stored message that the desk hasn't taken yet."""

    id: int
    incoming: Incoming


def cursor(db: Database, channel: str) -> str | None:
    """From where the channel listens on."""
    row = db.execute("SELECT cursor FROM cursors WHERE channel = ?", [channel]).fetchone()
    return str(row[0]) if row else None


def accept(
    db: Database,
    channel: str,
    batch: Batch,
    now: dt.datetime,
    limits: Limits = _SHIPPED,
    *,
    free: Collection[str] = (),
) -> int:
    """Store the messages and the cursor in one transaction; how many were new. What is stored is
    masked. ``free``: the rooms that have no budget, those of teams."""
    with db.atomic():
        door = _Door(db, now, limits, free)
        new = sum(door.take(incoming, channel) for incoming in batch.incoming)
        db.execute(
            "INSERT INTO cursors VALUES (?, ?)"
            " ON CONFLICT (channel) DO UPDATE SET cursor = excluded.cursor",
            [channel, batch.cursor],
        )
    return new


_WHERE = ("channel", "room", "thread")
_AS_IT_IS = (
    "event_id person kind reply_to edits choice direct mentioned language attachment name"
).split()
_COLUMNS = ", ".join(["id", "at", "text", "quoted", *_WHERE, *_AS_IT_IS])
_IS_DUE = "(due <= ? OR due > ?)"
"""Its time has come, or lies so far ahead that the clock was set back since."""


class _Door:
    """Takes messages in at a time, each in its writer's turn."""

    def __init__(
        self, db: Database, now: dt.datetime, limits: Limits, free: Collection[str]
    ) -> None:
        self._db, self._now, self._limits, self._free = db, now, limits, free
        self._secret = birth.secret(db)

    def take(self, incoming: Incoming, channel: str) -> int:
        """Store it, where it is new and its writer hasn't too much waiting; how many were stored.
        What no network can mean is left out: it would be heard anew for ever, and nothing after
        it."""
        try:
            with self._db.atomic():
                return self._take(incoming)
        except (*ITS_OWN, *_NO_MESSAGE) as error:
            log.error("unreadable", channel=channel, error=type(error).__name__)
            return 0

    def _take(self, incoming: Incoming) -> int:
        digest = _digest(f"{incoming.address.channel}\n{incoming.event_id}")
        known = "SELECT 1 FROM incoming WHERE digest = ?"
        if self._db.execute(known, [digest]).fetchone():
            return 0
        who = self._who(incoming)
        waiting, last = self._db.execute(
            "SELECT count(*), max(rank) FROM incoming WHERE state = 'new' AND turn = ?", [who]
        ).fetchone()
        due = self._now
        if incoming.address.room not in self._free:
            if waiting >= self._limits.waiting:
                turns.refuse(self._db, who)
                return 0
            due = turns.spend(self._db, who, self._now, self._limits, waiting=waiting)
        rank = max(last or 0, self._round() - 1) + 1
        values = _values(incoming) | {"digest": digest, "turn": who, "rank": rank}
        _insert(self._db, values | {"due": due.isoformat()})
        return 1

    def _who(self, incoming: Incoming) -> str:
        """Whose turn it takes, under a name that tells nothing: a person's in private, else a
        room's."""
        address = incoming.address
        one = incoming.person if incoming.direct and incoming.person else f"\n{address.room}"
        return _digest(f"{address.channel}\n{one}", self._secret)

    def _round(self) -> int:
        """The round that is being taken."""
        moments = _moments(self._now, self._limits)
        row = self._db.execute(
            f"SELECT rank FROM incoming WHERE state = 'new' AND {_IS_DUE} ORDER BY rank LIMIT 1",
            moments,
        ).fetchone()
        return int(row[0]) if row else 1


def _values(incoming: Incoming) -> dict[str, object]:
    """What is stored of a message, masked and never longer than is read."""
    values: dict[str, object] = {name: getattr(incoming.address, name) for name in _WHERE}
    values |= {name: _no_text(getattr(incoming, name)) for name in _AS_IT_IS}
    return values | {
        "at": incoming.at.isoformat(),
        "text": _heard(incoming),
        "name": privacy.heard(text.clean(incoming.name, _LONGEST_NAME)),
        "quoted": privacy.heard(incoming.quoted[: text.LONGEST]),
        "choice": privacy.heard(incoming.choice[: text.LONGEST])
        if incoming.choice
        else incoming.choice,
    }


def _no_text(value: object) -> object:
    """An id or the like as it came; one that is as long as a text is none, and finds nothing."""
    return value[:_LONGEST_ID] if isinstance(value, str) else value


def _insert(db: Database, values: dict[str, object]) -> None:
    marks = ", ".join("?" * len(values))
    db.execute(
        f"INSERT INTO incoming ({', '.join(values)}) VALUES ({marks})",
        [_storable(value) for value in values.values()],
    )


def _digest(known: str, secret: str = "") -> str:
    hashed = hashlib.blake2b(known.encode("utf-8", "replace"), digest_size=16, key=secret.encode())
    return hashed.hexdigest()


def _moments(now: dt.datetime, limits: Limits) -> list[str]:
    return [now.isoformat(), (now + limits.longest_wait).isoformat()]


def _heard(incoming: Incoming) -> str:
    """What was said, masked. In a room a number that only looks like somebody's stays until the
    team has been asked; a room's new id is no text."""
    if incoming.kind == "moved":
        return incoming.text
    return privacy.heard(incoming.text[: 2 * text.LONGEST], sure=not incoming.direct)


def _storable(value: object) -> object:
    """Half an emoji is no text; better a question mark in its place than a message that can't be
    stored."""
    return value.encode("utf-8", "replace").decode() if isinstance(value, str) else value


def next_unhandled(db: Database, now: dt.datetime, limits: Limits = _SHIPPED) -> Unhandled | None:
    """The message whose turn it is at the desk."""
    row = db.execute(
        f"SELECT {_COLUMNS} FROM incoming WHERE state = 'new' AND {_IS_DUE}"
        " ORDER BY rank, id LIMIT 1",
        _moments(now, limits),
    ).fetchone()
    return _unhandled(row) if row is not None else None


def next_time(db: Database) -> dt.datetime | None:
    """When the first of what waits is due; it may be already."""
    found = db.execute("SELECT min(due) FROM incoming WHERE state = 'new'").fetchone()[0]
    return dt.datetime.fromisoformat(found) if found else None


def is_waiting(db: Database) -> bool:
    """Whether anything waits for the desk, now or later."""
    return db.execute("SELECT 1 FROM incoming WHERE state = 'new' LIMIT 1").fetchone() is not None


def _unhandled(row: tuple[Any, ...]) -> Unhandled:
    found = dict(zip(_COLUMNS.split(", "), row, strict=True))
    address = Address(*(found.pop(name) for name in _WHERE))
    flags = {name: bool(found[name]) for name in ("direct", "mentioned")}
    id_, at = found.pop("id"), dt.datetime.fromisoformat(found.pop("at"))
    return Unhandled(id_, Incoming(address=address, at=at, **(found | flags)))


def newest_of(db: Database, who: str) -> Incoming | None:
    """The newest message that waits in somebody's turn."""
    row = db.execute(
        f"SELECT {_COLUMNS} FROM incoming WHERE state = 'new' AND turn = ?"
        " ORDER BY rank DESC LIMIT 1",
        [who],
    ).fetchone()
    return _unhandled(row).incoming if row is not None else None


def handled(db: Database, id_: int, *, parked: bool = False) -> None:
    """Mark a message as handled: what it said, who said it and where are forgotten. A hash of its
    id is kept, to know a repeat."""
    db.execute(
        "UPDATE incoming SET state = ?, event_id = '', text = '', room = '', thread = '',"
        " person = '', name = '', reply_to = NULL, quoted = '', edits = NULL, choice = NULL,"
        " turn = ''"
        " WHERE id = ?",
        ["parked" if parked else "handled", id_],
    )


def prune(db: Database, now: dt.datetime) -> None:
    """Forget the ids of what was handled long ago."""
    db.execute("DELETE FROM incoming WHERE state != 'new' AND at < ?", [(now - _KEPT).isoformat()])
