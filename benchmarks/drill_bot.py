"""The drill's bot: the installed command line as a process, and what is done to it."""

from __future__ import annotations

import argparse
import asyncio
import itertools
import json
import os
import random
import resource
import signal
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Protocol

from benchmarks.drill_matrix import MatrixNetwork
from benchmarks.drill_networks import ROOT
from tests.matrix_bot import SECRETS
from tests.telegram_server import TOKEN

POINTS = (
    "accept:before",
    "accept:after",
    "handle_waiting:before",
    "handle_waiting:after",
    "send:before",
    "settle:before",
    "settle:after",
)


class Heard(Protocol):
    """What the bot is connected with, and where it is heard that it listens."""

    changed: asyncio.Condition
    last: float
    """When something was last new: nobody's patience runs while the bot starts."""
    port: int
    polls: int
    tells: bool
    """Whether the bot is to say so itself, at the port."""

    def settings(self) -> str:
        """The bot's settings."""


class Bot:
    """The process."""

    def __init__(
        self, network: Heard, folder: Path, options: argparse.Namespace, chance: random.Random
    ) -> None:
        self.network, self.folder, self.options, self.random = network, folder, options, chance
        self.process: asyncio.subprocess.Process | None = None
        self.kills: Counter[str] = Counter()
        folder.mkdir()
        self.settings = folder / "onewayin.toml"
        self.settings.write_text(network.settings(), "utf-8")

    async def start(self, point: str = "") -> None:
        plan = {
            "port": self.network.port,
            "idempotent": self.options.idempotent,
            "break": self.options.broken,
            "tell": self.network.tells,
            "point": point,
            "count": self.random.randint(1, 8),
        }
        secrets = {**SECRETS, "ONEWAYIN_TELEGRAM_TOKEN": TOKEN}
        command = (sys.executable, "-m", "benchmarks.drill_child", str(self.settings))
        environment = {**os.environ, **secrets, "DRILL": json.dumps(plan)}
        with (self.folder / "log.jsonl").open("ab") as log:
            self.process = await asyncio.create_subprocess_exec(
                *command, cwd=ROOT, env=environment, stdout=log, stderr=log
            )

    async def listening(self, polls: int) -> bool:
        """Wait for the first poll of this process; False where it ended before."""
        assert self.process is not None
        ended = asyncio.create_task(self.process.wait())
        async with self.network.changed:
            while self.network.polls == polls and not ended.done():
                self.network.last = time.monotonic()
                try:
                    await asyncio.wait_for(self.network.changed.wait(), 0.5)
                except TimeoutError:
                    continue
        ended.cancel()
        return self.process.returncode is None

    async def end(self, sign: signal.Signals) -> int:
        assert self.process is not None
        if self.process.returncode is None:
            self.process.send_signal(sign)
        return await self.process.wait()

    async def fill_the_disk(self) -> None:
        """No file may grow, for a while: SQLite fails as on a full disk.
        Then there is room again."""
        assert self.process is not None
        await asyncio.sleep(0.3)
        soft, hard = resource.prlimit(
            self.process.pid, resource.RLIMIT_FSIZE, (1024, resource.RLIM_INFINITY)
        )
        await asyncio.sleep(3)
        resource.prlimit(self.process.pid, resource.RLIMIT_FSIZE, (soft, hard))
        await asyncio.sleep(4)
        if self.process.returncode is not None:
            raise SystemExit(f"A full disk ended the bot: {self.log()}")

    def log(self) -> str:
        """The end of what it has logged."""
        return (self.folder / "log.jsonl").read_text("utf-8")[-2000:]


class Tormented(Bot):
    """Killed again and again, and started again."""

    def __init__(
        self, network: Heard, folder: Path, options: argparse.Namespace, chance: random.Random
    ) -> None:
        super().__init__(network, folder, options, chance)
        self.planned = options.kills + options.terms + options.full_disk + options.restarts

    async def torment(self) -> None:
        """All the kills, spread over the load, then a last start that stays."""
        kinds = ["outside"] * (self.options.kills // 2) + ["start"] * (self.options.kills // 10)
        kinds += ["point"] * (self.options.kills - len(kinds))
        self.random.shuffle(kinds)
        points = itertools.cycle(self.random.sample(POINTS, len(POINTS)))
        if self.options.at:
            kinds, points = ["point"] * self.options.kills, itertools.cycle([self.options.at])
        restarts = ["homeserver"] * self.options.restarts
        for at in range(len(restarts)):
            kinds.insert((at + 1) * len(kinds) // (len(restarts) + 1), restarts[at])
        for kind in [*kinds, *["term"] * self.options.terms, *["disk"] * self.options.full_disk]:
            await self._one(kind, next(points) if kind == "point" else "")
            if self.kills.total() % 10 == 0:
                print(f"{self.kills.total()} of {self.planned}", file=sys.stderr)
        polls = self.network.polls
        await self.start()
        if not await self.listening(polls):
            raise SystemExit(f"The bot doesn't start: {self.log()}")

    async def _one(self, kind: str, point: str) -> None:
        polls = self.network.polls
        await self.start(point)
        assert self.process is not None
        if kind == "start":
            await asyncio.sleep(self.random.uniform(0.05, 0.9))
        elif await self.listening(polls):
            if kind == "point":
                try:
                    await asyncio.wait_for(self.process.wait(), 10)
                except TimeoutError:
                    kind = "outside"  # the load didn't pass that point so often
            elif kind == "disk":
                await self.fill_the_disk()
            elif kind == "homeserver":
                await self._restart_the_homeserver()
            else:
                await asyncio.sleep(self.random.uniform(0.02, 0.6))
        self.kills[point or kind] += 1
        await self.end(signal.SIGTERM if kind in ("term", "disk", "homeserver") else signal.SIGKILL)

    async def _restart_the_homeserver(self) -> None:
        """Away under load, and back: the bot waits for it and goes on."""
        assert isinstance(self.network, MatrixNetwork)
        assert self.process is not None
        await asyncio.sleep(1)
        await asyncio.to_thread(self.network.server.restart)
        await asyncio.sleep(5)
        if self.process.returncode is not None:
            raise SystemExit(f"A homeserver's restart ended the bot: {self.log()}")
