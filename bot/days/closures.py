"""The days that an office is shut, beside weekends and holidays, as editors write them. Pure.

"24 december – 6 januari" holds every year, "24 december 2026 – 6 januari 2027" and "2026-12-24"
once.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

_MONTHS = (
    "januari februari mars april maj juni juli augusti september oktober november december"
).split()
_NAMED = re.compile(
    rf"(?:den )?(?P<day>\d{{1,2}})(?: (?P<month>{'|'.join(_MONTHS)}))?(?: (?P<year>\d{{4}}))?"
)
_BETWEEN = re.compile(r"\s{1,9}(?:-|till|t\.o\.m\.)\s{1,9}|\s{0,9}–\s{0,9}|(?<=^\d)-|(?<=^\d\d)-")
_EVERY_DAY = 2024
"""A year that has every day which a year may have."""


class NoClosureError(ValueError):
    """A text that is no such days; ``str`` is what may be written."""

    def __init__(self, text: str) -> None:
        super().__init__(
            f"”{text}” går inte att läsa. Skriv till exempel 24 december – 6 januari"
            " eller 2026-12-24 – 2027-01-06."
        )


@dataclass(frozen=True, slots=True)
class Closure:
    """From a day to a day, both shut. ``yearly``: in each year, whatever the dates' years say."""

    first: dt.date
    last: dt.date
    yearly: bool = False

    def covers(self, day: dt.date) -> bool:
        if not self.yearly:
            return self.first <= day <= self.last
        first, last, on = ((one.month, one.day) for one in (self.first, self.last, day))
        return first <= on <= last if first <= last else on >= first or on <= last


def parse(text: str) -> Closure:
    """A day, or a span of days, as an editor writes it. Raises ``NoClosureError``."""
    said = " ".join(text.lower().split())
    begins, *ends = _BETWEEN.split(said)
    if len(ends) > 1:
        raise NoClosureError(text)
    try:
        last = _day(ends[0] if ends else begins)
        first = _day(begins, last)
    except ValueError:
        raise NoClosureError(text) from None
    if (first.year == _EVERY_DAY) != (last.year == _EVERY_DAY):
        raise NoClosureError(text)
    yearly = first.year == _EVERY_DAY
    if not yearly and first > last:
        raise NoClosureError(text)
    return Closure(first, last, yearly)


def _day(text: str, like: dt.date | None = None) -> dt.date:
    """One day; what it lacks it has from the one that ends the span ("24–31 december"). One of
    each year is in the year that has all days. Raises ``ValueError``."""
    match = _NAMED.fullmatch(text)
    if match is None:
        return dt.date.fromisoformat(text)
    if match["month"] is None and like is None:
        raise ValueError(text)
    month = _MONTHS.index(match["month"]) + 1 if match["month"] else (like or dt.date.min).month
    if match["year"]:
        return dt.date(int(match["year"]), month, int(match["day"]))
    year = _EVERY_DAY if like is None or like.year == _EVERY_DAY else _year_before(like, month)
    return dt.date(year, month, int(match["day"]))


def _year_before(last: dt.date, month: int) -> int:
    """The year of a span's first month, where only its last day has one."""
    return last.year if month <= last.month else last.year - 1
