"""Personal, coordination, T- and interim numbers. Pure.

A personal number is a date and four digits, with any separators; a coordination number has 60 more
on its day; one that is given for a while has a letter for the first of the four. What looks alike
and stays: organisation numbers (their "month" is 20 or more), telephone numbers, times and ranges
of dates, and what the words before call by another name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.numbers.around import is_called_so
from bot.numbers.candidate import RECENT, Candidate, year_of
from bot.numbers.digits import Found, runs

_SIGNS = r"[^\w\n]{0,3}"
_DATE = rf"(?:(?:18|19|20)\d\d|\d\d){_SIGNS}\d\d{_SIGNS}\d\d"
_FOUR = rf"(?:\d{_SIGNS}){{3}}\d"
_LAST = (
    r"(?:(?:de )?(?:fyra sista|sista fyra|sista siffr\w{1,9}"
    r"|sista(?: (?:är|är det|e|blir))?(?=\W{0,3}\d))"
    r"|kontrollsiffr\w{1,9}|last (?:four|4)(?: digits)?|viimeiset neljä)"
)
_APART = re.compile(
    rf"(?<!\d)(?P<date>{_DATE})(?!\d)[^\d\[]{{0,60}}?\b{_LAST}\b[^\d\[]{{0,40}}?"
    rf"(?P<four>{_FOUR})(?!\d)"
)
_APART_BACK = re.compile(
    rf"\b{_LAST}\b[^\d\[]{{0,40}}?(?P<four>(?<!\d){_FOUR})(?!\d)"
    rf"[^\d\[]{{0,60}}?(?P<date>{_DATE})(?!\d)"
)
_FOUR_ALONE = re.compile(
    r"\b(?:fyra sista|sista fyra|sista siffrorna|last four|last 4)\b"
    r"(?![^\d\n]{0,20}?(?:\bår|gång|dag|vecko|månad))[^\d\n\[]{0,20}?"
    rf"(?P<four>(?<!\d){_FOUR})(?!\d)"
)
_WITH_LETTER = re.compile(
    rf"(?<!\d)(?P<date>{_DATE})(?P<gap>[^\w\n]{{0,4}})[trsuwxjklmn]{_SIGNS}\d{{3}}(?!\d)"
)


def found(text: str) -> Iterator[Found]:
    """The personal numbers of a comparable text."""
    for row in runs(text, (10, 12), 12):
        sure = Candidate(text, row).verdict()
        if sure is not None:
            yield Found(row[0].start, row[-1].end, "personal", sure)
    yield from _with_letter(text)
    yield from _apart(text)


def _with_letter(text: str) -> Iterator[Found]:
    for match in _WITH_LETTER.finditer(text):
        digits = re.sub(r"\D", "", match["date"])
        called = is_called_so(text, match.start())
        is_close = not match["gap"].isspace() or len(digits) == len(match["date"]) == 6
        if (year := year_of(digits)) and (called or (is_close and year < RECENT)):
            yield Found(match.start(), match.end(), "personal")


def _apart(text: str) -> Iterator[Found]:
    """A date and four digits that words tell apart from each other."""
    for pattern in (_APART, _APART_BACK):
        for match in pattern.finditer(text):
            if year_of(re.sub(r"\D", "", match["date"])):
                yield Found(*match.span("date"), "personal")
                yield Found(*match.span("four"), "personal")
    for match in _FOUR_ALONE.finditer(text):
        yield Found(*match.span("four"), "personal")
