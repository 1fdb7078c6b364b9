"""`python -m bot.live.learner KNOWLEDGE LEARNED AREA…`: learns from a folder, in a process of its
own, and writes what it has learned of some areas into another. It is kept in the user's cache too,
for the next start."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from pathlib import Path

from bot.matching.cache import Cache
from bot.matching.library import open_library

_NICE = 10
"""Whoever writes to the bot is answered first."""


def main() -> None:
    """Learn; the status says whether it could."""
    knowledge, learned, *areas = sys.argv[1:]
    with suppress(AttributeError, OSError):
        os.nice(_NICE)
    current, cache = open_library(Path(knowledge)), Cache(Path(learned))
    blocks = current.matcher.all_blocks
    for area in areas:
        cache.keep(area, blocks[area])


if __name__ == "__main__":
    main()
