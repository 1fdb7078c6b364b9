"""What the editors' room is told of the folder that they keep; the log is told too."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from pathlib import Path

import structlog

from bot.desk import mail
from bot.desk.disk import Disk
from bot.desk.office import Moment, Office
from bot.errors import Problem
from bot.markup import escape
from bot.storage.post import Post
from bot.storage.seating import EDITORS

Clock = Callable[[], dt.datetime]
MOST = 5
"""Errors that one message names."""
log = structlog.get_logger()


class Editors:
    """Those who keep the folder. ``queued`` is called after each message to them."""

    def __init__(
        self, office: Office, disk: Disk, clock: Clock, queued: Callable[[], None] = lambda: None
    ) -> None:
        self._office, self._disk, self._clock, self._queued = office, disk, clock, queued
        self._told: set[tuple[Path, str]] = set()
        """What is wrong now, as far as they know."""

    async def tell_broken(self, errors: Sequence[Problem], folder: Path) -> None:
        """What is wrong with it, each thing once until nothing is; the bot answers as before."""
        news = [error for error in errors if (error.file, error.text) not in self._told]
        if not news:
            return
        self._told |= {(error.file, error.text) for error in news}
        lines = [_line(error, folder) for error in news[:MOST]]
        for line in lines:
            log.warning("knowledge kept", wrong=line)
        cards = self._moment().cards
        if len(news) > MOST:
            lines.append(cards.here("kunskap_fler_fel", antal=str(len(news) - MOST)))
        listed = "\n".join(f"- {escape(line)}" for line in lines)
        await self._say(cards.here("kunskap_fel", fel=listed))

    async def tell_mended(self) -> None:
        """That nothing is wrong any more, where something was."""
        if self._told:
            self._told.clear()
            log.info("knowledge mended")
            await self._say(self._moment().cards.here("kunskap_rättad"))

    def _moment(self) -> Moment:
        return Moment(self._office, self._clock())

    async def _say(self, text: str) -> None:
        await self._disk.stored("editors", lambda: _post(self._moment(), text))
        self._queued()


def tell_editors(office: Office, key: str, now: dt.datetime) -> None:
    """A sentence to their room, where they have one."""
    at = Moment(office, now)
    _post(at, at.cards.here(key))


def _post(at: Moment, text: str) -> None:
    address = at.office.rooms.of(at.db, EDITORS)
    if address is not None:
        mail.say(at, Post(text, address=address))


def _line(error: Problem, folder: Path) -> str:
    """The file as it is called in the folder, the line, and what is wrong."""
    inside = error.file.is_relative_to(folder)
    file = error.file.relative_to(folder) if inside else error.file
    return f"{file}:{error.line}: {error.text}"
