"""What can be wrong with the knowledge itself: each with file, line and the mend, in Swedish."""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from bot.errors import Problem
from bot.knowledge.checks.answers import Answers, comparable
from bot.knowledge.checks.conditions import Conditions
from bot.knowledge.checks.days import Days
from bot.knowledge.checks.gone import Withdrawn
from bot.knowledge.checks.guides import Guides
from bot.knowledge.checks.persons import Persons
from bot.knowledge.checks.things import Things
from bot.knowledge.fields import PLACEHOLDER, TOPICS
from bot.knowledge.folder import Places, row_key
from bot.knowledge.model import COUNTRY, Entry, Knowledge, Unknown
from bot.knowledge.tables import Team
from bot.knowledge.written.yamltext import Where

FEWEST_SWEDISH = 8
FEWEST_ENGLISH = 3
FEWEST_ENGLISH_UNKNOWN = 2
_NEEDS_ENGLISH = frozenset({"grants", "iop", "contacts"})
_PERSON_ONLY = re.compile(r"^[A-ZÅÄÖ][a-zåäöé]+ [A-ZÅÄÖ][a-zåäöé]+(?:sson|sen|[a-zåäö]+)?$")
_FILLED_IN = "svenska"
"""What any sentence may have within braces, also where the Swedish one hasn't."""


@dataclass(frozen=True)
class Check:
    """The knowledge, where each item stands, and the day on which it is judged."""

    know: Knowledge
    places: Places
    today: dt.date

    def parts(self) -> Iterator[Iterable[Problem]]:
        """Every error and warning, a small part at a time. Names that lead nowhere are known not to
        be there."""
        yield from Answers(self.know, self.places).parts()
        yield from Things(self.know, self.places).parts()
        yield from Days(self.know, self.places, self.today).parts()
        yield from Withdrawn(self.know, self.places, self.today).parts()
        yield from Conditions(self.know, self.places).parts()
        yield from Persons(self.know, self.places).parts()
        yield from Guides(self.know, self.places).parts()
        yield from self._shared_questions()
        yield from map(self._review, self.know.entries.values())
        yield from map(self._persons, self.know.entries.values())
        yield from map(self._few_questions, self.know.entries.values())
        yield from map(self._no_english, self.know.unknowns.values())
        yield self._teams()
        yield self._without_team()
        yield self._wording()
        yield self._confirmed()

    def _warning(self, item: str, where: Where, words: str, kind: str) -> Problem:
        return self.places.problem(item, where, words, kind=kind, warning=True)

    # Questions

    def _shared_questions(self) -> Iterator[Iterable[Problem]]:
        """The same question may not stand in two items that compete: one area, or an area and what
        it lies in."""
        seen: dict[str, list[Entry | Unknown]] = defaultdict(list)
        for item in self.know.items:
            yield self._shared_with(seen, item)

    def _shared_with(
        self, seen: dict[str, list[Entry | Unknown]], item: Entry | Unknown
    ) -> Iterator[Problem]:
        """What an item shares with those ``seen``; it is one of them from now on."""
        for where, question in _questions(item):
            asked_for = seen[comparable(question)]
            other = next((other for other in asked_for if self._compete(item, other)), None)
            if other is not None:
                yield self._shared(item, other, where, question)
            asked_for.append(item)

    def _shared(
        self, item: Entry | Unknown, other: Entry | Unknown, where: Where, question: str
    ) -> Problem:
        """In one item nothing is wrong with it but that it is of no use."""
        if other.id == item.id:
            twice = f"Frågan ”{question}” står redan i samma svar. Ta bort den ena."
            return self._warning(item.id, where, twice, "twice")
        wrong = f"Frågan ”{question}” står också i ”{other.id}”. Ta bort den på ett av ställena."
        return self.places.problem(item.id, where, wrong, kind="shared")

    def _compete(self, one: Entry | Unknown, other: Entry | Unknown) -> bool:
        if not one.area or not other.area or COUNTRY in (one.area, other.area):
            return True
        return one.area in self.know.chain(other.area) or other.area in self.know.chain(one.area)

    def _few_questions(self, entry: Entry) -> Iterator[Problem]:
        swedish, english = len(entry.questions["sv"]), len(entry.questions.get("en", ()))
        if swedish < FEWEST_SWEDISH:
            few = f"Bara {swedish} sätt att fråga på svenska. Skriv minst {FEWEST_SWEDISH}."
            yield self._warning(entry.id, ("frågor",), few, "few")
        if entry.topic not in _NEEDS_ENGLISH:
            return
        if "en" not in entry.answer:
            none = "Svar på engelska saknas. Bidrag, IOP och kontakter ska ha det."
            yield self._warning(entry.id, ("svar",), none, "few")
        if english < FEWEST_ENGLISH:
            few = f"Skriv minst {FEWEST_ENGLISH} frågor på engelska."
            yield self._warning(entry.id, ("frågor",), few, "few")

    def _no_english(self, unknown: Unknown) -> Iterator[Problem]:
        """An unknown that is asked for in English like the answers beside it."""
        english = len(unknown.questions.get("en", ()))
        if unknown.thing and unknown.topic in _NEEDS_ENGLISH and english < FEWEST_ENGLISH_UNKNOWN:
            few = f"Skriv minst {FEWEST_ENGLISH_UNKNOWN} frågor på engelska."
            yield self._warning(unknown.id, ("frågor",), few, "few")

    def _review(self, entry: Entry) -> Iterator[Problem]:
        where = ("kontrollerad",)
        if entry.checked > self.today:
            mend = "Skriv dagen då svaret jämfördes med källan."
            wrong = f"Datumet ligger i framtiden. {mend}"
            yield self.places.problem(entry.id, where, wrong, kind="date")
            return
        month = entry.checked.month - 1 + entry.review_months
        due = dt.date(entry.checked.year + month // 12, month % 12 + 1, min(entry.checked.day, 28))
        if due < self.today:
            late = f"Skulle ha kontrollerats {due}. Jämför med källan och skriv nytt datum."
            if entry.periods:
                late += " Tills dess sägs dagarna i ”tider” bara som senast kända."
            yield self._warning(entry.id, where, late, "review")

    def _confirmed(self) -> Iterator[Problem]:
        entries = self.know.entries.values()
        waiting = [entry for entry in entries if entry.confirmed is None]
        if waiting:
            path, _ = self.places[waiting[0].id](())
            few = f"{len(waiting)} av {len(entries)} svar har ingen på kommunen bekräftat."
            said = f"{few} Skriv ”bekräftad: {{datum: DAG, av: ROLL}}” när någon har gjort det."
            yield Problem(path.parent.parent, 1, said, warning=True, kind="confirmed")

    def _persons(self, entry: Entry) -> Iterator[Problem]:
        """Who has said that it is right is a role."""
        if entry.confirmed is not None and _PERSON_ONLY.match(entry.confirmed.by):
            wrong = f"”{entry.confirmed.by}” ser ut som ett personnamn. Skriv rollen, till exempel"
            where = ("bekräftad", "av")
            text = f"{wrong} föreningssamordnaren."
            yield self.places.problem(entry.id, where, text, kind="person")

    # Teams and wording

    def _teams(self) -> Iterator[Problem]:
        mend = "Ett lag är en roll: skriv till exempel ”föreningssamordnarna i …”."
        for team in self.know.teams.values():
            if _PERSON_ONLY.match(name := team.name["sv"]):
                wrong = f"”{name}” ser ut som ett personnamn. {mend}"
                key = row_key("teams.yaml", team)
                yield self.places.problem(key, ("namn",), wrong, kind="person")

    def _without_team(self) -> Iterator[Problem]:
        """Topics that none of a place's teams takes: said once for the place."""
        own: dict[str, list[Team]] = defaultdict(list)
        for team in self.know.teams.values():
            own[team.area].append(team)
        for area, teams in own.items():
            taken = {topic for team in teams for topic in team.topics}
            if area == COUNTRY or not (lacking := [one for one in TOPICS if one not in taken]):
                continue
            place = self.know.areas[area].name
            none = f"Inget lag i {place} har {', '.join(lacking)}: de frågorna skickas till"
            mend = "Lägg till dem i ”ämnen” hos det lag som svarar på dem"
            route = f"onewayin route --area {area} --topic {lacking[0]}"
            text = f"{none} länets lag eller redaktionen. {mend}, och prova med ”{route}”."
            yield self._warning(row_key("teams.yaml", teams[0]), ("ämnen",), text, "team")

    def _wording(self) -> Iterator[Problem]:
        swedish = self.know.wording["sv"]
        for language, sentences in self.know.wording.items():
            for key, sentence in sentences.items():
                for wrong in _wrong(key, sentence, swedish):
                    file = f"wording/{language}"
                    yield self.places.problem(file, (key,), wrong, kind="wording")


def _questions(item: Entry | Unknown) -> Iterator[tuple[Where, str]]:
    for language, questions in item.questions.items():
        for number, question in enumerate(questions):
            yield ("frågor", language, number), question


def _wrong(key: str, sentence: Any, swedish: Mapping[str, Any]) -> Iterator[str]:
    """What is wrong with a sentence: Swedish lacks it, or has other words within braces."""
    if key not in swedish:
        yield f"Meningen ”{key}” finns inte i sv.yaml. Ta bort den."
    elif isinstance(sentence, str) and isinstance(swedish[key], str):
        extra = set(PLACEHOLDER.findall(sentence)) - set(PLACEHOLDER.findall(swedish[key]))
        mend = "Använd samma ord inom klamrar som i sv.yaml."
        for name in sorted(extra - {_FILLED_IN}):
            yield f"{{{name}}} kan inte fyllas i här. {mend}"
