"""Whether a phrase stands in what somebody typed: in any inflection, with a slip of the keyboard.
Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rapidfuzz.distance import OSA

from bot.text import fold

_WORD = re.compile(r"[^\W_]+")
_ENDINGS = frozenset(
    " a e n r s t ar er or en et an na as es de te ad at ade are arna erna orna ens ets aren arens"
    " ande igt iga".split(" ")
)
_ROOT, _SLIP = 4, 6
"""Letters of the root of a word that is inflected, and of one that may have a slip."""


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a text, and where it stands."""

    folded: str
    start: int


def words(said: str) -> list[Word]:
    return [Word(fold(one[0].lower()), one.start()) for one in _WORD.finditer(said)]


def found(phrase: str, said: Sequence[Word]) -> Iterator[range]:
    """The words of a text that a phrase stands in."""
    looked = [_looked_for(one) for one in phrase.lower().split()]
    for at in range(len(said) - len(looked) + 1):
        if all(_is_alike(one, said[at + more].folded) for more, one in enumerate(looked)):
            yield range(at, at + len(looked))


def _looked_for(word: str) -> str:
    """A word of a phrase as it is compared: a dash at its end or beginning stays."""
    return "-".join(fold(part) for part in word.split("-"))


def _is_alike(looked: str, word: str) -> bool:
    if looked.startswith("="):
        return word == looked[1:]
    if looked.startswith("-"):
        return _ends(word, looked[1:])
    if looked.endswith("-"):
        return word.startswith(looked[:-1])
    if word == looked or _is_inflected(looked, word):
        return True
    is_long = min(len(word), len(looked)) >= _SLIP and word[:1] == looked[:1]
    return is_long and OSA.distance(word, looked, score_cutoff=1) <= 1


def _ends(word: str, end: str) -> bool:
    """Whether a word ends so, in some inflection: "fiskeklubben"."""
    at = word.rfind(end)
    return at >= 0 and word[at + len(end) :] in _ENDINGS


def _is_inflected(looked: str, word: str) -> bool:
    root = 0
    for one, other in zip(looked, word, strict=False):
        if one != other:
            break
        root += 1
    rests = looked[root:], word[root:]
    return root >= _ROOT and all(rest in _ENDINGS for rest in rests)
