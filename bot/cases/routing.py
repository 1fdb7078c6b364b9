"""Who gets a question: area × topic × language → team, deputy, the county's team, the country's,
the default team. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from bot.days import workdays
from bot.knowledge.fields import Topic
from bot.knowledge.model import COUNTRY, DEFAULT_TEAM, Knowledge
from bot.knowledge.tables import Team


@dataclass(frozen=True, slots=True)
class Route:
    """Where a handoff goes. ``area`` is None where it must be asked for; ``team`` None where no
    association office answers.

    ``receiver`` is the team that will really get the card: ``team`` itself where it has a room and
    is there; None where nobody has.
    """

    area: str | None
    team: str | None
    topic: Topic
    receiver: str | None = None


@dataclass(frozen=True, slots=True)
class Staff:
    """Which teams have a room (None: all, where nothing is really sent) and which are away."""

    seated: AbstractSet[str] | None = None
    away: AbstractSet[str] = frozenset()

    def has_room(self, team: str) -> bool:
        return self.seated is None or team in self.seated

    def takes(self, team: str) -> bool:
        return self.has_room(team) and team not in self.away


EVERYBODY = Staff()


def team_of(knowledge: Knowledge, id_: str) -> Team:
    """A team by its id. The default team catches what no other takes; it stands in no file. Of a
    team that editors have taken away the questions are the default team's."""
    if id_ != DEFAULT_TEAM and id_ in knowledge.teams:
        return knowledge.teams[id_]
    names = {
        language: str(own["standardlaget"])
        for language, own in knowledge.wording.items()
        if "standardlaget" in own
    }
    return Team.model_construct(
        id=DEFAULT_TEAM,
        name=names,
        topics=[],
        hours="mån-fre 9-16",
        closed_weeks=[],
        closures=[],
        deputy=DEFAULT_TEAM,
        promise=2,
        languages=[],
        contact=None,
    )


def hours_of(team: Team) -> workdays.Hours:
    """When a team works."""
    return team.office


def promised(team: Team, now: dt.datetime) -> dt.datetime:
    """By when a team that gets a question now answers."""
    return hours_of(team).promise(now, team.promise)


def chain(
    knowledge: Knowledge, area: str, topic: Topic, owner: str = "", language: str = ""
) -> list[Team]:
    """Every team that may get a question about ``topic`` in ``area``, in order, each one's
    deputies after it.

    ``owner``, the team of the entry that it is about, comes first; then the area's teams for the
    topic, those that have the ``language`` before the others; then the county's and the country's.
    """
    starts = [knowledge.teams[owner]] if owner in knowledge.teams else []
    for place in knowledge.chain(area) if area in knowledge.areas else [COUNTRY]:
        here = [
            team for team in knowledge.teams.values() if team.area == place and topic in team.topics
        ]
        starts += sorted(here, key=lambda team: language not in team.languages)
    ordered: list[Team] = []
    for start in starts:
        team: Team | None = start
        while team is not None and team not in ordered:
            ordered.append(team)
            team = knowledge.teams.get(team.deputy)
    return ordered


def choose_receiver(teams: list[Team], staff: Staff) -> str | None:
    """The first team of a chain that has a room and is there; the default team where none is; None
    where it has no room either."""
    ids = [*(team.id for team in teams), DEFAULT_TEAM]
    return next(
        (id_ for id_ in ids if staff.takes(id_)),
        next((id_ for id_ in ids if staff.has_room(id_)), None),
    )


def receivers(knowledge: Knowledge, area: str) -> list[str]:
    """The teams that a coordinator may pass a question of an area on to: the area's own, those of
    the areas around it and the default one."""
    teams = knowledge.teams.values()
    places = knowledge.chain(area) if area in knowledge.areas else [COUNTRY]
    around = [team.id for place in places for team in teams if team.area == place]
    return [*around, DEFAULT_TEAM]


def deputy_of(
    knowledge: Knowledge, team: str, staff: Staff, passed: AbstractSet[str]
) -> str | None:
    """Who takes over from a team: its deputy, that one's deputy …, never one that has had the
    question; at last the default team."""
    tried = {team, *passed}
    while team != DEFAULT_TEAM and (team := team_of(knowledge, team).deputy) not in tried:
        if staff.takes(team):
            return team
        tried.add(team)
    return DEFAULT_TEAM if DEFAULT_TEAM not in passed and staff.has_room(DEFAULT_TEAM) else None
