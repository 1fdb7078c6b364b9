"""Our matcher and its peers over the same public questions, in one run: who finds the entry, who knows when there is none, at what cost.

python benchmarks/match.py [--data DIR] [--only SET ...] [--systems NAME ...] [--write]     --write: put it into docs/matching.md

Every folder of DIR with train.jsonl and questions.jsonl is a set; one with only questions.jsonl has questions with their candidates. The part
"size" is made up of the sets' texts, to see what 10,000 entries cost. Everything is seeded; every system is built in a process of its own.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks import metrics, page, sets  # noqa: E402
from benchmarks.measure import Measured, UnfinishedError, measure_apart  # noqa: E402
from benchmarks.metrics import Asked, Metric  # noqa: E402
from benchmarks.ours import SYSTEMS, Ours  # noqa: E402
from benchmarks.peers import Pair, RapidFuzz, System  # noqa: E402
from benchmarks.sets import Choice, MissingSetError, QuestionSet  # noqa: E402

SIZE = "size"
SIZES = (100, 1000, 10_000)
ASKED = 1000
"""Questions put to knowledge of each size."""
_QUALITY: dict[str, Metric] = {
    "top-1": metrics.top1,
    "top-3": metrics.top3,
    "AUROC": metrics.auroc,
    "answered": metrics.answer_rate,
    "wrong": metrics.wrong_rate,
    "answerable answered right": metrics.answered_right,
    "unanswerable not answered": metrics.recalled,
    "error at 80 %": metrics.error_at(0.8),
}
_COST = ("p50 ms", "p99 ms", "build s", "memory MB (at most)")
_GAIN: dict[str, Metric] = {"top-1": metrics.top1, "AUROC": metrics.auroc}


@dataclass(frozen=True)
class Result:
    """What a system did with a set, with the questions as they are and with typing errors."""

    measured: Measured
    clean: Asked
    mistyped: Asked


@dataclass
class Run:
    """The systems that are compared, what each may use, and what they did: by set and system, and by size and system."""

    systems: Sequence[type[System]]
    minutes: float
    gigabytes: float
    results: dict[str, dict[str, Result]]
    sizes: dict[int, dict[str, Measured]]

    def over(self, one: QuestionSet) -> Iterator[str]:
        """The rows of the table for one set."""
        clean = [question.text for question in one.questions]
        texts = clean + [sets.mistyped(text, f"{n}") for n, text in enumerate(clean)]
        for kind in self.systems:
            try:
                measured = self._measure(kind, one.language, one.train, texts)
            except UnfinishedError as problem:
                yield _row(one.name, kind.name, str(problem), *[""] * (len(_QUALITY) + len(_COST)))
                continue
            first, second = (
                _part(measured, part) for part in (slice(len(clean)), slice(len(clean), None))
            )
            result = Result(first, first.asked(one.questions), second.asked(one.questions))
            self.results.setdefault(one.name, {})[kind.name] = result
            quality = [_interval(metric, result.clean) for metric in _QUALITY.values()]
            yield _row(one.name, kind.name, *quality, _lost(result), *_cost(first))

    def gains(self, name: str) -> Iterator[str]:
        """The row that sets ours against the best peer of the same run, question by question."""
        found = self.results.get(name, {})
        if Ours.name not in found or len(found) < 2:
            return
        ours, cells = found[Ours.name].clean, []
        for metric in _GAIN.values():
            peer = max(
                (other for other in found if other != Ours.name),
                key=lambda other: np.nan_to_num(metric(found[other].clean)),
            )
            gain = metric(ours) - metric(found[peer].clean)
            low, high = metrics.difference(metric, ours, found[peer].clean)
            cells.append(
                "" if np.isnan(gain) else f"{gain:+.3f} ({low:+.3f} to {high:+.3f}) over {peer}"
            )
        yield _row(name, *cells)

    def over_size(self, one: QuestionSet, size: int) -> Iterator[str]:
        """The rows of the table for one size; thresholds are not set there."""
        for kind in sorted(
            self.systems, key=lambda kind: kind is not RapidFuzz
        ):  # the others are set against it
            cells = ["too large to build"] + [""] * (len(_COST) + 1)
            if size <= kind.largest:
                try:
                    texts = [question.text for question in one.questions]
                    measured = self._measure(kind, one.language, one.train, texts, calibrate=False)
                    self.sizes.setdefault(size, {})[kind.name] = measured
                    cells = [
                        _interval(metrics.top1, measured.asked(one.questions)),
                        *_cost(measured),
                        self._times(size, measured),
                    ]
                except UnfinishedError as problem:
                    cells[0] = str(problem)
            yield _row(f"{size}", kind.name, *cells)

    def _times(self, size: int, measured: Measured) -> str:
        """How many times faster than rapidfuzz at the 99th percentile, where that was measured."""
        brute = self.sizes[size].get(RapidFuzz.name)
        return f"{_milliseconds(brute, 0.99) / _milliseconds(measured, 0.99):.1f}" if brute else ""

    def over_choices(self, folder: Path) -> Iterator[str]:
        """The rows for questions with their candidates: each group of candidates is knowledge of its own, whose only example is the text."""
        groups: dict[tuple[str, ...], list[Choice]] = {}
        for choice in sets.read_choices(folder):
            groups.setdefault(tuple(sorted(set(choice.candidates))), []).append(choice)
        for kind in self.systems:
            try:
                right = np.array(
                    [
                        found
                        for among, asked in groups.items()
                        for found in self._found(kind, among, asked)
                    ]
                )
            except UnfinishedError as problem:
                yield _row(folder.name, kind.name, str(problem))
                continue
            low, high = metrics.share_interval(right)
            yield _row(folder.name, kind.name, f"{right.mean():.3f} ({low:.3f} to {high:.3f})")

    def _found(
        self, kind: type[System], candidates: Sequence[str], asked: Sequence[Choice]
    ) -> list[bool]:
        """Whether each question finds its text first among its candidates."""
        train = [(text, text) for text in candidates]
        measured = self._measure(
            kind,
            sets.language_of(candidates),
            train,
            [one.question for one in asked],
            calibrate=False,
        )
        firsts = [[entry for entry, _ in ranked[:1]] for ranked in measured.ranked]
        return [
            one.candidates[one.right] in first for one, first in zip(asked, firsts, strict=True)
        ]

    def _measure(
        self,
        kind: type[System],
        language: str,
        train: Sequence[Pair],
        texts: Sequence[str],
        *,
        calibrate: bool = True,
    ) -> Measured:
        limits = {"minutes": self.minutes, "gigabytes": self.gigabytes}
        return measure_apart(kind, language, train, texts, calibrate=calibrate, **limits)


def _part(measured: Measured, rows: slice) -> Measured:
    return replace(
        measured,
        ranked=measured.ranked[rows],
        answered=measured.answered[rows],
        seconds=measured.seconds[rows],
    )


def _interval(metric: Metric, asked: Asked) -> str:
    value = metric(asked)
    low, high = metrics.interval(metric, asked)
    return "" if np.isnan(value) else f"{value:.3f} ({low:.3f} to {high:.3f})"


def _lost(result: Result) -> str:
    """How many points of top-1 typing errors cost."""
    gone = replace(result.clean, top1=result.mistyped.top1)
    low, high = metrics.difference(metrics.top1, result.clean, gone)
    return f"{100 * (metrics.top1(result.clean) - metrics.top1(gone)):.1f} ({100 * low:.1f} to {100 * high:.1f})"


def _milliseconds(measured: Measured, quantile: float) -> float:
    return float(np.quantile(measured.seconds, quantile)) * 1000


def _cost(measured: Measured) -> list[str]:
    p50, p99 = (_milliseconds(measured, quantile) for quantile in (0.5, 0.99))
    return [
        f"{p50:.2f}",
        f"{p99:.2f}",
        f"{measured.build:.1f}",
        f"{measured.memory:.0f} ({measured.peak:.0f})",
    ]


def _row(*cells: str) -> str:
    return f"| {' | '.join(cells)} |\n"


def _table(lines: list[str], *heads: str) -> None:
    """Begin a table."""
    _say(lines, ["\n", _row(*heads), "|" + "---|" * len(heads) + "\n"])


def _say(lines: list[str], rows: Iterator[str] | list[str]) -> None:
    for row in rows:
        print(row, end="", flush=True)
        lines.append(row)


def compare(data: Path, only: Sequence[str], run: Run) -> list[str]:
    """All tables, as lines of Markdown, printed as they come. Raises ``MissingSetError``."""
    names = [name for name in sets.names(data) if not only or name in only]
    chosen = [sets.read_set(data / name) for name in names if sets.has_train(data / name)]
    lines: list[str] = []
    if chosen:
        _table(lines, "set", "system", *_QUALITY, "points lost by typing errors", *_COST)
        for one in chosen:
            _say(lines, run.over(one))
        if gained := [row for one in chosen for row in run.gains(one.name)]:
            _table(lines, "set", *(f"ours in {gain}" for gain in _GAIN))
            _say(lines, gained)
    if not only or SIZE in only:
        _table(lines, "entries", "system", "top-1", *_COST, "p99: times faster than rapidfuzz")
        texts = [
            sets.read_set(data / name) for name in sets.names(data) if sets.has_train(data / name)
        ]
        for size in (size for size in SIZES if size <= sets.largest(texts)):
            _say(lines, run.over_size(sets.made_up(texts, size, ASKED), size))
    choices = [name for name in names if not sets.has_train(data / name)]
    if choices:
        _table(lines, "set", "system", "right among the candidates")
        for name in choices:
            _say(lines, run.over_choices(data / name))
    return lines


def write(lines: list[str], run: Run) -> None:
    """Put the tables into the page, and the pictures beside it."""
    from benchmarks import plots  # noqa: PLC0415 - only this needs matplotlib

    pictures = [
        plots.risk_coverage(
            {name: {s: r.clean for s, r in found.items()} for name, found in run.results.items()},
            page.PAGE.parent,
        ),
        plots.latency(
            {size: {s: m.seconds for s, m in found.items()} for size, found in run.sizes.items()},
            page.PAGE.parent,
        ),
    ]
    shown = "".join(f"\n![{title}]({path.name})\n" for title, path in filter(None, pictures))
    page.put("match", "".join(lines) + shown)


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--data",
        type=Path,
        default=ROOT.parent / "shared" / "data",
        help="the folder with the sets (default ../shared/data)",
    )
    parser.add_argument(
        "--only",
        nargs="+",
        default=[],
        metavar="SET",
        help=f"only these sets; {SIZE!r} is the test of size",
    )
    parser.add_argument(
        "--systems",
        nargs="+",
        default=list(SYSTEMS),
        choices=list(SYSTEMS),
        metavar="NAME",
        help=", ".join(SYSTEMS),
    )
    parser.add_argument(
        "--minutes",
        type=float,
        default=15,
        help="the most a system may take for one set (default 15)",
    )
    parser.add_argument(
        "--gigabytes", type=float, default=8, help="the most memory a system may use (default 8)"
    )
    parser.add_argument(
        "--write",
        action="store_true",
        help="put the tables into docs/matching.md and the pictures beside it",
    )
    options = parser.parse_args()
    run = Run(
        [SYSTEMS[name] for name in options.systems], options.minutes, options.gigabytes, {}, {}
    )
    try:
        sets.check(options.data, [name for name in options.only if name != SIZE])
        lines = compare(options.data, options.only, run)
    except MissingSetError as problem:
        print(problem, file=sys.stderr)
        return 1
    if options.write:
        write(lines, run)
    return 0


if __name__ == "__main__":
    sys.exit(main())
