"""The drill's networks that its own process plays: a tiny one, and Telegram's Bot API server."""

from __future__ import annotations

import asyncio
import json
import time
from collections import defaultdict
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

from benchmarks.drill_matrix import NOT_THERE_YET, MatrixNetwork
from tests.telegram_server import TelegramServer

ROOT = Path(__file__).parent.parent
ROOM = "team"
_TEAM_CHAT = -1001
_HEAD = f'knowledge = "{ROOT / "tests" / "small"}"\ndatabase = "drill.db"\nundo_seconds = 0\n'


@dataclass
class Network:
    """The server: events for the bot to poll, and what it sent."""

    idempotent: bool
    port: int = 0
    events: list[dict[str, Any]] = field(default_factory=list)
    chats: dict[str, list[dict[str, Any]]] = field(default_factory=lambda: defaultdict(list))
    keys: dict[str, str] = field(default_factory=dict)
    polls: int = 0
    repeats: int = 0
    changed: asyncio.Condition = field(default_factory=asyncio.Condition)
    last: float = 0.0
    tells: bool = False

    def settings(self) -> str:
        """What the bot's settings say of this network."""
        return f'{_HEAD}[drill]\n[rooms]\n"lund/huset" = "drill:{ROOM}"\ndefault = "drill:{ROOM}"\n'

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            request = json.loads(await reader.readline())
            reply = await (
                self._poll(request, reader) if request["op"] == "poll" else self._take(request)
            )
            writer.write(json.dumps(reply).encode() + b"\n")
            await writer.drain()
        except (ConnectionError, ValueError, asyncio.CancelledError):
            pass  # the bot was killed in the middle of a line, or the drill is over
        finally:
            writer.close()

    async def _poll(self, request: dict[str, Any], reader: asyncio.StreamReader) -> dict[str, Any]:
        async with self.changed:
            self.polls += 1
            self.changed.notify_all()
            await self.changed.wait_for(
                lambda: len(self.events) > request["after"] or reader.at_eof()
            )
            upto = min(len(self.events), request["after"] + 20)
            return {"events": self.events[request["after"] : upto], "cursor": upto}

    async def _take(self, sent: dict[str, Any]) -> dict[str, Any]:
        async with self.changed:
            self.last = time.monotonic()
            if sent["key"] in self.keys and self.idempotent:
                return {"id": self.keys[sent["key"]]}
            if sent["key"] in self.keys:
                # Shown twice; people see that it is the same, and act on the first.
                self.repeats += 1
                return {"id": f"{self.keys[sent['key']]}:again{self.repeats}"}
            chat = self.chats[sent["room"]]
            sent["id"] = self.keys[sent["key"]] = f"{sent['room']}:{len(chat)}"
            chat.append(sent)
            self.changed.notify_all()
            return {"id": sent["id"]}

    async def act(self, **event: Any) -> str:
        async with self.changed:
            event["id"] = f"e{len(self.events)}"
            self.events.append(event)
            self.changed.notify_all()
            return str(event["id"])


class TelegramNetwork(TelegramServer):
    """The same on a Bot API server: what people see in each chat,
    and what was shown to them twice."""

    tells = False

    def __init__(self) -> None:
        super().__init__()
        self.chats: dict[str, list[dict[str, Any]]] = defaultdict(list)
        self.repeats, self.last, self._events, self.port = 0, 0.0, dict[str, int](), 0
        self._names = count()
        self.waited = set[str]()

    def settings(self) -> str:
        """What the bot's settings say of this network."""
        room = f"telegram:{_TEAM_CHAT}"
        seats = f'[rooms]\n"lund/huset" = "{room}"\ndefault = "{room}"\n'
        return f'{_HEAD}[telegram]\nbase_url = "{self.url}"\nlimits = false\n{seats}'

    @staticmethod
    def _room(chat: int) -> str:
        return ROOM if chat < 0 else f"dm{chat - 1000}"

    @staticmethod
    def _chat_of(room: str) -> int:
        return _TEAM_CHAT if room == ROOM else 1000 + int(room.removeprefix("dm"))

    async def act(self, **event: Any) -> str:
        """One act of somebody's, as an update; its name for later edits."""
        chat, name = self._chat_of(event["room"]), f"e{next(self._names)}"
        replied = int(event["reply_to"].partition(":")[2]) if event.get("reply_to") else None
        if event["kind"] == "pressed":
            await self.press_data(
                chat, self._newest_with(event["room"], event["choice"]), event["choice"]
            )
        elif event["kind"] == "edited":
            await self.edit(chat, self._events[event["edits"]], event["text"])
        else:
            self._events[name] = await self.say(
                chat, event["text"], person=7 if chat < 0 else None, reply_to=replied
            )
        return name

    def _newest_with(self, room: str, choice: str) -> int:
        found = (
            message
            for message in reversed(self.chats[room])
            if [choice] in [pair[:1] for pair in message["choices"]]
        )
        return int(next(found)["id"].partition(":")[2])

    async def do_send_message(self, sent: dict[str, Any]) -> Any:
        message = await super().do_send_message(sent)
        reply = (sent.get("reply_parameters") or {}).get("message_id")
        await self._show(message, (message["text"], reply))
        return message

    async def do_edit_message_text(self, sent: dict[str, Any]) -> Any:
        message = await super().do_edit_message_text(sent)
        await self._show(message, (message["text"], f"edit {message['message_id']}"))
        return message

    async def _show(self, message: dict[str, Any], same: object) -> None:
        if NOT_THERE_YET in message["text"] and message["text"] not in self.waited:
            self.waited.add(message["text"])
            return
        chat, keyboard = (
            message["chat"]["id"],
            message.get("reply_markup", {}).get("inline_keyboard", []),
        )
        shown = {
            "id": f"{chat}:{message['message_id']}",
            "text": message["text"],
            "same": same,
            "choices": [[row[0]["callback_data"], row[0]["text"]] for row in keyboard],
        }
        async with self.changed:
            self.last = time.monotonic()
            here = self.chats[self._room(chat)]
            if any(same == other["same"] for other in here):
                self.repeats += 1  # people see that it is the same, and act on the first
            else:
                here.append(shown)
            self.changed.notify_all()


AnyNetwork = Network | TelegramNetwork | MatrixNetwork
