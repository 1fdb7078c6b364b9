"""Opens everything and runs the loops: the channels with listening and delivery, the desk and the sweep, until told to stop."""

from __future__ import annotations

import asyncio
import datetime as dt
import signal
import sqlite3
import time
from collections.abc import Callable, Mapping
from contextlib import AbstractAsyncContextManager, nullcontext, suppress
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import structlog

from bot.channel import Channel, ChannelClosed, TryLater, Undeliverable
from bot.desk import delivery, intake, reminders
from bot.desk.office import Office
from bot.dialogue import commands, languages
from bot.errors import OneWayInError
from bot.knowledge.model import DEFAULT_TEAM
from bot.knowledge.wording import Wording
from bot.matching.library import Current
from bot.matching.verdict import Policy
from bot.messages import Address, Outgoing, Profile, Receipt
from bot.settings import Settings
from bot.storage import askers, database, inbox, outbox
from bot.storage.outbox import Row
from bot.storage.seating import EDITORS, Rooms

T = TypeVar("T")
Opener = Callable[[Mapping[str, Any]], AbstractAsyncContextManager[Channel]]
_AT_ONCE = 8
"""Sends in flight on a channel that knows a repeat, each to a chat of its own; on others one, so that a kill repeats at most one."""
_SWEEP = 30.0
_LONGEST_SEND = 120.0
_ON_DISK = 1.0
_RETRY = 2.0
_FOREVER = dt.datetime.max.replace(tzinfo=dt.UTC)
log = structlog.get_logger()


async def run(
    settings: Settings, openers: Mapping[str, Opener], current: Current, *, in_step: bool = False
) -> int:
    """Run the bot on the channels of the settings until SIGTERM, Ctrl-C or the end of every channel.

    ``in_step``: hear nothing more until what was heard is answered, as in a talk at one terminal.
    """
    for team in settings.rooms:
        if team not in (*current.knowledge.teams, DEFAULT_TEAM, EDITORS):
            raise OneWayInError(
                f"[rooms] ”{team}”: laget finns inte i teams.yaml. Skriv ett lag därifrån, default eller editors."
            )
    policy = Policy(handoff=settings.handoff)
    with database.opened(settings.database) as db:
        office = Office(db, lambda: current, policy, Rooms.read(settings.rooms), settings.undo)
        channels = {name: openers[name](table) for name, table in settings.channels.items()}
        shown = profile(current, settings.operator)
        await _Loops(office, channels, shown, _utc_now, settings.database, in_step=in_step).run()
    return 0


def profile(current: Current, operator: str) -> Profile:
    """What people see before they write: that it is automatic, who runs it, what is kept."""
    descriptions, asker_commands = {}, {}
    for language in languages.SUPPORTED:
        say = Wording(current.knowledge, language)
        who = say("drivs_av", vem=operator) if operator else ""
        descriptions[language] = say("beskrivning", vem=who).replace("\n\n", "\n")
        asker_commands[language] = commands.listed(say, "asker")
    return Profile(
        descriptions, asker_commands, commands.listed(Wording(current.knowledge, "sv"), "team")
    )


def _utc_now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


class _Stopped(Exception):
    """Told to stop: an orderly end."""


def _first(errors: BaseExceptionGroup[Any]) -> BaseException:
    """The first of the errors in a group of groups."""
    error: BaseException = errors.exceptions[0]
    return _first(error) if isinstance(error, BaseExceptionGroup) else error


class _Loops:
    """One group of named loops. Cancelling loses nothing that was stored; a send in flight is finished first."""

    def __init__(
        self,
        office: Office,
        channels: Mapping[str, AbstractAsyncContextManager[Channel]],
        shown: Profile,
        clock: Callable[[], dt.datetime],
        path: Path,
        *,
        in_step: bool,
    ) -> None:
        self.office, self.channels, self.shown, self.clock = office, channels, shown, clock
        self.path, self.in_step = path, in_step
        self.heard, self.progress = asyncio.Event(), asyncio.Event()
        self.queued = {name: asyncio.Event() for name in channels}
        self.listening, self.stopping, self.on_disk = len(channels), False, 0.0

    async def run(self) -> None:
        loop = asyncio.get_running_loop()
        stop = asyncio.Event()
        for sign in (signal.SIGTERM, signal.SIGINT):
            with suppress(NotImplementedError, RuntimeError):
                loop.add_signal_handler(sign, stop.set)
        try:
            async with asyncio.TaskGroup() as group:
                for name, opening in self.channels.items():
                    group.create_task(self._channel(opening), name=name)
                group.create_task(self._desk(), name="desk")
                group.create_task(self._sweep(), name="sweep")
                group.create_task(self._until(stop), name="stop")
        except* _Stopped:
            log.info("stopped")
        except* OneWayInError as errors:
            raise _first(errors) from None

    async def _channel(self, opening: AbstractAsyncContextManager[Channel]) -> None:
        """One channel, from its opening to its end. It may wait long for its network; the others go on meanwhile."""
        async with opening as channel:
            self.office.links[channel.name] = channel.link
            rooms = await self._stored(
                "rooms", lambda: self.office.rooms.on(self.office.db, channel.name)
            )
            await channel.introduce(replace(self.shown, rooms=rooms))
            async with asyncio.TaskGroup() as group:
                group.create_task(self._listen(channel), name=f"listen {channel.name}")
                group.create_task(self._deliver(channel), name=f"deliver {channel.name}")

    async def _until(self, stop: asyncio.Event) -> None:
        await stop.wait()
        self.stopping = True
        raise _Stopped

    def _wake(self) -> None:
        self.heard.set()
        for event in self.queued.values():
            event.set()

    async def _stored(self, what: str, store: Callable[[], T]) -> T:
        """Do something with the database, again and again while it can't: what was heard is never listened for anew."""
        while True:
            try:
                return store()
            except sqlite3.Error as error:
                log.error("database", doing=what, error=str(error))
                if "malformed" in str(error) or "no such" in str(error):
                    raise database.DatabaseError(database.explained(self.path, error)) from None
                if self.stopping:
                    raise
                await asyncio.sleep(_RETRY)

    async def _listen(self, channel: Channel) -> None:
        """Store each batch before the next is asked for: that is the backpressure."""
        after = await self._stored("cursor", lambda: inbox.cursor(self.office.db, channel.name))
        try:
            async for batch in channel.listen(after):
                await self._stored(
                    "accept", partial(inbox.accept, self.office.db, channel.name, batch)
                )
                self._wake()
                if self.in_step:
                    await self._all_said(self.clock)
        except ChannelClosed:
            log.warning("closed", channel=channel.name)
        await self._finish()

    async def _finish(self) -> None:
        """A channel has ended. When all have, what is stored is answered and delivered, and the bot stops."""
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
        if inbox.next_unhandled(self.office.db) is not None:
            return True
        due = (outbox.next_time(self.office.db, name) for name in self.channels)
        return any(moment is not None and moment <= until for moment in due)

    async def _desk(self) -> None:
        while True:
            self.heard.clear()
            while await self._stored(
                "handle", lambda: intake.handle_waiting(self.office, self.clock())
            ):
                self.progress.set()
                for event in self.queued.values():
                    event.set()
                await asyncio.sleep(0)
            await self.heard.wait()

    async def _sweep(self) -> None:
        while True:
            try:
                await self._stored("sweep", lambda: reminders.sweep(self.office, self.clock()))
            except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as error:
                log.error("sweep", error=type(error).__name__)
            self._wake()
            await asyncio.sleep(_SWEEP)

    async def _deliver(self, channel: Channel) -> None:
        """Send what is due, as many at once as the channel allows. Stopping waits for what is in flight."""
        flying, faults = dict[int, asyncio.Task[None]](), list[BaseException]()
        queued, most = self.queued[channel.name], _AT_ONCE if channel.idempotent else 1

        def landed(id_: int) -> None:
            sent = flying.pop(id_)
            if not sent.cancelled() and (fault := sent.exception()) is not None:
                faults.append(fault)
            queued.set()

        try:
            while True:
                queued.clear()
                for (
                    fault
                ) in faults:  # what was said can't be stored: it would be said again and again
                    raise fault
                began = self.clock()
                while len(flying) < most:
                    row = await self._stored(
                        "next_due",
                        lambda: outbox.next_due(self.office.db, channel.name, self.clock(), flying),
                    )
                    if row is None:
                        break
                    flying[row.id] = asyncio.create_task(self._send(channel, row))
                    flying[row.id].add_done_callback(lambda _, id_=row.id: landed(id_))  # type: ignore[misc]
                # Not wait_for: on 3.11 it can swallow the cancellation that ends the bot.
                with suppress(TimeoutError):
                    # Where no more may fly, only a landing matters.
                    async with asyncio.timeout(
                        None if len(flying) >= most else self._until_next(channel, began)
                    ):
                        await queued.wait()
        finally:
            await asyncio.gather(*flying.values())

    def _until_next(self, channel: Channel, began: dt.datetime) -> float:
        """Seconds until a row falls due, at most as long as a sweep. One that is due already waits for another in its chat."""
        with suppress(sqlite3.Error):
            due = outbox.next_time(self.office.db, channel.name, began)
            if due is not None:
                return min(max((due - self.clock()).total_seconds(), 0.0) + 0.001, _SWEEP)
        return _SWEEP

    async def _send(self, channel: Channel, row: Row) -> None:
        """One delivery: send, then store what the network said together with what follows from it."""
        result: Receipt | Undeliverable
        try:
            undoable = row.post.purpose in ("relay", "question")
            if undoable and not await self._stored(
                "sending", lambda: outbox.sending(self.office.db, row)
            ):
                return  # what was changed still waits, and is picked anew
            async with asyncio.timeout(_LONGEST_SEND):
                result = await channel.send(self._outgoing(row))
        except TryLater as error:
            after, uncertain = error.after, error.uncertain
            await self._stored(
                "later",
                lambda: outbox.later(self.office.db, row, self.clock(), after, uncertain=uncertain),
            )
            return
        except ChannelClosed:
            log.warning("closed", channel=channel.name)
            await self._stored(
                "later", lambda: outbox.later(self.office.db, row, self.clock(), _SWEEP)
            )
            return
        except Undeliverable as error:
            result = error
        except Exception as error:  # noqa: BLE001 - a fault in an adapter delays one message and stops nothing
            log.error("send", channel=channel.name, error=type(error).__name__)
            await self._stored(
                "later",
                lambda: outbox.later(self.office.db, row, self.clock(), None, uncertain=True),
            )
            return
        await self._stored("settle", lambda: self._settled(row, result))
        for event in self.queued.values():
            event.set()
        self.progress.set()

    def _settled(self, row: Row, result: Receipt | Undeliverable) -> None:
        """Store what the network said. The disk is waited for at most once a second, and where people wait for what follows: a power
        cut can repeat the bot's own last replies, and nothing else."""
        waits = row.post.purpose != "reply" or time.monotonic() - self.on_disk > _ON_DISK
        with nullcontext() if waits else database.not_waiting(self.office.db):
            delivery.settle(self.office, row, result, self.clock())
        if waits:
            self.on_disk = time.monotonic()

    def _outgoing(self, row: Row) -> Outgoing:
        """The row with the address as it is now. Raises ``Undeliverable`` where its asker has been forgotten."""
        post = row.post
        address = post.address or askers.address_of(self.office.db, post.asker)
        if address is None:
            raise Undeliverable("mottagaren har bett att bli glömd.")
        address = Address(row.channel, address.room, address.thread)
        return Outgoing(
            row.key, address, post.markdown, post.choices, post.reply_to, post.replaces, post.silent
        )
