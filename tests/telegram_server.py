"""A Bot API server of the tests' own: it keeps and refuses what Telegram keeps and refuses.

What happens in its chats is in ``telegram_chats``. Faults are queued in ``refuse``.
"""

from __future__ import annotations

import asyncio
import html
import json
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, TypeVar

from aiohttp import web

from tests.telegram_chats import Chats, Refused

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
_CONFLICT = "Conflict: terminated by other getUpdates request"
_WEBHOOK = (
    "Conflict: can't use getUpdates method while webhook is active;"
    " use deleteWebhook to delete the webhook first"
)
_NO_GIFTS = dict.fromkeys(
    (
        "unlimited_gifts",
        "limited_gifts",
        "unique_gifts",
        "premium_subscription",
        "gifts_from_channels",
    ),
    False,
)
_NOT_MODIFIED = (
    "Bad Request: message is not modified:"
    " specified new message content and reply markup are exactly the same"
)
_TAG = re.compile(r"<(/?)(b|i|s|code|pre|a)(?: href=\"[^\"<>]*\")?>")


def plain(text: str) -> str:
    """HTML as Telegram reads it. Refuses what isn't nested right."""
    open_tags: list[str] = []
    for match in _TAG.finditer(text):
        closing, name = match[1], match[2]
        if not closing:
            open_tags.append(name)
        elif not open_tags or open_tags.pop() != name:
            at = f"Unmatched end tag at byte offset {match.start()}"
            raise Refused(400, f"Bad Request: can't parse entities: {at}")
    if open_tags or "<" in _TAG.sub("", text):
        raise Refused(400, "Bad Request: can't parse entities: Can't find end tag")
    return html.unescape(_TAG.sub("", text))


class TelegramServer(Chats):
    """What the bot calls: each ``do_`` is a method of the Bot API."""

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
            if refused := self.refuse_calls.get(method):
                raise refused.pop(0)
            if odd := self.odd_results.get(method):
                return web.json_response({"ok": True, "result": odd.pop(0)})
            if method in self.late_calls:
                await self.late_calls[method].wait()
            result = await call(arguments)
            if method in self.late_answers:
                await self.late_answers[method].wait()
            return web.json_response({"ok": True, "result": result})
        except ConnectionResetError:
            return web.Response(status=400)  # the bot was killed in the middle of a call
        except Refused as refused:
            async with self.changed:
                self.changed.notify_all()
            body = {"ok": False, "error_code": refused.code, "description": refused.description}
            return web.json_response(
                body | ({"parameters": refused.parameters} if refused.parameters else {}),
                status=refused.code,
            )

    async def do_get_me(self, _: dict[str, Any]) -> Any:
        return ME

    async def do_delete_webhook(self, _: dict[str, Any]) -> Any:
        self.webhook = False
        return True

    async def do_get_chat(self, asked: dict[str, Any]) -> Any:
        details = {"accent_color_id": 0, "max_reaction_count": 11, "accepted_gift_types": _NO_GIFTS}
        return self._chat(int(asked["chat_id"])) | details

    async def do_get_chat_member(self, asked: dict[str, Any]) -> Any:
        """The bot is in every chat but those that it was put out of."""
        if int(asked["chat_id"]) in self.outside:
            raise Refused(403, "Forbidden: bot is not a member of the supergroup chat")
        return {"status": "member", "user": ME}

    async def do_get_updates(self, asked: dict[str, Any]) -> Any:
        """Confirm what is below the offset, and wait for something new. A later poll ends an
        earlier one, as at Telegram."""
        if self.webhook:
            raise Refused(409, _WEBHOOK)
        if self.conflicts:
            self.conflicts -= 1
            raise Refused(409, _CONFLICT)
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
                raise Refused(409, f"{_CONFLICT}; make sure that only one bot instance is running")
            return self.updates[: int(asked.get("limit", 100))]

    async def do_send_message(self, sent: dict[str, Any]) -> Any:
        chat, thread = int(sent["chat_id"]), sent.get("message_thread_id")
        if chat in self.hanging:
            await self.hanging[chat].wait()
        self._admit(chat, thread)
        text = self._checked(sent)
        reply = sent.get("reply_parameters") or {}
        replied = reply.get("message_id")
        if replied is not None and (chat, replied) not in self.messages:
            if not reply.get("allow_sending_without_reply"):
                raise Refused(400, "Bad Request: message to be replied not found")
            replied = None
        async with self.changed:
            silent = bool(sent.get("disable_notification"))
            message = self._message(
                chat, 0, replied, thread, text=text, html=sent["text"], silent=silent
            )
            message["from"] = {key: ME[key] for key in ("id", "is_bot", "first_name", "username")}
            if sent.get("reply_markup"):
                message["reply_markup"] = sent["reply_markup"]
            message["previews"] = not (sent.get("link_preview_options") or {}).get("is_disabled")
            self.changed.notify_all()
        return message

    def _admit(self, chat: int, thread: Any) -> None:
        """Whether the bot may say something there now."""
        if self.refuse:
            raise self.refuse.pop(0)
        if chat in self.blocked:
            raise Refused(403, "Forbidden: bot was blocked by the user")
        if chat in self.migrated:
            moved = "Bad Request: group chat was upgraded to a supergroup chat"
            raise Refused(400, moved, migrate_to_chat_id=self.migrated[chat])
        if thread is not None and (chat, int(thread)) in self.gone_threads:
            raise Refused(400, "Bad Request: message thread not found")

    async def do_send_document(self, sent: dict[str, Any]) -> Any:
        file, caption = sent["document"], str(sent.get("caption", ""))
        if len(plain(caption).encode("utf-16-le")) // 2 > 1024:
            raise Refused(400, "Bad Request: message caption is too long")
        message = dict(await self.do_send_message({**sent, "text": caption}))
        self.files[file.filename] = (file.content_type, file.file.read())
        document = {"file_id": "f", "file_unique_id": "u", "file_name": file.filename}
        return message | {"document": document, "caption": message.pop("text")}

    async def do_edit_message_text(self, sent: dict[str, Any]) -> Any:
        key = (int(sent["chat_id"]), int(sent["message_id"]))
        if key not in self.messages or not self.messages[key]["from"]["is_bot"]:
            raise Refused(400, "Bad Request: message to edit not found")
        text = self._checked(sent)
        async with self.changed:
            message = self.messages[key]
            if message["text"] == text and message.get("reply_markup") == sent.get("reply_markup"):
                raise Refused(400, _NOT_MODIFIED)
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
        self.notices.append(str(sent.get("text", "")))
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


_TEXTS = ("text", "caption", "description", "short_description", "language_code")


async def _arguments(request: web.Request) -> dict[str, Any]:
    """The arguments of a call: JSON, urlencoded or multipart, each value perhaps JSON."""
    if request.content_type == "application/json":
        return dict(await request.json())
    found: dict[str, Any] = {}
    for name, value in (await request.post()).items():
        try:
            found[name] = value if name in _TEXTS else json.loads(str(value))
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
