"""Which entries and unknowns a question is like, and how sure that is: milliseconds a question. ``training`` builds it.

An area's labels are a *block*; the blocks that compete for an area (its own, its county's, the country's with what is common
to all) are its *view*. Each block's scores come from kernel ridge regression over its own examples; the calibrated chance that
a candidate is right is the same function in every view.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
from scipy import sparse

from bot import evidence
from bot.calibration import Logistic
from bot.evidence import Evidence, Ints
from bot.names import Label, Names
from bot.reading import Reader, Reading
from bot.vectors import Floats, Space, Terms, char_terms, word_terms

OTHER_NAME = 0.4
"""What is left of a candidate's chance where the question names something else."""


@dataclass(frozen=True)
class Example:
    """One way of asking, and the entry or unknown that it asks for."""

    label: str
    text: str
    language: str = "sv"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A label with the chance (0 to 1) that it is what was asked, and its nearest example."""

    label: str
    chance: float
    nearest: Example


@dataclass(frozen=True)
class Ranking:
    """Candidates, best first, and how the question was read."""

    candidates: tuple[Candidate, ...]
    reading: Reading
    names: frozenset[str]
    """Declared names found in the question, squashed."""


@dataclass(frozen=True)
class Block:
    """One area's own labels: their examples as unit rows, where each label's begin, and the ridge weights."""

    labels: tuple[str, ...]
    starts: Ints
    examples: tuple[Example, ...]
    word_rows: sparse.csr_matrix
    char_rows: sparse.csr_matrix
    weights: Floats
    """Shape (examples, labels)."""


@dataclass(frozen=True)
class _Columns:
    """What a question is multiplied by: a block's examples and its labels' counts, upright."""

    word: sparse.csr_matrix
    char: sparse.csr_matrix
    counts: sparse.csr_matrix

    @classmethod
    def of(cls, block: Block) -> _Columns:
        counts = evidence.saturated(evidence.presence(block.word_rows, block.starts))
        return cls(evidence.upright(block.word_rows), evidence.upright(block.char_rows), evidence.upright(counts))


@dataclass(frozen=True)
class Stray:
    """An example that, held out, is answered with something else."""

    example: Example
    found: str
    chance: float


@dataclass(frozen=True)
class _Heard:
    """A question with one block's evidence for its labels."""

    scores: Floats
    word: Floats
    char: Floats
    cover: Floats


@dataclass
class Matcher:
    """The built matcher. ``views`` names the blocks of each area's view, its own first."""

    reader: Reader
    words: Space
    chars: Space
    labels: Mapping[str, Label]
    blocks: Mapping[str, Block]
    views: Mapping[str, tuple[str, ...]]
    trust: Logistic
    threshold: float
    """The chance from which an entry is an answer."""
    strays: tuple[Stray, ...] = ()

    def __post_init__(self) -> None:
        self.names = Names(self.labels.values())
        self._columns = {name: _Columns.of(block) for name, block in self.blocks.items() if block.labels}

    def rank(self, question: str, view: str, language: str = "sv") -> Ranking:
        """The candidates of one view for one question."""
        return self.rank_views(question, [view], language)[view]

    def rank_views(self, question: str, views: Iterable[str], language: str = "sv") -> dict[str, Ranking]:
        """The same question in several views; each block is looked at once."""
        reading = self.reader.read(question, language)
        weights = self.names.weights(reading.words)
        word = self.words.vectors([weighted_terms(reading, weights)])
        char = self.chars.vectors([char_terms(reading.words, weights)])
        found = self.names.find(reading.words)
        heard: dict[str, _Heard] = {}
        rankings = {}
        for view in views:
            for name in self.views[view]:
                if name not in heard and self.blocks[name].labels:
                    heard[name] = self._hear(name, word, char)
            rankings[view] = self._ranking([name for name in self.views[view] if name in heard], heard, reading, found)
        return rankings

    def _hear(self, name: str, word: sparse.csr_matrix, char: sparse.csr_matrix) -> _Heard:
        columns = self._columns[name]
        words, chars = evidence.alike(word, columns.word), evidence.alike(char, columns.char)
        scores = evidence.kernel(words, chars) @ self.blocks[name].weights
        return _Heard(scores, words, chars, evidence.cover(word, columns.counts))

    def _fits(self, label: str, found: frozenset[str]) -> float:
        """A question that names a thing is hardly about an entry that nobody asks for with that name."""
        return OTHER_NAME if found and not any(label in self.names.mentioned[name] for name in found) else 1.0

    def _ranking(self, names: list[str], heard: Mapping[str, _Heard], reading: Reading, found: frozenset[str]) -> Ranking:
        if not names:
            return Ranking((), reading, found)
        blocks, said = [self.blocks[name] for name in names], [heard[name] for name in names]
        labels = [label for block in blocks for label in block.labels]
        speaks = Evidence(
            starts=join_starts(blocks),
            scores=np.hstack([one.scores for one in said]),
            word=np.hstack([one.word for one in said]),
            char=np.hstack([one.char for one in said]),
            cover=np.hstack([one.cover for one in said]),
            named=evidence.named(labels, [found], self.names),
            unseen=np.array([evidence.unseen(self.words, reading.terms)]),
            length=np.array([float(len(reading.terms))]),
        )
        order, features = speaks.features(np.array([float(self.labels[label].unknown) for label in labels]))
        chances = self.trust.chance(features)[0]
        examples = [example for block in blocks for example in block.examples]
        candidates = [
            Candidate(labels[at], float(chances[n]) * self._fits(labels[at], found), examples[speaks.nearest(int(at))])
            for n, at in enumerate(order[0])
        ]
        return Ranking(tuple(sorted(candidates, key=lambda c: (-c.chance, c.label))), reading, found)


def weighted_terms(reading: Reading, weights: list[float]) -> Terms:
    """A reading's words as terms with their weights; what kind of fact is asked for counts in full."""
    return word_terms(reading.terms, [*weights, *[1.0] * (len(reading.terms) - len(weights))])


def join_starts(blocks: list[Block]) -> Ints:
    """Where each label's examples begin when blocks stand side by side."""
    sizes = np.cumsum([0, *(len(block.examples) for block in blocks[:-1])])
    return np.concatenate([block.starts + size for block, size in zip(blocks, sizes, strict=True)]).astype(np.int64)
