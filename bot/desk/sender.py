"""Delivering to one channel: what is due, in order within a chat, each row until the network has
taken it or never will."""

from __future__ import annotations

import asyncio
import datetime as dt
import sqlite3
import time
from collections.abc import Callable
from contextlib import suppress
from functools import partial

import structlog

from bot.channel import Channel, ChannelClosed, TryLater, Undeliverable
from bot.desk import delivery
from bot.desk.disk import Disk
from bot.desk.office import Office
from bot.messages import Receipt
from bot.storage import outbox
from bot.storage.post import Row

LONGEST_PAUSE = 30.0
"""Seconds after which what is due is looked for anew, whatever has been heard of it."""
_AT_ONCE = 8
"""Sends in flight on a channel that knows a repeat, each to a chat of its own; on others one, so
that a kill repeats at most one."""
_LONGEST_SEND = 120.0
_HANGS = 3.0
"""Seconds after which a send that hasn't landed holds up its own chat and no other."""
_MOST_HANGING = 4
_LAST_WORDS = 4.0
"""Seconds to wait at the end for what is in flight; it is sent again at the next start."""
log = structlog.get_logger()


class Sender:
    """One channel's deliveries. ``settled`` is called after each that led to something."""

    def __init__(
        self,
        channel: Channel,
        office: Office,
        disk: Disk,
        clock: Callable[[], dt.datetime],
        settled: Callable[[], None],
    ) -> None:
        self._channel, self._office, self._disk = channel, office, disk
        self._clock, self._settled = clock, settled
        self._flying, self._faults = dict[int, asyncio.Task[None]](), list[BaseException]()
        self._since = dict[int, float]()
        self._most = _AT_ONCE if channel.idempotent else 1
        self.queued = asyncio.Event()
        """Set when something may have become due."""

    async def run(self) -> None:
        """Send what is due, until cancelled; what is in flight is waited for a while."""
        try:
            while True:
                self.queued.clear()
                if self._faults:  # what was said can't be stored: it would be said over and over
                    raise self._faults[0]
                began = self._clock()
                await self._launch()
                await self._pause(began)
        finally:
            await self._land()

    async def _launch(self) -> None:
        """Begin to send what is due, as many at once as the channel allows."""
        while not self._is_full():
            row = await self._disk.stored("next_due", self._next_due)
            if row is None:
                return
            sending = asyncio.create_task(self.send(row))
            self._flying[row.id], self._since[row.id] = sending, time.monotonic()
            sending.add_done_callback(partial(self._landed, row.id))

    def _next_due(self) -> Row | None:
        db, name = self._office.db, self._channel.name
        return outbox.next_due(db, name, self._clock(), self._flying)

    def _is_full(self) -> bool:
        """Whether no more may fly: what hangs for long takes nobody else's place."""
        hangs = time.monotonic() - _HANGS
        going = sum(since > hangs for since in self._since.values())
        return going >= self._most or len(self._flying) >= self._most + _MOST_HANGING

    async def _land(self) -> None:
        """Wait for what is in flight, but not for a network that hangs."""
        if flying := [*self._flying.values()]:
            _, hanging = await asyncio.wait(flying, timeout=_LAST_WORDS)
            for sending in hanging:
                sending.cancel()
            await asyncio.gather(*flying, return_exceptions=True)

    def _landed(self, id_: int, sending: asyncio.Task[None]) -> None:
        del self._flying[id_], self._since[id_]
        if not sending.cancelled() and (fault := sending.exception()) is not None:
            self._faults.append(fault)
        self.queued.set()

    async def _pause(self, began: dt.datetime) -> None:
        """Until something is queued or falls due; where no more may fly, until one has landed, or
        hangs."""
        longest = _HANGS if self._is_full() else self._until_next(began)
        # Not wait_for: on 3.11 it can swallow the cancellation that ends the bot.
        with suppress(TimeoutError):
            async with asyncio.timeout(longest):
                await self.queued.wait()

    def _until_next(self, began: dt.datetime) -> float:
        """Seconds until a row falls due. One that is due already waits for another in its chat."""
        with suppress(sqlite3.Error):
            due = outbox.next_time(self._office.db, self._channel.name, began)
            if due is not None:
                left = (due - self._clock()).total_seconds()
                return min(max(left, 0.0) + 0.001, LONGEST_PAUSE)
        return LONGEST_PAUSE

    # One delivery

    async def send(self, row: Row) -> None:
        """Send it, then store what the network said together with what follows from it."""
        if not await self._is_still_to_go(row):
            return  # what was changed still waits, and is picked anew
        result: Receipt | Undeliverable
        try:
            async with asyncio.timeout(_LONGEST_SEND):
                outgoing = delivery.outgoing(self._office, row, self._channel.prefix, self._clock())
                result = await self._channel.send(outgoing)
        except Undeliverable as error:
            result = error
        except TryLater as error:
            await self._later(row, error.after, uncertain=error.uncertain)
            return
        except ChannelClosed:
            log.warning("closed", channel=self._channel.name)
            await self._later(row, LONGEST_PAUSE)
            return
        except Exception as error:  # noqa: BLE001 - an adapter's fault delays one message only
            log.error("send", channel=self._channel.name, error=type(error).__name__)
            await self._later(row, None, uncertain=True)
            return
        await self._disk.stored("settle", lambda: self._settle(row, result))
        self._settled()

    async def _is_still_to_go(self, row: Row) -> bool:
        """Whether nobody has taken it back meanwhile; from now on that is too late."""
        if row.post.purpose not in ("relay", "question", "letter"):
            return True
        return await self._disk.stored("sending", lambda: outbox.sending(self._office.db, row))

    async def _later(self, row: Row, after: float | None, *, uncertain: bool = False) -> None:
        db, now = self._office.db, self._clock()
        later = partial(outbox.later, db, row, now, after, uncertain=uncertain)
        await self._disk.stored("later", later)

    def _settle(self, row: Row, result: Receipt | Undeliverable) -> None:
        """Store what the network said. A power cut can repeat the bot's own last replies,
        and nothing else."""
        with self._disk.reached(at_once=row.post.purpose != "reply"):
            delivery.settle(self._office, row, result, self._clock())
