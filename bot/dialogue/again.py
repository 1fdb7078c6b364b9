"""Never the same text twice running: a repeat says that it is one, and what is lacking. Pure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from bot import markup, text
from bot.cases.choices import AskerChoice, EditFirst, NoThanks, ThisEntry, YesSend
from bot.dialogue import followups
from bot.dialogue.conversation import Confirming
from bot.dialogue.decision import Decision
from bot.dialogue.turn import Turn
from bot.knowledge.model import Entry


def instead(decision: Decision) -> Decision:
    """The decision, or where it would say what was said last, what is said instead."""
    turn = decision.turn
    is_said = decision.saying != "" and decision.saying == turn.before.said
    if not is_said or turn.incoming.edits or decision.action or decision.keeps_waiting:
        return decision
    return _INSTEAD[decision.outcome](decision)


def _answer(decision: Decision) -> Decision:
    """The answer that was just given is named, not given again."""
    turn, entry = decision.turn, decision.turn.know.entries.get(decision.entry or "")
    thing = turn.know.things.get(entry.thing) if entry is not None else None
    if entry is None or thing is None:
        return decision
    if (told := _sentence(turn, entry)) is not None:
        again = turn.say("stod_nyss", svar=markup.escape(told))
        return replace(decision, reason="repeated", markdown=again)
    opening = turn.say("svarade_nyss", rubrik=entry.title)
    more = followups.lacking(turn, thing, None, "repeated", opening)
    return replace(more, remembers=decision.remembers)


def _sentence(turn: Turn, entry: Entry) -> str | None:
    """The sentence of an answer that has what is asked for now: an amount, a day."""
    name = followups.aspect_of(turn, turn.core)
    told = turn.talk.aspects[name].told if name else None
    if told is None:
        return None
    said = text.sentences(markup.plain(entry.answer_in(turn.language)))
    return next((sentence for sentence in said if told.search(sentence)), None)


def _no(decision: Decision) -> Decision:
    """What wasn't known a moment ago still isn't: its offer stands, and is shown in a line."""
    turn, state = decision.turn, decision.turn.before.state
    offers = {offer.id: offer for offer in turn.before.offers}
    if not isinstance(state, Confirming) or state.offer not in offers:
        return decision
    offer = offers[state.offer]
    unknown = turn.know.unknowns.get(decision.unknown or "")
    thing = turn.know.things.get(unknown.thing) if unknown else None
    near = followups.others(turn, thing) if thing else []
    waits = turn.say("inte_skickad_än", fråga=markup.escape(offer.question))
    said = [turn.say("samma_okänt"), waits]
    entries: tuple[AskerChoice, ...] = tuple(map(ThisEntry, near))
    choices = (*entries, YesSend(offer.id), EditFirst(offer.id), NoThanks(offer.id))
    kept, said_again = replace(turn, offers=offers), "\n\n".join(said)
    return replace(decision, turn=kept, markdown=said_again, state=state, choices=choices)


def _question(decision: Decision) -> Decision:
    """A question back that has been asked is asked in other words."""
    key = "menar_du_igen" if decision.reason == "near" else "vilken_kommun_igen"
    is_known = decision.reason in ("near", "area")
    return replace(decision, markdown=decision.turn.say(key)) if is_known else _unclear(decision)


def _unclear(decision: Decision) -> Decision:
    """The second time in a row that nothing is understood, how to get a person is said."""
    is_unclear = decision.chat == "oklart"
    return replace(decision, markdown=decision.turn.say("oklart_igen")) if is_unclear else decision


_INSTEAD: dict[str, Callable[[Decision], Decision]] = {
    "answer": _answer,
    "handoff": _no,
    "clarify": _question,
    "smalltalk": _unclear,
}
