"""Which language a question is written in: by its script, by small words, by the knowledge's own
words, and at last by a detector. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache

from bot.knowledge.words import Tongue
from bot.matching.reading import Reader
from bot.text import fold, tokens

SUPPORTED = ("sv", "en")
_SURE = 0.75
_HITS = 2
_ENOUGH = 600
"""Characters that tell a language as surely as more do."""
_ARABIC = re.compile("[\u0620-\u064a\u0671-\u06d3]{2}")
_ARABIC_SCRIPT = re.compile("[\u0600-\u06ff]")
_PERSIAN = re.compile("[پچژگکی]")
_ARABIC_ALONE = re.compile("[ةأإ]")
_ETHIOPIC = re.compile("[\u1200-\u137f]{2}")
_TIGRINYA = re.compile(r"[ኣቐ-ቝ]|\b(?:እዩ|ኢዩ|እወ|ናይ|እንታይ|ከመይ|መዓስ|ንሕና|አብ|ናብ|ካብ|ዶ|ድዩ)\b")
_AMHARIC = re.compile(r"አ|\b(?:ነው|ነን|ምን|እንዴት|መቼ|እሺ|እኛ|ውስጥ)\b")
_CYRILLIC = re.compile("[\u0400-\u04ff]{2}")
_RUSSIAN, _UKRAINIAN = re.compile("[ыэёъЫЭЁЪ]"), re.compile("[іїєґІЇЄҐ]")
"""Letters and words that only one of the languages of a script has."""
_SCANDINAVIAN = frozenset({"da", "nb", "nn", "no", "sv"})


Detect = Callable[[str], tuple[str, float] | None]
"""The language of a text, and how sure that is."""
_beside: list[Detect] = []


@contextmanager
def detected_by(detect: Detect) -> Iterator[None]:
    """While this lasts another detector is asked, which keeps its models elsewhere."""
    _beside.append(detect)
    try:
        yield
    finally:
        _beside.remove(detect)


@cache
def detector() -> Detect:
    """Built once, when a text first needs it: its models take 350 megabytes, and the whole process
    stands still for as long as they load. (lingua: the one kept detector with Somali.)"""
    from lingua import Language, LanguageDetectorBuilder  # noqa: PLC0415

    names = "SWEDISH ENGLISH FINNISH ARABIC SOMALI UKRAINIAN RUSSIAN PERSIAN POLISH SPANISH FRENCH"
    names += " GERMAN TURKISH ALBANIAN BOSNIAN TAGALOG ITALIAN BOKMAL DANISH"
    languages = [getattr(Language, name) for name in names.split()]
    detector = LanguageDetectorBuilder.from_languages(*languages).build()

    def detect(text: str) -> tuple[str, float] | None:
        ranked = detector.compute_language_confidence_values(text)
        return (ranked[0].language.iso_code_639_1.name.lower(), ranked[0].value) if ranked else None

    return detect


def guess(
    text: str,
    reader: Reader,
    hint: str | None = None,
    tongues: Mapping[str, Tongue] | None = None,
    names: Container[str] = (),
    before: str = "",
) -> str:
    """The language of a text as an ISO 639-1 code: by its script, by the small words of the
    ``tongues`` that are known when they are heard, by the words that the reader knows, or by a
    detector. The ``names`` of places and things say nothing of it.

    ``hint`` is what the channel or the asker says, ``before`` what the conversation is in; they
    decide where the text itself doesn't.
    """
    words, common = tokens(text), reader.words.common
    default = hint if hint in SUPPORTED else "sv"
    if not words:
        return default
    if (script := of_script(text, before)) is not None:
        return script
    own = [word for word in words if fold(word) not in names]
    swedish, english = ({*common.get(language, ())} for language in SUPPORTED)
    in_swedish, in_english = (sum(word in small for word in words) for small in (swedish, english))
    heard = _by_small_words(own, tongues or {}, max(in_swedish, in_english))
    if heard is not None:
        return heard
    known = sum(reader.knows(word) or word in swedish or word in english for word in own)
    if known < len(own) / 2 and len(text) > 8:
        detect = _beside[-1] if _beside else detector()
        detected = detect(" ".join(own)[:_ENOUGH])
        if detected is not None and _is_other(*detected):
            return detected[0]
    if in_swedish == in_english:
        return "sv" if any(set(word) & set("åäö") for word in words) else default
    return "sv" if in_swedish > in_english else "en"


def of_script(text: str, before: str = "") -> str | None:
    """The language that one word in its script tells: Arabic or Persian, Ukrainian or Russian,
    Tigrinya or Amharic. What either could be is in the one that was written ``before``."""
    if _ARABIC.search(text):
        if _PERSIAN.search(text):
            return "fa"
        return _told(text, before, ("ar", "fa"), _ARABIC_ALONE, _PERSIAN)
    if _CYRILLIC.search(text):
        return _told(text, before, ("uk", "ru"), _UKRAINIAN, _RUSSIAN)
    if _ETHIOPIC.search(text):
        return _told(text, before, ("ti", "am"), _TIGRINYA, _AMHARIC)
    return None


def _told(
    text: str,
    before: str,
    languages: tuple[str, str],
    first: re.Pattern[str],
    second: re.Pattern[str],
) -> str:
    is_first, is_second = first.search(text), second.search(text)
    if not is_first and not is_second and before in languages:
        return before
    return languages[1] if is_second and not is_first else languages[0]


def is_arabic(text: str) -> bool:
    """Whether a text has anything in the Arabic script."""
    return _ARABIC_SCRIPT.search(text) is not None


def _by_small_words(words: Sequence[str], tongues: Mapping[str, Tongue], others: int) -> str | None:
    """The language that two or more of its small words tell, where they are more than the Swedish
    or English ones (``others``)."""
    hits = {code: len(tongue.small & {*words}) for code, tongue in tongues.items()}
    best = max(hits, key=lambda code: hits[code], default=None)
    if best is None or hits[best] < _HITS or hits[best] <= others:
        return None
    return best if sum(hits[code] == hits[best] for code in hits) == 1 else None


def _is_other(language: str, confidence: float) -> bool:
    """Whether a text is surely in a language that is neither English nor read as Swedish."""
    return confidence >= _SURE and language not in _SCANDINAVIAN and language != "en"
