"""How far somebody has come in a guide: what they have answered, and until when that is kept.
Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace

from bot.knowledge.conditions import Guidance

UNSURE = "vet-inte"
"""The answer of somebody who doesn't know."""
KEPT = dt.timedelta(days=14)
"""How long the answers are kept after the last of them."""


@dataclass(frozen=True, slots=True)
class Progress:
    """The answers, by question, in the order that they were given in."""

    until: dt.datetime
    answers: tuple[tuple[str, str], ...] = ()
    asides: int = 0
    """How many other things have been said since the last answer."""

    @property
    def given(self) -> Mapping[str, str]:
        return dict(self.answers)

    def answered(self, question: str, value: str, now: dt.datetime) -> Progress:
        """With an answer: a new one last, one that is changed where it stood."""
        given = {**self.given, question: value}
        return Progress(now + KEPT, tuple(given.items()))

    def without_last(self, now: dt.datetime) -> Progress:
        """One step back."""
        return Progress(now + KEPT, self.answers[:-1])

    def aside(self) -> Progress:
        """After something else was said."""
        return replace(self, asides=self.asides + 1)

    def standing(self, guidance: Guidance) -> Progress:
        """With the answers that are still there to give: editors may have changed the questions."""
        return replace(self, answers=tuple(one for one in self.answers if _is_there(guidance, one)))


def _is_there(guidance: Guidance, answer: tuple[str, str]) -> bool:
    inquiry = guidance.inquiry(answer[0])
    return inquiry is not None and (answer[1] == UNSURE or inquiry.option(answer[1]) is not None)
