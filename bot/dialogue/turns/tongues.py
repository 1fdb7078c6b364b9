"""Languages that are recognised and not answered in: which one a conversation is in, what a word of
it says, and the place that it names. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Literal

from bot import text
from bot.dialogue.turns.conversation import Conversation
from bot.dialogue.words import languages
from bot.knowledge.words import Tongue
from bot.matching.library import Current

Word = Literal["nej", "ja", "tack", "hejdå", "hej"]
_WEIGHT: tuple[Word, ...] = ("nej", "ja", "tack", "hejdå", "hej")
"""What a line of several says, is the first of these."""
Aside = Literal["ångrar", "framme", "när", "betyder"]
"""What may be said of one's own question, or of what the bot wrote."""
_SHORT = 2
"""Words of a line that never changes the language of a conversation."""
_ALIKE = 4
"""Words of a line that is hardly in yet another language than the conversation."""
_LONGEST = 10
"""Words of a line that may be a greeting, a yes, a no or thanks, or an aside."""
_PHRASE = 6
"""Words of the longest phrase."""
_AS_PERSIAN = str.maketrans("يىك", "ییک")
_PIECE = re.compile(r"[^\W\d_]+(?:[-'’:][^\W\d_]+)*")


def held(plain: str, heard: str, before: Conversation, current: Current) -> str:
    """The language that the asker writes in, where the last message shows ``heard``: the
    conversation's, unless this is a sentence in another."""
    if not before.foreign:
        return heard
    if heard not in languages.SUPPORTED:
        is_short = len(text.tokens(plain)) <= _ALIKE and languages.of_script(plain) is None
        word = said(plain, before.foreign, current)
        return before.foreign if is_short or word else heard
    know = current.knowledge
    if before.language or said(plain, before.foreign, current):
        return before.foreign
    own = [word for word in text.tokens(plain) if text.fold(word) not in know.proper]
    common = {*know.words.common["sv"], *know.words.common.get("en", ())}
    is_sentence = len(own) > _SHORT and sum(word in common for word in own) >= _SHORT
    return heard if is_sentence else before.foreign


def said(plain: str, language: str, current: Current) -> Word | None:
    """What a line says in a language that is nothing but greetings, yes, no and thanks, with what
    is polite beside them; None for any other."""
    tongue, words = current.knowledge.talk.tongues.get(language), text.tokens(_alike(plain))
    if tongue is None or not words or len(words) > _LONGEST:
        return None
    found = _read(tuple(words), _phrases(tongue)) or set()
    word = next((word for word in _WEIGHT if word in found), None)
    # "No, I understand" and "I don't understand".
    is_aside = word is not None and aside(plain, language, current) == "betyder"
    return None if is_aside else word


def _read(words: tuple[str, ...], phrases: Mapping[str, Word | None]) -> set[Word | None] | None:
    """What the phrases say that some words are made of; None where they are made of none."""
    if not words:
        return set()
    for length in range(min(_PHRASE, len(words)), 0, -1):
        if (phrase := " ".join(words[:length])) in phrases:
            rest = _read(words[length:], phrases)
            if rest is not None:
                return {phrases[phrase], *rest}
    return None


def aside(plain: str, language: str, current: Current) -> Aside | None:
    """What a short line asks in a language of one's own question, or of what the bot wrote."""
    tongue = current.knowledge.talk.tongues.get(language)
    if tongue is None or len(text.tokens(plain)) > _LONGEST:
        return None
    patterns: Mapping[Aside, re.Pattern[str] | None] = {
        "ångrar": tongue.regrets,
        "framme": tongue.asks_arrived,
        "när": tongue.asks_when,
        "betyder": tongue.asks_meaning,
    }
    return next((kind for kind, one in patterns.items() if one and _is_found(one, plain)), None)


def greeted_in(plain: str, current: Current) -> tuple[str, Word] | None:
    """The language that a greeting, a yes, a no or thanks is in by itself, where only one has it
    and it is neither Swedish nor English."""
    know, line = current.knowledge, text.bare(plain)
    # "Ok, jo" is a Swedish yes, word by word; in Albanian it would be a no.
    if line in know.short_words or know.short_words.issuperset(line.split()):
        return None
    found = [(code, word) for code in know.talk.tongues if (word := said(plain, code, current))]
    script = languages.of_script(plain)
    found = [one for one in found if one[0] == script] or found
    return found[0] if len({code for code, _ in found}) == 1 else None


def place(plain: str, language: str, current: Current) -> str | None:
    """The one area that a text names the way it is written in a language: by its name there, or
    with an ending; None where it names none, or several."""
    know = current.knowledge
    tongue = know.talk.tongues.get(language)
    if tongue is None:
        return None
    pieces = [piece.lower() for piece in _PIECE.findall(plain)]
    named = {area for piece in pieces for area in _written_as(piece, tongue) if area in know.areas}
    named |= {area for piece in pieces for area in _inflected(piece, tongue, current)}
    return next(iter(named)) if len(named) == 1 else None


def _written_as(piece: str, tongue: Tongue) -> Iterable[str]:
    for area, forms in tongue.places.items():
        patterns = (re.escape(form.lower()).replace(r"\*", r"\w*") for form in forms)
        if any(re.fullmatch(rf"[بلوفበለከየ]{{0,2}}{pattern}", piece) for pattern in patterns):
            yield area


def _inflected(piece: str, tongue: Tongue, current: Current) -> Iterable[str]:
    """Its Swedish name with one of the language's endings: "Boråsissa", "Lund'da"."""
    for ending in sorted(tongue.endings, key=len, reverse=True):
        stem = piece.removesuffix(ending).rstrip("-'’:")
        if stem != piece and len(stem) > 3:
            mentions = current.gazetteer.find(stem, repair=False)
            if len(mentions) == 1 and mentions[0].end == len(stem):
                return [mentions[0].area]
    return []


def _phrases(tongue: Tongue) -> Mapping[str, Word | None]:
    """Every phrase of a language as it is compared, and what it says; None for what may only stand
    beside others."""
    own = tongue.polite, tongue.greets, tongue.leaves, tongue.thanks, tongue.yes, tongue.no
    return _by_phrase(own)


_KINDS: tuple[Word | None, ...] = (None, "hej", "hejdå", "tack", "ja", "nej")


@lru_cache(maxsize=64)
def _by_phrase(own: tuple[frozenset[str], ...]) -> Mapping[str, Word | None]:
    kinds = zip(_KINDS, own, strict=True)
    return {phrase: kind for kind, said in kinds for phrase in _compared(said)}


def _compared(phrases: frozenset[str]) -> frozenset[str]:
    """Phrases as they are compared; also as they are typed by who leaves the marks out."""
    marked = {text.bare(_alike(phrase)) for phrase in phrases}
    return frozenset(marked | {text.fold(phrase) for phrase in marked})


def _alike(said: str) -> str:
    """A text whose letters are as most people type them: of Arabic ones without marks, where the
    Persian and the Arabic form of one are alike."""
    if not languages.is_arabic(said):
        return said
    return text.fold(said.replace("\u200c", " ")).translate(_AS_PERSIAN)


def _is_found(pattern: re.Pattern[str], plain: str) -> bool:
    """Whether a pattern is found in a text, or without the marks of both."""
    spaced = plain.replace("\u200c", " ")
    without = _without_marks(pattern.pattern)
    return bool(pattern.search(spaced) or without.search(_alike(text.fold(spaced))))


@lru_cache(maxsize=256)
def _without_marks(pattern: str) -> re.Pattern[str]:
    return re.compile(_alike(text.fold(pattern)))
