"""The library's client, with the token of the environment and a log that keeps it secret."""

from __future__ import annotations

import logging
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import structlog
from telegram.error import InvalidToken, RetryAfter, TelegramError
from telegram.ext import AIORateLimiter, ExtBot
from telegram.request import HTTPXRequest

from adapters.retrying import FOREVER
from adapters.telegram.refusals import UNREADABLE, seconds, told
from adapters.telegram.settings import TOKEN, TelegramSettings
from bot.errors import OneWayInError

_WRONG_TOKEN = (
    f"Telegram känner inte igen token i {TOKEN}. Hämta den på nytt hos @BotFather med /token."
)
_SEND, _POLL = 6.0, 60.0
"""Seconds to wait for an answer: nobody reads on while a send hangs, and what may have arrived is
sent again."""
log = structlog.get_logger()


@asynccontextmanager
async def started(
    settings: TelegramSettings, *, patient: bool = False
) -> AsyncIterator[ExtBot[Any]]:
    """The client, once Telegram knows the token. Raises ``OneWayInError``.

    ``patient``: wait for a network that isn't up yet.
    """
    try:
        bot = _bot(settings)
    except InvalidToken:
        raise OneWayInError(_WRONG_TOKEN) from None
    try:
        await (FOREVER(passes, bot.initialize) if patient else bot.initialize())
        yield bot
    except InvalidToken:
        raise OneWayInError(_WRONG_TOKEN) from None
    except (TelegramError, *UNREADABLE) as error:
        if patient:
            raise
        raise OneWayInError(
            f"Telegram svarar inte ({type(error).__name__}). Försök igen om en stund."
        ) from None
    finally:
        await bot.shutdown()


def passes(error: Exception) -> bool | float:
    """Whether to try again at the start, or after how many seconds: what may pass, and what isn't
    Telegram's answer."""
    if isinstance(error, InvalidToken) or not isinstance(error, (TelegramError, *UNREADABLE)):
        return False
    log.warning("start", channel="telegram", error=told(error))
    return (seconds(error) or True) if isinstance(error, RetryAfter) else True


def _bot(settings: TelegramSettings) -> ExtBot[Any]:
    token = os.environ.get(TOKEN, "").strip()
    if not token:
        raise OneWayInError(
            f"Telegrams token saknas. Sätt miljövariabeln {TOKEN};"
            " onewayin setup telegram berättar hur man får en."
        )
    # The library's coming way of telling how long to wait; without it, it warns at each 429.
    os.environ.setdefault("PTB_TIMEDELTA", "true")
    _hush()
    return ExtBot(
        token,
        base_url=settings.base_url,
        rate_limiter=_limiter() if settings.limits else None,
        request=_request(8, read_timeout=_SEND),
        get_updates_request=_request(1, read_timeout=_POLL),
    )


def _hush() -> None:
    """Keep the token, and what people write, out of the libraries' logs."""
    # httpx logs every address at INFO, and the token is part of it.
    logging.getLogger("httpx").setLevel(logging.WARNING)
    # Its tracebacks have addresses and what people wrote; what matters of it is in our own log.
    library = logging.getLogger("telegram")
    library.handlers, library.propagate = [logging.NullHandler()], False


def _limiter() -> AIORateLimiter:
    """Thirty messages a second in all. The limits of each chat are left to Telegram's own 429,
    which holds up only that chat."""
    return AIORateLimiter(overall_max_rate=30, group_max_rate=0, max_retries=0)


def _request(connections: int, *, read_timeout: float) -> HTTPXRequest:
    return HTTPXRequest(
        connections,
        connect_timeout=5.0,
        read_timeout=read_timeout,
        write_timeout=_SEND,
        pool_timeout=5.0,
    )
