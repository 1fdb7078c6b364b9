"""Tells when a folder has changed, by looking at it again and again.

Looking is slower than being told by the system, and sees what that doesn't: files on a network
drive or in a container's volume, a folder that is put in another's place. All of a few hundred
files are looked at in two milliseconds.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import os
import time
from collections.abc import AsyncGenerator, Iterator
from contextlib import suppress
from pathlib import Path

from bot.days import workdays

PAUSE = 0.4
"""Seconds between two looks."""
STILL, STEP = 0.5, 0.1
"""Seconds without a change after which files are taken to be whole, and between two looks
meanwhile."""
LONGEST = 10.0
"""Seconds after which a folder that is never still is read all the same."""
Look = dict[str, tuple[int, ...]]


async def changes(folder: Path) -> AsyncGenerator[None, None]:
    """Once at first, then after each change, as soon as the folder is still; and when a new day
    begins, since what is right may depend on it."""
    seen: tuple[dt.date, Look] | None = None
    while True:
        now = await asyncio.to_thread(_seen, folder)
        if now != seen:
            seen = await _still(folder, now) if seen is not None else now
            yield
        await asyncio.sleep(PAUSE)


async def _still(folder: Path, before: tuple[dt.date, Look]) -> tuple[dt.date, Look]:
    """How the folder is once it is still."""
    began = since = time.monotonic()
    while time.monotonic() < min(since + STILL, began + LONGEST):
        await asyncio.sleep(STEP)
        now = await asyncio.to_thread(_seen, folder)
        if now != before:
            before, since = now, time.monotonic()
    return before


def _seen(folder: Path) -> tuple[dt.date, Look]:
    return workdays.today(dt.datetime.now(dt.UTC)), dict(_looked(folder))


def _looked(folder: str | Path) -> Iterator[tuple[str, tuple[int, ...]]]:
    """Each file under a folder, with what tells that it is another one than before. What goes away
    meanwhile isn't there."""
    with suppress(OSError), os.scandir(folder) as found:
        for one in found:
            if one.name.startswith("."):
                continue
            if one.is_dir(follow_symlinks=False):
                yield from _looked(one.path)
                continue
            with suppress(OSError):
                stat = one.stat()
                yield one.path, (stat.st_mtime_ns, stat.st_size, stat.st_ino)
