"""Sentences as sparse vectors: words and their pairs, and character n-grams, weighted by how rare they are.

A word that no example has still counts in a question's length, so that a question full of unknown words is near nothing.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import sparse

from bot.text import fold

Floats = npt.NDArray[np.floating[Any]]
"""Single precision halves both the time and the memory, and the ridge keeps the systems that are solved well-conditioned."""

LENGTH_SHARE = 0.25
"""How a word's weight grows with its length in characters: 0.5 as its number of parts would have it, 0 not at all."""


Terms = Sequence[tuple[str, float]]
"""Terms of one text with how much each counts."""


def word_terms(words: Sequence[str], weights: Sequence[float] | None = None) -> Terms:
    """Words and pairs of neighbouring words."""
    weights = weights or [1.0] * len(words)
    pairs = pairwise(zip(words, weights, strict=True))
    return [*zip(words, weights, strict=True), *((f"{a} {b}", math.sqrt(x * y)) for (a, x), (b, y) in pairs)]


def char_terms(words: Sequence[str], weights: Sequence[float] | None = None) -> Terms:
    """Three to five characters at a time, within words, without diacritics. A long word doesn't count for more than its
    share: what its many parts weigh is evened out by ``LENGTH_SHARE``."""
    terms: list[tuple[str, float]] = []
    for word, weight in zip(words, weights or [1.0] * len(words), strict=True):
        padded = f" {fold(word)} "
        parts = [padded[at : at + size] for size in (3, 4, 5) for at in range(max(1, len(padded) - size + 1))]
        each = weight * len(parts) ** (LENGTH_SHARE - 0.5)
        terms += [(part, each) for part in parts]
    return terms


@dataclass(frozen=True)
class Space:
    """Terms with their inverse document frequency, learned from examples."""

    terms: dict[str, int]
    idf: npt.NDArray[np.float64]
    unseen: float
    """The weight of a term that no example has."""

    @classmethod
    def learn(cls, texts: Sequence[Terms]) -> Space:
        count: Counter[str] = Counter()
        for terms in texts:
            count.update({term for term, _ in terms})
        ordered = sorted(count)
        total = len(texts)
        idf = np.array([math.log((1 + total) / (1 + count[term])) + 1 for term in ordered])
        return cls({term: at for at, term in enumerate(ordered)}, idf, math.log(1 + total) + 1)

    def vectors(self, texts: Iterable[Terms]) -> sparse.csr_matrix:
        """One row of unit length (counting unseen terms) a text: shape (texts, terms)."""
        values: list[float] = []
        columns: list[int] = []
        starts = [0]
        for terms in texts:
            heaviest: dict[str, float] = {}
            for term, weight in terms:
                heaviest[term] = max(weight, heaviest.get(term, 0.0))
            squares, row = 0.0, []
            for term, weight in heaviest.items():
                at = self.terms.get(term)
                value = weight * (self.unseen if at is None else float(self.idf[at]))
                squares += value * value
                if at is not None:
                    row.append((at, value))
            length = math.sqrt(squares) or 1.0
            for at, value in sorted(row):
                columns.append(at)
                values.append(value / length)
            starts.append(len(columns))
        shape = (len(starts) - 1, len(self.terms))
        return sparse.csr_matrix((values, columns, starts), shape=shape, dtype=np.float32)
