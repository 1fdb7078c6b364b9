"""Choices in a team's room: pressed, typed, or picked by a reaction."""

from __future__ import annotations

import datetime as dt
import re

from bot import daywords, text
from bot.cases.acts import (
    Answer,
    Claim,
    GiveBack,
    PutOff,
    Repeat,
    SendEntry,
    Thumb,
    Transfer,
)
from bot.cases.case import is_answered_with
from bot.cases.choices import (
    KeepHeld,
    NewDay,
    PassOn,
    PassTo,
    SendHeld,
    SendNear,
    SendSame,
    TakeCase,
    read,
)
from bot.cases.doubts import doubt
from bot.cases.routing import hours_of
from bot.desk.team import outcomes
from bot.desk.team.message import TeamMessage
from bot.dialogue.commands import THUMB, numbered
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
            outcomes.carry_out(message, Transfer("", ""), number, by_card=by_card)
        case PassTo(number, team):
            outcomes.carry_out(message, Transfer(team, ""), number, by_card=by_card)
        case SendNear(number, entry):
            outcomes.carry_out(message, SendEntry(entry, source), number, by_card=by_card)
        case SendHeld() | KeepHeld() as chosen:
            _carry_out_held(message, chosen)
        case NewDay() as chosen:
            _put_off(message, chosen)
        case SendSame(number, answered):
            # Those like it stand in the offer that was pressed already.
            other = casebook.find(message.at.db, answered)
            history = tuple(casebook.history(message.at.db, answered))
            outcomes.carry_out(message, Repeat(other, history, source), number)


def _carry_out_held(message: TeamMessage, chosen: SendHeld | KeepHeld) -> None:
    """What was held is sent, or it stays in the room and is forgotten; unless it has gone
    already."""
    db, number = message.at.db, chosen.number
    text_held = held.find(db, number, chosen.held)
    if text_held is None:
        message.say("hålls_glömt" if isinstance(chosen, SendHeld) else "behållet")
    elif isinstance(chosen, SendHeld):
        act = Answer(text_held, message.source, pressed=True)
        outcomes.carry_out(message, act, number, by_card=message.target is not None)
    elif is_answered_with(casebook.history(db, number), "answered", text_held):
        message.say("redan_skickat", casebook.find(db, number))
    else:
        held.forget(db, chosen.held)
        message.say("behållet")


def _put_off(message: TeamMessage, chosen: NewDay) -> None:
    """What was held is the reason of the new day: what follows the day in a command, else all."""
    at, reason = message.at, held.find(message.at.db, chosen.number, chosen.held)
    if reason is None:
        message.say("hålls_glömt")
        return
    why = doubt(reason, at.knowledge.held)
    if why is not None and why.kind == "command":
        hours = hours_of(at.cards.team(message.teams[0]))
        after = re.split(r"\W+", reason.strip(" /!.,:"), maxsplit=1)[1:]
        found = daywords.promised_day(after[0], at.today, hours) if after else None
        is_told = found is not None and text.has_words(found[1])
        reason = found[1] if found is not None and is_told else at.cards.here("mer_tid")
    act = PutOff(dt.date.fromisoformat(chosen.day), reason)
    outcomes.carry_out(message, act, chosen.number, by_card=message.target is not None)


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
