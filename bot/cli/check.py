"""Everything that can be wrong with the knowledge, in one pass: what stands in the files, and what
the matcher makes of it."""

from __future__ import annotations

import datetime as dt
import json
import sys
from collections.abc import Iterator
from pathlib import Path

import click

from bot import settings
from bot.cli.options import FOLDER
from bot.cli.swedish import Command
from bot.errors import Problem
from bot.knowledge import loading
from bot.knowledge.check import Check
from bot.knowledge.folder import Folder
from bot.knowledge.references import ASTRAY
from bot.matching.library import open_library
from bot.matching.strays import Strays
from bot.matching.verdict import Policy


def check(path: Path, today: dt.date, *, every: bool = False) -> list[Problem]:
    """Every problem in the folder, in the order of files and lines; errors and warnings. ``every``:
    also each question that another entry would have answered, where a file has many."""
    folder = loading.read_folder(path)
    problems = [*folder.problems, *_more(folder, path, today, every=every)]
    return sorted(problems, key=lambda problem: (str(problem.file), problem.line, problem.text))


def _more(folder: Folder, path: Path, today: dt.date, *, every: bool) -> Iterator[Problem]:
    """What only shows where the files could be read."""
    know, places = folder.knowledge, folder.places
    if know is None or any(problem.kind == ASTRAY for problem in folder.problems):
        return
    own = list(Check(know, places, today).problems())
    yield from own
    if not folder.errors and all(problem.warning for problem in own):
        matcher = open_library(path).matcher
        yield from Strays(know, places, matcher).problems(Policy().false_answers, every=every)


@click.command("check", cls=Command, help="Granska kunskapen: fil, rad, fel och hur det lagas.")
@click.argument("path", required=False, type=FOLDER, metavar="[MAPP]")
@click.option(
    "--today",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="DATUM",
    help="räkna som om det vore detta datum",
)
@click.option("--json", "as_json", is_flag=True, help="skriv en JSON-rad för varje fynd")
@click.option(
    "--every", is_flag=True, help="räkna upp varje fråga som en annan post hade svarat på"
)
def command(path: Path | None, today: dt.datetime | None, *, as_json: bool, every: bool) -> int:
    """Print every problem; status 1 where one of them is an error."""
    day = (today or dt.datetime.now(dt.UTC)).date()
    problems = check(settings.knowledge_folder(path), day, every=every)
    for problem in problems:
        where: dict[str, object] = {"file": str(problem.file), "line": problem.line}
        what = {"level": "warning" if problem.warning else "error", "kind": problem.kind}
        found = where | what | {"text": problem.text}
        print(json.dumps(found, ensure_ascii=False) if as_json else problem)
    errors = sum(not problem.warning for problem in problems)
    print(f"{errors} fel, {len(problems) - errors} varningar.", file=sys.stderr)
    return 1 if errors else 0
