"""No pattern costs more than the length of what it is given."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import product

import pytest

from benchmarks import linear
from benchmarks.linear_functions import functions, of_editors, patterns, searched
from bot import markup, privacy, text
from bot.matching.library import Current

_SHORT, _LONG = 2000, 8000
_ODD = (", ", "a\n", "nej, men ", "tack ")
_SIGNS = ("?", ", ", "?\n", "🎉", "a ", "1", " ", "á", "a-")
_MODEST = (500, 2000)
_LITTLE = 0.002
"""Seconds of CPU under which a figure is the machine's noise."""
_STALL = 0.5
"""Seconds of CPU for one message, under which others don't notice."""
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
            if took > _MUCH and _is_steep(search, unit, _SHORT, _LONG):
                steep.append((name, unit))
                break
    assert steep == []


@pytest.mark.long(seconds=8)
def test_no_pattern_of_an_editors_is_slow_on_signs(lund: Current) -> None:
    """Wherever in a text it may begin and end: two thousand signs cost four times what five hundred
    do, or next to nothing."""
    assert [*_steep(lund, _SIGNS)] == []


@pytest.mark.long(seconds=8)
def test_no_pattern_that_is_shipped_is_slow_on_words(current: Current) -> None:
    """The same of small words: those of the guides look far ahead."""
    assert [*_steep(current, ["jag är ", "18 07 09 "])] == []


def _steep(current: Current, units: Iterable[str]) -> Iterator[tuple[str, str]]:
    short, long = _MODEST
    for where, pattern in of_editors(current.knowledge):
        ways: list[Callable[[str], object]]
        ways = [pattern.match, pattern.fullmatch, searched(pattern)]
        for unit, way in product(units, ways):
            if linear.cost(way, unit, long, times=1) < _LITTLE:
                continue
            if _is_steep(way, unit, short, long):
                yield where, unit


def _is_steep(way: Callable[[str], object], unit: str, short: int, long: int) -> bool:
    """Whether four times the text costs more than twice what it may, each time that one looks: what
    is quadratic always does, and what a busy machine does to a figure it does once."""
    return all(
        linear.cost(way, unit, long) > linear.MOST**2 * linear.cost(way, unit, short)
        for _ in range(3)
    )


@pytest.mark.parametrize("unit", ["?", "?!", "-", " .", "🎉", "👩\u200d👧", "❤️", "?\n", "\n", "。"])
def test_of_a_long_run_of_signs_the_beginning_is_read(unit: str) -> None:
    """Whatever they are: no more of them reaches any pattern, and what stands around them stays."""
    said = privacy.heard(f"när öppnar ni{unit * 1500} i Lund")
    assert said.startswith(f"när öppnar ni{unit * 10}".strip())
    assert said.endswith("i Lund")
    assert len(said) < 130


@pytest.mark.long(seconds=8)
def test_no_function_is_slow_on_odd_text(lund: Current) -> None:
    """A message of signs, of lines, or of yes and no costs no function of a text half a second, nor
    all of them together, whatever the conversation is in the middle of."""
    slow = []
    for name, function in functions(lund).items():
        for unit in _ODD:
            if linear.cost(function, unit, text.LONGEST, times=1) > _STALL:
                took = linear.cost(function, unit, text.LONGEST, times=3)
                slow += [(name, unit, took)] if took > _STALL else []
    assert slow == []


@pytest.mark.parametrize("unit", ["[", "[a]", "![", "a[ "])
def test_brackets_that_begin_no_link_are_signs(unit: str) -> None:
    """However many there are: twice as many take twice as long, and all of them are shown; a link
    among them is one."""
    many = "[här](https://example.org/a) " + unit * 400
    assert markup.plain(many) == f"här (https://example.org/a) {unit * 400}".strip()
    assert not _is_steep(markup.plain, unit, 2000, 8000)


def test_many_numbers_leave_one_blank() -> None:
    """What is left of a text of nothing but numbers is next to nothing to read."""
    numbers = privacy.mask("850709-9805 " * 50).text
    assert privacy.without_marks(f"vi är {numbers} då").split() == ["vi", "är", "då"]


@pytest.mark.parametrize("unit", ["①", "å"])
def test_a_word_without_an_end_is_looked_up_like_any(lund: Current, unit: str) -> None:
    """No place has so long a name, so no beginning of it is tried."""
    find = lund.gazetteer.find
    assert linear.cost(find, unit, 16000) < linear.MOST**2 * linear.cost(find, unit, 4000)
