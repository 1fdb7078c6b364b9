"""The drill in short: nothing is lost when the bot is killed, and the drill shows it when something
would be."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest

from tests.conftest import ROOT

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]


def drill(*options: str) -> tuple[int, int, int, int]:
    """Exit status, lost, answered twice, cases lost."""
    command = [
        sys.executable,
        "-m",
        "benchmarks.drill",
        "--questions",
        "120",
        "--pause",
        "0.2",
        *options,
    ]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    found = re.search(r"lost (\d+), answered twice (\d+), of \d+; cases lost (\d+)", done.stdout)
    assert found is not None, done.stderr[-2000:]
    return done.returncode, int(found[1]), int(found[2]), int(found[3])


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


def test_nothing_is_lost_on_telegram() -> None:
    """The real adapter against the tests' Bot API server."""
    status, lost, twice, cases_lost = drill("--kills", "8", "--channel", "telegram")
    assert (status, lost, cases_lost) == (0, 0, 0)
    assert twice <= 8


def test_nothing_is_lost_on_matrix_and_nothing_comes_twice() -> None:
    """The real adapter in encrypted rooms on a real Synapse, which is restarted, too."""
    options = ("--kills", "6", "--restarts", "1", "--askers", "8", "--questions", "60")
    assert drill("--channel", "matrix", *options) == (0, 0, 0, 0)


def test_a_full_disk_loses_nothing() -> None:
    """The bot waits until there is room again; what couldn't be stored is never listened for
    anew."""
    assert drill("--kills", "0", "--full-disk", "1") == (0, 0, 0, 0)


@pytest.mark.parametrize("fault", ["cursor", "receipt"])
def test_the_drill_shows_a_fault(fault: str) -> None:
    """A cursor stored before its messages loses them; a key that isn't kept makes repeats."""
    status, lost, twice, _ = drill("--kills", "14", "--break", fault, "--patience", "20")
    assert status == 1
    assert (lost if fault == "cursor" else twice) > 0


def test_nothing_is_lost_in_a_short_soak() -> None:
    """Killed, cut off, with a full disk and a clock that is set, for some seconds on Telegram."""
    command = [sys.executable, "-m", "benchmarks.soak", "--minutes", "0.3", "--only", "telegram"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert re.search(r"lost 0, of [1-9]\d*; cases lost 0", done.stdout), done.stderr[-2000:]
    assert done.returncode == 0, done.stdout
