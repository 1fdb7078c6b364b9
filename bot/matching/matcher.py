"""Which entries and unknowns a question is like, and how sure that is: milliseconds a question.
``training`` builds it.

An area's labels are a *block*; the blocks that compete for an area (its own, its county's, the
country's with what is common to all) are its *view*. Each block has a linear classifier of its own
labels; the calibrated chance that a candidate is right is the same function in every view.
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
from bot.matching.corpus import Example
from bot.matching.evidence import Counts, Evidence, Linear
from bot.matching.names import Label, Names
from bot.matching.reading import Reader, Reading
from bot.matching.vectors import WORDS, Floats, Ints, Space, Terms, sentence

OTHER_NAME = 0.4
"""What is left of a candidate's chance where the question names something else."""
LIKELIER = 0.5
TELLING = 4.5
"""The inverse document frequency from which a word tells what a question is about."""


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
    answer: str
    chance: float


@dataclass(frozen=True)
class Matcher:
    """The built matcher. ``order`` has the labels block by block; ``blocks`` says where each
    block's are; ``views`` names the blocks of each area's view, its own first."""

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
    """The chance of what would be answered to questions about entries that are missing, in rising
    order: what ``bound`` looks up."""
    examples: Mapping[str, tuple[Example, ...]]
    strays: tuple[Stray, ...] = ()
    gone: frozenset[str] = frozenset()
    """Labels that are no more since it was built: rivals still, but never candidates."""

    @cached_property
    def names(self) -> Names:
        """The declared names of all labels."""
        return Names(self.labels.values(), self.reader.words.around_names)

    def bound(self, share: float) -> float:
        """The chance from which an entry is an answer, where this share of questions about an entry
        that is missing may be answered by another. Where fewer than that would be answered at all,
        the entry has to be likelier than not."""
        if not len(self.near):
            return 1.0
        return float(self.near[round((1 - share) * (len(self.near) - 1))]) or LIKELIER

    def rank(self, question: str, view: str, language: str = "sv") -> Ranking:
        """The candidates of one view for one question."""
        return self.rank_views(question, [view], language)[view]

    def rank_views(
        self, question: str, views: Iterable[str], language: str = "sv"
    ) -> dict[str, Ranking]:
        """The same question in several views; each block is looked at once."""
        reading, layout = self.reader.read(question, language), self._layout(tuple(views))
        names, weights = self.names.read(reading.words)
        if self.counts.empty[layout.places][~layout.none].all():
            return {view: Ranking((), reading, names) for view in layout.views}
        columns, values = self.space.vector(terms(reading, weights))
        known = self._evidence(reading, names, columns, values, layout)
        order, features = known.features(layout.unknown)
        chances = self.trust.chance(features)
        if not len(columns):  # calibration never saw a question that is like nothing
            chances = np.zeros_like(chances)
        places = np.take_along_axis(layout.places, order, axis=1).tolist()
        missing = np.take_along_axis(known.missing, order, axis=1).tolist()
        return {
            view: Ranking(self._candidates(names, *row), reading, names)
            for view, *row in zip(layout.views, places, chances.tolist(), missing, strict=True)
        }

    def _evidence(
        self,
        reading: Reading,
        names: Iterable[str],
        columns: Ints,
        values: Floats,
        layout: _Layout,
    ) -> Evidence:
        likely, cover = self.counts.weigh(columns, values)
        scores = np.full(len(self.order), evidence.UNHEARD)
        for name in layout.blocks:
            begin, end = self.blocks[name]
            scores[begin:end] = self.linear[name].scores(columns, values)
        each = np.ones(len(layout.views))
        return Evidence(
            scores=scores[layout.places],
            likely=likely[:, layout.places],
            cover=cover[:, layout.places],
            named=evidence.named(self.owners(names)[layout.places] & ~layout.none),
            unseen=self.space.unknown(reading.terms) * each,
            length=len(reading.terms) * each,
            missing=layout.none | self.counts.empty[layout.places],
        )

    def _candidates(
        self,
        names: frozenset[str],
        places: Iterable[int],
        chances: Iterable[float],
        missing: Iterable[bool],
    ) -> tuple[Candidate, ...]:
        """The candidates in order. A question that names a thing is hardly about an entry that
        nobody asks for with that name."""
        fitting = {label for name in names for label in self.names.mentioned[name]}
        candidates = []
        for at, chance, none in zip(places, chances, missing, strict=True):
            label = self.order[at]
            fits = not names or label in fitting
            if not none and label not in self.gone:
                candidates.append(Candidate(label, chance if fits else chance * OTHER_NAME))
        return tuple(sorted(candidates, key=lambda one: (-one.chance, one.label)))

    def places(self, view: str) -> Ints:
        """Where in ``order`` the labels of a view stand."""
        spans = [self.blocks[name] for name in self.views[view]]
        return np.concatenate([np.arange(begin, end) for begin, end in spans])

    def owners(self, names: Iterable[str]) -> npt.NDArray[np.bool_]:
        """Which labels, in ``order``, have one of these names."""
        owners = {label for name in names for label in self.names.labels[name]}
        owned = np.zeros(len(self.order), np.bool_)
        owned[[self._place[label] for label in owners if label in self._place]] = True
        return owned

    @cached_property
    def _place(self) -> dict[str, int]:
        return {label: at for at, label in enumerate(self.order)}

    def _layout(self, views: tuple[str, ...]) -> _Layout:
        """The views' labels side by side; made once."""
        if views not in self._layouts:
            spots = [self.places(view) for view in views]
            places = np.zeros((len(views), max(map(len, spots), default=0)), np.int64)
            none = np.ones(places.shape, np.bool_)
            for row, spot in enumerate(spots):
                places[row, : len(spot)], none[row, : len(spot)] = spot, False
            is_unknown = np.array([float(self.labels[label].unknown) for label in self.order])
            unknown = np.where(none, 0.0, is_unknown[places])
            blocks = tuple(dict.fromkeys(name for view in views for name in self.views[view]))
            self._layouts[views] = _Layout(views, blocks, places, none, unknown)
        return self._layouts[views]

    @cached_property
    def _layouts(self) -> dict[tuple[str, ...], _Layout]:
        return {}

    def nearest(self, label: str, reading: Reading) -> Example | None:
        """The label's example that is most like a question, if it has any."""
        examples = self.examples[label]
        texts = [example.text.lower() for example in examples]
        best = process.extractOne(" ".join(reading.words), texts, scorer=fuzz.token_sort_ratio)
        return examples[best[2]] if best else next(iter(examples), None)

    def says_nothing_of(self, label: str, reading: Reading) -> bool:
        """Whether a question has words that tell what it is about, beside the names in it, and no
        example of the label has any of them: "är Csam gratis" is about Csam, and still no question
        that its entry was written for."""
        _, weights = self.names.read(reading.words)
        telling = [
            term
            for word, term, weight in zip(reading.words, reading.stems, weights, strict=True)
            if weight == 1.0
            and word not in self.reader.words.only_asking
            and self.space.worth(term) > TELLING
        ]
        having = [self.counts.having(self.space.terms[WORDS].get(term)) for term in telling]
        known = [labels for labels in having if labels is not None]
        return bool(known) and not any(self._place[label] in labels for labels in known)


@dataclass(frozen=True)
class _Layout:
    """Some views in one table, a row each: where their labels stand in the matcher's order, which
    cells hold none, and which an unknown. Shapes: (views, labels of the largest)."""

    views: tuple[str, ...]
    blocks: tuple[str, ...]
    places: Ints
    none: npt.NDArray[np.bool_]
    unknown: Floats


def terms(reading: Reading, weights: list[float]) -> tuple[Terms, ...]:
    """A reading's words as terms of each channel, with the weight of each word."""
    return sentence(reading.words, weights, reading.stems, reading.facts)
