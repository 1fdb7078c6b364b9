"""The buttons under messages, and which of two changes of a message comes first."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from weakref import WeakValueDictionary

from telegram import CallbackQuery, InlineKeyboardButton, InlineKeyboardMarkup, Message
from telegram.error import TelegramError

from adapters.telegram.receive import event_id
from adapters.telegram.refusals import UNREADABLE
from bot.messages import Choice

_LONGEST_LABEL = 60


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

    def changing(self, message: str) -> asyncio.Lock:
        """Held for one change of a message: two on their way at once may arrive in any order."""
        return self._changing.setdefault(message, asyncio.Lock())

    def replaced(self, message: str) -> None:
        """The message has been edited, and has the keyboard that it is to have."""
        self._used.discard(message)

    def acknowledge(self, query: CallbackQuery) -> None:
        """Stop the button's clock, and in a private chat take its keyboard away:
        it has been used."""
        pressed = ""
        if isinstance(query.message, Message) and query.message.chat.type == "private":
            pressed = event_id(query.message.chat.id, query.message.message_id)
            self._used.add(pressed)
        task = asyncio.create_task(self._answer(query, pressed))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _answer(self, query: CallbackQuery, pressed: str) -> None:
        with suppress(TelegramError, *UNREADABLE):
            await query.answer()
        async with self.changing(pressed):
            if pressed in self._used:
                self._used.discard(pressed)
                with suppress(TelegramError, *UNREADABLE):
                    await query.edit_message_reply_markup(None)
