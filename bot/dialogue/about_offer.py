"""Rules for what is said of an offer, and is neither a yes nor a no: that something is to be left
out of it, who gets it, and that it is to be sent after all. Pure."""

from __future__ import annotations

from dataclasses import replace

from bot.cases.choices import EditFirst, YesSend
from bot.cases.routing import team_of
from bot.dialogue import additions, confirming, offers, own, questions
from bot.dialogue.conversation import Offer
from bot.dialogue.decision import Decision
from bot.dialogue.states import Confirming
from bot.dialogue.turn import Turn


def said(turn: Turn) -> Decision | None:
    """What is said of an offer is about it: none of it is ever part of a question."""
    if turn.incoming.choice is not None or turn.is_new:
        return None
    state = turn.before.state
    standing = turn.offers.get(state.offer) if isinstance(state, Confirming) else None
    kind = own.kind_of(turn)
    if standing is None:
        return _after_all(turn) if kind == "ändå" else None
    if kind == "ändå":
        return confirming.confirmed(turn, standing, YesSend(standing.id))
    if kind is None and _leaves_out(turn):
        return confirming.confirmed(turn, standing, EditFirst(standing.id))
    return _who_gets_it(turn, standing) if kind == "tvekar" else None


def _leaves_out(turn: Turn) -> bool:
    """ "Ta bort mitt namn": what is to go along is written by the asker."""
    edits = turn.talk.own.edits
    return edits is not None and "?" not in turn.plain and edits.match(turn.plain) is not None


def _who_gets_it(turn: Turn, offer: Offer) -> Decision:
    """Who they are, and how to reach them without the bot; the offer stands."""
    owner = team_of(turn.know, str(offer.route.team))
    receiver = team_of(turn.know, str(offer.route.receiver))
    told = turn.say("vem_får_frågan", team=turn.say.localized(receiver.name))
    contact = turn.say.contact(owner) or turn.say.contact(receiver)
    reached = turn.say("ring_eller_mejla", kontakt=contact) if contact else ""
    opening = " ".join(filter(None, (told, reached)))
    return additions.as_it_was(turn, offer, "inte_skickad_än", opening)


def _after_all(turn: Turn) -> Decision | None:
    """ "Jo, skicka den": the offer that nobody has answered, or else what was asked last, is
    offered again."""
    if turn.before.case and not turn.offers:
        return None
    offer = own.offered(turn)
    if offer is not None:
        return offers.show(turn, offer, [], "asked-person")
    asked = turn.before.last_question if turn.follows else ""
    again = questions.resumed(replace(turn, is_new=True), asked) if asked else None
    is_offered = again is not None and isinstance(again.state, Confirming)
    return again if is_offered else additions.send_what(turn)
