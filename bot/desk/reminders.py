"""Sweeps what is due: promises, offers nobody answered, the morning's list. Timers are times in
tables, never in memory.

After downtime only the furthest step that has fallen due is taken, once; nothing sounds in a room
outside its office hours.
"""

from __future__ import annotations

import datetime as dt
import sqlite3
from collections import defaultdict
from collections.abc import Callable
from dataclasses import replace

import structlog

from bot.cases import judge
from bot.cases.case import Case
from bot.cases.deadlines import QUIET, fallen_due, is_quiet
from bot.cases.lists import Lists
from bot.cases.occurrences import Expire, Lapse, Occurrence, Remind, Stuck
from bot.cases.quoting import capital
from bot.cases.routing import deputy_of
from bot.days import workdays
from bot.desk import conversations, heldwords, letters, mail, rulings
from bot.desk.asker import ALBUM
from bot.desk.office import Moment, Office
from bot.dialogue.turns.conversation import KEPT, Conversation
from bot.messages import Address
from bot.storage import (
    absences,
    askers,
    casebook,
    checklists,
    held,
    inbox,
    outbox,
    roomnames,
    seating,
    traces,
    turns,
    watches,
)
from bot.storage.database import ITS_OWN
from bot.storage.post import Post

_MOST_BROKEN = 2
"""Broken promises running."""
_FORGOTTEN = dt.timedelta(days=365)
"""Conversations nobody has touched for so long are deleted, where no case waits."""
log = structlog.get_logger()


def sweep(office: Office, now: dt.datetime) -> None:
    """Queue and mark what has fallen due, in one transaction. What can't be done for one case is
    logged, and left undone for that case alone: the promises of all others are kept."""
    with office.db.atomic():
        _Sweep(Moment(office, now)).run()
    traces.wipe(office.db)


class _Sweep:
    """One sweep; what a room is reminded of is gathered, and said in one message."""

    def __init__(self, at: Moment) -> None:
        self.at, self.db = at, at.db
        self.lines: dict[str, list[str]] = defaultdict(list)
        """By team."""
        self.due: set[str] = set()
        """Those of the lines that a list of what is open makes needless."""

    def run(self) -> None:
        for case in casebook.open_cases(self.db):
            for occurrence in fallen_due(case, self.at.cards):
                self._alone(case.number, self._fall_due, occurrence, case)
        self._alone("held", heldwords.ask_again, self.at)
        self._alone("mornings", self._mornings)
        self._alone("reminders", self._post)
        for key, conversation in askers.with_offers_due(self.db, self.at.now):
            self._alone("offers", _drop_offers, self.at, key, conversation)
        for key in letters.due(self.at):
            self._alone("letters", letters.write, self.at, key)
        for case in casebook.answered_before(self.db, self.at.now - QUIET):
            self._alone(case.number, _expire, self.at, case)
        for case in casebook.open_cases(self.db):
            if is_quiet(case, self.at.now):
                self._alone(case.number, _expire, self.at, case)
        self._alone("held", held.prune, self.db, self.at.now)
        self._alone("housekeeping", _housekeeping, self.at)

    def _alone(self, what: str, step: Callable[..., None], *given: object) -> None:
        """One step of the sweep. A fault in it undoes that step, and none of the others."""
        try:
            with self.db.atomic():
                step(*given)
        except Exception as error:
            if isinstance(error, sqlite3.Error) and not isinstance(error, ITS_OWN):
                raise  # the disk: it is tried again
            log.error("sweep", what=what, error=type(error).__name__)

    def _fall_due(self, occurrence: Occurrence, case: Case) -> None:
        known = rulings.circumstances(self.at, case.number)
        ruling = judge.by_itself(occurrence, case, known)
        if ruling is None:
            return
        is_stuck = isinstance(occurrence, Stuck)
        if is_stuck and not seating.first_time(self.db, f"stuck:{case.number}", self.at.now):
            return
        rulings.carry_out(self.at, ruling)
        for reminder in ruling.reminders:
            self.lines[reminder.to].append(reminder.text)
            self.due |= {reminder.text} if isinstance(occurrence, Remind) else set()
        if isinstance(occurrence, Lapse):
            self._break(case.team)

    def _break(self, team: str) -> None:
        """A team that has broken two promises running, and done nothing between, counts as away
        until somebody there acts; its room is told, and that of whoever gets its questions."""
        at, here = self.at, self.at.cards.here
        deputy = deputy_of(at.knowledge, team, at.staff(), frozenset())
        if absences.broke(self.db, team) < _MOST_BROKEN or absences.is_silent(self.db, team):
            return
        if deputy is None or deputy == team:
            return
        absences.fell_silent(self.db, team, at.now)
        self.lines[team].append(here("tystnad_rum", ersättare=at.cards.name(deputy)))
        name = capital(at.cards.name(team))
        self.lines[deputy].append(here("tystnad_ersättare", team=name))

    def _mornings(self) -> None:
        """At opening, one message lists what is open in a room, the most urgent first."""
        by_team: dict[str, list[Case]] = defaultdict(list)
        for case in casebook.open_cases(self.db):
            if not case.practice:
                by_team[case.team].append(case)
        lists = Lists(self.at.cards, held.numbers(self.db), roomnames.names(self.db))
        for team, own in by_team.items():
            if self._is_morning(team, own):
                # The list says already what is due: no reminder of it beside.
                passed_on = [line for line in self.lines[team] if line not in self.due]
                self.lines[team] = [lists.morning(own), *passed_on]

    def _is_morning(self, team: str, own: list[Case]) -> bool:
        """Whether a team has opened with something from an earlier day, and wasn't told yet."""
        today = self.at.today
        older = any(workdays.local(case.started).date() < today for case in own)
        mark = f"morning:{team}:{today}"
        return older and self.at.is_open(team) and seating.first_time(self.db, mark, self.at.now)

    def _post(self) -> None:
        by_room: dict[Address, list[str]] = defaultdict(list)
        loud = set()
        for team, lines in self.lines.items():
            address = self.at.office.rooms.of(self.db, team)
            if address is not None:
                by_room[address] += lines
                loud |= {address} if self.at.is_open(team) else set()
        for address, lines in by_room.items():
            post = Post("\n".join(lines), address=address, silent=address not in loud)
            mail.say(self.at, post)


def _expire(at: Moment, case: Case) -> None:
    ruling = judge.by_itself(Expire(), case, rulings.circumstances(at, case.number))
    if ruling is not None:
        rulings.carry_out(at, ruling)


def _drop_offers(at: Moment, key: str, conversation: Conversation) -> None:
    """An offer nobody answered is dropped, counted, after seven days."""
    gone = [offer for offer in conversation.offers if at.now - offer.made >= KEPT]
    for offer in gone:
        conversations.count_lapsed(at, conversation, offer)
    if gone:
        kept = tuple(offer for offer in conversation.offers if offer not in gone)
        conversations.save(at, key, replace(conversation, offers=kept))


def _housekeeping(at: Moment) -> None:
    """Forget what is kept no longer, most of it once a day."""
    turns.forget(at.db, at.now)
    if seating.first_time(at.db, f"pruned:{at.today}", at.now):
        absences.prune(at.db, at.today)
        roomnames.prune(at.db, at.now)
        seating.forget(at.db, ALBUM, at.now - dt.timedelta(days=1))
        traces.leave(at.db)
        inbox.prune(at.db, at.now)
        outbox.prune(at.db, at.now)
        waiting = frozenset(case.asker for case in casebook.open_cases(at.db))
        waiting |= watches.askers(at.db)
        askers.prune(at.db, at.now - _FORGOTTEN, waiting)
        askers.drop_guides(at.db, at.now)
        checklists.prune(at.db, at.now)
