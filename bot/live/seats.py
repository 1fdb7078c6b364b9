"""The rooms of the settings beside the teams of the knowledge: a team that has a room must be
there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from bot.errors import Problem
from bot.knowledge.model import DEFAULT_TEAM, Knowledge
from bot.storage.seating import EDITORS


def without_team(rooms: Mapping[str, str], knowledge: Knowledge) -> list[str]:
    """What has a room and is no team."""
    return [team for team in rooms if team not in (*knowledge.teams, DEFAULT_TEAM, EDITORS)]


def objections(rooms: Mapping[str, str], folder: Path, knowledge: Knowledge) -> Sequence[Problem]:
    """Why the bot wouldn't start with some knowledge, and so doesn't go on with it either."""
    mend = "Lägg tillbaka det, eller be den som sköter servern att först ta bort rummet."
    return [
        Problem(folder / "teams.yaml", 1, f"Laget ”{team}” har ett rum, och ska finnas här. {mend}")
        for team in without_team(rooms, knowledge)
    ]
