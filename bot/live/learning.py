"""Learning new ways of asking, in another process: it takes the processor for long, and the bot
answers meanwhile."""

from __future__ import annotations

import asyncio
import os
import shutil
import sys
import tempfile
from asyncio.subprocess import DEVNULL, PIPE
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

import bot
from bot.knowledge.model import Knowledge
from bot.knowledge.steps import Steps
from bot.live.slices import in_slices
from bot.matching import cache
from bot.matching.library import Current, assembling

_PROGRAM = Path(bot.__file__).parent.parent
_KNOWLEDGE, _LEARNED = "knowledge", "learned"


class LearningError(Exception):
    """The other process failed; the text is the last that it said."""


async def learned(knowledge: Knowledge, files: Mapping[Path, bytes], path: Path) -> Current:
    """The knowledge that was read of these files of the folder ``path``, with what is learned of
    just these, whatever the folder has become since. Raises ``LearningError``, or ``OSError`` where
    nothing can be written at all."""
    making = asyncio.create_task(asyncio.to_thread(tempfile.mkdtemp, prefix="onewayin-"))
    try:
        beside = Path(await asyncio.shield(making))
        await in_slices(_copying(files, path, beside / _KNOWLEDGE))
        await _learn(beside)
        return await in_slices(_taking_over(knowledge, path, beside / _LEARNED))
    finally:
        await asyncio.to_thread(shutil.rmtree, await making, ignore_errors=True)


def _copying(files: Mapping[Path, bytes], path: Path, copy: Path) -> Steps[None]:
    """Write the files as they were when they were read."""
    for file, raw in files.items():
        target = copy / file.relative_to(path)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(raw)
        yield


async def _learn(beside: Path) -> None:
    """Run the other process to its end; it goes with the bot."""
    known = filter(None, (str(_PROGRAM), os.environ.get("PYTHONPATH")))
    command = ("-m", "bot.live.learner", str(beside / _KNOWLEDGE), str(beside / _LEARNED))
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *command,
        stdin=DEVNULL,
        stdout=DEVNULL,
        stderr=PIPE,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(known)},
    )
    try:
        _, said = await process.communicate()
    finally:
        with suppress(ProcessLookupError):
            process.kill()
        await process.wait()
    if process.returncode:
        last = said.decode("utf-8", "replace").strip().rpartition("\n")[2]
        raise LearningError(last or f"status {process.returncode}")


def _taking_over(knowledge: Knowledge, path: Path, made: Path) -> Steps[Current]:
    """What the other process wrote, beside the knowledge that it is of."""
    kept = cache.read(made)
    if kept is None:
        raise LearningError(f"{made} can't be read")
    yield
    return (yield from assembling(knowledge, kept[1], path))
