"""YAML as editors write it: every value is text, every value knows its line, and what YAML would
misread is named.

PyYAML's own loaders read ``8:30`` as 510, ``0270`` as 184 and ``NO`` as false. Here a value is the
text that stands in the file; the schema says what it should be. Anchors and aliases are refused:
editors type ``*Obs*`` by mistake, and an "alias bomb" can't be built without them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from bot.errors import Problem, reason
from bot.knowledge.written.foreign import foreign
from bot.knowledge.written.normalform import plain
from bot.knowledge.written.steps import Steps, finished
from bot.knowledge.written.yamlerrors import (
    BULLET,
    QUOTE_ALL,
    STAR,
    bulleted,
    explain,
    line_of,
    unprintable,
)

Where = tuple[str | int, ...]
"""The way to a value in a file: keys and positions, as pydantic's ``loc`` has it."""

DEEPEST = 20
LARGEST = 5_000_000
_ZIP = b"PK\x03\x04"
"""How a file from Word or LibreOffice begins, whatever its ending."""
_TWO_THINGS = (
    "En fil är en enda sak (eller guide): flytta det som börjar här till en egen fil, och ta bort"
    " --- om det står där."
)
_COMMENT = re.compile(r"\s{1,99}#")
_CURLY_QUOTED = re.compile(r"[”“\"„’‘].*[”“\"’‘]", re.DOTALL)
_AS_TEXT = "Öppna den, välj Spara som, och spara den som ren text med teckenkodningen UTF-8."


@dataclass
class Document:
    """One file: its ``tree`` (text, lists, dicts), the line of each value, and what is wrong."""

    path: Path
    raw: bytes = b""
    tree: Any = None
    lines: dict[Where, int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    made: dict[Any, Any] = field(default_factory=dict)
    """What was made of its values, for whoever reads the same file again."""

    def line(self, where: Where) -> int:
        """The line of a value, or of the nearest thing around it that stands in the file."""
        where = self._written(where)
        while where and where not in self.lines:
            where = where[:-1]
        return self.lines.get(where, 1)

    def _written(self, where: Where) -> Where:
        """The way to a value where a list of one was written without the list."""
        way: Where = ()
        for part in where:
            if part != 0 or (*way, 0) in self.lines:
                way = (*way, part)
        return way

    def complain(self, line: int, text: str, kind: str = "yaml") -> None:
        self.problems.append(Problem(self.path, line, text, kind=kind))


class _Stop(Exception):
    """The file can't be read further; the problem is already noted."""


def read(path: Path) -> Document:
    """Read one file. Never raises for what the file holds: that stands in ``problems``."""
    try:
        raw = path.read_bytes()
    except OSError as error:
        document = Document(path)
        mend = "Kontrollera att den finns och får läsas."
        document.complain(1, f"Filen går inte att läsa ({reason(error)}). {mend}")
        return document
    return finished(reading(path, raw))


def reading(path: Path, raw: bytes) -> Steps[Document]:
    """Read what stands in one file, a step for each value on its first level."""
    document = Document(path, raw)
    if len(raw) > LARGEST:
        document.complain(1, f"Filen är större än {LARGEST // 1_000_000} MB. Dela den i flera.")
        return document
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        if raw.startswith(_ZIP):
            document.complain(1, f"Filen är ett dokument från Word eller liknande. {_AS_TEXT}")
        else:
            line = raw.count(b"\n", 0, error.start) + 1
            document.complain(line, f"Filen är inte sparad som UTF-8. {_AS_TEXT}")
        return document
    yield
    return (yield from _parsing(plain(text), document))


def parse(text: str, document: Document) -> Document:
    """Fill ``document`` from YAML text in its normal form."""
    return finished(_parsing(text, document))


def _parsing(text: str, document: Document) -> Steps[Document]:
    rows = text.split("\n")
    for line, kind, wrong in foreign(rows):
        document.complain(line, wrong, kind)
    yield
    if any(problem.kind == "merge" for problem in document.problems):
        return document
    try:
        events = getattr(yaml, "CLoader", yaml.Loader)(text)
        reader = _Reader(document, rows, iter(events.get_event, None))
        document.tree = yield from reader.document()
    except _Stop:
        document.tree = None
    except yaml.MarkedYAMLError as error:
        line = line_of(error, rows)
        document.complain(line, explain(error, rows, line))
        document.tree = None
    except yaml.YAMLError:
        document.complain(*unprintable(rows))
        document.tree = None
    return document


class _Reader:
    """Builds the tree from PyYAML's events."""

    def __init__(self, document: Document, rows: list[str], events: Iterator[Any]) -> None:
        self.out, self.rows, self.events = document, rows, events

    def document(self) -> Steps[Any]:
        tree: Any = None
        for event in self.events:
            if isinstance(event, yaml.DocumentStartEvent):
                if tree is not None:
                    self._stop(event, _TWO_THINGS)
                tree = yield from self._root(next(self.events))
        return tree

    def _root(self, event: Any) -> Steps[Any]:
        if isinstance(event, yaml.ScalarEvent):
            return self._scalar(event, ())
        return (yield from self._several(event, ()))

    def _stop(self, event: Any, text: str) -> None:
        self.out.complain(event.start_mark.line + 1, text)
        raise _Stop

    def _value(self, event: Any, where: Where) -> Any:
        if isinstance(event, yaml.ScalarEvent):
            return self._scalar(event, where)
        return finished(self._several(event, where))

    def _scalar(self, event: Any, where: Where) -> str:
        self._enter(event, where)
        self._suspect(event)
        return str(event.value)

    def _several(self, event: Any, where: Where) -> Steps[Any]:
        """A list or a mapping, a step for each value in it."""
        self._enter(event, where)
        is_mapping = isinstance(event, yaml.MappingStartEvent)
        return (yield from (self._mapping(where) if is_mapping else self._sequence(where)))

    def _enter(self, event: Any, where: Where) -> None:
        if isinstance(event, yaml.AliasEvent) or event.anchor is not None:
            self._stop(event, STAR)
        if len(where) > DEEPEST:
            self._stop(event, "För många nivåer i varandra. Kontrollera indragen.")
        self.out.lines.setdefault(where, event.start_mark.line + 1)

    def _sequence(self, where: Where) -> Steps[list[Any]]:
        items: list[Any] = []
        while not isinstance(event := next(self.events), yaml.SequenceEndEvent):
            items.append(self._value(event, (*where, len(items))))
            yield
        return items

    def _mapping(self, where: Where) -> Steps[dict[str, Any]]:
        items: dict[str, Any] = {}
        while not isinstance(event := next(self.events), yaml.MappingEndEvent):
            if not isinstance(event, yaml.ScalarEvent):
                mend = "Sätt citattecken runt text med klamrar."
                self._stop(event, f"En nyckel ska vara ett ord. {mend}")
            key, line = event.value, event.start_mark.line + 1
            if key in items and key == next(iter(items)) and not where:
                self._stop(event, f"Nyckeln ”{key}” står två gånger. {_TWO_THINGS}")
            if key in items:
                self.out.complain(line, f"Nyckeln ”{key}” står två gånger. Ta bort den ena.")
            self.out.lines[(*where, key)] = line
            items[key] = self._value(next(self.events), (*where, key))
            yield
        return items

    def _suspect(self, event: Any) -> None:
        """Name what YAML accepts but an editor can't have meant."""
        if not event.implicit[0]:
            return
        end = event.end_mark
        for line in range(event.start_mark.line, end.line + 1):
            if line < len(self.rows) and (bullet := BULLET.match(self.rows[line])):
                self.out.complain(line + 1, bulleted(bullet[1]))
        # A file's last value ends on the line after it where nothing follows.
        rest = self.rows[end.line][end.column :] if end.line < len(self.rows) else ""
        if end.column and _COMMENT.match(rest):
            mend = f"{QUOTE_ALL[:-1]}, eller flytta kommentaren till en egen rad."
            self.out.complain(end.line + 1, f"Texten efter # försvinner. {mend}")
        if _CURLY_QUOTED.fullmatch(event.value):
            mend = 'Byt dem mot raka (") eller ta bort dem.'
            self.out.complain(
                event.start_mark.line + 1, f"Citattecknen kommer från Word (”). {mend}"
            )
