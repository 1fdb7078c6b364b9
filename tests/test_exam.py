"""The project's own exam: questions by people who had not seen the knowledge, and what a right
answer must contain.

``open`` was looked at while the bot was made; ``held`` was not. Both must hold the same floors.
"""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.cli import ask
from bot.matching.block import learn
from bot.matching.corpus import Corpus
from bot.matching.library import Current, assemble
from bot.matching.verdict import Policy
from tests.conftest import NOW

EXAM = Path(__file__).parent / "exam"
Row = dict[str, Any]
FLOORS = [("open", 0.917, 0.038), ("held", 0.892, 0.041)]
"""How many are right at least, and answered wrong at most: two points from the last figures."""


def questions(half: str) -> list[Row]:
    return [
        json.loads(line)
        for file in sorted((EXAM / half).glob("*.jsonl"))
        for line in file.read_text("utf-8").splitlines()
    ]


def found(patterns: list[str], text: str) -> list[bool]:
    return [re.search(pattern, text, re.IGNORECASE) is not None for pattern in patterns]


def passes(asked: Row, answered: Row) -> bool:
    """Whether an answer is right: the outcome, and what must and must not be in it."""
    text, outcome = answered["text"], answered["outcome"]
    if asked["expect"] == "pii":
        return not any(found(asked["must_not"], json.dumps(answered, ensure_ascii=False)))
    if any(found(asked["must_not"], text)):
        return False
    if asked["expect"] == "answer":
        return (
            outcome == "answer"
            and all(found(asked["must"], text))
            and (not asked["any"] or any(found(asked["any"], text)))
        )
    if asked["expect"] == "clarify":
        return outcome == "clarify" and any(
            found(asked["any"], " ".join([text, *answered["choices"]]))
        )
    if asked["expect"] == "route":
        return outcome == "handoff" and asked["route_area"] in (
            None,
            (answered["route"] or {}).get("area"),
        )
    return bool(outcome == asked["expect"])


def answered(asked: Row, current: Current) -> Row:
    given = {"area": asked["area"], "language": asked["lang"]}
    return ask.row(ask.ask(asked["q"], current, Policy(), NOW, **given), current, asked["id"])


@pytest.fixture(scope="module")
def rows(current: Current) -> dict[str, Row]:
    """What the shipped knowledge answers each question, by the question's id."""
    both = [asked for half, *_ in FLOORS for asked in questions(half)]
    return {asked["id"]: answered(asked, current) for asked in both}


@pytest.mark.parametrize(("half", "right_floor", "wrong_most"), FLOORS)
@pytest.mark.long(seconds=8)
def test_exam(half: str, right_floor: float, wrong_most: float, rows: dict[str, Row]) -> None:
    """Most questions are answered right, few are answered wrong, and no personal number is ever
    printed."""
    asked = questions(half)
    right = [passes(q, rows[q["id"]]) for q in asked]
    wrong = [
        q["id"]
        for q, ok in zip(asked, right, strict=True)
        if rows[q["id"]]["outcome"] == "answer" and not ok
    ]
    personal = [ok for q, ok in zip(asked, right, strict=True) if q["expect"] == "pii"]
    assert all(personal)
    assert sum(right) / len(right) >= right_floor
    assert len(wrong) / len(asked) <= wrong_most, wrong


@pytest.mark.long(seconds=13)
def test_another_municipality_changes_nothing(current: Current, rows: dict[str, Row]) -> None:
    """New ways of asking, new names and a new answer in one municipality move no decision in any
    other, nor in the county or the country."""
    knowledge = current.knowledge
    first = next(entry for entry in knowledge.entries.values() if entry.area == "lund")
    said = {
        "sv": [*first.questions["sv"], "vad kostar det att hyra lokal", "tyresoo blomma bidrag"]
    }
    changed = first.model_copy(update={"questions": said, "names": ["Blomsterslanten", "Csam"]})
    extra = changed.model_copy(
        update={"id": "lund-ny", "questions": {"sv": ["vem får söka bidrag"]}}
    )
    entries = {**knowledge.entries, first.id: changed, extra.id: extra}
    edited = replace(knowledge, entries=entries)
    corpus, matcher = Corpus.of(edited), current.matcher
    lund = learn(corpus.areas["lund"], edited.words, matcher.general.background)
    assert {a for a, own in corpus.areas.items() if own != Corpus.of(knowledge).areas[a]} == {
        "lund"
    }
    blocks = {**matcher.blocks, "lund": lund}
    other = assemble(edited, replace(matcher, blocks=blocks), current.path)
    asked = [q for half in ("open", "held") for q in questions(half)]
    for q in (q for q in asked if q["area"] not in (None, "lund")):
        assert answered(q, other) == rows[q["id"]]


def test_there_are_enough_questions() -> None:
    """At least three hundred, half of them set aside."""
    assert len(questions("open")) + len(questions("held")) >= 300
