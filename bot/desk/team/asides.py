"""Plain words in the room about a question: somebody takes it, asks who has it or whether another
can, or wrote to the wrong card. Each is done, or met by a sentence that says how."""

from __future__ import annotations

from collections.abc import Callable

from bot.cases.acts import GiveBack
from bot.cases.case import Case
from bot.cases.labels import labelled
from bot.cases.lists import called
from bot.cases.quoting import shown
from bot.cases.ruling import acting
from bot.cases.teamchoices import PassOn
from bot.desk.team import commands, edits, outcomes
from bot.desk.team.message import TeamMessage
from bot.dialogue.turns.commands import Typed
from bot.storage import casebook, held, roomnames


def said(message: TeamMessage) -> bool:
    """Whether it was such words, and is met. A reply to what the bot said is one only where it
    asks how it is with the question: anything else may be meant for whoever asked."""
    low = " ".join(message.text.lower().split())
    is_beside = message.target is None and not message.quoted
    for name, meet in _MET.items():
        if (is_beside or name == "läge") and (found := message.held.means(name, low)):
            meet(message, found.groupdict().get("number") or "")
            return True
    return False


def _take(message: TeamMessage, number: str) -> None:
    """Theirs from now on; with several open and none named, which one is asked."""
    commands.carry_out(message, Typed("ta", number))


def _tell(message: TeamMessage, number: str) -> None:
    """Who has it, or whether it is answered; of several that may be meant, all that are open."""
    case = _case(message, number)
    if case is None or acting(case, message.teams) is None:
        commands.carry_out(message, Typed("ko"))
        return
    name = called(case.claimed_by, roomnames.names(message.at.db))
    by = "_av" if name and case.state in ("claimed", "answered") else ""
    key = "läge_väntar" if case.asked_back and case.is_open else f"läge_{case.state}{by}"
    day = message.at.cards.short_day(case.due)
    message.say(key, case, vem=shown(name), dag=day)


def _free(message: TeamMessage, number: str) -> None:
    """One's own is free for the others; of another it is said how it is passed on."""
    case = _case(message, number)
    if case is not None and case.claimed_by == message.incoming.person and case.is_open:
        outcomes.carry_out(message, GiveBack(), case.number)
    elif case is not None and case.is_open and acting(case, message.teams) is not None:
        passing = labelled(PassOn(case.number), message.at.cards.here("knapp_lämna"))
        message.say("någon_annan", case, (passing,))
    else:
        message.say("vilken_fråga", kommando="ta")


def _undo(message: TeamMessage, _: str) -> None:
    """What waits for a word whether it is an answer stays here; else the last answer is taken
    back."""
    own = {case.number for case in message.own_cases()}
    kept = [one for one in held.waiting(message.at.db) if one.number in own]
    if kept:
        held.forget(message.at.db, kept[-1].id)
        message.say("behållet")
    else:
        edits.undo(message)


def _case(message: TeamMessage, number: str) -> Case | None:
    """The one that is named, that it replies to, or else the only one that is open."""
    post = message.target.post if message.target is not None else None
    number = number or message.quoted or (post.about if post is not None else "")
    if number:
        return casebook.find(message.at.db, number)
    own = message.own_cases()
    return own[0] if len(own) == 1 else None


_MET: dict[str, Callable[[TeamMessage, str], None]] = {
    "tar": _take,
    "läge": _tell,
    "ledig": _free,
    "fel": _undo,
}
