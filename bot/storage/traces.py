"""What is forgotten is gone from the write-ahead log too, where older pages of the database stand
until it is emptied."""

from __future__ import annotations

import sqlite3

from sqlite_utils import Database

_MARK = "traces"


def leave(db: Database) -> None:
    """Something was forgotten in this transaction: the log is to be emptied once it is
    committed."""
    db.execute("INSERT OR IGNORE INTO marks VALUES (?, '')", [_MARK])


def wipe(db: Database) -> bool:
    """Empty the log where that is to be done; not inside a transaction. Whether nothing is left to
    do: while somebody else reads the database, or the disk is away, it is tried again later."""
    try:
        if db.execute("SELECT 1 FROM marks WHERE name = ?", [_MARK]).fetchone() is None:
            return True
        is_empty = _is_emptied(db)
        if is_empty:
            db.execute("DELETE FROM marks WHERE name = ?", [_MARK])
    except sqlite3.Error:
        return False  # what was to be stored is: it must not be tried again for this
    return is_empty


def _is_emptied(db: Database) -> bool:
    waits = db.execute("PRAGMA busy_timeout").fetchone()[0]
    db.execute("PRAGMA busy_timeout = 0")
    try:
        return not db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
    finally:
        db.execute(f"PRAGMA busy_timeout = {waits}")
