"""The rankings that a user would pick instead of ours: what a question is most like.

Each is set up in the common way that was best on banking77-near and clinc150-10shot (stop words or
none, which n-grams, examples apart or together), so that ours is not set against a poor one.

Each is fitted to (entry, example) pairs and gives its five best entries with a confidence, best
first. What a peer needs is imported when it is fitted, so that the memory of its libraries is
counted as its own.
"""

from __future__ import annotations

import random
import re
import sqlite3
import weakref
from abc import ABC, abstractmethod
from collections.abc import Sequence
from functools import partial
from typing import Any, ClassVar

import numpy as np
import numpy.typing as npt

Pair = tuple[str, str]
"""An entry and one way of asking for it."""
Ranked = list[tuple[str, float]]
"""Entries with confidence, best first, at most five."""
BEST = 5
FALSE_ANSWERS = 0.10
"""The share of questions about entries that are missing that the automatic threshold is aimed at
answering."""
FOLDS = 5
HELD_OUT = 1000
_LANGUAGES = {"en": "english", "sv": "swedish"}


class System(ABC):
    """Something that ranks entries for a question, and says whether the best is to be answered
    with."""

    name: ClassVar[str]
    largest: ClassVar[int] = 10_000
    """The number of entries from which it can't be built in reasonable time and memory."""

    def __init__(self, language: str = "en") -> None:
        self.language = language
        self.threshold = 0.0

    @abstractmethod
    def fit(self, train: Sequence[Pair]) -> None:
        """Learn from the examples; called once."""

    @abstractmethod
    def rank(self, text: str) -> Ranked: ...

    def decide(self, text: str) -> tuple[Ranked, bool]:
        """The ranking, and whether its first entry is an answer."""
        ranked = self.rank(text)
        return ranked, confidence(ranked) >= self.threshold

    def calibrate(self, train: Sequence[Pair]) -> None:
        """Set the threshold from the examples alone: a fifth of the entries is held out whole at
        a time, and their examples are asked; the confidence that a tenth of them reach is the
        bound."""
        rng = random.Random("calibrate")
        entries = sorted({entry for entry, _ in train})
        rng.shuffle(entries)
        reached = []
        for fold in range(FOLDS):
            gone = set(entries[fold::FOLDS])
            held_out = [text for entry, text in train if entry in gone]
            without = type(self)(self.language)
            without.fit([pair for pair in train if pair[0] not in gone])
            asked = rng.sample(held_out, min(len(held_out), HELD_OUT // FOLDS))
            reached += [confidence(without.rank(text)) for text in asked]
        self.threshold = float(np.quantile(reached, 1 - FALSE_ANSWERS))


def confidence(ranked: Ranked) -> float:
    """That of the best entry; 0 where nothing was found."""
    return ranked[0][1] if ranked else 0.0


class RapidFuzz(System):
    """Every example compared with ``token_set_ratio``; an entry is worth its best example."""

    name = "rapidfuzz"

    def fit(self, train: Sequence[Pair]) -> None:
        from rapidfuzz import fuzz, process, utils  # noqa: PLC0415

        self._process = utils.default_process
        self._cdist = partial(process.cdist, scorer=fuzz.token_set_ratio, dtype=np.float32)
        self._entries, self._starts, texts = _grouped(train)
        self._texts = [self._process(text) for text in texts]

    def rank(self, text: str) -> Ranked:
        (scores,) = self._cdist([self._process(text)], self._texts)
        return _best(self._entries, np.maximum.reduceat(scores, self._starts) / 100)


class Bm25(System):
    """BM25 over one document an entry, its examples, with stemmed words (bm25s)."""

    name = "BM25"

    def fit(self, train: Sequence[Pair]) -> None:
        import bm25s  # noqa: PLC0415
        import Stemmer  # noqa: PLC0415

        self._entries, documents = _documents(train)
        stemmer = Stemmer.Stemmer(_LANGUAGES[self.language])
        self._tokenizer = bm25s.tokenization.Tokenizer(stemmer=stemmer, stopwords=[])
        self._index = bm25s.BM25()
        ids = self._tokenizer.tokenize(documents, return_as="tuple", show_progress=False)
        self._index.index(ids, show_progress=False)

    def rank(self, text: str) -> Ranked:
        ids = self._tokenizer.tokenize([text], update_vocab=False, show_progress=False)
        if not ids[0]:
            return []
        return _best(self._entries, self._index.get_scores(list(ids[0])))


class Fts5(System):
    """SQLite's full-text search, ordered by its ``bm25()``, over one document an entry; any word
    may match."""

    name = "SQLite FTS5"

    def fit(self, train: Sequence[Pair]) -> None:
        tokenizer = "porter unicode61" if self.language == "en" else "unicode61"
        self._database = sqlite3.connect(":memory:")
        weakref.finalize(self, self._database.close)
        columns = f"entry unindexed, examples, tokenize = '{tokenizer}'"
        self._database.execute(f"create virtual table entries using fts5({columns})")
        rows = zip(*_documents(train), strict=True)
        self._database.executemany("insert into entries values (?, ?)", rows)

    def rank(self, text: str) -> Ranked:
        query = " OR ".join(f'"{word}"' for word in re.findall(r"\w+", text))
        best = (
            "select entry, -bm25(entries) from entries where entries match ?"
            " order by bm25(entries) limit ?"
        )
        return self._database.execute(best, (query, BEST)).fetchall() if query else []


class CharacterNgrams(System):
    """The cosine of character n-grams (TF-IDF) with one document an entry, its examples."""

    name = "character n-grams"

    def fit(self, train: Sequence[Pair]) -> None:
        from sklearn.feature_extraction.text import TfidfVectorizer  # noqa: PLC0415

        self._entries, documents = _documents(train)
        self._vectorizer = TfidfVectorizer(
            analyzer="char", ngram_range=(2, 4), sublinear_tf=True, dtype=np.float32
        )
        self._upright = self._vectorizer.fit_transform(documents).T.tocsr()

    def rank(self, text: str) -> Ranked:
        return _best(self._entries, self._likeness(text))

    def _likeness(self, text: str) -> npt.NDArray[Any]:
        return np.asarray((self._vectorizer.transform([text]) @ self._upright).toarray()[0])


class NearestExample(CharacterNgrams):
    """The same with each example by itself; an entry is worth its best one."""

    name = "nearest example by character n-grams"

    def fit(self, train: Sequence[Pair]) -> None:
        from sklearn.feature_extraction.text import TfidfVectorizer  # noqa: PLC0415

        self._entries, self._starts, texts = _grouped(train)
        self._vectorizer = TfidfVectorizer(
            analyzer="char_wb", ngram_range=(2, 4), sublinear_tf=True, dtype=np.float32
        )
        self._upright = self._vectorizer.fit_transform(texts).T.tocsr()

    def rank(self, text: str) -> Ranked:
        return _best(self._entries, np.maximum.reduceat(self._likeness(text), self._starts))


class LinearSvm(System):
    """A linear support vector machine over the TF-IDF of words and character n-grams; the softmax
    of its margins."""

    name = "linear SVM"
    largest = 1000

    def fit(self, train: Sequence[Pair]) -> None:
        from sklearn.feature_extraction.text import TfidfVectorizer  # noqa: PLC0415
        from sklearn.pipeline import make_pipeline, make_union  # noqa: PLC0415
        from sklearn.svm import LinearSVC  # noqa: PLC0415

        words = TfidfVectorizer(token_pattern=r"\w+", ngram_range=(1, 2), sublinear_tf=True)
        characters = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 4), sublinear_tf=True)
        self._model = make_pipeline(make_union(words, characters), LinearSVC(random_state=0))
        self._model.fit([text for _, text in train], [entry for entry, _ in train])
        self._entries = [str(entry) for entry in self._model.classes_]

    def rank(self, text: str) -> Ranked:
        margins: Any = self._model.decision_function([text])[0]
        if len(self._entries) == 2:  # one margin for two entries: that of the second
            margins = np.array([-margins, margins])
        chances = np.exp(margins - margins.max())
        return _best(self._entries, chances / chances.sum())


def _grouped(train: Sequence[Pair]) -> tuple[list[str], npt.NDArray[np.intp], list[str]]:
    """The entries, where each one's examples begin, and the examples."""
    ordered = sorted(train)
    entries, starts = np.unique([entry for entry, _ in ordered], return_index=True)
    return list(map(str, entries)), starts, [text for _, text in ordered]


def _documents(train: Sequence[Pair]) -> tuple[list[str], list[str]]:
    """The entries, and for each of them its examples as one text."""
    documents: dict[str, list[str]] = {}
    for entry, text in sorted(train):
        documents.setdefault(entry, []).append(text)
    return list(documents), ["\n".join(texts) for texts in documents.values()]


def _best(entries: Sequence[str], scores: npt.NDArray[Any]) -> Ranked:
    """The best by score; of equals the first by name."""
    few = np.arange(len(scores))
    if len(scores) > BEST:
        few = np.sort(np.argpartition(-scores, BEST)[:BEST])
    return [(entries[at], float(scores[at])) for at in few[np.argsort(-scores[few], kind="stable")]]


PEERS: tuple[type[System], ...]
PEERS = (RapidFuzz, Bm25, Fts5, CharacterNgrams, NearestExample, LinearSvm)
