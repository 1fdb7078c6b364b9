"""Danger to life, violence, a child at risk: found by fixed phrases before all matching, never by a
threshold. Pure."""

from __future__ import annotations

import re
from functools import lru_cache

from bot.knowledge.words import Danger
from bot.text import fold, tokens


def is_danger(text: str, danger: Danger, first_person: frozenset[str]) -> bool:
    """Whether a text shows danger in the asker's own situation or near. A phrase in the first
    person always counts; others don't where the text is about an association's work
    (``danger.unless``)."""
    words = " ".join(fold(token) for token in tokens(text))
    words = _any_of(tuple(danger.harmless)).sub(" ", words)
    own, others, unless = _compiled(tuple(danger.phrases), tuple(danger.unless), first_person)
    if own.search(words):
        return True
    return bool(others.search(words)) and not unless.search(words)


@lru_cache(maxsize=32)
def _compiled(
    phrases: tuple[str, ...], unless: tuple[str, ...], first_person: frozenset[str]
) -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    first = [phrase for phrase in phrases if first_person & set(re.split(r"[ +|]", phrase.lower()))]
    rest = [phrase for phrase in phrases if phrase not in first]
    return _any_of(tuple(first)), _any_of(tuple(rest)), _any_of(unless)


@lru_cache(maxsize=96)
def _any_of(phrases: tuple[str, ...]) -> re.Pattern[str]:
    """One pattern for phrases whose words stand in order, with at most two others between; ``*`` is
    any ending, ``+`` lets none between, ``|`` parts words that may stand in one place, and ``_``
    joins several words to one of those."""

    def one(phrase: str) -> str:
        def close(word: str) -> str:
            forms = "|".join(
                re.escape(fold(form.rstrip("*").replace("_", " ")))
                + (r"\w*" if form.endswith("*") else "")
                for form in word.split("|")
            )
            return f"(?:{forms})"

        words = [
            " ".join(close(part) for part in word.split("+")) for word in phrase.lower().split()
        ]
        return r"\b" + r"(?: \S+){0,2} ".join(words) + r"(?!\w)"

    return re.compile("|".join(one(phrase) for phrase in phrases) or r"(?!)")
