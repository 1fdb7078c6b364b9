"""Sentences as sparse vectors: words and their neighbours, pairs of words, and character n-grams, weighted by how rare they are.

Each of the three channels has unit length, in which terms that no example has count too: a question full of unknown words is
near nothing. The channels stand side by side in one vector.
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
Ints = npt.NDArray[np.int64]
Terms = Sequence[tuple[str, float]]
"""Terms of one text with how much each counts."""

LENGTH_SHARE = 0.25
"""How a word's weight grows with its length in characters: 0.5 as its number of parts would have it, 0 not at all."""
REACH = 12
"""How many words apart two words of a pair may stand."""
WORDS, PAIRS, CHARS = range(3)
LEAST = (1, 2, 1)
"""In how many examples a term of each channel must stand to be kept. Most pairs stand in one, and say nothing of another."""


def sentence(words: Sequence[str], weights: Sequence[float], stems: Sequence[str], kinds: Sequence[str]) -> tuple[Terms, ...]:
    """The terms of each channel. ``words`` as typed and their ``stems``, with their ``weights``; ``kinds``: what kind of fact is
    asked for, which counts in full."""
    full = [*weights, *[1.0] * len(kinds)]
    return word_terms([*stems, *kinds], full), pair_terms(stems, weights), char_terms(words, weights)


def word_terms(words: Sequence[str], weights: Sequence[float]) -> Terms:
    """Words and pairs of neighbouring words, in order."""
    pairs = pairwise(zip(words, weights, strict=True))
    return [*zip(words, weights, strict=True), *((f"{a} {b}", math.sqrt(x * y)) for (a, x), (b, y) in pairs)]


def pair_terms(words: Sequence[str], weights: Sequence[float]) -> Terms:
    """Any two words that stand within reach of each other, in either order: what a question is about is often two words apart."""
    found = list(zip(words, weights, strict=True))
    return [
        (f"{min(a, b)}~{max(a, b)}", math.sqrt(x * y))
        for at, (a, x) in enumerate(found)
        for b, y in found[at + 1 : at + REACH]
        if a != b
    ]


def char_terms(words: Sequence[str], weights: Sequence[float]) -> Terms:
    """Two to four characters at a time, within words, without diacritics. A long word doesn't count for more than its
    share: what its many parts weigh is evened out by ``LENGTH_SHARE``."""
    terms: list[tuple[str, float]] = []
    for word, weight in zip(words, weights, strict=True):
        padded = f" {fold(word)} "
        parts = [padded[at : at + size] for size in (2, 3, 4) for at in range(max(1, len(padded) - size + 1))]
        each = weight * len(parts) ** (LENGTH_SHARE - 0.5)
        terms += [(part, each) for part in parts]
    return terms


@dataclass(frozen=True)
class Space:
    """Each channel's terms with their column, and each column's inverse document frequency, learned from examples."""

    terms: tuple[dict[str, int], ...]
    idf: npt.NDArray[np.float64]
    unseen: float
    """The weight of a term that no example has."""

    @classmethod
    def learn(cls, texts: Sequence[tuple[Terms, ...]]) -> Space:
        """From the terms of every example."""
        columns: list[dict[str, int]] = []
        idf: list[float] = []
        for channel, least in enumerate(LEAST):
            count: Counter[str] = Counter()
            for text in texts:
                count.update({term for term, _ in text[channel]})
            kept = sorted(term for term, times in count.items() if times >= least)
            columns.append({term: at for at, term in enumerate(kept, len(idf))})
            idf += [math.log((1 + len(texts)) / (1 + count[term])) + 1 for term in kept]
        return cls(tuple(columns), np.array(idf), math.log(1 + len(texts)) + 1)

    @property
    def size(self) -> int:
        return len(self.idf)

    @property
    def ends(self) -> list[int]:
        """The column after each channel's last."""
        return [int(end) for end in np.cumsum([len(terms) for terms in self.terms])]

    def vector(self, text: tuple[Terms, ...]) -> tuple[list[int], list[float]]:
        """The columns of one text, in order, and their values."""
        columns: list[int] = []
        values: list[float] = []
        for channel, terms in zip(self.terms, text, strict=True):
            heaviest: dict[str, float] = {}
            for term, weight in terms:
                if weight > heaviest.get(term, 0.0):
                    heaviest[term] = weight
            squares, row = 0.0, []
            for term, weight in heaviest.items():
                at = channel.get(term)
                value = weight * (self.unseen if at is None else self.idf[at])
                squares += value * value
                if at is not None:
                    row.append((at, value))
            length = math.sqrt(squares * len(self.terms)) or 1.0
            row.sort()
            columns += [at for at, _ in row]
            values += [value / length for _, value in row]
        return columns, values

    def vectors(self, texts: Iterable[tuple[Terms, ...]]) -> sparse.csr_matrix:
        """One row a text: shape (texts, terms)."""
        values: list[float] = []
        columns: list[int] = []
        starts = [0]
        for text in texts:
            found, worth = self.vector(text)
            columns += found
            values += worth
            starts.append(len(columns))
        data, indices = np.array(values, np.float32), np.array(columns, np.int32)
        return sparse.csr_matrix((data, indices, np.array(starts)), shape=(len(starts) - 1, self.size))

    def unknown(self, terms: Sequence[str]) -> float:
        """The share of a question's weight that lies in words no example has."""
        words = self.terms[WORDS]
        known = sum(float(self.idf[words[term]]) ** 2 for term in terms if term in words)
        new = sum(self.unseen**2 for term in terms if term not in words)
        return new / (known + new) if terms else 1.0
