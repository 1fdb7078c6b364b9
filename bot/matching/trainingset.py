"""The examples as vectors with their labels, and what is learned from some of them."""

from __future__ import annotations

import threading
import warnings
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import sparse

from bot.matching.evidence import UNHEARD, Counts, Linear
from bot.matching.vectors import Floats, Ints, Space

MARGIN_COST = 2.0
LARGEST = 10_000_000
"""Labels times examples from which a classifier of them all takes minutes; the counts then rank
alone."""
Bools = npt.NDArray[np.bool_]
_ALONE = threading.Lock()
"""The solver draws from one generator for the whole process: two side by side would each take what
the other's seed gives, and no build would be like the last."""


@dataclass(frozen=True)
class TrainingSet:
    """Every example as a row, with the place of its label, and where each block's labels are.
    Shapes: ``rows`` (examples, terms), ``owner`` (examples,)."""

    space: Space
    rows: sparse.csr_matrix
    owner: Ints
    size: int
    """How many labels there are."""
    blocks: Mapping[str, tuple[int, int]]

    def learn(self, kept: Bools) -> tuple[Counts, dict[str, Linear]]:
        """The counts and each block's classifier, from the kept examples alone; ``kept``: which
        they are, shape (examples,)."""
        at = np.flatnonzero(kept)
        counts = Counts.of(self.rows[at], self.owner[at], self.size, self.space.ends)
        return counts, {name: self._classifier(name, kept) for name in self.blocks}

    def of(self, block: str) -> Bools:
        """Which examples are a block's."""
        begin, end = self.blocks[block]
        return (self.owner >= begin) & (self.owner < end)

    def gone(self, kept: Bools) -> Floats:
        """1 for each term that no kept example has: shape (terms,)."""
        there = np.bincount(self.rows[np.flatnonzero(kept)].indices, minlength=self.space.size)
        return np.asarray(there == 0, np.float32)

    def _classifier(self, block: str, kept: Bools) -> Linear:
        """A linear support vector machine of one block's labels; of labels that have no examples it
        knows nothing. Where there is nothing to tell apart, or too much of it, all labels are alike
        to it."""
        begin, end = self.blocks[block]
        at = np.flatnonzero(kept & self.of(block))
        rows, owner = self.rows[at], self.owner[at] - begin
        used, labels = np.unique(rows.indices), np.unique(owner)
        columns = np.full(self.space.size, -1, np.int32)
        bias = np.full(end - begin, UNHEARD, np.float32)
        if len(labels) < 2 or not len(used) or len(at) * len(labels) > LARGEST:
            bias[labels] = 0.0
            return Linear.of(columns, np.zeros((0, end - begin)), bias)
        columns[used] = np.arange(len(used))
        weights = np.zeros((len(used), end - begin), np.float32)
        weights[:, labels], bias[labels] = _separate(rows[:, used], owner)
        return Linear.of(columns, weights, bias)


def _separate(rows: sparse.csr_matrix, owner: Ints) -> tuple[Floats, Floats]:
    """The weights and biases that tell each label from all others, in the labels' order: shapes
    (terms, labels), (labels,)."""
    from sklearn.svm import LinearSVC  # noqa: PLC0415 - slow to import, and only building needs it

    with _ALONE, warnings.catch_warnings():
        # Of labels with one example each: that is so.
        warnings.filterwarnings("ignore", "The number of unique classes")
        machine = LinearSVC(C=MARGIN_COST, tol=0.3, random_state=0).fit(rows, owner)
    weights, bias = machine.coef_.T, machine.intercept_
    if len(bias) == 1:  # of two labels it tells only the second from the first
        return np.hstack([-weights, weights]), np.concatenate([-bias, bias])
    return weights, bias
