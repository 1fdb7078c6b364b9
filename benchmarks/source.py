"""A codebase read from its source: its modules, its rooms, and what imports what.

A room is what stands directly in the first package of a codebase, and each further package as a
whole. An arrow goes from a room to another that an ``import`` in it names: in functions and for
type checkers too. The floors are the rooms of the longest chain of arrows; a cycle is one floor.
"""

from __future__ import annotations

import ast
import io
import tokenize
from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import PurePosixPath

Files = Mapping[str, str]
"""The text of each Python file, by its path from the root of the codebase."""
Arrows = Mapping[str, frozenset[str]]
"""What each module or room imports, itself left out; every name that occurs is a key."""
Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Module:
    """A Python file: its path from the root of the codebase, its text, and the syntax of that."""

    path: PurePosixPath
    text: str
    tree: ast.Module

    @property
    def is_package(self) -> bool:
        return self.path.name == "__init__.py"

    @property
    def is_empty(self) -> bool:
        """Whether it only makes a folder a package: it holds nothing but perhaps a docstring."""
        return self.is_package and len(self.tree.body) == int(has_docstring(self.tree))

    @property
    def name(self) -> str:
        """The dotted name; a package's is that of its folder."""
        return ".".join((self.path.parent if self.is_package else self.path.with_suffix("")).parts)

    @property
    def lines(self) -> list[str]:
        return self.text.removesuffix("\n").split("\n") if self.text else []

    @property
    def functions(self) -> list[Function]:
        return [node for node in ast.walk(self.tree) if isinstance(node, Function)]

    @property
    def comments(self) -> Iterator[tokenize.TokenInfo]:
        tokens = tokenize.generate_tokens(io.StringIO(self.text).readline)
        return (token for token in tokens if token.type == tokenize.COMMENT)

    @property
    def imports(self) -> Iterator[str]:
        """The absolute dotted names that it imports, of modules and of what stands in them."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                yield from (alias.name for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                yield from (f"{self._origin(node)}.{alias.name}" for alias in node.names)

    def _origin(self, node: ast.ImportFrom) -> str:
        """The absolute name of what stands after ``from``."""
        above = self.path.parts[: -node.level] if node.level else ()
        return ".".join([*above, *filter(None, [node.module])])


@dataclass(frozen=True)
class Code:
    """A codebase: its version, the package whose insides are rooms, and all of its modules."""

    version: str
    opened: str
    files: tuple[Module, ...]

    @classmethod
    def read(cls, version: str, opened: str, files: Files) -> Code:
        paths = sorted(files.items())
        made = (Module(PurePosixPath(path), text, ast.parse(text)) for path, text in paths)
        return cls(version, opened, tuple(made))

    @property
    def modules(self) -> list[Module]:
        """The files that hold anything."""
        return [module for module in self.files if not module.is_empty]

    @cached_property
    def functions(self) -> list[Function]:
        return [function for module in self.files for function in module.functions]

    @cached_property
    def lines(self) -> list[str]:
        return [line for module in self.files for line in module.lines]

    @cached_property
    def imports(self) -> Arrows:
        """The arrows between modules."""
        known = {file.name for file in self.files}
        found = {file.name: {_nearest(name, known) for name in file.imports} for file in self.files}
        return {name: frozenset(targets - {name, ""}) for name, targets in found.items()}

    @cached_property
    def rooms(self) -> Arrows:
        """The arrows between rooms."""
        found: dict[str, set[str]] = {self.room(module.name): set() for module in self.modules}
        for name, targets in self.imports.items():
            for target in targets:
                found.setdefault(self.room(target), set())
                found[self.room(name)].add(self.room(target))
        return {room: frozenset(targets - {room}) for room, targets in found.items()}

    def room(self, module: str) -> str:
        parts = module.split(".")
        return ".".join(parts[:2] if parts[0] == self.opened else parts[:1])


def has_docstring(node: ast.Module | ast.ClassDef | Function) -> bool:
    return ast.get_docstring(node) is not None


def _nearest(name: str, known: Container[str]) -> str:
    """The module that a dotted name leads to: itself, else the closest above; else none."""
    while name and name not in known:
        name = name.rpartition(".")[0]
    return name


def length(function: Function) -> int:
    """Its lines, from ``def`` to the last; decorators stand above it."""
    return (function.end_lineno or function.lineno) - function.lineno + 1


def reached(arrows: Arrows) -> Arrows:
    """What each is joined to by a chain of arrows; itself too where it stands in a cycle."""
    found: dict[str, frozenset[str]] = {}
    for start in arrows:
        seen: set[str] = set()
        waiting = list(arrows[start])
        while waiting:
            if (name := waiting.pop()) not in seen:
                seen.add(name)
                waiting.extend(arrows[name])
        found[start] = frozenset(seen)
    return found


def cycles(arrows: Arrows) -> list[list[str]]:
    """The groups in which each is reached from each other, by name."""
    reach = reached(arrows)
    circles = {frozenset(b for b in reach[a] if a in reach[b]) for a in arrows}
    return sorted(sorted(circle) for circle in circles if circle)


def floors(arrows: Arrows) -> int:
    """How many stand in the longest chain of arrows; those of a cycle count as one."""
    reach = reached(arrows)

    @cache
    def height(name: str) -> int:
        below = (other for other in reach[name] if name not in reach[other])
        return 1 + max(map(height, below), default=0)

    return max(map(height, arrows), default=0)
