"""A reason that whoever asked would read, and that was perhaps written to a colleague."""

from __future__ import annotations

import datetime as dt

from bot.cases import doubts
from bot.cases.acts import Hold
from bot.cases.case import Case
from bot.cases.doubts import Doubt
from bot.cases.ruling import acting
from bot.desk.team import along, outcomes
from bot.desk.team.message import TeamMessage
from bot.messages import Choice
from bot.storage import casebook, held


def held_to_close(message: TeamMessage, number: str, why: str) -> bool:
    """Whether a case isn't closed yet because of why, which is asked about."""
    case = _theirs(message, number)
    if case is None or not case.is_open or not doubts.is_for_colleague(why, message.held):
        return False
    id_ = held.new_id()
    more = (along.closing_with(message, case, id_),)
    return _hold(message, case, id_, why, "stang", along.closing_without(message, case), more)


def held_to_put_off(message: TeamMessage, number: str, day: dt.date, why: str) -> bool:
    """The same of one that is put off; pressed, it is without the reason."""
    case = _theirs(message, number)
    if case is None or not doubts.is_for_colleague(why, message.held):
        return False
    id_ = held.new_id()
    instead = along.day_without(message, case, id_, day)
    return _hold(message, case, id_, why, "senare", instead, ())


def _theirs(message: TeamMessage, number: str) -> Case | None:
    """The case, where somebody of this room may act on it."""
    case = casebook.find(message.at.db, number)
    return case if case is not None and acting(case, message.teams) is not None else None


def _hold(
    message: TeamMessage,
    case: Case,
    id_: str,
    why: str,
    command: str,
    instead: Choice,
    more: tuple[Choice, ...],
) -> bool:
    doubt = Doubt("reason", command)
    act = Hold(why, id_, message.source, instead, why=doubt, more=more)
    return outcomes.hold(message, act, case.number)
