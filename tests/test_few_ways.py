"""An entry whose editors have few ways of asking is hardly told from what is beside it: what was
nearly as likely meant is a tap away."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.cases.choices import ThisEntry
from bot.cli import ask
from bot.dialogue.turns.decision import Decision
from bot.matching.library import Current
from bot.matching.verdict import Policy
from tests.conftest import NOW

AREA, FEW = "lund", 8
UNDER = "måste man bo i lund för att få vara på stenkrossen"
BESIDE = "vem är inkluderingskoordinator"


@pytest.fixture(scope="module")
def barely(current: Current) -> Current:
    """What is shipped, as if an area's labels had few ways of asking."""
    matcher = current.matcher
    block = matcher.blocks[AREA]
    few = replace(block, examples={label: own[:FEW] for label, own in block.examples.items()})
    return replace(current, matcher=replace(matcher, blocks={**matcher.blocks, AREA: few}))


def _offered(question: str, current: Current) -> tuple[str, list[str]]:
    decided: Decision = ask.ask(question, current, Policy(), NOW, area=AREA)
    return decided.outcome, [one.entry for one in decided.choices if isinstance(one, ThisEntry)]


@pytest.mark.parametrize(("question", "outcome"), [(UNDER, "answer"), (BESIDE, "handoff")])
def test_what_was_nearly_meant_is_a_tap_away(
    question: str, outcome: str, current: Current, barely: Current
) -> None:
    """Under an answer, and beside what the sources lack, stands the entry that was nearly as likely
    meant, where it has few ways of asking; where it has many, none does."""
    assert _offered(question, current) == (outcome, [])
    shown, entries = _offered(question, barely)
    assert shown == outcome
    assert 0 < len(entries) <= 2
