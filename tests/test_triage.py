"""The table of rules: what holds for each of them, and a few that no dialogue shows."""

from __future__ import annotations

import dataclasses
import inspect
from collections.abc import Callable
from types import ModuleType

import pytest

from bot.cases.routing import EVERYBODY
from bot.dialogue import answers, chosen, questions, triage
from bot.dialogue.conversation import Conversation
from bot.dialogue.decision import Decision
from bot.dialogue.turn import Turn, begin
from bot.matching.library import Current
from bot.matching.verdict import Policy
from bot.messages import Address, Incoming
from tests.conftest import NOW

RULES: list[object] = [*triage.RULES, *questions._RULES, *answers._RULES, *chosen._RULES]


def turn_of(current: Current, text: str, before: Conversation | None = None) -> Turn:
    incoming = Incoming("e1", NOW, Address("net", "dm"), "anna", "said", text)
    return begin(incoming, before or Conversation(), current, Policy(), NOW, EVERYBODY)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: str(rule.__name__))
def test_each_rule_says_what_it_does_for_people(rule: Callable[..., Decision | None]) -> None:
    """A rule is a function with a docstring, and stands in one table only."""
    assert inspect.isfunction(rule)
    assert rule.__doc__
    assert RULES.count(rule) == 1


@pytest.mark.parametrize("module", [triage, questions, answers, chosen])
def test_the_last_rule_always_decides(module: ModuleType, current: Current) -> None:
    """No message falls through a table: its last rule has no None in what it returns."""
    rules = getattr(module, "RULES", None) or module._RULES
    assert inspect.signature(rules[-1]).return_annotation == "Decision"


def test_a_turn_does_not_change(current: Current) -> None:
    """What a rule understands more of, it says with a turn of its own."""
    turn = turn_of(current, "Vilka bidrag finns i Lund?")
    with pytest.raises(dataclasses.FrozenInstanceError):
        turn.area = "lund"  # type: ignore[misc]
    assert dataclasses.replace(turn, area="lund").own_areas[0] == "lund"
    assert turn.area is None


def test_a_message_of_many_numbers_is_masked_before_any_rule(current: Current) -> None:
    """What is decided on and sent has no personal number in it."""
    turn = turn_of(current, "Mitt nummer är 19900101-2385, vad gäller i Lund?")
    assert "2385" not in turn.message + turn.question + turn.plain
    assert turn.masked == {"personal"}
