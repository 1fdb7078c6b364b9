"""What a card carries beside the question: what is near, and what was asked just before. Pure."""

from __future__ import annotations

from bot.dialogue.offering.letters import apart
from bot.dialogue.turns import stories
from bot.dialogue.turns.turn import Turn
from bot.knowledge.fields import Topic
from bot.knowledge.model import COUNTRY, Unknown

_NEAR = 0.05
"""The chance from which an entry stands on a card as near."""


def near(turn: Turn, unknown: str) -> tuple[str, ...]:
    """The entries that are near, for whoever gets the question: those that the bot itself would
    have shown, and what else is known of the thing that lacks what is asked."""
    missing = turn.know.unknowns.get(unknown)
    thing = turn.know.things.get(missing.thing) if missing is not None else None
    own = thing.answers if thing is not None else ()
    ranking = turn.verdict.rankings.get(turn.current.view_of(turn.area))
    ranked = ranking.candidates if ranking else ()
    likely = [one.label for one in ranked if one.chance >= _NEAR or one.label in own]
    entries = [label for label in likely if _is_of_its_place(turn, missing, label)]
    return tuple(entries[: turn.policy.most_choices])


def _is_of_its_place(turn: Turn, missing: Unknown | None, label: str) -> bool:
    """Whether it is an entry, and not the country's for what a place lacks: of another grant's
    dates nobody can answer."""
    entry = turn.know.entries.get(label)
    is_local = missing is not None and missing.area not in ("", COUNTRY)
    return entry is not None and not (is_local and entry.area == COUNTRY)


def asked_before(turn: Turn, topic: Topic) -> tuple[str, str]:
    """What was asked and answered just before, where it is of the same place and matter, for the
    coordinator; else the story that the question leans on. Masked, as it was stored."""
    answered = _answered_before(turn, topic)
    story = stories.behind(turn, apart(turn, turn.question)[1])
    return (story, "") if story and not stories.tells(turn, answered[0]) else answered


def _answered_before(turn: Turn, topic: Topic) -> tuple[str, str]:
    last, entry = turn.before.last_question, turn.know.entries.get(turn.before.last_entry or "")
    is_answered = entry is not None and turn.before.said.startswith(f"answer {entry.id} ")
    if entry is None or not is_answered or not turn.follows or turn.question.startswith(last):
        return "", ""
    is_here = turn.area is not None and entry.area in turn.know.chain(turn.area)
    return (apart(turn, last)[1], entry.title) if is_here and entry.topic == topic else ("", "")
