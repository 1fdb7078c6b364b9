"""Whom things are for: what editors write under ``vem``, what of it is wrong, and that everything
that can be applied for says it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from bot.knowledge.overviews import supports
from bot.matching.library import Current
from tests.conftest import NOW, ROOT
from tests.test_check import PLACE, checked, rewrite

WHOM = """vem:
  enligt: lund-platsen
  villkor:
    - fråga: vilka
      är: [forening]
      oklart: [annan]
      står: {sv: platsen är för föreningar, en: the place is for associations}
    - står: ni ska ha en idé
"""
ASKED = "    - fråga: vilka\n      är: [forening]\n"


@pytest.fixture
def folder(small: Path) -> Path:
    """A small folder with the guide's questions, and a thing that says whom it is for."""
    shutil.copy(ROOT / "knowledge" / "guidance.yaml", small)
    rewrite(small, "svar:\n", f"{WHOM}svar:\n")
    return small


def test_conditions_are_read(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """With nothing wrong in them, but for the questions that no thing hangs on."""
    said = checked(folder, capsys)
    assert said.status == 0
    assert not [line for line in said.lines if PLACE in line and "vem" in line]
    assert any(
        "Ingen sak har villkor om ”startade”. Ta bort frågan." in line for line in said.lines
    )


WRONG = {
    "a question that there is none of": ("fråga: vilka", "fråga: vilken", "Menar du ”vilka”?"),
    "an answer that there is none of": (
        "är: [forening]",
        "är: [foreningar]",
        "Menar du ”forening”?",
    ),
    "an answer in Swedish letters": ("är: [forening]", "är: [förening]", "Menar du ”forening”?"),
    "another thing's answer": (
        "enligt: lund-platsen",
        "enligt: lund-platser",
        "Menar du ”lund-plats",
    ),
    "answers without a question": (ASKED, "    - är: [forening]\n", "”fråga” också"),
    "a question without answers": ("      är: [forening]\n", "", "skriv ”är” också"),
    "a condition without words": (
        "    - står: ni ska ha en idé",
        "    - enligt: lund-platsen",
        "står",
    ),
    "a key that there is none of": ("  enligt:", "  enligtt:", "Menar du ”enligt”?"),
    "what isn't given": ("  villkor:", "  ger: mat\n  villkor:", "”mat” går inte i ”ger”"),
}


@pytest.mark.parametrize(("old", "new", "words"), WRONG.values(), ids=WRONG)
def test_what_is_wrong_with_a_condition(
    old: str, new: str, words: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """It is said on its own line, with the mend, and is an error."""
    rewrite(folder, old, new)
    first = (folder / PLACE).read_text("utf-8").split("vem:")[0].count("\n") + 1
    said = checked(folder, capsys)
    assert said.status == 1
    (line,) = [one for one in said.lines if words in one]
    assert first <= int(line.split(":")[1]) <= first + 9


def test_a_grant_that_says_nothing_is_warned_of(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """With what to write."""
    rewrite(folder, "ämne: premises", "ämne: grants")
    rewrite(folder, WHOM, "")
    said = checked(folder, capsys)
    assert any("säger inte vem som kan söka" in line and "varning" in line for line in said.lines)


def test_everything_that_can_be_applied_for_says_for_whom(current: Current) -> None:
    """In every area, in Swedish and in English."""
    know = current.knowledge
    for area in know.areas:
        for thing in supports(know, area, NOW.date()):
            is_alone = thing.need not in ("villkor", "avtal")
            assert not is_alone or thing.whom is not None, thing.id
            conditions = thing.whom.conditions if thing.whom else ()
            assert all({"sv", "en"} <= one.said.keys() for one in conditions), thing.id
