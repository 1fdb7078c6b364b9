"""What an answer must have where the question asks for just that: a year, a number of something.
One without it stands beside the question. Pure."""

from __future__ import annotations

from dataclasses import replace

from bot import markup
from bot.dialogue.offering import offers
from bot.dialogue.turns.decision import Decision
from bot.dialogue.turns.turn import Turn
from bot.knowledge.model import Entry
from bot.knowledge.words import AnswerForm

_LEAST = 0.05
"""The chance from which an answer that has what is asked for is the one that was meant, beside one
that was taken for it and hasn't."""


def fitting(turn: Turn) -> Turn:
    """The turn with the verdict on an answer that has what is asked for; as it is, where nothing is
    asked for that shows, or no such answer is near."""
    form = _asked_for(turn)
    entry = turn.know.entries.get(turn.verdict.label or "")
    if form is None or entry is None or _has(turn, entry, form):
        return turn
    better = next((one for one in _near(turn, entry) if _has(turn, one, form)), None)
    return replace(turn, verdict=replace(turn.verdict, label=better.id)) if better else turn


def lacking(turn: Turn) -> Decision | None:
    """An answer that hasn't what is asked for, and none near has it: what is known, and the offer
    of a person."""
    form = _asked_for(turn)
    entry = turn.know.entries.get(turn.verdict.label or "")
    if form is None or entry is None or _has(turn, entry, form):
        return None
    what = turn.say.localized(form.lacks)
    opening = turn.say("lucka", rubrik=markup.escape(entry.title), lucka=what)
    return offers.handoff(turn, [opening], "lacking", topic=entry.topic, owner=entry.team)


def _asked_for(turn: Turn) -> AnswerForm | None:
    return next((one for one in turn.talk.forms if one.asks.search(turn.asked_now)), None)


def _has(turn: Turn, entry: Entry, form: AnswerForm) -> bool:
    return form.has.search(markup.plain(turn.say.answered(entry))) is not None


def _near(turn: Turn, entry: Entry) -> list[Entry]:
    """The other answers that may have been meant: of the same thing, and those that are likely, of
    the same place."""
    thing = turn.know.things.get(entry.thing)
    own = thing.answers if thing is not None else ()
    candidates = turn.verdict.candidates
    likely = [one.label for one in candidates if one.chance >= _LEAST or one.label in own]
    entries = [turn.know.entries[one] for one in likely if one in turn.know.entries]
    return [one for one in entries if one.id != entry.id and one.area == entry.area]
