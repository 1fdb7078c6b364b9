"""Systems over question sets: what each did with them, as rows of tables."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np

from benchmarks import metrics, sets
from benchmarks.measure import Limits, Measured, Task, UnfinishedError, measure_apart
from benchmarks.metrics import Asked, Metric
from benchmarks.ours import Ours
from benchmarks.peers import RapidFuzz, System
from benchmarks.sets import Choice, QuestionSet

QUALITY: dict[str, Metric] = {
    "top-1": metrics.top1,
    "top-3": metrics.top3,
    "AUROC": metrics.auroc,
    "answered": metrics.answer_rate,
    "wrong": metrics.wrong_rate,
    "answerable answered right": metrics.answered_right,
    "unanswerable not answered": metrics.recalled,
    "error at 80 %": metrics.error_at(0.8),
}
COST = ("p50 ms", "p99 ms", "build s", "memory MB (at most)")
GAIN: dict[str, Metric] = {"top-1": metrics.top1, "AUROC": metrics.auroc}


@dataclass(frozen=True)
class Result:
    """What a system did with a set, with the questions as they are and with typing errors."""

    measured: Measured
    clean: Asked
    mistyped: Asked


@dataclass
class Run:
    """The systems that are compared, what each may use, and what they did: by set and system, and
    by size and system."""

    systems: Sequence[type[System]]
    limits: Limits
    results: dict[str, dict[str, Result]] = field(default_factory=dict)
    sizes: dict[int, dict[str, Measured]] = field(default_factory=dict)

    def over(self, one: QuestionSet) -> Iterator[str]:
        """The rows of the table for one set."""
        clean = [question.text for question in one.questions]
        texts = clean + [sets.mistyped(text, f"{n}") for n, text in enumerate(clean)]
        for kind in self.systems:
            try:
                measured = measure_apart(Task(kind, one.language, one.train, texts), self.limits)
            except UnfinishedError as problem:
                yield row(one.name, kind.name, str(problem), *[""] * (len(QUALITY) + len(COST)))
                continue
            halves = (slice(len(clean)), slice(len(clean), None))
            first, second = (measured.part(half) for half in halves)
            result = Result(first, first.asked(one.questions), second.asked(one.questions))
            self.results.setdefault(one.name, {})[kind.name] = result
            quality = [_interval(metric, result.clean) for metric in QUALITY.values()]
            yield row(one.name, kind.name, *quality, _lost(result), *_cost(first))

    def gains(self, name: str) -> Iterator[str]:
        """The row that sets ours against the best peer of the same run, question by question."""
        results = self.results.get(name, {})
        if Ours.name not in results or len(results) < 2:
            return
        ours = results[Ours.name].clean
        peers = {peer: result.clean for peer, result in results.items() if peer != Ours.name}
        yield row(name, *(_gain(metric, ours, peers) for metric in GAIN.values()))

    def over_size(self, one: QuestionSet, size: int) -> Iterator[str]:
        """The rows of the table for one size; thresholds are not set there. rapidfuzz comes first:
        the others are set against it."""
        for kind in sorted(self.systems, key=lambda kind: kind is not RapidFuzz):
            cells = ["too large to build"] + [""] * (len(COST) + 1)
            if size <= kind.largest:
                try:
                    cells = self._of_size(kind, one, size)
                except UnfinishedError as problem:
                    cells[0] = str(problem)
            yield row(f"{size}", kind.name, *cells)

    def _of_size(self, kind: type[System], one: QuestionSet, size: int) -> list[str]:
        """What a system did with knowledge of one size. Raises ``UnfinishedError``."""
        texts = [question.text for question in one.questions]
        task = Task(kind, one.language, one.train, texts, calibrate=False)
        measured = measure_apart(task, self.limits)
        self.sizes.setdefault(size, {})[kind.name] = measured
        right = _interval(metrics.top1, measured.asked(one.questions))
        return [right, *_cost(measured), self._times(size, measured)]

    def _times(self, size: int, measured: Measured) -> str:
        """How many times faster than rapidfuzz at the 99th percentile, where that was measured."""
        brute = self.sizes[size].get(RapidFuzz.name)
        return f"{_milliseconds(brute, 0.99) / _milliseconds(measured, 0.99):.1f}" if brute else ""

    def over_choices(self, folder: Path) -> Iterator[str]:
        """The rows for questions with their candidates: each group of candidates is knowledge of
        its own, whose only example is the text."""
        groups: dict[tuple[str, ...], list[Choice]] = {}
        for choice in sets.read_choices(folder):
            groups.setdefault(tuple(sorted(set(choice.candidates))), []).append(choice)
        for kind in self.systems:
            try:
                firsts = (self._right(kind, among, asked) for among, asked in groups.items())
                right = np.array([one for group in firsts for one in group])
            except UnfinishedError as problem:
                yield row(folder.name, kind.name, str(problem))
                continue
            low, high = metrics.share_interval(right)
            yield row(folder.name, kind.name, f"{right.mean():.3f} ({low:.3f} to {high:.3f})")

    def _right(
        self, kind: type[System], candidates: Sequence[str], asked: Sequence[Choice]
    ) -> list[bool]:
        """Whether each question finds its text first among its candidates."""
        train = [(text, text) for text in candidates]
        texts = [one.question for one in asked]
        task = Task(kind, sets.language_of(candidates), train, texts, calibrate=False)
        ranked = measure_apart(task, self.limits).ranked
        return [
            one.candidates[one.right] in dict(best[:1])
            for one, best in zip(asked, ranked, strict=True)
        ]


def _interval(metric: Metric, asked: Asked) -> str:
    value = metric(asked)
    low, high = metrics.interval(metric, asked)
    return "" if np.isnan(value) else f"{value:.3f} ({low:.3f} to {high:.3f})"


def _gain(metric: Metric, ours: Asked, peers: dict[str, Asked]) -> str:
    """How much better ours is than the best peer."""
    best = max(peers, key=lambda peer: np.nan_to_num(metric(peers[peer])))
    gain = metric(ours) - metric(peers[best])
    low, high = metrics.difference(metric, ours, peers[best])
    return "" if np.isnan(gain) else f"{gain:+.3f} ({low:+.3f} to {high:+.3f}) over {best}"


def _lost(result: Result) -> str:
    """How many points of top-1 typing errors cost."""
    gone = replace(result.clean, top1=result.mistyped.top1)
    low, high = metrics.difference(metrics.top1, result.clean, gone)
    lost = metrics.top1(result.clean) - metrics.top1(gone)
    return f"{100 * lost:.1f} ({100 * low:.1f} to {100 * high:.1f})"


def _milliseconds(measured: Measured, quantile: float) -> float:
    return float(np.quantile(measured.seconds, quantile)) * 1000


def _cost(measured: Measured) -> list[str]:
    p50, p99 = (_milliseconds(measured, quantile) for quantile in (0.5, 0.99))
    memory = f"{measured.memory:.0f} ({measured.peak:.0f})"
    return [f"{p50:.2f}", f"{p99:.2f}", f"{measured.build:.1f}", memory]


def row(*cells: str) -> str:
    """A row of a table in Markdown."""
    return f"| {' | '.join(cells)} |\n"
