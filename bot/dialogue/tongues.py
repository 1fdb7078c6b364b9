"""Languages that are recognised and not answered in: which one a conversation is in, what a word of
it says, and the place that it names. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Literal

from bot import text
from bot.dialogue import languages
from bot.dialogue.conversation import Conversation
from bot.knowledge.words import Tongue
from bot.matching.library import Current

Word = Literal["hej", "ja", "nej", "tack"]
_SHORT = 2
"""Words of a line that never changes the language of a conversation."""
_LONGEST = 5
"""Words of a line that may be a greeting, a yes, a no or thanks."""
_PIECE = re.compile(r"[^\W\d_]+(?:[-'’:][^\W\d_]+)*")


def held(plain: str, heard: str, before: Conversation, current: Current) -> str:
    """The language that the asker writes in, where the last message shows ``heard``: the
    conversation's, unless this is a sentence in another."""
    if not before.foreign or heard not in languages.SUPPORTED:
        word = said(plain, heard, current) if heard not in languages.SUPPORTED else None
        return before.foreign if before.foreign and word else heard
    know = current.knowledge
    if before.language or said(plain, before.foreign, current):
        return before.foreign
    own = [word for word in text.tokens(plain) if text.fold(word) not in know.proper]
    common = {*know.words.common["sv"], *know.words.common.get("en", ())}
    is_sentence = len(own) > _SHORT and sum(word in common for word in own) >= _SHORT
    return heard if is_sentence else before.foreign


def said(plain: str, language: str, current: Current) -> Word | None:
    """What a short line says in a language: a greeting, a yes, a no, thanks; None for any other."""
    tongue, line = current.knowledge.talk.tongues.get(language), text.bare(plain)
    if tongue is None or not line or len(line.split()) > _LONGEST:
        return None
    kinds: dict[Word, frozenset[str]] = {
        "ja": tongue.yes,
        "nej": tongue.no,
        "tack": tongue.thanks,
        "hej": tongue.greets,
    }
    return next((kind for kind, words in kinds.items() if _is_one_of(line, words)), None)


def greeted_in(plain: str, current: Current) -> tuple[str, Word] | None:
    """The language that a greeting, a yes, a no or thanks is in by itself, where only one has it
    and it is neither Swedish nor English."""
    know, line = current.knowledge, text.bare(plain)
    if line in know.short_words:
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
        if any(re.fullmatch(rf"[بلوف]{{0,2}}{pattern}", piece) for pattern in patterns):
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


def _is_one_of(line: str, words: Iterable[str]) -> bool:
    return line in map(text.bare, words)
