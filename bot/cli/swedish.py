"""What click says by itself, in Swedish: the frame of `--help`, and usage errors."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import click
from click.exceptions import NoArgsIsHelpError

_FRAME = {
    "Usage: ": "Skriv: ",
    "[OPTIONS]": "[VAL]",
    "COMMAND [ARGS]...": "KOMMANDO ...",
    "\nOptions:\n": "\nVal:\n",
    "\nCommands:\n": "\nKommandon:\n",
    "[required]": "[krävs]",
    "Show this message and exit.": "visa den här hjälpen",
}


class _Help(click.HelpFormatter):
    """Help as click lays it out, with click's own words in Swedish."""

    def getvalue(self) -> str:
        text = super().getvalue()
        for english, swedish in _FRAME.items():
            text = text.replace(english, swedish)
        return text


class _Context(click.Context):
    formatter_class = _Help


class Command(click.Command):
    """A command whose help is Swedish, and whose usage errors know which command they are about."""

    context_class = _Context

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        try:
            return super().parse_args(ctx, args)
        except click.UsageError as error:
            error.ctx = error.ctx or ctx  # click leaves it out where an option lacks its value
            raise


class Group(click.Group):
    """A group whose help is Swedish, with its commands in the order in which they were added."""

    context_class = _Context

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.commands)


class Contradiction(click.UsageError):
    """Options or words that don't go together; the text says which."""


def usage(error: click.UsageError, program: str) -> str:
    """What is wrong with how a command was written, and how to get its help.

    The whole help where nothing was written after the ``program``.
    """
    if isinstance(error, NoArgsIsHelpError):
        return error.message
    command = error.ctx.command_path if error.ctx else program
    return f"{command}: {_fault(error)}\nHjälp: {command} --help"


def _fault(error: click.UsageError) -> str:
    match error:
        case click.NoSuchCommand():
            return f"kommandot {error.command_name} finns inte.{_nearest(error.possibilities)}"
        case click.NoSuchOption():
            return f"valet {error.option_name} finns inte.{_nearest(error.possibilities)}"
        case click.BadOptionUsage():
            return _value_fault(error)
        case click.MissingParameter(param=click.Parameter() as parameter):
            return f"{_written(parameter)} saknas.{_choices(parameter.type)}"
        case click.BadParameter(param=click.Parameter() as parameter):
            return f"{_written(parameter)} stämmer inte.{_expected(parameter.type)}"
        case Contradiction():
            return error.message
        case click.UsageError(ctx=click.Context(command=click.Group())):
            return "kommandot saknas."
    return "det står fler ord än kommandot tar."


def _value_fault(error: click.BadOptionUsage) -> str:
    """An option that lacks its value, or a flag that was given one."""
    parameters = error.ctx.command.params if error.ctx else []
    for parameter in parameters:
        if error.option_name in parameter.opts and parameter.metavar:
            return f"{error.option_name} saknar sitt värde. Skriv {_written(parameter)}."
    return f"{error.option_name} tar inget värde."


def _written(parameter: click.Parameter) -> str:
    """How a parameter is written: ``--area OMRÅDE``, ``MAPP``."""
    name = (parameter.metavar or "").strip("[].")
    return f"{parameter.opts[-1]} {name}" if isinstance(parameter, click.Option) else name


def _expected(kind: click.ParamType[Any]) -> str:
    match kind:
        case click.DateTime():
            return " Skriv ett datum, till exempel 2026-11-24."
        case click.Path(file_okay=False):
            return " Skriv en mapp, inte en fil."
        case click.Path(dir_okay=False):
            return " Skriv en fil, inte en mapp."
    return _choices(kind)


def _choices(kind: click.ParamType[Any]) -> str:
    return f" Välj {either(kind.choices)}." if isinstance(kind, click.Choice) else ""


def _nearest(names: Sequence[str] | None) -> str:
    return f" Menar du {either(names)}?" if names else ""


def either(names: Sequence[str]) -> str:
    """ "a", "a eller b", "a, b eller c"."""
    *before, last = names
    return f"{', '.join(before)} eller {last}" if before else last
