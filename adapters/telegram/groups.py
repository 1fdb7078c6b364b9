"""Groups that a team sits in: whether anybody can come in, and who writes there."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import replace

from telegram import Chat, ChatFullInfo, Message, Update

from bot.messages import Address, Incoming


def is_public(chat: Chat | ChatFullInfo) -> bool:
    """Whether anybody can find the group and read it: it has an address of its own."""
    return chat.type != Chat.PRIVATE and bool(chat.username)


def exposed(room: str) -> Incoming:
    """That anybody can come into a team's room."""
    now = dt.datetime.now(dt.UTC)
    address = Address("telegram", room)
    return Incoming(f"exposed:{room}", now, address, "", "exposed", "public", direct=False)


def signed(incoming: Incoming, update: Update, trusted: Collection[int]) -> Incoming:
    """The same; or that it was said in the name of a channel that nobody has said to trust."""
    message: Message | None = update.message or update.edited_message
    writer = message.sender_chat if message is not None else None
    if message is None or writer is None or writer.id == message.chat.id or writer.id in trusted:
        return incoming
    asks = incoming.mentioned or incoming.text.startswith("/")
    return replace(incoming, kind="unsigned", text="", edits=None, mentioned=asks)
