"""Which team a coordinator means by what they write: its number in no list, its id, or its name,
with the place or without. Pure."""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from bot.knowledge.tables import Team
from bot.text import bare, fold

_LONGEST = 8
"""Words of a team's name."""
_SHORTEST = 6
"""Letters of a word that means a team within a text."""
_LIKE = 86
"""From this likeness (of 100) a misspelt name means a team."""


def team_named(written: str, teams: Sequence[Team]) -> tuple[list[str], str]:
    """The teams that a text begins with the name of, and what follows it; none where it names
    none, several where it may be any of them."""
    words = written.split()
    for many in range(min(len(words), _LONGEST), 0, -1):
        said = _plain(" ".join(words[:many]))
        found = [team.id for team in teams if said and said in _forms(team)]
        if found:
            return found, " ".join(words[many:]).lstrip(",:–- ")
    said = _plain(words[0]) if words else ""
    like = [team.id for team in teams if any(_is_like(said, form) for form in _forms(team))]
    return (like, " ".join(words[1:]).lstrip(",:–- ")) if like else ([], written)


@dataclass(frozen=True, slots=True)
class Named:
    """A team that a text names, and what stands before and after its name."""

    team: str
    before: str
    after: str


def team_within(written: str, teams: Sequence[Team], places: Container[str] = ()) -> Named | None:
    """The one team that a text names anywhere, by a word of its own: never by that of a place or
    a short one."""
    words = written.split()
    for at, word in enumerate(words):
        said = _plain(word)
        if len(said) < _SHORTEST or said in places or said.removesuffix("s") in places:
            continue
        found, after = team_named(" ".join(words[at:]), teams)
        if len(found) == 1:
            return Named(found[0], " ".join(words[:at]), after)
    return None


def _forms(team: Team) -> frozenset[str]:
    return frozenset(filter(None, map(_plain, _names(team))))


def _names(team: Team) -> Iterator[str]:
    """Its id, its role, its name in each language, and that without the place and the ending."""
    yield team.id
    yield team.id.partition("/")[2]
    for name in team.name.values():
        short = name.rpartition(" i ")[0] or name
        first, last = short.split()[0], short.split()[-1]
        yield from (name, short, first, last)
        yield from (first.removesuffix(end) for end in ("n", "na", "en"))


def _plain(text: str) -> str:
    return fold(bare(text))


def _is_like(said: str, form: str) -> bool:
    return len(said) > 5 and fuzz.ratio(said, form) >= _LIKE
