"""What is measured of the code's shape is right on small trees whose numbers are known."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path
from textwrap import dedent

import pytest

from benchmarks import page, shape, source
from benchmarks.source import Code

HOUSE = {
    "house/__init__.py": '"""A house."""\n',
    "house/roof.py": """
        from house import stairs
        def late():
            from house.rooms import door
    """,
    "house/stairs.py": """
        from typing import TYPE_CHECKING
        if TYPE_CHECKING:
            from .rooms.door import Door
    """,
    "house/rooms/__init__.py": "",
    "house/rooms/door.py": "from ..ground import Floor\nfrom . import window",
    "house/rooms/window.py": "import json",
    "house/ground.py": "x = 1",
    "house/left.py": "import house.right",
    "house/right.py": "from house.left import *",
    "garden/__init__.py": "from garden.tree import Leaf",
    "garden/tree.py": "import house.ground as earth",
}
SIZES = (("big", 35), ("huge", 300), ("small", 34))
"""Functions with as many lines after ``def``."""
Plant = Callable[[dict[str, str]], Code]


@pytest.fixture
def plant(tmp_path: Path) -> Plant:
    """Writes the files of a tree, and reads them as code whose first package is opened."""

    def planted(files: dict[str, str]) -> Code:
        for name, text in files.items():
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / name).write_text(dedent(text).lstrip("\n"), "utf-8")
        packages = list(dict.fromkeys(name.split("/")[0] for name in files))
        return Code.read("1", packages[0], shape.files_in(tmp_path, packages))

    return planted


def test_rooms_are_what_stands_in_the_opened_package(plant: Plant) -> None:
    """A package within is one room, and so is each further package; an empty one is none."""
    assert plant(HOUSE).rooms == {
        "garden": {"house.ground"},
        "house.ground": set(),
        "house.left": {"house.right"},
        "house.right": {"house.left"},
        "house.roof": {"house.stairs", "house.rooms"},
        "house.rooms": {"house.ground"},
        "house.stairs": {"house.rooms"},
    }


def test_an_import_leads_to_the_module_it_names(plant: Plant) -> None:
    """Relative ones and names within a module are resolved; what is outside is left out."""
    imports = plant(HOUSE).imports
    assert imports["house.rooms.door"] == {"house.ground", "house.rooms.window"}
    assert imports["house.rooms.window"] == set()
    assert imports["house.stairs"] == {"house.rooms.door"}
    assert imports["garden"] == {"garden.tree"}


def test_a_name_that_a_package_makes_leads_to_the_package(plant: Plant) -> None:
    """What is no module of its own stands in the package's own file."""
    code = plant({"a/__init__.py": "", "a/b/__init__.py": "c = 1", "a/d.py": "from a.b import c"})
    assert code.imports["a.d"] == {"a.b"}


def test_floors_are_the_longest_chain(plant: Plant) -> None:
    """Roof, stairs, rooms and ground are four; the shortcut from roof to rooms takes none away."""
    assert source.floors(plant(HOUSE).rooms) == 4


def test_a_cycle_is_named_and_is_one_floor(plant: Plant) -> None:
    """Two that import each other are a cycle; what stands on them is the second floor."""
    code = plant(HOUSE | {"house/attic.py": "import house.left"})
    assert source.cycles(code.rooms) == [["house.left", "house.right"]]
    pair = {name: code.rooms[name] for name in ("house.attic", "house.left", "house.right")}
    assert source.floors(pair) == 2


def test_a_cycle_within_a_room_is_one_of_modules_only(plant: Plant) -> None:
    """Between rooms nothing of it is seen."""
    files = {"a/b/__init__.py": "", "a/b/c.py": "import a.b.d", "a/b/d.py": "import a.b.c"}
    code = plant(files)
    assert source.cycles(code.imports) == [["a.b.c", "a.b.d"]]
    assert source.cycles(code.rooms) == []


def test_the_lines_of_a_function_begin_at_def(plant: Plant) -> None:
    """Decorators are left out; methods, nested and async functions are counted by themselves."""
    code = plant(
        {
            "a/b.py": """
            @one
            @two
            def outer():
                async def inner():
                    return 1

                return inner

            class Thing:
                def method(self): ...
        """
        }
    )
    lengths = {function.name: source.length(function) for function in code.functions}
    assert lengths == {"outer": 5, "inner": 2, "method": 1}


def test_a_percentile_is_one_of_the_values() -> None:
    """Of a hundred values the 99th percentile is the second largest; of three it is the largest."""
    assert shape.percentile(range(1, 101), 99) == 99
    assert shape.percentile([5, 1, 3], 99) == 5
    assert shape.percentile([5, 1, 3], 50) == 3


def measured(code: Code) -> dict[str, str]:
    """The cells of a table of one code, by the name of the row."""
    rows = [line.split(" | ") for line in shape.table({"it": code}).splitlines()[2:]]
    return {row[0].removeprefix("| "): row[1].removesuffix(" |") for row in rows}


def test_comments_are_told_from_strings(plant: Plant) -> None:
    """A line that is a comment counts; one in a string, or after code, doesn't. So with skips."""
    code = plant(
        {
            "a/b.py": '''
            # one
            x = """
            # two  # fmt: skip
            """
            y = [  # three
            ]  # fmt: skip
            z = 1
            def f() -> None: ...
        '''
        }
    )
    assert measured(code)["lines that are a comment, %"] == "12.5"
    assert measured(code)["`# fmt: skip`"] == "1"


def test_the_table_measures_sizes_and_docstrings(plant: Plant) -> None:
    """An empty package is a package and no module; a share is of those that there are."""
    wide = f"x = '{'x' * 95}'\n"
    functions = 'def f() -> None:\n    """Does nothing."""\ndef g(): ...\n'
    code = plant({"a/__init__.py": "", "a/b.py": f'"""B."""\n{wide}', "a/c.py": functions})
    assert len(wide) == 102
    assert measured(code) == measured(code) | {
        "packages": "1",
        "modules": "2",
        "lines": "5",
        "lines of a module, median": "2.5",
        "lines of the longest module": "3",
        "functions": "2",
        "lines of a function, median": "1.5",
        "lines of the longest function": "2",
        "functions over 50 lines": "0",
        "functions that say what they return, %": "50",
        "functions with a docstring, %": "50",
        "classes with a docstring, %": "–",
        "modules with a docstring, %": "50",
        "columns of the widest line": "101",
        "lines over 100 columns": "1",
        "cycles of rooms": "0",
    }


def test_what_is_not_at_hand_has_dashes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A peer that isn't installed and a revision that no history holds break nothing."""
    monkeypatch.setattr(shape, "ROOT", tmp_path)
    codes = {name: shape.read(name, tmp_path, "0" * 40) for name in shape.CODES}
    assert not any(codes.values())
    assert set(shape.table(codes).splitlines()[2].split(" | ")[1:]) == {"–", "– |"}


def test_a_peer_is_read_with_its_version(tmp_path: Path) -> None:
    """The version is the one that pip installed into that folder."""
    info = tmp_path / "svcs-26.2.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Name: svcs\nVersion: 26.2.0\n")
    (tmp_path / "svcs").mkdir()
    (tmp_path / "svcs" / "core.py").write_text("x = 1\n")
    code = shape.read("svcs", tmp_path, "")
    assert code
    assert (code.version, list(code.rooms)) == ("26.2.0", ["svcs.core"])


def test_a_revision_is_read_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was changed since, and what stands in other folders, isn't seen."""
    (tmp_path / "bot").mkdir()
    (tmp_path / "bot" / "one.py").write_text("x = 1\n")
    (tmp_path / "other.py").write_text("x = 1\n")
    author = ["-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false"]
    for command in (["init", "-q"], ["add", "."], [*author, "commit", "-q", "-m", "one"]):
        subprocess.run(["git", "-C", str(tmp_path), *command], check=True)
    (tmp_path / "bot" / "one.py").write_text("x = 2\n")
    monkeypatch.setattr(shape, "ROOT", tmp_path)
    assert shape.files_at("HEAD", shape.OURS) == {"bot/one.py": "x = 1\n"}
    assert shape.files_in(tmp_path, shape.OURS) == {"bot/one.py": "x = 2\n"}


def test_where_names_what_to_mend(plant: Plant) -> None:
    """Each kind under its heading, the largest first, with file, line, name and size."""
    long = {f"a/{name}.py": f"\ndef {name}():\n" + "    ...\n" * size for name, size in SIZES}
    wide = {"a/wide.py": "x = 1  # " + "x" * 100}
    circle = {"a/l.py": "import a.r", "a/r.py": "import a.l"}
    assert list(shape.where(plant(long | wide | circle))) == [
        "functions over 35 lines (file:line name lines)",
        "  a/huge.py:1 huge 301",
        "  a/big.py:1 big 36",
        "modules over 250 lines (file lines)",
        "  a/huge.py 301",
        "lines over 100 columns (file lines)",
        "  a/wide.py 1",
        "cycles of rooms",
        "  a.l, a.r",
        "cycles of modules",
        "  a.l, a.r",
    ]


def test_a_table_is_put_between_its_marks(tmp_path: Path) -> None:
    """What stands around the marks stays, and what stood between them goes."""
    into = tmp_path / "page.md"
    into.write_text("above\n<!-- shape -->\nold\n<!-- /shape -->\nbelow\n")
    page.put("shape", "new\n", into)
    assert into.read_text() == "above\n<!-- shape -->\nnew\n<!-- /shape -->\nbelow\n"


@pytest.mark.long
def test_the_page_has_marks_and_the_tree_has_rooms() -> None:
    """The table has its place in the page; of this project, the rooms and the adapters are seen."""
    text = shape.PAGE.read_text("utf-8")
    assert text.count("<!-- shape -->\n") == text.count("<!-- /shape -->\n") == 1
    code = shape.read("now", Path(), "")
    assert code
    assert {"bot.__main__", "adapters"} <= set(code.rooms)
