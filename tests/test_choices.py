"""Choices as values: what is written is read again, and nothing else is."""

from __future__ import annotations

from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.cases.choices import AskerChoice
from bot.cases.ids import Chosen, read, written
from bot.cases.labels import relabelled, shown
from bot.cases.teamchoices import TeamChoice
from bot.knowledge.wording import Wording
from bot.matching.library import Current

KINDS = get_args(AskerChoice) + get_args(TeamChoice)
NAMES = st.from_regex(r"[a-z0-9/-]{1,30}", fullmatch=True)


@st.composite
def choices(draw: st.DrawFn) -> Chosen:
    kind = draw(st.sampled_from(KINDS))
    types = kind.__annotations__.values()
    return kind(*(draw(st.integers(0) if type_ == "int" else NAMES) for type_ in types))  # type: ignore[no-any-return]


@given(choices())
def test_what_is_written_is_read_again(chosen: Chosen) -> None:
    """Every kind of choice, whatever it names, comes back from its id."""
    assert read(written(chosen)) == chosen


@given(st.text())
def test_what_nothing_writes_is_no_choice(text: str) -> None:
    """An id from outside is either one that would be written so, or none."""
    chosen = read(text)
    assert chosen is None or written(chosen) == text


@pytest.mark.parametrize(
    "id_",
    ["", "yes", "yes:", "yes:x", "area:", "to:1", "other-area:1", "ta:1:2", "hej:1", "yes:03"],
)
def test_half_a_choice_is_none(id_: str) -> None:
    """A kind without what it names, with too much, or of an unknown kind."""
    assert read(id_) is None


def test_every_choice_of_an_askers_has_a_label(current: Current) -> None:
    """In both languages; another language changes the labels and nothing else."""
    sv, en = Wording(current.knowledge, "sv"), Wording(current.knowledge, "en")
    entry = next(iter(current.knowledge.entries))
    thing, team = "lund-stenkrossen", "lund/stenkrossen"
    values = {"area": "lund", "entry": entry, "offer": 3, "number": "2026-0001"}
    values |= {"thing": thing, "start": "0", "team": team}
    values |= {"guide": "fits", "question": "vilka", "value": "forening", "step": "back"}
    values |= {"way": "under", "item": "0", "state": "klar", "part": "formal", "form": "text"}
    every = [
        kind(*(values[name] for name in kind.__annotations__)) for kind in get_args(AskerChoice)
    ]
    labels = [shown(chosen, sv) for chosen in every]
    assert all(choice.label for choice in labels)
    assert [choice.id for choice in relabelled(labels, en)] == [choice.id for choice in labels]
    assert [choice.label for choice in relabelled(labels, en)] != [
        choice.label for choice in labels
    ]
