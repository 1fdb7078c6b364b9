"""Reads a question the way the knowledge is written: spoken forms, typing errors, words written
apart, everyday words. Pure."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import pairwise

import Stemmer
from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.knowledge.words import Words
from bot.matching import slots
from bot.text import fold, tokens

_STEMMERS = {"sv": "swedish", "en": "english"}
_SHORTEST_REPAIR, _SURE_REPAIR = 2, 2
"""So short a word is mended only where the examples have the mended one beside the same word."""
_LONG = 9
_MOST_WORDS = 400
"""Words of one text that are read: half from its beginning and half from its end, where a long
letter asks."""
_MOST_REPAIRS = 60
"""Unknown words of one text that are tried: it is no question any more that has so many."""
_LAST_WORDS = 2 * _MOST_REPAIRS
FACT = "§"
"""What the term for a kind of fact begins with: no word does."""


@dataclass(frozen=True)
class Reading:
    """A question as read: its words, their terms in the knowledge's own words and after them what
    kinds of fact it asks for, and the words never seen."""

    words: tuple[str, ...]
    terms: tuple[str, ...]
    repaired: tuple[tuple[str, str], ...] = ()
    unseen: tuple[str, ...] = ()

    @property
    def stems(self) -> tuple[str, ...]:
        """The term of each word."""
        return self.terms[: len(self.words)]

    @property
    def facts(self) -> tuple[str, ...]:
        """The terms for the kinds of fact that are asked for."""
        return self.terms[len(self.words) :]


def shown(word: str) -> str:
    """A word or a term for a kind of fact as people are shown it."""
    return f"att {word[1:]} efterfrågas" if word.startswith(FACT) else f"”{word}”"


@dataclass(frozen=True)
class Spelling:
    """How some examples are spelt: how often each word stands in them, and how often two ("hur
    mycket") stand beside each other."""

    counts: Mapping[str, int]
    beside: Mapping[str, int]

    @classmethod
    def learn(cls, words: Words, texts: Iterable[str]) -> Spelling:
        """The spelling of some texts."""
        counts: Counter[str] = Counter()
        beside: Counter[str] = Counter()
        for text in texts:
            written = _written(text, words)
            counts.update(written)
            beside.update(f"{a} {b}" for a, b in pairwise(written))
        return cls(dict(sorted(counts.items())), dict(sorted(beside.items())))

    @cached_property
    def folded(self) -> dict[str, str]:
        """Each word by its form without diacritics; the commonest where several share it."""
        ascending = sorted(self.counts.items(), key=lambda item: (item[1], item[0]))
        return {fold(word): word for word, _ in ascending}

    @cached_property
    def _by_length(self) -> dict[int, list[str]]:
        lengths: dict[int, list[str]] = {}
        for word in self.folded:
            lengths.setdefault(len(word), []).append(word)
        return lengths

    @property
    def sizes(self) -> Iterable[int]:
        """How long its words are."""
        return self._by_length

    @cached_property
    def near(self) -> Callable[[str, int], tuple[tuple[str, int], ...]]:
        """The words that so many slips of the keyboard make of another, without diacritics, and how
        many it takes. Those of the last words are kept: many readers ask it of one question."""
        return lru_cache(_LAST_WORDS)(self._near)

    def _near(self, folded: str, allowed: int) -> tuple[tuple[str, int], ...]:
        lengths = range(len(folded) - allowed, len(folded) + allowed + 1)
        near = [near for length in lengths for near in self._by_length.get(length, ())]
        alike = process.extract(folded, near, scorer=OSA.distance, score_cutoff=allowed, limit=None)
        return tuple((spelt, round(distance)) for spelt, distance, _ in alike)


class Reader:
    """Reads examples and questions alike, with the spelling of some areas together."""

    def __init__(self, words: Words, spellings: Sequence[Spelling] = ()) -> None:
        self.words = words
        self.spellings = tuple(spellings)
        self._meaning = {
            form: main for main, forms in words.meaning.items() for form in (main, *forms)
        }
        self._stemmers = {
            language: Stemmer.Stemmer(name, 0) for language, name in _STEMMERS.items()
        }
        self._stems: dict[tuple[str, str], str] = {}

    @cached_property
    def _longest(self) -> int:
        """Letters in the longest word that may be a slip for another."""
        return max((size for own in self.spellings for size in own.sizes), default=0) + 2

    def knows(self, word: str) -> bool:
        """Whether the examples have a word."""
        for spelling in self.spellings:  # noqa: SIM110 - any() takes twice as long, of all there is
            if word in spelling.counts:
                return True
        return False

    def _times(self, word: str) -> int:
        return sum(spelling.counts.get(word, 0) for spelling in self.spellings)

    def _beside(self, pair: str) -> int:
        return sum(spelling.beside.get(pair, 0) for spelling in self.spellings)

    def _unfolded(self, folded: str) -> str | None:
        """The known word with this form without diacritics; the commonest where several share
        it."""
        known = {own for spelling in self.spellings if (own := spelling.folded.get(folded))}
        if len(known) > 1:
            return max(known, key=lambda word: (self._times(word), word))
        return next(iter(known), None)

    def read_example(self, text: str, language: str = "sv") -> Reading:
        """Read a text whose words are all known."""
        words = tuple(_written(text, self.words))
        return Reading(words, self._terms(words, language))

    def read(self, text: str, language: str = "sv") -> Reading:
        """Read a question, repairing towards the words that the examples have."""
        words, repaired, unseen = [], [], []
        for typed, mended in self._mended(self._dotted(text)):
            if mended is None:
                unseen.append(typed)
            elif mended != typed:
                repaired.append((typed, mended))
            words.append(mended or typed)
        return Reading(tuple(words), self._terms(words, language), tuple(repaired), tuple(unseen))

    def words_of(self, text: str) -> tuple[str, ...]:
        """The words of a question as ``read`` has them, without what they mean."""
        return tuple(mended or typed for typed, mended in self._mended(self._dotted(text)))

    def _dotted(self, text: str) -> list[str]:
        """The words of a text. Typed without å, ä and ö "manga" is the commoner "många", even where
        the rarer word exists too."""
        words = _written(text, self.words)
        if len(words) > _MOST_WORDS:
            words = words[: _MOST_WORDS // 2] + words[-_MOST_WORDS // 2 :]
        if set("åäö") & set(text.lower()):
            return words
        return [self._unfolded(word) or word for word in words]

    def _mended(self, typed: Sequence[str]) -> Iterator[tuple[str, str | None]]:
        """Each word as typed with what it is taken for, if anything; two that the knowledge writes
        as one come as that one."""
        at, before, tries = 0, "", _MOST_REPAIRS
        while at < len(typed):
            word, after = typed[at], typed[at + 1] if at + 1 < len(typed) else ""
            apart = after and not (self.knows(word) and self.knows(after))
            whole = self._unfolded(fold(word + after)) if apart else None
            if whole is not None:
                word, at = whole, at + 2
            else:
                at += 1
            mended: str | None = word
            if not self.knows(word):
                mended = self._repair(word, before, after) if tries > 0 else None
                tries -= 1
            before = mended or word
            yield word, mended

    def _repair(self, word: str, before: str, after: str) -> str | None:
        """The known word that an unknown one is a slip of the keyboard for, or None: the nearest,
        and of those the likeliest here."""
        folded = fold(word)
        if (known := self._unfolded(folded)) is not None:
            return known
        if not _SHORTEST_REPAIR <= len(folded) <= self._longest or any(c.isdigit() for c in folded):
            return None
        allowed = 1 if len(folded) < _LONG else 2
        near = dict(pair for spelling in self.spellings for pair in spelling.near(folded, allowed))
        ranked = []
        for spelt, distance in near.items():
            known = self._unfolded(spelt) or spelt
            beside = self._beside(f"{before} {known}"), self._beside(f"{known} {after}")
            if len(folded) > _SURE_REPAIR or any(beside):
                ranked.append((distance, -self._likely(folded, spelt, known, beside), known))
        return min(ranked)[-1] if ranked else None

    def _likely(self, typed: str, spelt: str, known: str, beside: tuple[int, int]) -> float:
        """How likely a known word was meant: how common it is, also beside the words around it, and
        what kind of slip it would be. The first letter is seldom wrong; letters that change places
        are the commonest slip."""
        there = math.log1p(self._times(known)) + 2 * sum(map(math.log1p, beside))
        return there + 1.0 * (typed[0] == spelt[0]) + 2.0 * (sorted(typed) == sorted(spelt))

    def _terms(self, words: Sequence[str], language: str) -> tuple[str, ...]:
        facts = sorted(f"{FACT}{slot}" for slot in slots.of(" ".join(words), self.words))
        return (*(self.stem(word, language) for word in words), *facts)

    def stem(self, word: str, language: str) -> str:
        """A word's term: that of what it means."""
        return self._stem(self._meaning.get(word, word), language)

    def _stem(self, word: str, language: str) -> str:
        key = (word, language)
        if (kept := self._stems.get(key)) is not None:
            return kept
        stem = str(self._stemmers.get(language, self._stemmers["sv"]).stemWord(word))
        if self.knows(word):  # what people type is not kept
            self._stems[key] = stem
        return stem


def _written(text: str, words: Words) -> list[str]:
    """The words of a text with spoken forms written out; one may stand for several ("iaf": i alla
    fall)."""
    return [word for token in tokens(text) for word in words.spoken.get(token, token).split()]
