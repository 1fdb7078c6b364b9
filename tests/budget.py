"""How much stands in one message: what somebody reads on a phone, and can choose from."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot import markup
from bot.knowledge.check_answers import LONGEST_PARAGRAPH, TOO_BOLD, TOO_LONG
from bot.messages import Choice

SOURCE = 90
"""Characters of the line under an answer."""
_SEVERAL = 900
"""Three answers in one message, each with its beginning."""
_MOST = {"answer": 4, "overview": 9}
_LABEL, _TOLD_APART = 30, 15


def faults(text: str, choices: Sequence[Choice], outcome: str, reason: str) -> Iterator[str]:
    """What is too much in a message of the bot's to an asker."""
    read = markup.plain(text)
    is_answer = outcome == "answer" and reason not in ("overview", "compared")
    longest = _SEVERAL if reason == "several" else TOO_LONG + SOURCE
    if is_answer and len(read) > longest:
        yield f"{len(read)} characters"
    if is_answer and (bold := text.count("**") // 2) > TOO_BOLD + (reason == "several"):
        yield f"{bold} bold spans"
    if (paragraph := max(map(len, read.splitlines()), default=0)) > LONGEST_PARAGRAPH:
        yield f"a paragraph of {paragraph} characters"
    most = _MOST["overview"] if reason == "overview" else _MOST["answer"] if is_answer else 5
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
