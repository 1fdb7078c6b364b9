"""What we remember of one conversation, and the one table that holds an asker's address.

Everything else knows an asker by a random key; forgetting someone is deleting one row here.
"""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, TypeAdapter, ValidationError
from sqlite_utils import Database

from bot.messages import Address, Attachment, Choice
from bot.routing import Route


@dataclass(frozen=True, slots=True)
class Idle:
    """Waiting for nothing."""

    kind: Literal["idle"] = "idle"


@dataclass(frozen=True, slots=True)
class ChoosingArea:
    """The bot has asked which municipality ``question`` is about."""

    question: str
    kind: Literal["area"] = "area"


@dataclass(frozen=True, slots=True)
class ChoosingEntry:
    """The bot has shown entries to choose from, or an answer that may be said to be the wrong one."""

    question: str
    others: tuple[str, ...] = ()
    kind: Literal["entry"] = "entry"


@dataclass(frozen=True, slots=True)
class Confirming:
    """The bot has offered to send a question: the offer with this id."""

    offer: int
    kind: Literal["confirming"] = "confirming"


@dataclass(frozen=True, slots=True)
class Rewriting:
    """The asker is about to write the text of the offer with this id."""

    offer: int
    kind: Literal["rewriting"] = "rewriting"


@dataclass(frozen=True, slots=True)
class ChoosingCase:
    """The bot has asked whether ``question`` belongs to a case or is a new one."""

    question: str
    number: str
    kind: Literal["case"] = "case"


@dataclass(frozen=True, slots=True)
class Answering:
    """A coordinator has asked back: the next message answers."""

    number: str
    kind: Literal["answering"] = "answering"


@dataclass(frozen=True, slots=True)
class WritingMore:
    """The asker is about to write to the coordinator of a case."""

    number: str
    kind: Literal["more"] = "more"


@dataclass(frozen=True, slots=True)
class StartingAnew:
    """The asker has said that what comes is a new question."""

    kind: Literal["anew"] = "anew"


State = Annotated[
    Idle | ChoosingArea | ChoosingEntry | Confirming | Rewriting | ChoosingCase | Answering | WritingMore | StartingAnew,
    Field(discriminator="kind"),
]


LEANS = " – "
"""Stands between a question and what leans on it."""


@dataclass(frozen=True, slots=True)
class Offer:
    """A question that the bot has offered to send, and where to."""

    id: int
    parts: Mapping[str, str]
    """The messages that the question comes from and what each says of it, masked: an edit of one is an edit of the offer, or a
    correction once it is sent. Under "" stands what none of them says; "" is said by one that only chose a place or an answer."""
    route: Route
    made: dt.datetime
    asked_before: str = ""
    """What was asked and answered just before, and the title of that answer: it goes along."""
    answered_with: str = ""
    attachment: str = ""
    near: tuple[str, ...] = ()
    label: str = ""
    asked_again: bool = False

    @property
    def question(self) -> str:
        """Exactly the text that will go: its parts as sentences, and what leans on a question after its dash."""
        whole = ""
        for said in filter(None, self.parts.values()):
            start = whole.rstrip()
            stop = "" if start[-1:] in ".!?" or said.startswith(LEANS.lstrip()) else "."
            whole = f"{start}{stop} {said}" if whole else said
        return whole


def _of_parts(stored: Any) -> Any:
    """An offer as it was stored before it had parts: its text, the messages, and which of them says all of it."""
    if not isinstance(stored, dict) or "question" not in stored:
        return stored
    asked_in = stored.get("asked_in", "")
    others = dict.fromkeys((asked_in, *stored.get("events", ())), "")
    return {**stored, "parts": {**others, asked_in: stored["question"]}}


@dataclass(frozen=True, slots=True)
class Conversation:
    """One person's talk with the bot. ``choices`` are those last shown: a number or a label means one of them."""

    area: str | None = None
    language: str | None = None
    """The language that the asker chose."""
    last_language: str | None = None
    greeted: bool = False
    state: State = Idle()
    choices: tuple[Choice, ...] = ()
    last_question: str = ""
    last_entry: str | None = None
    last_at: dt.datetime | None = None
    asked_in: str = ""
    """The message that the question being talked about was asked in."""
    attachment: Attachment = ""
    """What came with a message and goes no further; the next card says that there was one."""
    offers: tuple[Annotated[Offer, BeforeValidator(_of_parts)], ...] = ()
    """Not yet answered, the newest last."""
    case: str = ""
    """The case that was last spoken of, and whether its answer has come."""
    case_answered: bool = False
    asked: str = ""
    """The case in which a coordinator has asked back and waits: what isn't said to something else answers it."""

    @property
    def reads(self) -> str:
        """The language that the bot's own sentences are in: the one chosen, or the last one heard."""
        return self.language or self.last_language or "sv"


KEPT = dt.timedelta(days=7)
"""How long an unanswered offer is kept."""
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
        "SELECT key, conversation FROM askers WHERE channel = ? AND room = ? AND thread = ? AND person = ?",
        [address.channel, address.room, address.thread, person],
    ).fetchone()
    return (row[0], _read(row[1])) if row else None


def start(db: Database, address: Address, person: str, now: dt.datetime) -> tuple[str, Conversation]:
    """A conversation with somebody new, under a random key."""
    key, fresh = secrets.token_hex(16), Conversation()
    db.execute(
        "INSERT INTO askers VALUES (?, ?, ?, ?, ?, ?, ?, NULL)",
        [key, address.channel, address.room, address.thread, person, _JSON.dump_json(fresh).decode(), now.isoformat()],
    )
    return key, fresh


def by_key(db: Database, key: str) -> Conversation | None:
    row = db.execute("SELECT conversation FROM askers WHERE key = ?", [key]).fetchone()
    return _read(row[0]) if row else None


def save(db: Database, key: str, conversation: Conversation, now: dt.datetime, offer_due: dt.datetime | None = None) -> None:
    """What is remembered from now on. ``offer_due``: when an unanswered offer is to be looked at again."""
    db.execute(
        "UPDATE askers SET conversation = ?, touched = ?, offer_due = ? WHERE key = ?",
        [_JSON.dump_json(conversation).decode(), now.isoformat(), offer_due.isoformat() if offer_due else None, key],
    )


def address_of(db: Database, key: str) -> Address | None:
    """Where somebody is written to; None once they have been forgotten."""
    row = db.execute("SELECT channel, room, thread FROM askers WHERE key = ?", [key]).fetchone()
    return Address(*row) if row else None


def forget(db: Database, key: str) -> None:
    db.execute("DELETE FROM askers WHERE key = ?", [key])


def room_moved(db: Database, channel: str, old: str, new: str) -> None:
    """A chat goes on under a new id."""
    db.execute("UPDATE OR IGNORE askers SET room = ? WHERE channel = ? AND room = ?", [new, channel, old])


def with_offers_due(db: Database, now: dt.datetime) -> list[tuple[str, Conversation]]:
    """Those whose offers are to be looked at again."""
    rows = db.execute("SELECT key, conversation FROM askers WHERE offer_due <= ? ORDER BY offer_due", [now.isoformat()])
    return [(key, _read(stored)) for key, stored in rows]


@dataclass(frozen=True, slots=True)
class Part:
    """A message that is part of a case, as its question or as something added. ``text`` is what it says now, masked; "" where it
    says the question only together with others."""

    number: str
    is_question: bool
    text: str


_PART = "SELECT case_number, is_question, text FROM said"


def said(db: Database, key: str, number: str, event: str, text: str, *, is_question: bool = False) -> None:
    """This message is part of a case and says this from now on: an edit of it is a correction of the case."""
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


def prune(db: Database, before: dt.datetime, keep: frozenset[str]) -> None:
    """Forget everybody who has been silent since ``before`` and has no case waiting (``keep``)."""
    for (key,) in db.execute("SELECT key FROM askers WHERE touched < ?", [before.isoformat()]).fetchall():
        if key not in keep:
            forget(db, key)
