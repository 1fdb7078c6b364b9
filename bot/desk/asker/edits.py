"""An asker's message is written anew, or taken away in the chat."""

from __future__ import annotations

from dataclasses import replace

from bot.cases import judge
from bot.cases.acts import Asker, Delete
from bot.cases.case import Part
from bot.cases.ruling import Ruling
from bot.desk import conversations, rulings
from bot.desk.asker import outcomes
from bot.desk.asker.message import AskerMessage
from bot.dialogue import triage
from bot.dialogue.turns.conversation import Conversation
from bot.dialogue.turns.decision import Decision
from bot.storage import askers, casebook


def rewrite(message: AskerMessage) -> tuple[Decision, Conversation] | None:
    """An edit of what was sent is a correction of the case, and one of what is offered changes the
    offer. None where it is neither."""
    edits = message.incoming.edits
    if not edits:
        return None
    part = askers.part(message.at.db, message.key, edits)
    if part is not None and (decided := triage.corrected(message.turn, part)) is not None:
        return decided
    offers = message.conversation.offers
    offer = next((offer for offer in offers if edits in offer.parts), None)
    return triage.rewrite(message.turn, offer) if offer is not None else None


def delete(message: AskerMessage) -> Conversation | None:
    """An offer goes on without the message, or lapses; a case that was asked in it is withdrawn,
    one that it only added to isn't. None where nothing changes."""
    part = askers.part(message.at.db, message.key, message.incoming.edits or "")
    if part is not None:
        return _delete_part(message, part)
    decided = triage.taken_away(message.turn)
    if decided is None:
        return None
    # There is nothing left to reply to.
    gone = replace(message, incoming=replace(message.incoming, kind="pressed"))
    return outcomes.carry_out(gone, *decided)


def _delete_part(message: AskerMessage, part: Part) -> Conversation | None:
    at, by = message.at, Asker(message.key, message.conversation.reads)
    if not part.is_question or part.text:
        askers.unsaid(at.db, message.key, message.incoming.edits or "")
    case, known = casebook.find(at.db, part.number), rulings.circumstances(at, part.number)
    part_of_it = part.text if part.is_question else ""
    ruling = judge.by_asker(Delete(part.is_question, part_of_it), case, by, known)
    if not isinstance(ruling, Ruling):
        return None
    rulings.enact(at, ruling)
    return conversations.after_ruling(message.conversation, ruling)
