"""One normal form for all text that editors write: what looks alike is alike. Pure.

A text from Word, a web page or a Mac may have letters in parts (NFD), characters that can't be seen
and hard spaces. All that is read goes through ``plain``, line by line, so that no line moves.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from functools import partial

_BREAKS = re.compile("[\u000b\u000c\u0085\u2028\u2029]")
"""What YAML or Word takes for a new line, and no editor shows as one."""
# Each pattern begins with what it is after, and looks back from there: a text without it is passed
# through many times as fast.
_JOINERS = re.compile(
    "[\u200c\u200d](?<![\u0600-\u06ff\ufe0f\U0001f000-\U0001faff\u2600-\u27bf][\u200c\u200d])"
)
"""Joiners that join nothing. In Persian they part the letters of a word, in emoji they make one of
several: there they stay."""
_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff"
    "\U000e0000-\U000e007f]"
)
"""Soft hyphens, zero width, marks of direction, byte order marks, tags."""
_HARD = re.compile(
    "[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000](?:(?<=\\d[\u00a0\u2007\u2009\u202f])(?=(\\d)))?"
)
HARD_SPACE = "\u00a0"


def plain(text: str) -> str:
    """The text in NFC, with ``\\n`` for each line break, nothing invisible, and hard spaces only
    within numbers."""
    for _, step in STEPS:
        text = step(text)
    return text


def _newlines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _visible(text: str) -> str:
    return _INVISIBLE.sub("", _JOINERS.sub("", text))


def _soft(text: str) -> str:
    return _HARD.sub(lambda hard: HARD_SPACE if hard[1] else " ", text)


STEPS: tuple[tuple[str, Callable[[str], str]], ...] = (
    ("radslut från Windows eller gamla Mac", _newlines),
    ("dolda radbrytningar", partial(_BREAKS.sub, " ")),
    ("osynliga tecken", _visible),
    ("hårda mellanslag", _soft),
    ("bokstäver i två delar", partial(unicodedata.normalize, "NFC")),
)
"""What is taken away, as editors read it, and how. In this order: none undoes another."""
