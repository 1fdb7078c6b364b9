"""Work in small steps, done beside the loop so that nobody who writes has to wait for it."""

from __future__ import annotations

import asyncio
import gc
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TypeVar

from bot.knowledge.steps import Steps

T = TypeVar("T")
SLICE, REST = 0.01, 0.001
"""Seconds that are worked at a time, and between two such times. What else the process does can
wait for the one: a thread that works on and on would hold it up at each of its own waits."""
_works: list[object] = []
"""What is being done."""


async def in_slices(steps: Steps[T]) -> T:
    """Take every step, in a thread, with rests between; what the work came to."""
    with _kept():
        while True:
            result = await asyncio.to_thread(_slice, steps)
            if result is not None:
                return result[0]
            await asyncio.sleep(REST)


def _slice(steps: Steps[T]) -> tuple[T] | None:
    """Take steps for a moment; what the work came to, where that was all of it."""
    end = time.perf_counter() + SLICE
    while time.perf_counter() < end:
        try:
            next(steps)
        except StopIteration as done:
            return (done.value,)
    return None


@contextmanager
def _kept() -> Iterator[None]:
    """What is made stays: it isn't looked through for garbage, which would take longer than any
    step, neither meanwhile nor afterwards."""
    gc.disable()
    _works.append(work := object())
    try:
        yield
    finally:
        _works.remove(work)
        if not _works:
            gc.freeze()
            gc.enable()
