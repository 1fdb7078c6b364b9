"""Names that must exist elsewhere in the knowledge: areas, teams, sources, facts. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from bot.errors import Problem
from bot.knowledge.checks import conditions as check_conditions
from bot.knowledge.checks import guides as check_guides
from bot.knowledge.checks.days import stands_in
from bot.knowledge.checks.nowhere import AREA, SOURCE, TEAM, THING, leads_nowhere
from bot.knowledge.fields import PLACEHOLDER
from bot.knowledge.folder import Places, guide_key, row_key, thing_key
from bot.knowledge.guides import Guide
from bot.knowledge.model import COUNTRY, DEFAULT_TEAM, Entry, Knowledge, Thing, Unknown
from bot.knowledge.tables import Area, Team
from bot.knowledge.written.validation import suggestion
from bot.knowledge.written.yamltext import Where

ASTRAY = "reference"
"""The kind of problem that a name leads nowhere: the rest can't be judged where there is one."""
_ONLY_A_DAY = (
    "Dagen står redan i ”tider”, och svaret säger den därifrån. Ta bort raden här; skriv inte in"
    " dagen i svaret också."
)


@dataclass(frozen=True)
class References:
    """The names in the knowledge, and where each item stands (see ``Folder.places``)."""

    know: Knowledge
    places: Places

    def parts(self) -> Iterator[Iterable[Problem]]:
        """Every name that leads nowhere or in a ring, and every fact without a use; those of one
        item at a time."""
        yield self._areas()
        yield from map(self._team, self.know.teams.values())
        yield from map(self._thing, self.know.things.values())
        yield from map(self._entry, self.know.entries.values())
        yield from map(self._guide, self.know.guides.values())
        people = {unknown.id for unknown in self.know.rejects.people}
        owned = (one for one in self.know.unknowns.values() if one.id not in people)
        yield from map(self._unknown, owned)

    def _unknown(self, unknown: Unknown) -> Iterator[Problem]:
        yield from self._area(unknown.id, ("område",), unknown.area)
        yield from self._owner(unknown.id, ("team",), unknown.team)

    def _areas(self) -> Iterator[Problem]:
        areas = {row_key("areas.yaml", area): area for area in self.know.areas.values()}
        astray = [
            problem
            for key, area in areas.items()
            if area.parent is not None
            for problem in self._area(key, ("förälder",), area.parent)
        ]
        yield from astray
        if COUNTRY not in self.know.areas:
            yield Problem(Path("areas.yaml"), 1, f"Området ”{COUNTRY}” saknas.")
        elif not astray:
            yield from self._outside(areas)

    def _outside(self, areas: Mapping[str, Area]) -> Iterator[Problem]:
        """The areas that don't lie in the country."""
        mend = "Ge området en förälder som leder dit, utan att gå i ring."
        for key, area in areas.items():
            if self.know.chain(area.id)[-1] != COUNTRY:
                text = f"”{area.id}” ligger inte i {COUNTRY}. {mend}"
                yield self._astray(key, ("förälder",), text)

    def _team(self, team: Team) -> Iterator[Problem]:
        key = row_key("teams.yaml", team)
        yield from self._area(key, ("id",), team.area)
        if team.deputy != DEFAULT_TEAM:
            yield from self._owner(key, ("ersättare",), team.deputy)
        if (ring := self._ring(team)) is not None:
            text = f"Ersättarna går i ring: {ring}. Låt den sista ha ersättare: default."
            yield self._astray(key, ("ersättare",), text)

    def _ring(self, team: Team) -> str | None:
        """The way from a team over its deputies back to itself, if there is one."""
        way = [team.id]
        while (last := self.know.teams.get(way[-1])) and last.deputy != DEFAULT_TEAM:
            if last.deputy == team.id:
                return " → ".join([*way, team.id])
            if last.deputy in way:
                return None
            way.append(last.deputy)
        return None

    def _thing(self, thing: Thing) -> Iterator[Problem]:
        key, things = thing_key(thing.id), self.know.things
        yield from self._area(key, ("område",), thing.area)
        yield from self._owner(key, ("team",), thing.team)
        for at, other in enumerate(thing.belongs_to):
            yield from self._exists(key, ("hör_ihop", at), other, things, THING)
        if thing.local_form_of is not None:
            where = ("lokal_form_av",)
            yield from self._exists(key, where, thing.local_form_of, things, THING)
        for place, wrong in check_conditions.astray(self.know, thing):
            yield self._astray(key, place, wrong)
        for id_ in (*thing.answers, *thing.unknowns):
            if not id_.startswith(f"{thing.area}-"):
                text = f"Id ”{id_}” ska börja med områdets id: {thing.area}-. Rätta det."
                yield self.places.problem(id_, ("id",), text, kind="id")
        gone = thing.gone
        if gone is not None and gone.instead is not None:
            yield from self._exists(key, ("utgått", "i_stället"), gone.instead, things, THING)
        if gone is not None and gone.source is not None:
            way, document = ("utgått", "källa", "dokument"), gone.source.document
            yield from self._exists(key, way, document, self.know.sources, SOURCE)
        yield from self._facts(thing)

    def _facts(self, thing: Thing) -> Iterator[Problem]:
        """Facts without a use, and conditions that name none."""
        key, entries = thing_key(thing.id), [self.know.entries[id_] for id_ in thing.answers]
        used = {name for entry in entries for name in entry.placeholders}
        for name in sorted(thing.facts.keys() - used - set(thing.facts_of_whom)):
            stands = any(stands_in(thing.facts[name]["sv"], entry.periods) for entry in entries)
            text = f"Faktumet ”{name}” används inte i något svar. Använd det eller ta bort det."
            yield self.places.problem(key, ("fakta", name), _ONLY_A_DAY if stands else text)
        for where, texts in thing.whom.texts() if thing.whom is not None else ():
            names = {name.strip() for said in texts.values() for name in PLACEHOLDER.findall(said)}
            for name in sorted(names):
                mend = suggestion(name, list(thing.facts), "Lägg till det högst upp, i sakens.")
                text = f"{{{name}}} finns inte under ”fakta”.{mend}"
                yield self.places.problem(key, where, text)

    def _guide(self, guide: Guide) -> Iterator[Problem]:
        for place, wrong in check_guides.astray(self.know, guide):
            yield self._astray(guide_key(guide.id), place, wrong)

    def _entry(self, entry: Entry) -> Iterator[Problem]:
        yield from self._area(entry.id, ("område",), entry.area)
        yield from self._owner(entry.id, ("team",), entry.team)
        for at, source in enumerate(entry.sources):
            where, document = ("källa", at, "dokument"), source.document
            yield from self._exists(entry.id, where, document, self.know.sources, SOURCE)
        for name in sorted(entry.placeholders - entry.facts.keys()):
            facts = self.know.things[entry.thing].facts
            mend = suggestion(name, list(facts), "Lägg till det där.")
            text = f"{{{name}}} finns inte under ”fakta”.{mend}"
            language = next(one for one, answer in entry.answer.items() if name in answer)
            yield self.places.problem(entry.id, ("svar", language), text)
        for name in sorted(entry.facts.keys() - entry.placeholders):
            text = f"Faktumet ”{name}” används inte i svaret. Använd det eller ta bort det."
            yield self.places.problem(entry.id, ("fakta", name), text)

    def _area(self, item: str, where: Where, area: str) -> Iterator[Problem]:
        return self._exists(item, where, area, self.know.areas, AREA)

    def _owner(self, item: str, where: Where, team: str) -> Iterator[Problem]:
        return self._exists(item, where, team, self.know.teams, TEAM)

    def _exists(
        self, item: str, where: Where, name: str, known: Mapping[str, object], kind: str
    ) -> Iterator[Problem]:
        if name not in known:
            yield self._astray(item, where, leads_nowhere(self.know, name, kind, known))

    def _astray(self, item: str, where: Where, text: str) -> Problem:
        return self.places.problem(item, where, text, kind=ASTRAY)
