"""`onewayin cases`: the questions that wait for people, or one with its whole history."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path

import click

from adapters import CHANNELS
from bot import settings
from bot.cases.case import Case, Event
from bot.cases.quoting import brief
from bot.cli import options
from bot.cli.swedish import Command
from bot.cli.terms import EVENTS, SIDES, STATES
from bot.days import workdays
from bot.errors import OneWayInError
from bot.settings import Settings
from bot.storage import casebook, database
from bot.text import counted


@click.command(cls=Command, help="Räkna upp frågor, eller visa en fråga med hela dess historia.")
@click.argument("number", required=False, metavar="[NUMMER]")
@click.option("--all", "every", is_flag=True, help="också de som är klara")
@click.option(
    "--database",
    "file",
    type=options.FILE,
    metavar="FIL",
    help="databasen (annars inställningarnas, eller onewayin.db)",
)
@options.settings()
def command(
    number: str | None, file: Path | None, settings_file: Path | None, *, every: bool
) -> None:
    """Read the database as it is, also beside a bot that runs on it."""
    chosen = settings.read(settings_file, CHANNELS) if settings_file else Settings()
    with database.reading(file or chosen.database) as db:
        if number:
            _show(casebook.find(db, number), casebook.history(db, number), number)
            return
        cases = [case for case in casebook.every(db) if every or case.is_open]
    _list(cases)
    none = "Inga frågor." if every else "Inga frågor som väntar."
    print(f"{counted(len(cases), 'fråga', 'frågor')}." if cases else none, file=sys.stderr)


def _show(case: Case | None, history: Iterable[Event], number: str) -> None:
    if case is None:
        raise OneWayInError(
            f"Fråga {number} finns inte. Utan nummer räknar onewayin cases upp dem."
        )
    state, due = STATES[case.state], workdays.local(case.due)
    where = f"{case.area}/{case.topic}  {case.team}"
    print(f"{case.number}  {state}  {where}  svar senast {due:%Y-%m-%d}\n{case.question}\n")
    for event in history:
        at = f"{workdays.local(event.at):%Y-%m-%d %H.%M}" if event.at else ""
        by = f"{SIDES[event.side]} {event.by}".strip()
        print(f"{at}  {by:7}  {EVENTS[event.kind]}  {event.text}".rstrip())


def _list(cases: Iterable[Case]) -> None:
    for case in sorted(cases, key=lambda case: (case.due, case.number)):
        state, due = STATES[case.state], workdays.local(case.due)
        print(f"{case.number}  {state:9}  {due:%Y-%m-%d}  {case.team}  {brief(case.question)}")
