"""What a question wants to know of a thing: when, who, how much. It is like what people say who ask
that (``knowledge/acts.yaml``), or has a word that shows it. Pure."""

from __future__ import annotations

from bot import text
from bot.dialogue.turns.turn import Turn
from bot.dialogue.words import signs

_LONGEST = 10
"""Words of a text that asks one thing of what was just told of."""
_SURE = 0.75
"""How likely what a text is like must be beside all else, to count for more than a word that shows
something else."""
_CONTENT = 5
"""Letters of a word by which a text is about something."""


def of(turn: Turn, said: str) -> str | None:
    """What a text wants to know of a thing, by the names of ``talk.yaml``; None where that isn't
    plain."""
    return next(iter(every(turn, said)), None)


def every(turn: Turn, said: str) -> list[str]:
    """All that it may want to know, the plainest first."""
    shown = signs.aspects(turn.talk, said)
    learned = _learned(turn, said, _SURE if shown else 0.0)
    return shown if learned is None else [learned, *(name for name in shown if name != learned)]


def is_bare(turn: Turn, said: str) -> bool:
    """Whether a text says what it wants to know and nothing of what it is about."""
    if signs.is_bare(turn.talk, said):
        return True
    name = _learned(turn, said, _SURE)
    if name is None:
        return False
    known = turn.know.acts.of_things[name] | turn.talk.pointing | turn.talk.going_on
    return all(word in known for word in text.tokens(said) if len(word) >= _CONTENT)


def asks_barely(turn: Turn, said: str) -> bool:
    """Whether a text asks something, with or without a sign for it, and says nothing of what it is
    about: "kostar det", "vem har sista ordet"."""
    return of(turn, said) is not None and is_bare(turn, said)


def _learned(turn: Turn, said: str, least: float) -> str | None:
    """What a text is like that goes on about the thing that was told of."""
    if turn.thing is None or len(text.tokens(said)) > _LONGEST or turn.assessor.mentions(said):
        return None
    found, known = turn.assessor.act("thing", said, turn.language), turn.talk.aspects
    is_likely = found is not None and found.share >= least
    return found.kind if found is not None and is_likely and found.kind in known else None
