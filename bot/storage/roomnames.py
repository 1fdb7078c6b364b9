"""What those who write in teams' rooms call themselves, kept for a year after they last wrote: on
a network where a person is a number, a colleague is named by it. Never an asker."""

from __future__ import annotations

import datetime as dt

from sqlite_utils import Database

_KEPT = dt.timedelta(days=365)


def seen(db: Database, channel: str, person: str, name: str, now: dt.datetime) -> None:
    """Somebody wrote in a team's room."""
    if person and name:
        db.execute(
            "INSERT OR REPLACE INTO room_names VALUES (?, ?, ?, ?)",
            [channel, person, name, now.isoformat()],
        )


def names(db: Database) -> dict[str, str]:
    """Each person's name."""
    rows = db.execute("SELECT person, name FROM room_names")
    return {str(person): str(name) for person, name in rows}


def named(db: Database, channel: str, name: str) -> str | None:
    """The one on a channel who is called so, by first name or whole; None where there is none, or
    several."""
    rows = db.execute("SELECT person, name FROM room_names WHERE channel = ?", [channel])
    wanted = name.lower().lstrip("@")
    known = {str(person): str(called).lower() for person, called in rows}
    found = [one for one, called in known.items() if wanted in (called, *called.split()[:1])]
    return found[0] if len(found) == 1 else None


def prune(db: Database, now: dt.datetime) -> None:
    db.execute("DELETE FROM room_names WHERE seen < ?", [(now - _KEPT).isoformat()])
