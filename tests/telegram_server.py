"""A Bot API server of the tests' own: it keeps what Telegram keeps and refuses what Telegram refuses.

Private chats have positive ids, groups negative ones. ``say``, ``press`` and the rest are what people do; ``shown`` is what they
see: one text for each message of the bot, as it stands after edits. Faults are queued in ``refuse``.
"""

from __future__ import annotations

import asyncio
import html
import json
import re
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, TypeVar

from aiohttp import web

TOKEN = "123456:a-token-of-the-tests"
ME = {
    "id": 123456,
    "is_bot": True,
    "first_name": "En väg in",
    "username": "envagin_bot",
    "can_join_groups": True,
    "can_read_all_group_messages": False,
    "supports_inline_queries": False,
}
_TAG = re.compile(r"<(/?)(b|i|s|code|pre|a)(?: href=\"[^\"<>]*\")?>")


class Refused(Exception):
    """What Telegram answers with instead of a result."""

    def __init__(self, code: int, description: str, **parameters: Any) -> None:
        super().__init__(description)
        self.code, self.description, self.parameters = code, description, parameters


def plain(text: str) -> str:
    """HTML as Telegram reads it. Refuses what isn't nested right."""
    open_tags: list[str] = []
    for match in _TAG.finditer(text):
        closing, name = match[1], match[2]
        if not closing:
            open_tags.append(name)
        elif not open_tags or open_tags.pop() != name:
            raise Refused(
                400,
                f"Bad Request: can't parse entities: Unmatched end tag at byte offset {match.start()}",
            )
    if open_tags or "<" in _TAG.sub("", text):
        raise Refused(400, "Bad Request: can't parse entities: Can't find end tag")
    return html.unescape(_TAG.sub("", text))


@dataclass
class TelegramServer:
    """The state of one little Telegram."""

    url: str = ""
    updates: list[dict[str, Any]] = field(default_factory=list)
    messages: dict[tuple[int, int], dict[str, Any]] = field(default_factory=dict)
    refuse: list[Refused] = field(default_factory=list)
    """Refusals for the next messages that the bot sends, one each."""
    blocked: set[int] = field(default_factory=set)
    gone_threads: set[tuple[int, int]] = field(default_factory=set)
    migrated: dict[int, int] = field(default_factory=dict)
    answered: list[str] = field(default_factory=list)
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
        data = next(
            button["callback_data"]
            for row in keyboard
            for button in row
            if button["text"].startswith(label)
        )
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
            if where == chat and message["from"]["is_bot"]
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
        return {
            "id": chat,
            "type": "supergroup" if chat < -1000000000000 else "group",
            "title": "Laget",
        }

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
            message["message_thread_id"] = (
                reply_to  # in a supergroup also outside topics, without is_topic_message
            )
        if reply_to is not None:
            message["reply_to_message"] = {
                key: value
                for key, value in self.messages[chat, reply_to].items()
                if key != "reply_to_message"
            }
        self.messages[chat, number] = message
        return message

    # What the bot calls

    async def handle(self, request: web.Request) -> web.Response:
        method, token = request.match_info["method"], request.match_info["token"]
        async with self.changed:
            self.calls.append(method)
            self.changed.notify_all()
        try:
            if token != TOKEN:
                raise Refused(401, "Unauthorized")
            call = getattr(self, "do_" + re.sub(r"([A-Z])", r"_\1", method).lower(), None)
            if call is None:
                raise Refused(404, f"Not Found: {method}")
            arguments = await _arguments(request)
            if method in self.late_calls:
                await self.late_calls[method].wait()
            result = await call(arguments)
            if method in self.late_answers:
                await self.late_answers[method].wait()
            return web.json_response({"ok": True, "result": result})
        except ConnectionResetError:
            return web.Response(status=400)  # the bot was killed in the middle of a call
        except Refused as refused:
            body = {"ok": False, "error_code": refused.code, "description": refused.description}
            return web.json_response(
                body | ({"parameters": refused.parameters} if refused.parameters else {}),
                status=refused.code,
            )

    async def do_get_me(self, _: dict[str, Any]) -> Any:
        return ME

    async def do_delete_webhook(self, _: dict[str, Any]) -> Any:
        return True

    async def do_get_updates(self, asked: dict[str, Any]) -> Any:
        """Confirm what is below the offset, and wait for something new. A later poll ends an earlier one, as at Telegram."""
        if self.conflicts:
            self.conflicts -= 1
            raise Refused(409, "Conflict: terminated by other getUpdates request")
        async with self.changed:
            self._poller += 1
            own = self._poller
            if (offset := asked.get("offset")) is not None:
                self.updates = [update for update in self.updates if update["update_id"] >= offset]
            self.polls += 1
            self.changed.notify_all()
            try:
                async with asyncio.timeout(float(asked.get("timeout", 0)) or 0.01):
                    await self.changed.wait_for(lambda: bool(self.updates) or own != self._poller)
            except TimeoutError:
                return []
            if own != self._poller:
                raise Refused(
                    409,
                    "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running",
                )
            return self.updates[: int(asked.get("limit", 100))]

    async def do_send_message(self, sent: dict[str, Any]) -> Any:
        chat, thread = int(sent["chat_id"]), sent.get("message_thread_id")
        if self.refuse:
            raise self.refuse.pop(0)
        if chat in self.blocked:
            raise Refused(403, "Forbidden: bot was blocked by the user")
        if chat in self.migrated:
            raise Refused(
                400,
                "Bad Request: group chat was upgraded to a supergroup chat",
                migrate_to_chat_id=self.migrated[chat],
            )
        if thread is not None and (chat, int(thread)) in self.gone_threads:
            raise Refused(400, "Bad Request: message thread not found")
        text = self._checked(sent)
        reply = sent.get("reply_parameters") or {}
        replied = reply.get("message_id")
        if replied is not None and (chat, replied) not in self.messages:
            if not reply.get("allow_sending_without_reply"):
                raise Refused(400, "Bad Request: message to be replied not found")
            replied = None
        async with self.changed:
            message = self._message(
                chat,
                0,
                replied,
                thread,
                text=text,
                html=sent["text"],
                silent=bool(sent.get("disable_notification")),
            )
            message["from"] = {key: ME[key] for key in ("id", "is_bot", "first_name", "username")}
            if sent.get("reply_markup"):
                message["reply_markup"] = sent["reply_markup"]
            message["previews"] = not (sent.get("link_preview_options") or {}).get("is_disabled")
            self.changed.notify_all()
        return message

    async def do_edit_message_text(self, sent: dict[str, Any]) -> Any:
        key = (int(sent["chat_id"]), int(sent["message_id"]))
        if key not in self.messages or not self.messages[key]["from"]["is_bot"]:
            raise Refused(400, "Bad Request: message to edit not found")
        text = self._checked(sent)
        async with self.changed:
            message = self.messages[key]
            if message["text"] == text and message.get("reply_markup") == sent.get("reply_markup"):
                raise Refused(
                    400,
                    "Bad Request: message is not modified: specified new message content and reply markup are exactly the same",
                )
            message |= {"text": text, "html": sent["text"]}
            message.pop("reply_markup", None)
            if sent.get("reply_markup"):
                message["reply_markup"] = sent["reply_markup"]
            self.changed.notify_all()
        return message

    async def do_edit_message_reply_markup(self, sent: dict[str, Any]) -> Any:
        message = self.messages[int(sent["chat_id"]), int(sent["message_id"])]
        if "reply_markup" not in message:
            raise Refused(400, "Bad Request: message is not modified")
        message.pop("reply_markup")
        return message

    async def do_answer_callback_query(self, sent: dict[str, Any]) -> Any:
        self.answered.append(sent["callback_query_id"])
        return True

    async def do_set_my_description(self, sent: dict[str, Any]) -> Any:
        self.profile["description", sent.get("language_code", "")] = sent.get("description", "")
        return True

    async def do_set_my_short_description(self, sent: dict[str, Any]) -> Any:
        if len(sent.get("short_description", "")) > 120:
            raise Refused(400, "Bad Request: short description is too long")
        return True

    async def do_set_my_commands(self, sent: dict[str, Any]) -> Any:
        for command in sent["commands"]:
            if not re.fullmatch(r"[a-z0-9_]{1,32}", command["command"]):
                raise Refused(400, "Bad Request: BOT_COMMAND_INVALID")
        scope = (sent.get("scope") or {}).get("type", "default")
        self.profile["commands", scope, sent.get("language_code", "")] = [
            command["command"] for command in sent["commands"]
        ]
        return True

    def _checked(self, sent: dict[str, Any]) -> str:
        text = plain(sent["text"]) if sent.get("parse_mode") == "HTML" else sent["text"]
        if not text.strip():
            raise Refused(400, "Bad Request: message text is empty")
        if len(text.encode("utf-16-le")) // 2 > 4096:
            raise Refused(400, "Bad Request: message is too long")
        for row in (sent.get("reply_markup") or {}).get("inline_keyboard", []):
            for button in row:
                if not 1 <= len(button["callback_data"].encode()) <= 64:
                    raise Refused(400, "Bad Request: BUTTON_DATA_INVALID")
        return text


async def _arguments(request: web.Request) -> dict[str, Any]:
    """The arguments of a call: JSON, urlencoded or multipart, each value perhaps JSON."""
    if request.content_type == "application/json":
        return dict(await request.json())
    found: dict[str, Any] = {}
    for name, value in (await request.post()).items():
        try:
            found[name] = (
                json.loads(str(value))
                if name not in ("text", "description", "short_description", "language_code")
                else value
            )
        except ValueError:
            found[name] = value
    return found


Server = TypeVar("Server", bound=TelegramServer)


@asynccontextmanager
async def running(server: Server) -> AsyncIterator[Server]:
    """The server on a free port."""
    app = web.Application()
    app.router.add_post("/bot{token}/{method}", server.handle)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    server.url = f"http://127.0.0.1:{runner.addresses[0][1]}/bot"
    try:
        yield server
    finally:
        await runner.cleanup()
