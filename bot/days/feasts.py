"""The days of feasts as people name them: "jul och nyår", "över påsk", "efter helgen". Pure, and
computed, so that nothing reads the disk."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable

_Days = tuple[dt.date, dt.date]
_DAY = dt.timedelta(days=1)
_SATURDAY, _FRIDAY = 5, 4


def named(low: str, today: dt.date) -> tuple[dt.date, dt.date, int] | None:
    """The first and the last day of the feast, or of the feasts, that a text in small letters
    begins with the name of, and where the name ends; the next ones that haven't passed."""
    match = _NAME.match(low)
    if match is None:
        return None
    first, last = _next(match["one"], today)
    if match["two"]:
        other = _next(match["two"], first)
        last = max(last, other[1])
    return first, last, match.end()


def _next(name: str, today: dt.date) -> _Days:
    days = next(days for word, days in _FEASTS.items() if re.fullmatch(word, name))
    years = (today.year - 1, today.year, today.year + 1)
    if days is None:
        return _weekend(today)
    return next(span for year in years if (span := days(year))[1] >= today)


def _weekend(today: dt.date) -> _Days:
    """The one that comes, or that it is."""
    saturday = today + _DAY * (_SATURDAY - today.weekday())
    return saturday, saturday + _DAY


def _easter(year: int) -> dt.date:
    """Easter Sunday by the Gregorian rule."""
    golden, century = year % 19, year // 100
    epact = (century - century // 4 - (8 * century + 13) // 25 + 19 * golden + 15) % 30
    moon = epact - (epact // 28) * (1 - (29 // (epact + 1)) * ((21 - golden) // 11))
    weekday = (year + year // 4 + moon + 2 - century + century // 4) % 7
    ahead = moon - weekday
    month = 3 + (ahead + 40) // 44
    return dt.date(year, month, ahead + 28 - 31 * (month // 4))


def _around_easter(first: int, last: int) -> Callable[[int], _Days]:
    return lambda year: (_easter(year) + _DAY * first, _easter(year) + _DAY * last)


def _dated(first: tuple[int, int], last: tuple[int, int]) -> Callable[[int], _Days]:
    """From a month and day to another, of the next year where that comes first."""
    later = int(last < first)
    return lambda year: (dt.date(year, *first), dt.date(year + later, *last))


def _midsummer(year: int) -> _Days:
    """The Friday after the 18th of June, to the Sunday."""
    first = dt.date(year, 6, 19)
    eve = first + _DAY * ((_FRIDAY - first.weekday()) % 7)
    return eve, eve + _DAY * 2


_FEASTS: dict[str, Callable[[int], _Days] | None] = {
    r"jul(?:en|helgen|helgerna|dagarna|ledigheten)?": _dated((12, 24), (12, 26)),
    r"jullovet": _dated((12, 22), (1, 7)),
    r"mellandagarna": _dated((12, 27), (12, 30)),
    r"(?:nyår(?:et|shelgen|sdagen)?|årsskiftet)": _dated((12, 31), (1, 1)),
    r"trettonhelgen|trettondagen|trettondag jul": _dated((1, 5), (1, 6)),
    r"påsk(?:en|helgen)?": _around_easter(-2, 1),
    r"kristi himmelsfärd(?:shelgen)?": _around_easter(39, 42),
    r"pingst(?:en|helgen)?": _around_easter(48, 49),
    r"midsommar(?:en|helgen)?": _midsummer,
    r"(?:den här |nu i )?helgen": None,
}
_ANY = "|".join(_FEASTS)
_NAME = re.compile(
    rf"(?:hela )?(?P<one>{_ANY})(?: (?:och|o|till|t\.?o\.?m\.?|&) (?P<two>{_ANY}))?\b"
)
