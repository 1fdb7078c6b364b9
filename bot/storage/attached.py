"""Files on their way out: each lies beside the message that it goes with until the network has
taken it, or never will. A trigger takes it away then."""

from __future__ import annotations

from sqlite_utils import Database

from bot.messages import Attached


def keep(db: Database, outgoing: int, file: Attached) -> None:
    """The file that goes with a message that is queued."""
    values = [outgoing, file.name, file.mimetype, file.content]
    db.execute("INSERT INTO attached VALUES (?, ?, ?, ?)", values)


def of(db: Database, outgoing: int) -> Attached | None:
    """The file that goes with a message; None where none does."""
    row = db.execute(
        "SELECT name, mimetype, content FROM attached WHERE outgoing = ?", [outgoing]
    ).fetchone()
    return Attached(*row) if row else None
