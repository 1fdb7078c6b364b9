"""What one area's ways of asking teach: a function of them, of what is shared by all areas, and of
the program alone."""

from __future__ import annotations

import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain, pairwise
from typing import TYPE_CHECKING

import numpy as np

from bot.knowledge.words import Words
from bot.matching.corpus import AreaCorpus, Example
from bot.matching.evidence import UNHEARD, Counts, Linear
from bot.matching.names import Label, Names
from bot.matching.reading import Reader, Reading, Spelling
from bot.matching.vectors import WORDS, Background, Floats, Ints, Space, Terms, sentence

if TYPE_CHECKING:
    from scipy import sparse

MARGIN_COST = 2.0
NARROW = 9
"""A block with fewer labels learns what they are not from what may be asked in every area too: two
things would else be told apart from each other alone, and whatever else is asked be one of them.
Nine is what the smallest area has that the trust was fitted on."""
TOGETHER = 160
"""So many labels are told from all others at a time: the solver holds the weights of each twice, in
eight bytes."""
LARGEST = 10_000_000
"""Labels times examples from which a classifier of them all takes minutes; the counts then rank
alone."""


@dataclass(frozen=True)
class Block:
    """An area's own labels, and what its examples teach of them. Labels have their places in
    ``labels``, which is in the order of their ids."""

    labels: tuple[Label, ...]
    examples: Mapping[str, tuple[Example, ...]]
    """Each label's, without the names of places."""
    spelling: Spelling
    space: Space
    counts: Counts
    things: Counts
    """The same counts for the things that the labels are about, each at its first label."""
    linear: Linear

    @cached_property
    def place(self) -> Mapping[str, int]:
        """Where each label stands."""
        return {label.id: at for at, label in enumerate(self.labels)}

    @cached_property
    def thing(self) -> Ints:
        """The place of the first label that is about the same thing: shape (labels,)."""
        return _things(self.labels)

    @property
    def many(self) -> Floats:
        """How many examples each label has: shape (labels,)."""
        return self.counts.many

    def using(self, stems: Sequence[str]) -> Floats:
        """The share of each label's examples that have these stems, one beside the other: shape
        (labels,)."""
        pairs = [f"{a} {b}" for a, b in pairwise(stems)] or list(stems)
        least = np.full(len(self.labels), np.inf)
        for term in pairs:
            times = np.zeros(len(self.labels))
            column = self.space.terms[WORDS].get(term)
            if column is not None:
                span = slice(self.counts.starts[column], self.counts.starts[column + 1])
                times[self.counts.labels[span]] = self.counts.times[span]
            least = np.minimum(least, times)
        shares: Floats = least / np.maximum(self.many, 1) if pairs else np.zeros(len(self.labels))
        return shares


def learn(corpus: AreaCorpus, words: Words, background: Background) -> Block:
    """The block of an area. Slow: a second of the processor's time for a thousand examples."""
    corpus = corpus.cleaned()
    labels, place = corpus.labels, {label.id: at for at, label in enumerate(corpus.labels)}
    examples = sorted(corpus.examples, key=lambda example: place[example.label])
    owner = np.array([place[example.label] for example in examples], np.int64)
    space, every = _vectors(corpus, examples, words, background)
    rows = every[: len(examples)]
    rest = every if len(labels) < NARROW else rows
    return Block(
        labels=tuple(labels),
        examples=_grouped(examples, labels),
        spelling=Spelling.learn(words, _texts(examples, labels)),
        space=space,
        counts=Counts.of(rows, owner, len(labels), space),
        things=Counts.of(rows, _things(labels)[owner], len(labels), space),
        linear=_classifier(rest, _with_rest(owner, rest, len(labels)), len(labels)),
    )


def _vectors(
    corpus: AreaCorpus, examples: Sequence[Example], words: Words, background: Background
) -> tuple[Space, sparse.csr_matrix]:
    """The space of an area's terms and of those that are shared, and its own examples in it with
    the shared ones after them: shape (examples, terms)."""
    reader, names = Reader(words), Names(corpus.labels, words.around_names)
    readings = (reader.read_example(one.text, one.language) for one in (*examples, *corpus.shared))
    texts = (terms(reading, names.read(reading.words, repair=False)[1]) for reading in readings)
    return Space.learn(texts, background)


def _with_rest(owner: Ints, rows: sparse.csr_matrix, size: int) -> Ints:
    """The label of each example, and for what is nobody's the place after all labels."""
    return np.append(owner, np.full(rows.shape[0] - len(owner), size, np.int64))


def _things(labels: Sequence[Label]) -> Ints:
    """The place of the first label that is about the same thing: shape (labels,)."""
    first: dict[str, int] = {}
    places = [first.setdefault(label.thing or label.id, at) for at, label in enumerate(labels)]
    return np.array(places, np.int64)


def terms(reading: Reading, weights: Sequence[float]) -> tuple[Terms, ...]:
    """A reading's words as terms of each channel, with the weight of each word."""
    return sentence(reading.words, weights, reading.stems, reading.facts)


def _texts(examples: Sequence[Example], labels: Sequence[Label]) -> list[str]:
    """What tells how an area's words are spelt."""
    return [*(one.text for one in examples), *chain.from_iterable(one.names for one in labels)]


def _grouped(
    examples: Sequence[Example], labels: Sequence[Label]
) -> dict[str, tuple[Example, ...]]:
    """Each label's examples."""
    grouped: dict[str, list[Example]] = {label.id: [] for label in labels}
    for example in examples:
        grouped[example.label].append(example)
    return {label: tuple(own) for label, own in grouped.items()}


def _classifier(rows: sparse.csr_matrix, owner: Ints, size: int) -> Linear:
    """A linear support vector machine of a block's labels, each against the others and what is
    nobody's, if there is any. Of labels that have no examples it knows nothing. Where there is
    nothing to tell apart, or too much of it, all labels are alike to it. Shapes: ``rows``
    (examples, terms), ``owner`` (examples,)."""
    used, labels = np.unique(rows.indices), np.unique(owner)
    columns = np.full(rows.shape[1], -1, np.int32)
    own, bias = labels[labels < size], np.full(size, UNHEARD, np.float32)
    if len(labels) < 2 or not len(used) or len(owner) * len(labels) > LARGEST:
        bias[own] = 0.0
        return Linear.of(columns, np.zeros((0, size)), bias)
    columns[used] = np.arange(len(used))
    rows, steps = rows[:, used], np.zeros((len(used), size), np.int8)
    step = np.ones(size, np.float32)
    for at in range(0, len(own), TOGETHER):
        some = own[at : at + TOGETHER]
        part = Linear.of(columns, *_separate(rows, np.where(np.isin(owner, some), owner, size)))
        steps[:, some] = part.steps[:, : len(some)]
        step[some], bias[some] = part.step[: len(some)], part.bias[: len(some)]
    return Linear(columns, steps, step, bias)


def _separate(rows: sparse.csr_matrix, owner: Ints) -> tuple[Floats, Floats]:
    """The weights and biases that tell each label from all others, in the labels' order: shapes
    (terms, labels), (labels,). The solver has one generator for the whole process: two side by side
    in threads would each take what the other's seed gives, and no block would be like the last."""
    from sklearn.svm import LinearSVC  # noqa: PLC0415 - slow to import, and only learning needs it

    with warnings.catch_warnings():
        # Of labels with one example each: that is so.
        warnings.filterwarnings("ignore", "The number of unique classes")
        machine = LinearSVC(C=MARGIN_COST, tol=0.3, random_state=0).fit(rows, owner)
    weights, bias = machine.coef_.T.astype(np.float32), machine.intercept_
    if len(bias) == 1:  # of two labels it tells only the second from the first
        return np.hstack([-weights, weights]), np.concatenate([-bias, bias])
    return weights, bias
