"""What is near a question that nothing is sure for, one tap away above the offer of people."""

from __future__ import annotations

from dataclasses import replace

from bot.cases.choices import ThisEntry
from bot.dialogue.decision import Decision
from bot.dialogue.turn import Turn

_LEAST = 0.02
"""The chance from which an entry is worth a tap, where the best of them has twice that."""
_BESIDE_UNKNOWN = 0.1
"""The chance from which an entry is shown where the sources are known to lack what is asked."""


def near(turn: Turn) -> tuple[str, ...]:
    """The entries that are nearest, the likeliest first; none where nothing is near."""
    rankings = turn.verdict.rankings.values()
    chances = {one.label: one.chance for ranking in rankings for one in ranking.candidates}
    entries = sorted(turn.know.entries.keys() & chances.keys(), key=lambda id_: -chances[id_])
    least = _BESIDE_UNKNOWN if turn.verdict.kind == "unknown" else _LEAST
    likely = [id_ for id_ in entries if chances[id_] >= least]
    if not likely or chances[likely[0]] < 2 * least:
        return ()
    return tuple(likely[: turn.policy.most_choices])


def beside(turn: Turn, offered: Decision, entries: tuple[str, ...]) -> Decision:
    """An offer of people with what is near above it; nothing where something else is said."""
    if offered.outcome != "handoff" or offered.route is None or offered.route.team is None:
        return offered
    return replace(offered, choices=(*map(ThisEntry, entries), *offered.choices))
