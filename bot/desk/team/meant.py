"""What words that are held were perhaps meant as, one tap away."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from bot import text
from bot.cases import doubts
from bot.cases.case import Case
from bot.cases.doubts import Doubt
from bot.cases.labels import labelled
from bot.cases.routing import hours_of
from bot.cases.teamchoices import (
    AskHeld,
    MoveAnswer,
    PassHeld,
    PassTo,
    Retract,
    SendHeldTo,
    TakeCase,
)
from bot.cases.unsigned import said_in
from bot.days import putoff, workdays
from bot.desk.team import along, transfers, wrongcards
from bot.desk.team.message import TeamMessage
from bot.messages import Choice
from bot.storage import casebook


def choice(message: TeamMessage, number: str, id_: str, why: Doubt | None) -> Choice | None:
    """The act that words held under an id were perhaps meant as; None where they were meant for
    the room, or nobody can tell."""
    case = casebook.find(message.at.db, number)
    if case is None or why is None:
        return None
    if why.kind == "command":
        offer = _BY_COMMAND.get(why.command)
        return offer(message, case, id_) if offer else None
    if why.kind == "moved":
        return _take_here(message, case)
    if why.kind == "question":
        return _ask(message, case, id_)
    if why.kind == "delay":
        return _new_day(message, case, id_) or _take(message, case, id_)
    is_elsewhere = message.held.elsewhere.search(message.text.lower()) is not None
    if is_elsewhere:
        return _pass_on(message, case, id_)
    if (day := _new_day(message, case, id_)) is not None and message.held.is_away(message.text):
        return day
    may_ask = doubts.may_ask(message.text, message.held)
    return _ask(message, case, id_) if may_ask else None


def more(
    message: TeamMessage, number: str, id_: str, why: Doubt | None, other: Case | None
) -> tuple[Choice, ...]:
    """What else they may mean: the other question that they answer, or, of an answer that went
    to the wrong card, where it may be moved to."""
    here = message.at.cards.here
    if other is not None:
        label = here("hålls_till_annan", other)
        return (labelled(SendHeldTo(number, id_, other.number), label),)
    case = casebook.find(message.at.db, number)
    if case is None or why is None:
        return ()
    first = choice(message, number, id_, why)
    if beside := along.others(message, case, id_, first, why.command):
        return beside
    if case.is_open and why.kind == "colleague" and _says_done(message):
        return (along.closing_without(message, case),)
    if why.command != "angra" or case.state != "answered":
        return ()
    return elsewhere(message, number)


def elsewhere(message: TeamMessage, number: str) -> tuple[Choice, ...]:
    """Where the last answer to a question may be moved to."""
    here = message.at.cards.here
    return tuple(
        labelled(MoveAnswer(number, one.number), here("hålls_flytta_svar", one))
        for one in wrongcards.others(message, number)
    )


def read_as(message: TeamMessage, why: Doubt | None) -> str:
    """What whoever asked would read of words to a colleague about them, where that is other than
    what was written; "" elsewhere."""
    if why is None or why.command not in ("fraga", "svara"):
        return ""
    said = said_in(message.text, message.held)
    return said if text.has_words(said) and said != message.text else ""


def _take(message: TeamMessage, case: Case, _: str) -> Choice:
    return labelled(TakeCase(case.number), message.at.cards.here("knapp_ta"))


def _ask(message: TeamMessage, case: Case, id_: str) -> Choice:
    return labelled(AskHeld(case.number, id_), message.at.cards.here("hålls_fråga"))


def _close(message: TeamMessage, case: Case, id_: str) -> Choice:
    return along.closing(message, case, id_)


def _pass_on(message: TeamMessage, case: Case, id_: str) -> Choice:
    """To the team that is named; else which one is asked back. What was written goes along."""
    here, passed = message.at.cards.here, transfers.meant(message, message.text, case)
    label = here("knapp_lämna")
    if passed is not None:
        label = here("hålls_lämna", team=message.at.cards.name(passed.team))
    return labelled(PassHeld(case.number, id_), label)


def _says_done(message: TeamMessage) -> bool:
    return message.held.says_done.match(message.text.lower()) is not None


def _take_here(message: TeamMessage, case: Case) -> Choice | None:
    """Back to the other team of the room, where there are two."""
    others = [team for team in message.teams if team != case.team]
    if len(others) != 1:
        return None
    label = message.at.cards.here("hålls_ta_hit", team=message.at.cards.name(others[0]))
    return labelled(PassTo(case.number, others[0]), label)


def _retract(message: TeamMessage, case: Case, _: str) -> Choice | None:
    """The last answer, where there is one."""
    if case.state != "answered":
        return None
    return labelled(Retract(case.number), message.at.cards.here("hålls_ta_tillbaka"))


def _new_day(message: TeamMessage, case: Case, id_: str, command: str = "") -> Choice | None:
    """The day that words which put an answer off name, when the team of the case works."""
    hours = hours_of(message.at.cards.team(case.team))
    day = putoff.named_in(message.text, message.at.today, hours)
    return along.new_day(message, case, id_, day, command) if day is not None else None


def _later(message: TeamMessage, case: Case, id_: str) -> Choice | None:
    """The day that is named, else the first one after the promised."""
    named = _new_day(message, case, id_, "senare")
    if named is not None:
        return named
    hours, due = hours_of(message.at.cards.team(case.team)), workdays.local(case.due).date()
    after = max(due, message.at.today)
    day = putoff.named_in((after + dt.timedelta(days=1)).isoformat(), after, hours)
    return along.new_day(message, case, id_, day, "senare") if day is not None else None


_BY_COMMAND: dict[str, Callable[[TeamMessage, Case, str], Choice | None]] = {
    "ta": _take,
    "lamna": _pass_on,
    "fraga": _ask,
    "senare": _later,
    "stang": _close,
    "angra": _retract,
}
