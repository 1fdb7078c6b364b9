"""All that was talked about, as one message for the board: what each thing is, amounts, days, what
to enclose, who to ask, and where it comes from. Pure."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot import markup, text
from bot.guides import course, fitting
from bot.guides.progress import Progress
from bot.knowledge.citation import Citation
from bot.knowledge.fields import Slot
from bot.knowledge.model import Entry, Knowledge, Thing
from bot.knowledge.overviews import joined, need_of
from bot.knowledge.wording import Wording

_MOST, _LONGEST = 4, 1_000
"""Things of a summary, and characters: as much as a board reads."""
_AMOUNTS = (
    re.compile(r"\d[\d \u00a0]*\s?(kr\b|kronor|euro)|\b(SEK|EUR) \d"),
    re.compile(r"\d\s?(procent|per cent|%)"),
)


def enclosed(know: Knowledge, thing: Thing) -> list[dict[str, str]]:
    """What must be enclosed with an application for a thing, as its sources say it: its own, and
    what holds for several."""
    shared = [know.things[id_] for id_ in thing.belongs_to if id_ in know.things]
    own = [thing, *(one for one in shared if need_of(one) == "villkor")]
    return [said for one in own if one.whom is not None for said in one.whom.enclosed]


def talked_about(
    know: Knowledge,
    area: str | None,
    focus: Thing | None,
    progress: Progress | None,
    today: dt.date,
) -> list[Thing]:
    """The thing that was talked about last, and those that may fit by a guide's answers."""
    found = fitting.fits(know, area, progress.given, today) if area and progress else []
    fit = [one.thing for one in found if not one.is_out and one.having("met")]
    about = [focus] if focus is not None and focus.answers else []
    return list({thing.id: thing for thing in (*about, *fit)}.values())[:_MOST]


@dataclass(frozen=True)
class Summary:
    """How it reads in one language on a day."""

    say: Wording
    things: Sequence[Thing]
    progress: Progress | None
    today: dt.date

    def text(self) -> str:
        """The whole, with as many of the things as there is room for and the others by name; its
        last line says that it must be checked."""
        for count in range(len(self.things), 1, -1):
            whole = self._text(count)
            if len(markup.plain(whole)) <= _LONGEST:
                return whole
        return self._text(1)

    def _text(self, count: int) -> str:
        others = [thing.name for thing in self.things[count:]]
        told = course.understood(self.say, self.progress) if self.progress is not None else ""
        parts = [
            self.say("summa_rubrik", dag=self.say.date(self.today)),
            told,
            *map(self._thing, self.things[:count]),
            self.say("summa_fler", saker=joined(self.say, others)) if others else "",
            self.say("summa_slut"),
        ]
        return "\n\n".join(filter(None, parts))

    def _thing(self, thing: Thing) -> str:
        return "\n".join([f"**{thing.name}**", *self._rows(thing)])

    def _rows(self, thing: Thing) -> Iterator[str]:
        entries = [self.say.knowledge.entries[id_] for id_ in thing.answers]
        gone = self.say.gone(thing.id, self.today)
        if gone is not None:
            yield f"- {gone}"
            return
        yield f"- {_sentences(entries[0], self.say.language)[0]}"
        yield from self._money(entries)
        yield from self._days(entries)
        papers = [self.say.localized(one) for one in enclosed(self.say.knowledge, thing)]
        listed = joined(self.say, papers) if papers else ""
        yield self.say("summa_bifoga", saker=listed) if papers else self.say("summa_bifoga_okänt")
        yield from self._people(thing)
        yield self.say("summa_källa", källa=Citation(self.say, entries[0]).brief())

    def _money(self, entries: Sequence[Entry]) -> Iterator[str]:
        """The first sentence with an amount, or else with a share; what is a thing's first sentence
        has been said."""
        every = [one for entry in entries for one in _sentences(entry, self.say.language)]
        said = [one for one in every if not one.startswith("–")]
        amounts = (one for kind in _AMOUNTS for one in said if kind.search(one))
        amount = next(amounts, None)
        if amount is not None and amount != said[0]:
            yield self.say("summa_belopp", belopp=amount)
        elif amount is None and _lacks(entries, "belopp"):
            yield self.say("summa_belopp_okänt")

    def _days(self, entries: Sequence[Entry]) -> Iterator[str]:
        dated = next((one for one in entries if one.periods), None)
        opening = self.say.opening(dated, self.today) if dated is not None else None
        if opening is not None:
            yield f"- {opening}"
        elif _lacks(entries, "datum"):
            yield self.say("summa_dag_okänd")

    def _people(self, thing: Thing) -> Iterator[str]:
        team = self.say.knowledge.teams.get(thing.team)
        if team is not None and self.say.knowledge.has_joined(thing.area):
            contact = self.say.contact(team)
            name = self.say.localized(team.name)
            yield self.say("summa_fråga", team=f"{name}, {contact}" if contact else name)


def _lacks(entries: Sequence[Entry], slot: Slot) -> bool:
    """Whether none of the sources has a kind of fact."""
    return all(slot in one.missing for one in entries)


def _sentences(entry: Entry, language: str) -> list[str]:
    plain = markup.plain(entry.answer_in(language))
    return [" ".join(one.split()) for one in text.sentences(plain)] or [entry.title]
