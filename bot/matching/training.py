"""Builds the matcher: a linear classifier for each block, and what holding out teaches of how far to trust a candidate. Slow.

In each of some rounds, a part of the labels is left out whole (what would be said if nobody had written it?) and a part of every
other label's examples (would its siblings have found it?); the rest is learned from and the left out are asked. From what was
found the trust is calibrated, and every bound can be looked up, so an editor never sets a number.
"""

from __future__ import annotations

import threading
import warnings
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import numpy.typing as npt
from scipy import sparse

from bot.matching import evidence
from bot.matching.calibration import Logistic
from bot.matching.evidence import RISING, Counts, Evidence, Linear
from bot.matching.matcher import Example, Matcher, Stray, terms
from bot.matching.names import Label, Names
from bot.matching.reading import Reader, Reading
from bot.matching.vectors import Floats, Ints, Space

FAMILY = 0.25
"""The share of an entry's examples that use a name, from which the entry belongs to what has that name."""
MARGIN_COST = 2.0
LARGEST = 10_000_000
"""Labels times examples from which a classifier of them all takes minutes; the counts then rank alone."""
MOST_HEARD = 20_000_000
"""Labels times held-out questions that there is time for in a block and round."""
ROUNDS, MORE_ROUNDS, FEW = 3, 10, 3000
"""Rounds of holding out; more of them where there are few examples, of which each then learns nearly all."""
ASKED, ASKED_WHOLE = 3000, 400
"""Held-out questions that are asked in a block and round, at most, left out by themselves and with their label; fewer where there
are many labels."""
AT_ONCE = 64
Bools = npt.NDArray[np.bool_]
_ALONE = threading.Lock()
"""The solver draws from one generator for the whole process: two side by side would each take what the other's seed gives, and no
build would be like the last."""


def build(
    examples: Iterable[Example],
    labels: Iterable[Label],
    blocks: Mapping[str, Sequence[str]],
    views: Mapping[str, Sequence[str]],
    reader: Reader,
) -> Matcher:
    """Build the matcher. ``blocks`` gives each block's own labels; ``views`` the blocks of each view, its own first."""
    asked = {label for own in blocks.values() for label in own}
    ordered = sorted(
        (example for example in examples if example.label in asked),
        key=lambda example: example.label,
    )
    readings = [reader.read_example(example.text, example.language) for example in ordered]
    known = _families({label.id: label for label in labels}, ordered, readings)
    names = Names(known.values())
    space, rows = Space.learn(
        terms(reading, names.read(reading.words, repair=False)[1]) for reading in readings
    )
    order = tuple(label for own in blocks.values() for label in sorted(own))
    ends = np.cumsum([len(own) for own in blocks.values()])
    spans = {
        name: (int(end) - len(own), int(end))
        for (name, own), end in zip(blocks.items(), ends, strict=True)
    }
    place = {label: at for at, label in enumerate(order)}
    owner = np.array([place[example.label] for example in ordered], np.int64)
    corpus = _Corpus(space, rows, owner, len(order), spans)
    counts, linear = corpus.learn(np.ones(len(owner), np.bool_))
    grouped = {
        label: tuple(ordered[at] for at in np.flatnonzero(owner == place[label])) for label in order
    }
    chosen = {name: tuple(view) for name, view in views.items()}
    untrusted = Logistic(np.zeros(len(RISING)), np.ones(len(RISING)), np.zeros(len(RISING) + 1))
    matcher = Matcher(
        reader, space, known, order, spans, chosen, counts, linear, untrusted, np.zeros(0), grouped
    )
    return _calibrated(matcher, corpus, ordered, readings)


def _families(
    labels: Mapping[str, Label], examples: Sequence[Example], readings: Sequence[Reading]
) -> dict[str, Label]:
    """The labels with every declared name that people use when they ask for them: an editor declares a name once, and it
    belongs to each entry and unknown that is asked for by it."""
    names = Names(labels.values())
    asked: Counter[str] = Counter(example.label for example in examples)
    used: dict[str, Counter[str]] = {label: Counter() for label in labels}
    for example, reading in zip(examples, readings, strict=True):
        used[example.label].update(names.find(reading.words, repair=False))
    known = {}
    for id_, label in labels.items():
        often = {name for name, times in used[id_].items() if times > FAMILY * asked[id_]}
        known[id_] = replace(
            label, names=tuple(sorted({*label.names, *often})), mentions=tuple(sorted(used[id_]))
        )
    return known


@dataclass(frozen=True)
class _Corpus:
    """Every example as a row, with the place of its label, and where each block's labels are."""

    space: Space
    rows: sparse.csr_matrix
    owner: Ints
    size: int
    spans: Mapping[str, tuple[int, int]]

    def learn(self, kept: Bools) -> tuple[Counts, dict[str, Linear]]:
        """From the kept examples alone."""
        at = np.flatnonzero(kept)
        counts = Counts.of(self.rows[at], self.owner[at], self.size, self.space.ends)
        return counts, {name: self._classifier(kept, *span) for name, span in self.spans.items()}

    def of(self, name: str) -> Bools:
        """Which examples are a block's."""
        begin, end = self.spans[name]
        return (self.owner >= begin) & (self.owner < end)

    def gone(self, kept: Bools) -> Floats:
        """1 for each term that no kept example has."""
        there = np.bincount(self.rows[np.flatnonzero(kept)].indices, minlength=self.space.size)
        return np.asarray(there == 0, np.float32)

    def _classifier(self, kept: Bools, begin: int, end: int) -> Linear:
        """A linear support vector machine of one block's labels; of labels that have no examples it knows nothing. Where there is
        nothing to tell apart, or too much of it, all labels are alike to it."""
        from sklearn.svm import LinearSVC  # noqa: PLC0415 - slow to import, and only building needs it

        at = np.flatnonzero(kept & (self.owner >= begin) & (self.owner < end))
        owner = self.owner[at] - begin
        labels = np.unique(owner)
        columns = np.full(self.space.size, -1, np.int32)
        bias = np.full(end - begin, evidence.UNHEARD, np.float32)
        rows = self.rows[at]
        used = np.unique(rows.indices)
        if len(labels) < 2 or not len(used) or len(at) * len(labels) > LARGEST:
            bias[labels] = 0.0
            return Linear.of(columns, np.zeros((0, end - begin)), bias)
        columns[used] = np.arange(len(used))
        with _ALONE, warnings.catch_warnings():
            warnings.filterwarnings(
                "ignore", "The number of unique classes"
            )  # of labels with one example each: that is so
            found = LinearSVC(C=MARGIN_COST, tol=0.3, random_state=0).fit(rows[:, used], owner)
        weights = np.zeros((len(used), end - begin), np.float32)
        both = len(labels) == 2
        weights[:, labels] = np.vstack([-found.coef_, found.coef_]).T if both else found.coef_.T
        bias[labels] = (
            np.concatenate([-found.intercept_, found.intercept_]) if both else found.intercept_
        )
        return Linear.of(columns, weights, bias)


@dataclass(frozen=True)
class _Asked:
    """Held-out examples of one view, and what was found for each: candidates as places in the view, and their features."""

    rows: Ints
    whole: bool
    """Whether each one's label was left out whole."""
    labels: Ints
    """The place of each of the view's labels."""
    order: Ints
    features: Floats


def _calibrated(
    matcher: Matcher, corpus: _Corpus, examples: Sequence[Example], readings: Sequence[Reading]
) -> Matcher:
    """The matcher with its trust, what its bounds are looked up in, and the examples that go astray without themselves. Where
    there is nothing to hold out, nothing is known of how far to trust it, and nothing is sure enough to be an answer."""
    asked = list(_held_out(matcher, corpus, readings))
    if not any(len(one.rows) for one in asked):
        return matcher
    right = [_right(one, corpus.owner) for one in asked]
    features = np.concatenate([one.features.reshape(-1, len(RISING)) for one in asked])
    trust = Logistic.fit(features, np.concatenate([one.ravel() for one in right]), RISING)
    near = _near(trust, [one for one in asked if one.whole], matcher, corpus.owner)
    strays = tuple(
        _strays(trust, [one for one in asked if not one.whole], matcher, corpus.owner, examples)
    )
    return replace(matcher, trust=trust, near=near, strays=strays)


def _right(asked: _Asked, owner: Ints) -> Floats:
    """Which candidates were right: none where the label is left out."""
    if asked.whole:
        return np.zeros(asked.order.shape)
    return np.asarray(asked.labels[asked.order] == owner[asked.rows, None], float)


def _held_out(matcher: Matcher, corpus: _Corpus, readings: Sequence[Reading]) -> Iterator[_Asked]:
    """Ask every example as if it, and then as if its whole label, had not been there."""
    rng = np.random.default_rng(0)
    rounds = (
        MORE_ROUNDS
        if len(corpus.owner) < FEW
        else ROUNDS
        if len(corpus.owner) * corpus.size < 10 * MOST_HEARD
        else 1
    )
    parts = max(rounds, ROUNDS)
    label_part = rng.permutation(corpus.size) % parts
    example_part = _spread(corpus.owner, label_part, parts, rng)
    found = [matcher.names.find(reading.words, repair=False) for reading in readings]
    for number in range(rounds):
        whole = label_part[corpus.owner] == number
        single = ~whole & (example_part == number)
        kept = ~whole & ~single
        held = _Held(matcher, corpus, readings, found, corpus.gone(kept), *corpus.learn(kept))
        for name in matcher.views:
            for gone, is_whole in ((single, False), (whole, True)):
                yield from held.ask(
                    name, np.flatnonzero(gone & corpus.of(name)), whole=is_whole, rng=rng
                )


def _spread(owner: Ints, label_part: Ints, parts: int, rng: np.random.Generator) -> Ints:
    """In which round each example is left out by itself: a label's are spread over those in which the label is there."""
    chosen = np.zeros(len(owner), np.int64)
    for label in np.unique(owner):
        own = np.flatnonzero(owner == label)
        chosen[own] = (label_part[label] + 1 + rng.permutation(len(own)) % (parts - 1)) % parts
    return chosen


@dataclass(frozen=True)
class _Held:
    """What was learned without some examples. A block is asked in its own view, whose other blocks are learned likewise."""

    matcher: Matcher
    corpus: _Corpus
    readings: Sequence[Reading]
    found: Sequence[frozenset[str]]
    gone: Floats
    """1 for each term that only stands in what is left out: shape (terms,)."""
    counts: Counts
    linear: Mapping[str, Linear]

    def ask(
        self, view: str, rows: Ints, *, whole: bool, rng: np.random.Generator
    ) -> Iterator[_Asked]:
        """Ask a view these examples, or as many of them as there is time for, some at a time."""
        most = min(ASKED_WHOLE if whole else ASKED, MOST_HEARD // max(1, self.corpus.size))
        if len(rows) > most:
            rows = np.sort(rng.choice(rows, most, replace=False))
        places = self.matcher.places(view)
        if self.counts.empty[places].all():
            return  # a view's only label, left out: nothing is left that could be said
        labels = [self.matcher.order[at] for at in places]
        is_unknown = np.array([float(self.matcher.labels[label].unknown) for label in labels])
        for begin in range(0, len(rows), AT_ONCE):
            some = rows[begin : begin + AT_ONCE]
            unknown = np.broadcast_to(is_unknown, (len(some), len(labels)))
            order, features = self._evidence(view, some, places).features(unknown)
            yield _Asked(some, whole, places, order, features)

    def _evidence(self, view: str, rows: Ints, places: Ints) -> Evidence:
        vectors = self.corpus.rows[rows]
        bounds = list(zip(vectors.indptr, vectors.indptr[1:], strict=False))
        said = [
            self.counts.hear(vectors.indices[a:b].astype(np.int64), vectors.data[a:b])
            for a, b in bounds
        ]
        channels = range(len(said[0][1]))
        words = vectors[:, : self.corpus.space.ends[0]]
        squares = words.multiply(words)
        lost = np.asarray(squares @ self.gone[: words.shape[1]]).ravel()
        return Evidence(
            scores=np.hstack([self._scores(name, vectors) for name in self.matcher.views[view]]),
            likely=[
                np.stack([likely[n][places] for likely, _ in said]) for n in range(len(said[0][0]))
            ],
            cover=[np.stack([cover[n][places] for _, cover in said]) for n in channels],
            named=evidence.named(
                np.stack([self.matcher.owners(self.found[row])[places] for row in rows])
            ),
            unseen=lost / np.maximum(np.asarray(squares.sum(axis=1)).ravel(), 1e-9),
            length=np.array([float(len(self.readings[row].terms)) for row in rows]),
            missing=np.broadcast_to(self.counts.empty[places], (len(rows), len(places))),
        )

    def _scores(self, name: str, vectors: sparse.csr_matrix) -> Floats:
        used, weights = self._weights[name]
        return np.asarray(vectors[:, used] @ weights + self.linear[name].bias)

    @cached_property
    def _weights(self) -> dict[str, tuple[Ints, Floats]]:
        return {
            name: (np.flatnonzero(one.columns >= 0), one.steps * one.step)
            for name, one in self.linear.items()
        }


def _near(trust: Logistic, asked: Sequence[_Asked], matcher: Matcher, owner: Ints) -> Floats:
    """The chance of what would be answered where the label is left out whole; 0 where nothing would be. The answer of an entry that has
    a name in common with the missing one is not counted, since each of them carries the core of the matter, nor that of the entry
    that an unknown is about."""
    best = []
    labels = [matcher.labels[label] for label in matcher.order]
    for one in asked:
        chance = trust.chance(one.features)
        for row, at in enumerate(chance.argmax(axis=1)):
            found, missing = labels[one.labels[one.order[row, at]]], labels[owner[one.rows[row]]]
            answers = (
                not found.unknown
                and missing.about != found.id
                and not set(found.names) & set(missing.names)
            )
            best.append(chance[row, at] if answers else 0.0)
    return np.sort(np.array(best, np.float32))


def _strays(
    trust: Logistic,
    asked: Sequence[_Asked],
    matcher: Matcher,
    owner: Ints,
    examples: Sequence[Example],
) -> Iterator[Stray]:
    """The examples that, held out, are taken for something else."""
    for one in asked:
        chance = trust.chance(one.features)
        for row, at in enumerate(chance.argmax(axis=1)):
            found = int(one.labels[one.order[row, at]])
            if found != owner[one.rows[row]]:
                yield Stray(examples[one.rows[row]], matcher.order[found], float(chance[row, at]))
