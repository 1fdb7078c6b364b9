"""What is slow to read and to learn, in the user's cache folder: arrays and JSON, never pickle.

The knowledge is kept by its folder's content, each block by what it is learned from, and both by
the program's own files: whoever has the same shares it, and a changed file of either is noticed.
What can't be read is as good as not there. Nothing else in ``matching`` reads the clock or the
disk.
"""

from __future__ import annotations

import functools
import hashlib
import os
import shutil
import tempfile
import time
from collections.abc import Mapping
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
import platformdirs
from pydantic import TypeAdapter

from bot.knowledge.model import Knowledge
from bot.knowledge.written import files
from bot.matching import lexicon
from bot.matching.block import Block
from bot.matching.serialization import arrays_of, block_of, text_of

LARGEST = 2**30
"""Bytes that are kept; what was used longest ago goes first, but nothing that was used today."""
DAY = 86_400.0
UNFINISHED, ABANDONED = "tmp", 3600.0
"""How the folder of something that is being written begins, and after how many seconds nobody
writes there any more."""
SHAPING = (
    "days.closures",
    "days.workdays",
    "errors",
    "knowledge.acts",
    "knowledge.checklists",
    "knowledge.checks.answers",
    "knowledge.checks.conditions",
    "knowledge.checks.days",
    "knowledge.checks.everything",
    "knowledge.checks.gone",
    "knowledge.checks.guides",
    "knowledge.checks.nowhere",
    "knowledge.checks.persons",
    "knowledge.checks.references",
    "knowledge.checks.stats",
    "knowledge.checks.things",
    "knowledge.citation",
    "knowledge.conditions",
    "knowledge.fields",
    "knowledge.folder",
    "knowledge.guide_ways",
    "knowledge.guides",
    "knowledge.held",
    "knowledge.loading",
    "knowledge.model",
    "knowledge.overviews",
    "knowledge.own_words",
    "knowledge.reading",
    "knowledge.speech",
    "knowledge.tables",
    "knowledge.things",
    "knowledge.times",
    "knowledge.wording",
    "knowledge.words",
    "knowledge.written.examples",
    "knowledge.written.files",
    "knowledge.written.foreign",
    "knowledge.written.normalform",
    "knowledge.written.steps",
    "knowledge.written.validation",
    "knowledge.written.yamlerrors",
    "knowledge.written.yamlrows",
    "knowledge.written.yamltext",
    "knowledge.yesno",
    "markup",
    "matching.block",
    "matching.cache",
    "matching.calibration",
    "matching.corpus",
    "matching.evidence",
    "matching.gazetteer",
    "matching.learning",
    "matching.lexicon",
    "matching.library",
    "matching.look",
    "matching.matcher",
    "matching.names",
    "matching.reading",
    "matching.serialization",
    "matching.slots",
    "matching.trust",
    "matching.vectors",
    "matching.view",
    "numbers.accounts",
    "numbers.around",
    "numbers.birthdays",
    "numbers.candidate",
    "numbers.digits",
    "numbers.personal",
    "privacy",
    "text",
)
"""The modules that what is kept depends on: a change of one of them makes a new cache."""
BUILT_WITH = ("numpy", "scipy", "scikit-learn", "PyStemmer", "rapidfuzz", "pydantic")
_NOWHERE = Path(os.devnull) / "onewayin"
_BOT = Path(__file__).parent.parent
_KNOWLEDGE, _TEXT, _ARRAYS = "knowledge.json", "block.json", "arrays.npz"


@functools.cache
def _program() -> str:
    """A hash of those modules and libraries: what was made by other code isn't read."""
    digest = hashlib.sha256(" ".join(map(version, BUILT_WITH)).encode())
    for name in SHAPING:
        digest.update((_BOT / f"{name.replace('.', '/')}.py").read_bytes())
    digest.update(lexicon.FILE.read_bytes())
    return digest.hexdigest()[:16]


@functools.cache
def _schema() -> TypeAdapter[Knowledge]:
    return TypeAdapter(Knowledge)


def _users_own() -> Path:
    """The user's cache folder; for a user who has no home, one that can't be made."""
    try:
        folder = Path(platformdirs.user_cache_dir("onewayin"))
    except (KeyError, OSError, RuntimeError):
        return _NOWHERE
    return folder if folder.is_absolute() else _NOWHERE


class Cache:
    """A cache folder: the user's, where no other is given. Where nothing can be written, nothing is
    kept."""

    def __init__(self, folder: Path | None = None) -> None:
        self.folder = folder or _users_own()

    def _place(self, kind: str, key: str) -> Path:
        return self.folder / f"{kind}-{key}-{_program()}"

    def knowledge(self, path: Path) -> Knowledge | None:
        """What stands in a knowledge folder, if it is kept."""
        place = self._place("knowledge", files.listing(path).version())
        try:
            knowledge = _schema().validate_json((place / _KNOWLEDGE).read_bytes())
            os.utime(place)
        except Exception:  # noqa: BLE001 - whatever is wrong with it, it is as good as none
            return None
        return knowledge

    def keep_knowledge(self, knowledge: Knowledge) -> None:
        """Keep what stands in a folder, under its own version: a file may have been changed since
        its folder was looked for. As editors wrote it: what they left out is left out here too,
        and has its default."""
        text = _schema().dump_json(knowledge, by_alias=True, exclude_unset=True)
        self._write(self._place("knowledge", knowledge.version), {_KNOWLEDGE: text})

    def block(self, key: str) -> Block | None:
        """The block that was learned from what has this key, if it is kept."""
        place = self._place("block", key)
        try:
            # NumPy leaves a file open that it can't read; one that is open already is closed.
            with (place / _ARRAYS).open("rb") as file, np.load(file, allow_pickle=False) as arrays:
                block = block_of((place / _TEXT).read_bytes(), dict(arrays))
            os.utime(place)
        except Exception:  # noqa: BLE001 - whatever is wrong with it, it is as good as none
            return None
        return block

    def keep(self, key: str, block: Block) -> None:
        """Keep a block under its key."""
        self._write(self._place("block", key), {_TEXT: text_of(block)}, arrays_of(block))

    def _write(
        self, place: Path, texts: Mapping[str, bytes], arrays: Mapping[str, Any] | None = None
    ) -> None:
        """Write beside and rename: a reader never sees half of it."""
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            self._sweep()
            with tempfile.TemporaryDirectory(dir=self.folder, prefix=UNFINISHED) as beside:
                made = Path(beside) / "made"
                made.mkdir()
                for name, text in texts.items():
                    (made / name).write_bytes(text)
                if arrays is not None:
                    np.savez(made / _ARRAYS, **arrays)
                shutil.rmtree(place, ignore_errors=True)
                os.replace(made, place)
        except OSError:
            return

    def _sweep(self) -> None:
        """Remove what processes that were killed while writing left behind, and what there is too
        much of."""
        now, size = time.time(), 0
        for left in self.folder.glob(f"{UNFINISHED}*"):
            if now - _used(left) > ABANDONED:
                shutil.rmtree(left, ignore_errors=True)
        for kept in sorted(self.folder.glob("*-*"), key=_used, reverse=True):
            size += sum(file.stat().st_size for file in kept.iterdir())
            if size > LARGEST and now - _used(kept) > DAY:
                shutil.rmtree(kept, ignore_errors=True)


def _used(path: Path) -> float:
    return path.stat().st_mtime
