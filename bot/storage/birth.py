"""Since when there is this database, and the secret that it was made with."""

from __future__ import annotations

import datetime as dt

from sqlite_utils import Database


def begin(db: Database, now: dt.datetime) -> bool:
    """A bot starts on it. Whether it is new; since now it is there."""
    done = db.execute("UPDATE birth SET at = ? WHERE at = ''", [now.isoformat()])
    return bool(done.rowcount > 0)


def since(db: Database) -> dt.datetime | None:
    """Since when it is there; None where no bot was ever started on it."""
    found = db.execute("SELECT at FROM birth").fetchone()[0]
    return dt.datetime.fromisoformat(found) if found else None


def secret(db: Database) -> str:
    """What tells nobody else whose a digest is."""
    return str(db.execute("SELECT secret FROM birth").fetchone()[0])
