"""What somebody has ticked off: which items were shown, which of them are done, and until when that
is kept. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from bot.knowledge.checklists import Item
from bot.knowledge.model import Thing

KEPT = dt.timedelta(days=90)
"""How long a list is kept after it was last touched."""
MOST = 5
"""Lists that are kept of one asker, the newest."""


@dataclass(frozen=True, slots=True)
class Mark:
    """An item as it was shown last: its words tell what it was, should it be gone."""

    key: str
    said: str
    done: bool = False


@dataclass(frozen=True, slots=True)
class Checklist:
    """The list for one thing, with the name that the thing had."""

    thing: str
    name: str
    until: dt.datetime
    marks: tuple[Mark, ...] = ()

    @property
    def done(self) -> frozenset[str]:
        return frozenset(mark.key for mark in self.marks if mark.done)

    def left(self, found: Collection[Item]) -> int:
        """How many of these items are left."""
        return sum(one.key not in self.done for one in found)

    def with_state(self, keys: Collection[str], *, done: bool, now: dt.datetime) -> Checklist:
        """With these items done, or left after all."""
        marks = tuple(replace(one, done=done) if one.key in keys else one for one in self.marks)
        return replace(self, marks=marks, until=now + KEPT)


@dataclass(frozen=True, slots=True)
class News:
    """What editors have changed since a list was shown: what is no more, and what has come."""

    gone: tuple[str, ...] = ()
    come: tuple[Item, ...] = ()


def begun(thing: Thing, found: Sequence[Item], now: dt.datetime) -> Checklist:
    """A new list, with everything left."""
    marks = tuple(Mark(one.key, one.said["sv"]) for one in found)
    return Checklist(thing.id, thing.name, now + KEPT, marks)


def standing(
    kept: Checklist, thing: Thing, found: Sequence[Item], now: dt.datetime
) -> tuple[Checklist, News]:
    """The list with the items that there are now, and what has changed since it was shown."""
    known, today = {mark.key for mark in kept.marks}, {one.key for one in found}
    gone = tuple(mark.said for mark in kept.marks if mark.key not in today)
    come = tuple(one for one in found if one.key not in known)
    fresh = begun(thing, found, now)
    marks = tuple(replace(mark, done=mark.key in kept.done) for mark in fresh.marks)
    return replace(fresh, marks=marks), News(gone, come)
