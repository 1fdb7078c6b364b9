"""What we remember of one conversation, and the one table that holds an asker's address.

Everything else knows an asker by a random key; forgetting someone is deleting one row here.
"""

from __future__ import annotations

import datetime as dt
import secrets

from pydantic import TypeAdapter, ValidationError
from sqlite_utils import Database

from bot.cases.case import Part
from bot.dialogue.turns.conversation import Conversation
from bot.messages import Address
from bot.storage import traces

_JSON = TypeAdapter(Conversation)


def _read(stored: str) -> Conversation:
    """A stored conversation; one of another version of the program is begun anew."""
    try:
        return _JSON.validate_json(stored)
    except ValidationError:
        return Conversation(greeted=True)


def load(db: Database, address: Address, person: str) -> tuple[str, Conversation] | None:
    """The key and the conversation of whoever writes from there; None where nobody has."""
    row = db.execute(
        "SELECT key, conversation FROM askers"
        " WHERE channel = ? AND room = ? AND thread = ? AND person = ?",
        [address.channel, address.room, address.thread, person],
    ).fetchone()
    return (row[0], _read(row[1])) if row else None


def start(
    db: Database, address: Address, person: str, now: dt.datetime
) -> tuple[str, Conversation]:
    """A conversation with somebody new, under a random key."""
    key, fresh = secrets.token_hex(16), Conversation()
    db.execute(
        "INSERT INTO askers VALUES (?, ?, ?, ?, ?, ?, ?, NULL, '')",
        [
            key,
            address.channel,
            address.room,
            address.thread,
            person,
            _JSON.dump_json(fresh).decode(),
            now.isoformat(),
        ],
    )
    return key, fresh


def by_key(db: Database, key: str) -> Conversation | None:
    row = db.execute("SELECT conversation FROM askers WHERE key = ?", [key]).fetchone()
    return _read(row[0]) if row else None


def save(
    db: Database,
    key: str,
    conversation: Conversation,
    now: dt.datetime,
    offer_due: dt.datetime | None = None,
) -> None:
    """What is remembered from now on. ``offer_due``: when an unanswered offer is to be looked at
    again."""
    db.execute(
        "UPDATE askers SET conversation = ?, touched = ?, offer_due = ? WHERE key = ?",
        [
            _JSON.dump_json(conversation).decode(),
            now.isoformat(),
            offer_due.isoformat() if offer_due else None,
            key,
        ],
    )


def address_of(db: Database, key: str) -> Address | None:
    """Where somebody is written to; None once they have been forgotten."""
    row = db.execute("SELECT channel, room, thread FROM askers WHERE key = ?", [key]).fetchone()
    return Address(*row) if row else None


def forget(db: Database, key: str) -> None:
    """Their address, and what is remembered of their conversation, are gone."""
    db.execute("DELETE FROM askers WHERE key = ?", [key])
    traces.leave(db)


def room_moved(db: Database, channel: str, old: str, new: str) -> None:
    """A chat goes on under a new id."""
    db.execute(
        "UPDATE OR IGNORE askers SET room = ? WHERE channel = ? AND room = ?", [new, channel, old]
    )


def begun(db: Database, key: str, today: dt.date) -> None:
    """The bot has said something to them by itself today."""
    db.execute("UPDATE askers SET begun = ? WHERE key = ?", [today.isoformat(), key])


def was_begun(db: Database, key: str, today: dt.date) -> bool:
    """Whether the bot has said something to them by itself today."""
    row = db.execute("SELECT begun FROM askers WHERE key = ?", [key]).fetchone()
    return row is not None and row[0] == today.isoformat()


def with_offers_due(db: Database, now: dt.datetime) -> list[tuple[str, Conversation]]:
    """Those whose offers are to be looked at again."""
    rows = db.execute(
        "SELECT key, conversation FROM askers WHERE offer_due <= ? ORDER BY offer_due",
        [now.isoformat()],
    )
    return [(key, _read(stored)) for key, stored in rows]


_PART = "SELECT case_number, is_question, text FROM said"


def said(
    db: Database, key: str, number: str, event: str, text: str, *, is_question: bool = False
) -> None:
    """This message is part of a case and says this from now on: an edit of it is a correction of
    the case."""
    db.execute(
        "INSERT INTO said VALUES (?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET text = excluded.text"
        " WHERE case_number = excluded.case_number",
        [key, event, number, is_question, text],
    )


def unsaid(db: Database, key: str, event: str) -> None:
    """What was added has been taken away again."""
    db.execute("DELETE FROM said WHERE asker = ? AND event_id = ?", [key, event])


def part(db: Database, key: str, event: str) -> Part | None:
    """What a message is part of."""
    row = db.execute(f"{_PART} WHERE asker = ? AND event_id = ?", [key, event]).fetchone()
    return Part(row[0], bool(row[1]), row[2]) if row else None


def parts(db: Database, number: str) -> list[Part]:
    """What the asker has said of a case, in the order that it was first said in."""
    rows = db.execute(f"{_PART} WHERE case_number = ? ORDER BY rowid", [number])
    return [Part(row[0], bool(row[1]), row[2]) for row in rows]


def drop_guides(db: Database, now: dt.datetime) -> None:
    """Forget what people answered in guides, once it is kept no longer."""
    db.execute(
        "UPDATE askers SET conversation = json_set(conversation, '$.guide', NULL)"
        " WHERE json_extract(conversation, '$.guide.until') <= ?",
        [now.isoformat().replace("+00:00", "Z")],
    )


def prune(db: Database, before: dt.datetime, keep: frozenset[str]) -> None:
    """Forget everybody who has been silent since ``before`` and has no case waiting (``keep``)."""
    for (key,) in db.execute(
        "SELECT key FROM askers WHERE touched < ?", [before.isoformat()]
    ).fetchall():
        if key not in keep:
            forget(db, key)
