"""A case: a question in people's hands, what has happened to it and what was said of it. Pure."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal

from bot.knowledge.fields import Topic

State = Literal["open", "claimed", "answered", "withdrawn", "closed"]
OPEN: tuple[State, ...] = ("open", "claimed")
NUMBER, PRACTICE = r"20\d\d-\d{4,6}", r"ova-\d+"
"""How a case's number looks, and that of one which is only for practice."""
MARK_LETTERS = "bcdfghjkmnpqrstvwxz23456789"
"""What a case's random mark is made of: no vowel, so that it is never a word, and nothing that
looks like something else."""
MARK = f"[{MARK_LETTERS}]{{4}}"
_NUMBER_FIRST = re.compile(
    rf"\s{{0,9}}(?:nr\.?\s{{0,9}})?({NUMBER}|{PRACTICE})\b[\s:,·]*", re.IGNORECASE
)
EventKind = Literal[
    "asked",
    "added",
    "corrected",
    "removed",
    "withdrawn",
    "helped",
    "not-helped",
    "claimed",
    "released",
    "transferred",
    "put-off",
    "answered",
    "sent-entry",
    "answer-changed",
    "taken-back",
    "asked-back",
    "question-taken-back",
    "question-changed",
    "held",
    "closed",
    "reopened",
    "delivered",
    "undeliverable",
    "delivered-answer",
    "not-delivered",
    "reminded",
    "escalated",
    "late",
]
EventSide = Literal["asker", "team", "bot"]
Purpose = Literal[
    "reply", "card", "addition", "relay", "question", "held", "notice", "letter", "note"
]
"""What a message is: a reply to an asker, a case's card, what an asker added to it, a person's
answer or question on its way to an asker, a text held for a yes, what an asker is told of a case,
what the bot tells an asker by itself, and anything else said in a team's room."""


@dataclass(frozen=True, slots=True)
class Case:
    """One question in people's hands. ``asker`` is a random key, never an address. Times are UTC.

    ``owner`` is the team that the question is meant for, ``team`` the one that has it now,
    ``former`` those that it passed from when it was late: they may still answer. ``due`` is when
    the promise ends; ``step`` how far the reminders have come; ``touched`` when somebody last
    said or did something to it.
    """

    number: str
    asker: str
    area: str
    topic: Topic
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
    """The unknown that was asked for, where the knowledge has one: another question with it is the
    same question."""
    state: State = "open"
    claimed_by: str = ""
    delivered: dt.datetime | None = None
    """When the network took its card."""
    asked_back: dt.datetime | None = None
    """Since when the coordinator waits for the asker."""
    step: int = 0
    practice: bool = False
    mark: str = ""
    """A random mark that its card shows beside the number. A number comes again where a database is
    lost; the two together don't."""
    last_day: str = ""
    """The day (ISO) that matters to the question, where one is known: told of where it comes before
    the answer."""

    @property
    def waiting(self) -> State:
        """The state of a case that waits for an answer (again): somebody's, or free."""
        return "claimed" if self.claimed_by else "open"

    @property
    def is_open(self) -> bool:
        return self.state in OPEN


def number_before(text: str) -> tuple[str, str]:
    """The number that a text begins with, as people write it ("nr 2026-0001: …"), and what follows
    it; without one, "" and the whole text."""
    match = _NUMBER_FIRST.match(text)
    return (match[1].lower(), text[match.end() :]) if match else ("", text)


def after_mark(text: str, mark: str) -> str | None:
    """What follows a case's mark, where a text begins with it; None where it doesn't."""
    match = re.match(rf"{re.escape(mark)}\b[\s:,]*", text, re.IGNORECASE) if mark else None
    return text[match.end() :] if match else None


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened to a case, and who did it. ``at`` is UTC, None until it is stored."""

    kind: EventKind
    side: EventSide
    text: str = ""
    at: dt.datetime | None = None
    by: str = ""
    """The pseudonym of whoever acted for the team, as it is stored."""


ANSWERS: tuple[EventKind, ...] = ("answered", "sent-entry")
_UNDONE: dict[EventKind, tuple[EventKind, ...]] = {
    "taken-back": ANSWERS,
    "answer-changed": ANSWERS,
    "question-taken-back": ("asked-back",),
    "question-changed": ("asked-back",),
}
"""What is taken back or changed by what happens afterwards: the last of these kinds."""


def standing(events: Iterable[Event]) -> list[Event]:
    """The events without the answers and questions that were taken back; those that were changed
    are as they were last written."""
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
    """The answer that was last given and not taken back, as it was last changed: "answered", or
    "sent-entry" with an entry's id."""
    return next((event for event in reversed(standing(events)) if event.kind in ANSWERS), None)


def is_answered_with(events: Iterable[Event], kind: EventKind, text: str) -> bool:
    """Whether just this is the case's answer already."""
    last = last_answer(events)
    return last is not None and (last.kind, last.text) == (kind, text)


DECIDED: tuple[EventKind, ...] = (
    *ANSWERS,
    "claimed",
    "asked-back",
    "put-off",
    "transferred",
    "escalated",
    "undeliverable",
    "withdrawn",
    "helped",
    "closed",
)
"""What settles all that is held: somebody has said what is to be done, or it is elsewhere."""
_WAITS_AGAIN: tuple[EventKind, ...] = (
    "added",
    "corrected",
    "put-off",
    "transferred",
    "escalated",
    "reopened",
    "not-delivered",
)


def was_answered(events: Iterable[Event]) -> bool:
    """Whether a case counted as answered before the last answer in its history, which is being
    taken back."""
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
    """A message that is part of a case, as its question or as something added. ``text`` is what it
    says now, masked; "" where it only chose a place or an answer."""

    number: str
    is_question: bool
    text: str
