"""What somebody does by what they say, where a list of phrases would never be whole. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from bot.knowledge.acts import ORDINARY, Who
from bot.matching.matcher import Matcher

_LEAST = 0.1
"""The chance under which a text is like nothing that was learned."""
_SHARE = 0.7
"""How much likelier than not an act must be, beside what is ordinary."""


@dataclass(frozen=True)
class Act:
    """What is done, and how likely that is (0 to 1) beside an ordinary message."""

    kind: str
    share: float


def act(matcher: Matcher, who: Who, said: str, language: str = "sv") -> Act | None:
    """What a text does; None where it does nothing but what is ordinary, or nothing that was
    learned. ``said`` is masked and no longer than a message."""
    if who not in matcher.talk:
        return None
    chances = {
        one.label: one.chance for one in matcher.of_talk.rank(said, who, language).candidates
    }
    ordinary = chances.pop(ORDINARY, 0.0)
    kind = max(chances, key=lambda label: chances[label], default="")
    share = chances[kind] / (chances[kind] + ordinary) if kind else 0.0
    return Act(kind, share) if share >= _SHARE and chances[kind] >= _LEAST else None
