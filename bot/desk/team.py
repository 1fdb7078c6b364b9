"""What the desk does with what happens in a team's room: a reply to a card, a command, a press, an edit, or talk that stays there."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass, replace

import structlog

from bot import privacy, text, workdays
from bot.cases import cards, casework
from bot.cases.cards import Cards, promised, shown
from bot.cases.case import Case, Event, Purpose, last_answer, was_answered
from bot.cases.casework import (
    Answer,
    AskBack,
    Claim,
    Close,
    GiveBack,
    PutOff,
    Seat,
    SendEntry,
    TakeBack,
    TeamAct,
    Tell,
    Transfer,
)
from bot.cases.choices import (
    KeepHeld,
    PassOn,
    PassTo,
    SendHeld,
    SendNear,
    SendSame,
    TakeCase,
    all_read,
    labelled,
    read,
)
from bot.cases.routing import deputy_of, team_of
from bot.desk.office import Office
from bot.dialogue import commands
from bot.dialogue.commands import Typed
from bot.knowledge.model import DEFAULT_TEAM
from bot.messages import Choice, Incoming
from bot.storage import casebook, outbox, seating
from bot.storage.outbox import Post, Row

log = structlog.get_logger()
_NUMBER = re.compile(r"\s*(?:nr\.?\s*)?(20\d\d-\d{4,6})\b[\s:,]*")
_LONGEST_AWAY = dt.timedelta(days=300)
_TALK = 4
"""Words from which talk in the room looks like an answer that missed the card."""
_MOST_ALIKE = 8
"""Questions that one message offers the same answer to; those most urgent."""


def handle(office: Office, incoming: Incoming, teams: list[str], now: dt.datetime) -> None:
    """Carry out one thing that happened in the room of these teams."""
    _Room(office, incoming, teams, now).handle()


@dataclass
class _Room:
    office: Office
    incoming: Incoming
    teams: list[str]
    now: dt.datetime

    def __post_init__(self) -> None:
        self.db, self.here, self.said = (
            self.office.db,
            self.incoming.address,
            privacy.masked(self.incoming.text),
        )
        self.cards = Cards(self.office.knowledge, self.now)
        found = (
            outbox.find(self.db, self.here.channel, self.here.room, self.incoming.reply_to)
            if self.incoming.reply_to
            else None
        )
        self.row: Row | None = found
        self.source = outbox.source_of(self.here, self.incoming.edits or self.incoming.event_id)

    def handle(self) -> None:
        kind = self.incoming.kind
        if len(self.incoming.text) > text.LONGEST:
            self._say("för_långt_svar", antal=str(text.LONGEST))
            return
        if kind == "joined":
            self._introduce()
        elif kind in _SENTENCES:
            self._say(_SENTENCES[kind])
        elif kind in ("reacted", "unreacted"):
            self._reacted()
        elif kind == "left":
            self._put_out()
        elif kind == "edited" and (sent := outbox.from_source(self.db, self.source)) is not None:
            self._edited(sent)
        elif kind == "withdrew":
            # A message that carried nothing on may be taken away without a word.
            if (sent := outbox.from_source(self.db, self.source)) is not None:
                self._take_back(sent)
        elif (picked := self.incoming.choice or self._typed_choice()) is not None:
            self._picked(picked)
        elif kind in ("said", "edited"):
            self._said()

    def _said(self) -> None:
        typed = commands.parse(self.said, "team")
        if typed is not None:
            self._command(typed)
        elif commands.is_unknown(self.said):
            self._say("okänt_kommando")
        elif (about := self._about()) is not None:
            if self.incoming.attachment:
                self._say("rum_bilaga", vad=self.incoming.attachment)
            if self._says_something():
                self._replied(*about)
            elif self.said and about[1] in ("card", "addition"):
                self._signed(about[0])
        elif self._says_something():
            self._talked()

    def _about(self) -> tuple[str, Purpose] | None:
        """The case that a message replies to, and what of it."""
        if self.row is not None:
            return (self.row.post.about, self.row.post.purpose) if self.row.post.about else None
        number = cards.quoted_card(self.incoming.quoted)
        return (number, "card") if number else None

    def _says_something(self) -> bool:
        return text.has_words(self.said) or any(c.isdigit() for c in self.said)

    # Saying

    def _say(
        self, key: str, case: Case | None = None, choices: tuple[Choice, ...] = (), **values: str
    ) -> None:
        about = case.number if case else ""
        self._post(Post(self.cards.here(key, case, **values), choices=choices, about=about))

    def _post(self, post: Post) -> None:
        answer = replace(
            post, address=self.here, reply_to=self.incoming.event_id, person=self.incoming.person
        )
        self.office.say(answer, self.now)

    def _introduce(self) -> None:
        names = " och ".join(self.cards.name(team) for team in self.teams[:2])
        seconds = str(round(self.office.undo.total_seconds()))
        said = self.cards.here("rum_intro", team=names, sekunder=seconds)
        if self.incoming.text:
            said += "\n" + self.cards.here("hör_bara_svar")
        self.office.say(Post(said, address=self.here), self.now)

    def _put_out(self) -> None:
        """The bot may not write here any more: the team that catches what no other takes is told, where it sits elsewhere."""
        log.warning("put out of a room", channel=self.here.channel, teams=self.teams)
        catches = self.office.rooms.of(self.db, DEFAULT_TEAM)
        if catches is not None and (catches.channel, catches.room) != (
            self.here.channel,
            self.here.room,
        ):
            names = " och ".join(self.cards.name(team) for team in self.teams[:2])
            self.office.say(
                Post(self.cards.here("rum_stängt", team=names), address=catches), self.now
            )

    # Replies and talk

    def _replied(self, number: str, purpose: Purpose) -> None:
        """A reply to the card, or to what the asker added, is the answer; one to anything else is held, and so is a bare number,
        beside the entry that it may mean."""
        if purpose in ("card", "addition") and not re.fullmatch(r"\W*\d{1,2}\W*", self.said):
            self._act(Answer(self.said, self.source), number, known=True)
            return
        case = casebook.find(self.db, number)
        if case is None:
            return
        held = str(casebook.hold(self.db, case.number, self.now, self.said))
        choices = (
            labelled(SendHeld(case.number, held), self.cards.here("hålls_skicka")),
            labelled(KeepHeld(case.number, held), self.cards.here("hålls_behåll")),
        )
        entry = commands.numbered(text.bare(self.said), self.row.post.choices) if self.row else None
        said = self.cards.here("hålls", case, text=shown(self.said))
        self._post(
            Post(
                said,
                choices=(*choices, *([entry] if entry else [])),
                purpose="held",
                about=case.number,
                source=self.source,
            )
        )

    def _signed(self, number: str) -> None:
        """A thumb up as a reply takes what is open, as the reaction does; other signs are no answer, which is said."""
        case = casebook.find(self.db, number)
        if case is not None and case.is_open and commands.is_thumb(self.said):
            self._act(Claim(), number, known=True)
        else:
            self._say("bara_tecken")

    def _talked(self) -> None:
        """Talk stays in the room. The first time it looks like an answer beside the card, the bot says how to answer; and each
        time where it replies to the bot's own words of several questions, as a reminder: whoever wrote it thinks it is sent."""
        waits = any(case.team in self.teams for case in casebook.open_cases(self.db))
        if (
            waits
            and len(text.tokens(self.said)) >= _TALK
            and (
                self.row is not None
                or seating.first_time(
                    self.db, f"talk:{self.here.channel}:{self.here.room}", self.now
                )
            )
        ):
            self._say("prat")

    # Acts

    def _act(self, act: TeamAct, number: str, *, known: bool = False, offer: bool = True) -> None:
        case = casebook.find(self.db, number)
        seat = Seat(tuple(self.teams), self.incoming.person, known)
        table, on_its_way = self.office.table(self.now, number), self._is_on_its_way(number)
        ruling = casework.by_team(act, case, number, seat, table, on_its_way=on_its_way)
        if isinstance(ruling, Tell):
            self._post(
                Post(
                    ruling.text,
                    choices=ruling.choices,
                    about=number if case and ruling.choices else "",
                )
            )
            return
        self.office.carry_out(ruling, self.now, self.incoming)
        if isinstance(act, Answer | AskBack) and privacy.has_mark(act.text):
            self._say("maskerat")
        if isinstance(act, Answer | SendEntry) and offer:
            self._offer_the_same(ruling.case)

    def _may(self, case: Case) -> bool:
        return casework.acting(case, self.teams) is not None

    def _own(self) -> list[Case]:
        """What this room has to answer."""
        return [
            case
            for case in casebook.open_cases(self.db)
            if case.team in self.teams and not case.practice
        ]

    def _is_on_its_way(self, number: str) -> bool:
        """Whether an answer can still be taken back; one that the network doesn't take holds nothing up."""
        return any(
            row.state == "waiting" and row.attempts == 0 for row in outbox.relays(self.db, number)
        )

    def _offer_the_same(self, case: Case) -> None:
        """Open questions like the one just answered: the coordinator may send them the same answer, one tap each. However many
        there are, they are told in one message: each answer would else say them all again, and hold up the cards behind them."""
        alike = [other for other in self.office.alike(case) if other.team in self.teams]
        if len(alike) == 1:
            same = SendSame(alike[0].number, case.number)
            only = labelled(same, self.cards.here("skicka_samma"))
            self._say("samma_svar", alike[0], (only,), fråga=shown(alike[0].question))
        elif alike:
            lines, choices = [self.cards.here("samma_svar_fler", antal=str(len(alike))) + "\n"], []
            for other in alike[:_MOST_ALIKE]:
                lines.append(f"- {other.number}: ”{shown(cards.brief(other.question))}”")
                same = SendSame(other.number, case.number)
                choices.append(labelled(same, self.cards.here("skicka_samma_till", other)))
            self._post(Post("\n".join(lines), choices=tuple(choices), about=case.number))

    def _typed_choice(self) -> str | None:
        """A number typed as a reply to choices means one of them, and so does its label. Without a reply it means one of those that
        were the last thing said to whoever types it: never a colleague's, and never a card's. A reply to a card goes to the asker,
        so that a number there may be the answer: it sends none of the card's entries."""
        typed, row = text.bare(self.said), self.row
        if self.incoming.reply_to is None:
            row = outbox.last_to(self.db, self.here, self.incoming.person)
        if row is None or not typed:
            return None
        numbered = commands.numbered(typed, row.post.choices)
        near = numbered is not None and isinstance(read(numbered.id), SendNear)
        if numbered is not None and not (row.post.purpose == "card" and near):
            return numbered.id
        return next(
            (choice.id for choice in row.post.choices if typed == text.bare(choice.label)), None
        )

    def _picked(self, picked: str) -> None:
        known = self.row is not None
        match read(picked):
            case TakeCase(number):
                self._act(Claim(), number, known=known)
            case PassOn(number):
                self._act(Transfer("", ""), number, known=known)
            case PassTo(number, team):
                self._act(Transfer(team, ""), number, known=known)
            case SendNear(number, entry):
                if self._has_gone(number, Event("sent-entry", "team", entry)):
                    self._say("redan_skickat", casebook.find(self.db, number))
                else:
                    self._act(SendEntry(entry, self.source), number, known=known)
            case SendHeld(number, id_) | KeepHeld(number, id_) as chosen:
                self._picked_held(number, id_, send=isinstance(chosen, SendHeld))
            case SendSame(number, answered):
                self._send_the_same(number, answered)

    def _picked_held(self, number: str, id_: str, *, send: bool) -> None:
        """What was held is sent, or it stays in the room."""
        held = casebook.held(self.db, number, id_)
        if held is not None and self._has_gone(number, Event("answered", "team", held)):
            self._say("redan_skickat", casebook.find(self.db, number))
        elif held is None or not send:
            self._say("behållet")
        else:
            self._act(Answer(held, self.source), number, known=self.row is not None)

    def _reacted(self) -> None:
        """A thumb up on what waits for an answer takes it, and taken away again it gives it back; a number picks a choice.
        No other reaction does anything: never is one taken for an answer."""
        row = self.row
        case = casebook.find(self.db, row.post.about) if row else None
        choice = commands.numbered(self.said, row.post.choices) if row else None
        if self.incoming.kind == "reacted" and choice is not None:
            self._picked(choice.id)
        elif (
            self.said == commands.THUMB
            and case is not None
            and case.is_open
            and row
            and row.post.purpose in ("card", "addition")
        ):
            if self.incoming.kind == "reacted":
                self._act(Claim(), case.number, known=True)
            elif case.claimed_by == self.incoming.person:
                self._act(GiveBack(), case.number, known=True)

    def _send_the_same(self, number: str, answered: str) -> None:
        """The answer that the other question got, as it was last changed; a press twice sends it once.
        The others like it stand in the offer that was pressed already."""
        other = casebook.find(self.db, answered)
        event = last_answer(casebook.history(self.db, answered))
        if other is None or event is None or not self._may(other):
            self._say("inget_att_skicka")
        elif self._has_gone(number, event):
            self._say("redan_skickat", casebook.find(self.db, number))
        elif event.kind == "sent-entry":
            case = casebook.find(self.db, number)
            if case is not None and event.text not in case.near:
                casebook.save(self.db, replace(case, near=(*case.near, event.text)), self.now)
            self._act(SendEntry(event.text, self.source), number, offer=False)
        else:
            self._act(Answer(event.text, self.source), number, offer=False)

    def _has_gone(self, number: str, answer: Event) -> bool:
        """Whether just this is the case's answer already."""
        last = last_answer(casebook.history(self.db, number))
        return last is not None and (last.kind, last.text) == (answer.kind, answer.text)

    # Taking back and changing

    def _take_back(self, row: Row | None) -> None:
        case = casebook.find(self.db, row.post.about) if row else None
        if row is None or case is None:
            self._say("inget_att_ångra")
        elif not self._may(case):
            self._say("ligger_hos", case, team=self.cards.name(case.team))
        elif not outbox.cancel(self.db, row.id):
            self._say("för_sent")
        else:
            answered_before = was_answered(casebook.history(self.db, case.number))
            self._act(
                TakeBack(row.post.purpose == "question", answered_before), case.number, known=True
            )

    def _edited(self, row: Row) -> None:
        """An answer was edited: it goes out as it is now, or, where it has gone already, a marked correction follows it."""
        case, typed = casebook.find(self.db, row.post.about), commands.parse(self.said, "team")
        said = (
            _NUMBER.sub("", typed.rest, count=1)
            if typed and typed.name in ("svara", "fraga")
            else ""
            if typed
            else self.said
        )
        if case is None or not text.has_words(said):
            return
        if case.state == "withdrawn" or not self._may(case):
            self._say(
                "återtagen" if case.state == "withdrawn" else "ligger_hos",
                case,
                team=self.cards.name(case.team),
            )
            return
        team = str(casework.acting(case, self.teams))
        asked = row.post.purpose == "question"
        changed = Event("question-changed" if asked else "answer-changed", "team", said)
        casebook.record(self.db, case.number, self.now, changed)
        again = any(
            other.id != row.id and other.post.purpose == "relay"
            for other in outbox.relays(self.db, case.number)
        )
        markdown = (
            self.cards.question_back(case, team, said)
            if asked
            else self.cards.answer(case, team, said, again=again)
        )
        if outbox.rewrite(self.db, row.id, markdown):
            self._say("ändrat_svar", case)
            return
        if not asked:
            markdown = self.cards.answer(case, team, said, again=True, corrected=True)
        tell = Tell(
            "asker",
            markdown,
            row.post.purpose,
            row.post.choices,
            self.office.undo,
            self.source,
            self.incoming.person,
        )
        self.office.tell_asker(case, tell, self.now)
        self._say("rättelse_går", case)

    # Commands

    def _command(self, typed: Typed) -> None:
        match = _NUMBER.match(typed.rest)
        rest = typed.rest[match.end() :] if match else typed.rest
        if typed.name in _OF_THE_ROOM:
            _OF_THE_ROOM[typed.name](self, typed.rest)
            return
        number = match[1] if match else self._meant()
        if not number:
            self._say("vilken_fråga", kommando=typed.name)
            return
        act = _ACTS[typed.name](self, rest.strip(), casebook.find(self.db, number), number)
        if act is not None:
            self._act(act, number, known=self.row is not None and self.row.post.about == number)

    def _meant(self) -> str:
        """The case that a command without a number means. A list of several questions that are alike means none of them, and
        least of all the one that it was made for, which has its answer."""
        if self.row is None:
            return self._only_one()
        alike = sum(isinstance(one, SendSame) for one in all_read(self.row.post.choices))
        return "" if alike > 1 else self.row.post.about

    def _only_one(self) -> str:
        """The room's only open case: a command without a number means it."""
        own = self._own()
        return own[0].number if len(own) == 1 else ""

    def _words(
        self, act: Callable[[str, str], TeamAct], rest: str, name: str, number: str
    ) -> TeamAct | None:
        if not text.has_words(rest):
            self._post(Post(self.cards.here("tom_text", kommando=name, nummer=number)))
            return None
        return act(rest, self.source)

    def _transfer(self, rest: str, case: Case | None) -> TeamAct:
        if case is None or not rest:
            return Transfer("", "")
        first, _, why = rest.partition(" ")
        labels = self.cards.teams(case, self.office.staff(self.now))
        if first.isdecimal() and 0 < int(first) <= len(labels):
            return Transfer(labels[int(first) - 1][0], why)
        return Transfer(first.lower(), why)

    def _put_off(self, rest: str, number: str) -> TeamAct | None:
        found = workdays.parse_day(rest, workdays.local(self.now).date())
        if found is None or not text.has_words(found[1]):
            self._post(Post(self.cards.here("senare_hur", nummer=number)))
            return None
        return PutOff(*found)

    def _close(self, rest: str, number: str) -> TeamAct | None:
        if not text.has_words(rest):
            self._post(Post(self.cards.here("stäng_hur", nummer=number)))
            return None
        return Close(rest)

    def _undo(self, _: str) -> None:
        if self.row is not None and self.row.post.about:
            rows = outbox.relays(self.db, self.row.post.about)
            rows.sort(key=lambda row: row.post.person != self.incoming.person)
        else:
            rows = outbox.relays_by(self.db, self.here, self.incoming.person)
        self._take_back(
            next((row for row in rows if row.state == "waiting"), rows[0] if rows else None)
        )

    def _queue(self, _: str) -> None:
        self._post(Post(self.cards.queue(self._own())))

    def _practise(self, _: str) -> None:
        team = self.teams[0]
        area = "sverige" if team == DEFAULT_TEAM else team_of(self.office.knowledge, team).area
        asked = self.cards.sv("övning_text")
        due = promised(team_of(self.office.knowledge, team), self.now)
        number = casebook.next_practice(self.db)
        case = Case(
            number,
            "",
            area,
            "premises",
            team,
            team,
            "sv",
            asked,
            self.now,
            self.now,
            due,
            self.now,
            practice=True,
        )
        casebook.add(self.db, case, Event("asked", "asker", asked))
        self.office.tell_team(
            team,
            case,
            Tell(team, self.cards.card(case), "card", self.cards.choices(case)),
            self.now,
        )

    def _away(self, rest: str) -> None:
        """The team, oneself or a colleague is away until a day: "fredag", "jag fredag", "anna 27/11"; "nej" when back."""
        words = rest.split()
        today = workdays.local(self.now).date()
        for taken in range(min(3, len(words) + 1)):
            who, when = " ".join(words[:taken]), " ".join(words[taken:])
            if who and (any(c.isdigit() for c in who) or workdays.parse_day(who, today)):
                break
            back = when.lower() in ("nej", "tillbaka")
            found = workdays.parse_day(when, today) if not back else None
            if back or (found is not None and not found[1] and found[0] - today <= _LONGEST_AWAY):
                self._set_away(who, None if back else found[0] if found else None)
                return
        self._say("borta_hur")

    def _set_away(self, who: str, until: dt.date | None) -> None:
        person = self.incoming.person if who.lower() in ("jag", "mig") else who.lstrip("@")
        name = (
            self.cards.here("laget" if not who else "du")
            if not who or person == self.incoming.person
            else who
        )
        for team in self.teams:
            seating.set_away(self.db, team, person, until)
        if until is None:
            self._say("tillbaka_på_plats", vem=name)
        elif not who:
            staff = self.office.staff(self.now)
            deputy = deputy_of(self.office.knowledge, self.teams[0], staff, frozenset())
            alone = deputy is None or deputy in self.teams
            after = "" if alone else self.cards.name(str(deputy))
            self._say(
                "borta_ensam" if alone else "borta_satt",
                vem=name,
                dag=self.cards.sv.weekday(until),
                ersättare=after,
            )
        else:
            freed = self._freed(person)
            numbers = ", ".join(freed) or self.cards.here("inget_eget")
            self._say("borta_kollega", vem=name, dag=self.cards.sv.weekday(until), nummer=numbers)

    def _freed(self, person: str) -> list[str]:
        """What a colleague had claimed is free for the others."""
        freed = []
        for case in self._own():
            if case.claimed_by and _localpart(person) == _localpart(case.claimed_by):
                casebook.save(
                    self.db,
                    replace(case, state="open", claimed_by=""),
                    self.now,
                    Event("released", "team"),
                )
                freed.append(case.number)
        return freed

    def _help(self, _: str) -> None:
        self._introduce()


def _localpart(person: str) -> str:
    """ "@karin:example.org" and "Karin" are the same colleague."""
    return person.lower().lstrip("@").partition(":")[0]


_SENTENCES = {"unreadable": "oläsbart", "verification": "verifiering"}
_OF_THE_ROOM: dict[str, Callable[[_Room, str], None]] = {
    "angra": _Room._undo,
    "ko": _Room._queue,
    "ova": _Room._practise,
    "borta": _Room._away,
    "hjalp": _Room._help,
}
_ACTS: dict[str, Callable[[_Room, str, Case | None, str], TeamAct | None]] = {
    "ta": lambda room, rest, case, number: Claim(),
    "lamna": lambda room, rest, case, number: room._transfer(rest, case),
    "svara": lambda room, rest, case, number: room._words(Answer, rest, "svara", number),
    "fraga": lambda room, rest, case, number: room._words(AskBack, rest, "fraga", number),
    "senare": lambda room, rest, case, number: room._put_off(rest, number),
    "stang": lambda room, rest, case, number: room._close(rest, number),
}
