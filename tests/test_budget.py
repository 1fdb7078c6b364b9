"""Every answer is short enough to be read on a phone, and its button fits there. What is said in
whole dialogues is held to the same by ``test_transcripts``."""

from __future__ import annotations

import pytest

from bot.knowledge.model import Knowledge
from bot.matching.library import Current
from tests.budget import faults, label_faults


@pytest.fixture(scope="session")
def know(current: Current) -> Knowledge:
    return current.knowledge


def test_every_answer_is_short_enough(know: Knowledge) -> None:
    """At most 700 characters, three bold spans, and 350 characters in a paragraph."""
    texts = [
        (entry.id, language, entry.answer_in(language))
        for entry in know.entries.values()
        for language in entry.answer
    ]
    wrong = [
        (id_, language, fault)
        for id_, language, answer in texts
        for fault in faults(answer, (), "answer", "answer")
    ]
    assert not wrong


def test_the_buttons_of_a_thing_are_told_apart(know: Knowledge) -> None:
    """At most 30 characters, and different within the first 15."""
    buttons = [
        [know.entries[id_].button for id_ in thing.answers] for thing in know.things.values()
    ]
    assert not [fault for labels in buttons for fault in label_faults(labels)]


@pytest.mark.parametrize("reason", ["answer", "several", "overview", "near"])
def test_a_message_that_is_too_much_is_named(reason: str) -> None:
    """A wall of text fails, whatever it is."""
    wall = "Det är bra. " * 100
    assert list(faults(wall, (), "answer", reason))
