"""What tests share: the real knowledge with its matcher, and a small folder that they may break."""

from __future__ import annotations

import ast
import datetime as dt
import functools
import itertools
import os
import shutil
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator
from pathlib import Path

import pytest
import structlog
from blockbuster import BlockBuster
from filelock import FileLock

from bot.matching.library import Current, open_library
from tests.outside import NotInstalledError
from tests.synapse import SynapseServer

ROOT = Path(__file__).parent.parent
SMALL = ROOT / "tests" / "small"
NOW = dt.datetime(2026, 11, 20, 18, 30, tzinfo=dt.UTC)
ROOMS = {
    "default": "net:default",
    "helsingborg/foreningssamordnare": "net:hbg",
    "helsingborg/kontaktcenter": "net:kc",
}
"""Where three teams sit on the network of a ``Stage``."""


MAY_BLOCK: dict[str, Collection[str]] = {
    "bot/settings.py": {"read"},
    "bot/knowledge/loading.py": {"load"},
    "bot/storage/database.py": {"opened"},
    "bot/cli/stage.py": {"hear", "at"},
    "bot/live/rehearsal.py": {"make_ready"},
    "adapters/__init__.py": {"<lambda>"},
    "adapters/console.py": {"send"},
    "adapters/matrix/login.py": {"logged_in"},
    "adapters/matrix/store.py": {"make", "close_to_others"},
}
"""What is done at the start, by a test itself or at a terminal: nothing waits for the loop then."""


SECONDS = {"slow": 3.0, "long": 2.0, "takes": 1.0}
"""What a test with such a mark takes, where the mark itself doesn't say."""
_OTHERS = 0.05


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Of many cases that are alike most are marked so, for `make quick` to leave out. Of several
    processes, none is left alone with what takes long: that is begun first, a module or a class at
    a time, as they are handed out."""
    _mark_alike(items)
    if not hasattr(config, "workerinput"):
        return
    units = defaultdict[str, list[pytest.Item]](list)
    for item in items:
        units[item.nodeid.rpartition("::")[0]].append(item)
    longest = sorted(units.values(), key=lambda unit: -sum(map(seconds, unit)))
    items[:] = itertools.chain.from_iterable(longest)


def _mark_alike(items: list[pytest.Item]) -> None:
    """All but each nth case of a test that says so are more of the same."""
    cases = Counter[str]()
    for item in items:
        if (alike := item.get_closest_marker("alike")) is not None:
            test = item.nodeid.partition("[")[0]
            if cases[test] % alike.kwargs["of"]:
                item.add_marker("more")
            cases[test] += 1


def seconds(item: pytest.Item) -> float:
    """About how long a test takes, by its marks."""
    marks = (mark for name in SECONDS for mark in item.iter_markers(name))
    return max((mark.kwargs.get("seconds", SECONDS[mark.name]) for mark in marks), default=_OTHERS)


@pytest.fixture(autouse=True)
def nothing_holds_up_the_loop(request: pytest.FixtureRequest) -> Iterator[None]:
    """A call of the bot's or an adapter's that blocks the loop fails its test.

    The database may: that what is said is stored is what is waited for. Tests with a homeserver are
    left out, since nio keeps its keys in a database of its own before it sends.
    """
    if request.node.get_closest_marker("slow"):
        yield
        return
    blocking = _blocking()
    blocking.activate()
    yield
    blocking.deactivate()


@functools.cache
def _blocking() -> BlockBuster:
    """Made once a process: to make it takes longer than most tests."""
    blocking = BlockBuster(scanned_modules=["bot", "adapters"])
    tables = calls_in("bot/storage") | {"bot/desk/disk.py": {"stored", "reached"}}
    for name, function in blocking.functions.items():
        allowed = MAY_BLOCK | (tables if name.startswith("sqlite3.") else {})
        for file, calls in allowed.items():
            function.can_block_in(file, calls)
    return blocking


@functools.cache
def calls_in(folder: str) -> dict[str, frozenset[str]]:
    """The functions of each module in a folder."""
    return {f"{folder}/{file.name}": names_in(file) for file in (ROOT / folder).glob("*.py")}


@functools.cache
def names_in(file: Path) -> frozenset[str]:
    tree = ast.parse(file.read_text("utf-8"))
    functions = ast.FunctionDef | ast.AsyncFunctionDef
    return frozenset(node.name for node in ast.walk(tree) if isinstance(node, functions))


@pytest.fixture(autouse=True)
def the_log_is_as_it_was() -> Iterator[None]:
    """A command writes its log to its own standard error, which a test of it closes."""
    yield
    structlog.reset_defaults()


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that all the processes of a run have."""
    base = tmp_path_factory.getbasetemp()
    return base.parent if "PYTEST_XDIST_WORKER" in os.environ else base


@pytest.fixture(scope="session")
def current(shared: Path) -> Current:
    """The shipped knowledge, ready to be asked; built once and kept in the user's cache."""
    with FileLock(shared / "shipped.lock"):
        return open_library(ROOT / "knowledge")


@pytest.fixture(scope="session")
def user_cache(shared: Path) -> Path:
    """The caches of a user who has asked the small knowledge before."""
    home = shared / "user-cache"
    with FileLock(shared / "small.lock"):
        open_library(SMALL, cache_folder=home / "onewayin")
    return home


@pytest.fixture
def small(tmp_path: Path, user_cache: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of a small, faultless knowledge folder: Lund and the country, a few entries.

    What is learned of it isn't kept in the user's cache, but in one that the run's tests share.
    """
    monkeypatch.setenv("XDG_CACHE_HOME", str(user_cache))
    return Path(shutil.copytree(SMALL, tmp_path / "knowledge"))


@pytest.fixture(scope="session")
def lund(user_cache: Path) -> Current:
    """The small knowledge, ready to be asked; built once."""
    return open_library(SMALL, cache_folder=user_cache / "onewayin")


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
