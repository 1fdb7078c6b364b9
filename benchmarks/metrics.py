"""How good a ranking is, and how well its confidence tells right from wrong; each with a bootstrap
interval."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
RESAMPLES = 1000


@dataclass(frozen=True)
class Asked:
    """What a system said of a set's questions; arrays of one length, a value a question."""

    answerable: Flags
    top1: Flags
    """The first entry is the right one; never so for a question that no entry answers."""
    top3: Flags
    confidence: Floats
    answered: Flags
    """The first entry was given as an answer."""

    def __getitem__(self, rows: npt.NDArray[np.intp]) -> Asked:
        return Asked(*(getattr(self, field.name)[rows] for field in fields(self)))


Metric = Callable[[Asked], float]


def top1(asked: Asked) -> float:
    """Share of the answerable questions whose first entry is the right one."""
    return share(asked.top1[asked.answerable])


def top3(asked: Asked) -> float:
    return share(asked.top3[asked.answerable])


def auroc(asked: Asked) -> float:
    """The chance that an answerable question has a higher confidence than an unanswerable one; ties
    count half."""
    higher, lower = asked.confidence[asked.answerable], np.sort(asked.confidence[~asked.answerable])
    if not len(higher) or not len(lower):
        return float("nan")
    below = (np.searchsorted(lower, higher, "left") + np.searchsorted(lower, higher, "right")) / 2
    return float(below.mean() / len(lower))


def answer_rate(asked: Asked) -> float:
    """Share of all questions that are answered."""
    return share(asked.answered)


def wrong_rate(asked: Asked) -> float:
    """Share of all questions that are answered with something else than what was asked for."""
    return share(asked.answered & ~asked.top1)


def false_answers(asked: Asked) -> float:
    """Share of the unanswerable questions that are answered."""
    return share(asked.answered[~asked.answerable])


def answered_right(asked: Asked) -> float:
    """Share of the answerable questions that are answered, and rightly."""
    return share((asked.answered & asked.top1)[asked.answerable])


def recalled(asked: Asked) -> float:
    """Share of the unanswerable questions that are not answered."""
    return 1 - false_answers(asked)


def error_at(coverage: float) -> Metric:
    """The share of wrong answers when the surest ``coverage`` of all questions is answered."""

    def error(asked: Asked) -> float:
        return float(risks(asked)[max(1, round(coverage * len(asked.top1))) - 1])

    return error


def risks(asked: Asked) -> Floats:
    """The share of wrong answers when the n surest questions are answered, for each n. Questions
    with equal confidence can't be told apart: each of them counts as their mean."""
    _, group, size = np.unique(-asked.confidence, return_inverse=True, return_counts=True)
    mean = np.bincount(group, weights=~asked.top1) / size
    return np.asarray(np.cumsum(mean[np.sort(group)]) / np.arange(1, len(group) + 1))


def share(flags: Flags) -> float:
    return float(flags.mean()) if len(flags) else float("nan")


def resamples(size: int, seed: int = 1) -> npt.NDArray[np.intp]:
    """Rows drawn with replacement, (RESAMPLES, size); the same for every system, so that
    differences are paired."""
    return np.random.default_rng(seed).integers(0, size, (RESAMPLES, size))


def interval(metric: Metric, asked: Asked) -> tuple[float, float]:
    """The bootstrap interval of 95 % over questions."""
    return _middle([metric(asked[rows]) for rows in resamples(len(asked.top1))])


def share_interval(flags: Flags) -> tuple[float, float]:
    """The interval of a plain share."""
    return _middle([share(flags[rows]) for rows in resamples(len(flags))])


def difference(metric: Metric, ours: Asked, other: Asked) -> tuple[float, float]:
    """The interval of how much better ``ours`` is than ``other`` on the same questions."""
    return _middle([metric(ours[rows]) - metric(other[rows]) for rows in resamples(len(ours.top1))])


def _middle(values: list[float]) -> tuple[float, float]:
    # A resample may lack unanswerable questions.
    known = [value for value in values if not np.isnan(value)]
    low, high = np.quantile(known, [0.025, 0.975]) if known else (np.nan, np.nan)
    return float(low), float(high)
