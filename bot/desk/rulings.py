"""Rulings carried out: what the judge has to know, and what is stored and said of what it says."""

from __future__ import annotations

from bot.cases import judge
from bot.cases.acts import Ask
from bot.cases.case import DECIDED, Case
from bot.cases.ruling import Circumstances, Ruling
from bot.desk import conversations, mail
from bot.desk.mail import Here
from bot.desk.office import Moment
from bot.dialogue.turns.conversation import Offer
from bot.storage import askers, casebook, colleagues, held, outbox


def circumstances(at: Moment, number: str) -> Circumstances:
    """What is known when something is done to a case."""
    relays = outbox.relays(at.db, number)
    return Circumstances(
        number,
        at.cards,
        at.staff(),
        at.office.undo,
        tuple(askers.parts(at.db, number)),
        tuple(casebook.history(at.db, number)),
        # One that the network doesn't take holds nothing up.
        any(row.state == "waiting" and row.attempts == 0 for row in relays),
    )


def carry_out(at: Moment, ruling: Ruling, here: Here | None = None) -> None:
    """Do what a ruling says, also to what is remembered of the asker's conversation. ``here``:
    where the act was done that it is on."""
    enact(at, ruling, here)
    conversations.settle(at, ruling)


def enact(at: Moment, ruling: Ruling, here: Here | None = None) -> None:
    """Do what a ruling says, but for the asker's conversation, which is in hand."""
    by = colleagues.pseudonym(at.db, here.address.channel, here.person) if here else ""
    casebook.save(at.db, ruling.case, at.now, *ruling.events, by=by)
    if any(event.kind in DECIDED for event in ruling.events):
        held.settle(at.db, ruling.case.number)
    if ruling.stopped is not None:
        outbox.cancel(at.db, ruling.stopped)
    if ruling.is_silenced:
        outbox.cancel_about(at.db, ruling.case.number)
    for tell in ruling.tells:
        mail.tell(at, ruling.case, tell, here)


def open_case(at: Moment, ruling: Ruling) -> None:
    """Store a new case, and say what follows."""
    casebook.add(at.db, ruling.case, *ruling.events)
    for tell in ruling.tells:
        mail.tell(at, ruling.case, tell, None)


def send(at: Moment, key: str, offer: Offer, language: str) -> Case:
    """The case of an offer that was accepted, whose messages are parts of it from now on."""
    ask = Ask(
        offer.question,
        offer.route,
        offer.language or language,
        near=offer.near,
        label=offer.label,
        about=offer.about,
        thing=offer.thing,
        asked_before=offer.asked_before,
        answered_with=offer.answered_with,
        attachment=offer.attachment,
        open_cases=tuple(casebook.open_cases(at.db)),
        mark=casebook.new_mark(),
    )
    number = casebook.next_number(at.db, at.now)
    ruling = judge.new_case(ask, key, circumstances(at, number))
    open_case(at, ruling)
    for event in filter(None, offer.parts):
        askers.said(at.db, key, number, event, offer.parts[event], is_question=True)
    return ruling.case
