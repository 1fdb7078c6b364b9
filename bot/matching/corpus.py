"""What the matcher is built from: the ways of asking, what each of them asks for, and which labels
compete where. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from bot.knowledge.model import COUNTRY, Entry, Knowledge, Unknown
from bot.matching.gazetteer import Gazetteer, without
from bot.matching.names import Label

OUTSIDE = "utanför"
"""The label of what no association office answers."""
SMALLTALK = "småprat/"
"""What the label of each kind of small talk begins with."""


@dataclass(frozen=True)
class Example:
    """One way of asking, and the entry or unknown that it asks for."""

    label: str
    text: str
    language: str = "sv"


@dataclass(frozen=True)
class Corpus:
    """Everything that can be asked for. ``blocks`` gives each area's own labels, ``views`` the
    areas whose labels compete where an area's questions are asked, its own first."""

    examples: Sequence[Example]
    labels: Sequence[Label]
    blocks: Mapping[str, Sequence[str]]
    views: Mapping[str, Sequence[str]]

    @classmethod
    def of(cls, knowledge: Knowledge) -> Corpus:
        """What can be asked for in some knowledge."""
        blocks = _blocks(knowledge)
        views = {
            area: [place for place in knowledge.chain(area) if place in blocks] for area in blocks
        }
        return cls(list(_examples(knowledge)), list(_labels(knowledge)), blocks, views)


def _examples(knowledge: Knowledge) -> Iterator[Example]:
    """Every way of asking; the names of the item's own area and those around it say nothing in it,
    and are taken out."""
    places = Gazetteer(knowledge.areas)
    for item in knowledge.items:
        own = knowledge.chain(item.area) if item.area else []
        for language, text in _texts(item):
            mentions = places.find(text, repair=False)
            yield Example(item.id, without(text, mentions, own), language)
    for label, language, text in _elsewhere(knowledge):
        mentions = places.find(text, repair=False)
        yield Example(label, without(text, mentions, []), language)


def _texts(item: Entry | Unknown) -> Iterator[tuple[str, str]]:
    """The language and the text of each of an item's ways of asking; its heading is one."""
    heading = {"sv": item.title} if isinstance(item, Entry) else item.what
    for language, texts in item.questions.items():
        extra = [heading[language]] if language in heading else []
        for text in [*texts, *extra]:
            yield language, text


def _elsewhere(knowledge: Knowledge) -> Iterator[tuple[str, str, str]]:
    """What is said to the bot and belongs to no item: its label, language and text."""
    for language, texts in knowledge.rejects.outside.items():
        for text in texts:
            yield OUTSIDE, language, text
    for language, kind, phrase in knowledge.phrases:
        yield SMALLTALK + kind, language, phrase


def _labels(knowledge: Knowledge) -> Iterator[Label]:
    names = {entry.id: tuple(entry.names) for entry in knowledge.entries.values()}
    for id_, own in names.items():
        yield Label(id_, own)
    for id_ in knowledge.unknowns:
        own = tuple(knowledge.unknowns[id_].names)
        yield Label(id_, own, unknown=True, about=knowledge.parents.get(id_, ""))
    for id_ in common(knowledge):
        if id_ not in knowledge.unknowns:
            yield Label(id_, unknown=True)


def _blocks(knowledge: Knowledge) -> dict[str, list[str]]:
    """The labels of each area that has knowledge of its own; what is common to all is the
    country's."""
    blocks = {COUNTRY: common(knowledge)}
    for item in knowledge.items:
        if item.area:
            blocks.setdefault(item.area, []).append(item.id)
    return blocks


def common(knowledge: Knowledge) -> list[str]:
    """What competes in every area: what only people answer, what is outside, small talk."""
    people = [unknown.id for unknown in knowledge.rejects.people]
    chat = sorted({SMALLTALK + kind for _, kind, _ in knowledge.phrases})
    return [*people, OUTSIDE, *chat]
