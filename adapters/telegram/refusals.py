"""Telegram's refusals as ours."""

from __future__ import annotations

import re

from telegram.error import RetryAfter, TelegramError

from bot.channel import Undeliverable, wait_of
from bot.messages import Sentences

UNREADABLE = (ArithmeticError, AttributeError, LookupError, OSError, TypeError, ValueError)
"""What comes of something that isn't made as Telegram makes it."""
_TOKEN = re.compile(r"\d{1,20}:[\w-]{1,99}")
_LARGEST = 2**63


def is_id(number: object) -> bool:
    """Whether this can be one of Telegram's numbers."""
    return isinstance(number, int) and -_LARGEST < number < _LARGEST


def check(room: str, thread: str = "") -> None:
    """Whether this can be a room: the number of a chat, and perhaps of a topic.

    Raises ``Undeliverable``.
    """
    bare = room.removeprefix("-")
    is_room = bare.isascii() and bare.isdecimal() and len(bare) < 19
    if not is_room or (thread and not thread.isdecimal()):
        raise Undeliverable(
            f"”telegram:{room}” är inget rum: det ska vara ett tal."
            " onewayin setup telegram visar det."
        )


def check_team(room: str) -> None:
    """Whether a team can sit in a room: in a chat with one person it can't, who may be an asker.

    Raises ``Undeliverable``.
    """
    check(room)
    if not room.startswith("-"):
        raise Undeliverable(
            f"”telegram:{room}” är en enskild chatt. Den som skriver där skulle få lagets frågor."
            " Ange lagets grupp under [rooms]; onewayin setup telegram visar grupperna."
        )


def seconds(error: RetryAfter) -> float | None:
    """How long Telegram asks to wait, within reason."""
    after = error.retry_after
    return wait_of(after if isinstance(after, int | float) else after.total_seconds())


def told(error: Exception) -> str:
    """What is wrong, for the log; never the token, nor an answer that isn't Telegram's."""
    text = error.message if isinstance(error, TelegramError) else ""
    return f"{type(error).__name__}: {_TOKEN.sub('…', text)[:200]}".removesuffix(": ")


def reason(error: TelegramError, say: Sentences) -> str:
    """Why a message can't arrive, for the coordinator."""
    text = error.message.lower()
    if "not enough rights" in text or "have no rights" in text or "can't write" in text:
        return say.silenced
    if "kicked" in text or "not a member" in text:
        return say.outside
    if "blocked" in text:
        return say.blocked
    return say.gone if "not found" in text or "deactivated" in text else say.refused
