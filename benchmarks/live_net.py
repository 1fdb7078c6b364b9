"""A network in memory for ``live``: people ask and wait for what they are told; the editors' room
is listened to."""

from __future__ import annotations

import asyncio
import datetime as dt
import itertools
from collections import defaultdict
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from bot.channel import Batch, ChannelSettings
from bot.messages import Address, Incoming, Outgoing, Profile, Receipt

NAME, EDITORS = "net", "editors"
ROOMS = {"default": f"{NAME}:default", EDITORS: f"{NAME}:{EDITORS}"}


class Net:
    """One channel; every asker is a room of their own."""

    name, prefix, idempotent, link = NAME, "/", True, ""

    def __init__(self) -> None:
        self._heard = asyncio.Queue[Incoming | None]()
        self._waiting: dict[str, asyncio.Future[str]] = {}
        self._numbers = itertools.count()
        self.told = defaultdict[str, list[str]](list)
        """What was said in rooms where nobody waits for it."""
        self.said = asyncio.Condition()

    async def ask(self, who: str, text: str) -> str:
        """Ask, and wait for the answer."""
        self._waiting[who] = asyncio.get_running_loop().create_future()
        number, now = next(self._numbers), dt.datetime.now(dt.UTC)
        where = Address(NAME, who)
        self._heard.put_nowait(Incoming(f"e{number}", now, where, who, "said", text))
        return await self._waiting[who]

    def close(self) -> None:
        """Nobody says anything more."""
        self._heard.put_nowait(None)

    # The channel, as the bot knows it

    async def introduce(self, profile: Profile) -> None:
        pass

    async def listen(self, after: str | None) -> AsyncGenerator[Batch, None]:
        while (incoming := await self._heard.get()) is not None:
            yield Batch((incoming,), incoming.event_id)

    async def send(self, outgoing: Outgoing) -> Receipt:
        room = outgoing.address.room
        waiting = self._waiting.pop(room, None)
        if waiting is not None and not waiting.done():
            waiting.set_result(outgoing.markdown)
        else:
            self.told[room].append(outgoing.markdown)
        async with self.said:
            self.said.notify_all()
        return Receipt((outgoing.key,))


class OnNet:
    """The adapter of one such network."""

    def __init__(self, net: Net) -> None:
        self._net = net

    def settings(self) -> type[ChannelSettings]:
        return ChannelSettings

    @asynccontextmanager
    async def opened(self, settings: Any) -> AsyncIterator[Net]:
        yield self._net
