"""The knowledge with its matcher, opened for a command."""

from __future__ import annotations

import sys
from pathlib import Path

from bot import settings
from bot.matching.library import Current, open_library


def library(folder: Path | None) -> Current:
    """What stands in a folder, or in the usual one; says on standard error that it takes a while.

    Raises ``KnowledgeError``.
    """
    return open_library(
        settings.knowledge_folder(folder), progress=lambda text: print(text, file=sys.stderr)
    )
