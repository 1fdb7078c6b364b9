"""How much one person may ask of the bot: a budget, in the settings, and the bounds of all that
somebody can make grow. Whatever is over a budget comes later; it is never lost."""

from __future__ import annotations

import datetime as dt

from pydantic import BaseModel, ConfigDict, Field

MOST_OFFERS = 3
"""Unanswered offers that are remembered of one asker, the newest."""
MOST_PARTS = 20
"""Messages that one offer comes from."""
MOST_CHOICES = 24
"""Choices that are remembered as last shown."""


class Limits(BaseModel):
    """One person's budget. A team's room has none."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    messages_a_minute: int = Field(default=30, ge=1, le=100_000)
    """Those over it are handled as the minutes go."""
    waiting: int = Field(default=200, ge=10, le=100_000)
    """Messages that may wait for the desk; one more isn't taken, which is said."""
    open_cases: int = Field(default=10, ge=1, le=10_000)
    """Questions that wait for people."""
    cards_a_day: int = Field(default=10, ge=1, le=10_000)
    """Questions sent to people in twenty-four hours."""
    additions: int = Field(default=10, ge=1, le=10_000)
    """Additions and corrections to a question, until people say something of it."""

    @property
    def interval(self) -> dt.timedelta:
        """The time that one message takes of the budget."""
        return dt.timedelta(minutes=1) / self.messages_a_minute

    @property
    def longest_wait(self) -> dt.timedelta:
        """How long a message can wait for its turn at most."""
        return self.interval * (self.waiting + 1)


UNLIMITED = Limits(
    messages_a_minute=100_000,
    waiting=100_000,
    open_cases=10_000,
    cards_a_day=10_000,
    additions=10_000,
)
"""For somebody who plays both sides at a terminal of their own."""
