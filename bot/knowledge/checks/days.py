"""What can be wrong with the days of a thing: said twice and not alike, said to be lacking though
they are there, said to be surer than their source."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from bot.errors import Problem
from bot.knowledge import times
from bot.knowledge.folder import Places
from bot.knowledge.model import Entry, Knowledge, Thing
from bot.knowledge.times import Day, Period
from bot.knowledge.written.yamltext import Where

_OF_APPLYING = re.compile(
    r"(?:^|_)(?:sista|senast|stäng|öppn|ansök|sök|deadline|datum|period|dag(?:en|ar|arna)?$|tid)"
)
"""Of what a fact is the day by its name: of applying, not of a rule or a decision."""
_OTHERWISE = re.compile(r"(?:^|_)(?:äldre|gammal|gamla|förr|beslut|besked|redovis|svar)")
_MONTHS = "|".join(times.MONTHS)
_DAYS = re.compile(
    rf"(\d{{1,2}})(?:\s?(?:–|-|och|eller|till)\s?(\d{{1,2}}))? ({_MONTHS})\b(?: (\d{{4}}))?"
    r"|(\d{4})-(\d\d)-(\d\d)",
    re.IGNORECASE,
)
"""A day, or two of one month, as a fact has it."""


@dataclass(frozen=True)
class Days:
    """The knowledge, where each item stands, and the day on which it is judged."""

    know: Knowledge
    places: Places
    today: dt.date

    def parts(self) -> Iterator[Iterable[Problem]]:
        """What is wrong with the days of one thing at a time."""
        yield from map(self._thing, self.know.things.values())

    def _thing(self, thing: Thing) -> Iterator[Problem]:
        timed = [self.know.entries[id_] for id_ in thing.answers]
        timed = [entry for entry in timed if entry.periods]
        for entry in timed:
            yield from self._disagreeing(entry)
            yield from self._sure(entry)
            yield from self._past(entry)
        if timed:
            yield from self._known(thing, timed[0])

    def _disagreeing(self, entry: Entry) -> Iterator[Problem]:
        """A day among the facts that no time in ``tider`` begins or ends on."""
        ends = [end for one in entry.periods for end in (one.opens, one.closes) if end is not None]
        _, line = self.places[entry.id](("tider",))
        if not ends or any(end.month == 0 for end in ends):
            return
        for name, fact in entry.facts.items():
            if not _OF_APPLYING.search(name) or _OTHERWISE.search(name):
                continue
            if not all(any(_is_same(day, end) for end in ends) for day in _days(fact["sv"])):
                said = " och ".join(map(times.written, ends))
                wrong = f"”{name}” är {fact['sv']}, men ”tider” på rad {line} har {said}."
                mend = "Ändra den som är fel. Är det en annan sorts dag: ge faktumet ett annat namn"
                text = f"{wrong} {mend}, till exempel besked_dag."
                yield self.places.problem(entry.id, ("fakta", name), text, kind="disagree")

    def _sure(self, entry: Entry) -> Iterator[Problem]:
        """Days that stand as sure, from a source that doesn't say when it was written."""
        sure = any(not (period.about or period.is_rolling) for period in entry.periods)
        if sure and not self.know.sources[entry.source.document].is_dated:
            wrong = "Källan är odaterad. Därför sägs dagarna i ”tider” bara som senast kända."
            mend = "Skriv ”ungefär: ja” vid dem, eller källans år i sources.yaml om det går att se."
            yield self._warning(entry.id, ("tider",), f"{wrong} {mend}")

    def _past(self, entry: Entry) -> Iterator[Problem]:
        """Days that none is left of, and a time that closes before it opens."""
        for one in entry.periods:
            if one.opens is None or one.closes is None:
                continue
            if _is_over_new_year(one.opens, one.closes):
                both = f"{times.written(one.opens)} till {times.written(one.closes)}"
                asked = f"”tider” går över nyår: öppet från {both} året efter. Är det meningen?"
                mend = "Har dagarna bytt plats, vänd på dem; annars kan det stå så."
                yield self._warning(entry.id, ("tider",), f"{asked} {mend}")
            if one.opens.year and one.closes.year and _order(one.closes) < _order(one.opens):
                wrong = f"Det stänger {times.written(one.closes)}, innan det öppnar"
                text = f"{wrong} {times.written(one.opens)}. Byt plats på dagarna, eller rätta dem."
                yield self.places.problem(entry.id, ("tider",), text, kind="days")
        if times.opening(entry.periods, self.today).state == "over":
            mend = "Skriv nästa dag. Finns det ingen: skriv ”utgått”, eller ta bort ”tider”."
            wrong = "Alla dagar i ”tider” har varit, så svaret säger att tiden har gått ut."
            yield self._warning(entry.id, ("tider",), f"{wrong} {mend}")

    def _known(self, thing: Thing, timed: Entry) -> Iterator[Problem]:
        """Days that are said not to be in the source, though the thing, or one that it belongs
        with, has them."""
        if "datum" in timed.missing:
            both = "”saknas” har datum, men här finns ”tider”. Ta bort datum ur ”saknas”."
            yield self._warning(timed.id, ("saknas",), both)
        for id_ in (thing.id, *thing.belongs_to):
            for unknown in map(self.know.unknowns.__getitem__, self.know.things[id_].unknowns):
                if "datum" in unknown.missing:
                    said = f"Den som frågar får höra att dagarna saknas, men ”{thing.name}” har"
                    mend = "”tider”. Flytta det från ”okänt” till ”svar”, eller ta bort ”datum”."
                    yield self._warning(unknown.id, ("saknas",), f"{said} {mend}")

    def _warning(self, item: str, where: Where, words: str) -> Problem:
        return self.places.problem(item, where, words, kind="days", warning=True)


def _days(text: str) -> Iterator[Day]:
    """The days that a fact has."""
    for match in _DAYS.finditer(text):
        first, second, month, year, *whole = match.groups()
        if month is None:
            number, of_month, day = map(int, whole)
            yield Day(of_month, day, number)
            continue
        at = times.MONTHS.index(month.lower()) + 1
        for day in filter(None, (first, second)):
            yield Day(at, int(day), int(year) if year else None)


def stands_in(fact: str, periods: Sequence[Period]) -> bool:
    """Whether a fact is a day, or days, that ``tider`` has as well."""
    ends = [end for one in periods for end in (one.opens, one.closes) if end is not None]
    days = list(_days(fact))
    return bool(days) and all(any(_is_same(day, end) for end in ends) for day in days)


def _is_same(one: Day, other: Day) -> bool:
    """Whether two days are the same, as far as both say."""
    is_of_year = one.year in (other.year, None) or other.year is None
    return (one.month, one.day) == (other.month, other.day) and is_of_year


def _is_over_new_year(opens: Day, closes: Day) -> bool:
    """Whether days of each year close before they open: it is open into the next year."""
    is_yearly = opens.year is None and closes.year is None and 0 not in (opens.month, closes.month)
    return is_yearly and _order(closes) < _order(opens)


def _order(day: Day) -> tuple[int, int, int]:
    return (day.year or 0, day.month, day.day)
