"""What a change of the knowledge costs: seconds on the clock and of the processor, and memory over
all processes, in one run.

python benchmarks/learning.py [--times 3] [--write]

--write: put the table into docs/matching.md
"""

from __future__ import annotations

import argparse
import resource
import shutil
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import psutil

sys.path.insert(0, str(Path(__file__).parent.parent))

from benchmarks import page
from bot.matching.library import open_library

ROOT = Path(__file__).parent.parent
LARGEST_AREA, COUNTRY = "gavleborg", "sverige"


@dataclass(frozen=True)
class Cost:
    """``clock`` and ``processor``: seconds. ``memory``: the most megabytes of this process and its
    children together, what they share counted once."""

    clock: float
    processor: float
    memory: float


class _Memory:
    """Looks again and again how much memory all processes take."""

    def __init__(self) -> None:
        self.most, self._over = 0.0, threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> _Memory:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def _watch(self) -> None:
        me = psutil.Process()
        while not self._over.wait(0.1):
            total = 0
            for one in (me, *me.children(recursive=True)):
                try:
                    total += one.memory_full_info().pss
                except psutil.Error:
                    continue
            self.most = max(self.most, total / 2**20)


def _processor() -> float:
    own, children = (
        resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    return own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime


def cost(folder: Path, cache: Path, change: Callable[[], None]) -> Cost:
    """What it takes to answer from a folder after a change of it."""
    change()
    began, spent = time.monotonic(), _processor()
    with _Memory() as memory:
        open_library(folder, cache_folder=cache)
    return Cost(time.monotonic() - began, _processor() - spent, memory.most)


def _nothing() -> None:
    """No change."""


def _append(folder: Path, area: str, number: int) -> None:
    """A new way of asking in one area."""
    file = next(iter(sorted((folder / "entries" / area).glob("*.yaml"))))
    text = file.read_text("utf-8")
    at = text.index("    sv:\n", text.index("frågor:")) + len("    sv:\n")
    file.write_text(
        f"{text[:at]}      - hur är det nummer {number} i {area} egentligen\n{text[at:]}", "utf-8"
    )


def _text(folder: Path, number: int) -> None:
    """Another text: nothing to learn."""
    file = next(iter(sorted((folder / "entries" / LARGEST_AREA).glob("*.yaml"))))
    file.write_text(f"{file.read_text('utf-8')}# {number}\n", "utf-8")


def _changed(folder: Path, cache: Path, change: Callable[[int], None], number: int) -> Cost:
    return cost(folder, cache, partial(change, number))


def best(times: int, one: Callable[[int], Cost]) -> Cost:
    """The quickest of some."""
    return min((one(number) for number in range(times)), key=lambda each: each.clock)


def measure(times: int) -> dict[str, Cost]:
    """Each kind of change on a copy of the shipped knowledge."""
    with tempfile.TemporaryDirectory() as made:
        folder = Path(shutil.copytree(ROOT / "knowledge", Path(made) / "knowledge"))
        cache = Path(made) / "cache"

        def anew(number: int) -> Cost:
            return cost(folder, Path(made) / f"cache{number}", _nothing)

        results = {"all of it, from nothing": best(times, anew)}
        open_library(folder, cache_folder=cache)
        results["nothing has changed"] = best(times, lambda _: cost(folder, cache, _nothing))
        texts = partial(_changed, folder, cache, partial(_text, folder))
        results["a text, a fact or a date"] = best(times, texts)
        for what, area in (("in the largest area", LARGEST_AREA), ("in the country", COUNTRY)):
            change = partial(_append, folder, area)
            each = partial(_changed, folder, cache, change)
            results[f"a way of asking {what}"] = best(times, each)
    return results


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--times", type=int, default=3)
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    lines = [
        "| what has changed | seconds | of the processor | megabytes at most |\n",
        "|---|---|---|---|\n",
    ]
    for what, one in measure(options.times).items():
        lines.append(f"| {what} | {one.clock:.1f} | {one.processor:.1f} | {one.memory:.0f} |\n")
    print("".join(lines), end="")
    if options.write:
        page.put("learning", "".join(lines))
    return 0


if __name__ == "__main__":
    sys.exit(main())
