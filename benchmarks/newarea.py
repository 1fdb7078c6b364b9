"""What an area costs whose editors have few ways of asking: the project's own exam, with one area
at a time cut to so many for each entry and unknown, and with everything cut.

python benchmarks/newarea.py [--sizes 4 8 15] [--seeds 3] [--half open|held|both] [--lost] [--write]

--lost: also which rule lost each question that was not answered right at once; --write: put the
table into docs/matching.md
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field, replace
from multiprocessing import get_context
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent.parent))

from benchmarks import page
from benchmarks.trust import thinned
from bot.cli import ask
from bot.dialogue.turns.decision import Decision
from bot.knowledge.model import COUNTRY
from bot.matching.block import Block, learn
from bot.matching.corpus import Corpus
from bot.matching.library import Current, assemble, open_library
from bot.matching.verdict import Policy
from tests.test_exam import EXAM, Row, found, passes, questions

ROOT = Path(__file__).parent.parent
_WHEN = dt.datetime(2026, 11, 20, 18, 30, tzinfo=dt.UTC)
WHOLE = 1000


@dataclass
class Tally:
    """How many questions there were, and what became of them."""

    answerable: int = 0
    at_once: int = 0
    best: int = 0
    within_three: int = 0
    within_a_tap: int = 0
    """Right at once, or by pressing one of the entries that are offered."""
    routed: int = 0
    kept: int = 0
    answered: int = 0
    """Of those that are to be handed off."""
    wrong: int = 0
    every: int = 0
    lost: Counter[str] = field(default_factory=Counter)

    def add(self, other: Tally) -> None:
        for name, value in vars(other).items():
            if isinstance(value, Counter):
                getattr(self, name).update(value)
            else:
                setattr(self, name, getattr(self, name) + value)

    def row(self) -> list[str]:
        """As shares, in percent."""

        def share(part: int, whole: int) -> str:
            return f"{100 * part / whole:.1f}" if whole else "–"

        of_answerable = (self.best, self.at_once, self.within_a_tap, self.within_three)
        return [
            *(share(part, self.answerable) for part in of_answerable),
            share(self.wrong, self.every),
            share(self.kept, self.routed),
            share(self.answered, self.routed),
        ]


HEADS = (
    "bästa rätt",
    "rätt direkt",
    "inom ett tryck",
    "bland tre",
    "fel svar",
    "överlämnade",
    "överlämnade som besvarades",
)


def own_questions(area: str, half: str) -> list[Row]:
    """The questions that were written about an area."""
    halves = ("open", "held") if half == "both" else (half,)
    ids = {
        row
        for one in halves
        for row in (EXAM / one / f"{area}.jsonl").read_text("utf-8").splitlines()
    }

    return [json.loads(row) for row in sorted(ids)]


def tally(current: Current, asked: Sequence[Row]) -> Tally:
    """Ask them all."""
    total = Tally()
    for question in asked:
        given = {"area": question["area"], "language": question["lang"]}
        decision = ask.ask(question["q"], current, Policy(), _WHEN, **given)
        row = ask.row(decision, current, question["id"])
        ok = passes(question, row)
        total.every += 1
        total.wrong += row["outcome"] == "answer" and not ok
        if question["expect"] == "answer":
            first = list(_entries(decision, current, question))
            total.answerable += 1
            total.at_once += ok
            total.best += bool(first[:1] and first[0])
            total.within_three += any(first[:3])
            total.within_a_tap += ok or any(_is_right(question, o["text"]) for o in row["offered"])
            if not ok:
                total.lost[_why(decision, current, first)] += 1
        elif question["expect"] == "route":
            total.routed += 1
            total.kept += ok
            total.answered += row["outcome"] == "answer"
    return total


def _entries(decision: Decision, current: Current, question: Row) -> Iterator[bool]:
    """Whether each of the best entries, in the area that it was asked in, is a right answer."""
    area = decision.area or question["area"] or COUNTRY
    view = current.view_of(area)
    ranking = decision.rankings.get(view) or current.matcher.rank(
        question["q"], view, question["lang"]
    )
    for candidate in ranking.candidates:
        entry = current.knowledge.entries.get(candidate.label)
        if entry is not None:
            yield _is_right(question, entry.answer_in(question["lang"]))


def _is_right(question: Row, text: str) -> bool:
    """Whether an entry's text is a right answer."""
    any_of = not question["any"] or any(found(question["any"], text))
    no_more = not any(found(question["must_not"], text))
    return all(found(question["must"], text)) and any_of and no_more


def _why(decision: Decision, current: Current, first: Sequence[bool]) -> str:
    """Which rule lost a question, and where the right entry stood."""
    place = "first" if first[:1] and first[0] else "three" if any(first[:3]) else "later"
    return f"{decision.outcome}/{decision.reason}, right {place}"


def _cut(current: Current, area: str | None, most: int, seed: int) -> Current:
    """The knowledge with one area, or all of them, cut."""
    knowledge = thinned(current.knowledge, most, str(seed), area)
    corpus = Corpus.of(knowledge)
    wanted = corpus.areas if area is None else {area: corpus.areas[area]}
    blocks: dict[str, Block] = {**current.matcher.blocks}
    blocks |= {
        name: learn(own, knowledge.words, current.matcher.general.background)
        for name, own in wanted.items()
    }
    return assemble(knowledge, replace(current.matcher, blocks=blocks), current.path)


_CURRENT: list[Any] = []


def _task(task: tuple[str | None, int, int, str]) -> tuple[tuple[bool, int], Tally]:
    area, most, seed, half = task
    current = _CURRENT[0]
    if most < WHOLE:
        current = _cut(current, area, most, seed)
    if area is None:
        halves = ("open", "held") if half == "both" else (half,)
        asked = [row for one in halves for row in questions(one)]
    else:
        asked = own_questions(area, half)
    return (area is None, most), tally(current, asked)


def measure(
    current: Current, sizes: Sequence[int], seeds: int, half: str
) -> dict[tuple[bool, int], Tally]:
    """The tally by whether everything was cut, and to how many."""
    _CURRENT[:] = [current]
    areas = sorted(
        file.stem for file in (EXAM / "open").glob("*.jsonl") if file.stem in current.matcher.blocks
    )
    tasks: list[tuple[str | None, int, int, str]]
    tasks = [(None, most, seed, half) for most in sizes for seed in range(seeds)]
    tasks += [(area, most, seed, half) for area in areas for most in sizes for seed in range(seeds)]
    tasks += [(None, WHOLE, 0, half), *((area, WHOLE, 0, half) for area in areas)]
    results: dict[tuple[bool, int], Tally] = {}
    with ProcessPoolExecutor(2, mp_context=get_context("fork")) as pool:
        for key, one in pool.map(_task, tasks):
            results.setdefault(key, Tally()).add(one)
    return results


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--sizes", type=int, nargs="+", default=[4, 8, 15])
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--half", default="both", choices=["open", "held", "both"])
    parser.add_argument("--lost", action="store_true")
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    current = open_library(ROOT / "knowledge")
    results = measure(current, options.sizes, options.seeds, options.half)
    rows = [f"| skuret till | {' | '.join(HEADS)} |\n", f"|---|{'---|' * len(HEADS)}\n"]
    for (everything, most), one in sorted(results.items()):
        what = "allt" if everything else "ett område"
        many = "alla" if most == WHOLE else str(most)
        rows.append(f"| {what}, {many} | {' | '.join(one.row())} |\n")
        if options.lost:
            print(what, many, *one.lost.most_common(8), sep="\n    ")
    print("".join(rows), end="")
    if options.write:
        page.put("newarea", "".join(rows))
    return 0


if __name__ == "__main__":
    sys.exit(main())
