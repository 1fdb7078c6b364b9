"""What the matcher is built from: for each area the ways of asking, what each of them asks for, and
which areas compete where. Pure."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache

from bot.knowledge.acts import ORDINARY, Who
from bot.knowledge.model import COUNTRY, Entry, Knowledge, Unknown
from bot.knowledge.tables import Area
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
class Places:
    """The names of all areas, which say nothing in a way of asking of their own."""

    areas: Mapping[str, Area] = field(default_factory=dict)

    @cached_property
    def key(self) -> str:
        """A hash of them."""
        rows = [area.model_dump_json() for area in self.areas.values()]
        return hashlib.sha256("\n".join(rows).encode()).hexdigest()

    def __hash__(self) -> int:
        return hash(self.key)

    def taken_out(
        self, examples: Iterable[Example], around: Sequence[str] = ()
    ) -> tuple[Example, ...]:
        """Examples without the names of the areas around them."""
        find = _gazetteer(self).find
        return tuple(
            replace(one, text=without(one.text, find(one.text, repair=False), around))
            for one in examples
        )


# Of the last that was learned from: a process that learns several areas is sent the same each time.


@lru_cache(maxsize=1)
def _gazetteer(places: Places) -> Gazetteer:
    return Gazetteer(places.areas)


@lru_cache(maxsize=1)
def _cleaned(shared: tuple[Example, ...], places: Places) -> tuple[Example, ...]:
    return places.taken_out(shared)


@dataclass(frozen=True)
class AreaCorpus:
    """All that one area's block is learned from. ``shared`` is what may be asked in every area: it
    tells which words are common, and its labels are the country's."""

    labels: Sequence[Label]
    examples: Sequence[Example]
    shared: Sequence[Example] = ()
    places: Places = Places()
    around: Sequence[str] = ()
    """The area and those that it lies in, whose names are taken out of the examples."""

    def key(self, words: str) -> str:
        """A hash of all that the block of the area is learned from; ``words``: those of the
        knowledge, as text."""
        parts = [
            [(one.id, *one.names, one.unknown, one.thing, one.about) for one in self.labels],
            [(one.label, one.text, one.language) for one in self.examples],
            [(one.label, one.text, one.language) for one in self.shared],
            [*self.around, self.places.key, words],
        ]
        return hashlib.sha256(json.dumps(parts, ensure_ascii=False).encode()).hexdigest()[:16]

    def cleaned(self) -> AreaCorpus:
        """The same with the names of places taken out."""
        if not self.places.areas:
            return self
        own = self.places.taken_out(self.examples, self.around)
        shared = _cleaned(tuple(self.shared), self.places)
        return replace(self, examples=own, shared=shared, places=Places())


@dataclass(frozen=True)
class Corpus:
    """Everything that can be asked for, area by area. ``views`` gives the areas whose labels
    compete where an area's questions are asked, its own first."""

    areas: Mapping[str, AreaCorpus]
    views: Mapping[str, Sequence[str]]
    talk: Mapping[str, AreaCorpus] = field(default_factory=dict)
    """What people do by what they say, by who says it."""

    @property
    def blocks(self) -> dict[str, AreaCorpus]:
        """All that is learned by itself, by name: no area is called what a person is."""
        return {**self.areas, **self.talk}

    @classmethod
    def of(cls, knowledge: Knowledge) -> Corpus:
        """What can be asked for in some knowledge."""
        shared, places = list(_shared(knowledge)), Places(knowledge.areas)
        examples: dict[str, list[Example]] = defaultdict(list)
        labels: dict[str, list[Label]] = defaultdict(list)
        labels[COUNTRY] = _common(knowledge, shared)
        for item in knowledge.items:
            if item.area:
                examples[item.area] += _examples(item)
                labels[item.area].append(_label(item, knowledge))
        examples[COUNTRY] += shared
        areas = {
            area: AreaCorpus(
                sorted(own, key=lambda label: label.id),
                examples[area],
                [] if area == COUNTRY else shared,
                places,
                knowledge.chain(area),
            )
            for area, own in labels.items()
        }
        views = {area: [a for a in knowledge.chain(area) if a in areas] for area in areas}
        return cls(areas, views, _talk(knowledge))


def _examples(item: Entry | Unknown) -> Iterator[Example]:
    """Each of an item's ways of asking; its heading is one."""
    heading = {"sv": item.title} if isinstance(item, Entry) else item.what
    for language, texts in item.questions.items():
        extra = [heading[language]] if language in heading else []
        for text in [*texts, *extra]:
            yield Example(item.id, text, language)


def _shared(knowledge: Knowledge) -> Iterator[Example]:
    """What may be asked or said in every area: what only people answer, what is outside, small
    talk."""
    for unknown in knowledge.rejects.people:
        yield from _examples(unknown)
    for language, texts in knowledge.rejects.outside.items():
        for text in texts:
            yield Example(OUTSIDE, text, language)
    for language, kind, phrase in knowledge.phrases:
        yield Example(SMALLTALK + kind, phrase, language)


_ORDINARY_THERE: tuple[tuple[Who, Who, tuple[str, ...]], ...] = (
    ("anyone", "asker", ("status", "ångrar", ORDINARY)),
    ("thing", "all", ("människa",)),
)
"""What is nothing out of the ordinary among what somebody else, or something else, is about."""


def _talk(knowledge: Knowledge) -> dict[str, AreaCorpus]:
    """What is learned of talk: each kind of act is a label. Talk of one's own question is nothing
    out of the ordinary for what may be said at any time, nor the wish for a person for what is
    asked of a thing."""
    learned = {who: list(_acts(acts)) for who, acts in knowledge.acts.by_who.items() if acts}
    for who, other, kinds in _ORDINARY_THERE:
        if who in learned:
            beside = (one for one in learned.get(other, []) if one.label in kinds)
            learned[who] += [replace(one, label=ORDINARY) for one in beside]
    return {
        str(who): AreaCorpus(
            [Label(kind) for kind in sorted({e.label for e in examples})], examples
        )
        for who, examples in learned.items()
    }


def _acts(acts: Mapping[str, Mapping[str, Sequence[str]]]) -> Iterator[Example]:
    for kind, listed in acts.items():
        for language, texts in listed.items():
            for text in texts:
                yield Example(kind, text, language)


def _label(item: Entry | Unknown, knowledge: Knowledge) -> Label:
    if isinstance(item, Entry):
        return Label(item.id, tuple(item.names), thing=item.thing)
    about = knowledge.parents.get(item.id, "")
    return Label(item.id, tuple(item.names), unknown=True, thing=item.thing, about=about)


def _common(knowledge: Knowledge, shared: Sequence[Example]) -> list[Label]:
    """What competes in every area: what only people answer, what is outside, small talk."""
    people = {unknown.id: _label(unknown, knowledge) for unknown in knowledge.rejects.people}
    rest = {example.label for example in shared} - people.keys()
    return [*people.values(), *(Label(id_, unknown=True) for id_ in sorted(rest))]
