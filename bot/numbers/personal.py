"""Personal, coordination, T- and interim numbers. Pure.

A personal number is a date and four digits, with any separators; a coordination number has 60 more
on its day; one that is given for a while has a letter for the first of the four. What looks alike
and stays: organisation numbers (their "month" is 20 or more), telephone numbers, times and ranges
of dates, and what the words before call by another name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from stdnum import luhn

from bot.numbers.around import is_amount, is_called_otherwise, is_called_so, is_somebodys
from bot.numbers.candidate import RECENT, Candidate, year_of
from bot.numbers.digits import Found, runs

_SIGNS = r"[^\w\n]{0,3}"
_DATE = rf"(?:(?:18|19|20)\d\d|\d\d){_SIGNS}\d\d{_SIGNS}\d\d"
_FOUR = rf"(?:\d{_SIGNS}){{3}}\d"
_LAST = (
    r"(?:(?:de )?(?:fyra sista|sista fyra|sista siffr\w{1,9}"
    r"|sista(?: (?:är|är det|e|blir))?(?=\W{0,3}\d))"
    r"|resten|koden|slutar (?:på|med)|the rest|ends (?:in|with)|kontrollsiffr\w{1,9}"
    r"|last (?:four|4)(?: digits)?|viimeiset neljä)"
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
_FOUR_FIRST = re.compile(
    rf"(?P<four>(?<!\d){_FOUR})(?!\d)[^\w\n]{{1,3}}(?:[^\W\d]{{1,6}} ){{0,3}}"
    r"(?:fyra sista|sista fyra|sista siffrorna|last four|last 4)\b(?! (?:år|gång|dag|vecko|månad))"
)
_FURTHER = re.compile(
    rf"(?<!\d)(?P<date>{_DATE})(?!\d)(?P<gap>[^\d\[]{{1,60}}?)(?P<four>(?!19|20)\d{{4}})(?!\d)"
)
_HALF = re.compile(rf"(?<![\d\-/.]){_DATE}(?![\d])")
_WHOLE_HOUR = re.compile(r"(?:0[6-9]|1\d|2[0-3])[0-5][05]")
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
    yield from _further(text)


def is_one(digits: str) -> bool:
    """Whether digits alone are somebody's number: a day of birth, and the check digit is right."""
    born = year_of(digits[:-4]) if len(digits) in (10, 12) else 0
    return 0 < born < RECENT and bool(luhn.is_valid(digits[-10:]))


def halves(text: str) -> Iterator[tuple[int, int]]:
    """The days of a comparable text that may be somebody's birthday."""
    for match in _HALF.finditer(text):
        is_old = 0 < year_of(re.sub(r"\D", "", match[0])) < RECENT
        is_other = is_amount(text, match.end()) or is_called_otherwise(text, match.start())
        if is_old and not is_other:
            yield match.span()


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
    for pattern in (_FOUR_ALONE, _FOUR_FIRST):
        for match in pattern.finditer(text):
            yield Found(*match.span("four"), "personal")


def _further(text: str) -> Iterator[Found]:
    """A date of birth and, some words further on, four digits that are its last ones: where the
    first is called somebody's number, or the check digit says so."""
    for match in _FURTHER.finditer(text):
        date, four = match.span("date"), match.span("four")
        digits = re.sub(r"\D", "", match["date"])
        if not 0 < year_of(digits) < RECENT or is_amount(text, date[1]) or is_amount(text, four[1]):
            continue
        if is_called_otherwise(text, four[0]) or not any(map(str.isalpha, match["gap"])):
            continue
        is_called = is_called_so(text, date[0]) or is_somebodys(text, date[0])
        is_checked = luhn.is_valid(digits[-6:] + match["four"])
        is_checked = is_checked and not _WHOLE_HOUR.match(match["four"])
        if is_called or (is_checked and not is_called_otherwise(text, date[0])):
            yield Found(*date, "personal", is_called)
            yield Found(*four, "personal", is_called)
