"""What there is instead of a thing that is no more. Pure."""

from __future__ import annotations

from bot.cases.choices import AskerChoice, ThisThing
from bot.dialogue.turns.turn import Turn


def of(turn: Turn, thing: str) -> tuple[AskerChoice, ...]:
    """What there is instead of a thing that is no more, where anything is answered of it."""
    known = turn.know.things.get(thing)
    ended = known.ended(turn.today) if known is not None else None
    instead = turn.know.instead_of(known) if known is not None and ended is not None else None
    return (ThisThing(instead.id),) if instead is not None and instead.answers else ()
