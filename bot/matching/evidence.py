"""What speaks for each entry that a question may be asking for, measured in arrays: rows are
questions, columns labels.

Three things are asked of a question: how a linear classifier takes it (``Linear``: what tells
labels apart), how likely its terms are in each label's examples (naive Bayes), and how much of it
each label's terms cover (both from ``Counts``). ``Evidence.features`` turns that into the numbers
that the calibration learned to weigh.

The classifiers are trained by scikit-learn; what they and the counts say of a question is worked
out here, so that a running bot neither imports it nor unpickles its objects: all that is kept is
arrays, the weights in a byte each. scikit-learn has no measure of how much of a question a label
covers, and its naive Bayes would need a second count of the same terms.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import numpy.typing as npt

from bot.matching.vectors import CHARS, WORDS, Floats, Ints, Space

if TYPE_CHECKING:
    from scipy import sparse

SMOOTHING = 3.0
"""So many texts like all others are thought to stand beside each label's examples."""
SATURATION = 0.7
LIKELY_SHARE = 0.5
NAME_BONUS = 0.5
SHARPNESS = 4.0
COMMON, FEW_LABELS = 0.25, 400
"""A term that more than this share of the labels has (where they are many) tells little of which is
meant, and costs the most."""
CANDIDATES = 12
RISING = (True,) * 20 + (False,) * 4
"""Which of a candidate's features can only speak for it; see ``Evidence.features``. How many
examples it has comes after them."""

_LIKELY = (WORDS, CHARS)
_FAR_BELOW = -9.0
UNHEARD = -3.0
"""The classifier's score of a label that it has no examples of."""


class _Pairs(NamedTuple):
    """Some terms with each label that has them, term by term. Shapes: ``places`` and ``cells``
    (pairs,), ``many`` and ``channels`` (terms,)."""

    places: Ints
    """Where they stand in ``Counts.labels``."""
    many: Ints
    """How many labels each term has."""
    channels: Ints
    """The channel of each term."""
    cells: Ints
    """Where each counts, of all channels' labels side by side."""


@dataclass(frozen=True)
class Counts:
    """In how many of its examples each label has each term. ``starts``: where each term's labels
    begin. Shapes: ``starts`` (terms + 1,), ``labels`` and ``times`` (pairs of term and label,)."""

    starts: Ints
    labels: npt.NDArray[np.int32]
    times: npt.NDArray[np.float32]
    rarity: Floats
    """How many times rarer than in all texts each term is, about: shape (terms,)."""
    many: Floats
    """How many examples each label has: shape (labels,)."""
    ends: Ints
    """The column after each channel's last."""

    @classmethod
    def of(cls, rows: sparse.csr_matrix, owner: Ints, size: int, space: Space) -> Counts:
        """From the examples' rows in their space, and the label of each."""
        ones = np.ones(len(owner), np.float32)
        from scipy import sparse  # noqa: PLC0415 - slow; only learning needs it

        group: sparse.csr_matrix = sparse.csr_matrix(
            (ones, (owner, np.arange(len(owner)))), shape=(size, len(owner))
        )
        there = sparse.csr_matrix(
            (np.ones_like(rows.data), rows.indices, rows.indptr), shape=rows.shape
        )
        by_term = (group @ there).tocsc()
        common = np.diff(by_term.indptr) > max(COMMON * size, FEW_LABELS)
        by_term.data[np.repeat(common, np.diff(by_term.indptr))] = 0
        by_term.eliminate_zeros()
        return cls(
            by_term.indptr.astype(np.int64),
            by_term.indices.astype(np.int32),
            by_term.data.astype(np.float32),
            np.exp(space.idf - 1),
            np.bincount(owner, minlength=size).astype(np.float64),
            np.array(space.ends, np.int64),
        )

    @cached_property
    def _raised(self) -> npt.NDArray[np.float32]:
        """How much likelier each term is in a label than where the label doesn't have it."""
        rarity = np.repeat(self.rarity, np.diff(self.starts))
        return np.asarray(np.log1p(self.times * rarity / SMOOTHING), np.float32)

    @cached_property
    def _softened(self) -> npt.NDArray[np.float32]:
        """Counts with diminishing returns, as in BM25: a term in more of a label's examples counts
        for more, but not in step."""
        return self.times / (self.times + np.float32(SATURATION))

    @cached_property
    def _base(self) -> Floats:
        """How much less likely each term is where a label doesn't have it: the more examples it
        has, the more that tells. Shape (labels,)."""
        return np.asarray(np.log1p(self.many / SMOOTHING))

    @cached_property
    def empty(self) -> npt.NDArray[np.bool_]:
        """The labels without any example."""
        return np.asarray(self.many == 0)

    def having(self, column: int | None) -> npt.NDArray[np.int32] | None:
        """The labels that have a term, by its column (None: it stands nowhere). None where nearly
        all have it; see ``COMMON``."""
        if column is None:
            return self.labels[:0]
        having = self.labels[self.starts[column] : self.starts[column + 1]]
        return having if len(having) else None

    def weigh(self, columns: Ints, values: Floats) -> tuple[Floats, Floats]:
        """How likely a question's terms are in each label (by words, by characters), and how much
        of it each label covers in each channel: shapes (2, labels), (channels, labels)."""
        pairs = self._pairs(columns)
        squared = np.repeat(values * values, pairs.many)
        cover = self._summed(squared * self._softened[pairs.places], pairs)
        return self._likely(values, pairs), cover * len(self.ends)

    def likely(self, columns: Ints, values: Floats) -> Floats:
        """How likely a question's terms are in each label, by words and by characters: shape
        (2, labels)."""
        return self._likely(values, self._pairs(columns))

    def _likely(self, values: Floats, pairs: _Pairs) -> Floats:
        raised = self._summed(np.repeat(values, pairs.many) * self._raised[pairs.places], pairs)
        total = np.bincount(pairs.channels, values, len(self.ends))
        return np.stack([raised[one] - self._base * total[one] for one in _LIKELY])

    def _pairs(self, columns: Ints) -> _Pairs:
        """The pairs of some terms and the labels that have them."""
        begin = self.starts[columns]
        many = self.starts[columns + 1] - begin
        places = np.repeat(begin - np.cumsum(many) + many, many) + np.arange(many.sum())
        channels = np.searchsorted(self.ends, columns, side="right")
        cells = self.labels[places] + np.repeat(channels * len(self.many), many)
        return _Pairs(places, many, channels, cells)

    def _summed(self, each: Floats, pairs: _Pairs) -> Floats:
        """The sums of what each pair of term and label weighs: shape (channels, labels)."""
        channels, size = len(self.ends), len(self.many)
        sums = np.asarray(np.bincount(pairs.cells, each, channels * size), np.float64)
        return sums.reshape(channels, size)


@dataclass(frozen=True)
class Linear:
    """A linear classifier of one block's labels: each one against the others."""

    columns: npt.NDArray[np.int32]
    """The row of ``steps`` of each term, or −1: shape (terms,)."""
    steps: npt.NDArray[np.int8]
    """The weights in whole steps, shape (known terms, labels): all of them are read for every
    question, and most of the memory is theirs."""
    step: Floats
    """How much a step is, for each label."""
    bias: Floats

    @classmethod
    def of(cls, columns: npt.NDArray[np.int32], weights: Floats, bias: Floats) -> Linear:
        """From the weights, shape (known terms, labels)."""
        step = np.abs(weights).max(axis=0, initial=1e-9) / np.iinfo(np.int8).max
        return cls(columns, np.rint(weights / step).astype(np.int8), step.astype(np.float32), bias)

    def scores(self, columns: Ints, values: Floats) -> Floats:
        """The score of each label for one question: shape (labels,)."""
        at = self.columns[columns]
        known = at >= 0
        steps = self.steps[at[known]].astype(np.float32)
        return values[known].astype(np.float32) @ steps * self.step + self.bias

    def weight(self, columns: Ints, label: int) -> Floats:
        """What each term is worth for one label: 0 for those that the block has never seen."""
        at = self.columns[columns]
        known = np.flatnonzero(at >= 0)
        worth = np.zeros(len(columns), np.float32)
        worth[known] = self.steps[at[known], label] * self.step[label]
        return worth


@dataclass(frozen=True)
class Evidence:
    """What is known of some questions before it is weighed together. Shapes: ``scores``, ``named``,
    ``unknown`` and ``many`` (questions, labels), ``likely`` (2, questions, labels), ``cover``
    (channels, questions, labels), ``unseen``, ``length`` and ``is_like`` (questions,)."""

    scores: Floats
    likely: Floats
    cover: Floats
    beside: Floats
    """How likely the terms are in the examples of all that is about the same thing (by words, by
    characters), and the share of the telling words that a label has: shape (3, questions,
    labels)."""
    named: Floats
    unseen: Floats
    length: Floats
    unknown: Floats
    """1 where a label is an unknown."""
    many: Floats
    """How many examples each label has: 0 also where a row has fewer labels than the others."""
    is_like: npt.NDArray[np.bool_]
    """Whether a question has any term that an example has."""

    @classmethod
    def stacked(cls, rows: Sequence[Evidence]) -> Evidence:
        """Some questions', each with as many labels as the most."""
        if len(rows) == 1:
            return rows[0]
        wide = max((row.scores.shape[1] for row in rows), default=0)

        def joined(name: str) -> npt.NDArray[Any]:
            parts = [getattr(row, name) for row in rows]
            if parts[0].ndim == 1:
                return np.concatenate(parts)
            return np.concatenate([_padded(part, wide) for part in parts], axis=parts[0].ndim - 2)

        return cls(**{field.name: joined(field.name) for field in fields(cls)})

    def features(self) -> tuple[Ints, Floats]:
        """The best labels of each question, and what speaks for each: shapes (questions, best),
        (questions, best, features)."""
        there = self.many > 0
        scores = np.where(there, self.scores, UNHEARD)
        own_scores, *likely = _standard(np.stack([scores, *self.likely]), there)
        together = own_scores + LIKELY_SHARE * sum(likely) + NAME_BONUS * self.named
        together[~there] = together.min(initial=0.0) - 1
        order = _best(together, min(CANDIDATES, scores.shape[1]))
        row = np.arange(len(order))[:, None]
        signals = np.stack([scores, together, *likely, *self.cover])
        own = signals[:, row, order]
        lead, share = _lead(signals, own), _log_share(scores)[row, order]
        rising = np.stack([own[0], own[1], *own[4:], *lead, share, self.named[row, order]], axis=2)
        rivals = np.where((self.unknown > 0) & there, together, -np.inf).max(axis=1)
        rival = np.maximum(rivals - together.max(axis=1), _FAR_BELOW)
        alike = np.stack([self.unseen, np.log1p(self.length), rival], axis=1)
        wide = np.broadcast_to(alike[:, None], (*order.shape, alike.shape[1]))
        more = np.moveaxis(self.beside[:, row, order], 0, 2)
        leads = np.moveaxis(_lead(self.beside, self.beside[:, row, order]), 0, 2)
        rising = np.concatenate([rising, more, leads], axis=2)
        own_kind = np.stack([self.unknown[row, order], self.many[row, order]], axis=2)
        return order, np.concatenate([rising, wide, own_kind], axis=2)


def _padded(part: Floats, wide: int) -> Floats:
    """With as many labels as are wanted."""
    whole = np.zeros((*part.shape[:-1], wide), part.dtype)
    whole[..., : part.shape[-1]] = part
    return whole


def _best(values: Floats, most: int) -> Ints:
    """The columns of each row's highest values, highest first."""
    row = np.arange(len(values))[:, None]
    some = np.sort(np.argpartition(-values, most - 1, axis=1)[:, :most], axis=1)
    return some[row, np.argsort(-values[row, some], axis=1, kind="stable")].astype(np.int64)


def _lead(signals: Floats, own: Floats) -> Floats:
    """How far each candidate is ahead of the best other label. Shapes: (…, labels), (…,
    candidates)."""
    if signals.shape[2] == 1:
        return own
    first = signals.max(axis=2, keepdims=True)
    others = signals.copy()
    np.put_along_axis(others, signals.argmax(axis=2, keepdims=True), -np.inf, axis=2)
    return np.asarray(np.where(own >= first, own - others.max(axis=2, keepdims=True), own - first))


def _standard(values: Floats, there: npt.NDArray[np.bool_]) -> Floats:
    """Values as standard deviations from their question's mean over the labels that have examples;
    far below it elsewhere. Shapes: (…, questions, labels), (questions, labels)."""
    many = np.maximum(there.sum(axis=1, keepdims=True), 1)
    apart = np.where(there, values - (values * there).sum(axis=-1, keepdims=True) / many, 0.0)
    deviation = np.sqrt((apart**2).sum(axis=-1, keepdims=True) / many) + 1e-6
    return np.where(there, apart / deviation, _FAR_BELOW)


def _log_share(scores: Floats) -> Floats:
    """The logarithm of each label's share of its question's scores."""
    sharp = SHARPNESS * scores
    most = sharp.max(axis=1, keepdims=True)
    return np.asarray(sharp - most - np.log(np.exp(sharp - most).sum(axis=1, keepdims=True)))


def named(has: npt.NDArray[np.bool_]) -> Floats:
    """+1 where a question has a name of the label, −1 where it only has names that other labels of
    its row have. ``has``: where it has one, shape (questions, labels)."""
    return np.where(has.any(axis=1, keepdims=True), np.where(has, 1.0, -1.0), 0.0)
