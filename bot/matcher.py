"""Which entries and unknowns a question is like, and how sure that is. ``build`` is slow; ``rank`` takes milliseconds.

The ranking is kernel ridge regression on the likeness of sentences (words and character n-grams). It is exact and small, and
what it would have said of an example it had never seen, or of a whole entry it had never seen, comes in closed form: the
residuals of a left-out block B are  inv(Ginv[B, B]) @ alpha[B]  (G = K + ridge, alpha = Ginv @ Y). From those held-out
rankings a logistic regression learns how far to trust a candidate, and the threshold is calibrated: nobody sets a number.

A *view* is the set of labels that compete for one area: its own, its county's, the country's and the generic unknowns.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
import numpy.typing as npt
from rapidfuzz.distance import OSA
from scipy import sparse

from bot.calibration import Logistic
from bot.reading import Reader, Reading
from bot.text import fold
from bot.vectors import Floats, Space, Terms, char_terms, word_terms

WORD_SHARE = 0.35
SHARPNESS = 1.5
RIDGE = 0.15
SATURATION = 0.7
LONGEST_NAME = 4
SHORTEST_REPAIR = 7
_ENDINGS = ("s", "t", "n", "et", "en", "ets", "ens")
FAMILY = 0.25
"""The share of an entry's examples that use a name, from which the entry belongs to what has that name."""
NAME_WEIGHT = 0.5
"""What a word of a declared name weighs, beside 1 for other words."""
CANDIDATES = 6
NEAR_FALSE_ANSWERS = 0.30
"""The share of questions about an entry that is missing that may be answered by another: what the threshold aims at.
It looks high because it is measured on the knowledge's own siblings, each of which carries the core of the others' matter;
on the exam it gives a tenth as many wrong answers."""

RISING = (True,) * 7 + (False,) * 4
"""Which of a candidate's features can only speak for it; see ``_Seen.features``."""

Ints = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Example:
    """One way of asking, and the entry or unknown that it asks for."""

    label: str
    text: str
    language: str = "sv"


@dataclass(frozen=True)
class Label:
    """What can be ranked: its names, and whether it is an unknown."""

    id: str
    names: tuple[str, ...] = ()
    unknown: bool = False
    mentions: tuple[str, ...] = ()
    """Every declared name that occurs in its examples, its own or not."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A label with the chance (0 to 1) that it is what was asked, and its nearest example's number."""

    label: str
    chance: float
    nearest: int


@dataclass(frozen=True)
class Ranking:
    """Candidates, best first, and how the question was read."""

    candidates: tuple[Candidate, ...]
    reading: Reading
    names: frozenset[str]
    """Declared names found in the question."""
    unseen_share: float


@dataclass(frozen=True)
class View:
    """One set of competing labels: which examples, where each label's examples start, and the ridge weights."""

    labels: tuple[str, ...]
    examples: Ints
    starts: Ints
    alpha: Floats


@dataclass(frozen=True)
class Stray:
    """An example that, held out, is answered with something else."""

    example: Example
    found: str
    chance: float


_EMPTY = View((), np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros((0, 0), np.float32))


class Names:
    """Finds declared names in a question, in any inflection, written apart or together, also misspelt."""

    def __init__(self, labels: Iterable[Label]) -> None:
        self.labels: dict[str, set[str]] = {}
        self.mentioned: dict[str, set[str]] = {}
        for label in labels:
            for name in label.names:
                self.labels.setdefault(squash(name), set()).add(label.id)
            for name in (*map(squash, label.names), *label.mentions):
                self.mentioned.setdefault(name, set()).add(label.id)
        self._inflected = {name + ending: name for ending in _ENDINGS for name in self.labels} | {
            name: name for name in self.labels
        }
        self._by_length: dict[int, list[str]] = {}
        for name in sorted(self.labels):
            if len(name) >= SHORTEST_REPAIR - 1:
                self._by_length.setdefault(len(name), []).append(name)

    def find(self, words: Sequence[str], *, repair: bool = True) -> frozenset[str]:
        """The names in a question; ``repair`` also finds misspelt ones."""
        return frozenset(name for name, _, _ in self._spans(words, repair=repair))

    def weights(self, words: Sequence[str], *, repair: bool = True) -> list[float]:
        """How much each word tells entries apart: a name says which family of entries, the other words which of them."""
        weights = [1.0] * len(words)
        for _, start, end in self._spans(words, repair=repair):
            weights[start:end] = [NAME_WEIGHT] * (end - start)
        return weights

    def _spans(self, words: Sequence[str], *, repair: bool) -> Iterator[tuple[str, int, int]]:
        squashed = [squash(word) for word in words]
        for at in range(len(words)):
            window = ""
            for end in range(at + 1, min(at + LONGEST_NAME, len(words)) + 1):
                window += squashed[end - 1]
                if (name := self._named(window, repair=repair)) is not None:
                    yield name, at, end

    def _named(self, window: str, *, repair: bool) -> str | None:
        if (name := self._inflected.get(window)) is not None or len(window) < SHORTEST_REPAIR or not repair:
            return name
        allowed = 1 if len(window) < 11 else 2
        near = (
            name for size in range(len(window) - allowed, len(window) + allowed + 1) for name in self._by_length.get(size, ())
        )
        return next((name for name in near if OSA.distance(name, window, score_cutoff=allowed) <= allowed), None)


@lru_cache(maxsize=50_000)
def squash(text: str) -> str:
    return "".join(c for c in fold(text.lower()) if c.isalnum())


@dataclass
class Matcher:
    """The built matcher: examples as vectors, one ``View`` for each area, and what was calibrated."""

    reader: Reader
    words: Space
    chars: Space
    word_rows: sparse.csr_matrix
    char_rows: sparse.csr_matrix
    examples: tuple[Example, ...]
    labels: Mapping[str, Label]
    views: Mapping[str, View]
    trust: Logistic
    threshold: float
    strays: tuple[Stray, ...] = ()

    def __post_init__(self) -> None:
        self.names = Names(self.labels.values())
        self._word_columns = self.word_rows.T.tocsr()
        self._char_columns = self.char_rows.T.tocsr()
        self._presence = {name: _presence(view, self.word_rows) for name, view in self.views.items()}

    def rank(self, question: str, view: str, language: str = "sv", *, most: int = CANDIDATES) -> Ranking:
        """The candidates of one view for one question."""
        return self.rank_views(question, [view], language, most=most)[view]

    def rank_views(
        self, question: str, views: Iterable[str], language: str = "sv", *, most: int = CANDIDATES
    ) -> dict[str, Ranking]:
        """The same question in several views; what is common to them is done once."""
        reading = self.reader.read(question, language)
        named = self.names.find(reading.words)
        weights = self.names.weights(reading.words)
        word_row = self.words.vectors([_weighted_terms(reading, weights)])
        word_like = np.asarray((word_row @ self._word_columns).todense())
        char_like = np.asarray((self.chars.vectors([char_terms(reading.words, weights)]) @ self._char_columns).todense())
        unseen = _unseen(self.words, [reading.terms])
        rankings = {}
        for name in views:
            view = self.views[name]
            seen = _Seen(
                scores=_kernel(word_like[:, view.examples], char_like[:, view.examples]) @ view.alpha,
                word=word_like[:, view.examples],
                char=char_like[:, view.examples],
                cover=_cover(word_row, self._presence[name]),
                unseen=unseen,
                length=np.array([float(len(reading.terms))]),
                named=self._named(view, [named]),
            )
            rankings[name] = self._ranking(view, seen, reading, named, float(unseen[0]), most)
        return rankings

    def _named(self, view: View, found: Sequence[frozenset[str]]) -> Floats:
        return _named(view, found, self.names)

    def _ranking(self, view: View, seen: _Seen, reading: Reading, named: frozenset[str], unseen: float, most: int) -> Ranking:
        if not view.labels:
            return Ranking((), reading, named, unseen)
        order, features = seen.features(view, self._unknowns(view), most)
        chances = self.trust.chance(features)[0]
        nearest = seen.nearest(view)[0]
        candidates = sorted(
            (Candidate(view.labels[at], float(chances[n]), int(nearest[at])) for n, at in enumerate(order[0])),
            key=lambda candidate: (-candidate.chance, candidate.label),
        )
        return Ranking(tuple(candidates), reading, named, unseen)

    def _unknowns(self, view: View) -> Floats:
        return np.array([float(self.labels[label].unknown) for label in view.labels])


@dataclass
class _Seen:
    """What was measured of some questions in one view: rows are questions.

    ``scores``, ``cover`` and ``named`` have a column a label; ``word`` and ``char`` a column an example of the view.
    """

    scores: Floats
    word: Floats
    char: Floats
    cover: Floats
    unseen: Floats
    length: Floats
    named: Floats

    def nearest(self, view: View) -> Ints:
        """For each label, the number of its example that is most like the question."""
        like = self.word + self.char
        ends = np.append(view.starts[1:], len(view.examples))
        spans = zip(view.starts, ends, strict=True)
        best = [view.examples[start + like[:, start:end].argmax(axis=1)] for start, end in spans]
        return np.stack(best, axis=1)

    def features(self, view: View, unknown: Floats, most: int) -> tuple[Ints, Floats]:
        """The best labels of each question and what speaks for each: shapes (questions, most), (…, most, features)."""
        near = _best_three(self.word + self.char, view.starts)
        char = np.maximum.reduceat(self.char, view.starts, axis=1)
        scores = self.scores + 0.15 * self.named
        most = min(most, scores.shape[1])
        order = np.argsort(-scores, axis=1, kind="stable")[:, :most]

        def pick(values: Floats) -> Floats:
            return np.take_along_axis(values, order, axis=1)

        def lead(values: Floats) -> Floats:
            """How far each candidate is ahead of the best other label."""
            top = np.partition(values, -2, axis=1)[:, -2:] if values.shape[1] > 1 else np.hstack([values * 0, values])
            first, second, own = top[:, 1:], top[:, :1], pick(values)
            return np.where(own >= first, own - second, own - first)

        def wide(values: Floats) -> Floats:
            return np.repeat(values[:, None], most, axis=1)

        score = pick(scores)
        rising = [
            np.log(np.maximum(score, 0.02)), lead(scores), pick(char), pick(self.named), lead(np.log(np.maximum(scores, 0.02))),
            lead(np.log(np.maximum(near, 0.05))), lead(np.log(np.maximum(self.cover, 0.03))),
        ]  # fmt: skip
        free = [wide(self.unseen), wide(np.log1p(self.length)), np.take(unknown, order), wide((scores * unknown).max(axis=1))]
        columns = [*rising, *free]
        return order.astype(np.int64), np.stack(columns, axis=2)


def _best_three(like: Floats, starts: Ints) -> Floats:
    """The mean likeness of each label's three nearest examples."""
    ends = np.append(starts[1:], like.shape[1])
    best = [
        -np.partition(-like[:, a:b], min(2, b - a - 1), axis=1)[:, :3].mean(axis=1) for a, b in zip(starts, ends, strict=True)
    ]
    return np.stack(best, axis=1)


def _inverse(matrix: Floats) -> Floats:
    """The inverse of a symmetric positive matrix; by Cholesky, half the work of the general way."""
    from scipy.linalg import lapack  # noqa: PLC0415 - slow to import, and only building needs it

    if not matrix.size:
        return matrix
    lower, failed = lapack.spotrf(matrix, lower=True)
    inverse, failed_too = lapack.spotri(lower, lower=True)
    if failed or failed_too:  # pragma: no cover - the ridge keeps the matrix positive
        return np.asarray(np.linalg.inv(matrix), dtype=np.float32)
    below = np.tril(inverse, -1)
    return np.asarray(below + below.T + np.diag(np.diag(inverse)), dtype=np.float32)


def _weighted_terms(reading: Reading, weights: Sequence[float]) -> Terms:
    """The words' terms with their weights; what kind of fact is asked for counts in full."""
    return word_terms(reading.terms, [*weights, *[1.0] * (len(reading.terms) - len(weights))])


def _kernel(word: Floats, char: Floats) -> Floats:
    return np.asarray(np.exp(SHARPNESS * (WORD_SHARE * word + (1 - WORD_SHARE) * char - 1)))


def _unseen(space: Space, texts: Sequence[Sequence[str]]) -> Floats:
    """The share of each text's weight that lies in words no example has."""
    shares = []
    for terms in texts:
        known = sum(space.idf[space.terms[term]] ** 2 for term in terms if term in space.terms)
        unseen = sum(space.unseen**2 for term in terms if term not in space.terms)
        shares.append(unseen / (known + unseen) if terms else 1.0)
    return np.array(shares)


def _presence(view: View, rows: sparse.csr_matrix) -> sparse.csr_matrix:
    """Which terms each label's examples have, as counts: shape (labels, terms)."""
    present = (rows[view.examples] > 0).astype(np.float32)
    owner = np.repeat(np.arange(len(view.labels)), np.diff(np.append(view.starts, len(view.examples))))
    group: sparse.csr_matrix = sparse.csr_matrix(
        (np.ones(len(owner)), (owner, np.arange(len(owner)))), shape=(len(view.labels), len(owner))
    )
    counts: sparse.csr_matrix = (group @ present).tocsr()
    return counts


def _cover(rows: sparse.csr_matrix, presence: sparse.csr_matrix) -> Floats:
    """How much of each question's weight each label's words cover: shape (questions, labels). A word that stands in
    more of a label's examples counts for more, with diminishing returns, as in BM25."""
    squares = rows.multiply(rows).tocsr()
    return np.asarray((squares @ _saturated(presence).T).todense())


def _saturated(counts: sparse.csr_matrix) -> sparse.csr_matrix:
    softened = counts.copy()
    softened.data = softened.data / (softened.data + SATURATION)
    return softened


def _own_share(vectors: sparse.csr_matrix, squares: sparse.csr_matrix, counts: sparse.csr_matrix) -> Floats:
    """What each example itself adds to its label's cover of it."""
    inside = counts.multiply(vectors > 0).tocsr()
    without = inside.copy()
    without.data = without.data - 1
    lost = _saturated(inside) - _saturated(without)
    return np.asarray(squares.multiply(lost).sum(axis=1)).ravel()


def _named(view: View, found: Sequence[frozenset[str]], names: Names) -> Floats:
    """+1 where a question has a name of the label, −1 where it only has names that other labels of the view have."""
    table = np.zeros((len(found), len(view.labels)))
    here = frozenset(view.labels)
    for row, named in enumerate(found):
        owners = set().union(*(names.labels[name] for name in named)) & here if named else set()
        if owners:
            table[row] = [1.0 if label in owners else -1.0 for label in view.labels]
    return table


def build(
    examples: Iterable[Example], labels: Iterable[Label], views: Mapping[str, tuple[str | None, Sequence[str]]], reader: Reader
) -> Matcher:
    """Build the matcher. ``views`` gives for each view the view that it extends, which stands before it, and its own labels."""
    declared = {label.id: label for label in labels}
    ordered = tuple(sorted(examples, key=lambda example: example.label))
    readings = [reader.read_example(example.text, example.language) for example in ordered]
    known = _families(declared, ordered, readings)
    names = Names(known.values())
    weights = [names.weights(reading.words, repair=False) for reading in readings]
    word_texts = [_weighted_terms(reading, weight) for reading, weight in zip(readings, weights, strict=True)]
    char_texts = [char_terms(reading.words, weight) for reading, weight in zip(readings, weights, strict=True)]
    words, chars = Space.learn(word_texts), Space.learn(char_texts)
    word_rows, char_rows = words.vectors(word_texts), chars.vectors(char_texts)
    single = np.array([float(" " not in term) for term in words.terms])
    training = _Training(word_rows, char_rows, single, readings, known, names)
    owners = np.array([example.label for example in ordered])
    extended = {parent for parent, _ in views.values()}
    built: dict[str, View] = {}
    inverses: dict[str, Floats] = {}
    for name, (parent, own) in views.items():
        around = built[parent] if parent is not None else _EMPTY
        inverse = inverses[parent] if parent is not None else _EMPTY.alpha
        at = np.flatnonzero(np.isin(owners, list(own)))
        built[name], inverse = training.extend(around, inverse, at, owners[at], keep=name in extended)
        if name in extended:
            inverses[name] = inverse
    trust, threshold = training.calibrate()
    strays = tuple(
        Stray(ordered[at], found, chance) for at, found, chance in training.strays(trust, threshold) if found != ordered[at].label
    )
    return Matcher(reader, words, chars, word_rows, char_rows, ordered, known, built, trust, threshold, strays)


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
        often = {name for name, times in used[id_].items() if times >= FAMILY * asked[id_]}
        known[id_] = replace(label, names=tuple(sorted({*label.names, *often})), mentions=tuple(sorted(used[id_])))
    return known


class _Training:
    """Solves each view, and gathers what it would have said of questions that it had not seen."""

    def __init__(
        self,
        word_rows: sparse.csr_matrix,
        char_rows: sparse.csr_matrix,
        single: Floats,
        readings: Sequence[Reading],
        labels: Mapping[str, Label],
        names: Names,
    ) -> None:
        self.single = single
        self.word_rows, self.char_rows, self.labels, self.names = word_rows, char_rows, labels, names
        self.length = np.array([float(len(reading.terms)) for reading in readings])
        self.found = [names.find(reading.words, repair=False) for reading in readings]
        self.features: list[Floats] = []
        self.right: list[Floats] = []
        self.weight: list[Floats] = []
        self.tops: list[tuple[Floats, npt.NDArray[np.bool_]]] = []
        self.alone: list[tuple[View, Ints, Ints, Floats]] = []

    def extend(self, around: View, inverse: Floats, at: Ints, owners: npt.NDArray[np.str_], *, keep: bool) -> tuple[View, Floats]:
        """Solve a view that adds the examples ``at`` to another view, whose inverse is reused by blocks.

        Returns the view and, with ``keep``, the inverse of its whole kernel. The view's own examples are held out and
        ranked for the calibration.
        """
        labels, starts = np.unique(owners, return_index=True)
        before, names = len(around.examples), len(around.labels)
        number = np.searchsorted(labels, owners)
        everyone = np.concatenate([around.examples, at])
        word = np.asarray((self.word_rows[at] @ self.word_rows[everyone].T).todense())
        char = np.asarray((self.char_rows[at] @ self.char_rows[everyone].T).todense())
        kernel = _kernel(word, char)
        across, own = kernel[:, :before], kernel[:, before:] + RIDGE * np.eye(len(at), dtype=np.float32)
        reach = across @ inverse
        inner = _inverse(own - reach @ across.T)
        target = np.zeros((len(at), names + len(labels)), np.float32)
        target[np.arange(len(at)), names + number] = 1.0
        below = inner @ (target - np.hstack([across @ around.alpha, np.zeros((len(at), len(labels)), np.float32)]))
        above = np.hstack([around.alpha, np.zeros((before, len(labels)), np.float32)]) - reach.T @ below
        view = View(
            (*around.labels, *map(str, labels)),
            everyone,
            np.concatenate([around.starts, before + starts]).astype(np.int64),
            np.vstack([above, below]),
        )
        if len(at):
            self._hold_out(view, word, char, names + number, target, inner, before)
        if not keep:
            return view, np.zeros((0, 0), np.float32)
        corner = reach.T @ inner
        return view, np.block([[inverse + corner @ reach, -corner], [-corner.T, inner]])

    def _hold_out(self, view: View, word: Floats, char: Floats, own: Ints, target: Floats, inverse: Floats, before: int) -> None:
        """Rank each of the view's own examples as if it, and then as if its whole label, had not been there.

        ``word`` and ``char``: likeness of the own examples to all of the view's; ``inverse``: the own block of the
        view's inverse; ``before``: how many examples come from the view around it.
        """
        rows = np.arange(len(own))
        examples, alpha = view.examples[before:], view.alpha[before:]
        presence = _presence(view, self.word_rows)
        vectors = self.word_rows[examples]
        cover = _cover(vectors, presence)
        squares = vectors.multiply(vectors).tocsr()
        everywhere = np.asarray(presence.sum(axis=0)).ravel()
        total = np.maximum(squares @ self.single, 1e-9)
        named = _named(view, [self.found[at] for at in examples], self.names)
        length = self.length[examples]

        less_word, less_char, less_cover = word.copy(), char.copy(), cover.copy()
        less_word[rows, before + rows] = less_char[rows, before + rows] = 0.0
        less_cover[rows, own] -= _own_share(vectors, squares, presence[own])
        unseen = squares @ (self.single * (everywhere == 1)) / total
        scores = target - alpha / np.diag(inverse)[:, None]
        seen = _Seen(scores, less_word, less_char, less_cover, unseen, length, named)
        self._learn(view, seen, own, weight=1.0)
        self.alone.append((view, examples, *seen.features(view, self._unknown(view), CANDIDATES)))

        for label in np.unique(own):
            block = np.flatnonzero(own == label)
            gone_word, gone_char, gone_cover = word[block].copy(), char[block].copy(), cover[block].copy()
            gone_word[:, before + block] = gone_char[:, before + block] = 0.0
            gone_cover[:, label] = 0.0
            only_here = everywhere == np.asarray(presence[label].todense()).ravel()
            unseen = squares[block] @ (self.single * only_here) / total[block]
            scores = target[block] - np.linalg.solve(inverse[np.ix_(block, block)], alpha[block])
            scores[:, label] = -1.0
            seen = _Seen(scores, gone_word, gone_char, gone_cover, unseen, length[block], named[block])
            self._learn(view, seen, np.full(len(block), -1), weight=0.5)

    def _learn(self, view: View, seen: _Seen, own: Ints, weight: float) -> None:
        """Keep what speaks for each candidate, and which one was right (none where the label is left out: −1)."""
        unknown = self._unknown(view)
        order, features = seen.features(view, unknown, CANDIDATES)
        right = (order == own[:, None]).astype(np.float32)
        self.features.append(features.reshape(-1, features.shape[-1]))
        self.right.append(right.ravel())
        self.weight.append(np.full(right.size, weight))
        self.tops.append((features, unknown[order] > 0) if own[0] < 0 else (features[:0], unknown[order][:0] > 0))

    def _unknown(self, view: View) -> Floats:
        return np.array([float(self.labels[label].unknown) for label in view.labels])

    def strays(self, trust: Logistic, threshold: float) -> Iterator[tuple[int, str, float]]:
        """Each example that, held out, is answered: its number, the label that answers, and the chance."""
        for view, examples, order, features in self.alone:
            chance = trust.chance(features)
            top = chance.argmax(axis=1)
            for row, at in enumerate(examples):
                if chance[row, top[row]] >= threshold:
                    yield int(at), view.labels[order[row, top[row]]], float(chance[row, top[row]])

    def calibrate(self) -> tuple[Logistic, float]:
        """The trust in candidates, and the chance from which an entry is an answer."""
        trust = Logistic.fit(np.concatenate(self.features), np.concatenate(self.right), np.concatenate(self.weight), RISING)
        best = []
        for features, unknown in self.tops:
            if len(features):
                chance = trust.chance(features)
                top = chance.argmax(axis=1)
                rows = np.arange(len(top))
                best.append(np.where(unknown[rows, top], 0.0, chance[rows, top]))
        missing = np.concatenate(best)
        return trust, float(np.quantile(missing, 1 - NEAR_FALSE_ANSWERS))
