"""An editors' folder as it was read: the knowledge, where each item stands, and what is wrong."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bot.errors import Problem
from bot.knowledge.model import Knowledge
from bot.knowledge.written.yamltext import Where

Place = Callable[[Where], tuple[Path, int]]
"""The file and the line of a value of one item."""


class Places(dict[str, Place]):
    """Where each item stands: entries and unknowns by their id, a file that is one item by its
    name, and what stands in a list of its own by its ``row_key``."""

    def problem(
        self, item: str, where: Where, text: str, *, kind: str = "content", warning: bool = False
    ) -> Problem:
        """What is wrong with a value of an item, with its file and line."""
        return Problem(*self[item](where), text, warning, kind)


@dataclass(frozen=True)
class Folder:
    """A folder as it was read, with its knowledge where that could be built."""

    knowledge: Knowledge | None
    problems: Sequence[Problem]
    places: Places
    contents: Mapping[Path, bytes] = field(default_factory=dict)
    """What stood in each file when it was read."""

    @property
    def errors(self) -> list[Problem]:
        return [problem for problem in self.problems if not problem.warning]


def row_key(file: str, row: Any) -> str:
    """Where the place of a row of areas.yaml, sources.yaml or teams.yaml is noted: ids are unique
    within a file."""
    return f"{file}#{row.id}"


def guide_key(id_: str) -> str:
    """Where the place of a guide is noted."""
    return f"guides#{id_}"


def thing_key(id_: str) -> str:
    """Where the place of a thing is noted: it may have the id of its first answer."""
    return f"things#{id_}"
