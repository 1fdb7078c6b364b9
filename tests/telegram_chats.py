"""Telegram's chats for the tests: what is said and pressed there, and what people see.

Private chats have positive ids, groups negative ones. ``say``, ``press`` and the rest are what
people do; ``shown`` is what they see: one text for each message of the bot, as it stands after
edits.
"""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, field
from typing import Any


class Refused(Exception):
    """What Telegram answers with instead of a result."""

    def __init__(self, code: int, description: str, **parameters: Any) -> None:
        super().__init__(description)
        self.code, self.description, self.parameters = code, description, parameters


@dataclass
class Chats:
    """The state of one little Telegram, and what people do there."""

    url: str = ""
    updates: list[dict[str, Any]] = field(default_factory=list)
    messages: dict[tuple[int, int], dict[str, Any]] = field(default_factory=dict)
    refuse: list[Refused] = field(default_factory=list)
    """Refusals for the next messages that the bot sends, one each."""
    refuse_calls: dict[str, list[Refused]] = field(default_factory=dict)
    """Refusals for the next calls of a method, one each."""
    odd_results: dict[str, list[Any]] = field(default_factory=dict)
    """What the next calls of a method get instead of what Telegram would answer, one each."""
    webhook: bool = False
    """Whether somebody has set one: then nobody may poll."""
    hanging: dict[int, asyncio.Event] = field(default_factory=dict)
    """Chats in which a message is on its way until the event is set."""
    usernames: dict[int, str] = field(default_factory=dict)
    """Groups with an address, which anybody can find."""
    blocked: set[int] = field(default_factory=set)
    outside: set[int] = field(default_factory=set)
    """The groups that the bot isn't in."""
    gone_threads: set[tuple[int, int]] = field(default_factory=set)
    migrated: dict[int, int] = field(default_factory=dict)
    answered: list[str] = field(default_factory=list)
    files: dict[str, tuple[str, bytes]] = field(default_factory=dict)
    """The documents that the bot sent: their kind and their content, by name."""
    notices: list[str] = field(default_factory=list)
    """What each press was answered with, in passing."""
    profile: dict[tuple[str, ...], Any] = field(default_factory=dict)
    changed: asyncio.Condition = field(default_factory=asyncio.Condition)
    polls: int = 0
    conflicts: int = 0
    """Polls that are refused because somebody else polls."""
    calls: list[str] = field(default_factory=list)
    late_calls: dict[str, asyncio.Event] = field(default_factory=dict)
    """Methods whose calls are on their way until the event is set."""
    late_answers: dict[str, asyncio.Event] = field(default_factory=dict)
    """Methods that are done at once, and whose answers are on their way until the event is set."""
    _next_update: int = 1000
    _next_message: dict[int, int] = field(default_factory=dict)
    _poller: int = 0

    # What people do

    async def say(
        self,
        chat: int,
        text: str,
        *,
        person: int | None = None,
        reply_to: int | None = None,
        thread: int | None = None,
        **more: Any,
    ) -> int:
        """A message; its id in the chat."""
        message = self._message(
            chat, person or abs(chat), reply_to, thread, **({"text": text} if text else {}), **more
        )
        await self._happen(message=message)
        return int(message["message_id"])

    async def edit(self, chat: int, message: int, text: str) -> None:
        edited = self.messages[chat, message] | {"text": text, "edit_date": int(time.time())}
        self.messages[chat, message] = edited
        await self._happen(edited_message=edited)

    async def press(
        self,
        chat: int,
        message: int,
        label: str,
        *,
        person: int | None = None,
        language: str | None = None,
    ) -> str:
        """Press the button of a message of the bot's that begins with this label; its data."""
        keyboard = self.messages[chat, message].get("reply_markup", {}).get("inline_keyboard", [])
        buttons = (button for row in keyboard for button in row)
        data = next(one["callback_data"] for one in buttons if one["text"].startswith(label))
        await self.press_data(chat, message, data, person=person)
        return str(data)

    async def press_data(
        self, chat: int, message: int, data: str, *, person: int | None = None
    ) -> None:
        query = {
            "id": f"q{self._next_update}",
            "from": self._user(person or abs(chat)),
            "chat_instance": "1",
            "data": data,
        }
        await self._happen(callback_query=query | {"message": self.messages[chat, message]})

    async def happen(self, **update: Any) -> None:
        """Any other update."""
        await self._happen(**update)

    async def _happen(self, **update: Any) -> None:
        async with self.changed:
            self.updates.append({"update_id": self._next_update, **update})
            self._next_update += 1
            self.changed.notify_all()

    def shown(self, chat: int) -> list[dict[str, Any]]:
        """The bot's messages in a chat, in order, as they stand now."""
        return [
            message
            for (where, _), message in sorted(self.messages.items(), key=lambda item: item[0][1])
            if where == chat and message["from"]["is_bot"] and "sender_chat" not in message
        ]

    async def wait_for(self, chat: int, count: int, seconds: float = 20) -> list[dict[str, Any]]:
        """Wait until the bot has said so many things in a chat."""
        async with self.changed, asyncio.timeout(seconds):
            await self.changed.wait_for(lambda: len(self.shown(chat)) >= count)
        return self.shown(chat)

    async def wait_until(self, found: Any, seconds: float = 20) -> None:
        async with self.changed, asyncio.timeout(seconds):
            await self.changed.wait_for(found)

    def _user(self, person: int) -> dict[str, Any]:
        return {"id": person, "is_bot": False, "first_name": "Någon", "language_code": "sv"}

    def _chat(self, chat: int) -> dict[str, Any]:
        if chat > 0:
            return {"id": chat, "type": "private", "first_name": "Någon"}
        shown = {
            "id": chat,
            "type": "supergroup" if chat < -1000000000000 else "group",
            "title": "Laget",
        }
        return shown | ({"username": self.usernames[chat]} if chat in self.usernames else {})

    def _message(
        self, chat: int, person: int, reply_to: int | None, thread: int | None, **more: Any
    ) -> dict[str, Any]:
        number = self._next_message[chat] = self._next_message.get(chat, 0) + 1
        message = {
            "message_id": number,
            "date": int(time.time()),
            "chat": self._chat(chat),
            "from": self._user(person),
        } | more
        if thread is not None:
            message |= {"message_thread_id": thread, "is_topic_message": True}
        if reply_to is not None and chat < -1000000000000 and thread is None:
            # In a supergroup also outside topics, without is_topic_message.
            message["message_thread_id"] = reply_to
        if reply_to is not None:
            replied = dict(self.messages[chat, reply_to])
            replied.pop("reply_to_message", None)
            message["reply_to_message"] = replied
        self.messages[chat, number] = message
        return message
