"""What is sensitive is known by who it is said of: a person, and never an association."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from bot.dialogue.words.sensitive import is_sensitive
from bot.matching.library import Current

TABLE = yaml.safe_load((Path(__file__).parent / "tables" / "sensitive.yaml").read_text("utf-8"))
OF_A_PERSON, ALIKE = TABLE["om_en_människa"], TABLE["liknar"]
HALVES = pytest.mark.parametrize("half", [0, 1], ids=["the half it was mended by", "the other"])


def _hinted(said: str, current: Current) -> bool:
    words = current.knowledge.rejects.sensitive
    assert words is not None
    return is_sensitive(said, words, current.knowledge.talk.first_person)


@HALVES
def test_what_is_told_of_a_person_is_sensitive(half: int, current: Current) -> None:
    """At least 95 of 100 forms, of faith, origin, politics, union, sex life, health, protection."""
    rows = OF_A_PERSON[half::2]
    missed = [said for said in rows if not _hinted(said, current)]
    assert len(missed) <= 0.05 * len(rows), missed


@HALVES
def test_what_is_said_of_an_association_is_not(half: int, current: Current) -> None:
    """At most 2 of 100 that have the same words."""
    rows = ALIKE[half::2]
    taken = [said for said in rows if _hinted(said, current)]
    assert len(taken) <= 0.02 * len(rows), taken


def test_the_table_is_large_enough() -> None:
    """150 of each."""
    assert (len(set(OF_A_PERSON)), len(set(ALIKE))) == (150, 150)
