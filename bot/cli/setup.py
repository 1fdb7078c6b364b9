"""`onewayin setup`: how a channel is set up, as its adapter tells it."""

from __future__ import annotations

import asyncio
import logging
import os
from pathlib import Path

import click

from adapters import CHANNELS, SETUPS, Setup
from bot import settings
from bot.cli import log, options
from bot.cli.swedish import Command, either
from bot.settings import Settings


@click.command(
    cls=Command,
    help=f"Berätta hur en kanal kopplas in. Skriver inget.\n\nKANAL är {either(sorted(SETUPS))}.",
)
@click.argument("channel", type=click.Choice(sorted(SETUPS)), metavar="KANAL")
@options.settings()
def command(channel: str, settings_file: Path | None) -> None:
    """With settings, also what the channel sees of rooms."""
    tell(SETUPS[channel], channel, settings_file)


def tell(lines: Setup, channel: str, settings_file: Path | None) -> None:
    """Print what an adapter tells of its channel, line by line."""
    chosen = settings.read(settings_file, CHANNELS) if settings_file else Settings()
    log.to_stderr(logging.ERROR)
    os.umask(0o077)  # a channel's store is its owner's alone

    async def told() -> None:
        async for line in lines(chosen.channels.get(channel)):
            print(line)

    asyncio.run(told())
