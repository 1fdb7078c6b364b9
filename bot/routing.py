"""Who gets a question: area × topic → team, deputy, the county's team, the country's. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from bot.knowledge import COUNTRY, Knowledge, Team, Topic


@dataclass(frozen=True, slots=True)
class Route:
    """Where a handoff goes. ``area`` is None where it must be asked for; ``team`` None where no association office answers."""

    area: str | None
    team: str | None
    topic: Topic


def choose_team(knowledge: Knowledge, area: str, topic: Topic, owner: str = "") -> Team | None:
    """The team that gets a question about ``topic`` in ``area``; ``owner`` is the team of the entry that it is about.

    The owner answers where it has the topic; else the area's first team for the topic, else the county's, else the country's.
    """
    return next(iter(chain(knowledge, area, topic, owner)), None)


def chain(knowledge: Knowledge, area: str, topic: Topic, owner: str = "") -> list[Team]:
    """Every team that may get the question, in order: each one's deputies follow it."""
    starts = [knowledge.teams[owner]] if owner in knowledge.teams else []
    for place in knowledge.chain(area) if area in knowledge.areas else [COUNTRY]:
        starts += [team for team in knowledge.teams.values() if team.area == place and topic in team.topics]
    ordered: list[Team] = []
    for start in starts:
        team: Team | None = start
        while team is not None and team not in ordered:
            ordered.append(team)
            team = knowledge.teams.get(team.deputy)
    return ordered
