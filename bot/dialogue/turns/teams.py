"""A team as it is told of to an asker: what it helps with, and how it is reached. Pure."""

from __future__ import annotations

from bot.dialogue.turns.turn import Turn
from bot.knowledge.overviews import joined
from bot.knowledge.tables import Team

_ALL = 6
"""Topics of a team that takes any question: they aren't listed."""


def presented(turn: Turn, team: Team) -> str:
    """What a team helps with, and how to reach it."""
    contact = turn.say.contact(team)
    reached = [turn.say("vem_når", kontakt=contact)] if contact else []
    if not contact or is_called_in_vain(turn, team):
        reached += [turn.say("vem_inget_nummer" if contact else "vem_når_inte"), switchboard(turn)]
    return " ".join(filter(None, [_helps_with(turn, team), *reached]))


def is_called_in_vain(turn: Turn, team: Team) -> bool:
    """Whether somebody wants to call a team that no number is known to."""
    has_number = team.contact is not None and team.contact.phone is not None
    return not has_number and turn.signs.calls.search(turn.plain) is not None


def switchboard(turn: Turn) -> str:
    """Where the number is of whoever can put them through; "" where nobody can."""
    area = turn.know.areas.get(turn.area or "")
    if area is None or area.kind == "land":
        return ""
    return turn.say("vem_växel", vems=turn.say.table("vems_där")[area.kind])


def _helps_with(turn: Turn, team: Team) -> str:
    name = turn.say.localized(team.name)
    name = name[:1].upper() + name[1:]
    if len(team.topics) >= _ALL:
        return turn.say("vem_alla_frågor", team=name)
    names = turn.say.table("hjälper_med")
    topics = joined(turn.say, [names[topic] for topic in team.topics])
    return turn.say("vem_svarar", team=name, ämnen=topics)
