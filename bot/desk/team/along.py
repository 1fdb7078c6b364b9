"""A button that closes a case or gives it a new day says whether the words go along: a pair, the
one that is safe to press first."""

from __future__ import annotations

import datetime as dt
import re

from bot import text
from bot.cases import doubts
from bot.cases.case import Case
from bot.cases.ids import read
from bot.cases.labels import labelled
from bot.cases.routing import hours_of
from bot.cases.teamchoices import CloseHeld, CloseWithout, NewDay, NewDayWithout
from bot.cases.unsigned import reason_in
from bot.days import daywords
from bot.desk.team.message import TeamMessage
from bot.messages import Choice


def closing(message: TeamMessage, case: Case, id_: str) -> Choice:
    """Close it, with the words where whoever asked may read them; a case that has its answer, or
    words that say no more than that it is done, need no pair."""
    why = reason_in(message.text, message.held)
    if not case.is_open or not text.has_words(why):
        return labelled(CloseHeld(case.number, id_), message.at.cards.here("hålls_stäng", case))
    if doubts.is_for_colleague(why, message.held):
        return closing_without(message, case)
    return closing_with(message, case, id_)


def closing_without(message: TeamMessage, case: Case) -> Choice:
    """Close it, and leave these words out."""
    return labelled(CloseWithout(case.number), message.at.cards.here("hålls_stäng_utan"))


def closing_with(message: TeamMessage, case: Case, id_: str) -> Choice:
    """Close it, and let whoever asked read these words."""
    return labelled(CloseHeld(case.number, id_), message.at.cards.here("hålls_stäng_med"))


def new_day(message: TeamMessage, case: Case, id_: str, day: dt.date, command: str) -> Choice:
    """A new day for the answer, with the words unless they speak to a colleague; words that answer
    something, though they promise more, always go along."""
    said = reason(message, command, message.text)
    if not said:
        return day_without(message, case, id_, day, "hålls_datum")
    if not command and doubts.answers_too(said, message.held):
        return _day_with(message, case, id_, day)
    if doubts.is_for_colleague(said, message.held):
        return day_without(message, case, id_, day)
    return _day_with(message, case, id_, day)


def day_without(
    message: TeamMessage, case: Case, id_: str, day: dt.date, key: str = "hålls_datum_utan"
) -> Choice:
    """A new day, and these words are left out."""
    label = message.at.cards.here(key, dag=message.at.cards.sv.weekday(day))
    return labelled(NewDayWithout(case.number, id_, day.isoformat()), label)


def _day_with(message: TeamMessage, case: Case, id_: str, day: dt.date) -> Choice:
    label = message.at.cards.here("hålls_datum_med", dag=message.at.cards.sv.weekday(day))
    return labelled(NewDay(case.number, id_, day.isoformat()), label)


def others(
    message: TeamMessage, case: Case, id_: str, first: Choice | None, command: str
) -> tuple[Choice, ...]:
    """The other of the pair that a button belongs to, if it belongs to one."""
    has_reason = text.has_words(reason_in(message.text, message.held))
    match read(first.id) if first is not None else None:
        case NewDay(day=day):
            return (day_without(message, case, id_, dt.date.fromisoformat(day)),)
        case NewDayWithout(day=day) if reason(message, command, message.text):
            return (_day_with(message, case, id_, dt.date.fromisoformat(day)),)
        case CloseHeld() if case.is_open and has_reason:
            return (closing_without(message, case),)
        case CloseWithout():
            return (closing_with(message, case, id_),)
    return ()


def reason(message: TeamMessage, command: str, written: str) -> str:
    """Why there is a new day: what follows the day in a command, else all; "" where it says only
    the day."""
    if not command:
        return written
    hours = hours_of(message.at.cards.team(message.teams[0]))
    after = re.split(r"\W+", written.strip(" /!.,:"), maxsplit=1)[1:]
    found = daywords.promised_day(after[0], message.at.today, hours) if after else None
    return found[1] if found is not None and text.has_words(found[1]) else ""
