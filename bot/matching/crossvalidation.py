"""How far to trust the matcher, and which examples go astray: learned by leaving examples out.

In each of some rounds, a part of the labels is left out whole (what would be said if nobody had
written it?) and a part of every other label's examples (would its siblings have found it?); the
rest is learned from and the left out are asked. From what they are taken for the trust is
calibrated, and every bound can be looked up, so an editor never sets a number.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from scipy import sparse

from bot.matching import evidence
from bot.matching.calibration import Logistic
from bot.matching.corpus import Example
from bot.matching.evidence import RISING, Counts, Evidence, Linear
from bot.matching.matcher import Matcher, Stray
from bot.matching.reading import Reading
from bot.matching.trainingset import TrainingSet
from bot.matching.vectors import Floats, Ints

MOST_PAIRS = 20_000_000
"""Labels times held-out questions that there is time for in a block and round."""
ROUNDS, MORE_ROUNDS, FEW = 3, 10, 3000
"""Rounds of holding out; more of them where there are few examples, of which each then learns
nearly all."""
SINGLES, WHOLES = 3000, 400
"""Held-out questions that are asked in a block and round, at most, left out by themselves and with
their label; fewer where there are many labels."""
AT_ONCE = 64


@dataclass(frozen=True)
class _Trial:
    """Held-out examples of one view, and what each was taken for: candidates as places in the view,
    and their features. Shapes: ``rows`` (questions,), ``labels`` (view's labels,), ``order``
    (questions, candidates), ``features`` (questions, candidates, features)."""

    rows: Ints
    whole: bool
    """Whether each one's label was left out whole."""
    labels: Ints
    """The place of each of the view's labels."""
    order: Ints
    features: Floats

    def right(self, owner: Ints) -> Floats:
        """1 for each candidate that was right: none where the label is left out."""
        if self.whole:
            return np.zeros(self.order.shape)
        return np.asarray(self.labels[self.order] == owner[self.rows, None], float)

    def best(self, trust: Logistic) -> Iterator[tuple[int, int, float]]:
        """Each example's row, the place of the label that is likeliest for it, and its chance."""
        chance = trust.chance(self.features)
        for row, at in enumerate(chance.argmax(axis=1)):
            label = self.labels[self.order[row, at]]
            yield int(self.rows[row]), int(label), float(chance[row, at])


def calibrated(
    matcher: Matcher,
    lessons: TrainingSet,
    examples: Sequence[Example],
    readings: Sequence[Reading],
) -> Matcher:
    """The matcher with its trust, what its bounds are looked up in, and the examples that go astray
    without themselves. Where there is nothing to hold out, nothing is known of how far to trust it,
    and nothing is sure enough to be an answer."""
    trials = list(_trials(matcher, lessons, readings))
    if not any(len(trial.rows) for trial in trials):
        return matcher
    right = np.concatenate([trial.right(lessons.owner).ravel() for trial in trials])
    features = np.concatenate([trial.features.reshape(-1, len(RISING)) for trial in trials])
    trust = Logistic.fit(features, right, RISING)
    near = _near([trial for trial in trials if trial.whole], trust, matcher, lessons.owner)
    alone = (trial.best(trust) for trial in trials if not trial.whole)
    strays = tuple(
        Stray(examples[row], matcher.order[label], chance)
        for best in alone
        for row, label, chance in best
        if label != lessons.owner[row]
    )
    return replace(matcher, trust=trust, near=near, strays=strays)


def _near(trials: Iterable[_Trial], trust: Logistic, matcher: Matcher, owner: Ints) -> Floats:
    """The chance of what would be answered where the label is left out whole, in rising order; 0
    where nothing would be. The answer of an entry that has a name in common with the missing one is
    not counted, since each of them carries the core of the matter, nor that of the entry that an
    unknown is about."""
    labels = [matcher.labels[label] for label in matcher.order]
    near = []
    for trial in trials:
        for row, at, chance in trial.best(trust):
            answer, missing = labels[at], labels[owner[row]]
            kin = missing.about == answer.id or bool(set(answer.names) & set(missing.names))
            near.append(0.0 if answer.unknown or kin else chance)
    return np.sort(np.array(near, np.float32))


def _trials(
    matcher: Matcher, lessons: TrainingSet, readings: Sequence[Reading]
) -> Iterator[_Trial]:
    """Ask every example as if it, and then as if its whole label, had not been there."""
    rng = np.random.default_rng(0)
    rounds = _rounds(len(lessons.owner), lessons.size)
    parts = max(rounds, ROUNDS)
    label_part = rng.permutation(lessons.size) % parts
    example_part = _spread(lessons.owner, label_part, parts, rng)
    names = [matcher.names.find(reading.words, repair=False) for reading in readings]
    for number in range(rounds):
        whole = label_part[lessons.owner] == number
        single = ~whole & (example_part == number)
        kept = ~whole & ~single
        fold = _Fold(matcher, lessons, readings, names, lessons.gone(kept), *lessons.learn(kept))
        for name in matcher.views:
            for out, is_whole in ((single, False), (whole, True)):
                yield from fold.ask(name, np.flatnonzero(out & lessons.of(name)), is_whole, rng)


def _rounds(examples: int, labels: int) -> int:
    """How many rounds there is time for."""
    if examples < FEW:
        return MORE_ROUNDS
    return ROUNDS if examples * labels < 10 * MOST_PAIRS else 1


def _spread(owner: Ints, label_part: Ints, parts: int, rng: np.random.Generator) -> Ints:
    """In which round each example is left out by itself: a label's are spread over those in which
    the label is there."""
    chosen = np.zeros(len(owner), np.int64)
    for label in np.unique(owner):
        own = np.flatnonzero(owner == label)
        chosen[own] = (label_part[label] + 1 + rng.permutation(len(own)) % (parts - 1)) % parts
    return chosen


@dataclass(frozen=True)
class _Fold:
    """What was learned without some examples. A block is asked in its own view, whose other blocks
    are learned likewise."""

    matcher: Matcher
    lessons: TrainingSet
    readings: Sequence[Reading]
    names: Sequence[frozenset[str]]
    gone: Floats
    """1 for each term that only stands in what is left out: shape (terms,)."""
    counts: Counts
    linear: Mapping[str, Linear]

    def ask(self, view: str, rows: Ints, whole: bool, rng: np.random.Generator) -> Iterator[_Trial]:
        """Ask a view these examples, or as many of them as there is time for, some at a time."""
        most = min(WHOLES if whole else SINGLES, MOST_PAIRS // max(1, self.lessons.size))
        if len(rows) > most:
            rows = np.sort(rng.choice(rows, most, replace=False))
        places = self.matcher.places(view)
        if self.counts.empty[places].all():
            return  # a view's only label, left out: nothing is left that could be said
        labels = [self.matcher.labels[self.matcher.order[at]] for at in places]
        is_unknown = np.array([float(label.unknown) for label in labels])
        for begin in range(0, len(rows), AT_ONCE):
            some = rows[begin : begin + AT_ONCE]
            unknown = np.broadcast_to(is_unknown, (len(some), len(labels)))
            order, features = self._evidence(view, some, places).features(unknown)
            yield _Trial(some, whole, places, order, features)

    def _evidence(self, view: str, rows: Ints, places: Ints) -> Evidence:
        vectors = self.lessons.rows[rows]
        spans = zip(vectors.indptr, vectors.indptr[1:], strict=False)
        weighed = [
            self.counts.weigh(vectors.indices[a:b].astype(np.int64), vectors.data[a:b])
            for a, b in spans
        ]
        owned = np.stack([self.matcher.owners(self.names[row])[places] for row in rows])
        return Evidence(
            scores=np.hstack([self._scores(name, vectors) for name in self.matcher.views[view]]),
            likely=np.stack([likely[:, places] for likely, _ in weighed], axis=1),
            cover=np.stack([cover[:, places] for _, cover in weighed], axis=1),
            named=evidence.named(owned),
            unseen=self._unseen(vectors),
            length=np.array([float(len(self.readings[row].terms)) for row in rows]),
            missing=np.broadcast_to(self.counts.empty[places], (len(rows), len(places))),
        )

    def _unseen(self, vectors: sparse.csr_matrix) -> Floats:
        """The share of each question's weight that lies in words which only stand in what is left
        out: shape (questions,)."""
        words = vectors[:, : self.lessons.space.ends[0]]
        squares = words.multiply(words)
        lost = np.asarray(squares @ self.gone[: words.shape[1]]).ravel()
        return np.asarray(lost / np.maximum(np.asarray(squares.sum(axis=1)).ravel(), 1e-9))

    def _scores(self, name: str, vectors: sparse.csr_matrix) -> Floats:
        used, weights = self._weights[name]
        return np.asarray(vectors[:, used] @ weights + self.linear[name].bias)

    @cached_property
    def _weights(self) -> dict[str, tuple[Ints, Floats]]:
        """Each block's terms and what they weigh, as numbers and no longer in steps."""
        return {
            name: (np.flatnonzero(one.columns >= 0), one.steps * one.step)
            for name, one in self.linear.items()
        }
