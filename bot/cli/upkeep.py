"""`onewayin CHANNEL`: what else an adapter can do with its channel."""

from __future__ import annotations

from pathlib import Path

import click

from adapters import COMMANDS
from bot.cli import options, setup
from bot.cli.swedish import Command, either


def command(channel: str) -> click.Command:
    """The command of one channel, whose acts its adapter names."""
    acts = COMMANDS[channel]
    about = f"Skötsel av kanalen {channel}.\n\nÅTGÄRD är {either(sorted(acts))}."

    @click.command(channel, cls=Command, help=about)
    @click.argument("act", type=click.Choice(sorted(acts)), metavar="ÅTGÄRD")
    @options.settings(required=True)
    def upkeep(act: str, settings_file: Path) -> None:
        setup.tell(acts[act], channel, settings_file)

    return upkeep
