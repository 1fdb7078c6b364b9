"""What was last known of a thing, where just that is asked for: too old to be an answer, and too
useful to be denied. It stands beside the people who know. Pure."""

from __future__ import annotations

import re
from dataclasses import replace

from bot import markup
from bot.dialogue.turns import aspects
from bot.dialogue.turns.turn import Turn
from bot.knowledge.model import Entry, Unknown
from bot.matching import slots
from bot.matching.assessor import WHAT_IT_IS

_NEARLY, _LEAST = 0.15, 0.02
"""The share of an answer's chance, and the chance, from which what was last known of its thing is
told with it."""


def of(turn: Turn, thing: str) -> Unknown | None:
    """What the sources lack of a thing and that is asked for, where something was known of it
    once."""
    known = turn.know.things.get(thing)
    if known is None or known.ended(turn.today) is not None:
        return None
    lacking = (turn.know.unknowns[id_] for id_ in known.unknowns)
    return next((one for one in lacking if _tells(turn, one)), None)


def as_sure(turn: Turn) -> Turn:
    """The turn with the verdict on what was last known, where that has what is asked for and is as
    likely as an answer must be: it is as good as one."""
    verdict = turn.verdict
    missing = turn.know.unknowns.get(verdict.label or "") if verdict.kind == "low" else None
    if missing is None or verdict.chance < turn.assessor.sure:
        return turn
    is_open = aspects.of(turn, turn.asked_now) is None and _has(turn) is None
    is_told = missing.last_known is not None and (is_open or _tells(turn, missing))
    return replace(turn, verdict=replace(verdict, kind="unknown")) if is_told else turn


def with_answer(turn: Turn, entry: Entry) -> tuple[Unknown | None, bool]:
    """What was last known that stands with an answer, and whether just that is asked for."""
    asked = _beside(turn, entry)
    return asked or _near(turn, entry), asked is not None


def _near(turn: Turn, entry: Entry) -> Unknown | None:
    """What was last known of an answer's thing, where what is asked is nearly as like that as it is
    like the answer, and doesn't plainly ask for one or the other."""
    known = turn.know.things.get(entry.thing)
    is_told = aspects.of(turn, turn.core) == WHAT_IT_IS
    if known is None or is_told or known.ended(turn.today) is not None:
        return None
    chances = turn.verdict.chances
    least = max(_NEARLY * chances.get(entry.id, 1.0), _LEAST)
    likely = [id_ for id_ in known.unknowns if chances.get(id_, 0.0) >= least]
    best = max(likely, key=lambda id_: chances[id_], default=None)
    missing = turn.know.unknowns[best] if best is not None else None
    return missing if missing is not None and missing.last_known is not None else None


def _beside(turn: Turn, entry: Entry) -> Unknown | None:
    """What was last known and is asked for, beside an answer that hasn't that."""
    missing = of(turn, entry.thing)
    has = _has(turn)
    is_said = has is not None and has.search(markup.plain(turn.say.answered(entry))) is not None
    return None if is_said else missing


def _tells(turn: Turn, missing: Unknown) -> bool:
    """Whether what was last known has what is asked for."""
    if missing.last_known is None:
        return False
    has = _has(turn)
    if has is not None:
        return has.search(turn.say.localized(missing.last_known.text)) is not None
    return bool(slots.of(turn.asked_now.lower(), turn.know.words) & set(missing.missing))


def _has(turn: Turn) -> re.Pattern[str] | None:
    """What a text has that tells what is asked for; None where that doesn't show."""
    name = aspects.of(turn, turn.asked_now)
    told = turn.talk.aspects[name].told if name else None
    forms = (one.has for one in turn.talk.forms if one.asks.search(turn.asked_now))
    return told or next(forms, None)
