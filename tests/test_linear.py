"""No pattern costs more than the length of what it is given."""

from __future__ import annotations

import pytest

from benchmarks import linear
from benchmarks.linear_functions import patterns
from bot.matching.library import Current

_SHORT, _LONG = 2000, 8000
_MUCH = 0.02
"""Seconds of CPU that no pattern may need for so long a text; a quadratic one needs several times
as much, on any machine."""


@pytest.mark.long(seconds=4)
def test_no_pattern_is_slow_on_odd_text() -> None:
    """Eight thousand characters of what is slow somewhere cost next to nothing, or four times what
    two thousand do."""
    steep = []
    for name, search in patterns().items():
        for unit in linear.alphabets():
            took = linear.cost(search, unit, _LONG, times=1)
            if took > _MUCH and linear.cost(search, unit, _LONG, times=3) > (
                linear.MOST**2 * linear.cost(search, unit, _SHORT)
            ):
                steep.append((name, unit))
                break
    assert steep == []


@pytest.mark.parametrize("unit", ["①", "å"])
def test_a_word_without_an_end_is_looked_up_like_any(lund: Current, unit: str) -> None:
    """No place has so long a name, so no beginning of it is tried."""
    find = lund.gazetteer.find
    assert linear.cost(find, unit, 16000) < linear.MOST**2 * linear.cost(find, unit, 4000)
