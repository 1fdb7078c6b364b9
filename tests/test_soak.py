"""The soak in short: nothing is lost though much goes wrong at once."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest

from tests.conftest import ROOT

pytestmark = [pytest.mark.slow(seconds=40), pytest.mark.timeout(300)]


def test_nothing_is_lost_in_a_short_soak() -> None:
    """Killed, cut off, with a full disk and a clock that is set, for some seconds on Telegram."""
    command = [sys.executable, "-m", "benchmarks.soak", "--minutes", "0.3", "--only", "telegram"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert re.search(r"lost 0, of [1-9]\d*; cases lost 0", done.stdout), done.stderr[-2000:]
    assert done.returncode == 0, done.stdout
