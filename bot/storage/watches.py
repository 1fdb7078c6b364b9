"""What is watched for people: a row for each person and thing, kept until it is ended, by them or
because the thing is gone. Forgetting somebody deletes theirs."""

from __future__ import annotations

import datetime as dt
from typing import Any

from pydantic import TypeAdapter
from sqlite_utils import Database

from bot.dates.watch import Known, Watch

_DAYS = TypeAdapter(tuple[Known, ...])
_COLUMNS = "thing, name, begun, mark, days"


def save(db: Database, asker: str, watch: Watch, due: dt.date, version: str) -> None:
    """A watch as it is from now on. ``due``: when it is to be looked at again; ``version``: of the
    knowledge that it was looked at with."""
    db.execute(
        "INSERT INTO watches VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET"
        " name = excluded.name, begun = excluded.begun, days = excluded.days, due = excluded.due,"
        " seen = excluded.seen",
        [
            asker,
            watch.thing,
            watch.name,
            watch.begun.isoformat(),
            watch.mark,
            _DAYS.dump_json(watch.days).decode(),
            due.isoformat(),
            version,
        ],
    )


def of(db: Database, asker: str) -> list[Watch]:
    """All that is watched for somebody, in the order that it was begun."""
    rows = db.execute(
        f"SELECT {_COLUMNS} FROM watches WHERE asker = ? ORDER BY begun, rowid", [asker]
    )
    return [_watch(row) for row in rows]


def end(db: Database, asker: str, thing: str) -> bool:
    """A thing is watched no more. Whether it was."""
    done = db.execute("DELETE FROM watches WHERE asker = ? AND thing = ?", [asker, thing])
    return bool(done.rowcount > 0)


def end_all(db: Database, asker: str) -> int:
    """Nothing is watched for somebody any more. How much was."""
    return int(db.execute("DELETE FROM watches WHERE asker = ?", [asker]).rowcount)


def due(db: Database, today: dt.date, version: str) -> list[str]:
    """For whom something is to be looked at: its day has come, or the knowledge is another since.
    Nobody to whom the bot has said something by itself today."""
    found = db.execute(
        "SELECT DISTINCT asker FROM watches JOIN askers ON askers.key = watches.asker"
        " WHERE (due <= ? OR seen != ?) AND askers.begun != ?",
        [today.isoformat(), version, today.isoformat()],
    )
    return [str(row[0]) for row in found]


def askers(db: Database) -> frozenset[str]:
    """Those for whom anything is watched: they aren't forgotten, however long they are silent."""
    return frozenset(str(row[0]) for row in db.execute("SELECT DISTINCT asker FROM watches"))


def _watch(row: Any) -> Watch:
    thing, name, begun, mark, days = row
    return Watch(thing, name, dt.date.fromisoformat(begun), mark, _DAYS.validate_json(days))
