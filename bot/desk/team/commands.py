"""A coordinator's commands: on a case, and on the room."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable

from bot import text
from bot.cases import judge
from bot.cases.acts import Answer, AskBack, Claim, Close, PutOff, TeamAct
from bot.cases.case import Case, after_mark, number_before
from bot.cases.ids import all_read
from bot.cases.lists import Lists
from bot.cases.quoting import brief, shown
from bot.cases.routing import hours_of
from bot.cases.ruling import acting
from bot.cases.teamchoices import SendSame
from bot.days import daywords, workdays
from bot.desk import rulings
from bot.desk.team import absence, edits, outcomes, presence, reasons, transfers
from bot.desk.team.message import TeamMessage
from bot.dialogue.turns.commands import Typed
from bot.storage import birth, casebook, held, roomnames
from bot.storage.post import Post

_YOUNG = dt.timedelta(days=14)
"""So long after a database was made somebody may remember numbers of the one before it."""
_SHORT = re.compile(r"(?:nr |nummer |fråga )?(\d{1,4})[:.,]?\s+[^\W\d_]", re.IGNORECASE)
_WITH_WORDS = ("svara", "fraga")
"""Those whose words go to the asker."""


def carry_out(message: TeamMessage, typed: Typed) -> None:
    """Do it; or say what is missing."""
    if typed.name in _ON_THE_ROOM:
        outcomes.acted(message)
        _ON_THE_ROOM[typed.name](message, typed.rest)
        return
    if typed.name in _WITH_WORDS and (meant := _short_number(message, typed.rest)) is not None:
        message.say("menar_numret", meant, kommando=typed.name)
        return
    number, rest = number_before(typed.rest)
    case = casebook.find(message.at.db, number) if number else None
    if case is not None:
        marked = after_mark(rest, case.mark)
        if marked is None and _may_be_another(message, case):
            question = shown(brief(case.question))
            message.say("menar_ni", case, fråga=question, kommando=typed.name)
            return
        rest = rest if marked is None else marked
    number = number or _meant(message)
    if not number:
        message.say("vilken_fråga", kommando=typed.name)
        return
    act = _ON_A_CASE[typed.name](message, rest.strip(), number)
    if act is not None:
        by_card = _is_of_it(message, number)
        outcomes.carry_out(message, act, number, by_card=by_card)


def _short_number(message: TeamMessage, rest: str) -> Case | None:
    """The open case here that a bare number before the words may mean ("1 Ridklubben": 2026-0001),
    where it is neither a day nor an amount for certain."""
    match = _SHORT.match(rest)
    if match is None or workdays.parse_day(rest, message.at.today) is not None:
        return None
    meant = (case for case in message.own_cases() if case.number.endswith(f"-{match[1]:0>4}"))
    return next(meant, None)


def _is_of_it(message: TeamMessage, number: str) -> bool:
    """Whether it replies to something that the bot said of this case."""
    row = message.target
    return row.post.about == number if row is not None else message.quoted == number


def _may_be_another(message: TeamMessage, case: Case) -> bool:
    """Whether a number that is typed by itself may be remembered from a database before this one:
    while it is young, its question is shown before anything is done to it."""
    since = birth.since(message.at.db)
    is_young = since is not None and message.at.now - since < _YOUNG
    is_here = acting(case, message.teams) is not None
    return is_young and is_here and not case.practice and not _is_of_it(message, case.number)


def _meant(message: TeamMessage) -> str:
    """The case that a command without a number means: that of the message which it replies to,
    else the room's only open one. A list of several questions that are alike means none of them,
    and least of all the one that it was made for, which has its answer."""
    if message.quoted:
        return message.quoted
    if message.target is None:
        own = message.own_cases()
        return own[0].number if len(own) == 1 else ""
    post = message.target.post
    alike = sum(isinstance(choice, SendSame) for choice in all_read(post.choices))
    return "" if alike > 1 else post.about


# On a case: the act that is typed, or None where it was said what is missing


def _claim(message: TeamMessage, rest: str, number: str) -> TeamAct:
    return Claim()


def _answer(message: TeamMessage, rest: str, number: str) -> TeamAct | None:
    return Answer(rest, message.source) if _has_words(message, rest, "svara", number) else None


def _ask_back(message: TeamMessage, rest: str, number: str) -> TeamAct | None:
    return AskBack(rest, message.source) if _has_words(message, rest, "fraga", number) else None


def _has_words(message: TeamMessage, rest: str, command: str, number: str) -> bool:
    if not text.has_words(rest):
        _explain(message, "tom_text", number, command)
        return False
    return True


def _put_off(message: TeamMessage, rest: str, number: str) -> TeamAct | None:
    case = casebook.find(message.at.db, number)
    hours = hours_of(message.at.cards.team(case.team if case else message.teams[0]))
    found = daywords.promised_day(rest, message.at.today, hours)
    if found is None and (day := workdays.no_such_day(rest, message.at.today)) is not None:
        message.say("ingen_dag", dag=day)
        return None
    if found is None:
        _explain(message, "senare_hur", number)
        return None
    if not text.has_words(found[1]):
        message.say("senare_varför", case, dag=message.at.cards.sv.weekday(found[0]))
        return None
    return None if reasons.held_to_put_off(message, number, *found) else PutOff(*found)


def _close(message: TeamMessage, rest: str, number: str) -> TeamAct | None:
    if not text.has_words(rest):
        outcomes.ask_why(message, number)
        return None
    return None if reasons.held_to_close(message, number, rest) else Close(rest)


def _explain(message: TeamMessage, key: str, number: str, command: str = "") -> None:
    """How to write a command."""
    message.reply(Post(message.at.cards.here(key, nummer=number, kommando=command)))


# On the room


def _undo(message: TeamMessage, rest: str) -> None:
    edits.undo(message)


def _queue(message: TeamMessage, rest: str) -> None:
    at = message.at
    lists = Lists(at.cards, held.numbers(at.db), roomnames.names(at.db))
    message.reply(Post(lists.queue(message.own_cases())))


def _practise(message: TeamMessage, rest: str) -> None:
    known = rulings.circumstances(message.at, casebook.next_practice(message.at.db))
    rulings.open_case(message.at, judge.practice_case(message.teams[0], known))


def _help(message: TeamMessage, rest: str) -> None:
    presence.introduce(message)


_ON_A_CASE: dict[str, Callable[[TeamMessage, str, str], TeamAct | None]] = {
    "ta": _claim,
    "lamna": transfers.transfer,
    "svara": _answer,
    "fraga": _ask_back,
    "senare": _put_off,
    "stang": _close,
}
_ON_THE_ROOM: dict[str, Callable[[TeamMessage, str], None]] = {
    "angra": _undo,
    "ko": _queue,
    "ova": _practise,
    "borta": absence.away,
    "hjalp": _help,
}
