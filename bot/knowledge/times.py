"""When a thing is open: periods as editors write them, and what they mean on a day. Pure.

A period has a day that it opens, one that it closes, or both: a day of the year ("1 mars"), a whole
date ("2026-03-01"), or "sista dagen varje månad". "löpande" is open all year.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

MONTHS = (
    "januari februari mars april maj juni juli augusti september oktober november december"
).split()
ALWAYS, MONTHLY = "löpande", "sista dagen varje månad"
_DAY = re.compile(rf"(\d{{1,2}}) ({'|'.join(MONTHS)})(?: (\d{{4}}))?")
_YEARS = 2
"""How many years ahead a day of the year is looked for; 29 February is moved to the 28th."""


class NotADayError(ValueError):
    """A text that is no day; ``str`` is what may be written."""

    def __init__(self, text: str) -> None:
        super().__init__(
            f"”{text}” är ingen dag. Skriv 1 mars, 2026-03-01, ”{MONTHLY}” eller ”{ALWAYS}”."
        )


@dataclass(frozen=True, slots=True)
class Day:
    """A day of each year, of one year, or (month 0) the last day of each month."""

    month: int
    day: int
    year: int | None = None

    def after(self, start: dt.date) -> Iterator[dt.date]:
        """The dates that it means from ``start`` on."""
        if self.month == 0:
            months = ((start.year + at // 12, at % 12 + 1) for at in _months(start))
            yield from (_date(year, month, 31) for year, month in months)
        elif self.year is not None:
            yield from (day for day in [_date(self.year, self.month, self.day)] if day >= start)
        else:
            years = range(start.year, start.year + _YEARS + 1)
            dates = (_date(year, self.month, self.day) for year in years)
            yield from (day for day in dates if day >= start)


@dataclass(frozen=True, slots=True)
class Period:
    """One time when a thing is open. ``about``: the source gives the days only roughly."""

    opens: Day | None = None
    closes: Day | None = None
    about: bool = False

    @property
    def is_rolling(self) -> bool:
        return self.opens is None and self.closes is None


@dataclass(frozen=True, slots=True)
class Opening:
    """What the periods mean on a day.

    ``open``: until ``closes``, where that is known; ``closed``: until ``opens``; ``over``: no day
    of it is left. Of a thing with only last days, the next one is ``closes``.
    """

    state: Literal["open", "closed", "over", "rolling"]
    opens: dt.date | None = None
    closes: dt.date | None = None
    about: bool = False

    def days_left(self, today: dt.date) -> int | None:
        """Days until it closes, the last one counted as 0."""
        return (self.closes - today).days if self.closes is not None else None


@dataclass(frozen=True, slots=True, order=True)
class Coming:
    """A day that lies ahead: of which period, and whether it opens or closes then."""

    day: dt.date
    kind: Literal["closes", "opens"]
    period: int
    about: bool = False


def parse(text: str) -> Day | None:
    """A day as an editor writes it; None for "löpande". Raises ``NotADayError``."""
    said = " ".join(text.lower().split())
    if said == ALWAYS:
        return None
    if said == MONTHLY:
        return Day(0, 31)
    match = _DAY.fullmatch(said)
    try:
        if match is None:
            date = dt.date.fromisoformat(said)
            return Day(date.month, date.day, date.year)
        day, month = int(match[1]), MONTHS.index(match[2]) + 1
        dt.date(int(match[3] or 2024), month, day)  # 2024 has every day that a year may have
        return Day(month, day, int(match[3]) if match[3] else None)
    except ValueError:
        raise NotADayError(text) from None


def written(day: Day) -> str:
    """A day as an editor writes it."""
    if day.month == 0:
        return MONTHLY
    return f"{day.day} {MONTHS[day.month - 1]}{f' {day.year}' if day.year else ''}"


def opening(periods: Sequence[Period], today: dt.date) -> Opening:
    """What the periods mean today: open where one of them is, else the next one that opens."""
    found = [_opening(period, today) for period in periods]
    order = ("rolling", "open", "closed", "over")

    def urgency(one: Opening) -> tuple[int, dt.date]:
        return order.index(one.state), one.closes or one.opens or dt.date.max

    return min(found, key=urgency)


def coming(periods: Sequence[Period], today: dt.date) -> list[Coming]:
    """The next day from today on that each period opens, and that it closes, the nearest first."""
    found = []
    for at, period in enumerate(periods):
        ends: tuple[tuple[Literal["closes", "opens"], Day | None], ...]
        ends = (("closes", period.closes), ("opens", period.opens))
        for kind, end in ends:
            if end is not None and (day := next(end.after(today), None)) is not None:
                found.append(Coming(day, kind, at, period.about))
    return sorted(found)


def _opening(period: Period, today: dt.date) -> Opening:
    if period.is_rolling:
        return Opening("rolling", about=period.about)
    closes = next(period.closes.after(today), None) if period.closes else None
    opens = next(period.opens.after(today), None) if period.opens else None
    if period.closes is not None and closes is None:
        return Opening("over", about=period.about)
    if period.opens is None:
        return Opening("open", closes=closes, about=period.about)
    if opens == today or _has_opened(period.opens, opens, closes, today):
        return Opening("open", closes=closes, about=period.about)
    later = next(period.closes.after(opens), None) if period.closes and opens else None
    return Opening("closed", opens=opens, closes=later, about=period.about)


def _has_opened(
    opens: Day, next_opens: dt.date | None, closes: dt.date | None, today: dt.date
) -> bool:
    """Whether it opened before today and hasn't closed since: it closes before it opens again."""
    if opens.year is not None:
        return next_opens is None
    return closes is not None and (next_opens is None or closes < next_opens) and closes >= today


def _months(start: dt.date) -> range:
    return range(start.month - 1, start.month - 1 + 12 * _YEARS)


def _date(year: int, month: int, day: int) -> dt.date:
    return dt.date(year, month, min(day, calendar.monthrange(year, month)[1]))
