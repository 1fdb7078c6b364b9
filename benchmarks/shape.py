"""The shape of the code, measured from its source: sizes, widths, comments, rooms and floors.

python benchmarks/shape.py [--peers DIR] [--before REV] [--where [CODE]] [--write]

Beside what the code was at a revision, and beside two small libraries whose order is well liked.
What isn't at hand (a peer that isn't installed, a revision that this history doesn't reach) has
dashes in the table. --write: put it into docs/architecture.md
"""

from __future__ import annotations

import argparse
import ast
import io
import math
import statistics
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from importlib import metadata
from pathlib import Path

from benchmarks import page
from benchmarks.source import Arrows, Code, Files, Function, cycles, floors, has_docstring, length

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs" / "architecture.md"
BEFORE = "3e2902a"
OURS = ("bot", "adapters")
PEERS = ("svcs", "starlette")
CODES = ("before", "now", *PEERS)
"""The columns of the table."""
WIDE = 100
"""The most columns of a line that are not remarked on."""
LONG = 50
"""The most lines of a function that the table does not remark on."""
LONG_FUNCTION, LONG_MODULE = 35, 250
"""The most lines of each that ``--where`` leaves out."""

Cell = str | float
"""A count, a share in percent, or words."""


def percentile(values: Iterable[int], percent: int) -> int:
    """The smallest of the values that this many percent of them don't exceed."""
    ordered = sorted(values)
    return ordered[math.ceil(percent * len(ordered) / 100) - 1]


def _percent(flags: Iterable[bool]) -> Cell:
    return round(100 * statistics.fmean(found), 1) if (found := list(flags)) else "–"


def _typed(function: Function) -> bool:
    return function.returns is not None


def _sizes(code: Code) -> list[int]:
    """The lines of each module."""
    return [len(module.lines) for module in code.modules]


def _lengths(code: Code) -> list[int]:
    """The lines of each function."""
    return [length(function) for function in code.functions]


def _documented(code: Code, kind: type[ast.Module | ast.ClassDef]) -> Cell:
    nodes = (node for module in code.modules for node in ast.walk(module.tree))
    return _percent(has_docstring(node) for node in nodes if isinstance(node, kind))


def _comment_lines(code: Code) -> Cell:
    comments = [comment for module in code.files for comment in module.comments]
    alone = sum(comment.line.lstrip().startswith("#") for comment in comments)
    return round(100 * alone / len(code.lines), 1)


def _wide(lines: Iterable[str]) -> int:
    """How many lines are too wide."""
    return sum(len(line) > WIDE for line in lines)


def _skips(code: Code) -> int:
    return sum("fmt: skip" in token.string for module in code.files for token in module.comments)


def _arrows(arrows: Arrows) -> int:
    return sum(map(len, arrows.values()))


def _cycles(arrows: Arrows) -> str:
    """How many cycles there are, and how many stand in each."""
    found = cycles(arrows)
    sizes = ", ".join(f"{len(circle)}" for circle in found)
    return f"{len(found)} (of {sizes})" if found else "0"


ROWS: Mapping[str, Callable[[Code], Cell]] = {
    "revision or version": lambda code: code.version,
    "packages": lambda code: sum(module.is_package for module in code.files),
    "modules": lambda code: len(code.modules),
    "lines": lambda code: len(code.lines),
    "lines of a module, median": lambda code: statistics.median(_sizes(code)),
    "lines of the longest module": lambda code: max(_sizes(code)),
    "functions": lambda code: len(code.functions),
    "lines of a function, median": lambda code: statistics.median(_lengths(code)),
    "lines of a function, 99th percentile": lambda code: percentile(_lengths(code), 99),
    "lines of the longest function": lambda code: max(_lengths(code)),
    f"functions over {LONG} lines": lambda code: sum(size > LONG for size in _lengths(code)),
    "functions that say what they return, %": lambda code: _percent(map(_typed, code.functions)),
    "functions with a docstring, %": lambda code: _percent(map(has_docstring, code.functions)),
    "classes with a docstring, %": lambda code: _documented(code, ast.ClassDef),
    "modules with a docstring, %": lambda code: _documented(code, ast.Module),
    "lines that are a comment, %": _comment_lines,
    "columns of the widest line": lambda code: max(map(len, code.lines)),
    f"lines over {WIDE} columns": lambda code: _wide(code.lines),
    "`# fmt: skip`": _skips,
    "rooms": lambda code: len(code.rooms),
    "floors": lambda code: floors(code.rooms),
    "arrows between rooms": lambda code: _arrows(code.rooms),
    "cycles of rooms": lambda code: _cycles(code.rooms),
    "arrows between modules": lambda code: _arrows(code.imports),
    "cycles of modules": lambda code: _cycles(code.imports),
}


def table(codes: Mapping[str, Code | None]) -> str:
    """The measures of each codebase as Markdown; of one that isn't at hand, dashes."""
    lines = [f"| | {' | '.join(codes)} |\n", f"|---|{'---|' * len(codes)}\n"]
    for name, measure in ROWS.items():
        cells = (_shown(measure(code)) if code else "–" for code in codes.values())
        lines.append(f"| {name} | {' | '.join(cells)} |\n")
    return "".join(lines)


def _shown(value: Cell) -> str:
    return value if isinstance(value, str) else f"{value:,}".removesuffix(".0")


def where(code: Code) -> Iterator[str]:
    """What is long, wide or in a circle, line by line; the worst of each kind comes first."""
    functions = (
        (length(function), f"{module.path}:{function.lineno} {function.name}")
        for module in code.files
        for function in module.functions
    )
    yield f"functions over {LONG_FUNCTION} lines (file:line name lines)"
    yield from _over(LONG_FUNCTION, functions)
    yield f"modules over {LONG_MODULE} lines (file lines)"
    yield from _over(LONG_MODULE, ((len(file.lines), f"{file.path}") for file in code.files))
    yield f"lines over {WIDE} columns (file lines)"
    yield from _over(0, ((_wide(file.lines), f"{file.path}") for file in code.files))
    for kind, arrows in (("rooms", code.rooms), ("modules", code.imports)):
        yield f"cycles of {kind}"
        yield from (f"  {', '.join(circle)}" for circle in cycles(arrows))


def _over(most: int, sizes: Iterable[tuple[int, str]]) -> list[str]:
    """Those larger than that, one a line, the largest first."""
    larger = sorted((-size, name) for size, name in sizes if size > most)
    return [f"  {name} {-size}" for size, name in larger]


def files_in(folder: Path, packages: Iterable[str]) -> Files:
    """The Python files of those packages in a folder; of a package that isn't there, none."""
    paths = (path for package in packages for path in (folder / package).rglob("*.py"))
    return {path.relative_to(folder).as_posix(): path.read_text("utf-8") for path in paths}


def files_at(revision: str, packages: Iterable[str]) -> Files:
    """The same at a revision of this repository; none where its history doesn't reach that far."""
    command = ["git", "-C", str(ROOT), "archive", "--format=zip", revision]
    made = subprocess.run(command, capture_output=True, check=False)
    if made.returncode:
        return {}
    with zipfile.ZipFile(io.BytesIO(made.stdout)) as archive:
        names = [name for name in archive.namelist() if name.endswith(".py")]
        ours = [name for name in names if name.partition("/")[0] in packages]
        return {name: archive.read(name).decode() for name in ours}


def read(name: str, peers: Path, before: str) -> Code | None:
    """One of the codebases; none where it isn't at hand."""
    if name in PEERS:
        found = list(metadata.distributions(name=name, path=[str(peers)]))
        return Code.read(found[0].version, name, files_in(peers, [name])) if found else None
    files = files_in(ROOT, OURS) if name == "now" else files_at(before, OURS)
    version = "the working tree" if name == "now" else before
    return Code.read(version, OURS[0], files) if files else None


def main() -> int:
    raw = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=raw)
    parser.add_argument("--peers", type=Path, default=ROOT / ".venv" / "shape", metavar="DIR")
    parser.add_argument("--before", default=BEFORE, metavar="REV")
    parser.add_argument("--where", nargs="?", const="now", choices=CODES)
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    if options.where:
        code = read(options.where, options.peers, options.before)
        print("\n".join(where(code) if code else ["not at hand"]))
        return 0
    made = table({name: read(name, options.peers, options.before) for name in CODES})
    print(made, end="")
    if options.write:
        page.put("shape", made, PAGE)
    return 0


if __name__ == "__main__":
    sys.exit(main())
