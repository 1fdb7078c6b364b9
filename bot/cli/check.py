"""Everything that can be wrong with the knowledge, in one pass: what stands in the files, and what
the matcher makes of it."""

from __future__ import annotations

import datetime as dt
import json
import os
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import click

from bot import settings
from bot.cli.changes import changes, new_ways
from bot.cli.options import EITHER
from bot.cli.swedish import Command, Contradiction
from bot.days import workdays
from bot.errors import KnowledgeError, OneWayInError, Problem, visible
from bot.knowledge import loading
from bot.knowledge.checks.fix import fix
from bot.knowledge.checks.stats import sizes, statistics
from bot.knowledge.folder import Folder
from bot.knowledge.written.files import ENDINGS, listing
from bot.matching.library import open_library
from bot.matching.ownnames import OwnNames
from bot.matching.strays import Strays
from bot.matching.verdict import Policy
from bot.text import counted

MOST = 25
"""Warnings shown one by one of files that the editor hasn't changed."""
_IN_BULK = frozenset({"confirmed"})
"""What is of interest only as a number, of files that the editor hasn't changed."""
_EVERY = "--every visar alla."
_MARK = "areas.yaml"
"""The file by which a folder of knowledge is known."""


def check(path: Path, today: dt.date, *, every: bool = False) -> list[Problem]:
    """Every problem in the folder, in the order of files and lines; errors and warnings. ``every``:
    also each question that another entry would have answered, where a file has many."""
    folder = loading.judge(path, today)
    problems = [*folder.problems, *_learned(folder, path, today, every=every)]
    return sorted(problems, key=lambda problem: (str(problem.file), problem.line, problem.text))


def _learned(folder: Folder, path: Path, today: dt.date, *, every: bool) -> Iterator[Problem]:
    """What only shows where the bot can learn from it."""
    know, places = folder.knowledge, folder.places
    if know is None or folder.errors:
        return
    matcher = open_library(path, today=today).matcher
    yield from OwnNames(know, places, matcher).problems()
    fresh = None if every else new_ways(know, changes(path))
    # Looking for strays takes some seconds for each area.
    areas = {matcher.home[id_] for id_ in fresh if id_ in matcher.home} if fresh else set()
    looked = matcher.blocks if fresh is None else sorted(areas & matcher.blocks.keys())
    strays = Strays(know, places, matcher, list(looked), fresh)
    yield from strays.problems(Policy().false_answers, every=every)


def brief(problems: Sequence[Problem], own: set[Path], folder: Path) -> list[Problem]:
    """The problems of the editor's ``own`` files first, then the others', the errors before the
    warnings; what there is too much of is summed up in the end."""
    mine = [problem for problem in problems if problem.file in own]
    others = [problem for problem in problems if problem.file not in own]
    warnings = [one for one in others if one.warning and one.kind not in _IN_BULK]
    return [
        *sorted(mine, key=lambda problem: problem.warning),
        *(problem for problem in others if not problem.warning),
        *warnings[:MOST],
        *(problem for problem in others if problem.kind == "confirmed"),
        *(
            Problem(folder, 1, f"{text} {_EVERY}", warning=True, kind="bulk")
            for text in _sums(len(warnings) - MOST)
        ),
    ]


def of_part(problems: Sequence[Problem], part: Path, folder: Path) -> list[Problem]:
    """The problems of one file, or of what stands in one folder inside, the errors first; the
    errors of others are summed up."""
    mine = [problem for problem in problems if _is_in(part, problem.file)]
    others = [one for one in problems if not _is_in(part, one.file) and not one.warning]
    shown = sorted(mine, key=lambda problem: problem.warning)
    if others:
        files = counted(len({problem.file for problem in others}), "annan fil", "andra filer")
        this = "Den här filen" if part.is_file() else "Den här mappen"
        mend = f"{this} granskas helt när de är rättade. Det första: {others[0]}"
        shown.append(Problem(folder, 1, f"{len(others)} fel i {files}. {mend}", kind="elsewhere"))
    return shown


def _is_in(part: Path, file: Path) -> bool:
    return part in (file, *file.parents)


def _sums(left: int) -> Iterator[str]:
    """What isn't shown one by one."""
    if left > 0:
        yield f"Det finns {counted(left, 'varning', 'varningar')} till."


def _line(problem: Problem, own: set[Path]) -> str:
    if problem.file not in own:
        return str(problem)
    level = "varning" if problem.warning else "fel"
    file, text = visible(str(problem.file)), visible(problem.text)
    return f"{file}:{problem.line}: {level} i det du ändrat: {text}"


@click.command(
    "check",
    cls=Command,
    help="Granska kunskapen: fil, rad, fel och hur det lagas. Med en FIL visas bara det som gäller"
    " den.",
)
@click.argument("path", required=False, type=EITHER, metavar="[MAPP|FIL]")
@click.option(
    "--today",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="DATUM",
    help="räkna som om det vore detta datum",
)
@click.option("--json", "as_json", is_flag=True, help="skriv en JSON-rad för varje fynd")
@click.option("--every", is_flag=True, help="visa varje varning, också det som annars räknas ihop")
@click.option("--fix", "mend", is_flag=True, help="skriv först om filerna i normal form")
@click.option("--stats", is_flag=True, help="visa hur stor kunskapen är, i stället för fynden")
def command(
    path: Path | None,
    today: dt.datetime | None,
    *,
    as_json: bool,
    every: bool,
    mend: bool,
    stats: bool,
) -> int:
    """Print every problem; status 1 where one of them is an error."""
    if as_json and stats:
        raise Contradiction("--json går inte ihop med --stats.")
    day = today.date() if today else workdays.today(dt.datetime.now(dt.UTC))
    folder, part = _located(path, is_written=mend)
    files = [one for one in listing(folder).files if part is None or _is_in(part, one)]
    for mended, done in fix(files) if mend else ():
        print(f"{visible(str(mended))}: rättat: {', '.join(done)}.", file=sys.stderr)
    if stats:
        return _print_statistics(folder)
    own = changes(folder)
    problems = check(folder, day, every=every)
    if part is not None:
        shown = of_part(problems, part, folder)
    else:
        shown = problems if every else brief(problems, own, folder)
    for problem in shown:
        print(_json(problem, own) if as_json else _line(problem, own))
    errors = sum(not problem.warning for problem in shown)
    warnings = counted(len(shown) - errors, "varning", "varningar")
    print(f"{errors} fel, {warnings}.", file=sys.stderr)
    return 1 if errors else 0


def _located(path: Path | None, *, is_written: bool) -> tuple[Path, Path | None]:
    """The folder to check, and the one file or folder in it to tell of, where one is named. Raises
    ``OneWayInError``."""
    chosen = settings.own_folder if is_written else settings.knowledge_folder
    if path is None or (path / _MARK).is_file():
        return chosen(path), None
    whole = path.resolve()
    around = next((one for one in whole.parents if (one / _MARK).is_file()), None)
    is_part = path.is_file() or path.suffix in ENDINGS or around is not None
    if not is_part:
        return chosen(path), None
    if around is None or not path.exists():
        mend = "Skriv till exempel knowledge/entries/gavle/gavle-iop.yaml."
        raise OneWayInError(f"{path} är ingen fil eller mapp i en mapp med kunskap. {mend}")
    folder = Path(os.path.relpath(around))
    return folder, folder / whole.relative_to(around)


def _json(problem: Problem, own: set[Path]) -> str:
    where: dict[str, object] = {"file": str(problem.file), "line": problem.line}
    what = {"level": "warning" if problem.warning else "error", "kind": problem.kind}
    text = {"text": problem.text, "changed": problem.file in own}
    return json.dumps(where | what | text, ensure_ascii=False)


def _print_statistics(path: Path) -> int:
    """Print how large the knowledge is; status 1 where a file is too long."""
    folder = loading.read_folder(path)
    if folder.knowledge is None:
        raise KnowledgeError(folder.errors)
    for line in statistics(folder.knowledge, folder.places):
        print(line)
    return int(any(size.is_too_long for size in sizes(folder.knowledge, folder.places)))
