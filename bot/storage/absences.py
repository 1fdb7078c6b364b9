"""Who is away, and which teams have fallen silent."""

from __future__ import annotations

import datetime as dt

from sqlite_utils import Database

_RUNNING = "SELECT running FROM broken_promises WHERE team = ?"


def set_away(db: Database, team: str, person: str, first: dt.date, last: dt.date) -> None:
    """Somebody, or (without a person) a whole team, is away from a day to a day. What overlaps
    with that is said anew by it; what doesn't still holds."""
    days = {"first": first.isoformat(), "last": last.isoformat()}
    where = "team = :team AND person = :person AND first <= :last AND last >= :first"
    own = {"team": team, "person": person, **days}
    db.execute(f"DELETE FROM absences WHERE {where}", own)
    db.execute("INSERT INTO absences VALUES (:team, :person, :first, :last)", own)


def back(db: Database, team: str, person: str) -> None:
    """They are there again, and not away later either."""
    db.execute("DELETE FROM absences WHERE team = ? AND person = ?", [team, person])


def away(db: Database, today: dt.date) -> frozenset[str]:
    """The teams that are away, or have fallen silent."""
    rows = db.execute(
        "SELECT team FROM absences WHERE person = '' AND ? BETWEEN first AND last"
        " UNION SELECT team FROM broken_promises WHERE silent_since IS NOT NULL",
        [today.isoformat()],
    )
    return frozenset(str(team) for (team,) in rows)


def of(db: Database, team: str, today: dt.date) -> list[tuple[str, dt.date, dt.date]]:
    """Who of a team is away now or later, "" for the whole of it, and from when to when."""
    rows = db.execute(
        "SELECT person, first, last FROM absences WHERE team = ? AND last >= ?"
        " ORDER BY first, person",
        [team, today.isoformat()],
    )
    return [
        (str(person), dt.date.fromisoformat(first), dt.date.fromisoformat(last))
        for person, first, last in rows
    ]


def prune(db: Database, today: dt.date) -> None:
    """Forget what is over."""
    db.execute("DELETE FROM absences WHERE last < ?", [today.isoformat()])


# Teams that fall silent


def broke(db: Database, team: str) -> int:
    """One more of a team's promises was broken: how many running, without an act between."""
    db.execute(
        "INSERT INTO broken_promises (team, running) VALUES (?, 1)"
        " ON CONFLICT (team) DO UPDATE SET running = running + 1",
        [team],
    )
    return int(db.execute(_RUNNING, [team]).fetchone()[0])


def is_silent(db: Database, team: str) -> bool:
    found = db.execute(
        "SELECT 1 FROM broken_promises WHERE team = ? AND silent_since IS NOT NULL", [team]
    )
    return found.fetchone() is not None


def fell_silent(db: Database, team: str, now: dt.datetime) -> None:
    """It counts as away until somebody there acts."""
    db.execute(
        "UPDATE broken_promises SET silent_since = ? WHERE team = ?", [now.isoformat(), team]
    )


def acted(db: Database, team: str) -> bool:
    """Somebody there has done something. Whether it had been silent."""
    was_silent = is_silent(db, team)
    db.execute("DELETE FROM broken_promises WHERE team = ?", [team])
    return was_silent
