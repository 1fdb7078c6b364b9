"""From what the ranking saw to the chance that a candidate is right: a logistic regression, fitted
when the matcher is built.

It is our own because scikit-learn's has no bounds on the sign of a weight (see ``Logistic.fit``),
and because a bot that is running does without scikit-learn: importing it takes most of a second
and 75 megabytes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.floating[Any]]

_SHRINK = 1.0


@dataclass(frozen=True)
class Logistic:
    """Weights over standardised features; the last weight is the constant. Shapes: ``mean`` and
    ``scale`` (features,), ``weights`` (features + 1,)."""

    mean: Floats
    scale: Floats
    weights: Floats

    @classmethod
    def unfitted(cls, size: int) -> Logistic:
        """One that gives every row an even chance, whatever its features."""
        return cls(np.zeros(size), np.ones(size), np.zeros(size + 1))

    @classmethod
    def fit(cls, features: Floats, right: Floats, rising: Sequence[bool]) -> Logistic:
        """Fit with a little shrinkage. Shapes: (rows, features), (rows,).

        A ``rising`` feature can only speak for a candidate: the held-out examples that it is fitted
        on are never as like their rivals as a question that somebody asks in an example's own
        words, and must not teach it to doubt that one.
        """
        from scipy.optimize import minimize  # noqa: PLC0415 - slow; only building needs it

        mean, scale = features.mean(axis=0), features.std(axis=0)
        scale[scale < 1e-9] = 1.0
        rows = np.hstack([(features - mean) / scale, np.ones((len(features), 1))])
        shrink = np.append(np.full(features.shape[1], _SHRINK), 0.0)

        def loss(weights: Floats) -> tuple[float, Floats]:
            z = rows @ weights
            value = float((np.logaddexp(0, z) - right * z).sum() + shrink @ weights**2 / 2)
            chance = 1 / (1 + np.exp(-np.clip(z, -30, 30)))
            return value, rows.T @ (chance - right) + shrink * weights

        bounds = [(0.0, None) if up else (None, None) for up in rising] + [(None, None)]
        fit = minimize(loss, np.zeros(rows.shape[1]), jac=True, method="L-BFGS-B", bounds=bounds)
        return cls(mean, scale, np.asarray(fit.x, dtype=np.float64))

    def chance(self, features: Floats) -> Floats:
        """The chance that each row is right: shape (..., features) → (...)."""
        z = ((features - self.mean) / self.scale) @ self.weights[:-1] + self.weights[-1]
        return np.asarray(1 / (1 + np.exp(-np.clip(z, -30, 30))))
