"""What kind of thing a question is about, by its words, and what is known of that kind where the
asker is. Pure."""

from __future__ import annotations

from bot.cases.choices import AllSupport, AskerChoice, ThisThing
from bot.dialogue.turns import unjoined
from bot.dialogue.turns.turn import Turn
from bot.knowledge.fields import Topic
from bot.knowledge.overviews import has_grants, supports


def topic_of(turn: Turn, question: str) -> Topic | None:
    """The kind of thing that a question is about; None where that isn't plain."""
    patterns = turn.talk.about.items()
    return next((topic for topic, pattern in patterns if pattern.search(question)), None)


def of_that_kind(turn: Turn) -> tuple[AskerChoice, ...]:
    """What is known of the kind of thing that is asked about, where the asker is: all its support,
    or its houses, its agreements; none where nothing is."""
    area, topic = turn.area, topic_of(turn, turn.core)
    return of_kind(turn, area, topic) if area is not None and topic is not None else ()


def of_kind(turn: Turn, area: str, topic: Topic) -> tuple[AskerChoice, ...]:
    """What is known of a kind of thing in a place."""
    know = turn.know
    if not know.has_own(area):
        return ()
    if topic == "grants":
        own = has_grants(supports(know, area, turn.today))
        return (AllSupport(area),) if own else unjoined.overviews(turn, area)
    there = (one for one in know.things.values() if one.area == area and one.topic == topic)
    known = [one.id for one in there if one.answers and one.ended(turn.today) is None]
    return tuple(map(ThisThing, known[: turn.policy.most_choices]))
