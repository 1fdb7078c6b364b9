"""What people read about one case: its card in a team's room, a person's answer, promises. Pure."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.cases import tongue
from bot.cases.case import MARK, NUMBER, PRACTICE, Case, Event, EventKind, Part, standing
from bot.cases.labels import labelled
from bot.cases.quoting import brief, capital, shown
from bot.cases.routing import Staff, receivers, team_of
from bot.cases.teamchoices import PassOn, SendNear, TakeCase
from bot.days import workdays
from bot.knowledge.model import Knowledge
from bot.knowledge.speech import PREFIX
from bot.knowledge.tables import Team
from bot.knowledge.wording import Wording
from bot.markup import escape
from bot.messages import Choice

_NEAREST = 3
_LONGEST = 200
"""Characters of what a coordinator wrote that the next team's card shows."""
_TOLD: dict[EventKind, str] = {
    "asked-back": "kort_frågat",
    "answered": "kort_svarat",
    "sent-entry": "kort_skickat",
}
_NUMBERED = ("kort", "kort_övning", "tillägg", "rättelse", "rättat_tillägg", "svar_på_fråga")
"""The sentences that begin a card, and what was added to it."""
_NUMBER = re.compile(f"{NUMBER}|{PRACTICE}")
_MARKED = re.compile(rf" · ({MARK})(?=\W)")
_ENDS = (" ·", ": ", ". ")
"""What follows a number without a mark."""


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
        mark = f" · {case.mark}" if case and case.mark else ""
        known = {"nummer": case.number if case else "", "märke": mark}
        return self.sv(key, **{"p": PREFIX, **known, **values})

    def tell(self, key: str, case: Case, **values: str) -> str:
        """A sentence to the asker, about the case."""
        known = {
            "nummer": case.number,
            "team": self.name(case.team, case.language),
            "dag": self.day(case.due, case.language),
            "fråga": escape(brief(case.question)),
        }
        return self.say(case)(key, **(known | values))

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

    @property
    def today(self) -> dt.date:
        """The day that it is in Sweden."""
        return workdays.local(self.now).date()

    def when(self, moment: dt.datetime, language: str) -> str:
        """ "i dag", "i går", or the weekday and date."""
        say, day = Wording(self.knowledge, language), workdays.local(moment).date()
        if day in (self.today, self.today - dt.timedelta(days=1)):
            return say("i_dag" if day == self.today else "i_går")
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
        """The card, complete: one that is handed on tells all that the first did, and what has
        been said since: by the asker, as it stands now (``parts``), and by whoever had the case
        (``history``)."""
        known = self.knowledge.entries
        near = " · ".join(escape(known[entry].title) for entry in case.near if entry in known)
        lines = (
            self._head(case),
            self._hurry(case),
            self.here("kort_fråga", fråga=shown(case.question)),
            case.context,
            *self._said_since(case, parts, history),
            self.here("kort_närmast", poster=near) if near else "",
            self.here("kort_lik", nummer=like) if like else "",
            came_from,
            self.here("kort_hjälp", case),
        )
        return "\n".join(filter(None, lines))

    def _head(self, case: Case) -> str:
        if case.practice:
            return self.here("kort_övning", case)
        return self.here(
            "kort",
            case,
            område=self.sv.area(case.area),
            ämne=self.sv.table("ämnen")[case.topic],
            språk=self.sv.language_name(case.language),
            dag=self.short_day(case.due),
        )

    def _hurry(self, case: Case) -> str:
        """That the last day may come before the promised one."""
        last = dt.date.fromisoformat(case.last_day) if case.last_day else None
        is_late = last is not None and last <= workdays.local(case.due).date()
        if last is None or not is_late:
            return ""
        return self.here("kort_obs", dag=self.sv.weekday(last))

    def _said_since(self, case: Case, parts: Sequence[Part], history: Sequence[Event]) -> list[str]:
        """What was said of a case in the order it was said in, as far as that is known: an answer
        stands under its question."""
        left, lines = [part for part in parts if not _stands_in(part, case.question)], []
        for event in standing(history):
            if event.kind in _TOLD:
                lines.append(self.here(_TOLD[event.kind], text=self._told(event)))
            elif event.kind in ("added", "corrected"):
                here = next((part for part in left if part.text == event.text), None)
                lines += [self._part(case, here)] if here else []
                left = [part for part in left if part is not here]
        return [*lines, *(self._part(case, part) for part in left)]

    def _told(self, event: Event) -> str:
        if event.kind == "sent-entry":
            return escape(self.title(event.text))
        return shown(brief(event.text, _LONGEST))

    def _part(self, case: Case, part: Part) -> str:
        written = shown(part.text)
        key = "rättat_tillägg" if part.is_question else "tillägg"
        return self.here(key, case, text=written, märke="")

    def quoted(self, text: str) -> tuple[str, str]:
        """The number and the mark on a card, or on what was added to it, that is quoted by whoever
        replies; "" for any other text. Cards of an earlier version have no mark."""
        plain = text.replace("*", "").lstrip("\u2060 ")
        for key in _NUMBERED:
            before, _, after = self.sv(key).replace("*", "").partition("{nummer}")
            match = _NUMBER.match(plain, len(before)) if plain.startswith(before) else None
            if match is None:
                continue
            marked = _MARKED.match(plain, match.end()) if after.startswith("{märke}") else None
            if marked or plain.startswith(_ENDS, match.end()):
                return match[0], marked[1] if marked else ""
        return "", ""

    def context(self, about: str, asked: str, answered: str, attachment: str) -> str:
        """What the question is about, where it doesn't say so; what came before it, and that
        something came with it that doesn't go along."""
        lines = (
            self.here("kort_gäller", vad=escape(about)) if about else "",
            self._before(asked, answered) if asked else "",
            self.here("hade_bilaga", vad=attachment) if attachment else "",
        )
        return "\n".join(filter(None, lines))

    def _before(self, asked: str, answered: str) -> str:
        if not answered:
            return self.here("kort_innan_sa", fråga=shown(asked))
        return self.here("kort_innan", fråga=shown(asked), rubrik=escape(answered))

    def choices(self, case: Case) -> tuple[Choice, ...]:
        """What stands under a card: take it, answer with an entry that is near, pass it on."""
        take = labelled(TakeCase(case.number), self.here("knapp_ta"))
        near = [
            labelled(
                SendNear(case.number, id_), self.here("knapp_skicka_post", rubrik=entry.button)
            )
            for id_ in case.near[:_NEAREST]
            if (entry := self.knowledge.entries.get(id_)) is not None
        ]
        on = [] if case.practice else [labelled(PassOn(case.number), self.here("knapp_lämna"))]
        return (take, *near, *on)

    def title(self, entry: str) -> str:
        found = self.knowledge.entries.get(entry)
        return found.title if found else entry

    def teams(self, case: Case, staff: Staff) -> list[tuple[str, str]]:
        """Where a case may go: each team that has a room, with the label of its choice."""
        ids = [id_ for id_ in receivers(self.knowledge, case.area) if id_ != case.team]
        return [(id_, self.name(id_)) for id_ in ids if staff.has_room(id_)]

    # A person's words on their way to the asker

    def answer(
        self, case: Case, team: str, text: str, *, again: bool, corrected: bool = False
    ) -> str:
        """A person's answer, escaped as it was written; the first line shows on a locked screen."""
        key = "rättat_svar" if corrected else "svar_till" if again else "svar_kommer"
        return self._relayed(key, case, team, tongue.relayed(case, text, self.knowledge))

    def entry(self, case: Case, team: str, id_: str, *, again: bool) -> str:
        """An entry as a person's answer. The bot's own last answer is perhaps another, so nothing
        is said of /kalla."""
        entry = self.knowledge.entries[id_]
        say, asked = self.say(case), case.question
        answer = say.answer(entry, case.area, self.today, asked=asked, hint=False)
        if case.language not in entry.answer and not say("bara_svenska"):
            answer = f"{tongue.before(case, self.knowledge)}\n\n{answer}"
        return self._relayed("svar_till" if again else "svar_kommer", case, team, answer)

    def _relayed(self, key: str, case: Case, team: str, answer: str) -> str:
        when, name = self.when(case.created, case.language), self.name(team, case.language)
        head = self.tell(key, case, team=name, när=when)
        return f"{head}\n\n{answer}\n\n{self.tell('svar_slut', case)}"

    def question_back(self, case: Case, team: str, text: str) -> str:
        head = self.tell("undrar", case, team=capital(self.name(team, case.language)))
        asked = tongue.relayed(case, text, self.knowledge)
        return f"{head}\n\n{asked}\n\n{self.tell('undrar_slut', case)}"


def _stands_in(part: Part, question: str) -> bool:
    """Whether a message says nothing that the question doesn't."""
    return part.text in ("", question) or (part.is_question and part.text in question)
