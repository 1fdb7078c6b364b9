"""A reply that was meant for another card goes there."""

from __future__ import annotations

from bot.cases.acts import Answer
from bot.cases.case import last_answer
from bot.cases.teamchoices import MoveAnswer, SendHeldTo
from bot.desk.team import edits, outcomes
from bot.desk.team.message import TeamMessage
from bot.storage import casebook, held


def send_to(message: TeamMessage, chosen: SendHeldTo) -> None:
    """What was held is the answer to the other question."""
    written = held.find(message.at.db, chosen.number, chosen.held)
    if written is None:
        message.say("hålls_glömt")
        return
    act = Answer(written, message.source, pressed=True)
    if outcomes.carry_out(message, act, chosen.other):
        held.forget(message.at.db, chosen.held)


def move(message: TeamMessage, chosen: MoveAnswer) -> None:
    """The last answer is taken back where it went, and goes to the other question."""
    event = last_answer(casebook.history(message.at.db, chosen.number))
    if event is None or event.kind == "sent-entry":
        message.say("inget_att_ångra")
        return
    if edits.retract(message, chosen.number):
        outcomes.carry_out(message, Answer(event.text, message.source), chosen.other)
