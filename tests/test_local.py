"""A question about a place isn't answered by the country as if that were the place's own."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.cli import ask
from bot.knowledge.model import COUNTRY
from bot.matching.library import Current
from bot.matching.verdict import Policy
from tests.conftest import NOW

PLACES = ("Helsingborg", "Lund", "Umeå", "Norrköping", "Uppsala")
"""Two that have things of their own, and three of which nothing is known."""
ASKED = [
    line.format(plats=place)
    for line in (Path(__file__).parent / "local" / "questions.txt").read_text("utf-8").splitlines()
    for place in PLACES
]
MOST = 3


@pytest.mark.slow
def test_the_country_hardly_answers_for_a_place(current: Current) -> None:
    """Of three hundred questions about a place, most of them about what it doesn't have, at most
    three are answered by the country; and none is told that the place has nothing of its own."""
    decided = [ask.ask(one, current, Policy(), NOW) for one in ASKED]
    answers = [one for one in decided if one.outcome == "answer" and one.entry is not None]
    national = [one for one in answers if current.knowledge.entries[str(one.entry)].area == COUNTRY]
    assert len(ASKED) >= 300
    assert len(national) <= MOST, [(one.question, one.entry) for one in national]
    assert not any("Något eget för" in one.markdown for one in decided)
