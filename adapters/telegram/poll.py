"""Asking Telegram for updates, again and again."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from typing import Any

import structlog
from telegram import Update
from telegram.error import Conflict, InvalidToken, NetworkError, RetryAfter, TelegramError
from telegram.ext import ExtBot

from adapters.retrying import FOREVER
from adapters.telegram.receive import ALLOWED
from adapters.telegram.refusals import UNREADABLE, is_id, seconds, told
from bot.errors import OneWayInError

_SECONDS = 30
_MOST_CONFLICTS = 5
_CONFLICT = 3.0
"""Seconds until somebody else who polls may be done."""
log = structlog.get_logger()


class Poll:
    """The polls of one bot."""

    def __init__(self, bot: ExtBot[Any]) -> None:
        self._bot, self._conflicts = bot, 0

    async def updates(self, offset: int | None) -> Sequence[Update]:
        """What one poll brings, perhaps nothing; a network that is away is waited for.

        Raises ``OneWayInError`` where another bot polls, or the token is no longer known.
        """
        try:
            updates = await FOREVER(self._passes, self._once, offset)
        except Conflict:
            raise OneWayInError(
                "En annan bot läser med samma token (409). Stäng den, eller skaffa en egen token."
            ) from None
        except InvalidToken:
            raise OneWayInError("Telegram känner inte längre igen token.") from None
        self._conflicts = 0
        return updates

    def _passes(self, error: Exception) -> bool | float:
        """Whether to poll again after an error, or after how many seconds."""
        if isinstance(error, Conflict):
            # Another poll with this token: that of onewayin setup passes, that of a bot doesn't.
            self._conflicts += 1
            return _CONFLICT if self._conflicts < _MOST_CONFLICTS else False
        if isinstance(error, RetryAfter):
            return seconds(error) or True
        if isinstance(error, InvalidToken) or not isinstance(error, (TelegramError, *UNREADABLE)):
            return False
        log.warning("poll", channel="telegram", error=told(error))
        return True

    async def _once(self, offset: int | None) -> Sequence[Update]:
        """The library reads a poll whole or not at all, and another version of Telegram may send
        something that it can't read: then that is left out, as an update that says nothing, and the
        others are heard."""
        try:
            polled = self._bot.get_updates(offset, timeout=_SECONDS, allowed_updates=ALLOWED)
            updates = await polled
            if all(is_id(update.update_id) for update in updates):
                return updates
        except UNREADABLE as error:
            log.warning("poll", channel="telegram", error=told(error))
        except Conflict as error:
            await self._without_webhook(error)
        asked = {"offset": offset, "allowed_updates": ALLOWED}
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # that there is get_updates for it
            raw = await self._bot.do_api_request("getUpdates", asked)
        return self._whole(raw)

    async def _without_webhook(self, error: Conflict) -> None:
        """A webhook that somebody has set keeps the updates away: it is taken away, and what waits
        is kept. Raises any other conflict."""
        if "webhook" not in error.message.lower():
            raise error
        log.warning("a webhook was set; it is taken away", channel="telegram")
        await self._bot.delete_webhook(drop_pending_updates=False)

    def _whole(self, raw: Any) -> list[Update]:
        """What is an update of what came. Raises ``NetworkError`` where nothing is: it is asked for
        again, after a pause."""
        rows = raw if isinstance(raw, list) else [raw]
        found = [row for row in rows if isinstance(row, dict) and is_id(row.get("update_id"))]
        if len(found) < len(rows):
            log.error("unreadable", channel="telegram", updates=len(rows) - len(found))
        if rows and not found:
            raise NetworkError("no updates")
        return [self._read(update) for update in found]

    def _read(self, raw: dict[str, Any]) -> Update:
        number = int(raw["update_id"])
        try:
            return Update.de_json(raw, self._bot)
        except UNREADABLE as error:
            log.error("unreadable", channel="telegram", update=number, error=type(error).__name__)
            return Update(number)
