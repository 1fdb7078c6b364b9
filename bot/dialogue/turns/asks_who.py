"""How a message shows that it asks whom to talk to, also with a story around that, and what about.
Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot import text
from bot.dialogue.turns import topics, verdicts
from bot.dialogue.turns.turn import Turn
from bot.dialogue.words import signs
from bot.knowledge.fields import Topic
from bot.knowledge.model import Entry, Unknown

_LEAST = 0.1
"""The chance from which what is nearest to a story says what it is about."""
_BARE = 10
"""Words of a message that asks it, and hardly says more."""
_CLAUSES = re.compile(r"[,;:!–]|\s-\s|\b(?:och|men|så|and|but|so)\b", re.IGNORECASE)


def is_asked(turn: Turn) -> bool:
    """Whether a message asks that, and says no more than what about in general words."""
    return signs.asks(turn.talk.who, words(turn, turn.plain_question))


def is_bare(turn: Turn) -> bool:
    """Whether a message that asks it says nothing of what it is about."""
    return topic(turn) == "contacts" and len(text.tokens(turn.plain)) <= _BARE


def in_a_story(turn: Turn) -> bool:
    """Whether one clause of a longer message asks it, or names whom it seeks in so many words."""
    if turn.signs.whom.search(turn.plain_question):
        return True
    parts = [part for one in text.sentences(turn.plain_question) for part in _CLAUSES.split(one)]
    return len(parts) > 1 and any(signs.asks(turn.talk.who, words(turn, part)) for part in parts)


def words(turn: Turn, said: str) -> Sequence[str]:
    """The words of a text, without its places."""
    return turn.assessor.words(turn.assessor.without_places(said), turn.area)


def topic(turn: Turn, said: str = "") -> Topic:
    """What it is about, by the words of the question; else by what is nearest to it."""
    own = set(words(turn, said or turn.plain_question))
    named = (one for one, of_it in turn.talk.topics.items() if set(of_it) & own)
    found = next(named, None) or topics.topic_of(turn, said or turn.core)
    if found is not None:
        return found
    item = nearest(turn)
    return item.topic if item is not None else "contacts"


def nearest(turn: Turn) -> Entry | Unknown | None:
    """What of the place's own a story is nearest to, where that is near enough to say what it is
    about."""
    if turn.area is None or is_asked(turn):
        return None
    chances = verdicts.verdict_on(turn, turn.core).chances
    know = turn.know
    items: dict[str, Entry | Unknown] = {**know.entries, **know.unknowns}
    own = [label for label in chances if label in items and items[label].area == turn.area]
    best = max(own, key=lambda label: chances[label], default=None)
    return items[best] if best is not None and chances[best] >= _LEAST else None
