"""Days of birth as they are spoken: "18 december 1981", "18.12.81", "1981-dec-18". Pure.

Each is read as it is in a personal number, "1981-12-18", so that what finds those finds it too.
"""

from __future__ import annotations

import datetime as dt
import re

from bot.text import Comparable

_MONTHS = "jan feb mar apr maj jun jul aug sep okt nov dec".split()
_OTHERWISE = {"may": "maj", "oct": "okt"}
_OLDEST, _YOUNGEST = 1900, 2019
"""The years that somebody is born in; a day of a later one is more likely something else's."""
_MONTH = r"(?P<month>(?:jan|feb|mar|apr|maj|may|jun|jul|aug|sep|okt|oct|nov|dec)[a-zé]{0,6})\b\.?"
_DAY = r"(?<!\d)(?P<day>\d{1,2})(?::?e|:?a|st|nd|rd|th)?"
_GAP = r"[ ,./\-]{0,3}"
_FOUR = r"(?=[ ]?[-–—−+]?[ ]?\d{4}(?!\d))"
"""The four digits: before them the century may be left out."""
_YEAR = rf"(?P<year>(?:19|20)\d\d(?!\d)|\d\d{_FOUR})"
_SPOKEN = (
    re.compile(rf"{_DAY}{_GAP}{_MONTH}{_GAP}{_YEAR}"),
    re.compile(rf"\b{_MONTH}{_GAP}{_DAY}(?!\d){_GAP}{_YEAR}"),
    re.compile(
        rf"(?<!\d)(?P<year>(?:19|20)\d\d)[ .\-]{{1,3}}{_MONTH}{_GAP}(?P<day>\d{{1,2}})(?!\d)"
    ),
    re.compile(rf"{_DAY}[./\- ](?P<month>\d{{1,2}})[./\- ]{_YEAR}"),
    re.compile(rf"(?<!\d)(?P<day>\d\d)(?P<month>\d\d)(?P<year>(?:19|20)\d\d){_FOUR}"),
)


def as_dates(plain: Comparable) -> Comparable:
    """The text, where each such day is the date that it is."""
    for pattern in _SPOKEN:
        plain = _with_dates(plain, pattern)
    return plain


def _with_dates(plain: Comparable, pattern: re.Pattern[str]) -> Comparable:
    text, starts, ends, at = "", list[int](), list[int](), 0
    for match in pattern.finditer(plain.text):
        if (day := _day(match)) is None:
            continue
        start, end = plain.written(*match.span())
        text += plain.text[at : match.start()] + day
        starts += plain.starts[at : match.start()] + [start] * len(day)
        ends += plain.ends[at : match.start()] + [end] * len(day)
        at = match.end()
    if not at:
        return plain
    return Comparable(text + plain.text[at:], starts + plain.starts[at:], ends + plain.ends[at:])


def _day(match: re.Match[str]) -> str | None:
    """The day of birth that is spoken of, as a date; None where there is none such."""
    number, month, year = int(match["day"]), _month(match["month"]), int(match["year"])
    if month > 12 >= number:  # as Americans write it
        number, month = month, number
    century = "" if year >= _OLDEST else "19"
    whole = int(f"{century}{year:02d}")
    with_sixty = number - 60 if number > 60 else number
    try:
        dt.date(whole, month, with_sixty)
    except ValueError:
        return None
    if not _OLDEST <= whole <= _YOUNGEST:
        return None
    return f"{match['year']}-{month:02d}-{number:02d}"


def _month(name: str) -> int:
    if name.isdecimal():
        return int(name)
    short = name[:3]
    return _MONTHS.index(_OTHERWISE.get(short, short)) + 1
