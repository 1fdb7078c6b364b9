"""Sweeps what is due: promises, offers nobody answered, the morning's list. Timers are times in tables, never in memory.

After downtime only the furthest step that has fallen due is taken, once; nothing sounds in a room outside its office hours.
"""

from __future__ import annotations

import datetime as dt
import sqlite3
from collections import defaultdict
from collections.abc import Callable
from dataclasses import replace

import structlog

from bot import workdays
from bot.cases import casework
from bot.cases.cards import Cards, brief
from bot.cases.case import Case, Event
from bot.cases.casework import HALF, LATE, TODAY
from bot.cases.choices import EditFirst, SolvedAlready, YesSend, shown
from bot.cases.routing import hours_of, team_of
from bot.desk.office import Office
from bot.dialogue.conversation import KEPT, Answering, Confirming, Conversation, Offer
from bot.knowledge.wording import Wording
from bot.markup import escape
from bot.messages import Address
from bot.storage import askers, casebook, decisions, inbox, outbox, seating
from bot.storage.database import ITS_OWN
from bot.storage.outbox import Post

_QUIET = dt.timedelta(days=14)
"""How long an answered case, or one that waits for its asker, stays when nobody says more."""
_STUCK = dt.timedelta(minutes=2)
"""A card that isn't with the network by then is told of."""
_FORGOTTEN = dt.timedelta(days=365)
"""Conversations nobody has touched for so long are deleted, where no case waits."""
log = structlog.get_logger()


def sweep(office: Office, now: dt.datetime) -> None:
    """Queue and mark what has fallen due, in one transaction. What can't be done for one case is logged, and left undone for that
    case alone: the promises of all others are kept."""
    with office.db.atomic():
        _Sweep(office, now).run()


class _Sweep:
    def __init__(self, office: Office, now: dt.datetime) -> None:
        self.office, self.db, self.now = office, office.db, now
        self.cards = Cards(office.knowledge, now)
        self.lines: dict[str, list[str]] = defaultdict(list)
        """What each room is reminded of: one message for each."""
        self.reminded: set[str] = set()

    def run(self) -> None:
        for case in casebook.open_cases(self.db):
            if not case.practice:
                self._alone(case.number, self._stuck, case)
            if not case.practice and not case.asked_back:
                self._alone(case.number, self._promise, case)
        self._alone("mornings", self._mornings)
        self._alone("reminders", self._post)
        for key, conversation in askers.with_offers_due(self.db, self.now):
            self._alone("offers", self._offers, key, conversation)
        self._quiet()
        self._alone("housekeeping", self._housekeeping)

    def _alone(self, what: str, step: Callable[..., None], *given: object) -> None:
        """One step of the sweep. A fault in it undoes that step, and none of the others."""
        try:
            with self.db.atomic():
                step(*given)
        except Exception as error:
            if isinstance(error, sqlite3.Error) and not isinstance(error, ITS_OWN):
                raise  # the disk: it is tried again
            log.error("sweep", what=what, error=type(error).__name__)

    def _is_open(self, team: str) -> bool:
        return hours_of(team_of(self.office.knowledge, team)).is_open(self.now)

    def _works_today(self, team: str) -> bool:
        return (
            hours_of(team_of(self.office.knowledge, team)).on(workdays.local(self.now).date())
            is not None
        )

    def _stuck(self, case: Case) -> None:
        """A card that the network hasn't taken yet: the asker is told once that the question is safe and not there."""
        waits = case.delivered is None and self.now - case.created >= _STUCK
        heard = (
            any(event.kind == "delivered" for event in casebook.history(self.db, case.number))
            if waits
            else True
        )
        if not heard and seating.first_time(self.db, f"stuck:{case.number}", self.now):
            self.office.tell_asker(
                case, casework.Tell("asker", self.cards.tell("ej_framme", case), "notice"), self.now
            )

    # Promises

    def _promise(self, case: Case) -> None:
        step = casework.reminder(case, self.now, self.cards)
        if step <= case.step:
            return
        if step == LATE:
            self._lapsed(case)
            return
        if not self._is_open(case.team):
            return
        key = "påminn_halva" if step == HALF else "påminn_idag"
        casebook.save(
            self.db,
            replace(case, step=step),
            self.now,
            Event("reminded", "bot", {HALF: "half", TODAY: "today"}[step]),
        )
        said = self.cards.here(key, case, dag=self.cards.short_day(case.due))
        self.lines[case.team].append(said)
        self.reminded.add(said)

    def _lapsed(self, case: Case) -> None:
        """The next team gets it as soon as that works, however long the late one is shut; one that is shut all day gets it in the
        late one's hours, so that the asker hears of it."""
        ruling = casework.lapsed(case, self.office.table(self.now, case.number))
        receiver = ruling.case.team
        if not self._is_open(receiver if self._works_today(receiver) else case.team):
            return
        kept = tuple(tell for tell in ruling.tells if tell.to == "asker" or tell.purpose == "card")
        self.office.carry_out(replace(ruling, tells=kept), self.now)
        for tell in ruling.tells:
            if tell.to != "asker" and tell.purpose == "notice":
                self.lines[tell.to].append(tell.text)

    def _mornings(self) -> None:
        """At opening, one message lists what is open in a room, the most urgent first."""
        today = workdays.local(self.now).date()
        by_team: dict[str, list[Case]] = defaultdict(list)
        for case in casebook.open_cases(self.db):
            if not case.practice:
                by_team[case.team].append(case)
        for team, own in by_team.items():
            older = [case for case in own if workdays.local(case.started).date() < today]
            if (
                older
                and self._is_open(team)
                and seating.first_time(self.db, f"morning:{team}:{today}", self.now)
            ):
                # The list says already what is due: no reminder of it beside.
                passed_on = [line for line in self.lines[team] if line not in self.reminded]
                self.lines[team] = [
                    self.cards.morning(own),
                    *(f"- {self.cards.row(case)}" for case in own),
                    *passed_on,
                ]

    def _post(self) -> None:
        by_room: dict[Address, list[str]] = defaultdict(list)
        loud = set()
        for team, lines in self.lines.items():
            address = self.office.rooms.of(self.db, team)
            if address is not None:
                by_room[address] += lines
                loud |= {address} if self._is_open(team) else set()
        for address, lines in by_room.items():
            self.office.say(
                Post("\n".join(lines), address=address, silent=address not in loud), self.now
            )

    # Offers

    def _offers(self, key: str, conversation: Conversation) -> None:
        """An offer nobody answered is asked about once, the next working morning, and dropped, counted, after seven days."""
        kept = []
        for offer in conversation.offers:
            team = str(offer.route.receiver)
            if self.now - offer.made >= KEPT:
                decisions.record(
                    self.db,
                    self.now,
                    area=offer.route.area,
                    topic=offer.route.topic,
                    language=conversation.reads,
                    outcome="handoff",
                    reason="offer-lapsed",
                    entry=offer.label or None,
                    knowledge=self.office.knowledge.version,
                    confidence=0.0,
                )
                continue
            due = workdays.local(offer.made).date() < workdays.local(
                self.now
            ).date() and self._is_open(team)
            if due and not offer.asked_again:
                self._ask_again(key, conversation, offer)
                offer = replace(offer, asked_again=True)
            kept.append(offer)
        latest = askers.by_key(self.db, key) or conversation
        self.office.save(key, replace(latest, offers=tuple(kept)), self.now)

    def _ask_again(self, key: str, conversation: Conversation, offer: Offer) -> None:
        language = conversation.reads
        say = Wording(self.office.knowledge, language)
        when = self.cards.when(offer.made, language)
        said = say("god_morgon_erbjudande", när=when, fråga=escape(brief(offer.question)))
        kinds = (YesSend(offer.id), EditFirst(offer.id), SolvedAlready(offer.id))
        choices = tuple(shown(kind, say) for kind in kinds)
        self.office.say(Post(said, asker=key, choices=choices, purpose="notice"), self.now)
        state = (
            conversation.state
            if isinstance(conversation.state, Answering)
            else Confirming(offer.id)
        )
        self.office.save(key, replace(conversation, state=state, choices=choices), self.now)

    # The rest

    def _quiet(self) -> None:
        """Answered cases are closed when nobody has said more; so is one that waits in vain for its asker, who is told."""
        for case in casebook.answered_before(self.db, self.now - _QUIET):
            ruling = casework.Ruling(
                replace(case, state="closed"), (), (Event("closed", "bot", "quiet"),), is_done=True
            )
            self._alone(case.number, self.office.carry_out, ruling, self.now)
        for case in casebook.open_cases(self.db):
            if (
                case.asked_back
                and self.now - case.asked_back >= _QUIET
                and self._is_open(case.team)
            ):
                told = casework.Tell("asker", self.cards.tell("stängd_väntan", case), "notice")
                here = casework.Tell(case.team, self.cards.here("stängd_här", case))
                event = Event("closed", "bot", "no answer from the asker")
                ruling = casework.Ruling(
                    replace(case, state="closed"), (told, here), (event,), is_done=True
                )
                self._alone(case.number, self.office.carry_out, ruling, self.now)

    def _housekeeping(self) -> None:
        if seating.first_time(self.db, f"pruned:{workdays.local(self.now).date()}", self.now):
            inbox.prune(self.db, self.now)
            outbox.prune(self.db, self.now)
            waiting = frozenset(case.asker for case in casebook.open_cases(self.db))
            askers.prune(self.db, self.now - _FORGOTTEN, waiting)
