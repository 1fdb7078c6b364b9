"""What becomes of an offer: accepted, declined, written anew, taken away. Pure."""

from __future__ import annotations

from dataclasses import replace

from bot.cases.choices import EditFirst, NoThanks, OfferChoice, YesSend
from bot.dialogue.offering import offers
from bot.dialogue.turns import typed
from bot.dialogue.turns.conversation import Offer
from bot.dialogue.turns.decision import Decision, Send, back
from bot.dialogue.turns.states import Rewriting
from bot.dialogue.turns.turn import Turn


def confirmed(turn: Turn, offer: Offer, choice: OfferChoice) -> Decision:
    """What a yes, a no or a wish to change the text leads to."""
    asked = offer.question
    if isinstance(choice, EditFirst):
        if anew := typed.written_anew(turn):
            return rewritten(replace(turn, message=anew), offer)
        ask = turn.say("skriv_om")
        return replace(back(turn, "edit", ask, (), Rewriting(offer.id)), about=asked)
    left = {
        id_: other
        for id_, other in turn.offers.items()
        if id_ != offer.id and other.question != asked
    }
    without = replace(turn, offers=left)
    if isinstance(choice, YesSend):
        sent = Decision(without, "handoff", "sent", area=turn.area, about=asked)
        return replace(sent, route=offer.route, action=Send(offer))
    said = turn.say("nej" if isinstance(choice, NoThanks) else "tack")
    # "Jo, skicka den" may come after it.
    made = Decision(without, "smalltalk", "no", said, area=turn.area, about=asked)
    return replace(made, remembers=asked)


def rewritten(turn: Turn, offer: Offer) -> Decision:
    """The offer with a new text; where one of its messages was edited, with what that says now."""
    if turn.incoming.edits not in offer.parts:
        anew = replace(offer, parts={turn.event: turn.message}, about="", left_out=())
        return offers.show(turn, replace(anew, asked_before="", answered_with=""), [], "rewritten")
    says = typed.more(turn) or turn.message
    now = replace(offer, parts={**offer.parts, turn.event: says})
    return offers.full(turn, offer) if now.is_full else offers.show(turn, now, [], "rewritten")


def taken_away(turn: Turn, offer: Offer) -> Decision:
    """One of the offer's messages was taken away: the offer is what the others say, and lapses
    where they say nothing."""
    kept = {event: part for event, part in offer.parts.items() if event != turn.event}
    if any(part for event, part in kept.items() if event):
        return offers.show(turn, replace(offer, parts=kept), [], "rewritten")
    return confirmed(turn, offer, NoThanks(offer.id))
