"""Builds the matcher: solves each block, holds everything out once, and learns from that how far to trust a candidate. Slow.

Kernel ridge regression is exact and small, and what it would have said of examples that it had never seen comes in closed
form: the residuals of a left-out set B are  inv(Ginv[B, B]) @ weights[B]  (G = kernel + ridge, weights = Ginv @ Y). Each example is
held out by itself (would its siblings have found it?), and each label whole (what would be said if nobody had written it?).
From those rankings the trust and the threshold are calibrated, so an editor never sets a number.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
from scipy import sparse
from scipy.linalg import lapack

from bot import evidence
from bot.calibration import Logistic
from bot.evidence import RISING, Evidence, Ints
from bot.matcher import Block, Example, Matcher, Stray, join_starts, weighted_terms
from bot.names import Label, Names
from bot.reading import Reader, Reading
from bot.vectors import Floats, Space, char_terms

RIDGE = 0.15
FAMILY = 0.25
"""The share of an entry's examples that use a name, from which the entry belongs to what has that name."""
WHOLE_WEIGHT = 0.5
"""How much a question whose label is left out whole counts, beside one whose example is left out by itself."""
NEAR_FALSE_ANSWERS = 0.30
"""The share of questions about an entry that is missing that may be answered by another: what the threshold aims at.
It looks high because it is measured on the knowledge's own siblings, each of which carries the core of the others' matter;
on the exam it gives a tenth as many wrong answers."""


def build(
    examples: Iterable[Example],
    labels: Iterable[Label],
    blocks: Mapping[str, Sequence[str]],
    views: Mapping[str, Sequence[str]],
    reader: Reader,
) -> Matcher:
    """Build the matcher. ``blocks`` gives each block's own labels; ``views`` the blocks of each view, its own first."""
    ordered = sorted(examples, key=lambda example: example.label)
    readings = [reader.read_example(example.text, example.language) for example in ordered]
    known = _families({label.id: label for label in labels}, ordered, readings)
    names = Names(known.values())
    weights = [names.weights(reading.words, repair=False) for reading in readings]
    word_texts = [weighted_terms(reading, weight) for reading, weight in zip(readings, weights, strict=True)]
    char_texts = [char_terms(reading.words, weight) for reading, weight in zip(readings, weights, strict=True)]
    words, chars = Space.learn(word_texts), Space.learn(char_texts)
    word_rows, char_rows = words.vectors(word_texts), chars.vectors(char_texts)
    owners = np.array([example.label for example in ordered])
    solved = {}
    for name, own in blocks.items():
        at = np.flatnonzero(np.isin(owners, list(own)))
        solved[name] = _solve([ordered[n] for n in at], word_rows[at], char_rows[at])
    single = np.array([" " not in term for term in words.terms], dtype=np.float32)
    training = _Training(known, names, single, reader)
    for name, view in views.items():
        if solved[name].block.labels:
            training.hold_out(solved[name], [solved[other].block for other in view[1:] if solved[other].block.labels])
    trust, threshold = training.calibrate()
    strays = tuple(training.strays(trust, threshold))
    built = {name: one.block for name, one in solved.items()}
    chosen = {name: tuple(view) for name, view in views.items()}
    return Matcher(reader, words, chars, known, built, chosen, trust, threshold, strays)


def _families(labels: Mapping[str, Label], examples: Sequence[Example], readings: Sequence[Reading]) -> dict[str, Label]:
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
        known[id_] = replace(label, names=tuple(sorted({*label.names, *often})), mentions=tuple(sorted(used[id_])))
    return known


@dataclass(frozen=True)
class _Solved:
    """A block with what holding out needs: the label of each example, and how alike the examples are."""

    block: Block
    owner: Ints
    word: Floats
    char: Floats
    inverse: Floats


def _solve(examples: Sequence[Example], word_rows: sparse.csr_matrix, char_rows: sparse.csr_matrix) -> _Solved:
    labels, starts, owner = np.unique([example.label for example in examples], return_index=True, return_inverse=True)
    word = evidence.alike(word_rows, evidence.upright(word_rows))
    char = evidence.alike(char_rows, evidence.upright(char_rows))
    inverse = _inverse(evidence.kernel(word, char) + RIDGE * np.eye(len(examples), dtype=np.float32))
    target = np.zeros((len(examples), len(labels)), dtype=np.float32)
    target[np.arange(len(examples)), owner] = 1.0
    block = Block(tuple(map(str, labels)), starts.astype(np.int64), tuple(examples), word_rows, char_rows, inverse @ target)
    return _Solved(block, owner.astype(np.int64), word, char, inverse)


def _inverse(matrix: Floats) -> Floats:
    """The inverse of a symmetric positive matrix; by Cholesky, half the work of the general way."""
    if not matrix.size:
        return matrix
    lower, _ = lapack.spotrf(matrix, lower=True)
    inverse, _ = lapack.spotri(lower, lower=True)
    below = np.tril(inverse, -1)
    return np.asarray(below + below.T + np.diag(np.diag(inverse)))


class _Training:
    """Gathers what would have been said of questions that had not been seen."""

    def __init__(self, labels: Mapping[str, Label], names: Names, single: Floats, reader: Reader) -> None:
        self.labels, self.names, self.single, self.reader = labels, names, single, reader
        self.features: list[Floats] = []
        self.right: list[Floats] = []
        self.weight: list[Floats] = []
        self.alone: list[tuple[Sequence[Example], Sequence[str], Ints, Floats]] = []
        self.whole: list[tuple[npt.NDArray[np.bool_], Floats]] = []

    def hold_out(self, solved: _Solved, around: Sequence[Block]) -> None:
        """Rank a block's examples, in the view of the blocks around it, as if each, and then as if its whole label, had
        not been there."""
        blocks = [solved.block, *around]
        block, own, at = solved.block, solved.owner, np.arange(len(solved.owner))
        elsewhere_word = [evidence.alike(block.word_rows, evidence.upright(other.word_rows)) for other in around]
        elsewhere_char = [evidence.alike(block.char_rows, evidence.upright(other.char_rows)) for other in around]
        counts = [evidence.presence(one.word_rows, one.starts) for one in blocks]
        outer = [evidence.kernel(w, c) @ o.weights for w, c, o in zip(elsewhere_word, elsewhere_char, around, strict=True)]
        readings = [self.reader.read_example(example.text, example.language) for example in block.examples]
        labels = [label for one in blocks for label in one.labels]
        everything = Evidence(
            starts=join_starts(blocks),
            scores=np.hstack([np.zeros((len(at), len(block.labels)), dtype=np.float32), *outer]),
            word=np.hstack([solved.word, *elsewhere_word]),
            char=np.hstack([solved.char, *elsewhere_char]),
            cover=np.hstack([evidence.cover(block.word_rows, evidence.upright(evidence.saturated(one))) for one in counts]),
            named=evidence.named(labels, [self.names.find(reading.words, repair=False) for reading in readings], self.names),
            unseen=np.zeros(len(at), dtype=np.float32),
            length=np.array([len(reading.terms) for reading in readings], dtype=np.float32),
        )
        squares = block.word_rows.multiply(block.word_rows).tocsr()
        total = np.maximum(squares @ self.single, 1e-9)
        everywhere = np.sum([np.asarray(one.sum(axis=0)).ravel() for one in counts], axis=0)

        word, char, cover = everything.word.copy(), everything.char.copy(), everything.cover.copy()
        word[at, at] = char[at, at] = 0.0
        cover[at, own] -= _own_share(block.word_rows, squares, counts[0][own])
        scores = everything.scores.copy()
        scores[:, : len(block.labels)] = _one_hot(own, len(block.labels)) - block.weights / np.diag(solved.inverse)[:, None]
        unseen = squares @ (self.single * (everywhere == 1)) / total
        alone = replace(everything, scores=scores, word=word, char=char, cover=cover, unseen=unseen)
        order, features = self._learn(alone, labels, own, weight=1.0)
        self.alone.append((block.examples, labels, order, features))

        # What only the label itself has is unseen without it: compare, term by term, its count with everybody's.
        inside = counts[0][own].multiply(block.word_rows > 0).tocsr()
        solely = inside.copy()
        solely.data = (inside.data == everywhere[inside.indices]).astype(np.float32)
        unseen = squares.multiply(solely) @ self.single / total
        whole = _without_own_label(replace(everything, unseen=unseen), solved)
        order, features = self._learn(whole, labels, np.full(len(at), -1), weight=WHOLE_WEIGHT)
        self.whole.append((self._unknown(labels)[order] > 0, features))

    def _learn(self, seen: Evidence, labels: Sequence[str], own: Ints, weight: float) -> tuple[Ints, Floats]:
        """Keep what speaks for each candidate, and which one was right (none where the label is left out: −1)."""
        order, features = seen.features(self._unknown(labels))
        right = (order == own[:, None]).astype(np.float32)
        self.features.append(features.reshape(-1, features.shape[-1]))
        self.right.append(right.ravel())
        self.weight.append(np.full(right.size, weight, dtype=np.float32))
        return order, features

    def _unknown(self, labels: Sequence[str]) -> Floats:
        return np.array([self.labels[label].unknown for label in labels], dtype=np.float32)

    def calibrate(self) -> tuple[Logistic, float]:
        """The trust in candidates, and the chance from which an entry is an answer."""
        if not self.features:
            return Logistic(np.zeros(len(RISING)), np.ones(len(RISING)), np.zeros(len(RISING) + 1)), 1.0
        trust = Logistic.fit(np.concatenate(self.features), np.concatenate(self.right), np.concatenate(self.weight), RISING)
        best = []
        for unknown, features in self.whole:
            chance = trust.chance(features)
            top, rows = chance.argmax(axis=1), np.arange(len(chance))
            best.append(np.where(unknown[rows, top], 0.0, chance[rows, top]))
        return trust, float(np.quantile(np.concatenate(best), 1 - NEAR_FALSE_ANSWERS))

    def strays(self, trust: Logistic, threshold: float) -> Iterator[Stray]:
        """The examples that, held out, are answered with something else."""
        for examples, labels, order, features in self.alone:
            chance = trust.chance(features)
            top = chance.argmax(axis=1)
            for row, example in enumerate(examples):
                found = labels[order[row, top[row]]]
                if chance[row, top[row]] >= threshold and found != example.label:
                    yield Stray(example, found, float(chance[row, top[row]]))


def _one_hot(own: Ints, size: int) -> Floats:
    table = np.zeros((len(own), size), dtype=np.float32)
    table[np.arange(len(own)), own] = 1.0
    return table


def _without_own_label(seen: Evidence, solved: _Solved) -> Evidence:
    """The evidence of a block's examples when each one's whole label is left out."""
    size, owner = len(solved.block.labels), solved.owner
    scores, word, char, cover = seen.scores.copy(), seen.word.copy(), seen.char.copy(), seen.cover.copy()
    for label in range(size):
        gone = np.flatnonzero(owner == label)
        residual = np.linalg.solve(solved.inverse[np.ix_(gone, gone)], solved.block.weights[gone])
        scores[gone, :size] = _one_hot(owner[gone], size) - residual
        word[np.ix_(gone, gone)] = char[np.ix_(gone, gone)] = 0.0
    rows = np.arange(len(owner))
    scores[rows, owner], cover[rows, owner] = -1.0, 0.0
    return replace(seen, scores=scores, word=word, char=char, cover=cover)


def _own_share(rows: sparse.csr_matrix, squares: sparse.csr_matrix, counts: sparse.csr_matrix) -> Floats:
    """What each example itself adds to its label's cover of it."""
    inside = counts.multiply(rows > 0).tocsr()
    without = inside.copy()
    without.data = without.data - 1
    lost = evidence.saturated(inside) - evidence.saturated(without)
    return np.asarray(squares.multiply(lost).sum(axis=1)).ravel()
