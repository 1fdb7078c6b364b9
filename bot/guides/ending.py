"""What an editors' guide says in the end: its words, what is one tap away in the place, where it
comes from, and who decides. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from bot.knowledge import checklists
from bot.knowledge.citation import Citation
from bot.knowledge.guides import Ending
from bot.knowledge.model import Entry, Thing
from bot.knowledge.overviews import joined, supports
from bot.knowledge.wording import Wording

_ENTRIES, _THINGS, _SOURCES = 4, 2, 2
"""How many answers and things are one tap away, and sources are named."""


@dataclass(frozen=True)
class Told:
    """An ending in one language, in a place and on a day."""

    say: Wording
    ending: Ending
    area: str
    today: dt.date

    @cached_property
    def entries(self) -> list[Entry]:
        """The answers that hold there, the place's own first; none of what is no more."""
        know, chain = self.say.knowledge, self.say.knowledge.chain(self.area)
        named = [know.entries[id_] for id_ in self.ending.entries]
        asked = {entry.thing for entry in named if entry.area in chain}
        own = (one for one in self._own_forms() if one.answers and one.id not in asked)
        every = [*named, *(know.entries[one.answers[0]] for one in own)]
        there = [one for one in every if one.area in chain and not self._is_gone(one)]
        return sorted(there, key=lambda one: chain.index(one.area))[:_ENTRIES]

    def _is_gone(self, entry: Entry) -> bool:
        return self.say.knowledge.things[entry.thing].ended(self.today) is not None

    def _own_forms(self) -> Iterator[Thing]:
        """What the place and those around it have of their own of the things that are named."""
        know, chain = self.say.knowledge, self.say.knowledge.chain(self.area)
        named = {know.entries[id_].thing for id_ in self.ending.entries}
        for thing in know.things.values():
            if thing.local_form_of in named and thing.area in chain:
                yield thing

    @property
    def things(self) -> list[Thing]:
        """What the place itself has for whoever needs it."""
        shown = {entry.thing for entry in self.entries}
        own = supports(self.say.knowledge, self.area, self.today)
        needed = [one for one in own if one.need in self.ending.needs and one.id not in shown]
        return needed[:_THINGS]

    @property
    def lists(self) -> list[Thing]:
        """The things there whose checklists are to be had today."""
        know, chain = self.say.knowledge, self.say.knowledge.chain(self.area)
        named = (know.things[id_] for id_ in self.ending.lists)
        there = [one for one in named if one.area in chain and one.ended(self.today) is None]
        return [one for one in there if checklists.items(know, one)][:_THINGS]

    def text(self) -> str:
        """The whole, and last where it comes from and who decides."""
        words = self.say.localized(self.ending.texts).strip()
        return "\n\n".join(filter(None, [words, self._unknown(), self._last()]))

    def _unknown(self) -> str:
        """What the sources don't say of the place's own, where they say nothing of it."""
        know, own = self.say.knowledge, (one for one in self._own_forms() if not one.answers)
        unknown = next((one.unknowns[0] for one in own if one.area == self.area), None)
        return (
            self.say("okänt", vad=self.say.localized(know.unknowns[unknown].what))
            if unknown
            else ""
        )

    def _last(self) -> str:
        who = self.ending.decides
        decides = self.say("guide_beslutar", vem=self.say.localized(who)) if who else ""
        last = (
            f"{self.say('guide_bedömning')} {decides[:1].upper()}{decides[1:]}" if decides else ""
        )
        return "\n".join(filter(None, [self._sources(), last]))

    def _sources(self) -> str:
        cited: dict[str, bool] = {}
        for entry in self.entries:
            name = Citation(self.say, entry).brief()
            cited[name] = cited.get(name, False) or entry.review < self.today
        told = [
            self.say("guide_gammalt", villkor=name) if is_old else name
            for name, is_old in list(cited.items())[:_SOURCES]
        ]
        return self.say("guide_källor", källor=joined(self.say, told)) if told else ""
