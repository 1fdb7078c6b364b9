"""Which language a question is written in: Swedish or English by the knowledge's own words, others by a detector."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache

from bot.text import tokens

SUPPORTED = ("sv", "en")
_SURE = 0.75
_ENGLISH = frozenset(
    "the is are we our you your what how who when where which can could do does for of to and in with have has my there get any"
    " hello hi thanks thank please want need help me us i it this that about from would should not be if or on at they apply".split()
)
_SWEDISH = frozenset(
    "och är vi vår vårt våra du ni vad hur vem när var vilka vilken vilket kan får finns det den att för av till med har som en ett"
    " jag min mitt mina hej tack inte om eller på i de dom ska vill man sig så där här från hos utan också bara måste".split()
)
_SCANDINAVIAN = frozenset({"da", "nb", "nn", "no", "sv"})


@cache
def _detector() -> Callable[[str], tuple[str, float] | None]:
    """Built once, when a text first needs it: it loads tens of megabytes. (lingua: the one kept detector with Somali.)"""
    from lingua import Language, LanguageDetectorBuilder  # noqa: PLC0415

    names = "SWEDISH ENGLISH FINNISH ARABIC SOMALI UKRAINIAN RUSSIAN PERSIAN POLISH SPANISH FRENCH GERMAN TURKISH"
    names += " ALBANIAN BOSNIAN TAGALOG ITALIAN BOKMAL DANISH"
    languages = [getattr(Language, name) for name in names.split()]
    detector = LanguageDetectorBuilder.from_languages(*languages).build()

    def detect(text: str) -> tuple[str, float] | None:
        ranked = detector.compute_language_confidence_values(text)
        return (ranked[0].language.iso_code_639_1.name.lower(), ranked[0].value) if ranked else None

    return detect


def guess(text: str, knows: Callable[[str], bool], hint: str | None = None) -> str:
    """The language of a text as an ISO 639-1 code. ``knows`` says whether the knowledge's examples have a word.

    ``hint`` is what the channel or the asker says; it decides where the text itself doesn't.
    """
    words = tokens(text)
    swedish, english = (
        sum(word in _SWEDISH for word in words),
        sum(word in _ENGLISH for word in words),
    )
    default = hint if hint in SUPPORTED else "sv"
    if not words:
        return default
    known = sum(knows(word) or word in _SWEDISH or word in _ENGLISH for word in words)
    if known < len(words) / 2 and len(text) > 8:
        found = _detector()(text)
        if found and found[1] >= _SURE and found[0] not in _SCANDINAVIAN and found[0] != "en":
            return found[0]
    return _nearer(swedish, english, words, default)


def _nearer(swedish: int, english: int, words: Sequence[str], default: str) -> str:
    if swedish == english:
        return "sv" if any(set(word) & set("åäö") for word in words) else default
    return "sv" if swedish > english else "en"
