"""What tests share: the real knowledge with its matcher, and a small folder that they may break."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.matching.library import Current, open_library
from tests.outside import NotInstalledError
from tests.synapse import SynapseServer

ROOT = Path(__file__).parent.parent
NOW = dt.datetime(2026, 11, 20, 18, 30, tzinfo=dt.UTC)
ROOMS = {
    "default": "net:default",
    "helsingborg/foreningssamordnare": "net:hbg",
    "helsingborg/kontaktcenter": "net:kc",
}
"""Where three teams sit on the network of a ``Stage``."""


@pytest.fixture(scope="session")
def current() -> Current:
    """The shipped knowledge, ready to be asked; built once and kept in the user's cache."""
    return open_library(ROOT / "knowledge")


@pytest.fixture
def small(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of a small, faultless knowledge folder: Lund and the country, a few entries.

    What is built of it isn't kept in the user's cache, where it would push out what is shipped,
    which takes a minute to build.
    """
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "user-cache"))
    return Path(shutil.copytree(ROOT / "tests" / "small", tmp_path / "knowledge"))


@pytest.fixture(scope="session")
def synapse(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SynapseServer]:
    """One homeserver for the run, which a test finds running; users and rooms are its own."""
    try:
        server = SynapseServer(tmp_path_factory.mktemp("synapse"))
    except NotInstalledError as error:
        pytest.fail(str(error), pytrace=False)
    server.start()
    yield server
    server.stop()
