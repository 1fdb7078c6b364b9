"""What is installed: each version by its hash, and nothing that isn't used."""

from __future__ import annotations

import ast
import re
import subprocess
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

from tests.conftest import ROOT

ITSELF = {"one-way-in", "pydantic-core"}
"""What comes with the project: pydantic and its core are one package of one version."""
LOCKS = sorted((ROOT / "requirements").glob("*.txt"))
READ = {"tzdata"}
"""What the standard library reads without an import: zoneinfo, where the machine has none."""


def named(text: str) -> str:
    """A distribution's name as registries compare them."""
    return re.sub("[-_.]+", "-", re.split(r"[\[<>=;~! ]", text, maxsplit=1)[0]).lower()


def pins(lock: Path) -> dict[str, str]:
    """The lines of each pinned distribution, from its name to its last hash."""
    blocks = re.split(r"(?m)^(?=\S)", lock.read_text("utf-8"))
    return {named(block): block for block in blocks if "==" in block}


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_each_version_has_its_hash(lock: Path) -> None:
    """And no line names where it is fetched from."""
    text = lock.read_text("utf-8")
    assert pins(lock)
    assert all("--hash=sha256:" in block for block in pins(lock).values())
    assert not re.search(r"://|index-url|find-links|@", text)


def test_what_the_project_needs_is_locked() -> None:
    """To run it, and to build it; the tests run on the very versions that people do."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    build, dev, run = map(pins, LOCKS)
    assert {named(one) for one in project["project"]["dependencies"]} <= run.keys()
    assert {named(one) for one in project["dependency-groups"]["build"]} <= build.keys()
    assert {named(one) for one in project["build-system"]["requires"]} <= build.keys()
    assert all(dev[name] == block for name, block in run.items())


@pytest.mark.parametrize("target", ["install", ".venv/run"])
def test_what_runs_is_installed_in_two_steps(target: str) -> None:
    """Everything by its hash and as a wheel, what builds the project too; and then the project
    itself, which fetches nothing."""
    command = ["make", "--dry-run", "--always-make", target]
    shown = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    *locked, itself = [line for line in shown.splitlines() if "pip install" in line]
    assert [line.split()[-1] for line in locked] == [
        "requirements/build.txt",
        "requirements/run.txt",
    ]
    for line in locked:
        assert "--require-hashes" in line
        assert "--only-binary :all:" in line
    assert "--no-deps --no-build-isolation" in itself
    assert itself.split()[-1] == "."


@pytest.mark.long
def test_each_dependency_is_used() -> None:
    """By the bot or by an adapter; and what they import is named as a dependency."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    needed = {named(one) for one in project["dependencies"]}
    owners = packages_distributions()
    imported = {name for file in modules() for name in imports(file)} & owners.keys()
    used = {named(owner) for name in imported for owner in owners[name]} - ITSELF
    assert used | READ == needed


def modules() -> list[Path]:
    return [file for room in ("bot", "adapters") for file in (ROOT / room).rglob("*.py")]


def imports(file: Path) -> set[str]:
    """The packages that a module imports."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and not node.level:
            found.add(str(node.module).split(".")[0])
    return found
