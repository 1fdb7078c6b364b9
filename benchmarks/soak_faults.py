"""What happens to the bot of ``soak``, one thing at a time: it is killed, its connections are cut
or fall silent, its disk is full, its clock is set, its knowledge is edited."""

from __future__ import annotations

import argparse
import asyncio
import random
import signal
import time
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path

from benchmarks.drill_bot import Bot
from benchmarks.live_editor import Change, Editor, probes
from benchmarks.soak_site import Line
from bot.matching.library import open_library

_MANY = 10_000


class Faults:
    """All of them, at moments of chance."""

    def __init__(self, bot: Bot, lines: list[Line], knowledge: Path, chance: random.Random) -> None:
        self.bot, self._lines, self._chance = bot, lines, chance
        self.times = list[tuple[float, float]]()
        """When something was wrong, each from its beginning to its end."""
        self.started = 0.0
        """When the process began to listen."""
        self._changes = _changes(knowledge, chance)
        self._kinds: dict[str, Callable[[], Awaitable[None]]] = {
            "cut": self._cut,
            "silent": self._fall_silent,
            "disk": bot.fill_the_disk,
            "clock": self._set_the_clock,
            "edited": self._edit,
        }

    async def start(self) -> None:
        """Begin, and come back when it listens."""
        polls = self.bot.network.polls
        await self.bot.start()
        if not await self.bot.listening(polls):
            raise SystemExit(f"The bot doesn't start: {self.bot.log()}")
        self.started = time.monotonic()

    async def kill(self) -> None:
        """Without a word, and again at once."""
        self._check()
        began = time.monotonic()
        await self.bot.end(signal.SIGKILL)
        await self.start()
        self._happened("killed", began)

    async def until(self, end: float, every: float) -> None:
        """One kind after another, in an order of chance, until a time."""
        while True:
            for kind in self._chance.sample(list(self._kinds), len(self._kinds)):
                await asyncio.sleep(min(self._pause(every), max(0.0, end - time.monotonic())))
                if time.monotonic() >= end:
                    return
                self._check()
                began = time.monotonic()
                await self._kinds[kind]()
                self._happened(kind, began)

    async def kill_until(self, end: float, every: float) -> None:
        """Kill it now and then, once at least."""
        while True:
            await asyncio.sleep(self._pause(every))
            await self.kill()
            if time.monotonic() >= end:
                return

    def _pause(self, every: float) -> float:
        return every * self._chance.uniform(0.5, 1.5)

    def _check(self) -> None:
        assert self.bot.process is not None
        if self.bot.process.returncode is not None:
            raise SystemExit(f"The bot has ended by itself: {self.bot.log()}")

    def _happened(self, kind: str, began: float) -> None:
        self.bot.kills[kind] += 1
        self.times.append((began, time.monotonic()))

    async def _cut(self) -> None:
        seconds = self._chance.uniform(0.5, 6)
        await asyncio.gather(*(line.cut(seconds) for line in self._lines))

    async def _fall_silent(self) -> None:
        seconds = self._chance.uniform(2, 10)
        await asyncio.gather(*(line.fall_silent(seconds) for line in self._lines))

    async def _set_the_clock(self) -> None:
        """An hour ahead and back, or an hour back and ahead."""
        assert self.bot.process is not None
        signs = self._chance.sample((signal.SIGUSR1, signal.SIGUSR2), 2)
        for sign in signs:
            self.bot.process.send_signal(sign)
            await asyncio.sleep(self._chance.uniform(1, 4))

    async def _edit(self) -> None:
        await asyncio.to_thread(next(self._changes).make)


def _changes(knowledge: Path, chance: random.Random) -> Iterator[Change]:
    """Changes of texts, none of them broken: a bot that is killed must be able to start."""
    current = open_library(knowledge)
    editor = Editor(current, probes(current, chance.randrange(_MANY)), chance)
    return editor.changes(argparse.Namespace(changes=_MANY, ways=0, broken=0))
