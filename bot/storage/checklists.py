"""What people have ticked off, each list until its last day; with whoever it is of it is
forgotten."""

from __future__ import annotations

import datetime as dt

from pydantic import TypeAdapter, ValidationError
from sqlite_utils import Database

from bot.guides.ticking import MOST, Checklist, Mark

_MARKS = TypeAdapter(tuple[Mark, ...])


def of_asker(db: Database, asker: str, now: dt.datetime) -> dict[str, Checklist]:
    """Somebody's lists by the thing that each is for, the one that was touched last first."""
    rows = db.execute(
        "SELECT thing, name, until, marks FROM checklists WHERE asker = ? AND until > ?"
        " ORDER BY until DESC, rowid DESC",
        [asker, now.isoformat()],
    )
    read = (
        Checklist(row[0], row[1], dt.datetime.fromisoformat(row[2]), _read(row[3])) for row in rows
    )
    return {one.thing: one for one in read}


def _read(stored: str) -> tuple[Mark, ...]:
    """The marks; those of another version of the program are begun anew."""
    try:
        return _MARKS.validate_json(stored)
    except ValidationError:
        return ()


def keep(db: Database, asker: str, kept: Checklist) -> None:
    """A list as it is from now on; of more than are kept the oldest goes."""
    marks = _MARKS.dump_json(kept.marks).decode()
    until = kept.until.astimezone(dt.UTC).isoformat()
    db.execute(
        "INSERT OR REPLACE INTO checklists VALUES (?, ?, ?, ?, ?)",
        [asker, kept.thing, kept.name, marks, until],
    )
    db.execute(
        "DELETE FROM checklists WHERE asker = ? AND thing NOT IN (SELECT thing FROM checklists"
        " WHERE asker = ? ORDER BY until DESC, rowid DESC LIMIT ?)",
        [asker, asker, MOST],
    )


def drop(db: Database, asker: str, thing: str) -> None:
    """The list for a thing that is gone."""
    db.execute("DELETE FROM checklists WHERE asker = ? AND thing = ?", [asker, thing])


def prune(db: Database, now: dt.datetime) -> None:
    """Forget the lists whose last day has passed."""
    db.execute("DELETE FROM checklists WHERE until <= ?", [now.isoformat()])
