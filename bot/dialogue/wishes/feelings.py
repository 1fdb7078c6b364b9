"""What is met with a human sentence first: grief, tiredness, anger, a threat; then an answer where
one was asked for, or a person. Pure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from bot import text
from bot.cases.choices import NoThanks, ThisEntry, ThisThing
from bot.dialogue.offering import offers
from bot.dialogue.turns.conversation import Offer
from bot.dialogue.turns.decision import Decision, OnCase, chat
from bot.dialogue.turns.states import Confirming, Rewriting, writes_on_case
from bot.dialogue.turns.turn import Turn
from bot.dialogue.wishes import rights
from bot.dialogue.words import danger
from bot.knowledge.model import Unknown
from bot.knowledge.speech import PREFIX
from bot.knowledge.words import Feeling
from bot.matching.verdict import Verdict

PARAGRAPH = "\n\n"
_MILD: frozenset[Feeling] = frozenset({"orättvisa", "skam", "oro"})
"""What takes nothing of what is said to the question away."""
_SORRY = 16
"""Words of somebody who is sorry, and says nothing more."""


def met(decision: Decision, by_itself: Callable[[Turn, str], Decision]) -> Decision:
    """The decision with a human sentence first, where the question shows a feeling: an answer that
    was asked for comes after it, else a person. Anger is never added to what waits to be sent.
    ``by_itself``: what is said to a part of it as if that were all."""
    turn = decision.turn
    feeling = _feeling(turn) or _learned(decision)
    if feeling is None or decision.reason in ("language", "feeling"):
        return decision
    sentence = turn.say.table("känslor")[feeling]
    is_met = decision.reason in ("added", "own-question") and feeling != "hot"
    if (decision.outcome == "answer" and turn.asks) or is_met or _tells_of_grief(decision, feeling):
        return _first(sentence, decision)
    told = _asked_beside(decision, feeling, by_itself)
    if told is not None:
        return _first(sentence, told)
    if isinstance(decision.action, OnCase):
        said = f"{sentence} {turn.say('redan_skickad', p=PREFIX)}"
        return Decision(turn, "smalltalk", "feeling", said, area=turn.area)
    met_by = _person(decision, sentence)
    return _without_the_threat(met_by) if feeling == "hot" else met_by


def _first(sentence: str, decision: Decision) -> Decision:
    whole = "\n\n".join(filter(None, [sentence, decision.markdown]))
    return replace(decision, markdown=whole)


def _asked_beside(
    decision: Decision, feeling: Feeling, by_itself: Callable[[Turn, str], Decision]
) -> Decision | None:
    """What is known to what is asked beside a feeling: to all of it, or else to the sentences that
    ask, which what was told around them drowned. None of a threat, and where nothing is."""
    turn = decision.turn
    if feeling in _MILD and _is_known(decision):
        return decision
    if feeling == "hot" or turn.extends is not None:
        return None
    is_offered = isinstance(decision.state, Confirming) and not _is_met(decision)
    if _is_known(decision) and is_offered:
        return decision
    sentences = text.sentences(turn.question)
    asked = " ".join(text.asking(sentences) or _with_a_question(turn, sentences))
    near = [one for one in decision.choices if isinstance(one, ThisEntry | ThisThing)]
    if asked and near and feeling != "ilska":
        return decision
    if turn.question != turn.message or asked in ("", " ".join(sentences)):
        return None
    return _as_asked(turn, by_itself(turn, asked))


def _as_asked(turn: Turn, alone: Decision) -> Decision | None:
    """What is known to the sentences that ask, said to all that was written."""
    missing = turn.know.unknowns.get(alone.unknown or "")
    if missing is not None and missing.opening is None:
        return _lacking(replace(turn, verdict=alone.turn.verdict, area=alone.turn.area), missing)
    if alone.outcome != "answer":
        return None
    return replace(alone, turn=replace(alone.turn, message=turn.message, question=turn.question))


def _is_met(decision: Decision) -> bool:
    """Whether what only a person answers has said a human sentence of its own."""
    missing = decision.turn.know.unknowns.get(decision.unknown or "")
    return missing is not None and missing.opening is not None


def _with_a_question(turn: Turn, sentences: list[str]) -> list[str]:
    """The last sentence, where it goes on to ask: "vi är nya, vilka nämnder ger stöd"."""
    return [one for one in sentences[-1:] if turn.signs.asks_mid.search(one)]


def _lacking(turn: Turn, missing: Unknown) -> Decision:
    """What the sources lack is said, and all that was written is offered to people."""
    opening, topic, owner = turn.say.missing(missing, turn.today), missing.topic, missing.team
    return offers.handoff(turn, [opening], "unknown", topic=topic, owner=owner, unknown=missing.id)


def _is_known(decision: Decision) -> bool:
    return decision.reason not in rights.NOTHING_FOUND and decision.action is None


def _without_the_threat(decision: Decision) -> Decision:
    """What carries a threat isn't sent by a yes: it is to be written without it."""
    state, offers = decision.state, decision.turn.offers
    if not isinstance(state, Confirming) or state.offer not in offers:
        return decision
    if state.offer in {offer.id for offer in decision.turn.before.offers}:
        return decision
    ask = f"{decision.markdown.partition(PARAGRAPH)[0]} {decision.turn.say('skriv_utan_hot')}"
    choices = (NoThanks(state.offer),)
    return replace(decision, markdown=ask, state=Rewriting(state.offer), choices=choices)


def sorry(turn: Turn) -> Decision | None:
    """Somebody who is sorry for their temper is forgiven, and nothing of that is sent; who has a
    question with people is told that it is there still."""
    is_typed = turn.is_typed and not turn.is_new
    is_short = len(text.tokens(turn.plain)) <= _SORRY
    waits = writes_on_case(turn.before.state)
    if not is_typed or not is_short or waits or not _is_sorry(turn):
        return None
    # Who was asked to write it without the threat has taken it back, and may ask anything.
    is_threat = isinstance(turn.before.state, Rewriting)
    made = replace(chat(turn, "förlåt"), keeps_waiting=not is_threat)
    if not turn.before.case or turn.before.case_answered:
        return made
    return replace(made, markdown=turn.say("förlåt_väntar"))


def _is_sorry(turn: Turn) -> bool:
    """In so many words, or for their tone; who asks something beside it has that answered."""
    for_tone = turn.signs.apologizes.match(turn.plain) is not None and not turn.asks
    return for_tone or turn.small_talk == "förlåt"


def _tells_of_grief(decision: Decision, feeling: Feeling) -> bool:
    """Whether it is something that the people who get the question need to know."""
    return feeling == "sorg" and isinstance(decision.action, OnCase)


def _person(decision: Decision, sentence: str) -> Decision:
    before = decision.turn.before
    turn = replace(decision.turn, is_new=True, offers=_kept(decision))
    if isinstance(before.state, Confirming) and before.state.offer in turn.offers:
        route = turn.offers[before.state.offer].route
        said = Decision(turn, "handoff", "feeling", sentence, area=turn.area, route=route)
        return rights.beside_the_offer(said)
    topic = decision.route.topic if decision.route is not None else "other"
    alone = replace(turn, verdict=Verdict("low"))
    return offers.handoff(alone, [sentence], "feeling", topic=topic)


def _kept(decision: Decision) -> dict[int, Offer]:
    """The offers that stood before: what was decided may have made one of what is offered now."""
    before = {offer.id: offer for offer in decision.turn.before.offers}
    return {id_: before[id_] for id_ in decision.turn.offers if id_ in before}


def _feeling(turn: Turn) -> Feeling | None:
    people, feelings = turn.talk.first_person, turn.know.rejects.feelings
    # Of what is added to an offer only that is looked at: the offer was met when it was made.
    said = turn.plain if turn.extends is not None else turn.plain_question
    shown = (one for one, words in feelings.items() if danger.is_danger(said, words, people))
    return next(shown, None)


def _learned(decision: Decision) -> Feeling | None:
    """The same in words that are like those of the examples, where nothing else was found."""
    turn = decision.turn
    if decision.reason not in rights.NOTHING_FOUND:
        return None
    return like(turn, turn.plain_question)


def like(turn: Turn, said: str) -> Feeling | None:
    """The feeling that a text shows by what it is like, where nothing of ours is named."""
    if turn.names_a_thing:
        return None
    done = turn.assessor.act("anyone", turn.assessor.without_places(said), turn.language)
    return next((one for one in turn.know.rejects.feelings if done and one == done.kind), None)
