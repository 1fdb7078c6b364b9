"""Lists of cases: a team's queue and its morning's message, an asker's own questions. Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from bot.cases.cards import Cards
from bot.cases.case import Case
from bot.cases.quoting import brief, capital, shown
from bot.days import workdays
from bot.knowledge.speech import filled
from bot.knowledge.wording import Wording
from bot.markup import escape, within


def called(person: str, people: Mapping[str, str]) -> str:
    """What a coordinator is called: by the name that they have on the network, or the one in
    "@karin:example.org"; "" for a bare number."""
    if person in people:
        return people[person]
    name = person.lstrip("@").partition(":")[0]
    return "" if not name or name.lstrip("-").isdecimal() else capital(name)


@dataclass(frozen=True)
class Lists:
    """Lists of cases, as they are read at a time. ``held``: the numbers of those where something
    waits for a word whether it is an answer; ``people``: what coordinators call themselves."""

    cards: Cards
    held: Collection[str] = ()
    people: Mapping[str, str] = field(default_factory=dict)

    def queue(self, cases: Sequence[Case]) -> str:
        """What is open, in this order."""
        here = self.cards.here
        if not cases:
            return here("kö_tom")
        return f"{here('kö_rubrik', öppna=self._open(len(cases)))}\n{self.rows(cases)}"

    def rows(self, cases: Sequence[Case]) -> str:
        """A line for each case."""
        return "\n".join(f"- {self._row(case)}" for case in cases)

    def _row(self, case: Case) -> str:
        here = self.cards.here
        parts = (
            case.number,
            self.cards.sv.area(case.area),
            here("kö_dag", dag=self.cards.short_day(case.due)),
            here("kö_sen") if case.due < self.cards.now else "",
            self._with_whom(case),
            self._waited(case),
            f"”{within(shown(brief(case.question)))}”",
        )
        return " · ".join(filter(None, parts))

    def _with_whom(self, case: Case) -> str:
        """For whom it waits: whoever wrote what is held, the asker, or who took it."""
        here = self.cards.here
        if case.number in self.held:
            return here("kö_väntar_på_dig")
        if case.asked_back:
            return here("kö_väntar")
        if case.state != "claimed":
            return ""
        name = called(case.claimed_by, self.people)
        return here("kö_tagen_av", vem=shown(name)) if name else here("kö_tagen")

    def _waited(self, case: Case) -> str:
        """How long it has waited, in whole days or hours."""
        waited = self.cards.now - case.created
        hours = int(waited.total_seconds() // 3600)
        if hours < 1:
            return ""
        unit, many = ("dag", waited.days) if waited.days else ("timme", hours)
        key = f"kö_väntat_{unit}" if many == 1 else f"kö_väntat_{unit}_fler"
        return self.cards.here(key, antal=str(many))

    def morning(self, cases: Sequence[Case]) -> str:
        """What is open, what is late and what must have an answer today."""
        here, today = self.cards.here, workdays.local(self.cards.now).date()
        due = {
            case.number: workdays.local(case.due).date() for case in cases if not case.asked_back
        }
        urgent = [number for number, day in due.items() if day == today]
        late = sum(day < today for day in due.values())
        which = f": {', '.join(urgent)}" if urgent else ""
        sentence = here("morgon", öppna=self._open(len(cases)), idag=str(len(urgent)), vilka=which)
        if late:
            sentence += " " + here("morgon_sen" if late == 1 else "morgon_sena", antal=str(late))
        return f"{sentence}\n{self.rows(cases)}"

    def _open(self, count: int) -> str:
        return self.cards.here("en_öppen" if count == 1 else "öppna", antal=str(count))

    def status(self, cases: Sequence[Case], unsent: Sequence[str], language: str) -> str:
        """An asker's own questions, and those that they haven't let be sent."""
        say = Wording(self.cards.knowledge, language)
        if not cases and not unsent:
            return say("inga_frågor")
        rows = [self._status_row(case, say) for case in cases]
        waiting = (say("status_inte_skickad", fråga=escape(brief(asked))) for asked in unsent)
        return "\n".join([say("status_rubrik"), *rows, *(f"- {row}" for row in waiting)])

    def _status_row(self, case: Case, say: Wording) -> str:
        team, day = (
            self.cards.name(case.team, say.language),
            self.cards.day(case.due, say.language),
        )
        where = filled(say.table("lägen")[self._standing(case)], team=team, dag=day)
        asked = escape(brief(case.question))
        return f"- {say('status_rad', nummer=case.number, fråga=asked, läge=where)}"

    def _standing(self, case: Case) -> str:
        """How it is with an asker's own question, in one of the words for it."""
        if not case.is_open:
            return case.state
        if case.asked_back:
            return "asked"
        return "late" if workdays.local(case.due).date() < self.cards.today else case.state
