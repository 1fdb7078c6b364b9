"""Reads a question the way the knowledge is written: spoken forms, typing errors, words written apart, everyday words."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import Stemmer
from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.knowledge.model import Words
from bot.matching.slots import asked
from bot.text import fold, tokens

_STEMMERS = {"sv": "swedish", "en": "english"}
_SHORTEST_REPAIR, _SURE_REPAIR = 2, 2
"""So short a word is mended only where the examples have the mended one beside the same word."""
_LONG = 9


@dataclass(frozen=True)
class Reading:
    """A question as read: its words, their terms in the knowledge's own words, and the words never seen."""

    words: tuple[str, ...]
    terms: tuple[str, ...]
    repaired: tuple[tuple[str, str], ...] = ()
    unseen: tuple[str, ...] = ()


class Reader:
    """Reads examples and questions alike. ``counts`` is how often each word stands in the examples, ``beside`` how often
    two ("hur mycket") stand beside each other there."""

    def __init__(self, words: Words, counts: Mapping[str, int], beside: Mapping[str, int]) -> None:
        self._spoken = words.spoken
        self.counts = counts
        self.beside = beside
        self._meaning = {
            form: main for main, forms in words.meaning.items() for form in (main, *forms)
        }
        self._stemmers = {language: Stemmer.Stemmer(name) for language, name in _STEMMERS.items()}
        self._stems: dict[tuple[str, str], str] = {}

    @classmethod
    def learn(cls, words: Words, texts: Iterable[str]) -> Reader:
        counts: Counter[str] = Counter()
        beside: Counter[str] = Counter()
        for text in texts:
            read = [
                word for token in tokens(text) for word in words.spoken.get(token, token).split()
            ]
            counts.update(read)
            beside.update(f"{a} {b}" for a, b in pairwise(read))
        return cls(words, counts, beside)

    def _standard(self, text: str) -> list[str]:
        """The words of a text with spoken forms written out; one may stand for several ("iaf": i alla fall)."""
        return [word for token in tokens(text) for word in self._spoken.get(token, token).split()]

    @cached_property
    def _folded(self) -> dict[str, str]:
        """Each known word by its form without diacritics; the commonest where several share it."""
        return {
            fold(word): word
            for word, _ in sorted(self.counts.items(), key=lambda item: (item[1], item[0]))
        }

    @cached_property
    def _by_length(self) -> dict[int, list[str]]:
        lengths: dict[int, list[str]] = {}
        for word in self._folded:
            lengths.setdefault(len(word), []).append(word)
        return lengths

    def knows(self, word: str) -> bool:
        return word in self.counts

    def read_example(self, text: str, language: str = "sv") -> Reading:
        words = tuple(self._standard(text))
        return Reading(words, self._terms(words, language))

    def read(self, text: str, language: str = "sv") -> Reading:
        """Read a question, repairing towards the words that the examples have."""
        words, repaired, unseen = [], [], []
        spoken = self._standard(text)
        if not set("åäö") & set(text.lower()):
            # Typed without å, ä and ö: "manga" is the commoner "många", even where the rarer word exists too.
            spoken = [self._folded.get(word, word) for word in spoken]
        at = 0
        while at < len(spoken):
            word = spoken[at]
            joined = fold(word + spoken[at + 1]) if at + 1 < len(spoken) else ""
            if joined in self._folded and not (self.knows(word) and self.knows(spoken[at + 1])):
                words.append(self._folded[joined])
                at += 2
                continue
            at += 1
            mended = (
                word
                if self.knows(word)
                else self._repair(
                    word, words[-1] if words else "", spoken[at] if at < len(spoken) else ""
                )
            )
            if mended is None:
                unseen.append(word)
            elif mended != word:
                repaired.append((word, mended))
            words.append(mended or word)
        return Reading(tuple(words), self._terms(words, language), tuple(repaired), tuple(unseen))

    def _repair(self, word: str, before: str, after: str) -> str | None:
        """The known word that an unknown one is a slip of the keyboard for, or None: the nearest, and of those the likeliest here."""
        folded = fold(word)
        if folded in self._folded:
            return self._folded[folded]
        if len(folded) < _SHORTEST_REPAIR or any(c.isdigit() for c in folded):
            return None
        allowed = 1 if len(folded) < _LONG else 2
        lengths = range(len(folded) - allowed, len(folded) + allowed + 1)
        near = [near for length in lengths for near in self._by_length.get(length, ())]
        found = process.extract(folded, near, scorer=OSA.distance, score_cutoff=allowed, limit=None)
        ranked = []
        for spelt, distance, _ in found:
            known = self._folded[spelt]
            beside = self.beside.get(f"{before} {known}", 0), self.beside.get(f"{known} {after}", 0)
            if len(folded) > _SURE_REPAIR or any(beside):
                ranked.append((distance, -self._likely(folded, spelt, known, beside), known))
        return min(ranked)[-1] if ranked else None

    def _likely(self, typed: str, spelt: str, known: str, beside: tuple[int, int]) -> float:
        """How likely a known word was meant: how common it is, also beside the words around it, and what kind of slip it would be.
        The first letter is seldom wrong; letters that change places are the commonest slip."""
        there = math.log1p(self.counts[known]) + 2 * sum(map(math.log1p, beside))
        return there + 1.0 * (typed[0] == spelt[0]) + 2.0 * (sorted(typed) == sorted(spelt))

    def _terms(self, words: Sequence[str], language: str) -> tuple[str, ...]:
        kinds = sorted(f"§{slot}" for slot in asked(" ".join(words)))
        return (*(self._stem(self._meaning.get(word, word), language) for word in words), *kinds)

    def _stem(self, word: str, language: str) -> str:
        stemmer = self._stemmers.get(language, self._stemmers["sv"])
        if not self.knows(word):
            return str(stemmer.stemWord(word))  # what people type is not kept
        key = (word, language)
        if key not in self._stems:
            self._stems[key] = stemmer.stemWord(word)
        return self._stems[key]
