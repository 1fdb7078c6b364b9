"""Why a team's act is refused. Pure.

Whoever sits in the room of a team may act for it: on the cases that it has, and on those that
passed from it when they were late. Nobody else may, whatever number they know.
"""

from __future__ import annotations

from bot.cases.acts import (
    Answer,
    Change,
    Claim,
    Close,
    Coordinator,
    GiveBack,
    Hold,
    PutOff,
    Release,
    Repeat,
    SendEntry,
    TakeBack,
    TeamAct,
    Thumb,
    Transfer,
)
from bot.cases.case import Case, is_answered_with, last_answer
from bot.cases.ruling import Circumstances, Refusal, acting


def objection(
    act: TeamAct, case: Case | None, by: Coordinator, known: Circumstances
) -> Refusal | None:
    """The first reason against it; None where it may be done."""
    return (
        _pointless(act, case, by, known)
        or _not_theirs(act, case, by, known)
        or _too_late(act, case, known)
    )


def _pointless(
    act: TeamAct, case: Case | None, by: Coordinator, known: Circumstances
) -> Refusal | None:
    """There is nothing that it could be done to, whoever does it."""
    here, about = known.cards.here, case.number if case else ""
    match act:
        case Thumb() if case is None or not case.is_open:
            return Refusal(here("bara_tecken") if act.is_message else "")
        case GiveBack() if case is None or not case.is_open or case.claimed_by != by.person:
            return Refusal()
        case Release() if case is None or not _has_claimed(act.colleague, case):
            return Refusal()
        case TakeBack() if case is None:
            return Refusal(here("inget_att_ångra"))
        case Hold() | Change() if case is None:
            return Refusal()
        case Change() if case is not None and case.state == "withdrawn":
            return Refusal(here("återtagen", case), about=about)
        case Repeat() if not _may_repeat(act, by):
            return Refusal(here("inget_att_skicka"))
        case Answer() | SendEntry() | Repeat() if _has_gone(act, known):
            return Refusal(here("redan_skickat", case), about=about)
    return None


def _has_claimed(colleague: str, case: Case) -> bool:
    """Whether it waits for this colleague: "@karin:example.org" is "Karin"."""
    if not case.is_open or not case.claimed_by:
        return False
    names = (
        person.lower().lstrip("@").partition(":")[0] for person in (case.claimed_by, colleague)
    )
    return len(set(names)) == 1


def _may_repeat(act: Repeat, by: Coordinator) -> bool:
    """Whether there is an answer in the other case, and it is theirs too."""
    answered = act.other is not None and last_answer(act.history) is not None
    return answered and act.other is not None and acting(act.other, by.teams) is not None


def _has_gone(act: Answer | SendEntry | Repeat, known: Circumstances) -> bool:
    """Whether just this is the case's answer already, and a button was pressed again."""
    match act:
        case Answer():
            return act.pressed and is_answered_with(known.history, "answered", act.text)
        case SendEntry():
            return is_answered_with(known.history, "sent-entry", act.entry)
        case Repeat():
            event = last_answer(act.history)
            return event is not None and is_answered_with(known.history, event.kind, event.text)


def _not_theirs(
    act: TeamAct, case: Case | None, by: Coordinator, known: Circumstances
) -> Refusal | None:
    """The case is another team's; whoever came by its card is told whose."""
    here, is_theirs = known.cards.here, case is not None and acting(case, by.teams) is not None
    if is_theirs or (isinstance(act, Hold) and by.by_card):
        return None
    if case is None or not by.by_card:
        return Refusal(here("finns_inte_här", nummer=known.number))
    about = case.number if isinstance(act, TakeBack | Change) else ""
    return Refusal(here("ligger_hos", case, team=known.cards.name(case.team)), about=about)


def _too_late(act: TeamAct, case: Case | None, known: Circumstances) -> Refusal | None:
    """It has ended, or has gone; or an answer on its way has to be taken back first."""
    here, state = known.cards.here, case.state if case else None
    match act:
        case Hold() | Change():
            return None
        case TakeBack():
            if act.relay.in_time or (act.is_told and case is not None and case.state == "answered"):
                return None
            return Refusal(here("för_sent"))
        case _ if state == "withdrawn":
            return Refusal(here("återtagen", case))
        case _ if state == "closed" and not isinstance(act, Claim):
            return Refusal(here("avslutad", case))
        case Close() | Transfer() | PutOff() if known.is_answer_waiting:
            return Refusal(here("svar_på_väg", case))
    return None
