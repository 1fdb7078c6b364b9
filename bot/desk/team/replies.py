"""Words in a team's room: an answer, what may be one, or talk that stays there."""

from __future__ import annotations

import re

from bot import text
from bot.cases.acts import Answer, Hold, Thumb
from bot.cases.case import Purpose
from bot.desk.team import commands, outcomes
from bot.desk.team.message import TeamMessage
from bot.dialogue.commands import is_thumb, is_unknown, numbered, parse
from bot.storage import casebook, held, seating

_TALK = 4
"""Words from which talk in the room looks like an answer that missed the card."""
_BARE_NUMBER = re.compile(r"\W{0,20}\d{1,2}\W{0,20}")


def carry_out(message: TeamMessage) -> None:
    """A command, a reply to something of a case, or talk."""
    command = parse(message.text, "team")
    if command is not None:
        commands.carry_out(message, command)
    elif is_unknown(message.text):
        message.say("okänt_kommando")
    elif (about := _about(message)) is not None:
        _reply(message, *about)
    elif _says_something(message):
        _talk(message)


def _about(message: TeamMessage) -> tuple[str, Purpose] | None:
    """The case that a message replies to, and what of it."""
    if message.target is not None:
        post = message.target.post
        return (post.about, post.purpose) if post.about else None
    return (message.quoted, "card") if message.quoted else None


def _says_something(message: TeamMessage) -> bool:
    return text.has_words(message.text) or any(c.isdigit() for c in message.text)


def _reply(message: TeamMessage, number: str, purpose: Purpose) -> None:
    """A reply to the card, or to what the asker added, is the answer; one to anything else is held,
    and so is a bare number, beside the entry that it may mean."""
    is_card = purpose in ("card", "addition")
    if message.incoming.attachment:
        message.say("rum_bilaga", vad=message.incoming.attachment)
    if not _says_something(message):
        if message.text and is_card:
            _sign(message, number)
    elif is_card and not _BARE_NUMBER.fullmatch(message.text):
        outcomes.carry_out(message, Answer(message.text, message.source), number, by_card=True)
    else:
        choices = message.target.post.choices if message.target else ()
        near = numbered(text.bare(message.text), choices)
        hold = Hold(message.text, held.new_id(), message.source, near)
        outcomes.hold(message, hold, number)


def _sign(message: TeamMessage, number: str) -> None:
    """A thumb up as a reply takes what is open, as the reaction does; other signs are no answer,
    which is said."""
    if is_thumb(message.text):
        outcomes.carry_out(message, Thumb(is_message=True), number, by_card=True)
    else:
        message.say("bara_tecken")


def _talk(message: TeamMessage) -> None:
    """Talk stays in the room. The first time it looks like an answer beside the card, the bot says
    how to answer; and each time where it replies to the bot's own words of several questions, as a
    reminder: whoever wrote it thinks it is sent."""
    at, where = message.at, message.incoming.address
    waits = any(case.team in message.teams for case in casebook.open_cases(at.db))
    if not waits or len(text.tokens(message.text)) < _TALK:
        return
    mark = f"talk:{where.channel}:{where.room}"
    if message.target is not None or seating.first_time(at.db, mark, at.now):
        message.say("prat")
