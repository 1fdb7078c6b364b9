"""What is asked in the words of an editors' guide: it begins where nothing else is sure, and is a
choice under what is answered. Pure."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from itertools import chain

from bot import text
from bot.cases.choices import AskTeam, BeginGuide, NoneOfThem, NotThis
from bot.dialogue.guidance import guiding
from bot.dialogue.turns.decision import Decision, Reason
from bot.dialogue.turns.states import ChoosingArea
from bot.dialogue.turns.turn import Turn
from bot.knowledge.guides import Guide
from bot.matching import gazetteer

_UNSURE: tuple[Reason, ...] = ("low", "near", "several")
"""What is said where nothing is sure: the guide begins instead."""
_BELOW: tuple[Reason, ...] = ("answer", "lacking", "slot", "unknown", "who")
"""What the guide is a choice under: an answer is never taken away by it."""
_MOST = 5
"""Choices with it, at most."""
_LAST = NotThis | NoneOfThem | AskTeam
"""What stays below it."""


def guided(decision: Decision) -> Decision:
    """The decision, with the guide that was asked for: in its place, or as a choice under it."""
    turn = decision.turn
    begins = decision.reason in _UNSURE or _is_made_guide(decision)
    guide = asked_for(turn) if begins or decision.reason in _BELOW else None
    if guide is None:
        return decision
    if begins and not turn.waiting_case:
        return guiding.begin(turn, guide) or decision
    if len(decision.choices) >= _MOST:
        return decision
    first = tuple(one for one in decision.choices if not isinstance(one, _LAST))
    last = tuple(one for one in decision.choices if isinstance(one, _LAST))
    return replace(decision, choices=(*first, BeginGuide(guide), *last))


def _is_made_guide(decision: Decision) -> bool:
    """Whether another guide has begun, by fewer of the words, or waits for a place to begin."""
    state = decision.state
    return decision.reason == "guide" or (isinstance(state, ChoosingArea) and state.guide != "")


def asked_for(turn: Turn) -> str | None:
    """The guide whose way of asking a question is, without its places; None where it is none's."""
    places = [mention.area for mention in turn.mentions]
    said = gazetteer.without(turn.plain_question, turn.mentions, places)
    meant, filling = _compared(said, turn.talk.filling), turn.talk.filling
    guides = turn.know.guides.values()
    return next((one.id for one in guides if meant in _ways(_asked(one), filling)), None)


def _asked(guide: Guide) -> tuple[str, ...]:
    return tuple(chain.from_iterable(guide.asked.values()))


@lru_cache(maxsize=64)
def _ways(asked: tuple[str, ...], filling: frozenset[str]) -> frozenset[tuple[str, ...]]:
    """A guide's ways of asking as they are compared."""
    return frozenset(_compared(one, filling) for one in asked)


def _compared(said: str, filling: frozenset[str]) -> tuple[str, ...]:
    """The words that two texts are compared by."""
    return tuple(text.fold(word) for word in text.tokens(said) if word not in filling)
