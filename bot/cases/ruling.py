"""What a ruling is made with, and what it holds; the desk carries it out. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal

from bot.cases.acts import Coordinator
from bot.cases.cards import Cards
from bot.cases.case import Case, Event, Part, Purpose
from bot.cases.routing import Staff
from bot.messages import Choice

ASKER, HERE = "asker", "here"
"""To whom something is said, where it isn't a team: whoever asked, or the room that it was done
in."""
Over = Literal["nothing", "question", "answer", "talk"]


@dataclass(frozen=True, slots=True)
class Tell:
    """Something to be said: to ``ASKER``, ``HERE``, or a team (its id)."""

    to: str
    text: str
    purpose: Purpose = "note"
    choices: tuple[Choice, ...] = ()
    delay: dt.timedelta = dt.timedelta()
    source: str = ""
    """The coordinator's message that it carries on, or holds."""
    person: str = ""
    """Who in the team's room wrote it."""
    silent: bool = False
    instead_of: int | None = None
    """The post that still waits: it says this from now on."""


@dataclass(frozen=True, slots=True)
class Ruling:
    """The case as it is afterwards, what goes into its history, and what is said to whom."""

    case: Case
    tells: tuple[Tell, ...] = ()
    events: tuple[Event, ...] = ()
    over: Over = "nothing"
    """What is over for the asker's conversation: a coordinator's question to them, an answer that
    was taken back, or all talk of the case."""
    reminders: tuple[Tell, ...] = ()
    """What teams are reminded of: said in the one message that their room gets of all cases."""
    stopped: int | None = None
    """The post that doesn't go out."""

    @property
    def is_silenced(self) -> bool:
        """Whether nothing that waits goes anywhere: no card, no addition, no answer."""
        return self.case.state == "withdrawn"


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why an act isn't done, said where it was tried; nothing is said where ``text`` is empty.
    ``about``: the case that a reply to it means."""

    text: str = ""
    choices: tuple[Choice, ...] = ()
    about: str = ""


@dataclass(frozen=True)
class Circumstances:
    """What is known of a case, beside the case itself, when something is done to it: the texts and
    the time, who sits where, how long an answer can be taken back, what the asker has said of it,
    what has happened to it, and whether an answer can still be taken back."""

    number: str
    cards: Cards
    staff: Staff
    undo: dt.timedelta
    parts: tuple[Part, ...] = ()
    history: tuple[Event, ...] = ()
    is_answer_waiting: bool = False

    @property
    def now(self) -> dt.datetime:
        return self.cards.now

    @property
    def seconds(self) -> str:
        """For how long an answer can be taken back, as it is said."""
        return str(round(self.undo.total_seconds()))

    def has_happened(self, kind: str) -> bool:
        return any(event.kind == kind for event in self.history)


def acting(case: Case, teams: Collection[str]) -> str | None:
    """The team that somebody in these teams' room acts for: the one that has the case, or one that
    it passed from. None where they may not."""
    return next((team for team in (case.team, *case.former) if team in teams), None)


def speaker(case: Case, by: Coordinator) -> str:
    """The team in whose name somebody who may act on a case does so."""
    return acting(case, by.teams) or case.team
