"""Sentences as sparse vectors: words and their neighbours, pairs of words, and character n-grams,
weighted by how rare they are (tf-idf).

Each of the three channels has unit length, in which terms that no example has count too: a question
full of unknown words is near nothing. The channels stand side by side in one vector.

scikit-learn's vectorizers can't do that (they drop unknown terms before they measure the length),
nor give a word of a name less weight than another, nor even out what a long word weighs; and a bot
that is running does without importing them.
"""

from __future__ import annotations

import math
from array import array
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import count, pairwise, repeat
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import numpy.typing as npt

from bot.text import REMEMBERED, fold

if TYPE_CHECKING:
    from scipy import sparse

Floats = npt.NDArray[np.floating[Any]]
Ints = npt.NDArray[np.int64]
Terms = Sequence[tuple[str, float]]
"""Terms of one text with how much each counts."""

LENGTH_SHARE = 0.25
"""How a word's weight grows with its length in characters: 0.5 as its number of parts would
have it, 0 not at all."""
REACH = 12
"""How many words apart two words of a pair may stand."""
WORDS, PAIRS, CHARS = range(3)
LEAST = (1, 2, 1)
"""In how many examples a term of each channel must stand to be kept. Most pairs stand in one, and
say nothing of another."""
_NOWHERE = -1
"""The column of a term that no example has."""


def sentence(
    words: Sequence[str], weights: Sequence[float], stems: Sequence[str], facts: Sequence[str]
) -> tuple[Terms, ...]:
    """The terms of each channel. ``words`` as typed and their ``stems``, with their ``weights``;
    ``facts``: the kinds of fact that are asked for, which count in full."""
    full = [*weights, *[1.0] * len(facts)]
    alone = word_terms([*stems, *facts], full)
    return alone, pair_terms(stems, weights), char_terms(words, weights)


def word_terms(words: Sequence[str], weights: Sequence[float]) -> Terms:
    """Words and pairs of neighbouring words, in order."""
    single = list(zip(words, weights, strict=True))
    return [*single, *((f"{a} {b}", math.sqrt(x * y)) for (a, x), (b, y) in pairwise(single))]


def pair_terms(words: Sequence[str], weights: Sequence[float]) -> Terms:
    """Any two words that stand within reach of each other, in either order: what a question is
    about is often two words apart."""
    single = list(zip(words, weights, strict=True))
    return [
        (f"{a}~{b}" if a < b else f"{b}~{a}", math.sqrt(x * y))
        for at, (a, x) in enumerate(single)
        for b, y in single[at + 1 : at + REACH]
        if a != b
    ]


def char_terms(words: Sequence[str], weights: Sequence[float]) -> Terms:
    """Two to four characters at a time, within words, without diacritics. A long word doesn't count
    for more than its share: what its many parts weigh is evened out by ``LENGTH_SHARE``."""
    terms: list[tuple[str, float]] = []
    for word, weight in zip(words, weights, strict=True):
        parts, share = _parts_of(word) if len(word) <= REMEMBERED else _parts(word)
        terms += zip(parts, repeat(weight * share))
    return terms


@lru_cache(maxsize=5_000)
def _parts_of(word: str) -> tuple[Sequence[str], float]:
    return _parts(word)


def _parts(word: str) -> tuple[Sequence[str], float]:
    """The parts of a word, each once, and what each of them weighs."""
    padded = f" {fold(word)} "
    parts = [
        padded[at : at + size] for size in (2, 3, 4) for at in range(max(1, len(padded) - size + 1))
    ]
    return tuple(dict.fromkeys(parts)), len(parts) ** (LENGTH_SHARE - 0.5)


def _heaviest(terms: Terms) -> dict[str, float]:
    heaviest = dict(terms)
    if len(heaviest) < len(terms):
        for term, weight in terms:
            if weight > heaviest[term]:
                heaviest[term] = weight
    return heaviest


@dataclass(frozen=True)
class Background:
    """In how many of some other texts each term of a channel stands."""

    texts: int = 0
    terms: tuple[Mapping[str, int], ...] = ({}, {}, {})

    def common(self, channel: int, term: str) -> float:
        """How much less than a term that stands nowhere a term weighs."""
        return math.log1p(self.terms[channel].get(term, 0))


class Weighed(NamedTuple):
    """One channel's terms of a text, each once: the most that it counts, and how much less it is
    worth where no example has it. Shapes: ``weights`` and ``common`` (terms,)."""

    terms: Sequence[str]
    weights: Floats
    common: Floats


def weighed(text: Iterable[Terms], background: Background) -> tuple[Weighed, ...]:
    """A text by what every block reads of it."""
    channels = []
    for number, terms in enumerate(map(_heaviest, text)):
        times = map(background.terms[number].get, terms, repeat(0))
        common = np.fromiter(map(math.log1p, times), np.float64, len(terms))
        channels.append(Weighed([*terms], np.array([*terms.values()]), common))
    return tuple(channels)


class _Channel:
    """One channel of the examples, as it is read: terms by number, and each text's terms and
    weights one after the other."""

    def __init__(self) -> None:
        self.numbers = defaultdict[str, int](count().__next__)
        self.many = array("i")
        self.terms, self.weights = array("i"), array("f")

    def read(self, terms: Terms) -> None:
        heaviest = _heaviest(terms)
        self.many.append(len(heaviest))
        self.terms.extend(map(self.numbers.__getitem__, heaviest))
        self.weights.extend(heaviest.values())

    def settle(
        self, least: int, background: Background, channel: int
    ) -> tuple[list[str], npt.NDArray[np.float64], sparse.csr_matrix]:
        """The terms that are kept, their inverse document frequencies, and the texts as rows of
        unit length: shape (texts, terms)."""
        from scipy import sparse  # noqa: PLC0415 - slow; only learning needs it

        terms, weights, many = np.array(self.terms), np.array(self.weights), np.array(self.many)
        texts = np.bincount(terms, minlength=len(self.numbers))
        kept = sorted(term for term, number in self.numbers.items() if texts[number] >= least)
        old = np.array([self.numbers[term] for term in kept], np.int64)
        known = background.terms[channel]
        there = np.array([known.get(term, 0) for term in self.numbers], np.float64)
        # What isn't kept weighs as it will in a question: as if no example had it.
        having = np.where(texts >= least, texts, 0)
        every = np.log((1 + len(many) + background.texts) / (1 + having + there)) + 1
        idf = every[old]
        column, worth = np.full(len(texts), -1), every
        column[old] = np.arange(len(old))
        starts = np.concatenate([[0], np.cumsum(many)])
        values = weights * worth[terms]
        length = np.sqrt(np.add.reduceat(np.append(values**2, 0.0), starts[:-1])) * (many > 0)
        values /= np.repeat(np.where(length > 0, length, 1.0), many)
        has = column[terms] >= 0
        row = np.repeat(np.arange(len(many)), many)[has]
        rows: sparse.csr_matrix = sparse.csr_matrix(
            (values[has], (row, column[terms][has])), shape=(len(many), len(kept))
        )
        return kept, idf, rows


def numbered(channels: Iterable[Iterable[str]]) -> tuple[dict[str, int], ...]:
    """Each channel's terms with their columns, channel by channel."""
    column = count()
    return tuple({term: next(column) for term in terms} for terms in channels)


@dataclass(frozen=True)
class Space:
    """Each channel's terms with their column, and each column's inverse document frequency, learned
    from examples. Shape: ``idf`` (terms,)."""

    terms: tuple[dict[str, int], ...]
    idf: npt.NDArray[np.float64]
    unseen: float
    """The weight of a term that no example has."""

    @classmethod
    def learn(
        cls, texts: Iterable[tuple[Terms, ...]], background: Background
    ) -> tuple[Space, sparse.csr_matrix]:
        """From the terms of every example and how common they are elsewhere, with the row of each:
        shape (texts, terms). A text is let go once it is read: the terms of all of them would take
        more memory than all that is kept."""
        from scipy import sparse  # noqa: PLC0415 - slow; only learning needs it

        channels = [_Channel() for _ in LEAST]
        for text in texts:
            for channel, terms in zip(channels, text, strict=True):
                channel.read(terms)
        unseen = math.log(1 + len(channels[0].many) + background.texts) + 1
        kept: list[list[str]] = []
        weights: list[npt.NDArray[np.float64]] = []
        rows: list[sparse.csr_matrix] = []
        for number, (channel, least) in enumerate(zip(channels, LEAST, strict=True)):
            own, idf, row = channel.settle(least, background, number)
            kept.append(own)
            weights.append(idf)
            rows.append(row.multiply(1 / math.sqrt(len(LEAST))).tocsr())
        space = cls(numbered(kept), np.concatenate(weights), unseen)
        return space, sparse.hstack(rows, "csr", np.float32)

    @property
    def size(self) -> int:
        """How many terms there are."""
        return len(self.idf)

    @property
    def ends(self) -> list[int]:
        """The column after each channel's last."""
        return [int(end) for end in np.cumsum([len(terms) for terms in self.terms])]

    def vector(self, text: Sequence[Weighed]) -> tuple[Ints, Floats]:
        """The columns of one text, in order, and their values."""
        columns: list[Ints] = []
        values: list[Floats] = []
        for channel, own in zip(self.terms, text, strict=True):
            places = map(channel.get, own.terms, repeat(_NOWHERE))
            at = np.fromiter(places, np.int64, len(own.terms))
            nowhere = at == _NOWHERE
            worth = own.weights * (self._worth[at] - own.common * nowhere)
            length = math.sqrt(float(worth @ worth) * len(self.terms)) or 1.0
            order = np.argsort(at)[np.count_nonzero(nowhere) :]
            columns.append(at[order])
            values.append(worth[order] / length)
        return np.concatenate(columns), np.concatenate(values)

    @cached_property
    def _worth(self) -> Floats:
        """Each column's weight, and last, where ``_NOWHERE`` finds it, that of a term that no
        example has: shape (terms + 1,)."""
        return np.append(self.idf, self.unseen)

    def terms_at(self, columns: Ints) -> list[tuple[int, str]]:
        """The channel and the term of each column. Slow: for explaining one question."""
        wanted = set(columns.tolist())
        terms_at = {
            at: (channel, term)
            for channel, terms in enumerate(self.terms)
            for term, at in terms.items()
            if at in wanted
        }
        return [terms_at[at] for at in columns.tolist()]

    def worth(self, word: str, background: Background) -> float:
        """The inverse document frequency of a word."""
        at = self.terms[WORDS].get(word)
        if at is None:
            return self.unseen - background.common(WORDS, word)
        return float(self.idf[at])

    def known(self, word: str) -> float:
        """The inverse document frequency of a word that an example has, or 0."""
        at = self.terms[WORDS].get(word)
        return 0.0 if at is None else float(self.idf[at])
