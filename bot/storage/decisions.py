"""One row without text for each decision: what is reported is counted from these."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal

from sqlite_utils import Database

from bot.dialogue.turns.decision import Outcome
from bot.knowledge.fields import Topic


@dataclass(frozen=True, slots=True)
class Record:
    """A decision as it stands in the table."""

    id: int
    outcome: Outcome
    entry: str | None
    area: str | None
    language: str


def newest(db: Database) -> Record | None:
    """The last decision that was taken, if there is one."""
    row = db.execute(
        "SELECT id, outcome, entry, area, language FROM decisions ORDER BY id DESC LIMIT 1"
    ).fetchone()
    return Record(*row) if row else None


def record(
    db: Database,
    now: dt.datetime,
    *,
    area: str | None,
    topic: Topic | None,
    language: str,
    outcome: Outcome,
    reason: str,
    entry: str | None,
    knowledge: str,
    confidence: float,
    case_number: str | None = None,
) -> None:
    """A decision, as it was taken."""
    db.execute(
        "INSERT INTO decisions (at, area, topic, language, outcome, reason, entry, knowledge,"
        " confidence, case_number) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            now.isoformat(),
            area,
            topic,
            language,
            outcome,
            reason,
            entry,
            knowledge,
            confidence,
            case_number,
        ],
    )


def answered(db: Database, case_number: str, hours: float) -> None:
    """How long a person's first answer took."""
    db.execute(
        "UPDATE decisions SET hours = ? WHERE case_number = ? AND hours IS NULL",
        [round(hours, 2), case_number],
    )


def judged(db: Database, case_number: str, verdict: Literal["helpful", "unhelpful"]) -> None:
    """Whether a person's answer helped, as the asker said."""
    db.execute("UPDATE decisions SET verdict = ? WHERE case_number = ?", [verdict, case_number])


def called_wrong(db: Database, entry: str, after: dt.datetime) -> None:
    """The last answer with this entry was not what was asked."""
    db.execute(
        "UPDATE decisions SET verdict = 'wrong' WHERE id = (SELECT max(id) FROM decisions"
        " WHERE entry = ? AND outcome = 'answer' AND at >= ?)",
        [entry, after.isoformat()],
    )
