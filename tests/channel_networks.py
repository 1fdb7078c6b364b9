"""The networks of the contract of the channels, each with one person's chat with the bot."""

from __future__ import annotations

import asyncio
import os
import re
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import ExitStack, aclosing, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from adapters import CHANNELS
from adapters.console import ROOM, ConsoleSettings
from adapters.matrix.settings import MatrixSettings
from adapters.telegram.settings import TelegramSettings
from bot.channel import Batch, Channel
from bot.messages import Incoming
from tests.matrix_person import person
from tests.synapse import SynapseServer
from tests.telegram_server import TelegramServer, running

_HEADER = re.compile(r"^── Samordnarnas rum, meddelande \d+ .*──$", re.MULTILINE)


@dataclass
class Network:
    """A chat between one person and the bot."""

    channel: Channel
    room: str
    nowhere: str
    """A room that there is none of."""
    say: Callable[[str, str | None], Awaitable[object]]
    """The person writes, perhaps as a reply to a message of the bot's."""
    shown: Callable[[int], Awaitable[list[str]]]
    """What the bot has said there, once it is so much."""
    direct: bool = True
    """Whether the chat is private."""
    cuts: bool = True
    """Whether a very long text is several messages there."""
    remembers: bool = True
    """Whether what was said can be heard anew, from an earlier cursor."""
    link: str = "https://"
    """What the bot's address there begins with."""
    files: Callable[[str], Awaitable[bytes]] | None = None
    """What a file holds that the bot has sent there, by its name."""
    shows_rooms: str = "onewayin setup"
    """Where to look for the rooms that there are."""


@asynccontextmanager
async def on_console(monkeypatch: pytest.MonkeyPatch, folder: Path) -> AsyncIterator[Network]:
    """The coordinators' room on real pipes: only there is anything replied to."""
    (typed, keys), (screen, printed) = os.pipe(), os.pipe()
    os.set_blocking(screen, False)
    seen = ""
    with ExitStack() as pipes:
        reader = pipes.enter_context(os.fdopen(screen, "rb", buffering=0))
        monkeypatch.setattr(sys, "stdin", pipes.enter_context(os.fdopen(typed)))
        stdout = os.fdopen(printed, "w", encoding="utf-8")
        monkeypatch.setattr(sys, "stdout", pipes.enter_context(stdout))

        async def say(text: str, reply_to: str | None) -> None:
            os.write(keys, f"@{reply_to or ''} {text}\n".encode())

        async def shown(_: int) -> list[str]:
            nonlocal seen
            seen += reader.read().decode()
            return [part.strip() for part in _HEADER.split(seen)[1:]]

        async def files(name: str) -> bytes:
            return _only(folder, name)

        async with CHANNELS["console"].opened(ConsoleSettings(files=folder)) as channel:
            yield Network(channel, ROOM, "nowhere", say, shown, **_CONSOLE, files=files)
            os.close(keys)
            async for _ in channel.listen(None):  # until the end of what was typed
                pass


def _only(folder: Path, name: str) -> bytes:
    (path,) = folder.glob(f"*-{name}")
    return path.read_bytes()


_CONSOLE: dict[str, Any] = {
    "direct": False,
    "cuts": False,
    "remembers": False,
    "link": "",
    "shows_rooms": ROOM,
}


@asynccontextmanager
async def on_telegram() -> AsyncIterator[Network]:
    async with (
        running(TelegramServer()) as server,
        CHANNELS["telegram"].opened(TelegramSettings(base_url=server.url)) as channel,
    ):

        async def say(text: str, reply_to: str | None) -> None:
            await server.say(
                11, text, reply_to=int(reply_to.partition(":")[2]) if reply_to else None
            )

        async def shown(count: int) -> list[str]:
            return [message["text"] for message in await server.wait_for(11, count)]

        async def files(name: str) -> bytes:
            return server.files[name][1]

        yield Network(channel, "11", "x", say, shown, files=files)


@asynccontextmanager
async def on_matrix(synapse: SynapseServer, store: Path) -> AsyncIterator[Network]:
    user = synapse.fresh("onewayin")
    settings = MatrixSettings(homeserver=synapse.url, user=user, store=store)
    async with (
        CHANNELS["matrix"].opened(settings) as channel,
        person(synapse.url, synapse.fresh("anna")) as anna,
    ):
        room = await anna.create(user)

        async def say(text: str, reply_to: str | None) -> None:
            await (anna.reply(room, text, reply_to) if reply_to else anna.say(room, text))

        async def shown(count: int) -> list[str]:
            return [event["content"]["body"] for event in await anna.read(room, user, count)]

        async def files(name: str) -> bytes:
            return await anna.file(room, name)

        yield Network(channel, room, "!nowhere:example.org", say, shown, files=files)


class Ear:
    """Listens as the bot does: each batch is stored before the next is asked for."""

    def __init__(self, network: Network, after: str | None = None) -> None:
        self.cursor, self.heard, self._network = after, list[Incoming](), network
        self._more = asyncio.Event()
        self._task = asyncio.create_task(self._listen(after))

    async def _listen(self, after: str | None) -> None:
        async with aclosing(self._network.channel.listen(after)) as batches:
            async for batch in batches:
                self._store(batch)

    def _store(self, batch: Batch) -> None:
        self.heard += [incoming for incoming in batch.incoming if incoming.kind == "said"]
        self.cursor = batch.cursor
        self._more.set()

    async def until(self, text: str) -> Incoming:
        async with asyncio.timeout(20):
            while (found := next((one for one in self.heard if one.text == text), None)) is None:
                self._more.clear()
                await self._more.wait()
        return found

    async def close(self) -> None:
        self._task.cancel()
        await asyncio.gather(self._task, return_exceptions=True)
