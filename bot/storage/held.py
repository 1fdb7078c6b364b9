"""What may be an answer, until somebody in the room says whether it is: talk that stays there is
not kept."""

from __future__ import annotations

import datetime as dt
import secrets
from dataclasses import dataclass

from sqlite_utils import Database

from bot.storage import traces

_KEPT = dt.timedelta(days=4)
"""Over a weekend with a holiday beside it: it is asked about again when the office opens next."""


_LETTERS = "bcdfghjkmnpqrstvwxz"


def new_id() -> str:
    """What a text is held under. It comes back in a choice, which is masked as all that comes is:
    with digits in it, it would now and then be taken for somebody's number, and the press be
    lost."""
    return "".join(secrets.choice(_LETTERS) for _ in range(12))


def keep(db: Database, id_: str, number: str, text: str, now: dt.datetime) -> None:
    db.execute("INSERT INTO held VALUES (?, ?, ?, ?)", [id_, number, now.isoformat(), text])


def find(db: Database, number: str, id_: str) -> str | None:
    """The text that is held in a case under this id; None once it is forgotten."""
    row = db.execute(
        "SELECT text FROM held WHERE case_number = ? AND id = ?", [number, id_]
    ).fetchone()
    return str(row[0]) if row else None


@dataclass(frozen=True, slots=True)
class Kept:
    """What waits for a word whether it is an answer, of an open case."""

    id: str
    number: str
    at: dt.datetime


def waiting(db: Database) -> list[Kept]:
    """All of them, the oldest first; none of those that are only for practice."""
    rows = db.execute(
        "SELECT id, case_number, at FROM held JOIN cases ON number = case_number"
        " WHERE state IN ('open', 'claimed') AND practice = 0 ORDER BY at, id"
    )
    return [Kept(id_, number, dt.datetime.fromisoformat(at)) for id_, number, at in rows]


def numbers(db: Database) -> frozenset[str]:
    """The cases that something is held in."""
    return frozenset(kept.number for kept in waiting(db))


def settle(db: Database, number: str) -> None:
    """Somebody has said what is to be done with a case."""
    if db.execute("DELETE FROM held WHERE case_number = ?", [number]).rowcount > 0:
        traces.leave(db)


def forget(db: Database, id_: str) -> None:
    """It stays in the room."""
    if db.execute("DELETE FROM held WHERE id = ?", [id_]).rowcount > 0:
        traces.leave(db)


def prune(db: Database, now: dt.datetime) -> None:
    """Forget what nobody has said anything of, though it was asked about again."""
    old = (now - _KEPT).isoformat()
    if db.execute("DELETE FROM held WHERE at < ?", [old]).rowcount > 0:
        traces.leave(db)
