"""The drill in short: nothing is lost when the bot is killed, or has no room to write."""

from __future__ import annotations

import pytest

from tests.drill import drill

pytestmark = [pytest.mark.slow(seconds=30), pytest.mark.timeout(300)]


def test_nothing_is_lost_and_nothing_comes_twice() -> None:
    """Killed at random, during the start and at each named point, on a network that knows a
    repeat."""
    assert drill("--kills", "12") == (0, 0, 0, 0)


def test_at_most_one_repeat_for_each_kill() -> None:
    """On a network that doesn't know a repeat; an orderly restart repeats nothing."""
    status, lost, twice, cases_lost = drill("--kills", "8", "--no-idempotency")
    assert (status, lost, cases_lost) == (0, 0, 0)
    assert twice <= 8
    assert drill("--kills", "0", "--terms", "4", "--no-idempotency") == (0, 0, 0, 0)


def test_a_full_disk_loses_nothing() -> None:
    """The bot waits until there is room again; what couldn't be stored is never listened for
    anew."""
    assert drill("--kills", "0", "--full-disk", "1") == (0, 0, 0, 0)
