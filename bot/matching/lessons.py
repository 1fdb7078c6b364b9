"""What is learned from some knowledge: whether a change of it needs learning. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from bot.knowledge.model import Entry, Knowledge, Unknown


def teach_the_same(one: Knowledge, other: Knowledge) -> bool:
    """Whether the same is learned from both: the same things, asked for in the same ways. Texts,
    facts and dates may differ."""
    return _shared(one) == _shared(other) and list(_of_items(one)) == list(_of_items(other))


def _shared(knowledge: Knowledge) -> tuple[object, ...]:
    """What holds for everything that is learned."""
    areas = list(knowledge.areas.values())
    return areas, knowledge.words, knowledge.rejects.outside, knowledge.phrases, knowledge.parents


def _of_items(knowledge: Knowledge) -> Iterator[tuple[object, ...]]:
    """What is learned of each item. Its heading is a way of asking for it."""
    for item in knowledge.items:
        yield item.id, item.area, item.thing, _heading(item), item.names, item.questions


def _heading(item: Entry | Unknown) -> object:
    return item.title if isinstance(item, Entry) else item.what
