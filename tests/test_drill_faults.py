"""The drill shows it when something would be lost, or come twice."""

from __future__ import annotations

import pytest

from tests.drill import drill

pytestmark = [pytest.mark.slow(seconds=45), pytest.mark.timeout(300)]


@pytest.mark.parametrize("fault", ["cursor", "receipt"])
def test_the_drill_shows_a_fault(fault: str) -> None:
    """A cursor stored before its messages loses them; a key that isn't kept makes repeats."""
    status, lost, twice, _ = drill("--kills", "14", "--break", fault, "--patience", "20")
    assert status == 1
    assert (lost if fault == "cursor" else twice) > 0
