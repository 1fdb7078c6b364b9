"""What a few words mean to somebody to whom a question of theirs is offered: that it asks, which
place or question they name. Pure."""

from __future__ import annotations

from dataclasses import replace

from bot import text
from bot.dialogue.turns import aspects, verdicts
from bot.dialogue.turns.conversation import Offer
from bot.dialogue.turns.turn import Turn
from bot.dialogue.words import signs

_MOST_NAMED, _STEM = 3, 5
"""Words by which people name what is offered, and letters by which two are forms of one."""
_BESIDE_A_PLACE = 2
"""Words beside a place up to which a message says more than that it is another."""


def other_place(turn: Turn, offer: Offer, said: str) -> str | None:
    """The one other place that a text says it is about, and hardly anything more."""
    mentions = turn.assessor.mentions(said)
    here = turn.know.chain(str(offer.route.area))
    meant = {
        one.area
        for one in mentions
        if one.area not in here and not turn.signs.not_there.search(said[: one.start])
    }
    rest = turn.assessor.without_places(said)
    more = [word for word in text.tokens(rest) if not signs.is_only_another_place(turn.talk, word)]
    is_said = len(meant) == 1 and len(more) <= _BESIDE_A_PLACE and not asks(turn, rest)
    return meant.pop() if is_said else None


def asks(turn: Turn, said: str) -> bool:
    """Whether a text asks, in any of its sentences."""
    asked = text.asking(text.sentences(said))
    is_asked = any("?" in one or not turn.signs.leaves_out_me.match(one) for one in asked)
    return is_asked or turn.signs.asks_first.match(said) is not None


def is_of_the_matter(turn: Turn, said: str) -> bool:
    """Whether a text is small talk, asks for a person, or asks of the matter and says nothing of
    what: "vad kostar det", after a question that is offered."""
    is_bare = aspects.asks_barely(turn, said)
    kind = turn.own_kind
    return turn.small_talk is not None or kind == "människa" or (is_bare and kind is None)


def is_known(turn: Turn, said: str) -> bool:
    """Whether the knowledge surely has an answer to it by itself."""
    here = replace(turn, message=said, question=said)
    return verdicts.verdict_on(here, here.core).kind == "answer"


def by_order(turn: Turn, standing: Offer, said: str) -> Offer | None:
    """The offer that a message names by its order, and says nothing else: "skicka första frågan i
    stället"; of the one that stands that is another only where it isn't to be that one. None where
    it names none."""
    found = turn.signs.by_order.match(said)
    if found is None or "?" in said:
        return None
    offers = [turn.offers[id_] for id_ in sorted(turn.offers)]
    others = [one for one in offers if one.id != standing.id]
    at = signs.ordinal(turn.talk, found["vilken"].lower())
    meant = offers[at - 1] if at is not None and at <= len(offers) else standing
    is_another = at is None or found["annan"] is not None
    return others[-1] if meant == standing and is_another and others else meant


def names_it(turn: Turn, offer: Offer, said: str) -> bool:
    """ "Parkeringsfrågan", "till Bollnäs", "den om taket": nothing but what is offered."""
    known = turn.talk.wishes.small | turn.talk.pointing
    words = [word for word in text.tokens(said) if word not in known]
    area = turn.say.area(str(offer.route.area))
    about = text.tokens(f"{offer.question} {offer.about} {area}")
    return len(words) <= _MOST_NAMED and all(
        any(one[:_STEM] == word[:_STEM] for one in about) for word in words
    )
