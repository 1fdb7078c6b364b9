"""What an act does to a case, or why it is refused: decided here and nowhere else. Pure.

Whoever sits in a team's room may act for the team, and nobody else can. The asker may act on a
case of their own. What is allowed does what its rule in ``rules`` says.
"""

from __future__ import annotations

from dataclasses import replace
from typing import assert_never

from bot.cases.acts import (
    Add,
    Answer,
    Ask,
    AskBack,
    Asker,
    AskerAct,
    Change,
    Claim,
    Close,
    Coordinator,
    Correct,
    Delete,
    Forget,
    GiveBack,
    Helped,
    Hold,
    PutOff,
    Release,
    Repeat,
    SendEntry,
    TakeBack,
    TeamAct,
    Thumb,
    Transfer,
    Withdraw,
)
from bot.cases.case import Case
from bot.cases.occurrences import (
    Arrived,
    Bounced,
    DayOver,
    Delivered,
    Expire,
    Lapse,
    Occurrence,
    Remind,
    Stuck,
    Unanswered,
    Undelivered,
)
from bot.cases.refusals import objection
from bot.cases.rules import answers, arrivals, custody, promises, questions
from bot.cases.ruling import Circumstances, Refusal, Ruling
from bot.knowledge.wording import Wording

# A team


def by_team(
    act: TeamAct, case: Case | None, by: Coordinator, known: Circumstances
) -> Ruling | Refusal:
    """What a coordinator's act does; ``case`` is None where there is none with that number."""
    refusal = objection(act, case, by, known)
    if refusal is not None or case is None:
        return refusal or Refusal()
    ruling = _by_team(act, case, by, known)
    # What is held stays in the room, and a correction changes only what is said.
    leaves_it = isinstance(act, Hold | Change)
    return ruling if leaves_it or isinstance(ruling, Refusal) else _settled(ruling, known)


def _by_team(act: TeamAct, case: Case, by: Coordinator, known: Circumstances) -> Ruling | Refusal:
    match act:
        case Answer():
            return answers.answer(act, case, by, known)
        case SendEntry():
            return answers.send_entry(act, case, by, known)
        case Repeat():
            return answers.repeat(act, case, by, known)
        case AskBack():
            return answers.ask_back(act, case, by, known)
        case Hold():
            return answers.hold(act, case, by, known)
        case TakeBack():
            return answers.take_back(act, case, by, known)
        case Change():
            return answers.change(act, case, by, known)
        case Claim() | Thumb():
            return custody.claim(act, case, by, known)
        case GiveBack():
            return custody.give_back(act, case, by, known)
        case Release():
            return custody.release(act, case, by, known)
        case Transfer():
            return custody.transfer(act, case, by, known)
        case PutOff():
            return promises.put_off(act, case, by, known)
        case Close():
            return custody.close(act, case, by, known)
        case _:
            assert_never(act)


def practice_case(team: str, known: Circumstances) -> Ruling:
    """A new case that is only for practice, in the room of a team."""
    return questions.practise(team, known)


# The asker


def new_case(act: Ask, asker: str, known: Circumstances) -> Ruling:
    """A new case, with the number that is known; ``asker`` is a key."""
    return questions.ask(act, asker, known)


def by_asker(act: AskerAct, case: Case | None, by: Asker, known: Circumstances) -> Ruling | Refusal:
    """What an asker's act does; ``case`` is None where there is none with that number."""
    if case is None or not by.key or case.asker != by.key:
        return Refusal(Wording(known.cards.knowledge, by.language)("knapp_gammal"))
    ruling = _by_asker(act, case, known)
    return ruling if isinstance(ruling, Refusal) else _settled(ruling, known)


def _by_asker(act: AskerAct, case: Case, known: Circumstances) -> Ruling | Refusal:
    match act:
        case Add() | Correct():
            return questions.more(act, case, known)
        case Delete():
            return questions.delete(act, case, known)
        case Withdraw():
            return questions.withdraw(act, case, known)
        case Forget():
            return questions.forget(act, case, known)
        case Helped():
            return questions.helped(act, case, known)
        case _:
            assert_never(act)


# Nobody's act


def by_itself(occurrence: Occurrence, case: Case, known: Circumstances) -> Ruling | None:
    """What follows from what has happened to a case; None where nothing does."""
    ruling = _by_itself(occurrence, case, known)
    leaves_it = isinstance(occurrence, Delivered | Stuck)
    return ruling if leaves_it or ruling is None else _touched(ruling, known)


def _by_itself(occurrence: Occurrence, case: Case, known: Circumstances) -> Ruling | None:
    match occurrence:
        case Arrived():
            return arrivals.arrived(occurrence, case, known)
        case Bounced():
            return arrivals.bounced(occurrence, case, known)
        case Delivered():
            return arrivals.delivered(occurrence, case, known)
        case Undelivered():
            return arrivals.undelivered(occurrence, case, known)
        case Stuck():
            return promises.stuck(occurrence, case, known)
        case Remind():
            return promises.remind(occurrence, case, known)
        case Unanswered():
            return promises.unanswered(occurrence, case, known)
        case DayOver():
            return promises.day_over(case, known)
        case Lapse():
            return promises.lapse(occurrence, case, known)
        case Expire():
            return promises.expire(occurrence, case, known)
        case _:
            assert_never(occurrence)


# Both


def _settled(ruling: Ruling, known: Circumstances) -> Ruling:
    """Somebody has acted on the case. Where no coordinator waits for the asker, their question to
    them is over."""
    if ruling.over == "nothing" and ruling.case.asked_back is None:
        ruling = replace(ruling, over="question")
    return _touched(ruling, known)


def _touched(ruling: Ruling, known: Circumstances) -> Ruling:
    return replace(ruling, case=replace(ruling.case, touched=known.now))
