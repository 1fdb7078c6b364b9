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
"""Event ids are remembered so long after their message was handled, to know a repeat. Networks repeat within a day or two."""


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
    """Store the messages and the cursor in one transaction; how many were new. What is stored is masked."""
    with db.atomic():
        new = sum(_store(db, incoming) for incoming in batch.incoming)
        db.execute(
            "INSERT INTO cursors VALUES (?, ?) ON CONFLICT (channel) DO UPDATE SET cursor = excluded.cursor",
            [channel, batch.cursor],
        )
    return new


def _store(db: Database, incoming: Incoming) -> int:
    one, where = incoming, incoming.address
    digest = hashlib.blake2b(
        f"{where.channel}\n{one.event_id}".encode("utf-8", "replace"), digest_size=16
    ).hexdigest()
    values = [
        where.channel,
        one.event_id,
        one.at.isoformat(),
        where.room,
        where.thread,
        one.person,
        one.kind,
        privacy.mask(one.text).text,
        one.reply_to,
        privacy.mask(one.quoted).text,
        one.edits,
        one.choice,
        one.direct,
        one.mentioned,
        one.language,
        one.attachment,
        digest,
    ]
    # Half an emoji is no text; better a question mark in its place than a message that can't be stored.
    safe = [
        value.encode("utf-8", "replace").decode() if isinstance(value, str) else value
        for value in values
    ]
    done = db.execute(
        "INSERT INTO incoming (channel, event_id, at, room, thread, person, kind, text, reply_to, quoted, edits, choice, direct, mentioned,"
        f" language, attachment, digest) VALUES ({', '.join('?' * len(safe))}) ON CONFLICT DO NOTHING",
        safe,
    )
    return int(done.rowcount > 0)


_COLUMNS = "id, event_id, at, channel, room, thread, person, kind, text, reply_to, quoted, edits, choice, direct, mentioned, language, attachment"


def next_unhandled(db: Database) -> Unhandled | None:
    """The oldest message that is waiting for the desk."""
    row = db.execute(
        f"SELECT {_COLUMNS} FROM incoming WHERE state = 'new' ORDER BY id LIMIT 1"
    ).fetchone()
    if row is None:
        return None
    names = _COLUMNS.split(", ")
    found = dict(zip(names, row, strict=True))
    address = Address(*(found.pop(name) for name in ("channel", "room", "thread")))
    flags = {name: bool(found[name]) for name in ("direct", "mentioned")}
    id_, at = found.pop("id"), dt.datetime.fromisoformat(found.pop("at"))
    return Unhandled(id_, Incoming(address=address, at=at, **(found | flags)))


def handled(db: Database, id_: int, *, parked: bool = False) -> None:
    """Mark a message as handled: what it said, who said it and where are forgotten. A hash of its id is kept, to know a repeat."""
    db.execute(
        "UPDATE incoming SET state = ?, event_id = '', text = '', room = '', thread = '', person = '', reply_to = NULL, quoted = '', edits = NULL, choice = NULL"
        " WHERE id = ?",
        ["parked" if parked else "handled", id_],
    )


def prune(db: Database, now: dt.datetime) -> None:
    """Forget the ids of what was handled long ago."""
    db.execute("DELETE FROM incoming WHERE state != 'new' AND at < ?", [(now - _KEPT).isoformat()])
