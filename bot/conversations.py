"""What we remember of one conversation: the area, what was asked last, and what the bot is waiting for."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from bot.messages import Choice
from bot.routing import Route


@dataclass(frozen=True, slots=True)
class Idle:
    """Waiting for nothing."""


@dataclass(frozen=True, slots=True)
class ChoosingArea:
    """The bot has asked which municipality ``question`` is about."""

    question: str


@dataclass(frozen=True, slots=True)
class ChoosingEntry:
    """The bot has shown entries to choose from, or an answer that may be said to be the wrong one."""

    question: str
    others: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Confirming:
    """The bot has offered to send ``question``."""

    question: str
    route: Route


@dataclass(frozen=True, slots=True)
class Rewriting:
    """The asker is about to write the text to send."""

    route: Route


State = Idle | ChoosingArea | ChoosingEntry | Confirming | Rewriting


@dataclass(frozen=True, slots=True)
class Conversation:
    """One person's talk with the bot. ``choices`` are those last shown: a number or a label means one of them."""

    area: str | None = None
    language: str | None = None
    """The language that the asker chose."""
    last_language: str | None = None
    greeted: bool = False
    state: State = Idle()
    choices: tuple[Choice, ...] = ()
    last_question: str = ""
    last_entry: str | None = None
    last_at: dt.datetime | None = None
