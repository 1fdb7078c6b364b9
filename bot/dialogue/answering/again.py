"""Never the same text twice running: a repeat says that it is one, and what is lacking. Pure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from bot import markup, text
from bot.cases.choices import AskerChoice, AskTeam, EditFirst, NoThanks, ThisEntry, YesSend
from bot.cases.labels import together
from bot.dialogue.answering import followups, of_thing, told
from bot.dialogue.offering import offers
from bot.dialogue.turns import aspects, peers
from bot.dialogue.turns.conversation import Offer
from bot.dialogue.turns.decision import Decision, Reason
from bot.dialogue.turns.states import ChoosingEntry, Confirming
from bot.dialogue.turns.turn import Turn
from bot.dialogue.words import signs
from bot.knowledge.model import Entry

_NEAR: tuple[Reason, ...] = ("low", "near")
_ASKED_AGAIN = 2
"""Words that a question has in common with the one before it, where it is that one again."""


def instead(decision: Decision) -> Decision:
    """The decision, or where it would say what was said last, what is said instead."""
    turn = decision.turn
    is_said = decision.saying != "" and decision.saying == turn.before.said
    is_said = is_said or _is_told_again(decision)
    is_new = decision.reason == "added" or bool(turn.incoming.edits)
    if (people := _of_the_near(decision)) is not None:
        return people
    if not is_said or is_new or decision.action or decision.keeps_waiting:
        return decision
    return _INSTEAD[decision.outcome](decision)


def _is_told_again(decision: Decision) -> bool:
    """Whether an answer that was just said to be the same as before would be told whole once
    more."""
    turn = decision.turn
    is_same = decision.entry is not None and decision.entry == turn.before.last_entry
    is_same = is_same and turn.area == turn.before.area
    goes_on = turn.is_typed and turn.follows and turn.before.said == "" and not turn.before.case
    return is_same and goes_on and decision.outcome == "answer" and decision.reason == "answer"


def _of_the_near(decision: Decision) -> Decision | None:
    """Where the same few that are near would be shown again, with people last, it is offered to
    people."""
    turn, shown = decision.turn, decision.choices
    asked = next((one for one in shown if isinstance(one, AskTeam)), None)
    is_near = isinstance(decision.state, ChoosingEntry) and decision.reason in _NEAR
    is_same = turn.is_typed and together(shown, turn.say) == turn.before.choices
    if asked is None or not is_near or not is_same:
        return None
    entry = next((one.entry for one in shown if isinstance(one, ThisEntry)), "")
    known = turn.know.entries.get(entry)
    topic = known.topic if known is not None and known.area == turn.area else "other"
    opening = [turn.say("hittar_inte")]
    return offers.handoff(turn, opening, "low", topic=topic, owner=asked.team)


def _answer(decision: Decision) -> Decision:
    """The answer that was just given is named, not given again."""
    turn, entry = decision.turn, decision.turn.know.entries.get(decision.entry or "")
    thing = turn.know.things.get(entry.thing) if entry is not None else None
    if entry is None or thing is None:
        return decision
    if turn.area is not None and turn.area != turn.before.area:
        there = turn.say("samma_där", rubrik=entry.title, område=turn.say.area(turn.area))
        return replace(decision, reason="repeated", markdown=there)
    asked = aspects.of(turn, turn.asked_now)
    is_whole = asked is not None and turn.talk.aspects[asked].pattern.search(entry.title)
    whom = told.for_whom(turn, thing, asked) or told.who_decides(turn, thing, asked)
    if not is_whole and whom is not None:
        return replace(whom, reason="repeated")
    if (stood := _sentence(turn, entry)) is not None:
        again = turn.say("stod_nyss", svar=markup.escape(stood))
        return replace(decision, reason="repeated", markdown=again)
    if is_whole and _is_asked_again(turn) and (said := told.sentences(turn, entry)):
        again = turn.say("stod_nyss", svar=markup.escape(said[0]))
        return replace(decision, reason="repeated", markdown=again)
    opening = turn.say("svarade_nyss", rubrik=entry.title)
    more = of_thing.lacking(turn, thing, None, "repeated", opening)
    return replace(more, remembers=decision.remembers)


def _is_asked_again(turn: Turn) -> bool:
    """Whether a question is the one before it, by its words."""
    before = {*text.tokens(turn.before.last_question)}
    return len(before.intersection(text.tokens(turn.asked_now))) >= _ASKED_AGAIN


def _sentence(turn: Turn, entry: Entry) -> str | None:
    """The sentence of an answer that has what is asked for now: an amount, a day, or most of the
    words that say what it is about."""
    name = aspects.of(turn, turn.asked_now)
    has_it = turn.talk.aspects[name].told if name else None
    said = told.sentences(turn, entry)
    # What only announces a list says nothing by itself.
    said = [sentence for sentence in said if sentence[-1:] != ":"]
    if has_it is not None:
        return next((sentence for sentence in said if has_it.search(sentence)), None)
    words = set(signs.beside_going_on(turn.talk, turn.asked_now))
    # What the thing is called says nothing of what is asked of it.
    words -= {word for name in entry.names for word in text.tokens(name)}
    if not words:
        return None
    shared = [len(words.intersection(text.tokens(sentence))) for sentence in said]
    most = max(shared, default=0)
    return said[shared.index(most)] if 2 * most > len(words) else None


def _no(decision: Decision) -> Decision:
    """What wasn't known a moment ago still isn't: its offer stands, and is shown in a line."""
    turn, offer = decision.turn, _offered(decision.turn)
    if offer is None:
        return decision
    if turn.is_typed and _asks_something_else(turn, offer):
        missing = turn.know.unknowns.get(decision.unknown or "")
        is_known = missing is not None and missing.last_known is not None
        said = turn.say.missing(missing, turn.today) if missing is not None and is_known else ""
        return followups.also_asked(turn, offer, said)
    thing = turn.know.things.get(decision.about_thing or "")
    near = of_thing.others(turn, thing) if thing else []
    shown = _standing(turn, offer, turn.say("samma_okänt"))
    entries: tuple[AskerChoice, ...] = tuple(map(ThisEntry, near))
    choices = (*entries, *shown.choices)
    return replace(shown, choices=choices, unknown=decision.unknown, score=decision.score)


def _asks_something_else(turn: Turn, offer: Offer) -> bool:
    """Whether what isn't known either is another question: "hur mycket är det", after "när"."""
    asked = aspects.of(turn, turn.asked_now)
    return asked is not None and asked not in aspects.every(turn, offer.question)


def the_rest(turn: Turn) -> Decision | None:
    """ "And the other questions?": those that got no answer stand in the offer, which is shown
    again."""
    offer = _offered(turn)
    if offer is None or not turn.signs.rest.search(turn.core):
        return None
    return _standing(turn, offer, turn.say("resten"))


def _offered(turn: Turn) -> Offer | None:
    """The offer that the last message ended in."""
    state = turn.before.state
    offers = (one for one in turn.before.offers if isinstance(state, Confirming))
    return next((one for one in offers if one.id == getattr(state, "offer", None)), None)


def _standing(turn: Turn, offer: Offer, opening: str) -> Decision:
    """An offer that was shown a moment ago, in a line."""
    waits = turn.say("inte_skickad_än", fråga=markup.escape(offer.question))
    kept = replace(turn, offers={one.id: one for one in turn.before.offers})
    choices = (YesSend(offer.id), EditFirst(offer.id), NoThanks(offer.id))
    said, state, route = f"{opening}\n\n{waits}", Confirming(offer.id), offer.route
    return Decision(kept, "handoff", "repeated", said, state, choices, area=route.area, route=route)


def _question(decision: Decision) -> Decision:
    """A question back that has been asked is asked in other words."""
    key = "menar_du_igen" if decision.reason == "near" else "vilken_kommun_igen"
    is_known = decision.reason in ("near", "area")
    return replace(decision, markdown=decision.turn.say(key)) if is_known else _unclear(decision)


def _unclear(decision: Decision) -> Decision:
    """The second time in a row that nothing is understood, or that the same asks what the bot does,
    how to get a person is said."""
    asks_again = decision.chat == "kan" and peers.says_again(decision.turn.before)
    is_unclear = decision.chat == "oklart" or asks_again
    return replace(decision, markdown=decision.turn.say("oklart_igen")) if is_unclear else decision


_INSTEAD: dict[str, Callable[[Decision], Decision]] = {
    "answer": _answer,
    "handoff": _no,
    "clarify": _question,
    "smalltalk": _unclear,
}
