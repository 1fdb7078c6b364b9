"""The soak: one process of the bot, on Telegram's stand-in and on a real Synapse at once, for half
an hour and longer, while people talk with it at a steady rate and one thing after another goes
wrong.

First it is killed again and again; then one process stays, and its connections are cut or fall
silent, its disk is full, its clock is set by an hour, its knowledge is edited; at the end it is
killed three times more. The people are the drill's; what was asked on Telegram is answered by the
coordinator on Matrix. The clock is that which the bot's own parts go by: the machine's isn't set.

Prints what was lost and what came twice, how long answers took (``quiet``: where nothing was wrong
meanwhile) and the memory of the process that stayed. Exits 1 where anything was lost, where
something came twice (on Telegram, which doesn't know a repeat: more often than the bot was killed
or its line cut), or where memory in the last quarter is over that of the second by more than 5 %;
under ten minutes memory is only told.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import shutil
import signal
import statistics
import sys
import tempfile
import time
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path

import psutil

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))  # run as a file, it finds the tests' servers beside it

from benchmarks.drill_bot import Bot  # noqa: E402
from benchmarks.drill_count import Count, Party  # noqa: E402
from benchmarks.drill_matrix import MatrixNetwork, matrix_network  # noqa: E402
from benchmarks.drill_networks import AnyNetwork, TelegramNetwork  # noqa: E402
from benchmarks.drill_people import Asker, Coordinator  # noqa: E402
from benchmarks.soak_faults import Faults  # noqa: E402
from benchmarks.soak_site import Line, Site, line  # noqa: E402
from tests.outside import NotInstalledError  # noqa: E402
from tests.telegram_server import running  # noqa: E402

_MOST_GROWTH = 1.05
_YOUNG = 60.0
"""Seconds of a process that say nothing of its memory yet."""
_LAST_KILLS = 3
_ASKED_OF_PEOPLE = 25
"""Errands of an asker that may go to people, over the whole time: not all in its first minutes."""


@dataclass
class Memory:
    """The process's resident megabytes, and when; by quarters of the whole time."""

    seconds: float
    seen: list[tuple[float, float]] = field(default_factory=list)

    def quarter(self, number: int) -> float | None:
        part = self.seconds / 4
        found = [size for at, size in self.seen if number - 1 <= at / part < number]
        return statistics.mean(found) if found else None

    async def watch(self, faults: Faults) -> None:
        """Look now and then, but not at a young process."""
        began, every = time.monotonic(), min(10.0, self.seconds / 20)
        while True:
            await asyncio.sleep(every)
            process, now = faults.bot.process, time.monotonic()
            if process is not None and now - faults.started > min(_YOUNG, self.seconds / 8):
                size = psutil.Process(process.pid).memory_info().rss / 2**20
                self.seen.append((now - began, size))


class Soak:
    """Everybody and everything, and what came of it."""

    def __init__(self, options: argparse.Namespace, parties: list[Party], faults: Faults) -> None:
        self._options, self.parties, self.faults = options, parties, faults
        self._seconds = options.minutes * 60
        self.memory = Memory(self._seconds)

    async def run(self) -> None:
        """All of it, until everything that was asked is answered or lost."""
        try:
            await self.faults.start()
            for party in self.parties:
                if isinstance(party.network, MatrixNetwork):
                    await party.network.met()
            await self._talk()
        finally:
            await self.faults.bot.end(signal.SIGTERM)

    async def _talk(self) -> None:
        faults, is_over = self.faults, asyncio.Event()
        beside = [asyncio.create_task(party.coordinator.work()) for party in self.parties]
        beside.append(asyncio.create_task(self.memory.watch(faults)))
        askers = [asker for party in self.parties for asker in party.askers]
        talking = [asyncio.create_task(self._ask(asker, is_over)) for asker in askers]
        try:
            await self._torment(time.monotonic())
            is_over.set()
            await asyncio.gather(*talking)
            for asker in askers:
                await asker.seen()
            await asyncio.sleep(1)
        finally:
            for task in (*beside, *talking):
                task.cancel()

    async def _torment(self, began: float) -> None:
        every = min(15.0, self._seconds / 16)
        await self.faults.kill_until(began + self._seconds / 8, every)
        await self.faults.until(began + self._seconds, every)
        for _ in range(_LAST_KILLS):
            await self.faults.kill()
            await asyncio.sleep(every / 4)

    async def _ask(self, asker: Asker, is_over: asyncio.Event) -> None:
        share = _ASKED_OF_PEOPLE * self._options.pause / self._seconds
        while not is_over.is_set():
            await asyncio.sleep(asker.random.expovariate(1 / self._options.pause))
            await asker.turn(short=asker.random.random() > share)

    # What came of it

    def tell(self) -> bool:
        """Print it; whether all holds."""
        happened = self.faults.bot.kills
        print("what happened:", ", ".join(f"{kind} {times}" for kind, times in happened.items()))
        count = Count(self.parties)
        holds = count.lost == count.cases_lost == 0
        for party in self.parties:
            twice, on_matrix = count.twice(party), isinstance(party.network, MatrixNetwork)
            most = 0 if on_matrix else happened["killed"] + happened["cut"] + happened["silent"]
            print(f"{'matrix' if on_matrix else 'telegram'}: twice {twice}, at most {most}")
            if isinstance(party.network, MatrixNetwork):
                print(f"  unreadable to people: {party.network.unreadable()}")
                print(f"  written again because the bot asked for it: {party.network.rewritten}")
            for kind, waits in self._waits(party).items():
                print(f"  {kind:6} {_told(waits)}")
            holds = holds and twice <= most
        print(f"lost {count.lost}, of {count.acts}; cases lost {count.cases_lost}")
        print(f"of those lost, too late: {count.late}")
        return self._tell_memory() and holds

    def _waits(self, party: Party) -> dict[str, list[float]]:
        """Milliseconds from what was said to its answer."""
        waits = [wait for asker in party.askers for wait in asker.waits]
        wrong = self.faults.times
        quiet = [w for w in waits if not any(w[0] <= end and w[1] >= at for at, end in wrong)]
        found = {"all": waits, "quiet": quiet}
        return {kind: [(end - at) * 1000 for at, end in of] for kind, of in found.items()}

    def _tell_memory(self) -> bool:
        second, last = self.memory.quarter(2), self.memory.quarter(4)
        if second is None or last is None:
            print("memory: too short a time to say")
            return True
        print(f"memory: second quarter {second:.0f} MB, last {last:.0f} MB, {last / second:.3f}")
        return self._options.minutes < 10 or last <= second * _MOST_GROWTH


def _told(waits: list[float]) -> str:
    if len(waits) < 2:
        return f"{len(waits)} answers"
    p99 = statistics.quantiles(waits, n=100, method="inclusive")[98]
    return f"{len(waits)} answers: p50 {statistics.median(waits):.0f} ms, p99 {p99:.0f} ms"


async def soak(options: argparse.Namespace, folder: Path) -> Soak:
    """Run it, on the networks of the options."""
    async with AsyncExitStack() as opened:
        networks, lines = list[AnyNetwork](), list[Line]()
        if options.only != "matrix":
            telegram = await opened.enter_async_context(running(TelegramNetwork()))
            networks.append(telegram)
            lines.append(await opened.enter_async_context(line(telegram.url)))
        if options.only != "telegram":
            matrix = await opened.enter_async_context(matrix_network(folder, options.askers))
            networks.append(matrix)
            lines.append(await opened.enter_async_context(line(matrix.server.url)))
        knowledge = Path(shutil.copytree(ROOT / "tests" / "small", folder / "knowledge"))
        site = Site(networks, lines, knowledge)
        listening = await asyncio.start_server(site.listening, "127.0.0.1", 0)
        site.port = listening.sockets[0].getsockname()[1]
        bot = Bot(site, folder / "bot", options, random.Random(options.seed))
        faults = Faults(bot, lines, knowledge, random.Random(options.seed))
        whole = Soak(options, [_party(network, options) for network in networks], faults)
        await whole.run()
        listening.close()
    return whole


def _party(network: AnyNetwork, options: argparse.Namespace) -> Party:
    def asker(number: int) -> Asker:
        chance = random.Random(options.seed * 1000 + number)
        return Asker(number, network, chance, patience=options.patience)

    return Party(network, [asker(number) for number in range(options.askers)], Coordinator(network))


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n\n")[0])
    for name, default, why in (
        ("--minutes", 30.0, "how long"),
        ("--askers", 8, "people who ask, on each network"),
        ("--pause", 4.0, "seconds between an asker's errands, on average"),
        ("--patience", 120.0, "seconds without anything new before what is missing counts as lost"),
        ("--seed", 1, "what chance is drawn from"),
    ):
        parser.add_argument(name, type=type(default), default=default, help=why)
    parser.add_argument("--only", choices=("telegram", "matrix"), help="only this network")
    why = "a new folder for the bot's database and log, which are else thrown away"
    parser.add_argument("--keep", type=Path, help=why)
    options = parser.parse_args(arguments, argparse.Namespace(idempotent=True, broken=None))
    try:
        if options.keep is not None:
            options.keep.mkdir()
            whole = asyncio.run(soak(options, options.keep))
        else:
            with tempfile.TemporaryDirectory() as folder:
                whole = asyncio.run(soak(options, Path(folder)))
    except NotInstalledError as error:
        raise SystemExit(str(error)) from None
    return 0 if whole.tell() else 1


if __name__ == "__main__":
    sys.exit(main())
