"""The database's disk: waited for while nothing can be stored,
and where people wait for what follows."""

from __future__ import annotations

import asyncio
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

import structlog
from sqlite_utils import Database

from bot.storage import database

T = TypeVar("T")
_RETRY = 2.0
_OFTEN = 1.0
log = structlog.get_logger()


class Disk:
    """Where one bot's database stands. ``stopping``: nothing is waited for any more."""

    def __init__(self, db: Database, path: Path) -> None:
        self._db, self._path, self._reached = db, path, 0.0
        self.stopping = False

    async def stored(self, what: str, store: Callable[[], T]) -> T:
        """Do something with the database, again and again while it can't: what was heard is never
        listened for anew, and what was sent never sent anew.

        Raises ``DatabaseError`` where trying again doesn't help.
        """
        while True:
            try:
                return store()
            except sqlite3.Error as error:
                log.error("database", doing=what, error=str(error))
                if "malformed" in str(error) or "no such" in str(error):
                    why = database.explained(self._path, error)
                    raise database.DatabaseError(why) from None
                if self.stopping:
                    raise
                await asyncio.sleep(_RETRY)

    @contextmanager
    def reached(self, *, at_once: bool) -> Iterator[None]:
        """What commits meanwhile has reached the disk at the end, ``at_once`` or at most once a
        second: what it does not wait for survives a kill, but perhaps no power cut."""
        if at_once or time.monotonic() - self._reached > _OFTEN:
            yield
            self._reached = time.monotonic()
        else:
            with database.not_waiting(self._db):
                yield
