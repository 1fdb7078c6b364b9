"""The bot as a process for the drill: the command line as it is installed, with one channel more,
and a fault put in from outside.

Nothing of this is in ``bot/``: the faults wrap the program's own functions here. ``DRILL`` in the
environment is JSON: ``port``, ``tell`` (of listening, at that port), ``idempotent``, ``point`` and
``count`` (kill yourself the n-th time this point is passed), ``break`` (cursor or receipt). SIGUSR1
sets the clock that the bot goes by an hour ahead, SIGUSR2 an hour back.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import json
import os
import secrets
import signal
import socket
import sys
from collections.abc import AsyncGenerator, AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import replace
from typing import Any

from sqlite_utils import Database

from adapters import CHANNELS, Unopened
from bot import app
from bot.channel import Adapter, Batch, Channel, ChannelSettings, TryLater
from bot.cli.main import main
from bot.messages import Address, Incoming, Outgoing, Profile, Receipt
from bot.storage import inbox

PLAN = json.loads(os.environ["DRILL"])
_WATCHED = {"accept", "handle_waiting", "settle"}
_left = int(PLAN.get("count", 1))


def passing(point: str) -> None:
    """Die here, if this is the place and the time."""
    global _left
    if PLAN.get("point") == point:
        _left -= 1
        if _left == 0:
            os.kill(os.getpid(), signal.SIGKILL)


def watch_commits() -> None:
    """Pass a named point before and after each commit of accept, of the desk and of a delivery."""
    original = Database.atomic

    @contextmanager
    def watched(self: Database) -> Iterator[Database]:
        caller, outer = sys._getframe(2).f_code.co_name, not self.conn.in_transaction
        named = outer and caller in _WATCHED
        with original(self) as db:
            yield db
            if named:
                passing(f"{caller}:before")
        if named:
            passing(f"{caller}:after")

    Database.atomic = watched  # type: ignore[method-assign]


def break_cursor() -> None:
    """The fault that vendors' own loops have: the cursor is stored before the messages."""
    whole = inbox.accept

    def accept(db: Database, channel: str, batch: Batch, *more: Any, **options: Any) -> int:
        whole(db, channel, Batch((), batch.cursor), *more, **options)
        return whole(db, channel, batch, *more, **options)

    inbox.accept = accept


class DrillChannel:
    """Talks with the drill's server, one line of JSON each way."""

    name = "drill"
    prefix = "/"
    link = ""

    def __init__(self, port: int, *, idempotent: bool) -> None:
        self.idempotent, self._port = idempotent, port

    async def _call(self, **request: Any) -> Any:
        try:
            reader, writer = await asyncio.open_connection("127.0.0.1", self._port, limit=1 << 24)
            writer.write(json.dumps(request).encode() + b"\n")
            line = await reader.readline()
            writer.close()
        except OSError:
            raise TryLater(0.2) from None
        if not line:
            raise TryLater(0.2)
        return json.loads(line)

    async def listen(self, after: str | None) -> AsyncGenerator[Batch, None]:
        at = int(after or 0)
        while True:
            heard = await self._call(op="poll", after=at)
            at = heard["cursor"]
            yield Batch(tuple(_incoming(event) for event in heard["events"]), str(at))

    async def introduce(self, profile: Profile) -> None:
        """The drill's network has no place for it."""

    async def send(self, outgoing: Outgoing) -> Receipt:
        passing("send:before")
        key = secrets.token_hex(8) if PLAN.get("break") == "receipt" else outgoing.key
        choices = [[choice.id, choice.label] for choice in outgoing.choices]
        sent = await self._call(
            op="send",
            key=key,
            room=outgoing.address.room,
            text=outgoing.markdown,
            choices=choices,
            reply_to=outgoing.reply_to,
        )
        return Receipt((sent["id"],))


def _incoming(event: dict[str, Any]) -> Incoming:
    return Incoming(
        event["id"],
        dt.datetime.now(dt.UTC),
        Address("drill", event["room"]),
        event["person"],
        event["kind"],
        event.get("text", ""),
        event.get("reply_to"),
        event.get("quoted", ""),
        event.get("edits"),
        event.get("choice"),
        direct=event["room"].startswith("dm"),
    )


@asynccontextmanager
async def opened(_: ChannelSettings) -> AsyncIterator[DrillChannel]:
    yield DrillChannel(PLAN["port"], idempotent=PLAN["idempotent"])


def watching_sends(adapter: Adapter) -> Adapter:
    """A real network's adapter, which passes the same point before each send. It is imported only
    where it is opened: most of the drill's bots are on one network."""

    @asynccontextmanager
    async def opened(settings: ChannelSettings) -> AsyncIterator[Channel]:
        async with adapter.opened(settings) as channel:
            original = channel.send

            async def send(outgoing: Outgoing) -> Receipt:
                passing("send:before")
                key = secrets.token_hex(8) if PLAN.get("break") == "receipt" else outgoing.key
                return await original(replace(outgoing, key=key))

            channel.send = send  # type: ignore[method-assign]
            yield channel

    return Unopened(adapter.settings, opened)


def tell_of_listening(port: int) -> None:
    """Touch this port when listening begins:
    a real homeserver doesn't tell the drill that it is polled."""
    original = inbox.cursor

    def cursor(db: Database, channel: str) -> str | None:
        socket.create_connection(("127.0.0.1", port)).close()
        return original(db, channel)

    inbox.cursor = cursor


def let_the_clock_be_set() -> None:
    """What the desk, deliveries and reminders take the time from; a network's own times stay."""
    true, hours = app._utc_now, 0

    def shown() -> dt.datetime:
        return true() + dt.timedelta(hours=hours)

    def step(sign: int, _: object) -> None:
        nonlocal hours
        hours += 1 if sign == signal.SIGUSR1 else -1

    app._utc_now = shown
    for sign in (signal.SIGUSR1, signal.SIGUSR2):
        signal.signal(sign, step)


if __name__ == "__main__":
    CHANNELS["drill"] = Unopened(lambda: ChannelSettings, opened)
    for network in ("telegram", "matrix"):
        CHANNELS[network] = watching_sends(CHANNELS[network])
    if PLAN["tell"]:
        tell_of_listening(PLAN["port"])
    watch_commits()
    let_the_clock_be_set()
    if PLAN.get("break") == "cursor":
        break_cursor()
    sys.exit(main(["run", "--settings", sys.argv[1]]))
