"""`onewayin guide`: an editors' guide read aloud as a conversation, every way through it or the one
that some answers lead."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import click

from bot import markup, settings
from bot.cases.routing import chain
from bot.cli import areas, options
from bot.cli.swedish import Command
from bot.days import workdays
from bot.errors import OneWayInError
from bot.guides import course, hearing
from bot.guides.ending import Told
from bot.guides.progress import Progress
from bot.knowledge import loading
from bot.knowledge.checks.guides import places_of
from bot.knowledge.conditions import UNSURE, Inquiry
from bot.knowledge.guide_ways import Way, Ways
from bot.knowledge.guides import Ending, Guide
from bot.knowledge.model import COUNTRY, Knowledge
from bot.knowledge.wording import Wording
from bot.knowledge.written.validation import choose
from bot.text import bare


@dataclass(frozen=True)
class Reading:
    """A guide as it is read in a language on a day."""

    say: Wording
    guide: Guide
    today: dt.date

    def every(self, area: str | None) -> Iterator[str]:
        """Each way through it: in one place, or in each that it tells apart."""
        know = self.say.knowledge
        around = {area: know.chain(area)} if area else places_of(know, self.guide)
        ways = list(Ways(self.guide, around))
        for number, way in enumerate(ways, 1):
            place = f", {self.say.area(way.area)}" if way.area != COUNTRY else ""
            yield f"— Väg {number} av {len(ways)}{place} —"
            yield from self._way(way)
            yield ""

    def _way(self, way: Way) -> Iterator[str]:
        given: dict[str, str] = {}
        for question, alike in way.answers:
            inquiry = self.guide.inquiry(question)
            if inquiry is not None:
                yield from self._asked(inquiry, alike)
            given[question] = alike[0]
        yield from self._ended(way.ending, given, way.area)

    def answered(self, area: str, said: Sequence[str]) -> Iterator[str]:
        """The way that some answers lead, and what is asked after them; each is the beginning of a
        choice, or what somebody might say."""
        around, given = self.say.knowledge.chain(area), dict[str, str]()
        for one in said:
            inquiry = self.guide.next(given, around)
            if inquiry is None:
                raise OneWayInError(f"Guiden är slut före ”{one}”. Ta bort det svaret.")
            given[inquiry.id] = self._value(inquiry, one)
            yield from self._asked(inquiry, (given[inquiry.id],))
        inquiry = self.guide.next(given, around)
        if inquiry is None:
            yield from self._ended(self.guide.ending(given, around), given, area)
        else:
            yield from self._asked(inquiry, ())

    def _value(self, inquiry: Inquiry, said: str) -> str:
        if bare(said) == bare(self.say("vet_inte")):
            return UNSURE
        spans = hearing.denied(self.say.knowledge.guidance, said)
        found = hearing.named(self.say, inquiry, bare(said))
        found = found or hearing.answer_in(inquiry, said, spans)
        if found is None:
            labels = ", ".join(self._label(inquiry, option.id) for option in inquiry.options)
            raise OneWayInError(f"”{said}” är inget av svaren. Välj bland: {labels}, Vet inte.")
        return found

    def _asked(self, inquiry: Inquiry, alike: Sequence[str]) -> Iterator[str]:
        """A question with its choices, and what is answered: any of some that lead the same way."""
        values = [*(option.id for option in inquiry.options), UNSURE]
        labels = " · ".join(self._label(inquiry, value) for value in values)
        yield f"Boten: {self.say.localized(inquiry.ask)}  [{labels}]"
        if alike:
            yield f"   Ni: {' / '.join(self._label(inquiry, value) for value in alike)}"

    def _label(self, inquiry: Inquiry, value: str) -> str:
        option = inquiry.option(value)
        return self.say.localized(option.label) if option is not None else self.say("vet_inte")

    def _ended(self, ending: Ending | None, given: dict[str, str], area: str) -> Iterator[str]:
        if ending is None:
            yield "Boten: (inget slut)"
            return
        told = Told(self.say, ending, area, self.today)
        text = markup.plain(told.text()).replace("\n", "\n       ")
        yield f"Boten: {text}"
        near = [*(entry.button for entry in told.entries), *(one.name for one in told.things)]
        guides = [self.say.knowledge.guides.get(id_) for id_ in ending.guides]
        near += [
            self.say.localized(one.name) if one is not None else self.say("knapp_guide")
            for one in guides
        ]
        if near:
            yield f"       [{' · '.join(near)}]"
        if ending.team is not None:
            teams = chain(self.say.knowledge, area, ending.team, "", self.say.language)
            name = self.say.localized(teams[0].name) if teams else self.say("standardlaget")
            day = dt.datetime.combine(self.today, dt.time(), dt.UTC)
            kept = Progress(day, tuple(given.items()), guide=self.guide.id)
            yield f"       Till {name}: ”{course.answered(self.say, kept)}”"


@click.command(
    cls=Command,
    help="Läs upp en guide som ett samtal: alla vägar, eller den som svaren leder."
    " Utan NAMN visas vilka guider som finns.\n\nEtt svar är början på ett val, eller det som någon"
    ' kunde säga: onewayin guide iop-ratt --area boras "En ideell förening" "Vet inte".',
)
@click.argument("name", required=False, metavar="[NAMN]")
@click.argument("answers", nargs=-1, metavar="[SVAR]...")
@click.option(
    "--area",
    metavar="OMRÅDE",
    shell_complete=areas.completions,
    help="området som guiden läses för, till exempel boras",
)
@click.option("--lang", metavar="SPRÅK", default="sv", help="sv eller en")
@options.knowledge()
def command(
    name: str | None, answers: tuple[str, ...], area: str | None, lang: str, folder: Path | None
) -> None:
    """Nothing is stored, and nothing need be learned."""
    know = loading.load(settings.knowledge_folder(folder))
    if name is None:
        for guide in know.guides.values():
            print(f"{guide.id}  {guide.name['sv']}")
        return
    say = Wording(know, lang if lang in know.wording else "sv")
    today = workdays.today(dt.datetime.now(dt.UTC))
    reading = Reading(say, _found(know, name), today)
    place = areas.named(area, know) if area else None
    lines = reading.answered(place or COUNTRY, answers) if answers else reading.every(place)
    for line in lines:
        print(line)


def _found(know: Knowledge, name: str) -> Guide:
    """A guide by its id, or by its name. Raises ``OneWayInError``."""
    for guide in know.guides.values():
        if guide.id == name or bare(guide.name["sv"]) == bare(name):
            return guide
    known = list(know.guides)
    raise OneWayInError(f"Guiden ”{name}” finns inte.{choose(name, known)}")
