"""What can be wrong with what a thing that is no more leads to."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from bot.errors import Problem
from bot.knowledge.folder import Places, thing_key
from bot.knowledge.model import Entry, Knowledge, Thing, Unknown

_WHERE = ("utgått", "i_stället")


@dataclass(frozen=True)
class Withdrawn:
    """The knowledge, where each item stands, and the day on which it is judged."""

    know: Knowledge
    places: Places
    today: dt.date

    def parts(self) -> Iterator[Iterable[Problem]]:
        """What is wrong with one thing at a time."""
        yield from map(self._thing, self.know.things.values())
        yield from map(self._remembered, self.know.items)

    def _thing(self, thing: Thing) -> Iterator[Problem]:
        """What somebody would be led to that is no help."""
        instead = self.know.instead_of(thing)
        if instead is None:
            return
        for wrong in self._wrong(thing, instead):
            key = thing_key(thing.id)
            yield self.places.problem(key, _WHERE, wrong, kind="gone", warning=True)

    def _remembered(self, item: Entry | Unknown) -> Iterator[Problem]:
        """What was last known of another thing, that names one which is no more."""
        if item.last_known is None or not self._ended:
            return
        for said in item.last_known.text.values():
            for name, thing in self._ended.items():
                if thing.id != item.thing and re.search(rf"\b{re.escape(name)}\b", said):
                    wrong = f"”{name}” står här, men det finns inte längre ({thing.id})."
                    text = f"{wrong} Ta bort det, eller skriv vad som gäller nu."
                    where = ("senast_känt", "uppgift")
                    yield self.places.problem(item.id, where, text, kind="gone", warning=True)

    @cached_property
    def _ended(self) -> Mapping[str, Thing]:
        """The things that are no more, by each of their names."""
        ended = [one for one in self.know.things.values() if one.ended(self.today) is not None]
        return {name: thing for thing in ended for name in (thing.name, *thing.names)}

    def _wrong(self, thing: Thing, instead: Thing) -> Iterator[str]:
        name, other = f"”{instead.id}”", "Skriv en sak som finns, eller ta bort ”i_stället”."
        if instead.id == thing.id:
            yield f"{name} är saken själv. {other}"
            return
        if (ended := instead.gone) is not None or instead.ended(self.today) is not None:
            after = self.know.instead_of(instead)
            meant = f"I stället för den finns ”{after.id}”." if ended and after else other
            yield f"{name} finns inte heller längre. {meant}"
        elif not instead.answers:
            yield f"{name} har inget svar, bara okänt, så ingen kommer vidare. {other}"
        if instead.topic != thing.topic:
            yield (
                f"{name} har ämnet {instead.topic}, men den här saken {thing.topic}. Kontrollera"
                " att den är till för samma sak."
            )
        if instead.area not in self.know.chain(thing.area):
            yield f"{name} gäller i {self.know.areas[instead.area].name}, inte här. {other}"
