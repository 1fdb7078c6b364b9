"""What people read about a case: the card in a team's room, a person's answer, promises and lists. Pure."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot import workdays
from bot.cases.case import Case, Event, Part, standing
from bot.cases.choices import PassOn, SendNear, TakeCase, labelled
from bot.cases.routing import Staff, hours_of, team_of
from bot.knowledge.model import Knowledge, Team
from bot.knowledge.wording import PREFIX, Wording
from bot.markup import escape
from bot.messages import Choice

_NEAREST = 3
_LONGEST = 200
"""Characters of what a coordinator wrote that the next team's card shows."""
_TOLD = {"asked-back": "kort_frågat", "answered": "kort_svarat", "sent-entry": "kort_skickat"}
STATES = {
    "open": "öppen",
    "claimed": "tagen",
    "answered": "besvarad",
    "withdrawn": "återtagen",
    "closed": "avslutad",
}
SIDES = {"asker": "frågare", "team": "laget", "bot": "boten"}
EVENTS = {
    "asked": "frågade",
    "added": "lade till",
    "corrected": "rättade",
    "removed": "tog bort ett tillägg",
    "withdrawn": "tog tillbaka frågan",
    "helped": "det räckte",
    "not-helped": "det hjälpte inte",
    "claimed": "tog frågan",
    "released": "lämnade den fri",
    "transferred": "lämnade vidare",
    "put-off": "sköt upp",
    "answered": "svarade",
    "sent-entry": "skickade en post",
    "answer-changed": "ändrade svaret",
    "taken-back": "tog tillbaka svaret",
    "asked-back": "frågade tillbaka",
    "question-taken-back": "tog tillbaka sin fråga",
    "question-changed": "ändrade sin fråga",
    "held": "skrev, kanske ett svar",
    "closed": "avslutade",
    "reopened": "öppnade igen",
    "delivered": "kortet är framme",
    "undeliverable": "gick inte fram till laget",
    "delivered-answer": "svaret är framme",
    "not-delivered": "svaret gick inte fram",
    "reminded": "påminde",
    "escalated": "gav den till nästa lag",
    "late": "löftet bröts",
}
"""What is stored of a case, as people read it."""


@dataclass(frozen=True)
class Cards:
    """Texts about cases, as they are read at a time."""

    knowledge: Knowledge
    now: dt.datetime

    @property
    def sv(self) -> Wording:
        """Coordinators read Swedish."""
        return Wording(self.knowledge, "sv")

    def say(self, case: Case) -> Wording:
        """The asker's language."""
        return Wording(self.knowledge, case.language)

    def team(self, id_: str) -> Team:
        return team_of(self.knowledge, id_)

    def name(self, id_: str, language: str = "sv") -> str:
        return Wording(self.knowledge, language).localized(self.team(id_).name)

    def here(self, key: str, case: Case | None = None, **values: str) -> str:
        """A sentence in a team's room."""
        return self.sv(key, **{"p": PREFIX, "nummer": case.number if case else "", **values})

    def tell(self, key: str, case: Case, **values: str) -> str:
        """A sentence to the asker, about the case."""
        say = self.say(case)
        known = {
            "nummer": case.number,
            "team": self.name(case.team, case.language),
            "dag": self.day(case.due, case.language),
        }
        return say(key, **{**known, "fråga": escape(brief(case.question)), **values})

    def contact(self, case: Case, team: str, key: str = "vill_inte_vänta") -> str:
        ways = self.say(case).contact(self.team(team))
        return self.say(case)(key, kontakt=ways) if ways else ""

    # Days

    def day(self, moment: dt.datetime, language: str = "sv") -> str:
        """ "onsdag 25 november"."""
        return Wording(self.knowledge, language).weekday(workdays.local(moment).date())

    def short_day(self, moment: dt.datetime) -> str:
        """ "ons 25/11"."""
        day = workdays.local(moment).date()
        return f"{self.sv.words('korta_dagar')[day.weekday()]} {day.day}/{day.month}"

    def when(self, moment: dt.datetime, language: str) -> str:
        """ "i dag", "i går", or the weekday and date."""
        say, day, today = (
            Wording(self.knowledge, language),
            workdays.local(moment).date(),
            workdays.local(self.now).date(),
        )
        if day in (today, today - dt.timedelta(days=1)):
            return say("i_dag" if day == today else "i_går")
        return say.weekday(day)

    # The card

    def card(
        self,
        case: Case,
        *,
        like: str = "",
        came_from: str = "",
        parts: Sequence[Part] = (),
        history: Sequence[Event] = (),
    ) -> str:
        """The card, complete: one that is handed on tells all that the first did, and what has been said since: by the asker, as it
        stands now (``parts``), and by whoever had the case (``history``)."""
        if case.practice:
            head = self.here("kort_övning", case)
        else:
            head = self.here(
                "kort",
                case,
                område=self.sv.area(case.area),
                ämne=self.sv.table("ämnen")[case.topic],
                språk=self.sv.language_name(case.language),
                dag=self.short_day(case.due),
            )
        lines = [head, self.here("kort_fråga", fråga=shown(case.question))]
        if case.context:
            lines.append(case.context)
        lines += self._said_since(case, parts, history)
        if case.near:
            lines.append(
                self.here(
                    "kort_närmast",
                    poster=" · ".join(escape(self.title(entry)) for entry in case.near),
                )
            )
        if like:
            lines.append(self.here("kort_lik", nummer=like))
        return "\n".join(
            [*lines, *([came_from] if came_from else []), self.here("kort_hjälp", case)]
        )

    def _said_since(self, case: Case, parts: Sequence[Part], history: Sequence[Event]) -> list[str]:
        """What was said of a case in the order it was said in, as far as that is known: an answer stands under its question."""
        left, lines = [part for part in parts if part.text not in ("", case.question)], []
        for event in standing(history):
            if event.kind in _TOLD:
                text = (
                    escape(self.title(event.text))
                    if event.kind == "sent-entry"
                    else shown(brief(event.text, _LONGEST))
                )
                lines.append(self.here(_TOLD[event.kind], text=text))
            elif event.kind in ("added", "corrected"):
                here = next((part for part in left if part.text == event.text), None)
                lines += [self._part(case, here)] if here else []
                left = [part for part in left if part is not here]
        return [*lines, *(self._part(case, part) for part in left)]

    def _part(self, case: Case, part: Part) -> str:
        return self.here(
            "rättat_tillägg" if part.is_question else "tillägg", case, text=shown(part.text)
        )

    def context(self, asked: str, answered: str, attachment: str) -> str:
        """What came before the question, and that something came with it that doesn't go along."""
        lines = (
            [self.here("kort_innan", fråga=shown(asked), rubrik=escape(answered))] if asked else []
        )
        return "\n".join(
            [*lines, *([self.here("hade_bilaga", vad=attachment)] if attachment else [])]
        )

    def choices(self, case: Case) -> tuple[Choice, ...]:
        """What stands under a card: take it, answer with an entry that is near, pass it on."""
        take = labelled(TakeCase(case.number), self.here("knapp_ta"))
        near = [
            labelled(
                SendNear(case.number, entry),
                self.here("knapp_skicka_post", rubrik=self.title(entry)),
            )
            for entry in case.near[:_NEAREST]
            if entry in self.knowledge.entries
        ]
        on = [] if case.practice else [labelled(PassOn(case.number), self.here("knapp_lämna"))]
        return (take, *near, *on)

    def title(self, entry: str) -> str:
        found = self.knowledge.entries.get(entry)
        return found.title if found else entry

    # A person's words on their way to the asker

    def answer(
        self, case: Case, team: str, text: str, *, again: bool, corrected: bool = False
    ) -> str:
        """A person's answer, escaped as it was written; the first line shows on a locked screen."""
        key = "rättat_svar" if corrected else "svar_till" if again else "svar_kommer"
        when = self.when(case.created, case.language)
        head = self.tell(key, case, team=self.name(team, case.language), när=when)
        return f"{head}\n\n{relayed(text)}\n\n{self.tell('svar_slut', case)}"

    def question_back(self, case: Case, team: str, text: str) -> str:
        head = self.tell("undrar", case, team=capital(self.name(team, case.language)))
        return f"{head}\n\n{relayed(text)}\n\n{self.tell('undrar_slut', case)}"

    # Lists

    def queue(self, cases: Sequence[Case]) -> str:
        """What is open, the most urgent first."""
        if not cases:
            return self.here("kö_tom")
        rows = [
            self.here("kö_rubrik", öppna=self._open(len(cases))),
            *(f"- {self.row(case)}" for case in cases),
        ]
        return "\n".join(rows)

    def row(self, case: Case) -> str:
        late = self.here("kö_sen") if case.due < self.now else ""
        state = (
            self.here("kö_väntar")
            if case.asked_back
            else self.here("kö_tagen")
            if case.state == "claimed"
            else ""
        )
        parts = (
            self.sv.area(case.area),
            self.here("kö_dag", dag=self.short_day(case.due)),
            late,
            state,
            f"”{shown(brief(case.question))}”",
        )
        return " · ".join(part for part in (case.number, *parts) if part)

    def morning(self, cases: Sequence[Case]) -> str:
        """What is open, what is late and what must have an answer today."""
        today = workdays.local(self.now).date()
        waiting = [case for case in cases if not case.asked_back]
        urgent = [case.number for case in waiting if workdays.local(case.due).date() == today]
        late = sum(workdays.local(case.due).date() < today for case in waiting)
        which = f": {', '.join(urgent)}" if urgent else ""
        said = self.here("morgon", öppna=self._open(len(cases)), idag=str(len(urgent)), vilka=which)
        return (
            f"{said} {self.here('morgon_sen' if late == 1 else 'morgon_sena', antal=str(late))}"
            if late
            else said
        )

    def _open(self, count: int) -> str:
        return self.here("en_öppen" if count == 1 else "öppna", antal=str(count))

    def status(self, cases: Sequence[Case], language: str) -> str:
        """An asker's own questions."""
        say = Wording(self.knowledge, language)
        if not cases:
            return say("inga_frågor")
        rows = []
        for case in cases:
            state = "asked" if case.asked_back and case.is_open else case.state
            where = say.table("lägen")[state]
            for name, value in (
                ("team", self.name(case.team, language)),
                ("dag", self.day(case.due, language)),
            ):
                where = where.replace("{" + name + "}", value)
            rows.append(
                "- "
                + say(
                    "status_rad", nummer=case.number, fråga=escape(brief(case.question)), läge=where
                )
            )
        return "\n".join([say("status_rubrik"), *rows])

    def teams(self, case: Case, staff: Staff) -> list[tuple[str, str]]:
        """Where a case may go: the area's other teams, those of the areas around it and the default one, each with a label."""
        here = self.knowledge.chain(case.area)
        ids = [
            team.id
            for place in here
            for team in self.knowledge.teams.values()
            if team.area == place
        ]
        labels = []
        for id_ in [*ids, "default"]:
            if id_ != case.team:
                key = "lämna_rum" if staff.has_room(id_) else "lämna_utan_rum"
                labels.append((id_, self.here(key, case, team=self.name(id_))))
        return labels


_CALL = re.compile(r"(?<![\w/.+-])@")
"""What may call somebody; the one in an e-mail address or a link doesn't, and has to stay whole."""
_CARD = re.compile(
    r"(?:Fråga|Övning) (20\d\d-\d{4,}|ova-\d+)\** ·|(?:Tillägg|Rättelse) till (20\d\d-\d{4,})\b"
)


def quoted_card(text: str) -> str:
    """The number on a card, or on what was added to it, that is quoted by whoever replies; "" for any other text."""
    match = _CARD.match(text.lstrip("*\u2060 "))
    return (match[1] or match[2]) if match else ""


def brief(text: str, most: int = 80) -> str:
    """The beginning of a question, to recognise it by."""
    flat = " ".join(text.split())
    return flat if len(flat) <= most else f"{flat[: most - 1].rsplit(' ', 1)[0]} …"


def relayed(text: str) -> str:
    """A person's own words, line by line as they were written; nothing in them becomes a mark or calls anybody."""
    return "\n".join(shown(line.strip()) for line in text.strip().splitlines())


def shown(text: str) -> str:
    """Somebody's words in a chat of others: as they were typed, and calling nobody."""
    return _CALL.sub("@\u2060", escape(text))


def capital(name: str) -> str:
    """A team's name at the beginning of a sentence."""
    return name[:1].upper() + name[1:]


def promised(team: Team, now: dt.datetime) -> dt.datetime:
    """By when a team that gets a question now answers."""
    return hours_of(team).promise(now, team.promise)
