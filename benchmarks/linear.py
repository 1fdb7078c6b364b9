"""Whether any text, however odd, costs more than its length: through every pure function of text
and every pattern of the program, from one to eight thousand characters.

Each is given texts of alphabets that are known to be slow somewhere: one sign again and again, the
beginnings of what is looked for without its end, words between digits. The time is the thread's own
CPU time, the best of five; what takes no longer than a millisecond is not looked at. Prints the
slowest text of each function, and what twice the length costs; exits 1 where that is more than 2.6
times as much.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

ROOT = Path(__file__).parent.parent
if sys.path[0] == str(Path(__file__).parent):
    sys.path[0] = str(ROOT)  # run as a file: the telegram.py beside it isn't the library

from benchmarks.linear_functions import Function, functions, patterns  # noqa: E402
from bot.matching.library import open_library  # noqa: E402

MOST = 2.6
SIZES = (1000, 2000, 4000, 8000)
_FLOOR = 0.001
"""Seconds of CPU under which a figure is the machine's noise."""
_SHORT = 2000
_CLOSE = 3
"""Texts that are looked at closely, of each kind."""
_UNITS = (
    *"_a1-. @[]()*`#<>|~\n\t&/+:'’–åA0🎉?!;,%=",
    *(
        "a ",
        "1 ",
        "a.",
        "a@",
        "a-",
        "1-",
        "1.",
        "A a ",
        "a\n",
        "1\n",
        "\n\n",
        "- ",
        ", ",
        "?\n",
        "1. a\n",
    ),
    *("18 07 09 ", "850709 ", "2026-0001 ", "SE45", "konto ", "clearing 1", "sista fyra ", "pnr "),
    *("jag är ", "tack ", "mvh ", "mvh\n", "ja ", "nej tack ", "och ", "hur ", "en två "),
    *("http://", "www.a", "a@b.", "**a", "[a](", "`a", "> ", "kl ", "t.ex. ", "fredag ", "nr "),
    *("\u200b", "a\u200b", "\u0301", "a\u0301", "ﬁ", "①"),
)


def alphabets() -> Iterator[str]:
    """What the texts are made of."""
    yield from _UNITS
    chance = random.Random(1)
    for _ in range(6):
        yield "".join(chance.choice(_UNITS) for _ in range(40))


@dataclass(frozen=True)
class Figure:
    """What the worst text of a function costs."""

    name: str
    unit: str
    seconds: float
    """Of the longest text."""
    doubling: float


def cost(function: Function, unit: str, size: int, *, times: int = 5) -> float:
    """Seconds of the thread's CPU for a text, the best of some times. Each begins with a sign of
    its own, so that nothing is remembered."""
    took = []
    for run in range(times):
        whole = (chr(ord("b") + run) + unit * (size // len(unit) + 1))[:size]
        start = time.thread_time()
        function(whole)
        took.append(time.thread_time() - start)
    return max(min(took), 1e-9)


def worst(name: str, function: Function, *, floor: float = _FLOOR) -> Figure:
    """The text whose double costs the most more; of those that cost next to nothing, the slowest.
    Looked at closely are those that cost the most at a short length, and those that grow the
    most."""
    short = {unit: cost(function, unit, _SHORT, times=1) for unit in alphabets()}
    slow = [unit for unit in short if short[unit] > floor / 8]
    growth = {unit: short[unit] / cost(function, unit, _SHORT // 4, times=1) for unit in slow}
    slowest = max(short, key=lambda unit: short[unit])
    found = Figure(name, slowest, cost(function, slowest, SIZES[-1], times=1), 0.0)
    for unit in sorted({*_most(short, slow), *_most(growth, slow)}):
        took = [cost(function, unit, size) for size in SIZES]
        ratios = [more / less for less, more in pairwise(took) if less > floor]
        figure = Figure(name, unit, took[-1], max(ratios, default=0.0))
        found = max(found, figure, key=lambda one: (one.doubling, one.seconds))
    return found


def _most(by: Mapping[str, float], units: Sequence[str]) -> list[str]:
    return sorted(units, key=lambda unit: by[unit])[-_CLOSE:]


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n\n")[0])
    parser.add_argument("names", nargs="*", help="only those whose name has one of these in it")
    names = parser.parse_args().names
    every = functions(open_library(ROOT / "knowledge")) | patterns()
    chosen = [name for name in every if not names or any(part in name for part in names)]
    steep = 0
    print(f"{'':55} {'8,000 characters':>17} {'doubling':>9}  of")
    for name in sorted(chosen):
        figure = worst(name, every[name])
        is_steep = figure.doubling > MOST
        steep += is_steep
        told = f"{figure.doubling:9.2f}" if figure.doubling else f"{'–':>9}"
        shown = repr(figure.unit[:20])
        mark = " !" if is_steep else ""
        print(f"{name:55} {figure.seconds * 1000:14.1f} ms {told}  {shown}{mark}", flush=True)
    print(f"{steep} of {len(chosen)} cost more than {MOST} times as much for twice the length")
    return 1 if steep else 0


if __name__ == "__main__":
    sys.exit(main())
