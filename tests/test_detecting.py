"""The detector of languages beside the bot: nothing stands still while its models load."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import pytest

from bot.dialogue.words import languages
from bot.live import detecting

_SOMALI = "waxaan rabaa inaan ogaado sida loo codsado"
_STALL = 0.25
"""Seconds that the loop may stand still on a busy machine; loading the models in it takes more."""


@contextmanager
def beside(monkeypatch: pytest.MonkeyPatch) -> Iterator[asyncio.Task[None]]:
    """The detector in its process, from now on."""
    monkeypatch.setattr(detecting, "_AFTER", 0.0)
    yield asyncio.create_task(detecting.kept_beside())


async def ended(task: asyncio.Task[None]) -> None:
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task


async def begun() -> languages.Detect:
    """What is asked, once there is something."""
    while not languages._beside:  # noqa: ASYNC110 - nothing tells of it
        await asyncio.sleep(0.01)
    return languages._beside[-1]


@pytest.mark.long(seconds=6)
async def test_nothing_stands_still_while_the_models_load(monkeypatch: pytest.MonkeyPatch) -> None:
    """The loop goes on; what is asked meanwhile is answered once they are there, and when the bot
    ends the other process does too."""
    monkeypatch.setattr(languages, "detector", None)
    with beside(monkeypatch) as task:
        detect = await begun()
        asked = asyncio.create_task(asyncio.to_thread(detect, _SOMALI))
        longest = 0.0
        while not asked.done():
            start = time.perf_counter()
            await asyncio.sleep(0.001)
            longest = max(longest, time.perf_counter() - start)
        found = await asked
        assert found is not None
        assert found[0] == "so"
        assert longest < _STALL
        await ended(task)
    assert languages._beside == []


async def test_a_detector_that_is_lost_is_done_without(monkeypatch: pytest.MonkeyPatch) -> None:
    """The one of this process is asked instead, from then on."""
    monkeypatch.setattr(languages, "detector", lambda: lambda _: ("fi", 1.0))
    with beside(monkeypatch) as task:
        detect = await begun()
        detect.__self__._process.kill()  # type: ignore[attr-defined]
        assert await asyncio.to_thread(detect, "mitä") == ("fi", 1.0)
        await asyncio.wait_for(task, 20)
    assert languages._beside == []
