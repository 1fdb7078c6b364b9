"""The door in: what was heard is stored together with the cursor, masked, each event once."""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass

from sqlite_utils import Database

from bot import privacy
from bot.channel import Batch
from bot.messages import Address, Incoming

_KEPT = dt.timedelta(days=14)
"""Event ids are remembered so long after their message was handled, to know a repeat. Networks
repeat within a day or two."""


@dataclass(frozen=True, slots=True)
class Unhandled:
    """A stored message that the desk hasn't taken yet."""

    id: int
    incoming: Incoming


def cursor(db: Database, channel: str) -> str | None:
    """From where the channel listens on."""
    row = db.execute("SELECT cursor FROM cursors WHERE channel = ?", [channel]).fetchone()
    return str(row[0]) if row else None


def accept(db: Database, channel: str, batch: Batch) -> int:
    """Store the messages and the cursor in one transaction; how many were new. What is stored is
    masked."""
    with db.atomic():
        new = sum(_store(db, incoming) for incoming in batch.incoming)
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


def _store(db: Database, incoming: Incoming) -> int:
    known = f"{incoming.address.channel}\n{incoming.event_id}".encode("utf-8", "replace")
    values: dict[str, object] = {name: getattr(incoming.address, name) for name in _WHERE}
    values |= {name: getattr(incoming, name) for name in _AS_IT_IS}
    values |= {
        "at": incoming.at.isoformat(),
        "text": privacy.mask(incoming.text).text,
        "quoted": privacy.mask(incoming.quoted).text,
        "digest": hashlib.blake2b(known, digest_size=16).hexdigest(),
    }
    marks = ", ".join("?" * len(values))
    done = db.execute(
        f"INSERT INTO incoming ({', '.join(values)}) VALUES ({marks}) ON CONFLICT DO NOTHING",
        [_storable(value) for value in values.values()],
    )
    return int(done.rowcount > 0)


def _storable(value: object) -> object:
    """Half an emoji is no text; better a question mark in its place than a message that can't be
    stored."""
    return value.encode("utf-8", "replace").decode() if isinstance(value, str) else value


def next_unhandled(db: Database) -> Unhandled | None:
    """The oldest message that is waiting for the desk."""
    row = db.execute(
        f"SELECT {_COLUMNS} FROM incoming WHERE state = 'new' ORDER BY id LIMIT 1"
    ).fetchone()
    if row is None:
        return None
    found = dict(zip(_COLUMNS.split(", "), row, strict=True))
    address = Address(*(found.pop(name) for name in _WHERE))
    flags = {name: bool(found[name]) for name in ("direct", "mentioned")}
    id_, at = found.pop("id"), dt.datetime.fromisoformat(found.pop("at"))
    return Unhandled(id_, Incoming(address=address, at=at, **(found | flags)))


def handled(db: Database, id_: int, *, parked: bool = False) -> None:
    """Mark a message as handled: what it said, who said it and where are forgotten. A hash of its
    id is kept, to know a repeat."""
    db.execute(
        "UPDATE incoming SET state = ?, event_id = '', text = '', room = '', thread = '',"
        " person = '', name = '', reply_to = NULL, quoted = '', edits = NULL, choice = NULL"
        " WHERE id = ?",
        ["parked" if parked else "handled", id_],
    )


def prune(db: Database, now: dt.datetime) -> None:
    """Forget the ids of what was handled long ago."""
    db.execute("DELETE FROM incoming WHERE state != 'new' AND at < ?", [(now - _KEPT).isoformat()])
