"""Office hours, Swedish holidays and promises. Pure: people's time is Europe/Stockholm, whatever
the clock around is.

Public and de facto holidays (Midsummer's Eve, Christmas Eve …) come from the package ``holidays``.
The names of days and months that are read here are a form that editors and coordinators write in,
always in Swedish; those that are shown stand in ``wording``.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from zoneinfo import ZoneInfo

import holidays

from bot.days.closures import Closure

STOCKHOLM = ZoneInfo("Europe/Stockholm")
PUBLISHED = dt.date(2026, 11, 20)
"""The day of the last release: a clock that shows an earlier one hasn't been set."""
_DAYS = ("mån", "tis", "ons", "tors", "fre", "lör", "sön")
_SPAN = re.compile(
    r"(mån|tis|ons|tors?|fre|lör|sön)(?:\s*[-–]\s*(mån|tis|ons|tors?|fre|lör|sön))?\s+"
    r"(\d{1,2})(?:[:.](\d\d))?\s*[-–]\s*(\d{1,2})(?:[:.](\d\d))?\s*"
)
_WEEKEND = dt.timedelta(days=4)
"""The longest that an ordinary weekend shuts an office, with a holiday beside it."""
_HORIZON = 400
"""Days looked ahead; a team that never opens within them is an error in its hours."""


@dataclass(frozen=True, slots=True)
class Hours:
    """When an office is open: for each weekday (0 is Monday) its opening and closing, and the weeks
    and days that it is shut."""

    days: tuple[tuple[int, dt.time, dt.time], ...]
    closed_weeks: frozenset[int] = frozenset()
    closures: tuple[Closure, ...] = ()

    def on(self, day: dt.date) -> tuple[dt.datetime, dt.datetime] | None:
        """Opening and closing on a day, or None where it is shut."""
        if day.isocalendar().week in self.closed_weeks or day in free_days(day.year):
            return None
        if any(closure.covers(day) for closure in self.closures):
            return None
        for weekday, opens, closes in self.days:
            if weekday == day.weekday():
                start, end = (dt.datetime.combine(day, at, STOCKHOLM) for at in (opens, closes))
                return start, end
        return None

    def is_open(self, now: dt.datetime) -> bool:
        span = self.on(now.astimezone(STOCKHOLM).date())
        return span is not None and span[0] <= now <= span[1]

    def spans(self, start: dt.datetime) -> Iterator[tuple[dt.datetime, dt.datetime]]:
        """What is left of today's hours, and every day's after it."""
        day = start.astimezone(STOCKHOLM).date()
        for ahead in range(_HORIZON):
            span = self.on(day + dt.timedelta(days=ahead))
            if span is not None and span[1] > start:
                yield max(span[0], start), span[1]

    def next_open(self, now: dt.datetime) -> dt.datetime:
        """Now where the office is open, else when it opens next."""
        return now if self.is_open(now) else next(self.spans(now))[0]

    def shut_until(self, now: dt.datetime) -> dt.date | None:
        """The day that it opens again, where it is shut for longer than over a weekend."""
        opens = next(self.spans(now), (now, now))[0].astimezone(STOCKHOLM).date()
        today = now.astimezone(STOCKHOLM).date()
        return opens if opens - today > _WEEKEND else None

    def add(self, start: dt.datetime, worked: dt.timedelta) -> dt.datetime:
        """When so much working time has passed after ``start``."""
        for opens, closes in self.spans(start):
            # Aware times of one zone subtract by the wall clock; office hours never span a change
            # of it.
            if worked <= closes - opens:
                return (opens + worked).astimezone(dt.UTC)
            worked -= closes - opens
        raise ValueError(worked)

    def between(self, start: dt.datetime, end: dt.datetime) -> dt.timedelta:
        """The working time from ``start`` to ``end``."""
        total = dt.timedelta()
        for opens, closes in self.spans(start):
            if opens >= end:
                break
            total += min(closes, end) - opens
        return total

    def promise(self, now: dt.datetime, days: int) -> dt.datetime:
        """The closing of the working day by which an answer is due: ``days`` whole ones after
        today, or after the next one that opens where today's hours have ended."""
        spans = self.spans(now)
        closing = next(spans)[1]
        for _ in range(days):
            closing = next(spans)[1]
        return closing.astimezone(dt.UTC)

    def closing_on(self, day: dt.date) -> dt.datetime | None:
        span = self.on(day)
        return span[1].astimezone(dt.UTC) if span else None


@cache
def free_days(year: int) -> frozenset[dt.date]:
    """The holidays of a year, by law and by custom. The first time, it reads the disk."""
    return frozenset(holidays.country_holidays("SE", years=year, categories=("public", "de_facto")))


@cache
def parse(
    text: str, closed_weeks: frozenset[int] = frozenset(), closures: tuple[Closure, ...] = ()
) -> Hours:
    """Hours as editors write them: "mån-fre 9-16, tors 9-18.30". A day named later replaces its
    earlier hours. Raises ValueError."""
    days: dict[int, tuple[int, dt.time, dt.time]] = {}
    for part in text.lower().split(","):
        match = _SPAN.fullmatch(part.strip())
        if match is None:
            raise ValueError(part.strip())
        first, last, *clock = match.groups()
        start = _weekday(first)
        opens, closes = (dt.time(int(clock[at]), int(clock[at + 1] or 0)) for at in (0, 2))
        if opens >= closes:
            raise ValueError(part.strip())
        for weekday in range(start, (_weekday(last) if last else start) + 1):
            days[weekday] = (weekday, opens, closes)
    if not days:
        raise ValueError(text)
    return Hours(tuple(sorted(days.values())), closed_weeks, closures)


def _weekday(name: str) -> int:
    return next(at for at, day in enumerate(_DAYS) if day.startswith(name[:3]))


def local(moment: dt.datetime) -> dt.datetime:
    """A moment on Swedish clocks."""
    return moment.astimezone(STOCKHOLM)


def today(now: dt.datetime) -> dt.date:
    """The day on Swedish clocks; of a clock that hasn't been set, that of the last release."""
    return max(local(now).date(), PUBLISHED)


_MONTHS = {
    month: number
    for number, month in enumerate("jan feb mar apr maj jun jul aug sep okt nov dec".split(), 1)
}
_IN = {"idag": 0, "i dag": 0, "imorgon": 1, "i morgon": 1, "imorron": 1, "i övermorgon": 2}
_WRITTEN = re.compile(
    r"(?:den )?(\d{1,2})(?:[./](\d{1,2})\.?|(?::?e|:?a)?\s+([a-zåäö]{3})[a-zåäö]*)"
    r"(?:(?<=\.)(?P<close>\d{4})|[\s,/-]{1,3}(?P<year>(?:19|20)\d\d)(?!\s?(?:kr|:-|st)\b))?"
    r"(?=[\s,:]|$)"
)
_OR = re.compile(r"(?:eller|or|alt(?:\.|ernativt)?)\s+(?=\S)")
"""Between two days, of which either may be meant."""

_NAMED = re.compile(
    r"(?P<next>nästa (?:v(?:ecka|\.)?,? (?:på )?)?)?"
    r"(?P<day>mån|tis|ons|tors?|fre|lör|sön)(?:dag(?:en)?)?\b"
    r"(?P<then>,? (?:i )?nästa v(?:ecka\b|\b\.?))?"
)
_ANOTHER = re.compile(
    r"(?:den )?\d|(?:\w{1,30} ){0,2}(?:veck(?:a|an|or)|v\d*|månad|månaden|månader|år|året)\b"
)
"""What follows a weekday that is another than the next one, perhaps: "fredag den 4:e", "fredag om
två veckor", "fredag v. 50"."""
_BEFORE = re.compile(r"^(på|till|den|senast|om) (?=\D)")
_ISO = re.compile(r"(\d{4}-\d\d-\d\d)\b")
_ORDINAL = re.compile(r"(?:den )?(\d{1,2}):?[ea](?=[\s,.:!?]|$)")
_TWO_MONTHS = 62
_Day = tuple[dt.date, int]
"""A day, and where in the text what names it ends."""


def month_of(name: str) -> int | None:
    """The month whose name begins with these letters."""
    return _MONTHS.get(name[:3].lower())


def parse_day(text: str, today: dt.date) -> tuple[dt.date, str] | None:
    """The day that a text begins with ("fredag", "fredag nästa vecka", "27/11", "den 27 november",
    "2026-11-27", "i morgon") and what follows it; None where it may be another day than it
    seems."""
    written = " ".join(text.split())
    low = _BEFORE.sub("", written.lower())
    written = written[len(written) - len(low) :]
    for reading in (_soon, _iso, _on_weekday, _dated, _of_month):
        if (day := reading(low, today)) is not None:
            rest = written[day[1] :].strip(" ,:")
            return None if _names_another(rest, today) else (day[0], rest)
    return None


def _names_another(rest: str, today: dt.date) -> bool:
    """Whether what follows a day is another one that may be meant instead: "eller 18/12"."""
    rest = rest.strip(" ,:")
    instead = _OR.match(rest.lower())
    return instead is not None and parse_day(rest[instead.end() :], today) is not None


def no_such_day(text: str, today: dt.date) -> str | None:
    """What a text begins with that is written as a day, where there is none soon: "31/2",
    "30 februari", "2026-13-01"."""
    if parse_day(text, today) is not None:
        return None
    low = _BEFORE.sub("", " ".join(text.lower().split()))
    named, rest = _weekday_before(low)
    if (match := _ISO.match(low)) is not None:
        return match[0]
    match = _WRITTEN.match(rest)
    if match is None or (match[2] is None and match[3] not in _MONTHS):
        return None
    if parse_day(match[0], today) is None or named is None:
        return None if _names_another(rest[match.end() :], today) else match[0].rstrip(".")
    return f"{named[0]} {match[0]}".rstrip(".")


def _weekday_before(low: str) -> tuple[re.Match[str] | None, str]:
    """The weekday that a text begins with, where it does, and what follows it."""
    named = _NAMED.match(low)
    return named, low[named.end() :].lstrip(" ,:") if named else low


def _soon(text: str, today: dt.date) -> _Day | None:
    for words, ahead in _IN.items():
        if re.match(rf"{words}\b", text):
            return today + dt.timedelta(days=ahead), len(words)
    return None


def _of_month(text: str, today: dt.date) -> _Day | None:
    """ "den 15:e": the next day of that number."""
    match = _ORDINAL.match(text)
    if match is None:
        return None
    first = today + dt.timedelta(days=1)
    days = (first + dt.timedelta(days=ahead) for ahead in range(_TWO_MONTHS))
    return next(((day, match.end()) for day in days if day.day == int(match[1])), None)


def _iso(text: str, _: dt.date) -> _Day | None:
    match = _ISO.match(text)
    try:
        return (dt.date.fromisoformat(match[1]), match.end()) if match else None
    except ValueError:
        return None


def _on_weekday(text: str, today: dt.date) -> _Day | None:
    """A weekday by itself: the next one, never today."""
    match = _NAMED.match(text)
    if match is None:
        return None
    rest = text[match.end() :].strip(" ,:")
    if _WRITTEN.match(rest) or _ANOTHER.match(rest):
        return None
    ahead = (_weekday(match["day"]) - today.weekday() - 1) % 7 + 1
    if match["next"] or match["then"]:
        ahead = 7 - today.weekday() + _weekday(match["day"])
    return today + dt.timedelta(days=ahead), match.end()


def _dated(text: str, today: dt.date) -> _Day | None:
    """A day and its month, perhaps after their weekday: the next such day, or that of the year
    that is named. None where it is another weekday."""
    named, rest = _weekday_before(text)
    match = _WRITTEN.match(rest)
    if match is None:
        return None
    month = int(match[2]) if match[2] else _MONTHS.get(match[3], 0)
    day = _next_such(int(match[1]), month, match["year"] or match["close"], today)
    if day is None or (named and _weekday(named["day"]) != day.weekday()):
        return None
    return day, len(text) - len(rest) + match.end()


def _next_such(number: int, month: int, year: str | None, today: dt.date) -> dt.date | None:
    """The next day of this number and month, or that of the year, where there is one."""
    for one in (int(year),) if year else (today.year, today.year + 1):
        with suppress(ValueError):
            day = dt.date(one, month, number)
            if year or day >= today:
                return day
    return None
