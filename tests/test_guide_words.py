"""What somebody types in a guide: an answer in their own words is the choice that it means, or the
question is asked again; what they deny is never read as a yes."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import yaml

from bot.guides import hearing, replying
from bot.knowledge.conditions import Guidance
from bot.matching.library import Current
from tests.conftest import NOW, ROOT

TABLES = ROOT / "tests" / "tables"
TODAY = NOW.date()
AGAIN = "?"


@pytest.fixture(scope="module")
def guidance(current: Current) -> Guidance:
    assert current.knowledge.guidance is not None
    return current.knowledge.guidance


def answers() -> Iterator[tuple[str, str, str]]:
    """Each question, the choice that is meant, and an answer in somebody's own words."""
    table = yaml.safe_load((TABLES / "guide_answers.yaml").read_text("utf-8"))
    for question, choices in table.items():
        for choice, every in choices.items():
            yield from ((question, choice, said) for said in every)


def test_answers_in_own_words_are_understood(guidance: Guidance) -> None:
    """Of at least 150 at least 95 % are the right choice, and none is another one."""
    read = [(one, _meant(guidance, *one)) for one in answers()]
    known = [(one, value) for one, value in read if one[1] != AGAIN]
    wrong = [(one, value) for one, value in read if value not in (None, one[1])]
    missed = [one for one, value in known if value is None]
    assert wrong == []
    assert len(known) >= 150
    assert len(missed) <= 0.05 * len(known), missed


def _meant(guidance: Guidance, question: str, _: str, said: str) -> str | None:
    inquiry = guidance.inquiry(question)
    assert inquiry is not None
    return replying.meant(guidance, inquiry, said, TODAY)


DENIALS = [tuple(one) for one in yaml.safe_load((TABLES / "guide_denials.yaml").read_text("utf-8"))]


@pytest.mark.parametrize(("said", "expected"), DENIALS, ids=[one[0] for one in DENIALS])
def test_what_is_denied_is_no_yes(said: str, expected: dict[str, str], guidance: Guidance) -> None:
    """In what is told, and as an answer to any question."""
    heard = dict(hearing.heard(guidance, guidance, said))
    assert heard == {question: value for question, value in expected.items() if value}
