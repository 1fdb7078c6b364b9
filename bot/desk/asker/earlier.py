"""What somebody has written before: the end of a number whose beginning stands there, in an offer,
a question that people have or what it was before it was edited, is kept nowhere."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from bot import privacy
from bot.desk.asker.message import AskerMessage
from bot.storage import askers, casebook

_CASES = 8
"""Of somebody's questions, the newest that are looked through."""


def without_ends(message: AskerMessage) -> AskerMessage:
    """The message without what would finish a number: after each text by itself, and after all, so
    that what was written between them doesn't hide it."""
    incoming = message.incoming
    said = incoming.text
    if not privacy.has_digits(said):
        return message
    earlier = [text for text in dict.fromkeys(_earlier(message)) if privacy.has_digits(text)]
    for before in (*earlier, " ".join(earlier)):
        said = privacy.after(before, said)
    for pieces in _pieces(message):
        said = privacy.after_pieces(pieces, said)
    return replace(message, incoming=replace(incoming, text=said))


def _pieces(message: AskerMessage) -> Iterator[list[str]]:
    """What was written of each question, with digits in it, in its order; what is offered now is
    written after it."""
    db, offers = message.at.db, message.conversation.offers
    offered = [part for offer in offers for part in offer.parts.values()]
    yield list(filter(privacy.has_digits, offered))
    for case in casebook.of_asker(db, message.key)[:_CASES]:
        said = (part.text for part in askers.parts(db, case.number))
        yield list(filter(privacy.has_digits, [*said, *offered]))


def _earlier(message: AskerMessage) -> Iterator[str]:
    before, db = message.conversation, message.at.db
    for offer in before.offers:
        yield from (offer.asked_before, *offer.parts.values())
    for case in casebook.of_asker(db, message.key)[:_CASES]:
        yield case.question
        yield from (part.text for part in askers.parts(db, case.number))
        events = casebook.history(db, case.number)
        yield from (event.text for event in events if event.side == "asker")
    yield before.last_question
    yield before.story.said if before.story is not None else ""
