"""The table of rules: what holds for each of them, and a few that no dialogue shows."""

from __future__ import annotations

import dataclasses
import datetime as dt
import inspect
from collections.abc import Callable
from types import ModuleType

import pytest

from bot.cases.routing import EVERYBODY
from bot.dialogue import triage
from bot.dialogue.answering import answers, questions
from bot.dialogue.situations import chosen
from bot.dialogue.triage import decide
from bot.dialogue.turns.conversation import Conversation, Focus
from bot.dialogue.turns.decision import Decision
from bot.dialogue.turns.turn import Turn, begin
from bot.dialogue.words import signs
from bot.knowledge.wording import Wording
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


def about(thing: str, name: str, area: str | None = None) -> Conversation:
    """Somebody who has just been answered about a thing."""
    focus = Focus(thing, name, NOW - dt.timedelta(minutes=1))
    return Conversation(area=area, focus=focus, last_question=name, last_at=focus.at)


def test_a_thing_that_is_gone_from_the_knowledge_is_said_to_be(current: Current) -> None:
    """An editor may have taken the thing away since: it isn't guessed what was meant."""
    said, after = decide(turn_of(current, "hur länge?", about("borta", "Lokalpotten")))
    assert "Lokalpotten har tagits bort ur mina källor" in said.markdown
    assert said.outcome == "clarify"
    assert after.focus is None


def test_a_thing_of_another_place_is_not_asked_about(current: Current) -> None:
    """Whoever has chosen another place since asks about nothing of the one before."""
    turn = turn_of(current, "hur länge?", about("ekero-snabb-slant", "Snabb slant", "lund"))
    assert turn.thing is None
    assert "Snabb slant" not in decide(turn)[0].markdown


@pytest.mark.parametrize(
    ("question", "aspect"),
    [
        ("när får vi besked", "besked"),
        ("när senast", "när"),
        ("vad kostar det", "kostnad"),
        ("hur mycket", "belopp"),
        ("gäller det oss också", "vem"),
        ("vem kontaktar man", "kontakt"),
        ("vem bestämmer", "beslut"),
        ("how long", "hur_länge"),
        ("när ska ansökan vara inne", "när"),
        ("hur söker man", "söka"),
        ("måste man redovisa", "redovisning"),
    ],
)
def test_what_a_short_question_wants_to_know(question: str, aspect: str, current: Current) -> None:
    """The first pattern that fits is what it asks for, and nothing is left that it is about."""
    turn = turn_of(current, question)
    assert signs.aspect(turn.talk, turn.core) == aspect
    assert signs.is_bare(turn.talk, turn.core)


def test_each_aspect_has_a_word_for_what_is_lacking(current: Current) -> None:
    """Whatever can be asked for can be said to be lacking, in both languages."""
    for language in ("sv", "en"):
        assert set(Wording(current.knowledge, language).table("följd")) == set(
            current.knowledge.talk.aspects
        )
