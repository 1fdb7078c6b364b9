"""What was last known of a thing, where just that is asked for: too old to be an answer, and too
useful to be denied. It stands beside the people who know. Pure."""

from __future__ import annotations

import re

from bot import markup
from bot.dialogue.turns.conversation import LEANS
from bot.dialogue.turns.turn import Turn
from bot.dialogue.words import signs
from bot.knowledge.model import Entry, Unknown
from bot.matching import slots


def of(turn: Turn, thing: str) -> Unknown | None:
    """What the sources lack of a thing and that is asked for, where something was known of it
    once."""
    known = turn.know.things.get(thing)
    if known is None or known.ended(turn.today) is not None:
        return None
    asked = turn.core.rpartition(LEANS)[2]
    lacking = (turn.know.unknowns[id_] for id_ in known.unknowns)
    return next((one for one in lacking if _tells(turn, one, asked)), None)


def beside(turn: Turn, entry: Entry) -> Unknown | None:
    """The same, beside an answer that hasn't what is asked for."""
    missing = of(turn, entry.thing)
    has = _has(turn, turn.core.rpartition(LEANS)[2])
    is_said = has is not None and has.search(markup.plain(turn.say.answered(entry))) is not None
    return None if is_said else missing


def _tells(turn: Turn, missing: Unknown, asked: str) -> bool:
    """Whether what was last known has what is asked for."""
    if missing.last_known is None:
        return False
    has = _has(turn, asked)
    if has is not None:
        return has.search(turn.say.localized(missing.last_known.text)) is not None
    return bool(slots.of(asked.lower(), turn.know.words) & set(missing.missing))


def _has(turn: Turn, asked: str) -> re.Pattern[str] | None:
    """What a text has that tells what is asked for; None where that doesn't show."""
    name = signs.aspect(turn.talk, asked)
    told = turn.talk.aspects[name].told if name else None
    forms = (one.has for one in turn.talk.forms if one.asks.search(asked))
    return told or next(forms, None)
