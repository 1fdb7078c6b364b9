"""The buttons under messages, and which of two changes of a message comes first."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Sequence
from contextlib import suppress
from weakref import WeakValueDictionary

from telegram import CallbackQuery, InlineKeyboardButton, InlineKeyboardMarkup, Message
from telegram.error import TelegramError

from adapters.telegram.receive import event_id
from adapters.telegram.refusals import UNREADABLE
from bot.messages import Choice

_LONGEST_LABEL, _LONGEST_NOTICE = 60, 200
_MOMENT = 1.0
"""Seconds in which a button's clock goes on, to stop with a word of what the press came to."""


def keyboard(choices: Sequence[Choice]) -> InlineKeyboardMarkup | None:
    """One choice a row: labels are read on telephones."""
    rows = [
        [InlineKeyboardButton(choice.label[:_LONGEST_LABEL], callback_data=choice.id)]
        for choice in choices
    ]
    return InlineKeyboardMarkup(rows) if rows else None


class Keyboards:
    """The keyboards that were pressed and are to be taken away, unless they are replaced first."""

    def __init__(self) -> None:
        self._used: set[str] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._changing = WeakValueDictionary[str, asyncio.Lock]()
        self._waiting: defaultdict[str, list[asyncio.Future[str]]] = defaultdict(list)
        """The presses of each message whose clocks go on, the first first."""

    def changing(self, message: str) -> asyncio.Lock:
        """Held for one change of a message: two on their way at once may arrive in any order."""
        return self._changing.setdefault(message, asyncio.Lock())

    def replaced(self, message: str, notice: str = "") -> None:
        """The message has been edited, and has the keyboard that it is to have; ``notice`` is what
        its first press came to."""
        self._used.discard(message)
        if self._waiting.get(message):
            _stop(self._waiting[message].pop(0), notice)

    def said_in(self, chat: int) -> None:
        """Something was said there: nobody waits any more for what a press came to."""
        for message, clocks in self._waiting.items():
            if message.startswith(event_id(chat, 0)[:-1]):
                for clock in clocks:
                    _stop(clock)

    def acknowledge(self, query: CallbackQuery) -> None:
        """Stop the button's clock, and in a private chat take its keyboard away:
        it has been used."""
        pressed, message = "", query.message
        stands = event_id(message.chat.id, message.message_id) if message is not None else ""
        if isinstance(message, Message) and message.chat.type == "private":
            pressed = stands
            self._used.add(pressed)
        task = asyncio.create_task(self._answer(query, pressed, stands))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _noticed(self, stands: str) -> str:
        """What the press came to, where that is known within a moment."""
        clock: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        self._waiting[stands].append(clock)
        try:
            async with asyncio.timeout(_MOMENT):
                return await clock
        except TimeoutError:
            return ""
        finally:
            left = [one for one in self._waiting.pop(stands, ()) if one is not clock]
            if left:
                self._waiting[stands] = left

    async def _answer(self, query: CallbackQuery, pressed: str, stands: str) -> None:
        notice = await self._noticed(stands)
        with suppress(TelegramError, *UNREADABLE):
            await query.answer(notice[:_LONGEST_NOTICE] or None)
        async with self.changing(pressed):
            if pressed in self._used:
                self._used.discard(pressed)
                with suppress(TelegramError, *UNREADABLE):
                    await query.edit_message_reply_markup(None)


def _stop(clock: asyncio.Future[str], notice: str = "") -> None:
    if not clock.done():
        clock.set_result(notice)
