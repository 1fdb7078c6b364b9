"""What the desk works with: the office, as it is now and at a moment."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field

from sqlite_utils import Database

from bot.cases.cards import Cards
from bot.cases.routing import Staff, hours_of, team_of
from bot.days import workdays
from bot.knowledge.model import Knowledge
from bot.limits import Limits
from bot.matching.library import Current
from bot.matching.matcher import Matcher
from bot.matching.verdict import Policy
from bot.storage import absences
from bot.storage.seating import Rooms


@dataclass(frozen=True)
class Office:
    """The database, the knowledge as it is now, the policy, the teams' rooms, how long an answer
    can be taken back, and each asker's budget."""

    db: Database
    library: Callable[[], Current]
    policy: Policy
    rooms: Rooms
    undo: dt.timedelta
    limits: Limits = field(default_factory=Limits)
    """What one asker may ask of it."""
    links: dict[str, str] = field(default_factory=dict)
    """Where a private chat begins, by channel; filled as each opens."""

    @property
    def knowledge(self) -> Knowledge:
        return self.library().knowledge


@dataclass(frozen=True)
class Moment:
    """The office at a time: what is read, decided and said is as of then."""

    office: Office
    now: dt.datetime

    @property
    def db(self) -> Database:
        return self.office.db

    @property
    def knowledge(self) -> Knowledge:
        return self.office.knowledge

    @property
    def matcher(self) -> Matcher:
        return self.office.library().matcher

    @property
    def cards(self) -> Cards:
        return Cards(self.knowledge, self.now)

    @property
    def today(self) -> dt.date:
        """The day on Swedish clocks."""
        return workdays.local(self.now).date()

    def staff(self) -> Staff:
        """Which teams have a room, and which are away."""
        return Staff(self.office.rooms.seated(), absences.away(self.db, self.today))

    def is_open(self, team: str) -> bool:
        """Whether a team works now."""
        return hours_of(team_of(self.knowledge, team)).is_open(self.now)
