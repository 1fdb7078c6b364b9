"""The errors that reach a person.

OneWayInError            anything below; its text is a sentence for people
└── KnowledgeError       the knowledge can't be read or used; carries every Problem that was found
"""

from __future__ import annotations

import traceback
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path


class OneWayInError(Exception):
    """Something a person can mend; the text says what is wrong and what to do."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong in a file: where, what, and the mend, in Swedish."""

    file: Path
    line: int
    text: str
    warning: bool = False
    kind: str = "schema"

    def __str__(self) -> str:
        level = "varning: " if self.warning else ""
        return f"{self.file}:{self.line}: {level}{self.text}"


class KnowledgeError(OneWayInError):
    """The knowledge has errors; ``problems`` lists them all."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = tuple(problems)


def where(error: BaseException) -> str:
    """The file and line of a fault, for the log; never its text, which may hold what somebody wrote."""
    frame = traceback.extract_tb(error.__traceback__)[-1]
    return f"{Path(frame.filename).name}:{frame.lineno}"
