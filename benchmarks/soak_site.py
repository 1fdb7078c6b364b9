"""Where the bot of ``soak`` sits: the networks, and the lines to them that can be cut."""

from __future__ import annotations

import asyncio
import json
import tomllib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from urllib.parse import urlsplit

from benchmarks.drill_networks import AnyNetwork


class Line:
    """Between the bot and a server: it can be cut, and it can fall silent."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self._host, self._port = parts.hostname or "", parts.port or 0
        self._open, self._is_cut, self._passes = set[asyncio.StreamWriter](), False, asyncio.Event()
        self._passes.set()
        self.there, self.here = parts.netloc, ""
        """The server's address, and the one that the bot is told instead."""

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection, to its end at either side."""
        if self._is_cut:
            return writer.transport.abort()
        self._open.add(writer)
        passing = list[asyncio.Task[None]]()
        try:
            theirs, to_them = await asyncio.open_connection(self._host, self._port)
            self._open.add(to_them)
            ways = ((reader, to_them), (theirs, writer))
            passing = [asyncio.create_task(self._pass(*way)) for way in ways]
            await asyncio.wait(passing, return_when=asyncio.FIRST_COMPLETED)
            to_them.close()
            self._open.discard(to_them)
        except OSError:
            writer.transport.abort()
        finally:
            for task in passing:
                task.cancel()
            writer.close()
            self._open.discard(writer)

    async def _pass(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while data := await reader.read(1 << 16):
                await self._passes.wait()
                writer.write(data)
                await writer.drain()
        except OSError:
            pass  # cut, or somebody was killed

    async def cut(self, seconds: float) -> None:
        """Everything is broken off, and refused for a while."""
        self._is_cut = True
        for writer in self._open:
            writer.transport.abort()
        await asyncio.sleep(seconds)
        self._is_cut = False

    async def fall_silent(self, seconds: float) -> None:
        """What is said arrives only after a while."""
        self._passes.clear()
        await asyncio.sleep(seconds)
        self._passes.set()


@asynccontextmanager
async def line(url: str) -> AsyncIterator[Line]:
    """A line to the server at this address, for as long as this is open."""
    between = Line(url)
    server = await asyncio.start_server(between.serve, "127.0.0.1", 0)
    between.here = f"127.0.0.1:{server.sockets[0].getsockname()[1]}"
    try:
        yield between
    finally:
        await between.cut(0)
        server.close()


class Site:
    """What the bot is connected with: networks behind their lines, and a copy of the knowledge."""

    tells = True

    def __init__(self, networks: list[AnyNetwork], lines: list[Line], knowledge: Path) -> None:
        self._networks, self._lines, self._knowledge = networks, lines, knowledge
        self.changed, self.port, self.polls = asyncio.Condition(), 0, 0

    @property
    def last(self) -> float:
        """When something was last new on any of them."""
        return max(network.last for network in self._networks)

    @last.setter
    def last(self, now: float) -> None:
        for network in self._networks:
            network.last = now

    def settings(self) -> str:
        """The settings of all the networks in one."""
        merged = dict[str, dict[str, object]]()
        for network in self._networks:
            for name, value in tomllib.loads(network.settings()).items():
                table, key = (name, "") if isinstance(value, dict) else ("", name)
                merged.setdefault(table, {}).update(value if not key else {key: value})
        merged[""]["knowledge"] = str(self._knowledge)
        text = "\n".join(_table(name, merged[name]) for name in sorted(merged))
        for one in self._lines:
            text = text.replace(one.there, one.here)
        return text

    async def listening(self, _: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """The bot has begun to listen."""
        writer.close()
        async with self.changed:
            self.polls += 1
            self.changed.notify_all()


def _table(name: str, values: dict[str, object]) -> str:
    said = [f"{json.dumps(key)} = {json.dumps(value)}" for key, value in values.items()]
    return "\n".join([f"[{name}]", *said] if name else said)
