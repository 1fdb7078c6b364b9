"""A rule for who seeks a room, an agreement or a person, and asks for the guide to grants: that is
told of, and the guide is a tap away. Pure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from bot import text
from bot.cases.choices import BeginGuide, NotThis
from bot.dialogue.answering import contacts
from bot.dialogue.turns import topics
from bot.dialogue.turns.decision import Decision, Reason
from bot.dialogue.turns.turn import Turn
from bot.dialogue.wishes import offer_words
from bot.guides import course, hearing
from bot.knowledge.guides import MADE

_WITH_A_STORY = 2
"""Sentences of a message that tells something before it asks for the guide."""
_ADVICE = "rad"
"""What the guide hears who wants advice, and no money."""
_KNOWN: tuple[Reason, ...] = ("answer", "slot", "unknown", "who")
_NO_MONEY = ("collaboration", "contacts", "forums", "iop", "premises", "volunteers")
"""What is sought by somebody whom the guide to grants doesn't help."""
_MOST_CHOICES = 5
"""Choices with the guide, at most."""

Decide = Callable[[Turn, str], Decision]


def sought(turn: Turn, decide: Decide) -> Decision | None:
    """ "Vi letar sal till dansen. Vilket bidrag passar oss?": what is known of rooms, agreements or
    people where that is what is sought; the guide is a tap away."""
    guidance, sentences = turn.know.guidance, text.sentences(turn.message)
    if guidance is None or len(sentences) < _WITH_A_STORY or not turn.is_typed:
        return None
    told = [one for one in sentences if not hearing.begins(guidance, one)]
    story = " ".join(told)
    wants_none = turn.signs.no_money.search(story) is not None
    is_of_money = topics.topic_of(turn, story) == "grants" and not wants_none
    if len(told) in (0, len(sentences)) or is_of_money:
        return None
    if _seeks_advice(turn, story) and (people := contacts.for_advice(turn, story)) is not None:
        return _with_the_guide(people)
    is_sought = topics.topic_of(turn, story) == "iop" or turn.signs.wants_a_room.search(story)
    if not is_sought and not any(offer_words.asks(turn, one) for one in told):
        return None
    made = decide(turn, story)
    item = turn.know.entries.get(made.entry or "") or turn.know.unknowns.get(made.unknown or "")
    is_so = made.reason in _KNOWN and item is not None and item.topic in _NO_MONEY
    return _with_the_guide(made) if is_so else None


def _with_the_guide(made: Decision) -> Decision:
    """The guide is a tap away, where there is room for it."""
    if len(made.choices) >= _MOST_CHOICES:
        return made
    first = tuple(one for one in made.choices if not isinstance(one, NotThis))
    last = tuple(one for one in made.choices if isinstance(one, NotThis))
    return replace(made, choices=(*first, BeginGuide(MADE), *last))


def _seeks_advice(turn: Turn, story: str) -> bool:
    """Whether the guide hears that what is sought is advice, and no money."""
    questions = course.questions(turn.know, MADE)
    heard = hearing.heard(turn.know.guidance, questions, story) if questions is not None else []
    return any(value == _ADVICE for _, value in heard)
