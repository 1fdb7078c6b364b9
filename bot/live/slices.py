"""Work in small steps, done beside the loop so that nobody who writes has to wait for it."""

from __future__ import annotations

import asyncio
import time
from typing import TypeVar

from bot.knowledge.written.steps import Steps, made_to_stay

T = TypeVar("T")
SLICE, REST = 0.01, 0.001
"""Seconds that are worked at a time, and between two such times. What else the process does can
wait for the one: a thread that works on and on would hold it up at each of its own waits."""


async def in_slices(steps: Steps[T]) -> T:
    """Take every step, in a thread, with rests between; what the work came to."""
    with made_to_stay():
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
