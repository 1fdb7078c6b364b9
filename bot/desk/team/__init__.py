"""A team's side: a reply to a card, a command, a press, an edit, or talk that stays in the room."""

from __future__ import annotations

from bot import text
from bot.desk.office import Moment
from bot.desk.team import edits, presence, presses, replies
from bot.desk.team.message import TeamMessage
from bot.messages import Incoming
from bot.storage import outbox, roomnames

_SENTENCES = {"unreadable": "oläsbart", "verification": "verifiering"}
"""What is said where something came that is no message to read."""


def handle(
    at: Moment, incoming: Incoming, teams: tuple[str, ...], *, is_editors: bool = False
) -> None:
    """Carry out one thing that happened in the room of these teams, and perhaps of the editors."""
    message = TeamMessage(at, incoming, teams, is_editors)
    roomnames.seen(at.db, incoming.address.channel, incoming.person, incoming.name, at.now)
    if len(incoming.text) > text.LONGEST:
        message.say("för_långt_svar", antal=str(text.LONGEST))
        return
    match incoming.kind:
        case "unreadable" | "verification" as kind:
            message.say(_SENTENCES[kind])
        case "unsigned":
            _refuse_unsigned(message)
        case "joined":
            presence.introduce(message)
        case "left":
            presence.put_out(message)
        case "reacted" | "unreacted":
            presses.react(message)
        case "withdrew":
            _take_back(message)
        case "said" | "edited" | "pressed":
            _carry_out(message)


def _refuse_unsigned(message: TeamMessage) -> None:
    """Whoever can write in a channel's name need not be the team; talk gets nothing."""
    if message.incoming.mentioned:
        message.say("skrivet_som_kanal")


def _is_unknown(message: TeamMessage) -> bool:
    """Whether it is about a card of another time: a database that was lost, or an older copy,
    begins the numbers anew, and they are other people's now."""
    incoming = message.incoming
    if incoming.kind == "pressed":
        return bool(incoming.reply_to) and message.target is None and not message.quoted
    return incoming.kind == "said" and message.quoted == ""


def _take_back(message: TeamMessage) -> None:
    """A message that carried nothing on may be taken away without a word."""
    row = outbox.from_source(message.at.db, message.source)
    if row is not None:
        edits.take_back(message, row)


def _carry_out(message: TeamMessage) -> None:
    kind = message.incoming.kind
    if _is_unknown(message):
        message.say("annat_kort")
        return
    row = outbox.from_source(message.at.db, message.source) if kind == "edited" else None
    if row is not None:
        edits.change(message, row)
    elif (choice := presses.choice_of(message)) is not None:
        presses.carry_out(message, choice)
    elif kind != "pressed":
        replies.carry_out(message)
