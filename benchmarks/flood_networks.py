"""The networks of ``flood``: Telegram's stand-in, and a real Synapse."""

from __future__ import annotations

import asyncio
import os
import sys
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from functools import partial
from pathlib import Path
from typing import Any

from tests import matrix_bot
from tests.matrix_person import Person, person
from tests.synapse import SynapseServer
from tests.telegram_server import TOKEN, TelegramServer, running

ROOT = Path(__file__).parent.parent
OTHERS, OFFERS, ROOM = 10, 10, -1001
PATIENCE = 90.0

# Telegram


class OnTelegram(TelegramServer):
    """The tests' Bot API server, which tells at once what the bot has said in a chat."""

    def __init__(self) -> None:
        super().__init__()
        self.said: dict[int, list[str]] = defaultdict(list)
        self._more = asyncio.Event()

    async def do_send_message(self, sent: dict[str, Any]) -> Any:
        message = await super().do_send_message(sent)
        self.said[message["chat"]["id"]].append(message["text"])
        self._more.set()
        self._more = asyncio.Event()
        return message

    def said_to(self, who: int) -> list[str]:
        return self.said[who]

    def cards(self) -> list[str]:
        return self.said[ROOM]

    async def heard(self) -> None:
        await self._more.wait()


@asynccontextmanager
async def telegram(folder: Path) -> AsyncIterator[OnTelegram]:
    """The bot on Telegram, once it listens."""
    async with running(OnTelegram()) as server:
        file, room = folder / "telegram.toml", f"telegram:{ROOM}"
        seats = f'[rooms]\n"lund/huset" = "{room}"\ndefault = "{room}"\n'
        small = ROOT / "tests" / "small"
        file.write_text(
            f'knowledge = "{small}"\ndatabase = "telegram.db"\nundo_seconds = 0\n'
            f'[telegram]\nbase_url = "{server.url}"\nlimits = false\n{seats}',
            "utf-8",
        )
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "bot", "run", "--settings", str(file)),
            cwd=ROOT,
            env={**os.environ, "ONEWAYIN_TELEGRAM_TOKEN": TOKEN},
            stderr=asyncio.subprocess.DEVNULL,
        )
        try:
            await server.wait_until(lambda: server.polls > 0, seconds=120)
            yield server
        finally:
            process.terminate()
            await process.wait()


# Matrix


class OnMatrix:
    """People with clients of their own on a homeserver, in rooms that aren't encrypted: what is
    measured is the bot."""

    def __init__(self, bot: str, team: Person, room: str) -> None:
        self.bot, self.team, self.room = bot, team, room
        self.people: dict[int, Person] = {}
        self.rooms: dict[int, str] = {}

    async def say(self, who: int, text: str, /) -> None:
        await self.people[who].say(self.rooms[who], text)

    def said_to(self, who: int) -> list[str]:
        return self._said(self.people[who], self.rooms[who])

    def cards(self) -> list[str]:
        return self._said(self.team, self.room)

    def _said(self, one: Person, room: str) -> list[str]:
        return [
            str(event["content"].get("body", ""))
            for event in one.seen
            if event["room_id"] == room
            and event["sender"] == self.bot
            and event["type"] == "m.room.message"
        ]

    async def heard(self) -> None:
        await asyncio.sleep(0.005)


@asynccontextmanager
async def matrix(folder: Path) -> AsyncIterator[OnMatrix]:
    """The bot on Matrix, once everybody has met it."""
    server = SynapseServer(folder)
    server.start()
    async with AsyncExitStack() as opened:
        opened.callback(server.stop)
        bot = server.fresh("onewayin")
        team = await opened.enter_async_context(person(server.url, server.fresh("karin")))
        room = await team.create(bot, encrypted=False, is_direct=False)
        text = matrix_bot.settings(server, bot, {"lund/huset": room, "default": room})
        await opened.enter_async_context(matrix_bot.running(folder / "bot", text))
        network = OnMatrix(bot, team, room)
        numbers = [1, 3, 4, *range(100, 100 + OTHERS), *range(200, 200 + OFFERS)]
        for number in numbers:
            user = server.fresh(f"p{number}")
            one = await opened.enter_async_context(person(server.url, user))
            network.people[number] = one
            network.rooms[number] = await one.create(bot, encrypted=False)
        # What is said before its first login isn't for it.
        for number in numbers:
            joined = partial(_has_joined, network.people[number], network.rooms[number], bot)
            await network.people[number].until(joined, PATIENCE)
        yield network


def _has_joined(one: Person, room: str, bot: str) -> bool:
    return bot not in one.client.rooms[room].invited_users
