"""Each person's budget at the door: until when it is used up, and what they were told of it. Nobody
is named: who it is stands as a digest, for an hour after they were last heard."""

from __future__ import annotations

import datetime as dt
from typing import Literal

from sqlite_utils import Database

from bot.limits import Limits

Notice = Literal["slowed", "refused"]
"""What somebody is told once: that what they wrote waits, or that no more of it is taken."""
_NOTICES: tuple[Notice, ...] = ("slowed", "refused")
_QUIET = dt.timedelta(hours=1)
_MANY = 3
"""Messages that wait already, from which on their writer is told that they do."""


def spend(db: Database, who: str, now: dt.datetime, limits: Limits, *, waiting: int) -> dt.datetime:
    """When the budget allows one more message, behind those ``waiting``; it is used up by it."""
    row = db.execute("SELECT until FROM turns WHERE who = ?", [who]).fetchone()
    until = dt.datetime.fromisoformat(row[0]) if row else now
    whole = limits.interval * limits.messages_a_minute
    # What lies further ahead comes of a clock that was set back since.
    is_used = now < until <= now + limits.longest_wait + whole
    until = (until if is_used else now) + limits.interval
    due = max(now, until - whole)
    db.execute(
        "INSERT INTO turns (who, until) VALUES (?, ?)"
        " ON CONFLICT (who) DO UPDATE SET until = excluded.until",
        [who, until.isoformat()],
    )
    if due > now and waiting >= _MANY:
        _mark(db, who, "slowed")
    return due


def refuse(db: Database, who: str) -> None:
    """They have written more than may wait."""
    _mark(db, who, "refused")


def _mark(db: Database, who: str, notice: Notice) -> None:
    db.execute(f"UPDATE turns SET {notice} = max({notice}, 1) WHERE who = ?", [who])


def to_be_told(db: Database) -> list[tuple[str, Notice]]:
    """Who doesn't know yet."""
    return [
        (who, notice)
        for notice in _NOTICES
        for (who,) in db.execute(f"SELECT who FROM turns WHERE {notice} = 1").fetchall()
    ]


def told(db: Database, who: str, notice: Notice) -> None:
    """They know it now, until they have been quiet for a while."""
    db.execute(f"UPDATE turns SET {notice} = 2 WHERE who = ?", [who])


def forget(db: Database, now: dt.datetime) -> None:
    """Forget those whose budget has long been whole again."""
    db.execute("DELETE FROM turns WHERE until < ?", [(now - _QUIET).isoformat()])
