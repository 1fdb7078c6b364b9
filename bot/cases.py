"""The table of cases and their history, which is only ever added to."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal

from sqlite_utils import Database

State = Literal["open", "claimed", "answered", "withdrawn", "closed"]
OPEN: tuple[State, ...] = ("open", "claimed")


@dataclass(frozen=True, slots=True)
class Case:
    """One question in people's hands. ``asker`` is a random key, never an address. Times are UTC.

    ``owner`` is the team that the question is meant for, ``team`` the one that has it now, ``former`` those that it passed from
    when it was late: they may still answer. ``due`` is when the promise ends; ``step`` how far the reminders have come.
    """

    number: str
    asker: str
    area: str
    topic: str
    owner: str
    team: str
    language: str
    question: str
    created: dt.datetime
    started: dt.datetime
    due: dt.datetime
    touched: dt.datetime
    former: tuple[str, ...] = ()
    context: str = ""
    near: tuple[str, ...] = ()
    label: str = ""
    """The unknown that was asked for, where the knowledge has one: another question with it is the same question."""
    state: State = "open"
    claimed_by: str = ""
    delivered: dt.datetime | None = None
    """When the network took its card."""
    asked_back: dt.datetime | None = None
    """Since when the coordinator waits for the asker."""
    step: int = 0
    practice: bool = False

    @property
    def waiting(self) -> State:
        """The state of a case that waits for an answer (again): somebody's, or free."""
        return "claimed" if self.claimed_by else "open"

    @property
    def is_open(self) -> bool:
        return self.state in OPEN


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened to a case. ``side`` is asker, team or bot."""

    kind: str
    side: str
    text: str = ""
    at: dt.datetime | None = None


_FIELDS = (
    "number, asker, area, topic, owner, team, language, question, created, started, due, touched, former, context, near, label, state,"
    " claimed_by, delivered, asked_back, step, practice"
)
_NAMES = _FIELDS.replace(" ", "").split(",")


def next_number(db: Database, now: dt.datetime) -> str:
    """The next number of the year: 2026-0001."""
    last = db.execute(
        "SELECT max(CAST(substr(number, 6) AS INTEGER)) FROM cases WHERE number LIKE ?", [f"{now.year}-%"]
    ).fetchone()[0]
    return f"{now.year}-{(last or 0) + 1:04}"


def add(db: Database, case: Case, *events: Event) -> None:
    """A new case, and what led to it."""
    db.execute(f"INSERT INTO cases ({_FIELDS}) VALUES ({', '.join('?' * len(_NAMES))})", _values(case))
    record(db, case.number, case.created, *events)


def save(db: Database, case: Case, now: dt.datetime, *events: Event) -> None:
    """A case as it is now, and what happened to it."""
    values = _values(replace(case, touched=now))
    db.execute(f"UPDATE cases SET {', '.join(f'{name} = ?' for name in _NAMES)} WHERE number = ?", [*values, case.number])
    record(db, case.number, now, *events)


def record(db: Database, number: str, now: dt.datetime, *events: Event) -> None:
    for event in events:
        db.execute(
            "INSERT INTO history (case_number, at, kind, side, text) VALUES (?, ?, ?, ?, ?)",
            [number, now.isoformat(), event.kind, event.side, event.text],
        )


def find(db: Database, number: str) -> Case | None:
    row = db.execute(f"SELECT {_FIELDS} FROM cases WHERE number = ?", [number]).fetchone()
    return _case(row) if row else None


def hold(db: Database, number: str, now: dt.datetime, text: str) -> int:
    """Keep a text that may be an answer, until somebody has said whether it is; its id in the history."""
    record(db, number, now, Event("held", "team", text))
    return int(db.execute("SELECT max(id) FROM history WHERE case_number = ?", [number]).fetchone()[0])


def held(db: Database, number: str, id_: str) -> str | None:
    row = db.execute("SELECT text FROM history WHERE case_number = ? AND id = ? AND kind = 'held'", [number, id_]).fetchone()
    return str(row[0]) if row else None


def next_practice(db: Database) -> str:
    """The next number of a case that is only for practice: ova-1."""
    return f"ova-{db.execute('SELECT count(*) FROM cases WHERE practice = 1').fetchone()[0] + 1}"


def history(db: Database, number: str) -> list[Event]:
    """What has happened to a case, the oldest first."""
    rows = db.execute("SELECT kind, side, text, at FROM history WHERE case_number = ? ORDER BY id", [number])
    return [Event(kind, side, text, dt.datetime.fromisoformat(at)) for kind, side, text, at in rows]


ANSWERS = ("answered", "sent-entry")
_UNDONE = {
    "taken-back": ANSWERS, "answer-changed": ANSWERS, "question-taken-back": ("asked-back",), "question-changed": ("asked-back",),
}  # fmt: skip
"""What is taken back or changed by what happens afterwards: the last of these kinds."""


def standing(events: Iterable[Event]) -> list[Event]:
    """The events without the answers and questions that were taken back; those that were changed are as they were last written."""
    kept: list[Event] = []
    for event in events:
        undone = _UNDONE.get(event.kind)
        if undone is None:
            kept.append(event)
            continue
        at = next((at for at in reversed(range(len(kept))) if kept[at].kind in undone), None)
        if at is not None:
            now = replace(event, kind="answered" if undone is ANSWERS else "asked-back")
            kept[at : at + 1] = [now] if event.kind.endswith("-changed") else []
    return kept


def last_answer(events: Iterable[Event]) -> Event | None:
    """The answer that was last given and not taken back, as it was last changed: "answered", or "sent-entry" with an entry's id."""
    return next((event for event in reversed(standing(events)) if event.kind in ANSWERS), None)


_WAITS_AGAIN = ("added", "corrected", "put-off", "transferred", "escalated", "reopened", "not-delivered")


def was_answered(events: list[Event]) -> bool:
    """Whether a case counted as answered before the last answer in its history, which is being taken back."""
    before: list[bool] = []
    answered = False
    for event in events:
        if event.kind in ANSWERS:
            before.append(answered)
            answered = True
        elif event.kind == "taken-back" and before:
            answered = before.pop()
        elif event.kind in _WAITS_AGAIN:
            # Also what was answered earlier waits again, whichever answer is taken back after this.
            answered, before = False, [False] * len(before)
    return bool(before) and before[-1]


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
    return _all(db, "1 ORDER BY number", [])


def _all(db: Database, where: str, values: list[str]) -> list[Case]:
    return [_case(row) for row in db.execute(f"SELECT {_FIELDS} FROM cases WHERE {where}", values)]


def _values(case: Case) -> list[object]:
    def stored(value: object) -> object:
        if isinstance(value, dt.datetime):
            return value.isoformat()
        return json.dumps(value) if isinstance(value, tuple) else int(value) if isinstance(value, bool) else value

    return [stored(getattr(case, name)) for name in _NAMES]


def _case(row: tuple[object, ...]) -> Case:
    values = dict(zip(_NAMES, row, strict=True))
    for name in ("created", "started", "due", "touched", "delivered", "asked_back"):
        values[name] = dt.datetime.fromisoformat(str(values[name])) if values[name] is not None else None
    values["former"], values["near"] = (tuple(json.loads(str(values[name]))) for name in ("former", "near"))
    return Case(**(values | {"practice": bool(values["practice"])}))  # type: ignore[arg-type]
