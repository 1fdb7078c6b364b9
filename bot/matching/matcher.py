"""Which entries and unknowns a question is like, and how sure that is: milliseconds a question. ``training`` builds it.

An area's labels are a *block*; the blocks that compete for an area (its own, its county's, the country's with what is common
to all) are its *view*. Each block has a linear classifier of its own labels; the calibrated chance that a candidate is right
is the same function in every view.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from rapidfuzz import fuzz, process

from bot.matching import evidence
from bot.matching.calibration import Logistic
from bot.matching.evidence import Counts, Evidence, Linear
from bot.matching.names import Label, Names
from bot.matching.reading import Reader, Reading
from bot.matching.vectors import CHARS, PAIRS, WORDS, Floats, Ints, Space, Terms, sentence
from bot.text import fold

OTHER_NAME = 0.4
"""What is left of a candidate's chance where the question names something else."""
LIKELIER = 0.5
TELLING = 4.5
"""The inverse document frequency from which a word tells what a question is about."""
_ASKING = frozenset(
    "vilket något många betyder innebär funkar fungerar gäller krävs startade startar mean means meant works".split()
)
"""Rare enough, but they only ask."""


@dataclass(frozen=True)
class Example:
    """One way of asking, and the entry or unknown that it asks for."""

    label: str
    text: str
    language: str = "sv"


class Candidate(NamedTuple):
    """A label with the chance (0 to 1) that it is what was asked."""

    label: str
    chance: float


@dataclass(frozen=True)
class Ranking:
    """Candidates, best first, and how the question was read."""

    candidates: tuple[Candidate, ...]
    reading: Reading
    names: frozenset[str]
    """Declared names found in the question, squashed."""


@dataclass(frozen=True)
class Stray:
    """An example that, held out, is answered with something else."""

    example: Example
    found: str
    chance: float


@dataclass
class Matcher:
    """The built matcher. ``order`` has the labels block by block; ``blocks`` names where each block's are; ``views`` names the
    blocks of each area's view, its own first."""

    reader: Reader
    space: Space
    labels: Mapping[str, Label]
    order: tuple[str, ...]
    blocks: Mapping[str, tuple[int, int]]
    views: Mapping[str, tuple[str, ...]]
    counts: Counts
    linear: Mapping[str, Linear]
    trust: Logistic
    near: Floats
    """The chance of what would be answered to questions about entries that are missing, in rising order: what ``bound`` looks up."""
    examples: Mapping[str, tuple[Example, ...]]
    strays: tuple[Stray, ...] = ()

    @cached_property
    def names(self) -> Names:
        return Names(self.labels.values())

    def bound(self, share: float) -> float:
        """The chance from which an entry is an answer, where this share of questions about an entry that is missing may be answered
        by another. Where fewer than that would be answered at all, the entry has to be likelier than not."""
        return (
            (float(self.near[round((1 - share) * (len(self.near) - 1))]) or LIKELIER)
            if len(self.near)
            else 1.0
        )

    def rank(self, question: str, view: str, language: str = "sv") -> Ranking:
        """The candidates of one view for one question."""
        return self.rank_views(question, [view], language)[view]

    def rank_views(
        self, question: str, views: Iterable[str], language: str = "sv"
    ) -> dict[str, Ranking]:
        """The same question in several views; each block is looked at once."""
        reading, seen = self.reader.read(question, language), self._layout(tuple(views))
        found, weights = self.names.read(reading.words)
        if self.counts.empty[seen.places][~seen.none].all():
            return {view: Ranking((), reading, found) for view in seen.views}
        heard, rows = self._hear(terms(reading, weights), seen.blocks), np.ones(len(seen.views))
        speaks = Evidence(
            scores=heard.scores[seen.places],
            likely=[one[seen.places] for one in heard.likely],
            cover=[one[seen.places] for one in heard.cover],
            named=evidence.named(self.owners(found)[seen.places] & ~seen.none),
            unseen=self.space.unknown(reading.terms) * rows,
            length=len(reading.terms) * rows,
            missing=seen.none | self.counts.empty[seen.places],
        )
        order, features = speaks.features(seen.unknown)
        chances = (
            self.trust.chance(features) * heard.known
        )  # calibration never saw a question that is like nothing
        places, none = (
            np.take_along_axis(table, order, axis=1).tolist()
            for table in (seen.places, speaks.missing)
        )
        rankings = {}
        for row, (view, sure) in enumerate(zip(seen.views, chances.tolist(), strict=True)):
            there = [
                (self.order[at], chance)
                for at, chance, no in zip(places[row], sure, none[row], strict=True)
                if not no
            ]
            rankings[view] = self._ranking(there, reading, found)
        return rankings

    def _hear(self, said: tuple[Terms, ...], blocks: Iterable[str]) -> _Heard:
        columns, values = self.space.vector(said)
        scores = np.full(len(self.order), evidence.UNHEARD)
        for name in blocks:
            begin, end = self.blocks[name]
            scores[begin:end] = self.linear[name].hear(columns, values)
        return _Heard(scores, *self.counts.hear(columns, values), known=len(columns) > 0)

    def places(self, view: str) -> Ints:
        """Where in ``order`` the labels of a view stand."""
        spans = [self.blocks[name] for name in self.views[view]]
        return np.concatenate([np.arange(begin, end) for begin, end in spans])

    def owners(self, found: Iterable[str]) -> npt.NDArray[np.bool_]:
        """Which labels, in ``order``, have one of these names."""
        owned = np.zeros(len(self.order), np.bool_)
        owned[
            [
                self._place[label]
                for name in found
                for label in self.names.labels[name]
                if label in self._place
            ]
        ] = True
        return owned

    @cached_property
    def _place(self) -> dict[str, int]:
        return {label: at for at, label in enumerate(self.order)}

    def _layout(self, views: tuple[str, ...]) -> _Layout:
        """The views' labels side by side, a row a view; made once."""
        if views not in self._layouts:
            spots = [self.places(view) for view in views]
            places = np.zeros((len(views), max(map(len, spots), default=0)), np.int64)
            none = np.ones(places.shape, np.bool_)
            for row, spot in enumerate(spots):
                places[row, : len(spot)], none[row, : len(spot)] = spot, False
            is_unknown = np.array([float(self.labels[label].unknown) for label in self.order])
            blocks = tuple(dict.fromkeys(name for view in views for name in self.views[view]))
            self._layouts[views] = _Layout(
                views, blocks, places, none, np.where(none, 0.0, is_unknown[places])
            )
        return self._layouts[views]

    @cached_property
    def _layouts(self) -> dict[tuple[str, ...], _Layout]:
        return {}

    def _ranking(
        self, found: list[tuple[str, float]], reading: Reading, names: frozenset[str]
    ) -> Ranking:
        """The candidates in order. A question that names a thing is hardly about an entry that nobody asks for with that name."""
        fitting = {label for name in names for label in self.names.mentioned[name]}
        candidates = (
            Candidate(label, chance if not names or label in fitting else chance * OTHER_NAME)
            for label, chance in found
        )
        return Ranking(
            tuple(sorted(candidates, key=lambda c: (-c.chance, c.label))), reading, names
        )

    def nearest(self, label: str, reading: Reading) -> Example | None:
        """The label's example that is most like a question, if it has any."""
        examples = self.examples[label]
        texts = [example.text.lower() for example in examples]
        found = process.extractOne(" ".join(reading.words), texts, scorer=fuzz.token_sort_ratio)
        return examples[found[2]] if found else next(iter(examples), None)

    def spoke(
        self, reading: Reading, label: str, rival: str | None = None
    ) -> list[tuple[str, float]]:
        """How much each word of a question spoke for a label to the linear classifiers, against a rival if there is one; what
        spoke most for it comes first. A word has its own weight, that of its characters, and its share of the pairs it is in;
        a kind of fact asked for ("§belopp") counts as a word."""
        columns, values = self.space.vector(terms(reading, self.names.read(reading.words)[1]))
        worth = self._weight(label, columns)
        if rival is not None:
            worth = worth - self._weight(rival, columns)
        total = dict.fromkeys([*reading.words, *reading.terms[len(reading.words) :]], 0.0)
        for (channel, term), amount in zip(
            self.space.terms_at(columns), worth * values, strict=True
        ):
            said = said_by(channel, term, reading)
            for word in said:
                total[word] += float(amount) / len(said)
        return sorted(total.items(), key=lambda item: (-item[1], item[0]))

    def says_nothing_of(self, label: str, reading: Reading) -> bool:
        """Whether a question has words that tell what it is about, beside the names in it, and no example of the label has any of
        them: "är Csam gratis" is about Csam, and still no question that its entry was written for."""
        _, weights = self.names.read(reading.words)
        words = zip(
            reading.words, reading.terms, weights, strict=False
        )  # kinds of facts stand after the words' terms
        telling = [
            term
            for word, term, weight in words
            if weight == 1.0 and word not in _ASKING and self.space.worth(term) > TELLING
        ]
        having = [self.counts.having(self.space.terms[WORDS].get(term)) for term in telling]
        heard = [labels for labels in having if labels is not None]
        return bool(heard) and not any(self._place[label] in labels for labels in heard)

    def _weight(self, label: str, columns: Ints) -> Floats:
        """What a label's classifier gives each term; 0 for a term that it has never seen."""
        at = self.order.index(label)
        block, begin = next(
            (name, begin) for name, (begin, end) in self.blocks.items() if begin <= at < end
        )
        return self.linear[block].weight(columns, at - begin)


@dataclass(frozen=True)
class _Heard:
    """A question with the evidence for every label."""

    scores: Floats
    likely: list[Floats]
    cover: list[Floats]
    known: bool
    """Whether any example has any of its terms."""


def said_by(channel: int, term: str, reading: Reading) -> list[str]:
    """The words of a question that one of its terms was made of."""
    if channel == CHARS:
        return [word for word in dict.fromkeys(reading.words) if term in f" {fold(word)} "]
    kinds = reading.terms[len(reading.words) :]
    parts = {term, *term.split("~" if channel == PAIRS else " ")}
    typed = zip(reading.terms, (*reading.words, *kinds), strict=True)
    return list(dict.fromkeys(word for stem, word in typed if stem in parts))


@dataclass(frozen=True)
class _Layout:
    """Some views in one table, a row each: where their labels stand in the matcher's order, which cells hold none, and which an
    unknown."""

    views: tuple[str, ...]
    blocks: tuple[str, ...]
    places: Ints
    none: npt.NDArray[np.bool_]
    unknown: Floats


def terms(reading: Reading, weights: list[float]) -> tuple[Terms, ...]:
    """A reading's words as terms of each channel, with the weight of each word."""
    size = len(reading.words)
    return sentence(reading.words, weights, reading.terms[:size], reading.terms[size:])
