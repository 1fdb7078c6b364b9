"""How much stands in one message: what somebody reads on a phone, and can choose from."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot import markup
from bot.knowledge.checks.answers import LONGEST_PARAGRAPH, TOO_BOLD, TOO_LONG
from bot.messages import Choice

SOURCE = 90
"""Characters of the line under an answer."""
_LONGER = {"several": 900, "who": 900, "summary": 1000, "guide": 900}
_LONGER |= {"checklist": 1800}
"""The beginnings of three answers in one message; a team with how to reach it, and the offer; all
that was talked about; the end of a guide, with what was answered; and a whole checklist, to send
on."""
_MOST = {"overview": 9, "area": 9, "language": 9, "checklist": 14, "who": 5}
"""Choices of an overview; of the places that have joined, of which none is left out; of nine items
to tick, two other parts of the list and what to do with it; and of a team, with the thing about it,
the offer and the guide."""
_MOST_IN_A_GUIDE = 9
"""Five answers, "vet inte", back, a person, and what an answer beside it has."""
_MOST_OF_AN_ANSWER, _MOST_ASKED_BACK = 4, 5
_LABEL, _TOLD_APART = 30, 15


def faults(text: str, choices: Sequence[Choice], outcome: str, reason: str) -> Iterator[str]:
    """What is too much in a message of the bot's to an asker."""
    read = markup.plain(text)
    is_answer = outcome == "answer" and reason not in ("overview", "compared")
    longest = _LONGER.get(reason, TOO_LONG + SOURCE)
    if is_answer and len(read) > longest:
        yield f"{len(read)} characters"
    if is_answer and (bold := text.count("**") // 2) > TOO_BOLD + (reason == "several"):
        yield f"{bold} bold spans"
    if (paragraph := max(map(len, read.splitlines()), default=0)) > LONGEST_PARAGRAPH:
        yield f"a paragraph of {paragraph} characters"
    most = _MOST.get(reason, _MOST_OF_AN_ANSWER if is_answer else _MOST_ASKED_BACK)
    if any(choice.id.startswith(("g:", "g-step:")) for choice in choices):
        most = _MOST_IN_A_GUIDE
    if len(choices) > most:
        yield f"{len(choices)} choices"
    yield from label_faults([choice.label for choice in choices])
    if len({choice.id for choice in choices}) < len(choices):
        yield "two choices of the same"


def label_faults(labels: Sequence[str]) -> Iterator[str]:
    """Labels that are cut on a phone, or look alike there."""
    yield from (f"”{label}” is long" for label in labels if len(label) > _LABEL)
    begun = [label.casefold()[:_TOLD_APART] for label in labels]
    yield from (f"”{label}” begins like another" for label in set(begun) if begun.count(label) > 1)
