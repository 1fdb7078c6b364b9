"""The lines of a file that a command reads, and the areas in them that there are none of."""

from __future__ import annotations

import sys
from collections.abc import Collection
from pathlib import Path

from bot.errors import OneWayInError

_STANDARD_INPUT = Path("-")
_SHOWN = 60
"""Characters of an unknown area that are shown."""


def read(path: Path) -> list[str]:
    """The lines of a file, or with "-" of standard input. Raises ``OneWayInError``."""
    try:
        raw = sys.stdin.buffer.read() if path == _STANDARD_INPUT else path.read_bytes()
        return raw.decode("utf-8-sig").split("\n")
    except OSError as error:
        raise OneWayInError(
            f"{path} går inte att läsa ({error.strerror}). Kontrollera namnet."
        ) from None
    except UnicodeDecodeError:
        raise OneWayInError(
            f"{path} är inte sparad som UTF-8. Spara om den med teckenkodningen UTF-8."
        ) from None


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
            print(f"Området ”{area}” finns inte. Det räknas som inget område.", file=sys.stderr)
