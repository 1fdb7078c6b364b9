"""Choices in a team's room: pressed, typed, or picked by a reaction."""

from __future__ import annotations

import datetime as dt

from bot import text
from bot.cases.acts import (
    Answer,
    AskBack,
    Claim,
    Close,
    GiveBack,
    PutOff,
    Repeat,
    SendEntry,
    TeamAct,
    Thumb,
    Transfer,
)
from bot.cases.case import is_answered_with
from bot.cases.ids import read
from bot.cases.teamchoices import (
    AskHeld,
    AwayHere,
    BackHere,
    CloseHeld,
    CloseWithout,
    HeldChoice,
    KeepHeld,
    MoveAnswer,
    NewDay,
    NewDayWithout,
    PassHeld,
    PassHeldTo,
    PassOn,
    PassTo,
    Retract,
    SendHeld,
    SendHeldTo,
    SendNear,
    SendSame,
    TakeCase,
)
from bot.cases.unsigned import reason_in, said_in
from bot.desk.team import along, edits, moving, outcomes, roomwords, transfers
from bot.desk.team.message import TeamMessage
from bot.dialogue.turns.commands import THUMB, numbered
from bot.storage import casebook, held, outbox


def choice_of(message: TeamMessage) -> str | None:
    """The choice that was pressed, or that is typed."""
    return message.incoming.choice or _typed(message)


def _typed(message: TeamMessage) -> str | None:
    """A number typed as a reply to choices means one of them, and so does its label. Without a
    reply it means one of those that were the last thing said to whoever types it: never a
    colleague's, and never a card's. A reply to a card goes to the asker, so that a number there may
    be the answer: it sends none of the card's entries."""
    typed, row, incoming = text.bare(message.text), message.target, message.incoming
    if incoming.reply_to is None and not message.is_anonymous:
        row = outbox.last_to(message.at.db, incoming.address, incoming.person)
    if row is None or not typed:
        return None
    choice = numbered(typed, row.post.choices)
    is_near = choice is not None and isinstance(read(choice.id), SendNear)
    if choice is not None and not (row.post.purpose == "card" and is_near):
        return choice.id
    return next((one.id for one in row.post.choices if typed == text.bare(one.label)), None)


def carry_out(message: TeamMessage, choice: str) -> None:
    """Carry out a choice; one that is no coordinator's does nothing."""
    by_card, source = message.target is not None, message.source
    match read(choice):
        case TakeCase(number):
            outcomes.carry_out(message, Claim(), number, by_card=by_card)
        case PassOn(number):
            outcomes.carry_out(message, _pass_on(message, number), number, by_card=by_card)
        case PassTo(number, team):
            outcomes.carry_out(message, Transfer(team, ""), number, by_card=by_card)
        case SendNear(number, entry):
            outcomes.carry_out(message, SendEntry(entry, source), number, by_card=by_card)
        case CloseWithout(number):
            outcomes.carry_out(message, Close(""), number, by_card=by_card)
        case chosen if isinstance(chosen, HeldChoice):
            _carry_out_held(message, chosen)
        case SendHeldTo() as chosen:
            moving.send_to(message, chosen)
        case MoveAnswer() as chosen:
            moving.move(message, chosen)
        case AwayHere() | BackHere() as chosen:
            roomwords.by_press(message, chosen)
        case Retract(number):
            edits.retract(message, number)
        case SendSame(number, answered):
            # Those like it stand in the offer that was pressed already.
            other = casebook.find(message.at.db, answered)
            history = tuple(casebook.history(message.at.db, answered))
            outcomes.carry_out(message, Repeat(other, history, source), number)


def _pass_on(message: TeamMessage, number: str) -> Transfer:
    """Which team is asked; what was written just before, and hands it on, goes along."""
    kept = [one for one in held.waiting(message.at.db) if one.number == number][-1:]
    written = held.find(message.at.db, number, kept[0].id) if kept else None
    if written is None or not message.hands_on(written, number):
        return Transfer("", "")
    return Transfer("", written, kept[0].id)


def _carry_out_held(message: TeamMessage, chosen: HeldChoice) -> None:
    """What was held is what was chosen, or it stays in the room and is forgotten; unless it has
    gone already."""
    db, number = message.at.db, chosen.number
    text_held = held.find(db, number, chosen.held)
    if text_held is None:
        message.say("behållet" if isinstance(chosen, KeepHeld) else "hålls_glömt")
    elif not isinstance(chosen, KeepHeld):
        act = _held_act(message, chosen, text_held)
        if act is not None:
            outcomes.carry_out(message, act, number, by_card=message.target is not None)
    elif is_answered_with(casebook.history(db, number), "answered", text_held):
        message.say("redan_skickat", casebook.find(db, number))
    else:
        held.forget(db, chosen.held)
        message.say("behållet")


def _held_act(
    message: TeamMessage,
    chosen: SendHeld | NewDay | NewDayWithout | AskHeld | CloseHeld | PassHeld | PassHeldTo,
    written: str,
) -> TeamAct | None:
    """What the words that were held do; None where they don't say why it is closed."""
    known, source = message.held, message.source
    why = message.doubt(written, chosen.number)
    command = why.command if why is not None else ""
    said = said_in(written, known) if command in ("svara", "fraga") else written
    match chosen:
        case SendHeld():
            is_told = command == "svara" and text.has_words(said)
            return Answer(said if is_told else written, source, pressed=True)
        case AskHeld():
            return AskBack(said if text.has_words(said) else written, source)
        case CloseHeld(number):
            return _close(message, number, reason_in(written, known))
        case PassHeld(number):
            case = casebook.find(message.at.db, number)
            passed = transfers.meant(message, written, case) if case is not None else None
            return passed or Transfer("", written, chosen.held)
        case PassHeldTo(team=team):
            return Transfer(team, written)
        case NewDay(day=day):
            reason = along.reason(message, command, written)
            return PutOff(dt.date.fromisoformat(day), reason or message.at.cards.here("mer_tid"))
        case NewDayWithout(day=day):
            return PutOff(dt.date.fromisoformat(day), message.at.cards.here("mer_tid"))


def _close(message: TeamMessage, number: str, why: str) -> Close | None:
    """With a reason, which the asker is told; without one of a case that has its answer."""
    case = casebook.find(message.at.db, number)
    if text.has_words(why) or (case is not None and case.state == "answered"):
        return Close(why)
    outcomes.ask_why(message, number)
    return None


def react(message: TeamMessage) -> None:
    """A thumb up on what waits for an answer takes it, and taken away again it gives it back; a
    number picks a choice. No other reaction does anything: never is one taken for an answer."""
    row, is_new = message.target, message.incoming.kind == "reacted"
    if row is None:
        return
    choice = numbered(message.text, row.post.choices)
    if is_new and choice is not None:
        carry_out(message, choice.id)
    elif message.text == THUMB and row.post.purpose in ("card", "addition"):
        act = Thumb() if is_new else GiveBack()
        outcomes.carry_out(message, act, row.post.about, by_card=True)
