"""What speaks for each entry that a question may be asking for, measured in arrays: rows are questions.

``Evidence.features`` turns it into the numbers that the calibration learned to weigh.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import sparse

from bot.names import Names
from bot.vectors import Floats, Space

WORD_SHARE = 0.35
SHARPNESS = 1.5
SATURATION = 0.7
NAME_BONUS = 0.15
CANDIDATES = 6
RISING = (True,) * 7 + (False,) * 4
"""Which of a candidate's features can only speak for it; see ``Evidence.features``."""

_FEW = 4
"""Questions up to which laying their likenesses out in one table is the faster way."""

Ints = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Evidence:
    """``scores``, ``cover`` and ``named`` have a column a label; ``word`` and ``char`` a column an example, those of
    label n from ``starts[n]``; ``unseen`` and ``length`` have one value a question."""

    starts: Ints
    scores: Floats
    word: Floats
    char: Floats
    cover: Floats
    named: Floats
    unseen: Floats
    length: Floats

    def nearest(self, label: int) -> int:
        """The column of the label's example that is most like the first question."""
        end = self.starts[label + 1] if label + 1 < len(self.starts) else self.word.shape[1]
        start = self.starts[label]
        return int(start + (self.word[0, start:end] + self.char[0, start:end]).argmax())

    def features(self, unknown: Floats) -> tuple[Ints, Floats]:
        """The best labels of each question, and what speaks for each: shapes (questions, best), (…, best, features)."""
        scores = self.scores + NAME_BONUS * self.named
        near = _best_three(self.word + self.char, self.starts)
        char = np.maximum.reduceat(self.char, self.starts, axis=1)
        most = min(CANDIDATES, scores.shape[1])
        order = np.argsort(-scores, axis=1, kind="stable")[:, :most]

        def pick(values: Floats) -> Floats:
            return np.take_along_axis(values, order, axis=1)

        def lead(values: Floats) -> Floats:
            """How far each candidate is ahead of the best other label."""
            top = np.partition(values, -2, axis=1)[:, -2:] if values.shape[1] > 1 else np.hstack([values * 0, values])
            first, second, own = top[:, 1:], top[:, :1], pick(values)
            return np.where(own >= first, own - second, own - first)

        def wide(values: Floats) -> Floats:
            return np.repeat(values[:, None], most, axis=1)

        def log(values: Floats, least: float) -> Floats:
            return np.log(np.maximum(values, least))

        rising = [
            pick(log(scores, 0.02)), lead(scores), pick(char), pick(self.named),
            lead(log(scores, 0.02)), lead(log(near, 0.05)), lead(log(self.cover, 0.03)),
        ]  # fmt: skip
        free = [wide(self.unseen), wide(np.log1p(self.length)), np.take(unknown, order), wide((scores * unknown).max(axis=1))]
        return order.astype(np.int64), np.stack([*rising, *free], axis=2)


def kernel(word: Floats, char: Floats) -> Floats:
    """How alike sentences are, from how alike their words and their characters are."""
    return np.asarray(np.exp(SHARPNESS * (WORD_SHARE * word + (1 - WORD_SHARE) * char - 1)))


def alike(rows: sparse.csr_matrix, columns: sparse.csr_matrix) -> Floats:
    """The cosines of unit rows with unit columns (``upright`` rows): shape (rows, columns)."""
    return np.asarray((rows @ columns).todense())


def upright(rows: sparse.csr_matrix) -> sparse.csr_matrix:
    """Rows as columns, in the layout that multiplying by them needs; made once."""
    turned: sparse.csr_matrix = rows.T.tocsr()
    return turned


def presence(rows: sparse.csr_matrix, starts: Ints) -> sparse.csr_matrix:
    """In how many of its examples each label has each term: shape (labels, terms)."""
    size = rows.shape[0]
    owner = np.repeat(np.arange(len(starts)), np.diff(np.append(starts, size)))
    ones = np.ones(size, dtype=np.float32)
    group: sparse.csr_matrix = sparse.csr_matrix((ones, (owner, np.arange(size))), shape=(len(starts), size))
    counts: sparse.csr_matrix = (group @ (rows > 0).astype(np.float32)).tocsr()
    return counts


def cover(rows: sparse.csr_matrix, softened: sparse.csr_matrix) -> Floats:
    """How much of each question's weight each label's words cover: shape (questions, labels). ``softened``: the
    ``saturated`` counts, upright."""
    return np.asarray((rows.multiply(rows).tocsr() @ softened).todense())


def saturated(counts: sparse.csr_matrix) -> sparse.csr_matrix:
    """Counts with diminishing returns, as in BM25: a word in more of a label's examples counts for more, but not in step."""
    softened = counts.copy()
    softened.data = softened.data / (softened.data + SATURATION)
    return softened


def unseen(space: Space, terms: Sequence[str]) -> float:
    """The share of a question's weight that lies in words no example has."""
    known = sum(space.idf[space.terms[term]] ** 2 for term in terms if term in space.terms)
    new = sum(space.unseen**2 for term in terms if term not in space.terms)
    return float(new / (known + new)) if terms else 1.0


def named(labels: Sequence[str], found: Sequence[frozenset[str]], names: Names) -> Floats:
    """+1 where a question has a name of the label, −1 where it only has names that other labels here have."""
    table = np.zeros((len(found), len(labels)), dtype=np.float32)
    here: Mapping[str, int] = {label: at for at, label in enumerate(labels)}
    for row, said in enumerate(found):
        owners = [here[label] for name in said for label in names.labels[name] if label in here]
        if owners:
            table[row] = -1.0
            table[row, owners] = 1.0
    return table


def _best_three(like: Floats, starts: Ints) -> Floats:
    """The mean likeness of each label's three nearest examples (of all, where it has fewer)."""
    ends = np.append(starts[1:], like.shape[1])
    if len(like) > _FEW:
        spans = zip(starts, ends, strict=True)
        best = [-np.partition(-like[:, a:b], min(2, b - a - 1), axis=1)[:, :3].mean(axis=1) for a, b in spans]
        return np.stack(best, axis=1)
    # For a question, one table with a row a label costs far less than a step a label.
    sizes = ends - starts
    columns = starts[:, None] + np.arange(max(3, sizes.max()))
    outside = columns >= ends[:, None]
    columns[outside] = 0
    table = like[:, columns]
    table[:, outside] = 0.0
    return np.asarray(np.partition(table, -3, axis=2)[:, :, -3:].sum(axis=2) / np.minimum(sizes, 3))
