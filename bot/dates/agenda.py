"""The days that there are to keep an eye on, and how sure they are. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Literal

from bot.knowledge import times
from bot.knowledge.model import Entry, Knowledge, Thing
from bot.knowledge.times import Coming

Certainty = Literal["sure", "usual", "unsure"]
"""``sure``: compared in time with a source of some year. ``usual``: that too, but it says only
about when. ``unsure``: not compared in time, or the source says of no year."""


def dated(know: Knowledge, thing: Thing) -> Entry | None:
    """The answer that has the days of a thing; None where no answer has any."""
    entries = (know.entries[id_] for id_ in thing.answers if id_ in know.entries)
    return next((one for one in entries if any(not own.is_rolling for own in one.periods)), None)


def is_rolling(know: Knowledge, thing: Thing) -> bool:
    """Whether it is open all year, as far as is known."""
    entries = (know.entries[id_] for id_ in thing.answers if id_ in know.entries)
    return dated(know, thing) is None and any(one.periods for one in entries)


def certainty(know: Knowledge, entry: Entry, today: dt.date, *, about: bool) -> Certainty:
    """How sure a day of an answer's is today."""
    if not know.is_vouched_for(entry, today):
        return "unsure"
    return "usual" if about else "sure"


def is_sure(know: Knowledge, thing: Thing, today: dt.date, *, about: bool) -> bool:
    """Whether a day of a thing's is as sure as a day can be."""
    entry = dated(know, thing)
    return entry is not None and certainty(know, entry, today, about=about) == "sure"


def coming(know: Knowledge, thing: Thing, today: dt.date) -> list[Coming]:
    """The days of a thing that lie ahead; none of one that is no more."""
    entry = dated(know, thing)
    return [] if entry is None or thing.ended(today) else times.coming(entry.periods, today)


def may_be_watched(know: Knowledge, thing: Thing, today: dt.date) -> bool:
    """Whether any of its days is sure enough to be reminded of, if only to look it up."""
    entry, ahead = dated(know, thing), coming(know, thing, today)
    if entry is None:
        return False
    return any(certainty(know, entry, today, about=one.about) != "unsure" for one in ahead)


def with_days(know: Knowledge, areas: Iterable[str], today: dt.date) -> list[Thing]:
    """The things of some areas that have a day ahead, the nearest day first."""
    around = set(areas)
    here = (thing for thing in know.things.values() if thing.area in around)
    ahead = ((coming(know, thing, today), thing) for thing in here)
    near = [(days[0].day, thing.name, thing) for days, thing in ahead if days]
    return [thing for *_, thing in sorted(near, key=lambda one: one[:2])]
