"""What an editor has changed since the last commit, where git keeps the folder: files, and ways of
asking in them."""

from __future__ import annotations

import hashlib
import subprocess
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from bot.knowledge.model import Knowledge
from bot.knowledge.written import yamltext
from bot.knowledge.written.normalform import plain

_ASKED = (
    ("diff", "--name-only", "-z", "--relative", "HEAD", "--", "."),
    ("ls-files", "-z", "--others", "--exclude-standard", "--", "."),
)
_PATIENCE = 20
"""Seconds that git may take."""


def changes(folder: Path) -> set[Path]:
    """The files of a folder that are changed or new; none where git doesn't know the folder, or
    isn't there. What was copied as it stands, to try something in a folder beside, is neither."""
    try:
        told = "".join(_git(folder, *arguments) for arguments in _ASKED)
        names = {name for name in told.split("\0") if name}
        kept = _committed(folder) if names else frozenset()
        return {folder / name for name in names if (Path(name), _hash(folder / name)) not in kept}
    except (OSError, subprocess.SubprocessError):
        return set()


def _committed(folder: Path) -> frozenset[tuple[Path, str]]:
    """Each file of the last commit by the end of its way, however much of it, and its hash."""
    told = _git(folder, "ls-tree", "-r", "-z", "--full-tree", "HEAD")
    rows = (row.partition("\t") for row in told.split("\0") if row)
    return frozenset(
        (Path(*parts[at:]), about.split()[-1])
        for about, _, path in rows
        for parts in [Path(path).parts]
        for at in range(len(parts))
    )


def _hash(file: Path) -> str:
    """What git calls what stands in a file; "" where it is there no more."""
    try:
        content = file.read_bytes()
    except OSError:
        return ""
    return hashlib.sha1(b"blob %d\0" % len(content) + content, usedforsecurity=False).hexdigest()


def _git(folder: Path, *arguments: str) -> str:
    command = ["git", "-C", str(folder), *arguments]
    done = subprocess.run(command, capture_output=True, check=True, timeout=_PATIENCE)
    return done.stdout.decode("utf-8", "replace")


def new_ways(know: Knowledge, files: Iterable[Path]) -> Mapping[str, frozenset[str]]:
    """The ways of asking in changed files that the last commit doesn't have, by the id that they
    stand under; all of a thing that was called otherwise."""
    return {id_: new for file in files for id_, new in _new_in(know, file) if new}


def _new_in(know: Knowledge, file: Path) -> Iterator[tuple[str, frozenset[str]]]:
    thing = know.things.get(file.stem)
    if thing is None:
        return
    before = _before(file)
    names = before.get("namn", [])
    is_same = (before.get("sak"), names) == (thing.name, thing.names)
    asked = before.get("frågor") if is_same else None
    for item in know.items:
        if item.thing == thing.id:
            every = frozenset(one for asked_so in item.questions.values() for one in asked_so)
            yield item.id, every - _texts(asked.get(item.id) if isinstance(asked, dict) else None)


def _before(file: Path) -> dict[str, Any]:
    """What stood in a file at the last commit; nothing where it wasn't there, or can't be read."""
    try:
        text = plain(_git(file.parent, "show", f"HEAD:./{file.name}"))
    except (OSError, subprocess.SubprocessError):
        return {}
    tree = yamltext.parse(text, yamltext.Document(file)).tree
    return tree if isinstance(tree, dict) else {}


def _texts(asked: Any) -> frozenset[str]:
    """The ways of asking under an id, in every language."""
    lists = asked.values() if isinstance(asked, dict) else ()
    return frozenset(one.strip() for each in lists if isinstance(each, list) for one in each)
