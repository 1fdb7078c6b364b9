"""How far to trust what speaks for a candidate: fitted by ``make trust`` on the shipped knowledge,
whole and with fewer ways of asking, and kept in ``trust.json`` beside this file. Nothing of it is
learned when a bot starts: an editor's change never moves it.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from pydantic import TypeAdapter

from bot.matching.calibration import Logistic
from bot.matching.evidence import RISING
from bot.matching.vectors import Floats

FILE = Path(__file__).with_name("trust.json")
FEW, MANY = 4.0, 20.0
"""A label with so few examples, and one with so many, are weighed each in their own way, one
between them by both."""
STEPS = 100
"""Into how many parts the curves of what is near are cut."""


@dataclass(frozen=True)
class Trust:
    """``model`` weighs what ``spread`` makes of the features of ``Evidence``. ``near``: the chance
    of what would be answered to questions about labels that are missing, in rising order, shape
    (STEPS + 1,)."""

    model: Logistic
    near: Floats

    @classmethod
    def unfitted(cls) -> Trust:
        """One to which everything is as likely as not, and nothing is an answer."""
        return cls(Logistic.unfitted(2 * len(RISING) + 1), np.ones(STEPS + 1))

    def chance(self, features: Floats) -> Floats:
        """The chance that each candidate is right: shape (..., features) → (...)."""
        return self.model.chance(spread(features))

    def bound(self, share: float) -> float:
        """The chance from which an entry is an answer, where this share of questions about one that
        is missing may be answered by another."""
        return float(np.interp((1 - share) * STEPS, np.arange(STEPS + 1), self.near))


def spread(features: Floats) -> Floats:
    """Each feature twice: as it counts where a label has few examples, and where it has many; the
    last one is how many. Shapes: (..., features) → (..., 2 features − 1)."""
    plain, many = features[..., :-1], np.maximum(features[..., -1:], 1.0)
    share = np.clip(np.log(many / FEW) / math.log(MANY / FEW), 0.0, 1.0)
    return np.concatenate([plain * (1 - share), plain * share, share], axis=-1)


def fitted(features: Floats, right: Floats) -> Logistic:
    """From candidates, and 1 for those that were right: shapes (rows, features), (rows,). Where
    there are few examples nothing needs to be held to speak for a candidate only: what is left out
    is then as unlike its rivals as a question is."""
    few = (False,) * len(RISING)
    return Logistic.fit(spread(features), right, (*few, *RISING, False))


@dataclass(frozen=True)
class _Kept:
    """A trust as it is kept, with the mean of each feature over a small sample."""

    sample: Sequence[float]
    mean: Sequence[float]
    scale: Sequence[float]
    weights: Sequence[float]
    near: Sequence[float]


def write(trust: Trust, sample: Sequence[float], file: Path = FILE) -> None:
    """Keep a trust, in six digits."""

    def rounded(values: Floats) -> Sequence[float]:
        return [float(f"{value:.6g}") for value in values]

    model = trust.model
    kept = _Kept(
        sample,
        rounded(model.mean),
        rounded(model.scale),
        rounded(model.weights),
        rounded(trust.near),
    )
    file.write_bytes(TypeAdapter(_Kept).dump_json(kept) + b"\n")


@cache
def shipped(file: Path = FILE) -> Trust:
    """The trust that comes with the program."""
    kept = TypeAdapter(_Kept).validate_json(file.read_bytes())
    model = Logistic(*map(np.array, (kept.mean, kept.scale, kept.weights)))
    return Trust(model, np.array(kept.near))


def sampled(file: Path = FILE) -> Sequence[float]:
    """The mean of each feature over a small sample, when the shipped trust was fitted."""
    return TypeAdapter(_Kept).validate_json(file.read_bytes()).sample
