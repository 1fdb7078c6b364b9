"""What is slow to build, kept in the user's cache folder: arrays and JSON, never pickle.

It is keyed by the knowledge's content and the program's own files, so that a changed file of either
is noticed. One folder for each pair of knowledge and program; an unreadable one is as good as none.
Nothing else in ``matching`` reads the clock or the disk.
"""

from __future__ import annotations

import functools
import hashlib
import os
import shutil
import tempfile
import time
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
import platformdirs
from pydantic import TypeAdapter

from bot.knowledge import files
from bot.knowledge.model import Knowledge
from bot.matching.matcher import Matcher
from bot.matching.serialization import arrays_of, matcher_of, text_of

KEPT = 4
"""Caches kept, the newest ones: each change of knowledge or program makes a new one."""
UNFINISHED, ABANDONED = "tmp", 3600.0
"""How the folder of a cache that is being written begins, and after how many seconds nobody writes
there any more."""
SHAPING = (
    "errors",
    "knowledge.check",
    "knowledge.check_answers",
    "knowledge.check_stats",
    "knowledge.check_things",
    "knowledge.fields",
    "knowledge.files",
    "knowledge.folder",
    "knowledge.foreign",
    "knowledge.loading",
    "knowledge.model",
    "knowledge.normalform",
    "knowledge.reading",
    "knowledge.references",
    "knowledge.steps",
    "knowledge.tables",
    "knowledge.things",
    "knowledge.times",
    "knowledge.validation",
    "knowledge.yamlerrors",
    "knowledge.words",
    "knowledge.yamltext",
    "markup",
    "matching.cache",
    "matching.calibration",
    "matching.corpus",
    "matching.crossvalidation",
    "matching.evidence",
    "matching.gazetteer",
    "matching.library",
    "matching.matcher",
    "matching.names",
    "matching.reading",
    "matching.serialization",
    "matching.slots",
    "matching.training",
    "matching.trainingset",
    "matching.vectors",
    "privacy",
    "text",
    "workdays",
)
"""The modules that what is kept depends on: a change of one of them makes a new cache."""
BUILT_WITH = ("numpy", "scipy", "scikit-learn", "PyStemmer", "rapidfuzz", "pydantic")
_BOT = Path(__file__).parent.parent
_KNOWLEDGE, _TEXT, _ARRAYS = "knowledge.json", "matcher.json", "arrays.npz"


def folder_of(path: Path, cache: Path | None = None) -> Path:
    """Where what is built of a knowledge folder by this program is kept, in the user's cache folder
    or another."""
    return folder_for(files.listing(path).version(), cache)


def folder_for(version: str, cache: Path | None = None) -> Path:
    """The same for a version of the knowledge."""
    cache = cache or Path(platformdirs.user_cache_dir("onewayin"))
    return cache / f"{version}-{_program()}"


def _program() -> str:
    """A hash of those modules and libraries: a cache made by other code isn't read."""
    digest = hashlib.sha256(" ".join(map(version, BUILT_WITH)).encode())
    for name in SHAPING:
        digest.update((_BOT / f"{name.replace('.', '/')}.py").read_bytes())
    return digest.hexdigest()[:16]


@functools.cache
def _schema() -> TypeAdapter[Knowledge]:
    return TypeAdapter(Knowledge)


def write(folder: Path, knowledge: Knowledge, matcher: Matcher) -> None:
    """Write beside and rename: a reader never sees half a cache. Where nothing can be written,
    nothing is kept."""
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        _sweep(folder.parent)
        with tempfile.TemporaryDirectory(dir=folder.parent, prefix=UNFINISHED) as beside:
            made = Path(beside) / "cache"
            made.mkdir()
            # As editors wrote it: what they left out is left out here too, and has its default.
            text = _schema().dump_json(knowledge, by_alias=True, exclude_unset=True)
            (made / _KNOWLEDGE).write_bytes(text)
            (made / _TEXT).write_bytes(text_of(matcher))
            arrays: Any = arrays_of(matcher)
            np.savez(made / _ARRAYS, **arrays)
            shutil.rmtree(folder, ignore_errors=True)
            os.replace(made, folder)
        for old in sorted(folder.parent.glob("*-*"), key=_modified)[:-KEPT]:
            shutil.rmtree(old, ignore_errors=True)
    except OSError:
        return


def _sweep(cache: Path) -> None:
    """Remove what processes that were killed while writing left behind."""
    for left in cache.glob(f"{UNFINISHED}*"):
        if time.time() - _modified(left) > ABANDONED:
            shutil.rmtree(left, ignore_errors=True)


def _modified(path: Path) -> float:
    return path.stat().st_mtime


def read(folder: Path) -> tuple[Knowledge, Matcher] | None:
    """What is kept in a folder; None where there is none, or anything is wrong with it."""
    try:
        knowledge = _schema().validate_json((folder / _KNOWLEDGE).read_bytes())
        # NumPy leaves a file open that it can't read; one that is open already is closed.
        with (folder / _ARRAYS).open("rb") as file, np.load(file, allow_pickle=False) as arrays:
            matcher = matcher_of((folder / _TEXT).read_bytes(), dict(arrays), knowledge.words)
    except Exception:  # noqa: BLE001 - whatever is wrong with a cache, it is as good as none
        return None
    return knowledge, matcher
