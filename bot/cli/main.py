"""The command line: the group of its commands, and the one place where errors become sentences."""

from __future__ import annotations

import importlib
import os
import sys
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import click

from adapters import COMMANDS
from bot.cli import streams, swedish
from bot.errors import KnowledgeError, OneWayInError, told

BAD_INPUT = 2
INTERRUPTED = 130
_NAME = "onewayin"
_COMPLETION = "_ONEWAYIN_COMPLETE"
"""What a shell sets when it asks for completions, or for the script that asks for them."""
_ABOUT = {
    "chat": "prata med boten i terminalen",
    "run": "kör boten på sina kanaler",
    "ask": "ställ en fråga, eller en fil med frågor",
    "play": "spela upp samtal ur en fil",
    "find": "visa var i kunskapen något står",
    "check": "granska kunskapen",
    "guide": "läs upp en guide som ett samtal",
    "schema": "skriv schemat som VS Code föreslår nycklar ur",
    "cases": "visa frågor som väntar på en människa",
    "route": "visa vem som får en fråga",
    "setup": "berätta hur en kanal kopplas in",
}
"""Each command has a module of its name, with its ``command``."""


class Later(click.Command):
    """A command that is loaded once it is used: to list them all, nothing of the bot is needed."""

    def __init__(self, name: str, about: str, load: Callable[[], click.Command]) -> None:
        super().__init__(name, short_help=about)
        self._load = load

    def make_context(
        self,
        info_name: str | None,
        args: list[str],
        parent: click.Context | None = None,
        **extra: Any,
    ) -> click.Context:
        return self._load().make_context(info_name, args, parent, **extra)


def _command(name: str) -> click.Command:
    command: click.Command = importlib.import_module(f"bot.cli.{name}").command
    return command


def _upkeep(channel: str) -> click.Command:
    command: click.Command = importlib.import_module("bot.cli.upkeep").command(channel)
    return command


@click.group(
    cls=swedish.Group,
    commands=[
        *(Later(name, about, partial(_command, name)) for name, about in _ABOUT.items()),
        *(Later(name, f"skötsel av kanalen {name}", partial(_upkeep, name)) for name in COMMANDS),
    ],
    help="En väg in: en automatisk tjänst som svarar föreningar ur källor som den visar.",
    context_settings={"help_option_names": ["-h", "--help"]},
)
@click.version_option(
    package_name="one-way-in", message="%(prog)s %(version)s", help="visa vilken version det är"
)
def onewayin() -> None:
    """Every command; each is loaded once it is used."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; the exit status says whether it went well."""
    try:
        with streams.opened():
            given = map(_as_typed, sys.argv[1:]) if arguments is None else arguments
            return _status(list(given))
    except streams.OutputLost as lost:
        if lost.text:
            print(lost.text, file=sys.stderr)
        return int(lost.code or 0)


def _as_typed(argument: str) -> str:
    """An argument in UTF-8, as the streams are, also where Python took the terminal for ASCII."""
    return os.fsencode(argument).decode("utf-8", "surrogateescape")


def _status(arguments: list[str]) -> int:
    """Run one command; what is wrong is one sentence on standard error."""
    if os.environ.get(_COMPLETION):
        onewayin.main(prog_name=_NAME)  # answers the shell and ends the process
    try:
        return _run(arguments)
    except click.exceptions.Exit as error:
        return error.exit_code
    except click.UsageError as error:
        print(told(swedish.usage(error, _NAME)), file=sys.stderr)
    except KnowledgeError as error:
        print(f"Kunskapen går inte att använda:\n{told(error)}", file=sys.stderr)
    except OneWayInError as error:
        print(told(error), file=sys.stderr)
    except KeyboardInterrupt:
        return INTERRUPTED
    return BAD_INPUT


def _run(arguments: list[str]) -> int:
    """Run one command and let every error out, as click's own ``main`` doesn't."""
    with onewayin.make_context(_NAME, arguments) as context:
        return int(onewayin.invoke(context) or 0)
