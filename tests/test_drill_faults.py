"""The drill shows it when something would be lost, or come twice."""

from __future__ import annotations

import pytest

from tests.drill import drill

pytestmark = [pytest.mark.slow(seconds=45), pytest.mark.timeout(300)]


@pytest.mark.parametrize(
    ("fault", "point"), [("cursor", "accept:after"), ("receipt", "settle:before")]
)
def test_the_drill_shows_a_fault(fault: str, point: str) -> None:
    """A cursor stored before its messages loses them; a key that isn't kept makes repeats."""
    broken = ("--break", fault, "--at", point, "--kills", "6", "--patience", "20")
    status, lost, twice, _ = drill(*broken)
    assert status == 1
    assert (lost if fault == "cursor" else twice) > 0
