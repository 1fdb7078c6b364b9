"""How far somebody has come in a guide: what they have answered, and until when that is kept.
Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

from bot.knowledge.conditions import UNSURE, Questions
from bot.knowledge.guides import MADE

KEPT = dt.timedelta(days=14)
"""How long the answers are kept after the last of them."""


@dataclass(frozen=True, slots=True)
class Progress:
    """The answers, by question, in the order that they were given in."""

    until: dt.datetime
    answers: tuple[tuple[str, str], ...] = ()
    asides: int = 0
    """How many other things have been said since the last answer."""
    guide: str = MADE
    """Which guide it is."""
    is_begun: bool = True
    """Whether somebody has been in it; what they only told before is kept for a while, so that it
    isn't asked."""

    @property
    def given(self) -> Mapping[str, str]:
        return dict(self.answers)

    def answered(self, question: str, value: str, now: dt.datetime) -> Progress:
        """With an answer: a new one last, one that is changed where it stood."""
        given = {**self.given, question: value}
        return replace(self, until=now + KEPT, answers=tuple(given.items()), asides=0)

    def without(self, questions: Collection[str]) -> Progress:
        """As if some of them hadn't been answered."""
        kept = tuple(one for one in self.answers if one[0] not in questions)
        return replace(self, answers=kept)

    def again(self, questions: Collection[str], now: dt.datetime) -> Progress:
        """The same, and as somebody who has just answered: a step back."""
        return replace(self.without(questions), until=now + KEPT, asides=0)

    def anew(self, now: dt.datetime) -> Progress:
        """The same guide from its beginning."""
        return Progress(now + KEPT, guide=self.guide)

    def aside(self) -> Progress:
        """After something else was said."""
        return replace(self, asides=self.asides + 1)

    def standing(self, questions: Questions) -> Progress:
        """With the answers that are still there to give: editors may have changed the questions."""
        kept = tuple(one for one in self.answers if _is_there(questions, one))
        return replace(self, answers=kept)

    def on_the_way(self, questions: Questions, around: Collection[str]) -> Progress:
        """Without the answers to what isn't asked of whoever has given the others: an earlier one
        may have been changed. What was told before it could be asked stays."""
        left, gone = dict(self.answers), set[str]()
        while astray := [one for one in left if _is_astray(questions, one, left, around, gone)]:
            left = {question: left[question] for question in left if question not in astray}
            gone |= set(astray)
        return replace(self, answers=tuple(left.items()))


def _is_there(questions: Questions, answer: tuple[str, str]) -> bool:
    inquiry = questions.inquiry(answer[0])
    return inquiry is not None and (answer[1] == UNSURE or inquiry.chosen(answer[1]) != [])


def _is_astray(
    questions: Questions,
    question: str,
    answers: Mapping[str, str],
    around: Collection[str],
    gone: set[str],
) -> bool:
    """Whether it isn't asked of somebody with these answers, or hangs on one that is gone."""
    inquiry = questions.inquiry(question)
    if inquiry is None or not gone.isdisjoint(inquiry.when):
        return True
    open_ = {one: wanted[0] for one, wanted in inquiry.when.items() if one not in answers}
    return not inquiry.is_for({**open_, **answers}, around)
