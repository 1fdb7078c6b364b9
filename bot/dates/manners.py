"""When the bot may begin: on a weekday between nine and seven, and on no holiday or eve of one.
And when a message may sound. Pure."""

from __future__ import annotations

import datetime as dt
from functools import cache

import holidays

from bot.days import workdays

_FROM, _UNTIL = dt.time(9), dt.time(19)
"""Between these the bot may say something by itself."""
_EVENING, _MORNING = dt.time(21), dt.time(8)
"""From the one to the other nothing sounds."""
_SATURDAY = 5
_DAY = dt.timedelta(days=1)


def make_ready(now: dt.datetime) -> None:
    """Look up the holidays of this year and the next, which reads the disk the first time."""
    for year in (now.year, now.year + 1):
        workdays.free_days(year)
        _holidays(year)


def is_working_day(day: dt.date) -> bool:
    """A weekday that is no holiday and no eve of one."""
    eve_of = day + _DAY
    is_free = day in workdays.free_days(day.year) or eve_of in _holidays(eve_of.year)
    return day.weekday() < _SATURDAY and not is_free


def working_day_up_to(day: dt.date) -> dt.date:
    """The day itself where it is a working day, else the one before it."""
    while not is_working_day(day):
        day -= _DAY
    return day


def may_begin(now: dt.datetime) -> bool:
    """Whether the bot may say something by itself now."""
    here = workdays.local(now)
    return is_working_day(here.date()) and _FROM <= here.time() < _UNTIL


def next_moment(now: dt.datetime) -> dt.datetime:
    """Now where the bot may begin, else when it may next."""
    if may_begin(now):
        return now
    here = workdays.local(now)
    day = here.date() if here.time() < _FROM else here.date() + _DAY
    while not is_working_day(day):
        day += _DAY
    return dt.datetime.combine(day, _FROM, workdays.STOCKHOLM)


def is_night(now: dt.datetime) -> bool:
    """Whether what comes now comes without a sound."""
    at = workdays.local(now).time()
    return at >= _EVENING or at < _MORNING


@cache
def _holidays(year: int) -> frozenset[dt.date]:
    return frozenset(holidays.country_holidays("SE", years=year, categories=("public",)))
