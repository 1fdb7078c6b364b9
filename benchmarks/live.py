"""People ask a running bot while editors change its knowledge: ``make live``.

All goes through the front door: a channel, the inbox, the desk and the outbox, with the bot
following a copy of the folder. Of the changes some are of texts and some are new things with their
ways of asking; some of either are broken, and mended by the next. The last lines say how many
questions failed and how many were answered from a broken folder; how long it took from a file's
being written until an asker read it; and for how long at most the loop let nobody in, by the clock
and without the time in which other programs had the processor, beside the same before the first
change. The status is 0 where nothing failed and each change was seen.
"""

from __future__ import annotations

import argparse
import asyncio
import datetime as dt
import logging
import random
import shutil
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from statistics import median

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))  # run as a file, it finds the bot beside it

from benchmarks.live_editor import Change, Editor, Probe, probes  # noqa: E402
from benchmarks.live_net import EDITORS, NAME, ROOMS, Net, OnNet  # noqa: E402
from bot import app  # noqa: E402
from bot.channel import ChannelSettings  # noqa: E402
from bot.cli import log  # noqa: E402
from bot.limits import UNLIMITED  # noqa: E402
from bot.live import watching  # noqa: E402
from bot.matching.library import Current, open_library  # noqa: E402
from bot.settings import Settings  # noqa: E402
from bot.storage import database  # noqa: E402

_TICK = 0.005
_ALONE = 5.0
"""Seconds of questions before the first change."""
_FOREIGN = "Mitä avustuksia seuramme voisi hakea kunnalta tänä vuonna?"
"""Loads what knows languages."""


@dataclass
class Stall:
    """The longest time that the loop let nobody in: by the clock, and of it what the bot itself
    worked for."""

    clock: float = 0.0
    own: float = 0.0

    def __str__(self) -> str:
        return f"{self.own * 1000:.0f} ms (by the clock {self.clock * 1000:.0f} ms)"


@dataclass
class Figures:
    """What was found."""

    questions: int = 0
    failed: int = 0
    broken: int = 0
    """Decisions by a version that was never right."""
    unseen: int = 0
    """Changes that nobody was told of in time."""
    seconds: dict[str, list[float]] = field(default_factory=lambda: {"text": [], "ways": []})
    """From write to visible, of each kind of change."""
    alone: Stall = field(default_factory=Stall)
    """Before the first change."""
    stall: Stall = field(default_factory=Stall)

    @property
    def is_good(self) -> bool:
        return self.failed == self.broken == self.unseen == 0

    def __str__(self) -> str:
        broken = f"answered from a broken folder {self.broken}"
        lines = [
            f"questions {self.questions}: failed {self.failed}, {broken}",
            f"changes that were not seen in time: {self.unseen}",
        ]
        for kind, seconds in self.seconds.items():
            if seconds:
                middle, most = median(seconds), max(seconds)
                lines.append(f"{kind}, from write to visible: {middle:.2f} s, at most {most:.2f} s")
        stalls = f"{self.stall}; before the first change {self.alone}"
        return "\n".join([*lines, f"longest stall of the loop: {stalls}"])


class Talk:
    """The people, the editor and the clock around one bot."""

    def __init__(self, options: argparse.Namespace, current: Current, asked: list[Probe]) -> None:
        self.options, self.net, self.figures = options, Net(), Figures()
        self.editor = Editor(current, asked, random.Random(options.seed))
        self.asked, self.edited = asked, asyncio.Event()
        self.good, self.people = {current.knowledge.version}, count()

    async def run(self, bot: asyncio.Task[int]) -> None:
        """Ask and change, until all of both is done."""
        people = asyncio.create_task(self._people())
        await asyncio.wait([bot, people], return_when=asyncio.FIRST_COMPLETED)
        if not people.done():
            people.cancel()
            raise SystemExit(f"The bot ended before it was asked all, with {bot.result()}.")
        self.net.close()
        await bot
        people.result()

    async def _people(self) -> None:
        # What is made once, at the first question of a kind, is no stall of a change's.
        for question in (_FOREIGN, *(probe.question for probe in self.asked)):
            await self._ask(question)
        async with asyncio.TaskGroup() as group:
            ticking = group.create_task(self._tick())
            asking = [group.create_task(self._ask_on(n)) for n in range(self.options.askers)]
            await asyncio.sleep(min(_ALONE, self.options.questions / 100))
            self.figures.alone, self.figures.stall = self.figures.stall, Stall()
            for change in self.editor.changes(self.options):
                await self._change(change)
            self.edited.set()
            await asyncio.wait(asking)
            ticking.cancel()

    async def _tick(self) -> None:
        while True:
            began, worked = time.perf_counter(), time.process_time()
            await asyncio.sleep(_TICK)
            late = time.perf_counter() - began - _TICK
            own, stall = min(late, time.process_time() - worked), self.figures.stall
            self.figures.stall = Stall(max(stall.clock, late), max(stall.own, own))

    async def _ask_on(self, seed: int) -> None:
        """Ask one thing after another, until there are enough and nothing changes any more."""
        chance = random.Random(seed)
        while self.figures.questions < self.options.questions or not self.edited.is_set():
            await self._ask(chance.choice(self.asked).question)
            await asyncio.sleep(self.options.pause * self.options.askers)

    async def _ask(self, question: str) -> str:
        self.figures.questions += 1
        try:
            async with asyncio.timeout(self.options.patience):
                return await self.net.ask(self._somebody(), question)
        except TimeoutError:
            self.figures.failed += 1
            return ""

    async def _change(self, change: Change) -> None:
        """Make a change, and wait until somebody is told of it."""
        told = len(self.net.told[EDITORS])
        version = await asyncio.to_thread(change.make)
        written = time.perf_counter()
        if not change.is_broken:
            self.good.add(version)
        try:
            async with asyncio.timeout(self.options.patience):
                if change.is_broken:
                    await self._editors_told(told)
                else:
                    await self._visible(change)
                    self.figures.seconds[change.kind].append(time.perf_counter() - written)
        except TimeoutError:
            self.figures.unseen += 1

    async def _editors_told(self, before: int) -> None:
        async with self.net.said:
            await self.net.said.wait_for(lambda: len(self.net.told[EDITORS]) > before)

    async def _visible(self, change: Change) -> None:
        while change.shows not in await self._read(change):
            pass

    async def _read(self, change: Change) -> str:
        await asyncio.sleep(self.options.pause)
        return await self.net.ask(self._somebody(), change.question)

    def _somebody(self) -> str:
        """Somebody new each time: who says the same again and again is taken for a machine."""
        return f"p{next(self.people)}"


def measured(options: argparse.Namespace, folder: Path) -> Figures:
    """Let people ask and editors edit, with all that is written in a folder."""
    current = open_library(Path(shutil.copytree(options.knowledge, folder / "knowledge")))
    talk = Talk(options, current, probes(current, options.seed))
    asyncio.run(_live(talk, current, folder / "live.db"))
    _count(talk.figures, folder / "live.db", talk.good)
    return talk.figures


async def _live(talk: Talk, current: Current, path: Path) -> None:
    # What is asked here stands for many people's questions.
    channels = {NAME: ChannelSettings()}
    settings = Settings(database=path, rooms=ROOMS, channels=channels, limits=UNLIMITED)
    running = app.run(settings, {NAME: OnNet(talk.net)}, current, changes=watching.changes)
    await talk.run(asyncio.create_task(running))


def _count(figures: Figures, path: Path, good: set[str]) -> None:
    """What the database says of failures and of versions."""
    with database.reading(path) as db:
        parked = db.execute("SELECT count(*) FROM incoming WHERE state != 'handled'").fetchone()
        versions = db.execute("SELECT knowledge, count(*) FROM decisions GROUP BY 1").fetchall()
    figures.failed += parked[0]
    figures.broken = sum(count for version, count in versions if version not in good)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n\n")[0])
    why = "the folder that is copied"
    parser.add_argument("--knowledge", type=Path, default=ROOT / "knowledge", help=why)
    for name, default, why in (
        ("--questions", 10_000, "questions, at least"),
        ("--changes", 100, "changes of the folder"),
        ("--ways", 10, "those of them that are new things with their ways of asking"),
        ("--broken", 20, "those of them that are broken"),
        ("--askers", 8, "people who ask at once"),
        ("--pause", 0.05, "seconds between two questions, on average"),
        ("--patience", 600.0, "seconds after which what hasn't come is missing"),
        ("--seed", 1, "what chance is drawn from"),
    ):
        parser.add_argument(name, type=type(default), default=default, help=why)
    return parser


def main(arguments: Sequence[str] | None = None) -> int:
    options = _parser().parse_args(arguments)
    log.to_stderr(logging.ERROR)
    began = dt.datetime.now(dt.UTC)
    with tempfile.TemporaryDirectory() as folder:
        figures = measured(options, Path(folder))
    print(figures)
    print(f"in {(dt.datetime.now(dt.UTC) - began).total_seconds():.0f} s")
    return 0 if figures.is_good else 1


if __name__ == "__main__":
    sys.exit(main())
