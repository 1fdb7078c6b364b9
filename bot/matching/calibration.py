"""From what the ranking saw to the chance that a candidate is right: a logistic regression, fitted at load."""

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
    """Weights over standardised features; the last weight is the constant."""

    mean: Floats
    scale: Floats
    weights: Floats

    @classmethod
    def fit(cls, features: Floats, right: Floats, rising: Sequence[bool]) -> Logistic:
        """Fit with a little shrinkage. Shapes: (rows, features), (rows,).

        A ``rising`` feature can only speak for a candidate: the held-out examples that it is fitted on are never as like
        their rivals as a question that somebody asks in an example's own words, and must not teach it to doubt that one.
        """
        from scipy.optimize import minimize  # noqa: PLC0415 - slow to import, and only building needs it

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
        found = minimize(loss, np.zeros(rows.shape[1]), jac=True, method="L-BFGS-B", bounds=bounds)
        return cls(mean, scale, np.asarray(found.x, dtype=np.float64))

    def chance(self, features: Floats) -> Floats:
        """The chance that each row is right: shape (..., features) → (...)."""
        z = ((features - self.mean) / self.scale) @ self.weights[:-1] + self.weights[-1]
        return np.asarray(1 / (1 + np.exp(-np.clip(z, -30, 30))))
