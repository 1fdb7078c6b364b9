"""What somebody does by what they say, where a list of phrases would never be whole. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from bot import text
from bot.knowledge.acts import ORDINARY, Who
from bot.matching.matcher import Matcher

_LEAST, _LEAST_OF_ONES_OWN = 0.1, 0.08
"""The chance under which a text is like nothing that was learned; of one's own question there are
most examples, and each counts for less."""
_WORDS: dict[Who, int] = {"asker": 1, "team": 1, "anyone": 3, "place": 1, "thing": 2, "all": 2}
"""Words of a text that shows what it does."""
_LONGEST = 40
"""Words of a text that does one thing."""
_SHARES: dict[Who, float] = {
    "asker": 0.7,
    "team": 0.7,
    "anyone": 0.8,
    "place": 0.7,
    "thing": 0.5,
    "all": 0.75,
}
"""How much likelier than not an act must be, beside what is ordinary: where anything may be said,
most."""


_ANY = frozenset[Who]({"team"})
"""Those of whom it matters more that a text is no answer than what it is: all that it may be counts
together against what is ordinary."""


_AMONG = frozenset[Who]({"thing", "all"})
"""Those of whom it matters which one a text is: what else it may be counts against it too."""


@dataclass(frozen=True)
class Act:
    """What is done, and how likely that is (0 to 1) beside an ordinary message."""

    kind: str
    share: float


def act(matcher: Matcher, who: Who, said: str, language: str = "sv") -> Act | None:
    """What a text does; None where it does nothing but what is ordinary, or nothing that was
    learned. ``said`` is masked."""
    if who not in matcher.talk or not _WORDS[who] <= len(text.tokens(said)) <= _LONGEST:
        return None
    chances = {
        one.label: one.chance for one in matcher.of_talk.rank(said, who, language).candidates
    }
    ordinary = chances.pop(ORDINARY, 0.0)
    kind = max(chances, key=lambda label: chances[label], default="")
    least = _LEAST_OF_ONES_OWN if who == "asker" else _LEAST
    if not kind or chances[kind] < least:
        return None
    talk = sum(chances.values()) if who in _ANY else chances[kind]
    beside = sum(chances.values()) - talk if who in _AMONG else 0.0
    share = talk / (talk + beside + ordinary)
    return Act(kind, share) if share >= _SHARES[who] else None
