"""The knowledge with its matcher, opened for a command."""

from __future__ import annotations

import sys
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Self

import click

from bot import settings
from bot.matching.library import Current, open_library

if TYPE_CHECKING:
    from click._termui_impl import ProgressBar

_PARTS, _LABEL = 100, "Lär sig hur man frågar. Det tar en stund, men bara första gången"


def library(folder: Path | None) -> Current:
    """What stands in a folder, or in the usual one; says on standard error that it takes a while.

    Raises ``KnowledgeError``.
    """
    with _Bar() as bar:
        return open_library(settings.knowledge_folder(folder), progress=bar)


class _Bar:
    """Shows how much is learned, and how long the rest will take; nothing where nothing needs to
    be learned."""

    def __init__(self) -> None:
        self._stack = ExitStack()
        self._bar: ProgressBar[int] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def __call__(self, done: float) -> None:
        if self._bar is None:
            shown = click.progressbar(length=_PARTS, label=_LABEL, file=sys.stderr)
            self._bar = self._stack.enter_context(shown)
        self._bar.update(round(done * _PARTS) - self._bar.pos)
