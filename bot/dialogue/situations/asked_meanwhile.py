"""Rules for what is asked while an offer to send a question stands: of another place, before
deciding, or of what is offered. Pure."""

from __future__ import annotations

from dataclasses import replace

from bot import text
from bot.dialogue.answering import additions, followups, questions
from bot.dialogue.turns import verdicts
from bot.dialogue.turns.conversation import Offer
from bot.dialogue.turns.decision import Decision
from bot.dialogue.turns.turn import Turn
from bot.dialogue.wishes import offer_words
from bot.dialogue.words.clauses import Heard


def of_another_place(turn: Turn, offer: Offer, heard: Heard) -> Decision | None:
    """A question that names another place is one by itself, and never goes to the place of the
    offer, which stands."""
    asked = [one for one in text.sentences(heard.rest) if offer_words.asks(turn, one)]
    if heard.reply is None and turn.asks and len(turn.named) == 1:
        return None
    said = " ".join(asked)
    here = turn.know.chain(str(offer.route.area))
    named = {one.area for one in turn.assessor.mentions(said)}
    if len(named) != 1 or named <= set(here):
        return None
    return questions.by_itself(replace(turn, area=named.pop()), said)


def before_deciding(turn: Turn, offer: Offer, heard: Heard) -> Decision | None:
    """ "Vänta, gäller det även barn?": that is answered, and the offer stands."""
    if heard.reply != "wait":
        return None
    if not offer_words.asks(turn, heard.rest):
        return additions.added(turn, offer, heard.rest)
    asked = replace(turn, message=heard.rest, question=heard.rest)
    return questions.question(asked)


def of_the_offer(turn: Turn, offer: Offer, heard: Heard) -> Decision | None:
    """ "Spelar det någon roll att vi är unga?": what asks on of what is offered, and has no answer
    by itself, goes along."""
    leans = turn.signs.leans_on_offer.match(turn.message) is not None
    if heard.reply is not None or not leans or turn.named or not verdicts.names_nothing(turn):
        return None
    if offer_words.is_known(turn, turn.message):
        return None
    return followups.also_asked(turn, offer)
