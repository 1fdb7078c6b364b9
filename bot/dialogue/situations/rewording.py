"""What is wished of the text of a question that is offered. Pure."""

from __future__ import annotations

from dataclasses import replace

from bot import text
from bot.cases.choices import EditFirst
from bot.dialogue.answering import additions
from bot.dialogue.offering import confirming, offers
from bot.dialogue.turns import learned, typed
from bot.dialogue.turns.conversation import Offer
from bot.dialogue.turns.decision import Decision
from bot.dialogue.turns.turn import Turn
from bot.dialogue.words import revising, signs


def wished(turn: Turn, offer: Offer, said: str) -> Decision | None:
    """What is wished of the text is done, and the text shown; where it isn't plain what, it is
    asked for anew. None where nothing is wished."""
    wishes = turn.talk.wishes
    if "?" in said and wishes.rewrites and not wishes.rewrites.match(said):
        return None
    changed = revising.revised(offer.question, said, wishes)
    if changed is not None:
        parts = {**dict.fromkeys(offer.parts, ""), "": changed}
        return offers.show(turn, replace(offer, parts=parts), [turn.say("ändrat")], "rewritten")
    more = wishes.adds.match(said) if wishes.adds else None
    if more is not None:
        return additions.added(turn, offer, text.capitalised(more["what"]))
    rewrites = wishes.rewrites is not None and wishes.rewrites.match(said)
    if turn.signs.of_oneself.search(said):
        return None
    strikes = turn.talk.own.edits is not None and turn.talk.own.edits.match(said)
    asks_barely = signs.asks_barely(turn.talk, said)
    is_like_it = not asks_barely and learned.kind(turn, said, learned.SURE) == "ändrar"
    is_wished = rewrites or strikes or (is_like_it and not turn.signs.to_reach.search(said))
    if not is_wished or typed.written_anew(turn):
        return None
    return confirming.confirmed(turn, offer, EditFirst(offer.id))
