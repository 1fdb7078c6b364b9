"""Texts that begin with one of some phrases. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from functools import lru_cache

from bot import text

_IS_WORD = re.compile(r"\w")


def is_one(bare: str, phrases: Iterable[str]) -> bool:
    """Whether a text, without signs and case, is one of the phrases."""
    return bare in _bared(tuple(phrases))


@lru_cache(maxsize=64)
def _bared(phrases: tuple[str, ...]) -> frozenset[str]:
    return frozenset(map(text.bare, phrases))


def made_of(words: Sequence[str], kinds: Mapping[str, str], between: AbstractSet[str]) -> set[str]:
    """The kinds of the phrases that some words are made of, one after the other, with words that
    say nothing between them; none where any other is left."""
    found, at = set[str](), 0
    while at < len(words):
        ends = (end for end in range(len(words), at, -1) if " ".join(words[at:end]) in kinds)
        if (end := next(ends, None)) is not None:
            found.add(kinds[" ".join(words[at:end])])
            at = end
        elif words[at] in between:
            at += 1
        else:
            return set()
    return found


def after(said: str, phrases: Iterable[str]) -> str | None:
    """What comes after the longest of the phrases that a text begins with; None where it begins
    with none."""
    match = _beginning(tuple(phrases)).match(said)
    return said[match.end() :] if match else None


def without(said: str | None, phrases: Iterable[str]) -> str | None:
    """A text without any of the phrases at its beginning."""
    phrases = tuple(phrases)
    while said and (rest := after(said, phrases)) is not None:
        said = rest
    return said


@lru_cache(maxsize=256)
def _beginning(phrases: tuple[str, ...]) -> re.Pattern[str]:
    """What a text that begins with one of the phrases begins with. The signs before a word, and
    between two, are never tried again with fewer of them: of thousands that would take minutes."""
    longest_first = sorted(phrases, key=len, reverse=True)
    words = "|".join(_as_said(one) for one in longest_first if _IS_WORD.match(one)) or "(?!)"
    signs = [re.escape(one) for one in longest_first if not _IS_WORD.match(one)]
    begins = rf"\W*+(?:{words})"
    if signs:
        first = "".join(re.escape(one[0]) for one in phrases if not _IS_WORD.match(one))
        begins += rf"|[^\w{first}]*+(?:{'|'.join(signs)})"
    return re.compile(rf"(?:{begins})(?!\w)[^\w+(@#]*", re.IGNORECASE)


def _as_said(phrase: str) -> str:
    """A phrase with any signs between its words."""
    first, *others = phrase.split()
    betweens = (rf"\W{'++' if _IS_WORD.match(word) else '+'}{re.escape(word)}" for word in others)
    return re.escape(first) + "".join(betweens)
