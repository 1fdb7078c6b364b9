"""`onewayin route`: every team that may get a question, in order, and by when."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from pathlib import Path

import click

from adapters import CHANNELS
from bot import settings
from bot.cases.cards import Cards
from bot.cases.routing import chain, promised, team_of
from bot.cli import areas, options
from bot.cli.swedish import Command
from bot.knowledge import loading
from bot.knowledge.fields import TOPICS, Topic
from bot.knowledge.model import DEFAULT_TEAM

_NAMES: dict[str, Topic] = {
    "bidrag": "grants",
    "iop": "iop",
    "kontakter": "contacts",
    "samverkan": "collaboration",
    "lokaler": "premises",
    "volontärer": "volunteers",
    "mötesplatser": "forums",
    "annat": "other",
}
"""Each topic as it is called in Swedish; its id is taken too."""


class Named(click.Choice[str]):
    """A topic, by its Swedish name or its id."""

    def __init__(self) -> None:
        super().__init__(list(_NAMES))

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The topic's id."""
        given = value.lower()
        return given if given in TOPICS else _NAMES[super().convert(given, param, ctx)]


@click.command(cls=Command, help="Visa kedjan av lag för ett område och ett ämne.")
@click.option(
    "--area",
    required=True,
    metavar="OMRÅDE",
    shell_complete=areas.completions,
    help="till exempel helsingborg",
)
@click.option(
    "--topic",
    required=True,
    type=Named(),
    metavar="ÄMNE",
    help=", ".join(_NAMES),
)
@click.option("--lang", default="sv", metavar="SPRÅK", help="språket som frågan är skriven på")
@options.settings()
@options.knowledge()
def command(
    area: str, topic: Topic, lang: str, settings_file: Path | None, folder: Path | None
) -> None:
    """With settings, also whether each team has a room."""
    chosen = settings.read(settings_file, CHANNELS) if settings_file else None
    folder = folder or (chosen.knowledge if chosen else None)
    knowledge = loading.load(settings.knowledge_folder(folder))
    teams = chain(knowledge, areas.named(area, knowledge), topic, "", lang)
    cards = Cards(knowledge, dt.datetime.now(dt.UTC))
    rooms = chosen.rooms if chosen else None
    for number, id_ in enumerate([*(team.id for team in teams), DEFAULT_TEAM], 1):
        print(f"{number}. {_line(id_, cards)}{_room(id_, rooms)}")


def _line(id_: str, cards: Cards) -> str:
    team = team_of(cards.knowledge, id_)
    due = cards.day(promised(team, cards.now))
    return f"{id_}  {cards.name(id_)}  {team.hours}  svar senast {due}"


def _room(id_: str, seated: Collection[str] | None) -> str:
    """Whether a team has a room; nothing where there are no settings to say so."""
    if seated is None:
        return ""
    return "  har rum" if id_ in seated else "  inget rum"
