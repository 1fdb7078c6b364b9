"""A text as its digits: those written as words or as letters too, and the runs that they form."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Literal

from bot.numbers.birthdays import as_dates
from bot.text import Comparable, comparable

Kind = Literal["personal", "account", "card"]
LONGEST_GAP = 12
"""Characters that may stand between the groups of a number."""

_UNITS = {
    "noll nolla zero": "0",
    "ett etta en one": "1",
    "två tvåa two": "2",
    "tre trea three": "3",
    "fyra four": "4",
    "fem femma five": "5",
    "sex sexa six": "6",
    "sju sjua seven": "7",
    "åtta eight": "8",
    "nio nia nine": "9",
}
_TENS = "tjugo trettio fyrtio femtio sextio sjuttio åttio nittio".split()
_TEENS = "tio elva tolv tretton fjorton femton sexton sjutton arton nitton".split()
_WORDS = {word: digit for words, digit in _UNITS.items() for word in words.split()}
_WORDS |= {
    f"{ten}{word}": f"{at}{digit}"
    for at, ten in enumerate(_TENS, 2)
    for word, digit in [*_WORDS.items(), ("", "0")]
}
_WORDS |= {word: str(at) for at, word in enumerate(_TEENS, 10)}
_WORDS |= {"nittonhundra": "19", "tjugohundra": "20"}
_FEWEST = 4
"""Words in a row from which they are digits that are read out."""
_ONE = "|".join(sorted(_WORDS, key=len, reverse=True))
_READ_OUT = re.compile(rf"\b(?:{_ONE})\b(?:[^\w\n]{{1,3}}(?:{_ONE})\b){{{_FEWEST - 1},24}}")
_WORD = re.compile(r"\w+")
_TYPED = re.compile(
    # Digits and letters that look like one, as a word or a row of single ones.
    r"(?<![^\W_])(?=[oil]{0,11}\d)[\doil]{4,16}(?![^\W_])"
    r"|(?<![^\W_])(?:[\doil][ .,\-]{1,3}){9,15}[\doil](?![^\W_])"
    r"|(?<=\d{6}[-+ ])[oil\d]{4}(?![^\W_])|(?<=\d{6})[oil\d]{4}(?![^\W_])"
)
_LETTERS = str.maketrans("oil", "011")
_TAG = re.compile(r"</?[a-z][^<>\n]{0,200}>|&(?:nbsp|shy|zwnj|zwj|ndash|mdash|minus|#\d{2,5});")
_RUN = re.compile(r"[0-9]+")


@dataclass(frozen=True, slots=True)
class Found:
    """A number that must not be kept, from ``start`` to ``end`` in the comparable text. One that
    isn't sure only looks like it."""

    start: int
    end: int
    kind: Kind
    is_sure: bool = True


@dataclass(frozen=True, slots=True)
class Group:
    """Digits with nothing between them."""

    text: str
    start: int
    end: int


def read(written: str) -> Comparable:
    """The text to look for numbers in: what stands for a digit is one."""
    plain = _untagged(comparable(written))
    letters = _TYPED.sub(lambda match: match[0].translate(_LETTERS), plain.text)
    return as_dates(_spelled(replace(plain, text=letters)))


def _untagged(plain: Comparable) -> Comparable:
    """Without marks as in HTML, which nobody sees."""
    if "<" not in plain.text and "&" not in plain.text:
        return plain
    text, starts, ends, at = "", list[int](), list[int](), 0
    for tag in _TAG.finditer(plain.text):
        text += plain.text[at : tag.start()]
        starts += plain.starts[at : tag.start()]
        ends += plain.ends[at : tag.start()]
        at = tag.end()
    return Comparable(text + plain.text[at:], starts + plain.starts[at:], ends + plain.ends[at:])


def _spelled(plain: Comparable) -> Comparable:
    """With digits for number words that stand in a row."""
    text, starts, ends, at = "", list[int](), list[int](), 0
    for row in _READ_OUT.finditer(plain.text):
        for word in _WORD.finditer(row[0]):
            first, last = row.start() + word.start(), row.start() + word.end()
            start, end = plain.written(first, last)
            digits = _WORDS[word[0]]
            text += plain.text[at:first] + digits
            starts += plain.starts[at:first] + [start] * len(digits)
            ends += plain.ends[at:first] + [end] * len(digits)
            at = last
    if not at:
        return plain
    return Comparable(text + plain.text[at:], starts + plain.starts[at:], ends + plain.ends[at:])


def groups(text: str) -> list[Group]:
    return [Group(match[0], match.start(), match.end()) for match in _RUN.finditer(text)]


def runs(text: str, sizes: Container[int], most: int) -> Iterator[tuple[Group, ...]]:
    """Every row of groups that stand close to each other and have, all in all, one of these numbers
    of digits, the largest of which is ``most``."""
    every = groups(text)
    for first, group in enumerate(every):
        digits, end, last = 0, group.start, first
        while last < len(every) and every[last].start - end <= LONGEST_GAP and digits < most:
            digits, end = digits + len(every[last].text), every[last].end
            last += 1
            if digits in sizes:
                yield tuple(every[first:last])


def gaps(text: str, row: tuple[Group, ...]) -> list[str]:
    """What stands between the groups."""
    return [text[before.end : after.start] for before, after in pairwise(row)]


def has_letters(gap: str) -> bool:
    return any(char.isalpha() for char in gap)
