"""The drill in short, as a process of its own: what it found."""

from __future__ import annotations

import re
import subprocess
import sys

from tests.conftest import ROOT


def drill(*options: str) -> tuple[int, int, int, int]:
    """Exit status, lost, answered twice, cases lost."""
    load = ("--questions", "120", "--pause", "0.2")
    command = [sys.executable, "-m", "benchmarks.drill", *load, *options]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    found = re.search(r"lost (\d+), answered twice (\d+), of \d+; cases lost (\d+)", done.stdout)
    assert found is not None, done.stderr[-2000:]
    return done.returncode, int(found[1]), int(found[2]), int(found[3])
