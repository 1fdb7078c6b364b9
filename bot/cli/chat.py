"""`onewayin chat`: the whole bot in a terminal, or in a pipe; nothing is kept."""

from __future__ import annotations

import asyncio
import logging
import sys
from pathlib import Path

import click

from adapters import CHANNELS
from adapters.console import ROOM, ConsoleSettings
from bot import app
from bot.cli import areas, log, opening, options
from bot.cli.swedish import Command
from bot.knowledge.model import DEFAULT_TEAM, Knowledge
from bot.limits import UNLIMITED
from bot.live import watching
from bot.settings import Settings
from bot.storage import database
from bot.storage.seating import EDITORS

_HOW = "Skriv din fråga. ”sluta” avslutar. En rad som börjar med @ skriver du som samordnare."


@click.command(cls=Command, help="Prata med boten i terminalen. Inget sparas.")
@click.option(
    "--area",
    metavar="OMRÅDE",
    shell_complete=areas.completions,
    help="område att börja i, till exempel ekero",
)
@click.option(
    "--files",
    metavar="MAPP",
    type=click.Path(path_type=Path, file_okay=False),
    help="spara filer som boten skickar här",
)
@options.knowledge()
def command(area: str | None, files: Path | None, folder: Path | None) -> int:
    """One person at a terminal plays both sides: every team sits in the same room."""
    current = opening.library(folder)
    settings = _settings(area, files, current.knowledge)
    log.to_stderr(logging.ERROR)
    if sys.stdin.isatty() and sys.stdout.isatty():
        click.secho(_HOW, dim=True)
    try:
        talk = app.run(settings, CHANNELS, current, changes=watching.changes, in_step=True)
        return asyncio.run(talk)
    except KeyboardInterrupt:
        return 0


def _settings(area: str | None, files: Path | None, knowledge: Knowledge) -> Settings:
    room = f"console:{ROOM}"
    first = f"/omrade {knowledge.areas[areas.named(area, knowledge)].name}" if area else ""
    return Settings(
        database=database.MEMORY,
        undo_seconds=0,
        limits=UNLIMITED,
        rooms=dict.fromkeys([*knowledge.teams, DEFAULT_TEAM, EDITORS], room),
        channels={"console": ConsoleSettings(first=first, files=files)},
    )
