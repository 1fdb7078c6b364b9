"""What is watched for somebody: the days of one thing, when they are reminded of each, and what has
changed since it was last looked at. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

from bot.dates import agenda, manners
from bot.knowledge.model import Knowledge
from bot.knowledge.times import Coming

MOST = 20
"""Things that are watched for one person."""
_AHEAD = dt.timedelta(days=7)
"""How long before it closes somebody is reminded."""
_DAY = dt.timedelta(days=1)
Kind = Literal["closes", "opens"]
What = Literal["closes", "opens", "check", "moved", "late", "opened", "undated", "gone"]


@dataclass(frozen=True, slots=True)
class Known:
    """A day as it was when it was last looked at."""

    kind: Kind
    period: int
    day: dt.date
    first: dt.date
    """The day that it was first known as: in a calendar it is the same however it moves."""
    remind: dt.date | None
    """When somebody is reminded of it; None where they have been, or it is too late for that."""
    moves: int = 0


@dataclass(frozen=True, slots=True)
class Watch:
    """A thing that somebody wants to be reminded of. ``mark``: random, stands for the watch in a
    calendar."""

    thing: str
    name: str
    """What it was called, should it be gone from the knowledge."""
    begun: dt.date
    mark: str
    days: tuple[Known, ...] = ()


@dataclass(frozen=True, slots=True)
class Notice:
    """Something to tell of a watched thing: that it closes or opens soon (``closes``, ``opens``);
    that it is time to look that up (``check``); that its day has moved, that it was closed or
    opened before anybody could be told (``late``, ``opened``), that its days are in no source any
    more, that it is gone."""

    what: What
    watch: Watch
    kind: Kind = "closes"
    day: dt.date = dt.date.min
    before: dt.date = dt.date.min


def begun(thing: str, know: Knowledge, today: dt.date, mark: str) -> Watch:
    """A new watch; whoever begins it has just been told the days."""
    known = know.things[thing]
    ahead = agenda.coming(know, known, today)
    days = tuple(_known(one, today) for one in ahead)
    return Watch(thing, known.name, today, mark, days)


def looked_at(watch: Watch, know: Knowledge, today: dt.date) -> tuple[list[Notice], Watch | None]:
    """What is to be told today, and the watch after it; None where there is nothing to watch any
    more."""
    thing = know.things.get(watch.thing)
    if thing is None or thing.ended(today):
        return [Notice("gone", watch)], None
    watch = replace(watch, name=thing.name)
    ahead = {(one.kind, one.period): one for one in agenda.coming(know, thing, today)}
    notices, days = list[Notice](), list[Known]()
    for known in watch.days:
        now = ahead.pop((known.kind, known.period), None)
        said, kept = _changed(watch, known, now, know, today)
        notices += said
        days += [kept] if kept is not None else []
    days += [_known(one, today) for one in ahead.values()]
    due = [one for one in days if one.remind is not None and one.remind <= today]
    notices += [_reminder(watch, one, know, today) for one in due]
    told = tuple(replace(one, remind=None) if one in due else one for one in days)
    return notices, replace(watch, days=told)


def next_look(watch: Watch, know: Knowledge, today: dt.date) -> dt.date:
    """The next day on which there may be something to tell, as things are now."""
    return min(_looks(watch, know, today), default=today + dt.timedelta(days=365))


def _looks(watch: Watch, know: Knowledge, today: dt.date) -> Iterator[dt.date]:
    for known in watch.days:
        yield known.day + _DAY
        if known.remind is not None:
            yield known.remind
    thing = know.things.get(watch.thing)
    if thing is not None and thing.valid_until is not None:
        yield thing.valid_until + _DAY
    if thing is not None and thing.gone is not None:
        yield max(thing.gone.day, today + _DAY)


def _changed(
    watch: Watch, known: Known, now: Coming | None, know: Knowledge, today: dt.date
) -> tuple[list[Notice], Known | None]:
    """What has become of a day since it was last looked at."""
    if known.day < today:
        after = _known(now, today) if now is not None else None
        missed = known.remind is not None
        return ([_missed(watch, known, know, today)] if missed else []), after
    if now is None:
        return [Notice("undated", watch, known.kind, before=known.day)], None
    if now.day == known.day:
        return [], known
    moved = replace(_known(now, today), first=known.first, moves=known.moves + 1)
    # Of a day so near, that it has moved is the reminder.
    is_near = moved.remind is not None and moved.remind <= today
    notice = Notice("moved", watch, known.kind, now.day, known.day)
    return [notice], replace(moved, remind=None) if is_near else moved


def _missed(watch: Watch, known: Known, know: Knowledge, today: dt.date) -> Notice:
    """Nobody could be told in time: the bot was down, or it was on a holiday."""
    thing = know.things[watch.thing]
    closes = [one for one in agenda.coming(know, thing, today) if one.kind == "closes"]
    opens = [one for one in agenda.coming(know, thing, today) if one.kind == "opens"]
    is_open = closes and (not opens or closes[0].day < opens[0].day)
    what: What = "opened" if known.kind == "opens" and (is_open or not closes) else "late"
    return Notice(what, watch, known.kind, known.day)


def _reminder(watch: Watch, known: Known, know: Knowledge, today: dt.date) -> Notice:
    thing = know.things[watch.thing]
    about = any(
        one.about
        for one in agenda.coming(know, thing, today)
        if (one.kind, one.period) == (known.kind, known.period)
    )
    is_sure = agenda.is_sure(know, thing, today, about=about)
    return Notice(known.kind if is_sure else "check", watch, known.kind, known.day)


def _known(one: Coming, today: dt.date) -> Known:
    return Known(one.kind, one.period, one.day, one.day, _remind(one, today))


def _remind(one: Coming, today: dt.date) -> dt.date | None:
    """The working day up to a week before it closes; where that is past, the last one before it
    does; the day that it opens, or the working day before that."""
    if one.kind == "opens":
        return manners.working_day_up_to(one.day) if one.day > today else None
    days = (manners.working_day_up_to(one.day - ahead) for ahead in (_AHEAD, _DAY))
    return next((day for day in days if day > today), None)
