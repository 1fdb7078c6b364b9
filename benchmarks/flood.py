"""Whether one asker can hold up the others: the bot as a process, on Telegram's stand-in and on a
real Synapse.

Some ask one question after another, first alone and then while one asker's thousand messages are
being taken in and ten others have offers standing. Prints how long they waited each time (median,
95th percentile) and the ratio; how many cards and additions one asker got into the team's room, and
the longest card there, in characters and messages. Exits 1 where the 95th percentile is more than
twice that without the flood plus 150 ms, where one asker got more into the room than a budget, or
where somebody's question was not answered.
"""

from __future__ import annotations

import argparse
import asyncio
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

ROOT = Path(__file__).parent.parent
if sys.path[0] == str(Path(__file__).parent):
    sys.path[0] = str(ROOT)  # run as a file: the telegram.py beside it isn't the library

from benchmarks.flood_networks import OFFERS, OTHERS, PATIENCE, matrix, telegram  # noqa: E402
from bot.limits import Limits  # noqa: E402
from bot.matching.library import open_library  # noqa: E402
from tests.outside import NotInstalledError  # noqa: E402

KNOWN = "Hur länge får man ha en plats i huset i Lund?"
UNKNOWN = "Vad kostar det att hyra scenen i Lund, {}?"
_IS_ADDED = "Det hör i så fall till din fråga"
LONG = "Vi behöver veta mer om scenen. " * 120
_MOST_TIMES, _MOST_MORE = 2.0, 150.0
_AT_ONCE = 5
_QUIET = 3.0
"""Seconds without anything new in the room after which nothing more comes."""


class Network(Protocol):
    """People's chats with the bot: each by a number, the team's room beside them."""

    async def say(self, who: int, text: str, /) -> object: ...

    def said_to(self, who: int) -> list[str]:
        """What the bot has said to somebody."""

    def cards(self) -> list[str]:
        """The cards in the team's room, each message of one by itself."""

    async def heard(self) -> None:
        """Wait until something may have been said."""


async def answered(network: Network, who: int, count: int, seconds: float = PATIENCE) -> bool:
    """Wait until the bot has said so much to somebody; whether it did."""
    try:
        async with asyncio.timeout(seconds):
            while len(network.said_to(who)) < count:
                await network.heard()
    except TimeoutError:
        return False
    return True


async def asked(network: Network, who: int, text: str) -> float:
    """Milliseconds from a question to its answer."""
    before, start = len(network.said_to(who)), time.perf_counter()
    await network.say(who, text)
    if not await answered(network, who, before + 1):
        return float("inf")
    return (time.perf_counter() - start) * 1000


async def waits(network: Network, questions: int) -> list[float]:
    """How long the others wait, who ask at the same time, each one question after another."""

    async def one(who: int) -> list[float]:
        texts = [f"{KNOWN} {number}" for number in range(questions // OTHERS)]
        return [await asked(network, who, text) for text in texts]

    took = await asyncio.gather(*(one(100 + number) for number in range(OTHERS)))
    return [wait for own in took for wait in own]


@dataclass
class Figures:
    """What was measured on one network, in milliseconds."""

    without: list[float]
    during: list[float]
    cards: int
    additions: int
    longest: int
    messages: int

    @property
    def holds(self) -> bool:
        bound, most = _MOST_TIMES * p95(self.without) + _MOST_MORE, Limits()
        is_in_budget = self.cards <= most.cards_a_day and self.additions <= most.additions
        return p95(self.during) <= bound and is_in_budget

    def tell(self, name: str) -> None:
        for kind, took in (("alone", self.without), ("flooded", self.during)):
            told = f"p50 {statistics.median(took):7.1f} ms, p95 {p95(took):7.1f} ms"
            print(f"{name:9} {kind:8} {len(took)} questions: {told}")
        ratio = p95(self.during) / p95(self.without)
        room = f"{self.cards} cards and {self.additions} additions of one asker"
        print(f"{name:9} p95 flooded / alone: {ratio:.2f}; {room}")
        print(f"{name:9} longest card: {self.longest} characters in {self.messages} messages")


def p95(took: list[float]) -> float:
    return statistics.quantiles(took, n=20)[18]


async def measured(network: Network, options: argparse.Namespace) -> Figures:
    """The whole of it, on one network."""
    for number in range(OTHERS):
        if await asked(network, 100 + number, "hej") == float("inf"):
            raise SystemExit("The bot answers nobody.")
    for number in range(OFFERS):
        await asked(network, 200 + number, UNKNOWN.format(f"grupp {number}"))
    questions = options.questions
    without = await waits(network, questions)
    flood = asyncio.create_task(_flood(network, options.messages, options.rate))
    during = await waits(network, questions)
    await flood
    # Before and after: what else the machine has to do falls on both.
    without += await waits(network, questions)
    longest, parts = await _long_card(network)
    return Figures(without, during, *await _of_one(network), longest, parts)


async def _flood(network: Network, messages: int, rate: float) -> None:
    """One asker's messages, so many a second, or all at once: as fast as the network takes them,
    some on their way at a time."""
    start, numbers = time.perf_counter(), iter(range(messages))

    async def write() -> None:
        for number in numbers:
            await network.say(1, f"{KNOWN} Och {number}?")
            if rate:
                await asyncio.sleep(max(0.0, start + (number + 1) / rate - time.perf_counter()))

    await asyncio.gather(*(write() for _ in range(_AT_ONCE)))


async def _of_one(network: Network) -> tuple[int, int]:
    """One asker sends twice as many questions as a day's budget, and then as many additions to
    one; how many cards and how many additions there are."""
    before, most = len(network.cards()), Limits()
    for number in range(2 * (most.cards_a_day + most.additions)):
        await asked(network, 3, UNKNOWN.format(f"kväll {number}"))
        if number < 2 * most.cards_a_day and _IS_ADDED in network.said_to(3)[-1]:
            await asked(network, 3, "Ny fråga")
        await asked(network, 3, "ja")
    room = await _brought(network, before)
    return sum(map(_begins_card, room)), sum(text.startswith("Tillägg") for text in room)


def _begins_card(text: str) -> bool:
    return text.startswith("Fråga ")


async def _long_card(network: Network) -> tuple[int, int]:
    """One asker tells more and more of one question, and sends it: its card's characters, and the
    messages that it takes in the room."""
    before = len(network.cards())
    await asked(network, 4, UNKNOWN.format("länge"))
    for number in range(10):
        await asked(network, 4, f"Det gäller kväll {number}. {LONG}"[:3900])
    await asked(network, 4, "ja")
    card = await _brought(network, before)
    return sum(map(len, card)), len(card)


async def _brought(network: Network, before: int) -> list[str]:
    """What has come into the team's room since it had so many messages, once something has and
    nothing more comes."""
    known = before
    for _ in range(int(PATIENCE / _QUIET)):
        await asyncio.sleep(_QUIET)
        now = len(network.cards())
        if now == known > before:
            break
        known = now
    return network.cards()[before:]


_NETWORKS: dict[str, Callable[[Path], AbstractAsyncContextManager[Network]]] = {
    "telegram": telegram,
    "matrix": matrix,
}


async def _on(name: str, options: argparse.Namespace) -> bool:
    with tempfile.TemporaryDirectory() as folder:
        async with _NETWORKS[name](Path(folder)) as network:
            figures = await measured(network, options)
    figures.tell(name)
    return figures.holds


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n\n")[0])
    parser.add_argument("--messages", type=int, default=1000, help="of the one who floods")
    parser.add_argument("--questions", type=int, default=50, help="of the others together")
    why = "messages a second of the one who floods; 0: all at once"
    parser.add_argument("--rate", type=float, default=200, help=why)
    why = "only this network"
    parser.add_argument("--channel", choices=list(_NETWORKS), help=why)
    options = parser.parse_args()
    open_library(ROOT / "tests" / "small")  # learned once, before anybody waits
    held = True
    for name in [options.channel] if options.channel else list(_NETWORKS):
        try:
            held = asyncio.run(_on(name, options)) and held
        except NotInstalledError as error:
            raise SystemExit(str(error)) from None
    return 0 if held else 1


if __name__ == "__main__":
    sys.exit(main())
