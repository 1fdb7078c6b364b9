"""The threat model and the tests that hold it: neither without the other."""

from __future__ import annotations

import re

import pytest

from tests.conftest import ROOT, names_in

PAGE = (ROOT / "docs" / "security.md").read_text("utf-8")
THREATS = [
    line
    for line in PAGE.partition("\n## What could happen\n")[2].splitlines()
    if line.startswith("| ") and not line.startswith(("| **", "| what could happen"))
]
_TEST = re.compile(r"`(tests/test_\w+\.py)::(test_\w+)`")


@pytest.mark.parametrize("line", THREATS, ids=lambda line: line[2:40])
def test_each_threat_has_a_test_that_is_there(line: str) -> None:
    """What could happen, what prevents it, and at least one test, which exists."""
    happens, prevents, held = (cell.strip() for cell in line.strip("|").split(" | "))
    assert happens
    assert prevents
    named = _TEST.findall(held)
    assert named
    assert _TEST.sub("", held).strip(" ,|") == ""
    for file, test in named:
        assert test in names_in(ROOT / file), f"{file}::{test}"


def test_there_are_threats() -> None:
    """The table is found where it is looked for."""
    assert len(THREATS) > 30
