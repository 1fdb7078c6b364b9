"""A case: a question in people's hands, what has happened to it and what was said of it. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal

State = Literal["open", "claimed", "answered", "withdrawn", "closed"]
OPEN: tuple[State, ...] = ("open", "claimed")


@dataclass(frozen=True, slots=True)
class Case:
    """One question in people's hands. ``asker`` is a random key, never an address. Times are UTC.

    ``owner`` is the team that the question is meant for, ``team`` the one that has it now, ``former`` those that it passed from
    when it was late: they may still answer. ``due`` is when the promise ends; ``step`` how far the reminders have come.
    """

    number: str
    asker: str
    area: str
    topic: str
    owner: str
    team: str
    language: str
    question: str
    created: dt.datetime
    started: dt.datetime
    due: dt.datetime
    touched: dt.datetime
    former: tuple[str, ...] = ()
    context: str = ""
    near: tuple[str, ...] = ()
    label: str = ""
    """The unknown that was asked for, where the knowledge has one: another question with it is the same question."""
    state: State = "open"
    claimed_by: str = ""
    delivered: dt.datetime | None = None
    """When the network took its card."""
    asked_back: dt.datetime | None = None
    """Since when the coordinator waits for the asker."""
    step: int = 0
    practice: bool = False

    @property
    def waiting(self) -> State:
        """The state of a case that waits for an answer (again): somebody's, or free."""
        return "claimed" if self.claimed_by else "open"

    @property
    def is_open(self) -> bool:
        return self.state in OPEN


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened to a case. ``side`` is asker, team or bot."""

    kind: str
    side: str
    text: str = ""
    at: dt.datetime | None = None


ANSWERS = ("answered", "sent-entry")
_UNDONE = {
    "taken-back": ANSWERS,
    "answer-changed": ANSWERS,
    "question-taken-back": ("asked-back",),
    "question-changed": ("asked-back",),
}
"""What is taken back or changed by what happens afterwards: the last of these kinds."""


def standing(events: Iterable[Event]) -> list[Event]:
    """The events without the answers and questions that were taken back; those that were changed are as they were last written."""
    kept: list[Event] = []
    for event in events:
        undone = _UNDONE.get(event.kind)
        if undone is None:
            kept.append(event)
            continue
        at = next((at for at in reversed(range(len(kept))) if kept[at].kind in undone), None)
        if at is not None:
            now = replace(event, kind="answered" if undone is ANSWERS else "asked-back")
            kept[at : at + 1] = [now] if event.kind.endswith("-changed") else []
    return kept


def last_answer(events: Iterable[Event]) -> Event | None:
    """The answer that was last given and not taken back, as it was last changed: "answered", or "sent-entry" with an entry's id."""
    return next((event for event in reversed(standing(events)) if event.kind in ANSWERS), None)


_WAITS_AGAIN = (
    "added",
    "corrected",
    "put-off",
    "transferred",
    "escalated",
    "reopened",
    "not-delivered",
)


def was_answered(events: list[Event]) -> bool:
    """Whether a case counted as answered before the last answer in its history, which is being taken back."""
    before: list[bool] = []
    answered = False
    for event in events:
        if event.kind in ANSWERS:
            before.append(answered)
            answered = True
        elif event.kind == "taken-back" and before:
            answered = before.pop()
        elif event.kind in _WAITS_AGAIN:
            # Also what was answered earlier waits again, whichever answer is taken back after this.
            answered, before = False, [False] * len(before)
    return bool(before) and before[-1]


@dataclass(frozen=True, slots=True)
class Part:
    """A message that is part of a case, as its question or as something added. ``text`` is what it says now, masked; "" where it
    says the question only together with others."""

    number: str
    is_question: bool
    text: str


Purpose = Literal["reply", "card", "addition", "relay", "question", "held", "notice", "note"]
"""What a message is: a reply to an asker, a case's card, what an asker added to it, a person's answer or question on its way to
an asker, a text held for a yes, what an asker is told of a case, and anything else said in a team's room."""
