"""A team as it is told of to an asker: what it helps with, and how it is reached. Pure."""

from __future__ import annotations

from bot.dialogue.turn import Turn
from bot.knowledge.overviews import joined
from bot.knowledge.tables import Team

_ALL = 6
"""Topics of a team that takes any question: they aren't listed."""


def presented(turn: Turn, team: Team) -> str:
    """What a team helps with, and how to reach it."""
    contact = turn.say.contact(team)
    reached = turn.say("vem_når", kontakt=contact) if contact else _not_known(turn)
    return f"{_helps_with(turn, team)} {reached}"


def _not_known(turn: Turn) -> str:
    """That the sources don't have the number, and where it is."""
    kind = turn.know.areas[str(turn.area)].kind
    where = turn.say("vem_växel", vems=turn.say.table("vems_där")[kind]) if kind != "land" else ""
    return " ".join(filter(None, [turn.say("vem_når_inte"), where]))


def _helps_with(turn: Turn, team: Team) -> str:
    name = turn.say.localized(team.name)
    name = name[:1].upper() + name[1:]
    if len(team.topics) >= _ALL:
        return turn.say("vem_alla_frågor", team=name)
    names = turn.say.table("hjälper_med")
    topics = joined(turn.say, [names[topic] for topic in team.topics])
    return turn.say("vem_svarar", team=name, ämnen=topics)
