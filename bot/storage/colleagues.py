"""Who acts for a team, by a pseudonym; no other table has a coordinator's own id beside it."""

from __future__ import annotations

import secrets

from sqlite_utils import Database


def pseudonym(db: Database, channel: str, person: str) -> str:
    """What somebody is called in the history: always the same, and nothing of who they are."""
    db.execute(
        "INSERT OR IGNORE INTO colleagues VALUES (?, ?, ?)",
        [channel, person, f"p{secrets.token_hex(4)}"],
    )
    found = db.execute(
        "SELECT pseudonym FROM colleagues WHERE channel = ? AND person = ?", [channel, person]
    )
    return str(found.fetchone()[0])
