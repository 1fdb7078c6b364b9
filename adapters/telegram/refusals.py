"""Telegram's refusals as ours."""

from __future__ import annotations

from telegram.error import RetryAfter, TelegramError

from bot.channel import Undeliverable
from bot.messages import Sentences


def check(room: str) -> None:
    """Whether this can be a room: the number of a chat. Raises ``Undeliverable``."""
    if not room.lstrip("-").isdecimal():
        raise Undeliverable(
            f"”telegram:{room}” är inget rum: det ska vara ett tal."
            " onewayin setup telegram visar det."
        )


def seconds(error: RetryAfter) -> float:
    """How long Telegram asks to wait."""
    after = error.retry_after
    return float(after) if isinstance(after, int | float) else after.total_seconds()


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
