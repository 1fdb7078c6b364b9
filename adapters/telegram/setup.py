"""What ``onewayin setup telegram`` prints: how to get a token, the chats that the bot sees, and the
lines to paste. Writes nothing."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import suppress
from typing import Any

from telegram import Chat, Update
from telegram.error import Conflict, TelegramError
from telegram.ext import ExtBot

from adapters.telegram.client import started
from adapters.telegram.groups import is_public
from adapters.telegram.receive import ALLOWED
from adapters.telegram.refusals import UNREADABLE
from adapters.telegram.settings import TOKEN, TelegramSettings
from bot.errors import OneWayInError

_HOW = f"""Så får du en token:
1. Skriv till @BotFather i Telegram: /newbot.
   Ge boten ett namn och ett användarnamn som slutar på bot.
2. BotFather svarar med en token. Lägg den i miljön, aldrig i en fil som sparas i git:
     export {TOKEN}='…'
3. Lägg till boten i lagets grupp och skriv något där, till exempel /ko.
4. Kör onewayin setup telegram igen: då visas gruppen och raderna att klistra in."""
_NO_GROUPS = (
    "Inga grupper syns. Lägg till boten i lagets grupp, skriv /ko där och kör det här igen."
)
_OPEN = (
    "Varning: {room} är en öppen grupp. Vem som helst kan gå med, läsa frågorna och svara åt laget."
    " Ta bort gruppens länknamn i Telegram innan den används."
)
_WAIT = 5
"""Seconds to wait for something that is said meanwhile."""


async def lines(settings: TelegramSettings | None) -> AsyncIterator[str]:
    """The lines to print, one at a time. Raises ``OneWayInError`` for a token that doesn't work."""
    if not os.environ.get(TOKEN, "").strip():
        yield _HOW
        return
    settings = settings or TelegramSettings()
    async with started(settings) as bot:
        yield f"Boten är @{bot.username} (https://t.me/{bot.username})."
        seen = _chats(await _waiting(bot))
        if not seen:
            yield _NO_GROUPS
            return
        yield "Grupper som boten ser:"
        for room, title in seen.items():
            yield f"  {room}  {title}"
        for room in seen:
            if await _is_open(bot, room):
                yield _OPEN.format(room=room)
        for line in _to_paste(settings, seen):
            yield line


async def _is_open(bot: ExtBot[Any], room: str) -> bool:
    with suppress(TelegramError, *UNREADABLE):
        return is_public(await bot.get_chat(int(room.partition("/")[0])))
    return False


async def _waiting(bot: ExtBot[Any]) -> Sequence[Update]:
    """What waits for the bot; it still waits then, since nothing is confirmed without an offset."""
    try:
        return await bot.get_updates(timeout=_WAIT, allowed_updates=ALLOWED)
    except Conflict as error:
        if "webhook" in error.message.lower():
            raise OneWayInError(
                "En annan tjänst hämtar botens meddelanden (en webhook är satt), så inga grupper"
                " syns. onewayin run tar bort den; kör det här igen efter det."
            ) from None
        raise OneWayInError(
            "Boten kör redan med den här token. Stäng den medan du tittar efter grupper."
        ) from None


def _to_paste(settings: TelegramSettings, seen: Mapping[str, str]) -> Iterator[str]:
    is_own = "base_url" in settings.model_fields_set
    yield "\nKlistra in i inställningarna, och byt lagets namn mot ett ur teams.yaml:\n"
    yield "[telegram]" + (f'\nbase_url = "{settings.base_url}"' if is_own else "")
    yield "\n[rooms]"
    for room in seen:
        yield f'"OMRÅDE/LAG" = "telegram:{room}"'
    yield f'default = "telegram:{next(iter(seen))}"'


def _chats(updates: Sequence[Update]) -> dict[str, str]:
    """The groups and topics that something was said in, each with its title."""
    chats: dict[str, str] = {}
    for update in updates:
        message, chat = update.effective_message, update.effective_chat
        if chat is None or chat.type == Chat.PRIVATE:
            continue
        in_topic = message is not None and message.is_topic_message
        topic = message.message_thread_id if message is not None and in_topic else None
        title = chat.title or ""
        if topic:
            chats[f"{chat.id}/{topic}"] = f"{title} (ett ämne)"
        else:
            chats[str(chat.id)] = title
    return chats
