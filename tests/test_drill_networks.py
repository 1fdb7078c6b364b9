"""The drill in short with the real adapters: nothing is lost when the bot is killed."""

from __future__ import annotations

import pytest

from tests.drill import drill

pytestmark = [pytest.mark.slow(seconds=40), pytest.mark.timeout(300)]


def test_nothing_is_lost_on_telegram() -> None:
    """The real adapter against the tests' Bot API server."""
    status, lost, twice, cases_lost = drill("--kills", "8", "--channel", "telegram")
    assert (status, lost, cases_lost) == (0, 0, 0)
    assert twice <= 8


def test_nothing_is_lost_on_matrix_and_nothing_comes_twice() -> None:
    """The real adapter in encrypted rooms on a real Synapse, which is restarted, too."""
    options = ("--kills", "6", "--restarts", "1", "--askers", "8", "--questions", "60")
    assert drill("--channel", "matrix", *options) == (0, 0, 0, 0)
