"""When words are a yes to sending a question: nothing goes by half a yes, by a goodbye, or by words
that say not to, whatever else they say. Pure."""

from __future__ import annotations

from dataclasses import replace

from bot import text
from bot.dialogue.answering import additions
from bot.dialogue.situations import about_offer
from bot.dialogue.turns.decision import Decision, Send
from bot.dialogue.turns.states import writes_to_people
from bot.dialogue.turns.turn import Turn
from bot.dialogue.wishes import offer_words, rights
from bot.dialogue.words import clauses
from bot.dialogue.words.clauses import Heard

_LAST = 6
"""Words of what is said after something was taken back, that is all that was meant."""


def without_half_a_yes(turn: Turn) -> Turn:
    """ "Ok, men vem läser det?", "ja fast vänta": a yes that goes on with a but, or that may only
    mean that something was read, sends nothing. What comes after it is what was said."""
    standing = additions.standing(turn)
    if standing is None or not turn.is_typed:
        return turn
    heard = clauses.heard(turn.message, turn.say)
    is_half = heard.reply == "yes" and text.has_words(heard.rest)
    if not is_half or not _is_half(turn, turn.message, heard.rest):
        return turn
    return replace(turn, message=heard.rest, question=heard.rest)


def without_what_was_taken_back(turn: Turn) -> Turn:
    """ "Hm nej förresten, skicka den ändå" is what comes last; so is what somebody wants to see
    instead of having anything sent. What people are to read is theirs to read whole."""
    if not turn.is_typed or writes_to_people(turn.before.state):
        return turn
    if instead := _instead_of_sending(turn):
        return replace(turn, message=instead, question=instead, is_new=True)
    last = turn.signs.changes_mind.match(turn.message)
    rest = turn.message[last.end() :] if last is not None else ""
    is_all = 0 < len(text.tokens(rest)) <= _LAST
    return replace(turn, message=rest, question=rest) if is_all else turn


def _instead_of_sending(turn: Turn) -> str:
    """What comes after a clause that says that nothing is to be sent, where it asks or wants
    something; "" where it doesn't."""
    first, _, rest = turn.message.partition(",")
    if additions.standing(turn) is None or not turn.signs.denies.search(first):
        return ""
    is_more = offer_words.asks(turn, rest) or turn.signs.wants.search(rest) is not None
    return rest.strip() if is_more and not turn.signs.denies.search(rest) else ""


def is_goodbye(turn: Turn) -> bool:
    """ "Ok, hej då": whoever goes has said no yes."""
    first = next(iter(text.tokens(turn.message)), "")
    is_half = first in turn.say.words("ja_svagt")
    return is_half and turn.signs.puts_off.search(turn.message) is not None


def is_put_off(turn: Turn, heard: Heard) -> bool:
    """ "Okej, men inte nu": whether half a yes goes on with another time. The half is gone from
    what is heard, so that it is looked for in what was written."""
    asks = offer_words.asks(turn, heard.rest)
    if heard.reply is not None or asks or not turn.signs.puts_off.search(heard.rest):
        return False
    return _is_half(turn, turn.incoming.text, heard.rest)


def unless_denied(turn: Turn, made: Decision) -> Decision:
    """Nothing is sent by words that say not to, or not now, whatever else they say, nor are they a
    part of the question: "ja, skicka inte", "yes but later"."""
    sends = made.action.offer if isinstance(made.action, Send) else None
    is_kept = made.reason == "added" or made.reason in rights.NOTHING_FOUND
    offer = sends or (additions.standing(turn) if is_kept else None)
    if offer is None or not turn.is_typed or not turn.signs.denies.search(turn.message):
        return made
    return about_offer.waits(turn, offer)


def _is_half(turn: Turn, message: str, rest: str) -> bool:
    """Whether what stands before the rest of a message is less than a plain yes."""
    before = message[: len(message) - len(rest)]
    begun = text.tokens(before)
    half, joins = turn.say.words("ja_svagt"), turn.say.words("ja_men")
    goes_on = any(word in joins for word in begun) and not any(sign in before for sign in ".!")
    return bool(begun) and (goes_on or all(word in (*half, *joins) for word in begun))
