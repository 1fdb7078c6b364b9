"""When the bot may begin: on a weekday between nine and seven, and on no holiday or eve of one.
And when a message may sound. Pure."""

from __future__ import annotations

import datetime as dt
from functools import cache

import holidays

from bot import workdays

_FROM, _UNTIL = dt.time(9), dt.time(19)
"""Between these the bot may say something by itself."""
_EVENING, _MORNING = dt.time(21), dt.time(8)
"""From the one to the other nothing sounds."""
_SATURDAY = 5
_DAY = dt.timedelta(days=1)


def is_working_day(day: dt.date) -> bool:
    """A weekday that is no holiday and no eve of one."""
    if day.weekday() >= _SATURDAY or day in _free(day.year):
        return False
    eve_of = day + _DAY
    return eve_of not in _holidays(eve_of.year)


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


@cache
def _free(year: int) -> frozenset[dt.date]:
    """Also those that are no holidays by law, and on which nobody works."""
    return frozenset(holidays.country_holidays("SE", years=year, categories=("public", "de_facto")))
