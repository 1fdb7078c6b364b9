"""A dialogue as an asker gets it on Telegram, drawn from what the Bot API was sent: Telegram's
clients know no server but Telegram's, so the messages are those that the bot, as it is run, sends
to the tests' Bot API server, on a page of our own.
"""

from __future__ import annotations

import asyncio
import html
import json
import os
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from benchmarks.pictures_browser import SCRIPTS, Browser
from tests.conftest import ROOT
from tests.telegram_server import TOKEN, TelegramServer, running

_ROOM = -1001234567890


class Telegram:
    """The Bot API server with the bot, and what has been said in one asker's chat."""

    def __init__(self, server: TelegramServer, view: Browser) -> None:
        self._server, self._view = server, view
        self._chat = 0
        self._sent: dict[int, dict[str, Any]] = {}
        self._picked: set[str] = set()

    async def open(self, name: str) -> None:
        """Somebody new."""
        self._chat += 1
        self._sent, self._picked = {}, set()

    async def say(self, text: str) -> None:
        await self._server.say(self._chat, text)

    async def pick(self) -> None:
        """The first choice of the newest message: its button is pressed."""
        newest = self._server.shown(self._chat)[-1]
        label = newest["reply_markup"]["inline_keyboard"][0][0]["text"]
        self._picked.add(await self._server.press(self._chat, newest["message_id"], label))

    async def sees(self, words: str) -> None:
        """Wait for a new message with the words, and keep each as it was first sent: a press takes
        the buttons away."""
        await self._server.wait_until(lambda: words in _whole(self._new()), 120)
        for (where, number), message in self._server.messages.items():
            if where == self._chat:
                self._sent.setdefault(number, dict(message))

    def _new(self) -> list[dict[str, Any]]:
        shown = self._server.shown(self._chat)
        return [one for one in shown if one["message_id"] not in self._sent]

    async def changed(self, words: str) -> None:
        """Wait for the words in a message that was changed where it stands, and keep it so."""
        server, chat = self._server, self._chat
        await server.wait_until(lambda: words in _whole(server.shown(chat)), 120)
        for message in server.shown(chat):
            if words in message["text"]:
                self._sent[message["message_id"]] = dict(message)

    async def answer(self, question: str, text: str) -> None:
        """The coordinator replies to the card."""
        server = self._server
        await server.wait_until(lambda: question in _whole(server.shown(_ROOM)))
        card = next(seen for seen in server.shown(_ROOM) if question in seen["text"])
        await server.say(_ROOM, text, person=99, reply_to=card["message_id"])

    async def picture(self, path: Path) -> None:
        drawn = "".join(self._drawn(message) for _, message in sorted(self._sent.items()))
        page = (SCRIPTS / "telegram.html").read_text("utf-8").replace("MESSAGES", drawn)
        await self._view.do("draw", html=page, path=str(path))

    def _drawn(self, message: Mapping[str, Any]) -> str:
        rows = message.get("reply_markup", {}).get("inline_keyboard", [])
        keys = "".join(f'<div class="row">{"".join(map(self._key, row))}</div>' for row in rows)
        kind = "message" + " keys" * bool(rows) + " own" * (not message["from"]["is_bot"])
        text = message.get("html") or html.escape(message["text"])
        reply = message.get("reply_to_message")
        quoted = f'<div class="reply">{html.escape(reply["text"])}</div>' if reply else ""
        return f'<div class="{kind}"><div class="text">{quoted}{text}</div>{keys}</div>'

    def _key(self, button: Mapping[str, Any]) -> str:
        kind = "key pressed" if button["callback_data"] in self._picked else "key"
        return f'<div class="{kind}">{html.escape(button["text"])}</div>'


def _whole(messages: list[dict[str, Any]]) -> str:
    """Texts and buttons."""
    return json.dumps(messages, ensure_ascii=False)


@asynccontextmanager
async def telegram(folder: Path, team: str, view: Browser) -> AsyncIterator[Telegram]:
    """The Bot API server and the bot, for as long as this is open."""
    async with running(TelegramServer()) as server:
        file, log = folder / "onewayin.toml", folder / "bot.log"
        file.write_text(
            f'knowledge = "{ROOT / "knowledge"}"\ndatabase = "bot.db"\nundo_seconds = 0\n'
            f'[telegram]\nbase_url = "{server.url}"\n'
            f'[rooms]\n"{team}" = "telegram:{_ROOM}"\ndefault = "telegram:{_ROOM}"\n',
            "utf-8",
        )
        environment = {**os.environ, "ONEWAYIN_TELEGRAM_TOKEN": TOKEN, "PYTHONPATH": str(ROOT)}
        command = [sys.executable, "-m", "bot", "run", "--settings", str(file)]
        with log.open("ab") as errors:
            process = await asyncio.create_subprocess_exec(
                *command, cwd=folder, env=environment, stdout=errors, stderr=errors
            )
        try:
            await server.wait_until(lambda: server.polls > 0, seconds=300)
            yield Telegram(server, view)
        finally:
            if process.returncode is None:
                process.terminate()
            await process.wait()
