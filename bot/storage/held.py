"""What may be an answer, until somebody in the room says whether it is: talk that stays there is
not kept."""

from __future__ import annotations

import datetime as dt
import secrets

from sqlite_utils import Database

from bot.storage import traces

_KEPT = dt.timedelta(hours=1)


def new_id() -> str:
    """What a text is held under."""
    return secrets.token_hex(6)


def keep(db: Database, id_: str, number: str, text: str, now: dt.datetime) -> None:
    db.execute("INSERT INTO held VALUES (?, ?, ?, ?)", [id_, number, now.isoformat(), text])


def find(db: Database, number: str, id_: str) -> str | None:
    """The text that is held in a case under this id; None once it is forgotten."""
    row = db.execute(
        "SELECT text FROM held WHERE case_number = ? AND id = ?", [number, id_]
    ).fetchone()
    return str(row[0]) if row else None


def forget(db: Database, id_: str) -> None:
    """It stays in the room."""
    if db.execute("DELETE FROM held WHERE id = ?", [id_]).rowcount > 0:
        traces.leave(db)


def prune(db: Database, now: dt.datetime) -> None:
    """Forget what nobody has said anything of for an hour."""
    old = (now - _KEPT).isoformat()
    if db.execute("DELETE FROM held WHERE at < ?", [old]).rowcount > 0:
        traces.leave(db)
