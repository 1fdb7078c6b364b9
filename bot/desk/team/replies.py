"""Words in a team's room: an answer, what may be one, or talk that stays there."""

from __future__ import annotations

import re

from bot import text
from bot.cases.acts import Answer, Hold, Thumb
from bot.cases.case import Purpose
from bot.cases.doubts import Doubt
from bot.desk.team import (
    absence,
    asides,
    commands,
    meant,
    outcomes,
    roomwords,
    transfers,
    wrongcards,
)
from bot.desk.team.message import TeamMessage
from bot.dialogue.turns.commands import (
    Typed,
    is_thumb,
    is_unknown,
    numbered,
    numbered_command,
    parse,
)
from bot.messages import Choice
from bot.storage import casebook, held, outbox, seating

_TALK = 4
"""Words from which talk in the room looks like an answer that missed the card."""
_BARE_NUMBER = re.compile(r"\W{0,20}\d{1,2}\W{0,20}")


def carry_out(message: TeamMessage) -> None:
    """A command, a reply to something of a case, or talk."""
    command = parse(message.text, "team") or numbered_command(message.text)
    if command is not None:
        commands.carry_out(message, command)
    elif absence.is_asked(message):
        absence.tell_all(message)
    elif (asked := roomwords.command(message)) is not None:
        commands.carry_out(message, Typed(asked))
    elif roomwords.asks_of_absence(message) or asides.said(message):
        return
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
    and so is what is perhaps no answer: a bare number, a command without its sign, words that put
    it off, talk to a colleague, a question back."""
    is_card = purpose in ("card", "addition")
    if (passed := transfers.chosen_in_words(message, number)) is not None:
        outcomes.carry_out(message, passed, number, by_card=True)
        return
    if message.incoming.attachment:
        message.say("rum_bilaga", vad=message.incoming.attachment)
    if not _says_something(message):
        if message.text and is_card:
            _sign(message, number)
        return
    is_number = _BARE_NUMBER.fullmatch(message.text) is not None
    why = message.doubt(message.text, number)
    if is_card and why is None and _has_moved(message, number):
        why = Doubt("moved")
    other = wrongcards.named(message, number) if is_card else None
    if other is None and is_card and why is None:
        other = wrongcards.meant(message, number)
    why = Doubt("other") if other is not None else why
    if is_card and ((not is_number and why is None) or _has_ended(message, number)):
        outcomes.carry_out(message, Answer(message.text, message.source), number, by_card=True)
        return
    id_ = held.new_id()
    instead = _near(message) if is_number else meant.choice(message, number, id_, why)
    reads = meant.read_as(message, why)
    act = Hold(
        message.text,
        id_,
        message.source,
        instead,
        why=why,
        reads=reads,
        other=other,
        more=meant.more(message, number, id_, why, other),
    )
    outcomes.hold(message, act, number)


def _has_ended(message: TeamMessage, number: str) -> bool:
    """Whether nothing goes to the asker any more, whatever it is: that is said at once."""
    case = casebook.find(message.at.db, number)
    return case is not None and case.state == "withdrawn"


def _has_moved(message: TeamMessage, number: str) -> bool:
    """Whether another team has the case since this card of it, where both sit in the room."""
    db, row = message.at.db, message.target
    cards = outbox.cards(db, number)
    if row is None or row.post.purpose != "card" or not cards or row.id >= cards[0][0].id:
        return False
    newer = {one.post.address for one, _ in cards if one.id > row.id}
    history = casebook.history(db, number)
    is_passed = any(event.kind == "transferred" for event in history)
    return is_passed and newer <= {row.post.address, message.incoming.address}


def _near(message: TeamMessage) -> Choice | None:
    """The entry that a bare number may mean."""
    choices = message.target.post.choices if message.target else ()
    return numbered(text.bare(message.text), choices)


def _sign(message: TeamMessage, number: str) -> None:
    """A thumb up as a reply takes what is open, as the reaction does; other signs are no answer,
    which is said."""
    if is_thumb(message.text):
        outcomes.carry_out(message, Thumb(is_message=True), number, by_card=True)
    else:
        message.say("bara_tecken")


def _talk(message: TeamMessage) -> None:
    """Talk stays in the room. What replies to the bot's own words, or to none that it knows, is
    told so each time: whoever wrote it thinks it is sent. Other talk the first time that it looks
    like an answer beside the card."""
    at, where = message.at, message.incoming.address
    waits = any(case.team in message.teams for case in casebook.open_cases(at.db))
    if message.target is not None:
        message.say("prat" if waits else "inget_kort")
    elif message.incoming.reply_to is not None and message.incoming.mentioned:
        message.say("inget_kort")
    elif (
        waits
        and len(text.tokens(message.text)) >= _TALK
        and seating.first_time(at.db, f"talk:{where.channel}:{where.room}", at.now)
    ):
        message.say("prat")
