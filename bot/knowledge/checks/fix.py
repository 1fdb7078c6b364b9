"""Puts an editor's file into normal form, without changing what it says. Pure but for ``fix``."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.errors import reason
from bot.knowledge.written import yamltext
from bot.knowledge.written.files import ENDINGS
from bot.knowledge.written.normalform import STEPS
from bot.knowledge.written.yamltext import Document

_TAB_WIDTHS = (2, 4, 8)
_INDENT = re.compile(r"[ ]{0,99}\t[ \t]*")
_TRAILING = re.compile(r"[ \t]+$", re.MULTILINE)


@dataclass(frozen=True)
class NormalForm:
    """A file's text in normal form, and what was done to it, in Swedish; nothing where it was."""

    text: str
    changes: tuple[str, ...]


def fix(files: Iterable[Path]) -> Iterator[tuple[Path, tuple[str, ...]]]:
    """Write each file that isn't in normal form anew: the file, and what was done."""
    for file in files:
        if file.suffix not in ENDINGS:
            continue
        try:
            # Not as text: the ends of lines are a part of what is mended.
            before = file.read_bytes().decode("utf-8")
        except (OSError, UnicodeDecodeError):
            continue  # the check tells of it
        form = normal_form(before)
        if not form.changes:
            continue
        try:
            file.write_bytes(form.text.encode("utf-8"))
        except OSError as error:
            yield file, (f"ingenting, för filen går inte att skriva ({reason(error)})",)
        else:
            yield file, form.changes


def normal_form(text: str) -> NormalForm:
    """The text in normal form. Where trailing spaces or tabs mean something they stay."""
    changes = []
    for name, step in (*STEPS, *_STEPS):
        if (same := step(text)) != text:
            text = same
            changes.append(name)
    return NormalForm(text, tuple(changes))


def _without_trailing(text: str) -> str:
    stripped = _TRAILING.sub("", text).rstrip("\n") + "\n" if text.strip() else text
    return stripped if _lined(_tree(stripped)) == _lined(_tree(text)) else text


def _without_tabs(text: str) -> str:
    """Tabs as spaces, where only tabs keep the text from being read, and all widths of a tab that
    mend it mean the same."""
    if _tree(text) is not None:
        return text
    rows = text.split("\n")
    candidates = ["\n".join(_widened(rows, width)) for width in _TAB_WIDTHS]
    read = [(candidate, _tree(candidate)) for candidate in candidates]
    good = [(candidate, tree) for candidate, tree in read if tree is not None]
    return good[0][0] if good and all(tree == good[0][1] for _, tree in good) else text


def _widened(rows: Sequence[str], width: int) -> Iterator[str]:
    for row in rows:
        indent = _INDENT.match(row)
        yield indent[0].replace("\t", " " * width) + row[indent.end() :] if indent else row


def _tree(text: str) -> Any:
    return yamltext.parse(text, Document(Path())).tree


def _lined(tree: Any) -> Any:
    """A tree whose texts have no spaces at the ends of lines."""
    match tree:
        case str():
            return _TRAILING.sub("", tree).rstrip("\n")
        case list():
            return [_lined(item) for item in tree]
        case dict():
            return {key: _lined(value) for key, value in tree.items()}
    return tree


_STEPS = (("tabbar i indrag", _without_tabs), ("mellanslag i slutet av rader", _without_trailing))
"""What is mended in a file besides what is never read (``normalform.STEPS``)."""
