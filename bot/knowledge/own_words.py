"""How people say an answer of a guide's in their own words: what they deny, how they count, and
the words of each choice. Pure; the words stand in ``guidance.yaml``."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal

from pydantic import Field

from bot.knowledge.fields import Row, Text

Span = tuple[int, int]
Counted = Literal["antal", "år", "ålder"]
"""What a question counts: members, the years that there have been, or how old people are."""


class Denials(Row):
    """How somebody says that a thing is not so: "inte idrott", "utan lokal", "varken … eller"."""

    patterns: list[re.Pattern[str]] = Field(alias="nekas")
    """The group ``vad`` is what is denied."""

    def spans(self, said: str) -> list[Span]:
        """Where what is denied stands in a text."""
        return [match.span("vad") for one in self.patterns for match in one.finditer(said)]


class Amounts(Row):
    """How people write numbers."""

    words: dict[str, float] = Field(alias="räkneord")
    about: list[Text] = Field(alias="ungefär")
    """What ends a word that says about how many: "trettiotal"."""
    articles: list[Text] = Field(alias="artiklar")
    """What is a number only where nothing follows but what is counted: "ett år", and not "ett
    dussin"."""
    more: re.Pattern[str] = Field(alias="mer")
    less: re.Pattern[str] = Field(alias="mindre")
    """What stands before a number that it is more, or less, than."""
    upwards: re.Pattern[str] = Field(alias="uppåt")
    """The same after it: "65+"."""
    parts: re.Pattern[str] = Field(alias="del_av_år")
    """What stands after a number of months and weeks."""
    years: re.Pattern[str] = Field(alias="år")
    heads: re.Pattern[str] = Field(alias="medlemmar")
    """What stands after the number that was asked for, where there are several."""
    span: re.Pattern[str] = Field(alias="till")
    """What stands between the ends of a span."""
    other: re.Pattern[str] = Field(alias="annat")
    """What stands after a number of something else: an amount, a clock."""


class OwnWords(Row):
    """All that a typed answer is read by, beside the words of each choice."""

    denials: Denials = Field(alias="nej")
    amounts: Amounts = Field(alias="tal")
    several: re.Pattern[str] | None = Field(None, alias="flera")
    """How people say that there are two of something: "både … och", "dels … dels"."""

    def says_more(self, said: str) -> bool:
        """Whether a text says that there are several, so that one of them isn't all of it."""
        return self.several is not None and self.several.search(said) is not None


class Reach(Row):
    """From which number to which a choice reaches."""

    start: float = Field(0, alias="från")
    end: float = Field(10_000, alias="till")

    def has(self, number: float) -> bool:
        """Whether a number lies within it: twenty and a half is still no twenty-one."""
        return self.start <= number < self.end + 1

    def share(self, low: float, high: float) -> float:
        """How much of a span lies within it; of a number, all or nothing."""
        covered = min(high, self.end) - max(low, self.start) + 1
        return max(0.0, covered) / (high - low + 1)


def is_denied(at: int, denied: Sequence[Span]) -> bool:
    return any(start <= at < end for start, end in denied)


def affirmed(pattern: re.Pattern[str], said: str, denied: Sequence[Span]) -> bool:
    """Whether a text says what a pattern looks for, and doesn't deny it."""
    if not denied:
        return pattern.search(said) is not None
    return any(not is_denied(one.start(), denied) for one in pattern.finditer(said))
