"""Learning new ways of asking, in another process: it takes the processor for long, and the bot
answers meanwhile."""

from __future__ import annotations

import asyncio
import os
import shutil
import sys
import tempfile
from asyncio.subprocess import DEVNULL, PIPE
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import bot
from bot.knowledge.model import Knowledge
from bot.knowledge.written.steps import Steps
from bot.live.slices import in_slices
from bot.matching import lexicon
from bot.matching.cache import Cache
from bot.matching.corpus import Corpus
from bot.matching.library import Current, assemble

_PROGRAM = Path(bot.__file__).parent.parent
_KNOWLEDGE, _LEARNED = "knowledge", "learned"


class LearningError(Exception):
    """The other process failed; the text is the last that it said."""


async def learned(before: Current, knowledge: Knowledge, files: Mapping[Path, bytes]) -> Current:
    """The knowledge that was read of these files, with what is learned of just these, whatever
    their folder has become since; what hasn't changed since ``before`` is as it was. Raises
    ``LearningError``, or ``OSError`` where nothing can be written at all."""
    making = asyncio.create_task(asyncio.to_thread(tempfile.mkdtemp, prefix="onewayin-"))
    try:
        beside = Path(await asyncio.shield(making))
        await in_slices(_copying(files, before.path, beside / _KNOWLEDGE))
        corpus, areas = await in_slices(_changed(before, knowledge))
        await _learn(beside, areas)
        return await in_slices(_taking_over(before, knowledge, corpus, areas, beside / _LEARNED))
    finally:
        await asyncio.to_thread(shutil.rmtree, await making, ignore_errors=True)


def _copying(files: Mapping[Path, bytes], path: Path, copy: Path) -> Steps[None]:
    """Write the files as they were when they were read."""
    for file, raw in files.items():
        target = copy / file.relative_to(path)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(raw)
        yield


def _changed(before: Current, knowledge: Knowledge) -> Steps[tuple[Corpus, Sequence[str]]]:
    """What is learned, and the areas of which it is something else than before."""
    corpus = Corpus.of(knowledge)
    yield
    if knowledge.words != before.knowledge.words:
        return corpus, list(corpus.blocks)
    old, changed = Corpus.of(before.knowledge).blocks, []
    learned = before.matcher.all_blocks
    for area, own in corpus.blocks.items():
        yield
        if area not in learned or own != old.get(area):
            changed.append(area)
    return corpus, changed


async def _learn(beside: Path, areas: Sequence[str]) -> None:
    """Run the other process to its end; it goes with the bot."""
    folders = (str(beside / _KNOWLEDGE), str(beside / _LEARNED))
    command = ("-m", "bot.live.learner", *folders, *areas)
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *command,
        stdin=DEVNULL,
        stdout=DEVNULL,
        stderr=PIPE,
        env=environment(),
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


def environment() -> dict[str, str]:
    """That of another process of the same program."""
    known = filter(None, (str(_PROGRAM), os.environ.get("PYTHONPATH")))
    return {**os.environ, "PYTHONPATH": os.pathsep.join(known)}


def _taking_over(
    before: Current, knowledge: Knowledge, corpus: Corpus, areas: Sequence[str], made: Path
) -> Steps[Current]:
    """What the other process wrote, beside what hasn't changed, and the knowledge that it is of."""
    blocks, cache, learned = {}, Cache(made), before.matcher.all_blocks
    for area in corpus.blocks:
        yield
        block = cache.block(area) if area in areas else learned[area]
        if block is None:
            raise LearningError(f"{area} in {made} can't be read")
        blocks[area] = block
    yield
    words, same = knowledge.words, knowledge.words == before.knowledge.words
    general = before.matcher.general if same else lexicon.general(words)
    yield
    matcher = replace(
        before.matcher,
        words=words,
        blocks={area: blocks[area] for area in corpus.areas},
        talk={who: blocks[who] for who in corpus.talk},
        areas=corpus.views,
        general=general,
        gone=frozenset(),
    )
    return assemble(knowledge, matcher, before.path)
