"""`onewayin run`: the bot on the channels of its settings, until it is told to stop."""

from __future__ import annotations

import asyncio
import logging
import os
import sys
from pathlib import Path

import click

from adapters import CHANNELS
from bot import app, settings
from bot.cli import log, opening, options
from bot.cli.swedish import Command
from bot.errors import OneWayInError
from bot.knowledge.model import DEFAULT_TEAM
from bot.live import detecting, watching
from bot.settings import Settings


@click.command(cls=Command, help="Kör boten på de kanaler som inställningarna har en tabell för.")
@options.settings(required=True)
def command(settings_file: Path) -> int:
    """Runs until SIGTERM, Ctrl-C or the end of every channel."""
    chosen = settings.read(settings_file, CHANNELS)
    _check(chosen, settings_file)
    log.to_stderr(logging.INFO)
    os.umask(0o077)  # what the bot writes is its owner's alone
    current = opening.library(chosen.knowledge)
    talk = app.run(
        chosen, CHANNELS, current, changes=watching.changes, beside=detecting.kept_beside
    )
    return asyncio.run(talk)


def _check(chosen: Settings, file: Path) -> None:
    """Whether the bot has somebody to talk with. Raises ``OneWayInError``."""
    if not chosen.channels:
        known = ", ".join(f"[{name}]" for name in CHANNELS if name != "console")
        raise OneWayInError(f"{file}: ingen kanal att köra på. Lägg till en tabell: {known}.")
    if DEFAULT_TEAM not in chosen.rooms:
        print(
            "Inget rum för default: frågor till lag utan rum når ingen."
            " Lägg till default under [rooms].",
            file=sys.stderr,
        )
