"""A folder is looked at for changes, and read again in small steps beside other work."""

from __future__ import annotations

import asyncio
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bot.knowledge import loading
from bot.knowledge.reading import Kept
from bot.knowledge.written.steps import Steps, finished
from bot.live import watching
from bot.live.slices import in_slices
from tests.conftest import NOW
from tests.live import NEW_THING, PLACE, STAGE, edit

TODAY = NOW.date()


def test_reading_again_is_like_reading_anew(small: Path) -> None:
    """Whatever has happened to the folder: the same knowledge, and the same things wrong."""
    kept: Kept = {}

    def check() -> None:
        again, anew = finished(loading.judging(small, TODAY, kept)), loading.judge(small, TODAY)
        assert again.knowledge == anew.knowledge
        assert again.problems == anew.problems
        assert again.contents == anew.contents

    for change in _changes(small):
        check()
        change()
    check()


def _changes(folder: Path) -> Iterator[Callable[[], object]]:
    new = folder / "entries/lund/lund-cykelkoket.yaml"
    yield lambda: edit(folder, PLACE, "tid: tre månader", "tid: fyra månader")
    yield lambda: edit(folder, PLACE, "ämne: premises", "ämne: lokaler")
    yield lambda: edit(folder, PLACE, "ämne: lokaler", "ämne: premises")
    yield lambda: new.write_text(NEW_THING, "utf-8")
    yield lambda: new.write_text("", "utf-8")
    yield lambda: new.rename(folder / "entries/lund/annat.yaml")
    yield lambda: (folder / "entries/lund/annat.yaml").unlink()
    yield lambda: (folder / "words.yaml").rename(folder / "words.yml")
    yield lambda: (folder / "words.yml").rename(folder / "words.yaml")
    yield lambda: edit(folder, "areas.yaml", "namn: Malmö", "namn: Malmö stad")


async def test_work_in_slices_lets_others_in() -> None:
    """Between two steps the loop has time for what waits there; the result and a fault come out."""
    turns: list[str] = []

    def steps(end: int) -> Steps[str]:
        for at in range(end):
            turns.append("work")
            yield
            if at == 500_000:
                raise LookupError
        return "done"

    async def other() -> None:
        while True:
            turns.append("other")
            await asyncio.sleep(0)

    beside = asyncio.create_task(other())
    assert await in_slices(steps(100_000)) == "done"
    beside.cancel()
    assert turns.index("other") < len(turns) - 1 - turns[::-1].index("work")
    with pytest.raises(LookupError):
        await in_slices(steps(1_000_000))


# Watching


async def test_every_kind_of_change_is_told(small: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Once each: a file that is written, replaced by an older one, taken away or new, and a folder
    that another takes the place of. What begins with a dot is nobody's."""
    for name in ("PAUSE", "STILL", "STEP"):
        monkeypatch.setattr(watching, name, 0.01)
    told = watching.changes(small)
    await anext(told)
    for change in _file_changes(small):
        waiting = asyncio.ensure_future(anext(told))
        await asyncio.to_thread(change)
        await waiting
    await told.aclose()


def _file_changes(folder: Path) -> Iterator[Callable[[], object]]:
    beside = folder.with_name("beside")
    yield lambda: edit(folder, PLACE, "tre månader", "sex månader")
    yield lambda: edit(folder, PLACE, "sex månader", "tre månader")

    def replaced() -> None:
        copy = Path(shutil.copy(folder / PLACE, folder.with_name("older")))
        os.utime(copy, (1e9, 1e9))
        os.replace(copy, folder / PLACE)

    yield replaced
    yield lambda: (folder / STAGE).unlink()
    yield lambda: (folder / STAGE).write_text("x")

    def swapped() -> None:
        shutil.copytree(folder, beside)
        folder.rename(folder.with_name("old"))
        beside.rename(folder)

    yield swapped
    yield lambda: shutil.rmtree(folder)


@pytest.mark.parametrize("until", ["STILL", "LONGEST"])
async def test_a_folder_that_is_being_written_is_waited_for(
    small: Path, monkeypatch: pytest.MonkeyPatch, until: str
) -> None:
    """It isn't read while somebody saves or checks out file after file: until it is still, or that
    has taken too long."""
    for name, seconds in (("PAUSE", 0.01), ("STEP", 0.01), ("STILL", 1e9), ("LONGEST", 1e9)):
        monkeypatch.setattr(watching, name, seconds)
    told = watching.changes(small)
    await anext(told)
    waiting = asyncio.ensure_future(anext(told))
    for old, new in (("tre", "fyra"), ("fyra", "fem"), ("fem", "sex")):
        edit(small, PLACE, f"{old} månader", f"{new} månader")
        for _ in range(3):
            await asyncio.to_thread(watching._seen, small)
        assert not waiting.done()
    monkeypatch.setattr(watching, until, 0.0)
    await waiting
    await told.aclose()


async def test_what_begins_with_a_dot_is_nobodys(
    small: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An editor's program may keep a file of its own beside: nothing is told of it."""
    for name in ("PAUSE", "STILL", "STEP"):
        monkeypatch.setattr(watching, name, 0.01)
    told = watching.changes(small)
    await anext(told)
    (small / ".lund-platsen.yaml.swp").write_text("x")
    waiting = asyncio.ensure_future(anext(told))
    for _ in range(5):
        await asyncio.to_thread(watching._seen, small)
    assert not waiting.done()
    edit(small, PLACE, "tre månader", "sex månader")
    await waiting
    await told.aclose()
