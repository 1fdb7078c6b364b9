"""All the support that there is in a place, by what people need: which things an overview has, and
how it reads. Pure."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from bot.knowledge.fields import NEEDS, Need, Slot
from bot.knowledge.model import COUNTRY, Knowledge, Thing
from bot.knowledge.wording import Wording

_SHORT = 4
"""Names of an area around it that an overview has in its one line about it."""
_YEAR = re.compile(r"\b\d{4}\b")
_FEW = 2
"""Sources that are named under an overview; of more, each stands under its own answer."""
_UNSAID: tuple[Slot, ...] = ("belopp", "datum")
"""The kinds of fact that an overview says are in no source."""


def need_of(thing: Thing) -> Need | None:
    """What somebody needs whom a thing is for; None where no overview has it. A grant of which no
    editor has said it is there all the same."""
    if thing.need is not None:
        return None if thing.need == "inget" else thing.need
    return "mer" if thing.topic == "grants" else None


def supports(know: Knowledge, area: str, today: dt.date) -> list[Thing]:
    """The things of an area that its overview has, in order of need. One of unknowns alone, or that
    is no more, is none of them."""
    here = [thing for thing in know.things.values() if thing.area == area]
    there = [thing for thing in here if thing.answers and thing.ended(today) is None]
    listed = [(need, thing) for thing in there if (need := need_of(thing)) is not None]
    return [thing for _, thing in sorted(listed, key=lambda one: NEEDS.index(one[0]))]


def to_apply_for(things: Iterable[Thing]) -> list[Thing]:
    """Those of the things that are something by themselves, and don't just hold for others."""
    return [thing for thing in things if need_of(thing) != "villkor"]


def has_grants(things: Iterable[Thing]) -> bool:
    """Whether any of the things is a grant."""
    return any(thing.topic == "grants" for thing in to_apply_for(things))


def _one_of_each(things: Iterable[Thing]) -> list[Thing]:
    """Things in order of need, the first for each need before the second for any."""
    seen: Counter[Need | None] = Counter()
    turns: list[tuple[int, Thing]] = []
    for thing in things:
        turns.append((seen[need_of(thing)], thing))
        seen[need_of(thing)] += 1
    return [thing for _, thing in sorted(turns, key=lambda one: one[0])]


@dataclass(frozen=True)
class Overview:
    """How the support of one area reads, in one language, to somebody who asks on a day."""

    say: Wording
    area: str
    today: dt.date
    first: Collection[Need] = ()
    """The needs that whoever asks has named: they come first."""

    @property
    def things(self) -> list[Thing]:
        known = supports(self.say.knowledge, self.area, self.today)
        return sorted(known, key=lambda thing: need_of(thing) not in self.first)

    def headed(self) -> str:
        """What stands above it."""
        if self.area == COUNTRY:
            return self.say("översikt_land")
        return self.say("översikt", område=self.say.area(self.area))

    def ages(self, things: Collection[Thing]) -> str:
        """How old what is known of these things is, in one sentence."""
        years = self._years(things)
        return self.say("översikt_år", år=years) if years else self.say("översikt_odaterad")

    def rows(self, things: Iterable[Thing]) -> str:
        """The things' names, a line for each need."""
        by_need: dict[Need, list[str]] = {}
        for thing in things:
            if (need := need_of(thing)) is not None:
                by_need.setdefault(need, []).append(thing.name)
        headings = self.say.table("behov")
        return "\n".join(
            self.say("översikt_rad", behov=headings[need], saker=", ".join(names))
            for need, names in by_need.items()
        )

    def in_short(self) -> str:
        """One line for what there is in an area around, or "" where nothing is."""
        things = to_apply_for(self.things)
        asked = [thing for thing in things if need_of(thing) in self.first]
        rest = _one_of_each(thing for thing in things if thing not in asked)
        names = [thing.name for thing in (*asked, *rest)]
        if not names:
            return ""
        listed = ", ".join(names[:_SHORT])
        few = self.say("med_flera", saker=listed) if len(names) > _SHORT else listed
        if self.area == COUNTRY:
            return self.say("översikt_hela_landet", saker=few)
        return self.say("översikt_där", område=self.say.area(self.area), saker=few)

    def unsaid(self, things: Collection[Thing], team: str) -> str:
        """The kinds of fact that the sources of none of the things have, and who may know them; ""
        where there are none."""
        entries, grants = self.say.knowledge.entries, to_apply_for(things)
        answers = [entries[id_] for thing in grants for id_ in thing.answers]
        lacking = [slot for slot in _UNSAID if all(slot in one.missing for one in answers)]
        if not lacking or not answers:
            return ""
        names = self.say.table("översikt_luckor")
        gaps = joined(self.say, [names[slot] for slot in lacking])
        return self.say("står_inte", luckor=gaps[:1].upper() + gaps[1:], team=team)

    def sources(self, things: Iterable[Thing]) -> str:
        """The titles of what is known of these things, each once."""
        know = self.say.knowledge
        first = (know.entries[thing.answers[0]] for thing in things)
        titles = dict.fromkeys(know.sources[one.source.document].title for one in first)
        if len(titles) > _FEW:
            return self.say("översikt_källor")
        return self.say("översikt_källa", titlar="; ".join(titles))

    def _years(self, things: Iterable[Thing]) -> str:
        """The year of the sources, in their own words where they all have the same; else from the
        first to the last that is in any of them; "" where none has."""
        know = self.say.knowledge
        first = (know.entries[thing.answers[0]] for thing in things)
        said = {self.say.localized(know.sources[one.source.document].year) for one in first}
        years = sorted(year for one in said for year in _YEAR.findall(one))
        if not years:
            return ""
        return said.pop() if len(said) == 1 else "–".join(dict.fromkeys([years[0], years[-1]]))


def joined(say: Wording, words: Collection[str]) -> str:
    """Words as a sentence has them: "a, b och c"."""
    *most, last = words
    return f"{', '.join(most)} {say('och')} {last}" if most else last
