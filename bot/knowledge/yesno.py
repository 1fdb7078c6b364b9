"""Whether an answer that begins with a yes or a no may begin so: only to a question that it
answers. Pure."""

from __future__ import annotations

import re

from bot import text
from bot.knowledge.words import YesNo

_OPENING = re.compile(
    r"^(?P<bold>\**)(?P<word>ja|nej|jo|yes|no)[,:.!]\s+(?P<rest>.*)", re.IGNORECASE | re.DOTALL
)
_FIRST = re.compile(r"\w")


def fitted(answer: str, question: str, words: YesNo) -> str:
    """An answer whose yes or no is one to this question: as it is, turned where the question asks
    for the opposite ("slipper vi?"), or left out. What is said after it stands by itself."""
    opening = _OPENING.match(answer)
    if opening is None:
        return answer
    asked, word, rest = text.compared(question), opening["word"], opening["rest"]
    said = _said(rest, words)
    wanted = _kind(asked, words)
    if said == "måste" and _asks_without(asked, wanted, words):
        return _begun(opening, words.opposite[word.lower()], rest)
    if wanted is None or wanted not in words.fits.get(said, ()) or words.turned.search(asked):
        return f"{opening['bold']}{_capital(rest)}"
    is_denied = words.denied.search(asked) is not None
    return _begun(opening, words.of_denied.get(word.lower(), word) if is_denied else word, rest)


def _asks_without(asked: str, wanted: str | None, words: YesNo) -> bool:
    """Whether it is asked if something can be left out: "slipper vi", "får vi … utan tillstånd"."""
    is_without = wanted == "får" and words.without.search(asked) is not None
    return words.turned.search(asked) is not None or is_without


def _said(rest: str, words: YesNo) -> str:
    """What a yes or a no is said of, by the sentence that it begins."""
    first = next(iter(text.sentences(rest)), rest)
    return next((kind for kind, pattern in words.said.items() if pattern.search(first)), "är")


def _kind(asked: str, words: YesNo) -> str | None:
    """What a question that can be answered with a yes or a no asks; of what is equally plain, what
    stands first in it."""
    if words.open_question.search(asked):
        return None
    for patterns in words.asked:
        found = ((pattern.search(asked), kind) for kind, pattern in patterns.items())
        starts = [(match.start(), kind) for match, kind in found if match is not None]
        if starts:
            return min(starts)[1]
    return None


def _begun(opening: re.Match[str], word: str, rest: str) -> str:
    return f"{opening['bold']}{_capital(word)}, {rest}"


def _capital(said: str) -> str:
    return _FIRST.sub(lambda first: first[0].upper(), said, count=1)
