"""What somebody can tick off before they apply for a thing: what must be enclosed, and the formal
and the democratic conditions, as the sources say them. Pure."""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from bot.knowledge.model import Entry, Knowledge, Thing
from bot.knowledge.overviews import need_of
from bot.text import bare

Kind = Literal["enclosed", "formal", "democratic"]
KINDS: tuple[Kind, ...] = ("enclosed", "formal", "democratic")
PAGE = 9
"""Items that are shown at a time."""
_WORTH = 3
"""Items that make a list, where nothing must be enclosed."""


@dataclass(frozen=True)
class Item:
    """Something to tick off, and the answer that says it. ``key`` changes with its words: what a
    source says otherwise is another item."""

    key: str
    kind: Kind
    said: Mapping[str, str]
    entry: Entry


@dataclass(frozen=True)
class Part:
    """The items that are shown at a time, numbered from one. ``name`` is the kind, and which of
    several parts it is."""

    name: str
    kind: Kind
    items: Sequence[Item]


def sources_of(know: Knowledge, thing: Thing) -> list[Thing]:
    """The thing, and what holds for several things and so for it."""
    shared = (know.things[id_] for id_ in thing.belongs_to if id_ in know.things)
    return [thing, *(one for one in shared if need_of(one) == "villkor")]


def items(know: Knowledge, thing: Thing) -> list[Item]:
    """All that a checklist for the thing has, in its order, each once; none where that is too
    little for a list."""
    every = [one for source in sources_of(know, thing) for one in _own(know, source)]
    once = {one.key: one for one in reversed(every)}
    kept = [one for one in every if once[one.key] is one]
    found = sorted(kept, key=lambda one: KINDS.index(one.kind))
    has_enclosed = any(one.kind == "enclosed" for one in found)
    return found if has_enclosed or len(found) >= _WORTH else []


def _own(know: Knowledge, thing: Thing) -> Iterator[Item]:
    whom = thing.whom
    if whom is None or not thing.answers:
        return
    whole = know.entries[whom.answer or thing.answers[0]]
    for said in whom.enclosed:
        yield _item("enclosed", said, whole)
    # Where the democratic conditions stand one by one, the one about them all says nothing more.
    for condition in whom.conditions if not whom.democratic else ():
        if condition.ticked:
            entry = know.entries[condition.answer] if condition.answer else whole
            yield _item("formal", condition.said, entry)
    for said in whom.democratic:
        yield _item("democratic", said, whole)


def _item(kind: Kind, said: Mapping[str, str], entry: Entry) -> Item:
    return Item(key_of(said["sv"]), kind, said, entry)


def key_of(said: str) -> str:
    """What an item is known by."""
    return f"{zlib.crc32(bare(said).encode()):08x}"


def parts(found: Sequence[Item]) -> list[Part]:
    """The items as they are shown, a kind at a time."""
    pages = []
    for kind in KINDS:
        own = [one for one in found if one.kind == kind]
        for start in range(0, len(own), PAGE):
            name = kind if start == 0 else f"{kind}-{start // PAGE + 1}"
            pages.append(Part(name, kind, own[start : start + PAGE]))
    return pages


def place_of(know: Knowledge, thing: str, key: str) -> tuple[int, Item] | None:
    """An item with its number in its part; None where there is none, any more."""
    known = know.things.get(thing)
    for part in parts(items(know, known)) if known is not None else ():
        for number, one in enumerate(part.items, 1):
            if one.key == key:
                return number, one
    return None
