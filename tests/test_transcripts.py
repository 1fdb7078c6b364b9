"""Whole dialogues on the real knowledge, from transcripts that a coordinator can read."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot import app, markup
from bot.conversations import Conversation
from bot.library import Current
from bot.messages import Address, Incoming
from bot.triage import decide
from bot.verdict import Policy
from tests.conftest import NOW

DIALOGUES = [
    dialogue
    for file in sorted(Path(__file__).parent.glob("transcripts/*.yaml"))
    for dialogue in yaml.safe_load(file.read_text("utf-8"))
]


@pytest.mark.parametrize("dialogue", DIALOGUES, ids=[dialogue["namn"] for dialogue in DIALOGUES])
def test_dialogue(dialogue: dict[str, Any], current: Current) -> None:
    """Each step of the dialogue has the outcome, the words and the choices that its transcript promises."""
    conversation, now = Conversation(), NOW
    for number, step in enumerate(dialogue["samtal"]):
        now += dt.timedelta(minutes=step.get("efter_minuter", 1))
        said = Incoming(str(number), now, Address("test", "room"), "asker", "said", text=step["säger"])
        decision, _ = decide(said, conversation, current, Policy(), now)
        outgoing, conversation = app.reply(said, conversation, current, Policy(), now)
        read = markup.plain(outgoing.markdown)
        assert step.get("utfall", decision.outcome) == decision.outcome, (step["säger"], decision.reason, read)
        for words in step.get("boten", []):
            assert words.lower() in read.lower(), (step["säger"], words, read)
        for words in step.get("inte", []):
            assert words.lower() not in read.lower(), (step["säger"], words, read)
        labels = [choice.label for choice in outgoing.choices]
        assert set(step.get("val", [])) <= set(labels), (step["säger"], labels)
        assert step.get("område", decision.area) == decision.area


def test_there_are_enough_long_dialogues() -> None:
    """At least twenty dialogues have two steps or more."""
    assert sum(len(dialogue["samtal"]) > 1 for dialogue in DIALOGUES) >= 20
