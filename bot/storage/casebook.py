"""The table of cases and their history, which is only ever added to."""

from __future__ import annotations

import datetime as dt
import json
import secrets
from dataclasses import fields
from typing import Any

from sqlite_utils import Database

from bot.cases.case import MARK_LETTERS, Case, Event
from bot.days import workdays

_NAMES = tuple(field.name for field in fields(Case))
_FIELDS = ", ".join(_NAMES)
_TIMES = ("created", "started", "due", "touched", "delivered", "asked_back")
_LISTS = ("former", "near")


def new_mark() -> str:
    """A random mark for a case."""
    return "".join(secrets.choice(MARK_LETTERS) for _ in range(4))


def next_number(db: Database, now: dt.datetime) -> str:
    """The next number of the year that it is in Sweden: 2026-0001."""
    year = workdays.local(now).year
    last = db.execute(
        "SELECT max(CAST(substr(number, 6) AS INTEGER)) FROM cases WHERE number LIKE ?",
        [f"{year}-%"],
    ).fetchone()[0]
    return f"{year}-{(last or 0) + 1:04}"


def next_practice(db: Database) -> str:
    """The next number of a case that is only for practice: ova-1."""
    return f"ova-{db.execute('SELECT count(*) FROM cases WHERE practice = 1').fetchone()[0] + 1}"


def add(db: Database, case: Case, *events: Event) -> None:
    """A new case, and what led to it."""
    db.execute(
        f"INSERT INTO cases ({_FIELDS}) VALUES ({', '.join('?' * len(_NAMES))})", _values(case)
    )
    record(db, case.number, case.created, *events)


def save(db: Database, case: Case, now: dt.datetime, *events: Event, by: str = "") -> None:
    """A case as it is now, and what happened to it. ``by``: the pseudonym of whoever acted for the
    team."""
    db.execute(
        f"UPDATE cases SET {', '.join(f'{name} = ?' for name in _NAMES)} WHERE number = ?",
        [*_values(case), case.number],
    )
    record(db, case.number, now, *events, by=by)


def record(db: Database, number: str, now: dt.datetime, *events: Event, by: str = "") -> None:
    """What happened to a case, without a change of it."""
    for event in events:
        who = by if event.side == "team" else ""
        db.execute(
            "INSERT INTO history (case_number, at, kind, side, text, by) VALUES (?, ?, ?, ?, ?, ?)",
            [number, now.isoformat(), event.kind, event.side, event.text, who],
        )


def find(db: Database, number: str) -> Case | None:
    """The case with this number."""
    row = db.execute(f"SELECT {_FIELDS} FROM cases WHERE number = ?", [number]).fetchone()
    return _case(row) if row else None


def history(db: Database, number: str) -> list[Event]:
    """What has happened to a case, the oldest first."""
    rows = db.execute(
        "SELECT kind, side, text, at, by FROM history WHERE case_number = ? ORDER BY id", [number]
    )
    return [
        Event(kind, side, text, dt.datetime.fromisoformat(at), by)
        for kind, side, text, at, by in rows
    ]


def of_asker(db: Database, asker: str) -> list[Case]:
    """What somebody has asked, the newest first."""
    return _all(db, "asker = ? AND practice = 0 ORDER BY number DESC", [asker])


def open_cases(db: Database) -> list[Case]:
    """What waits for an answer, the most urgent first."""
    return _all(db, "state IN ('open', 'claimed') ORDER BY due, number", [])


def answered_before(db: Database, moment: dt.datetime) -> list[Case]:
    """Answered cases that nobody has said anything about since."""
    return _all(db, "state = 'answered' AND touched < ? ORDER BY number", [moment.isoformat()])


def every(db: Database) -> list[Case]:
    """All cases there are, the oldest first."""
    return _all(db, "1 ORDER BY number", [])


def _all(db: Database, where: str, values: list[str]) -> list[Case]:
    return [_case(row) for row in db.execute(f"SELECT {_FIELDS} FROM cases WHERE {where}", values)]


def _values(case: Case) -> list[object]:
    return [_stored(getattr(case, name)) for name in _NAMES]


def _stored(value: object) -> object:
    match value:
        case dt.datetime():
            return value.isoformat()
        case tuple():
            return json.dumps(value)
        case bool():
            return int(value)
    return value


def _case(row: tuple[Any, ...]) -> Case:
    stored = dict(zip(_NAMES, row, strict=True))
    for name in _TIMES:
        stored[name] = dt.datetime.fromisoformat(stored[name]) if stored[name] else None
    for name in _LISTS:
        stored[name] = tuple(json.loads(stored[name]))
    return Case(**(stored | {"practice": bool(stored["practice"])}))
