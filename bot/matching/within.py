"""What a question that goes on about one thing asks for: that thing's own entries and unknowns, and
those that hold for it too, ranked among themselves. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from bot.knowledge.model import COUNTRY, Thing
from bot.knowledge.words import Aspect
from bot.matching.assessor import Assessor
from bot.matching.corpus import Example
from bot.matching.library import Current
from bot.matching.matcher import Candidate
from bot.matching.names import squash

WRITTEN_FOR = 0.15
"""The share of an item's ways of asking from which it was written for what is asked of the
thing."""
_HEADING = 0.5
"""What a heading that asks for it counts as."""


@dataclass(frozen=True)
class Within:
    """One thing, asked about in one language from a place."""

    assessor: Assessor
    thing: Thing
    language: str
    area: str | None = None

    @property
    def current(self) -> Current:
        return self.assessor.current

    @cached_property
    def labels(self) -> frozenset[str]:
        """The thing's entries and unknowns, and those of what it belongs to."""
        things = self.current.knowledge.things
        whole = [self.thing, *(things[id_] for id_ in self.thing.belongs_to if id_ in things)]
        return frozenset(label for one in whole for label in (*one.answers, *one.unknowns))

    @cached_property
    def around(self) -> frozenset[str]:
        """What has the thing's name in the same place, or where the asker is, and is of another
        thing: how a house is hired, beside what it is."""
        know, names_of = self.current.knowledge, self.current.matcher.names_of
        near = {self.thing.area, *(know.chain(self.area)[:-1] if self.area else ())}
        own, there = squash(self.name), [item for item in know.items if item.area in near]
        called = {one.id for one in know.things.values() if own in squash(one.name)}
        named = {one.id for one in there if one.thing in called or names_of(one.id) & self._names}
        return frozenset(named) - self.labels

    @cached_property
    def name(self) -> str:
        """What people call the thing."""
        entries = self.current.knowledge.entries
        names = (name for id_ in self.thing.answers[:1] for name in entries[id_].names)
        return next(names, self.thing.name)

    @cached_property
    def _names(self) -> frozenset[str]:
        """The thing's name; where it has none that people ask with, those in their questions."""
        own, first = squash(self.name), next(iter(self.thing.answers), "")
        names = self.current.matcher.names_of(first)
        return frozenset({own}) if own in names else names

    def ranked(
        self, question: str, aspect: Aspect | None, labels: Iterable[str]
    ) -> list[Candidate]:
        """These labels, likeliest first. Where it is plain what is asked for, only those that were
        written for it."""
        best = dict.fromkeys(labels, 0.0)
        asked = [f"{question} {self.name}"]
        if aspect is not None:
            whole = aspect.whole
            asked.append(f"{whole.get(self.language, whole['sv'])} {self.name}")
        for text in asked:
            ranking = self.assessor.rank(text, self._view, self.language)
            for label, chance in ranking.candidates:
                if label in best:
                    best[label] = max(best[label], chance)
        found = [Candidate(label, chance) for label, chance in best.items()]
        if aspect is not None:
            found = list(self._written_for(aspect, found))
        return sorted(found, key=lambda one: (-one.chance, one.label))

    def speaks_of(self, label: str, words: Iterable[str]) -> bool:
        """Whether an item has most of some words, in its ways of asking or in its answer."""
        reader, known = self.current.matcher.view(self._view).reader, set[str]()
        for example in self._examples(label):
            known.update(reader.read_example(example.text, example.language).stems)
        entry = self.current.knowledge.entries.get(label)
        for language, text in (entry.answer if entry else {}).items():
            known.update(reader.read_example(text, language).stems)
        asked = reader.read(" ".join(words), self.language).stems
        return 2 * len(known.intersection(asked)) > len(set(asked))

    def _written_for(self, aspect: Aspect, found: list[Candidate]) -> Iterator[Candidate]:
        for label, chance in found:
            share = self._share(aspect, label)
            if share >= WRITTEN_FOR:
                yield Candidate(label, chance * share)

    def is_written_for(self, aspect: Aspect, label: str) -> bool:
        """Whether an item was written for what is asked of the thing."""
        return self._share(aspect, label) >= WRITTEN_FOR

    def _share(self, aspect: Aspect, label: str) -> float:
        """How many of an item's ways of asking ask for that."""
        examples = self._examples(label)
        asks = [aspect.pattern.search(example.text) is not None for example in examples]
        know = self.current.knowledge
        entry, unknown = know.entries.get(label), know.unknowns.get(label)
        heading = entry.title if entry else unknown.what["sv"] if unknown else ""
        least = _HEADING if aspect.pattern.search(heading) else 0.0
        return max(least, sum(asks) / len(asks) if asks else 0.0)

    def _examples(self, label: str) -> Sequence[Example]:
        matcher = self.current.matcher
        return matcher.blocks[matcher.home[label]].examples[label] if label in matcher.home else ()

    @property
    def _view(self) -> str:
        """The asker's own view, where the thing is in it; else that of its place."""
        know, area = self.current.knowledge, self.area
        is_seen = area is not None and self.thing.area in (*know.chain(area), COUNTRY)
        return self.current.view_of(area if is_seen else self.thing.area)
