"""Texts that begin with one of some phrases. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache


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
    """What a text that begins with one of the phrases begins with."""
    longest_first = sorted(phrases, key=len, reverse=True)
    words = (r"\W+".join(map(re.escape, phrase.split())) for phrase in longest_first)
    return re.compile(rf"\W*(?:{'|'.join(words)})(?!\w)[^\w+(@#]*", re.IGNORECASE)
