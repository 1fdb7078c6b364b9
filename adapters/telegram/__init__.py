"""Telegram: a bot in private chats, groups and topics, on python-telegram-bot's own client and our own polling.

``Application`` isn't used: it confirms updates to the server before they are handled, so a kill loses them.
"""

from __future__ import annotations

import asyncio
import logging
import os
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

import structlog
from telegram.error import InvalidToken, TelegramError
from telegram.ext import AIORateLimiter, ExtBot
from telegram.request import HTTPXRequest

from adapters.telegram.channel import TelegramChannel
from bot.errors import OneWayInError

TOKEN = "ONEWAYIN_TELEGRAM_TOKEN"
_BASE = "https://api.telegram.org/bot"
_PAUSE = 5.0
_KEYS = {"base_url", "limits"}


def bot_of(table: Mapping[str, Any]) -> ExtBot[Any]:
    """A client with the token of the environment. Raises ``OneWayInError`` with what is missing."""
    token = os.environ.get(TOKEN, "").strip()
    unknown = set(table) - _KEYS
    if unknown:
        raise OneWayInError(
            f"[telegram] {min(unknown)} finns inte. Tabellen kan ha {', '.join(sorted(_KEYS))}."
        )
    if not token:
        raise OneWayInError(
            f"Telegrams token saknas. Sätt miljövariabeln {TOKEN}; onewayin setup telegram berättar hur man får en."
        )
    # The library's coming way of telling how long to wait; without it, it warns at each 429.
    os.environ.setdefault("PTB_TIMEDELTA", "true")
    # httpx logs every address at INFO, and the token is part of it.
    logging.getLogger("httpx").setLevel(logging.WARNING)
    # The library's own log has tracebacks with addresses and what people wrote; what matters of it is in ours.
    library = logging.getLogger("telegram")
    library.handlers, library.propagate = [logging.NullHandler()], False
    # Thirty messages a second in all. The limits of each chat are left to Telegram's own 429, which holds up only that chat.
    limits = (
        AIORateLimiter(overall_max_rate=30, group_max_rate=0, max_retries=0)
        if table.get("limits", True)
        else None
    )
    request = {
        "connect_timeout": 10.0,
        "read_timeout": 20.0,
        "write_timeout": 20.0,
        "pool_timeout": 5.0,
    }
    try:
        return ExtBot(
            token,
            base_url=str(table.get("base_url", _BASE)),
            rate_limiter=limits,
            request=HTTPXRequest(8, **request),  # type: ignore[arg-type]
            get_updates_request=HTTPXRequest(1, **{**request, "read_timeout": 60.0}),  # type: ignore[arg-type]
        )
    except InvalidToken:
        raise OneWayInError(_WRONG_TOKEN) from None


async def _initialized(bot: ExtBot[Any], *, patient: bool) -> None:
    while True:
        try:
            await bot.initialize()
        except InvalidToken:
            raise
        except TelegramError as error:
            if not patient:
                raise
            structlog.get_logger().warning("start", channel="telegram", error=type(error).__name__)
            await asyncio.sleep(_PAUSE)
        else:
            return


@asynccontextmanager
async def started(table: Mapping[str, Any], *, patient: bool = False) -> AsyncIterator[ExtBot[Any]]:
    """The client, once Telegram knows the token. ``patient``: wait for a network that isn't up yet."""
    bot = bot_of(table)
    try:
        await _initialized(bot, patient=patient)
        yield bot
    except InvalidToken:
        raise OneWayInError(_WRONG_TOKEN) from None
    except TelegramError as error:
        raise OneWayInError(
            f"Telegram svarar inte ({type(error).__name__}). Försök igen om en stund."
        ) from None
    finally:
        await bot.shutdown()


_WRONG_TOKEN = (
    f"Telegram känner inte igen token i {TOKEN}. Hämta den på nytt hos @BotFather med /token."
)


@asynccontextmanager
async def opened(table: Mapping[str, Any]) -> AsyncIterator[TelegramChannel]:
    """The channel. Settings: ``base_url``, and ``limits = false`` to leave out the thirty a second (for a server of one's own)."""
    async with started(table, patient=True) as bot:
        # A webhook would keep updates away; what waits is kept.
        await bot.delete_webhook(drop_pending_updates=False)
        yield TelegramChannel(bot)
