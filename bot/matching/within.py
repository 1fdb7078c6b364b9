"""What a question that goes on about one thing asks for: that thing's own entries and unknowns, and
those that hold for it too, ranked among themselves. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from bot.knowledge.model import COUNTRY, Thing
from bot.knowledge.words import Aspect
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

    current: Current
    thing: Thing
    language: str
    area: str | None = None

    @cached_property
    def labels(self) -> frozenset[str]:
        """The thing's entries and unknowns, and those of what it belongs to."""
        things = self.current.knowledge.things
        whole = [self.thing, *(things[id_] for id_ in self.thing.belongs_to if id_ in things)]
        return frozenset(label for one in whole for label in (*one.answers, *one.unknowns))

    @cached_property
    def around(self) -> frozenset[str]:
        """What is asked for with the thing's name in the same place, and is of another thing: how a
        house is hired, beside what it is."""
        named = self.current.matcher.names.labels.get(squash(self.name), set())
        items = {item.id: item for item in self.current.knowledge.items if item.id in named}
        there = {id_ for id_, item in items.items() if item.area == self.thing.area}
        return frozenset(there - self.labels)

    @cached_property
    def name(self) -> str:
        """What people call the thing."""
        entries = self.current.knowledge.entries
        first = next(iter(self.thing.answers), None)
        return self.current.name_of(entries[first]) if first else self.thing.name

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
            ranking = self.current.matcher.rank(text, self._view, self.language)
            for label, chance in ranking.candidates:
                if label in best:
                    best[label] = max(best[label], chance)
        found = [Candidate(label, chance) for label, chance in best.items()]
        if aspect is not None:
            found = list(self._written_for(aspect, found))
        return sorted(found, key=lambda one: (-one.chance, one.label))

    def _written_for(self, aspect: Aspect, found: list[Candidate]) -> Iterator[Candidate]:
        for label, chance in found:
            share = self._share(aspect, label)
            if share >= WRITTEN_FOR:
                yield Candidate(label, chance * share)

    def _share(self, aspect: Aspect, label: str) -> float:
        """How many of an item's ways of asking ask for that."""
        examples = self.current.matcher.examples.get(label, ())
        asks = [aspect.pattern.search(example.text) is not None for example in examples]
        know = self.current.knowledge
        entry, unknown = know.entries.get(label), know.unknowns.get(label)
        heading = entry.title if entry else unknown.what["sv"] if unknown else ""
        least = _HEADING if aspect.pattern.search(heading) else 0.0
        return max(least, sum(asks) / len(asks) if asks else 0.0)

    @property
    def _view(self) -> str:
        """The asker's own view, where the thing is in it; else that of its place."""
        know, area = self.current.knowledge, self.area
        is_seen = area is not None and self.thing.area in (*know.chain(area), COUNTRY)
        return self.current.view_of(area if is_seen else self.thing.area)
