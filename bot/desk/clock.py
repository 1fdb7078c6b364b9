"""The clock on the wall beside one that only goes on: a leap of it is no time that has passed."""

from __future__ import annotations

import datetime as dt
import time

_LEAP = dt.timedelta(days=1)


def ticks() -> float:
    """Seconds since the machine was started, also while it slept."""
    return time.clock_gettime(getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC))


class Clock:
    """What the two showed when the bot was started. A restart takes the clock as it is."""

    def __init__(self, now: dt.datetime, ticked: float) -> None:
        self._now, self._ticked = now, ticked

    def has_leapt(self, now: dt.datetime, ticked: float) -> bool:
        """Whether the clock has been set by more than a day since: nothing falls due by that."""
        passed = dt.timedelta(seconds=ticked - self._ticked)
        return abs((now - self._now) - passed) > _LEAP
