"""What ``onewayin setup telegram`` prints: how to get a token, the chats that the bot sees, and the lines to paste. Writes nothing."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Mapping
from typing import Any

from telegram import Chat, Update
from telegram.error import Conflict, TelegramError

from adapters.telegram import TOKEN, started
from adapters.telegram.receive import ALLOWED
from bot.errors import OneWayInError

_HOW = f"""Så får du en token:
1. Skriv till @BotFather i Telegram: /newbot. Ge boten ett namn och ett användarnamn som slutar på bot.
2. BotFather svarar med en token. Lägg den i miljön, aldrig i en fil som sparas i git:
     export {TOKEN}='…'
3. Lägg till boten i lagets grupp och skriv något där, till exempel /ko.
4. Kör onewayin setup telegram igen: då visas gruppen och raderna att klistra in."""
_WAIT = 5
"""Seconds to wait for something that is said meanwhile."""


async def lines(table: Mapping[str, Any]) -> AsyncIterator[str]:
    """The lines to print, one at a time. Raises ``OneWayInError`` for a token that doesn't work."""
    if not os.environ.get(TOKEN, "").strip():
        yield _HOW
        return
    async with started(table) as bot:
        yield f"Boten är @{bot.username} (https://t.me/{bot.username})."
        try:
            # Without an offset nothing is confirmed: what is seen here still waits for the bot.
            updates = await bot.get_updates(timeout=_WAIT, allowed_updates=ALLOWED)
        except Conflict:
            raise OneWayInError(
                "Boten kör redan med den här token. Stäng den medan du tittar efter grupper."
            ) from None
        except TelegramError as error:
            raise OneWayInError(
                f"Telegram svarar inte ({type(error).__name__}). Försök igen om en stund."
            ) from None
        seen = _chats(updates)
        if not seen:
            yield "Inga grupper syns. Lägg till boten i lagets grupp, skriv /ko där och kör det här igen."
            return
        yield "Grupper som boten ser:"
        for room, title in seen.items():
            yield f"  {room}  {title}"
        base = f'base_url = "{table["base_url"]}"\n' if "base_url" in table else ""
        yield (
            "\nKlistra in i inställningarna, och byt lagets namn mot ett ur teams.yaml:\n\n[telegram]\n"
            + base
            + "\n[rooms]"
        )
        for room in seen:
            yield f'"OMRÅDE/LAG" = "telegram:{room}"'
        yield f'default = "telegram:{next(iter(seen))}"'


def _chats(updates: tuple[Update, ...]) -> dict[str, str]:
    """The groups and topics that something was said in, each with its title."""
    found: dict[str, str] = {}
    for update in updates:
        message, chat = update.effective_message, update.effective_chat
        if chat is None or chat.type == Chat.PRIVATE:
            continue
        topic = (
            message.message_thread_id if message is not None and message.is_topic_message else None
        )
        found[f"{chat.id}/{topic}" if topic else str(chat.id)] = (chat.title or "") + (
            " (ett ämne)" if topic else ""
        )
    return found
