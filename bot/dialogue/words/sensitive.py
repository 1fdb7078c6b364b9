"""What is sensitive of a person, by the words of ``knowledge/rejects.yaml``: who is about to send
it is told so first. Of an association the same words are no secret. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from bot import text
from bot.dialogue.words import danger
from bot.knowledge.words import Sensitive
from bot.text import fold


def is_sensitive(said: str, words: Sensitive, first_person: frozenset[str]) -> bool:
    """Whether a text tells something sensitive of somebody: faith, origin, politics, union, sex
    life, health, a protected address."""
    if danger.is_danger(said, words.always, first_person):
        return True
    patterns = _compiled(words)
    parts = (fold(text.bare(sentence)) for sentence in text.sentences(said))
    return any(pattern.search(part) for part in parts for pattern in patterns)


def _compiled(words: Sensitive) -> tuple[re.Pattern[str], ...]:
    relations = tuple((tuple(one.link), tuple(one.traits)) for one in words.relations)
    return _patterns(tuple(words.people), tuple(words.not_of), tuple(words.leads_away), relations)


@lru_cache(maxsize=2)
def _patterns(
    people: tuple[str, ...],
    not_of: tuple[str, ...],
    leads_away: tuple[str, ...],
    relations: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...],
) -> tuple[re.Pattern[str], ...]:
    """A person, what links them to a trait, and the trait; or the link first: "är hon …"."""
    person, other = _one_of(people), rf"(?!{_one_of(not_of)}(?!\w))"
    away = _one_of(leads_away)
    within = rf"(?:{away} (?:\S+ ){{1,2}}?)?"
    some = rf"(?:{other}\S+ ){{0,3}}?{within}"
    few = rf"(?:{other}(?!{away} )\S+ ){{0,2}}?"

    def one(link: tuple[str, ...], traits: tuple[str, ...]) -> re.Pattern[str]:
        trait = rf"{_one_of(traits)}(?!\w)(?! {_one_of(not_of)}(?!\w))"
        if not link:
            return re.compile(rf"(?<!\w){person} {some}{trait}")
        linked = _one_of(link)
        told = rf"{person} {some}{linked} {few}"
        asked = rf"{linked} (?:\S+ )?{person} {few}"
        return re.compile(rf"(?<!\w)(?:{told}|{asked}){trait}")

    return tuple(one(link, traits) for link, traits in relations)


def _one_of(phrases: Iterable[str]) -> str:
    """One of some phrases, the longest first; ``*`` is any letters."""
    longest = sorted({fold(phrase.lower()) for phrase in phrases}, key=len, reverse=True)
    return "(?:" + "|".join(re.escape(one).replace(r"\*", r"\w*") for one in longest) + ")"
