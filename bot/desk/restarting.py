"""Beginning a channel again where it has failed: alone, after a pause that grows."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable

import structlog

from bot.errors import OneWayInError, where

FIRST_PAUSE, LONGEST_PAUSE = 0.5, 300.0
"""Seconds until it is begun again; each time twice as many."""
_STEADY = 600.0
"""Seconds after which what fails hasn't failed again, but anew."""
log = structlog.get_logger()


async def kept_going(
    name: str, once: Callable[[], Awaitable[None]], ends_all: Callable[[BaseException], bool]
) -> None:
    """Until the channel comes to an orderly end. Raises what ``ends_all`` says isn't its own."""
    pause = FIRST_PAUSE
    while True:
        began = time.monotonic()
        try:
            await once()
        except Exception as error:
            faults = each(error)
            if any(map(ends_all, faults)):
                raise
            pause = FIRST_PAUSE if time.monotonic() - began > _STEADY else pause
            _tell(name, faults[0], pause)
        else:
            return
        await asyncio.sleep(pause)
        pause = min(pause * 2, LONGEST_PAUSE)


def each(error: BaseException) -> list[BaseException]:
    """The errors in a group of groups; what is no group is alone."""
    if not isinstance(error, BaseExceptionGroup):
        return [error]
    return [one for inner in error.exceptions for one in each(inner)]


def _tell(name: str, error: BaseException, pause: float) -> None:
    said = str(error) if isinstance(error, OneWayInError) else type(error).__name__
    log.error("channel failed", channel=name, error=said, at=where(error), again_in=pause)
