"""What the bot writes is its owner's alone, what isn't its own is left as it is, and a disk that
can't be used is one sentence."""

from __future__ import annotations

import os
import shutil
import sqlite3
import stat
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from bot.cli.main import main
from bot.storage import database
from bot.storage.database import DatabaseError
from tests.conftest import ROOT

NOBODY = 65534


@pytest.fixture
def careless() -> Iterator[None]:
    """The umask of most machines, which lets everybody read."""
    before = os.umask(0o022)
    yield
    os.umask(before)


@contextmanager
def as_nobody() -> Iterator[None]:
    """Without the rights of an administrator, who may write everywhere."""
    before = os.geteuid()
    if before == 0:
        os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(before)


def modes(folder: Path) -> dict[str, int]:
    return {file.name: stat.S_IMODE(file.stat().st_mode) for file in folder.iterdir()}


@pytest.mark.usefixtures("careless")
def test_the_database_and_what_lies_beside_it_are_the_owners_alone(tmp_path: Path) -> None:
    """Also its log, its index and its lock, whatever the umask."""
    with database.opened(tmp_path / "a.db"):
        beside = modes(tmp_path)
    assert set(beside) >= {"a.db", "a.db-wal", "a.db-shm", "a.db.lock"}
    assert set(beside.values()) == {0o600}


@pytest.mark.usefixtures("careless")
def test_a_database_that_others_could_read_is_closed_to_them(tmp_path: Path) -> None:
    """One that an older version made."""
    with database.opened(tmp_path / "a.db"):
        pass
    (tmp_path / "a.db").chmod(0o644)
    with database.opened(tmp_path / "a.db"):
        assert set(modes(tmp_path).values()) == {0o600}


@pytest.mark.parametrize("content", [b"root:x:0:0:root:/root:/bin/bash\n", None])
def test_what_is_no_database_of_ours_gets_no_lock(tmp_path: Path, content: bytes | None) -> None:
    """Neither a file of the system nor another program's database: nothing is made beside it."""
    path = tmp_path / "passwd"
    if content is None:
        with closing(sqlite3.connect(path)) as other:
            other.execute("CREATE TABLE theirs (a)")
    else:
        path.write_bytes(content)
    before = path.read_bytes()
    with pytest.raises(DatabaseError), database.opened(path):
        pass
    assert list(tmp_path.iterdir()) == [path]
    assert path.read_bytes() == before


def test_the_database_in_memory_is_closed() -> None:
    """Python 3.13 warns of one that isn't."""
    with database.opened(database.MEMORY) as db:
        pass
    with pytest.raises(sqlite3.ProgrammingError, match="closed"):
        db.execute("SELECT 1")


@pytest.fixture
def shared() -> Iterator[Path]:
    """A folder that everybody may read, and nobody but its owner write in."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        yield folder
        folder.chmod(0o700)


def read_only(folder: Path) -> None:
    for file in folder.iterdir():
        file.chmod(0o444)
    folder.chmod(0o555)


def test_a_backup_on_a_read_only_disk_can_be_looked_at(
    shared: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """`cases` only reads: it needs no right to write."""
    with database.opened(shared / "a.db"):
        pass
    read_only(shared)
    with as_nobody():
        assert main(["cases", "--database", str(shared / "a.db")]) == 0
    assert "Inga frågor som väntar." in capsys.readouterr().err


def test_a_database_that_may_not_be_written_in_is_one_sentence(shared: Path) -> None:
    """The bot itself needs that right, and says so."""
    with database.opened(shared / "a.db"):
        pass
    read_only(shared)
    with (
        as_nobody(),
        pytest.raises(DatabaseError, match="går inte att"),
        database.opened(shared / "a.db"),
    ):
        pass


@pytest.mark.parametrize("shut", ["entries", "entries/lund/lund-scenen.yaml"])
def test_what_may_not_be_read_in_the_knowledge_is_no_empty_place(
    shut: str, shared: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A folder or a file that is shut is named, by `check` as by what answers: it isn't answered
    out of nothing."""
    folder = Path(shutil.copytree(ROOT / "tests" / "small", shared / "small"))
    shared.chmod(0o755)
    (folder / shut).chmod(0)
    try:
        with as_nobody():
            assert main(["check", str(folder)]) == 1
            assert main(["ask", "--knowledge", str(folder), "hej"]) != 0
    finally:
        (folder / shut).chmod(0o755)
    shown = "".join(capsys.readouterr())
    assert shown.count("går inte att läsa") == 2
    assert shown.count(Path(shut).name) >= 2


def shell(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """A command with nothing else in its environment."""
    command = [sys.executable, "-m", "bot", *arguments]
    env = {"PYTHONPATH": str(ROOT), "PATH": os.environ["PATH"], **environment}
    return subprocess.run(command, capture_output=True, text=True, cwd=ROOT, env=env, check=False)


def test_no_home_is_no_hindrance(tmp_path: Path) -> None:
    """Somebody whom the machine doesn't know (a container's user) gets an answer; nothing is kept,
    and nothing is made where they stand."""
    prepared = (
        "import os, pwd; from pathlib import Path\n"
        "def unknown(_): raise KeyError\n"
        "pwd.getpwuid = unknown\n"
        "from bot.matching.cache import Cache; cache, here = Cache(), Path()\n"
        "cache._write(cache._place('a', 'b'), {'c': b'd'}); print(cache.knowledge(here))"
    )
    env = {"PYTHONPATH": str(ROOT), "PATH": os.environ["PATH"]}
    command = [sys.executable, "-c", prepared]
    done = subprocess.run(
        command, capture_output=True, text=True, cwd=tmp_path, env=env, check=False
    )
    assert (done.stdout, done.stderr) == ("None\n", "")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.long
def test_no_time_zones_on_the_machine_is_no_hindrance() -> None:
    """The project brings its own."""
    done = shell("--version", PYTHONTZPATH="", HOME=os.environ.get("HOME", "/root"))
    route = shell("route", "--area", "ekero", "--topic", "grants", PYTHONTZPATH="", HOME="/tmp")
    assert (done.returncode, route.returncode, route.stderr) == (0, 0, "")
