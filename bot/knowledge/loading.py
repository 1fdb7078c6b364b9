"""Says whether the bot can answer from a folder, and reads it where it can.

All of it is done in small steps: a bot that talks with people reads beside that.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path

from bot.days import workdays
from bot.errors import KnowledgeError
from bot.knowledge.checks.everything import Check
from bot.knowledge.checks.references import ASTRAY
from bot.knowledge.folder import Folder
from bot.knowledge.model import Knowledge
from bot.knowledge.reading import Kept, reading
from bot.knowledge.written.steps import Steps, finished


def load(path: Path, today: dt.date | None = None) -> Knowledge:
    """Knowledge that the bot can answer from, or ``KnowledgeError`` with everything that is
    wrong. ``today``: the day that it is judged on, else the one that it is."""
    folder = judge(path, today or workdays.today(dt.datetime.now(dt.UTC)))
    if folder.knowledge is None or folder.errors:
        raise KnowledgeError(sorted(folder.errors, key=lambda p: (str(p.file), p.line)))
    return folder.knowledge


def judge(path: Path, today: dt.date) -> Folder:
    """Read a folder and judge what stands in it. The bot answers from it where nothing is wrong
    but what is warned of. Never raises for what stands there."""
    return finished(judging(path, today, {}))


def judging(path: Path, today: dt.date, kept: Kept) -> Steps[Folder]:
    """The same in small steps."""
    folder = yield from reading(path, kept)
    if folder.knowledge is None or any(problem.kind == ASTRAY for problem in folder.problems):
        return folder
    problems = list(folder.problems)
    for part in Check(folder.knowledge, folder.places, today).parts():
        # Once, where several items have it from their thing.
        problems += [problem for problem in dict.fromkeys(part) if problem not in problems]
        yield
    return replace(folder, problems=problems)


def read_folder(path: Path) -> Folder:
    """Read everything in a folder, and judge nothing but whether it can be read."""
    return finished(reading(path, {}))
