"""Opens everything and runs the loops: the channels with listening and delivery, the desk, the
sweep and the knowledge, until told to stop."""

from __future__ import annotations

import asyncio
import datetime as dt
import signal
import sqlite3
import time
from collections.abc import Callable, Coroutine, Mapping
from contextlib import AbstractAsyncContextManager, suppress
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import structlog

from bot.channel import Adapter, Batch, Channel, ChannelClosed
from bot.desk import intake, reminders
from bot.desk.clock import Clock, ticks
from bot.desk.disk import Disk
from bot.desk.introduction import profile, sentences
from bot.desk.office import Office
from bot.desk.restarting import each, kept_going
from bot.desk.sender import LONGEST_PAUSE, Sender
from bot.errors import OneWayInError
from bot.live import seats
from bot.live.editors import Editors, tell_editors
from bot.live.keeper import Changes, Keeper
from bot.live.rehearsal import make_ready
from bot.matching.library import Current
from bot.matching.verdict import Policy
from bot.messages import Profile
from bot.settings import Settings
from bot.storage import birth, database, inbox, outbox
from bot.storage.database import DatabaseError
from bot.storage.seating import Rooms

_FOREVER = dt.datetime.max.replace(tzinfo=dt.UTC)
_REST = 0.5
"""What the desk rests, of the time that it worked: a delivery or a poll takes many turns of the one
loop, and each of them would wait for what the desk does next."""
Opening = Callable[[], AbstractAsyncContextManager[Channel]]
Beside = Callable[[], Coroutine[Any, Any, None]]
log = structlog.get_logger()


async def run(
    settings: Settings,
    adapters: Mapping[str, Adapter],
    current: Current,
    *,
    changes: Changes | None = None,
    beside: Beside | None = None,
    in_step: bool = False,
) -> int:
    """Run the bot on the channels of the settings until SIGTERM, Ctrl-C or the end of every
    channel.

    ``changes``: tells of those in the folder of the knowledge; without it they aren't followed.
    ``beside``: what else goes on for as long as the bot runs.
    ``in_step``: hear nothing more until what was heard is answered, as in a talk at one terminal.
    """
    for team in seats.without_team(settings.rooms, current.knowledge):
        raise OneWayInError(
            f"[rooms] ”{team}”: laget finns inte i teams.yaml."
            " Skriv ett lag därifrån, default eller editors."
        )
    keeper = Keeper(current, _utc_now, partial(seats.objections, settings.rooms, current.path))
    policy = Policy(handoff=settings.handoff)
    make_ready(current, _utc_now())
    with database.opened(settings.database) as db:
        rooms = Rooms.read(settings.rooms)
        office = Office(db, lambda: keeper.current, policy, rooms, settings.undo, settings.limits)
        channels = {
            name: partial(adapters[name].opened, own) for name, own in settings.channels.items()
        }
        shown, disk = profile(current, settings.operator), Disk(db, settings.database)
        if birth.begin(db, _utc_now()) and settings.database != database.MEMORY:
            _announce(office, settings.database)
        loops = _Loops(office, channels, shown, disk, in_step=in_step)
        await loops.run(keeper, changes, beside)
    return 0


def _announce(office: Office, path: Path) -> None:
    """Say that nothing is remembered: perhaps the database was lost."""
    log.warning("new database", path=str(path))
    tell_editors(office, "ny_databas", _utc_now())


def _utc_now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


class _Stopped(Exception):
    """Told to stop: an orderly end."""


def _first(errors: BaseExceptionGroup[Any]) -> BaseException:
    """The first of the errors in a group of groups."""
    return each(errors)[0]


class _Loops:
    """One group of named loops. Cancelling loses nothing that was stored;
    a send in flight is finished first."""

    def __init__(
        self,
        office: Office,
        channels: Mapping[str, Opening],
        shown: Profile,
        disk: Disk,
        *,
        in_step: bool,
    ) -> None:
        self.office, self.channels, self.shown, self.disk = office, channels, shown, disk
        self.in_step = in_step
        self.heard, self.progress = asyncio.Event(), asyncio.Event()
        self.senders = dict[str, Sender]()
        self.begun = set[str]()
        """The channels that have been open once."""
        self.listening = len(channels)

    async def run(
        self, keeper: Keeper, changes: Changes | None, beside: Beside | None = None
    ) -> None:
        loop = asyncio.get_running_loop()
        stop = asyncio.Event()
        for sign in (signal.SIGTERM, signal.SIGINT):
            with suppress(NotImplementedError, RuntimeError):
                loop.add_signal_handler(sign, stop.set)
        try:
            async with asyncio.TaskGroup() as group:
                for name, opening in self.channels.items():
                    once, ends = partial(self._channel, opening), partial(self._ends_all, name)
                    group.create_task(kept_going(name, once, ends), name=name)
                group.create_task(self._desk(), name="desk")
                group.create_task(self._sweep(), name="sweep")
                group.create_task(self._until(stop), name="stop")
                if beside is not None:
                    group.create_task(beside(), name="beside")
                if changes is not None:
                    editors = Editors(self.office, self.disk, _utc_now, self._settled)
                    group.create_task(keeper.follow(changes, editors), name="knowledge")
        except* _Stopped:
            log.info("stopped")
        except* OneWayInError as errors:
            raise _first(errors) from None

    async def _until(self, stop: asyncio.Event) -> None:
        await stop.wait()
        self.disk.stopping = True
        raise _Stopped

    # One channel

    def _ends_all(self, name: str, error: BaseException) -> bool:
        """Whether a fault of one channel's isn't its own alone."""
        if self.disk.stopping or isinstance(error, _Stopped | DatabaseError):
            return True
        is_said = isinstance(error, OneWayInError)
        return is_said and (name not in self.begun or len(self.channels) == 1)

    async def _channel(self, opening: Opening) -> None:
        """One channel, from its opening to its end. It may wait long for its network;
        the others go on meanwhile."""
        async with opening() as channel:
            name, db = channel.name, self.office.db
            self.office.links[name] = channel.link
            rooms = await self.disk.stored("rooms", lambda: self.office.rooms.on(db, name))
            says = sentences(self.office.knowledge, name)
            await channel.introduce(replace(self.shown, rooms=rooms, sentences=says))
            sender = Sender(channel, self.office, self.disk, _utc_now, self._settled)
            self.senders[name] = sender
            self.begun.add(name)
            async with asyncio.TaskGroup() as group:
                group.create_task(self._listen(channel), name=f"listen {name}")
                group.create_task(sender.run(), name=f"deliver {name}")

    async def _listen(self, channel: Channel) -> None:
        """Store each batch before the next is asked for: that is the backpressure."""
        db, name = self.office.db, channel.name
        after = await self.disk.stored("cursor", lambda: inbox.cursor(db, name))
        try:
            async for batch in channel.listen(after):
                await self.disk.stored("accept", partial(self._accept, name, batch))
                self._wake()
                if self.in_step:
                    await self._all_said(_utc_now)
        except ChannelClosed:
            log.warning("closed", channel=name)
        await self._finish()

    def _accept(self, name: str, batch: Batch) -> int:
        office = self.office
        free = office.rooms.on(office.db, name)
        return inbox.accept(office.db, name, batch, _utc_now(), office.limits, free=free)

    async def _finish(self) -> None:
        """A channel has ended. When all have, what is stored is answered and delivered,
        and the bot stops."""
        self.listening -= 1
        if self.listening == 0:
            await self._all_said(lambda: _FOREVER)
            raise _Stopped

    async def _all_said(self, until: Callable[[], dt.datetime]) -> None:
        """Wait while something is to be handled, or to be said before a time."""
        while self._is_waiting(until()):
            self.progress.clear()
            self._wake()
            await self.progress.wait()

    def _is_waiting(self, until: dt.datetime) -> bool:
        if inbox.is_waiting(self.office.db):
            return True
        due = (outbox.next_time(self.office.db, name) for name in self.channels)
        return any(moment is not None and moment <= until for moment in due)

    # The desk

    def _wake(self) -> None:
        self.heard.set()
        for sender in self.senders.values():
            sender.queued.set()

    def _settled(self) -> None:
        """Something was handled or delivered, and more may be said for it."""
        for sender in self.senders.values():
            sender.queued.set()
        self.progress.set()

    async def _desk(self) -> None:
        while True:
            self.heard.clear()
            began = time.perf_counter()
            while await self.disk.stored("handle", self._handle_waiting):
                self._settled()
                await asyncio.sleep((time.perf_counter() - began) * _REST)
                began = time.perf_counter()
            with suppress(TimeoutError):
                async with asyncio.timeout(self._until_turn()):
                    await self.heard.wait()

    def _until_turn(self) -> float | None:
        """Seconds until somebody's budget allows more of what waits; None where nothing does."""
        with suppress(sqlite3.Error):
            due = inbox.next_time(self.office.db)
            if due is None:
                return None
            return min(max((due - _utc_now()).total_seconds(), 0.0) + 0.001, LONGEST_PAUSE)
        return LONGEST_PAUSE

    def _handle_waiting(self) -> bool:
        return intake.handle_waiting(self.office, _utc_now())

    async def _sweep(self) -> None:
        clock, has_leapt = Clock(_utc_now(), ticks()), False
        while True:
            had_leapt, has_leapt = has_leapt, clock.has_leapt(_utc_now(), ticks())
            if has_leapt and not had_leapt:
                log.error("clock", shows=_utc_now().isoformat())
                tell = partial(tell_editors, self.office, "klockan_hoppade", _utc_now())
                await self.disk.stored("clock", tell)
            try:
                if not has_leapt:
                    sweep = partial(reminders.sweep, self.office, _utc_now())
                    await self.disk.stored("sweep", sweep)
            except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as error:
                log.error("sweep", error=type(error).__name__)
            self._wake()
            await asyncio.sleep(LONGEST_PAUSE)
