"""The lines of a file that a command reads, what is wrong with one, and the areas in them that
there are none of."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Collection, Iterable, Iterator
from pathlib import Path
from typing import Any

from bot.errors import OneWayInError, reason
from bot.knowledge.written.validation import suggestion

_STANDARD_INPUT = Path("-")
_SHOWN = 60
"""Characters of an unknown area that are shown."""


class LineError(Exception):
    """A line that can't be taken; the text says what is wrong with it."""


def read(path: Path) -> list[str]:
    """The lines of a file, or with "-" of standard input. Bytes that aren't UTF-8 are half
    characters, which ``parsed`` refuses. Raises ``OneWayInError``."""
    try:
        raw = sys.stdin.buffer.read() if path == _STANDARD_INPUT else path.read_bytes()
        return raw.decode("utf-8-sig", "surrogateescape").split("\n")
    except OSError as error:
        raise OneWayInError(
            f"{path} går inte att läsa ({reason(error)}). Kontrollera namnet."
        ) from None


def parsed(line: str) -> dict[str, Any]:
    """The object of a line. Raises ``LineError``."""
    if not _is_text(line):
        raise LineError("raden är inte sparad som UTF-8. Spara om filen som UTF-8.")
    row = _json(line)
    if not isinstance(row, dict):
        raise LineError("raden är inget objekt i JSON.")
    return row


def each(written: Iterable[str], row: Callable[[str], dict[str, Any]]) -> Iterator[str]:
    """One JSON line for each, in order. One that can't be taken, for which ``row`` raises
    ``LineError``, says so; none stops the run."""
    for number, line in enumerate(written, 1):
        if not line.strip():
            continue
        try:
            made = row(line)
        except LineError as error:
            yield _refused(line, f"Rad {number}: {error}")
        else:
            yield json.dumps(made, ensure_ascii=False)


def _refused(line: str, why: str) -> str:
    """What is printed for a line that can't be taken: its id, where it has one, and why."""
    row = _json(line)
    id_ = row.get("id") if isinstance(row, dict) else None
    return json.dumps({"id": id_, "error": why}, ensure_ascii=False)


def _is_text(line: str) -> bool:
    try:
        line.encode()
    except UnicodeEncodeError:
        return False
    return True


def _json(line: str) -> Any:
    """What a line says; None where it can't be read."""
    try:
        return json.loads(line)
    except (ValueError, RecursionError):
        return None


def text(value: object) -> str | None:
    """What a line gives, if it is text and not empty."""
    return value if isinstance(value, str) and value else None


class UnknownAreas:
    """Names each area that isn't known once, on standard error: it counts as not given."""

    def __init__(self, known: Collection[str]) -> None:
        self._known = known
        self._named = set[str]()

    def note(self, given: object) -> None:
        """Name what a line or an option gives as its area, if it is news; None and "" are none."""
        area = "" if given is None else str(given)[:_SHOWN]
        if area and area not in self._known and area not in self._named:
            self._named.add(area)
            meant = suggestion(area, self._known, "Id:t står i areas.yaml.")
            said = f"Området ”{area}” finns inte.{meant} Nu räknas det som inget område."
            print(said, file=sys.stderr)
