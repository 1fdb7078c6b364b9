"""Which language a question is written in: Swedish or English by the knowledge's own words, others
by a detector."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from bot.matching.reading import Reader
from bot.text import tokens

SUPPORTED = ("sv", "en")
_SURE = 0.75
_SCANDINAVIAN = frozenset({"da", "nb", "nn", "no", "sv"})


@cache
def _detector() -> Callable[[str], tuple[str, float] | None]:
    """Built once, when a text first needs it: it loads tens of megabytes. (lingua: the one kept
    detector with Somali.)"""
    from lingua import Language, LanguageDetectorBuilder  # noqa: PLC0415

    names = "SWEDISH ENGLISH FINNISH ARABIC SOMALI UKRAINIAN RUSSIAN PERSIAN POLISH SPANISH FRENCH"
    names += " GERMAN TURKISH ALBANIAN BOSNIAN TAGALOG ITALIAN BOKMAL DANISH"
    languages = [getattr(Language, name) for name in names.split()]
    detector = LanguageDetectorBuilder.from_languages(*languages).build()

    def detect(text: str) -> tuple[str, float] | None:
        ranked = detector.compute_language_confidence_values(text)
        return (ranked[0].language.iso_code_639_1.name.lower(), ranked[0].value) if ranked else None

    return detect


def guess(text: str, reader: Reader, hint: str | None = None) -> str:
    """The language of a text as an ISO 639-1 code, by the words that the reader knows.

    ``hint`` is what the channel or the asker says; it decides where the text itself doesn't.
    """
    words, common = tokens(text), reader.words.common
    default = hint if hint in SUPPORTED else "sv"
    if not words:
        return default
    swedish, english = ({*common.get(language, ())} for language in SUPPORTED)
    known = sum(reader.knows(word) or word in swedish or word in english for word in words)
    if known < len(words) / 2 and len(text) > 8:
        detected = _detector()(text)
        if detected is not None and _is_other(*detected):
            return detected[0]
    in_swedish, in_english = (sum(word in own for word in words) for own in (swedish, english))
    if in_swedish == in_english:
        return "sv" if any(set(word) & set("åäö") for word in words) else default
    return "sv" if in_swedish > in_english else "en"


def _is_other(language: str, confidence: float) -> bool:
    """Whether a text is surely in a language that is neither English nor read as Swedish."""
    return confidence >= _SURE and language not in _SCANDINAVIAN and language != "en"
