"""What is installed from outside is whole or not there, and what can't be installed is said in one
sentence."""

from __future__ import annotations

from pathlib import Path

import platformdirs
import pytest

from tests.outside import NotInstalledError, installed, run


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(platformdirs, "user_cache_path", lambda *_, **__: tmp_path)
    return tmp_path


def test_it_is_made_once_for_the_same_pins() -> None:
    """Other pins are another folder."""
    made: list[str] = []

    def make(folder: Path) -> None:
        made.append(folder.name)
        (folder / "it").touch()

    first = installed("thing", "1", make)
    assert (first / "it").exists()
    assert installed("thing", "1", make) == first
    assert installed("thing", "2", make) != first
    assert len(made) == 2


def test_what_was_interrupted_is_made_anew(cache: Path) -> None:
    """Half a folder is never taken for the thing, and isn't left behind."""

    def interrupted(folder: Path) -> None:
        (folder / "half").touch()
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        installed("thing", "1", interrupted)
    assert not list(cache.glob("thing-*"))
    assert not (installed("thing", "1", lambda folder: (folder / "it").touch()) / "half").exists()


def test_what_cant_be_installed_is_said(cache: Path) -> None:
    """What, why and what to do, in one sentence."""
    with pytest.raises(
        NotInstalledError, match=r"thing could not be installed.*ERROR: no such place.*make quick"
    ):
        installed("thing", "1", lambda _: run("sh", "-c", "echo 'ERROR: no such place'; exit 1"))
    assert not list(cache.glob("thing-*"))
