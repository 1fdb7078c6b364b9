"""Everything that can be wrong with the knowledge, in one pass: what stands in the files, and what
the matcher makes of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

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
