"""The drill's network on Matrix: a real Synapse,
and people with matrix-js-sdk in encrypted rooms."""

from __future__ import annotations

import asyncio
import re
import time
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from tests.matrix_bot import settings
from tests.matrix_people import People, Person, people
from tests.synapse import SynapseServer

_NUMBERED = re.compile(r"^\d+\. (.+)$", re.MULTILINE)
_LABELS = {
    "Ja, skicka": "yes:",
    "En ny fråga": "new:",
    "Nej, en ny fråga": "new:",
    "Tack, det räcker": "helped:",
}
NOT_THERE_YET = "är sparad men har inte gått fram än"
"""Said once of a card that has waited for two minutes,
as cards do in a team's room that is very full."""
_WRITE_AGAIN = "Skriv det gärna en gång till"


class MatrixNetwork:
    """What people see in each room. A choice's id is, here,
    its kind and the label that is typed for it."""

    tells = True

    def __init__(
        self, server: SynapseServer, bot_user: str, team: str, karin: Person, here: People
    ) -> None:
        self.server, self.bot_user, self.team, self.karin, self._here = (
            server,
            bot_user,
            team,
            karin,
            here,
        )
        self.chats: dict[str, list[dict[str, Any]]] = defaultdict(list)
        self.changed = asyncio.Condition()
        self.polls, self.repeats, self.last, self.rewritten, self.port = 0, 0, 0.0, 0, 0
        self._taken, self._again, self.waited = set[str](), set[str](), set[str]()
        self._askers: dict[str, tuple[Person, str]] = {}
        self._rooms, self._shown = {team: "team"}, dict[str, dict[str, Any]]()
        self._acts: dict[str, dict[str, Any]] = {}

    def settings(self) -> str:
        """What the bot's settings say of this network."""
        return settings(self.server, self.bot_user, {"lund/huset": self.team, "default": self.team})

    async def listening(self, _: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """A bot has begun to listen."""
        writer.close()
        async with self.changed:
            self.polls += 1
            self.changed.notify_all()

    async def come(self, number: int) -> None:
        """A new asker, in an encrypted direct room of their own."""
        anna = await self._here.login(self.server.fresh("anna"))
        room = str(await anna.do("direct", other=self.bot_user))
        self._askers[f"dm{number}"], self._rooms[room] = (anna, room), f"dm{number}"

    async def met(self) -> None:
        """The bot has come into every room: what was said before its first login is not for it."""
        for person, room in (*self._askers.values(), (self.karin, self.team)):
            await person.do("meet", room=room, other=self.bot_user)

    async def act(self, **event: Any) -> str:
        """One act of somebody's; its event id."""
        id_ = await self._do(event)
        self._acts[id_] = event
        return id_

    async def _do(self, event: dict[str, Any]) -> str:
        if event["room"] == "team":
            card = self._shown[event["reply_to"]]
            return await self.karin.say(
                self.team, event["text"], thread=card["thread"] or card["id"], reply_to=card["id"]
            )
        anna, room = self._askers[event["room"]]
        if event["kind"] == "edited":
            return str(await anna.do("edit", room=room, event=event["edits"], text=event["text"]))
        return await anna.say(room, event.get("text") or event["choice"].partition(":")[2])

    async def watch(self) -> None:
        """Take in what people's clients show of the bot, as it comes."""
        while True:
            for message in await self._here.until(self._fresh, 1e9, str):
                self._taken.add(message["id"])
                await self._show(message)

    def _fresh(self) -> list[dict[str, Any]] | None:
        fresh = [
            seen
            for person in self._here.everybody.values()
            for seen in person.shown
            if seen["sender"] == self.bot_user
            and seen["id"] not in self._taken
            and not seen["unreadable"]
            and seen["text"]
        ]
        return fresh or None

    def unreadable(self) -> list[str]:
        """What people's clients can't read of the bot's: who, and where."""
        everybody = self._here.everybody.values()
        return [
            f"{person.name} in {self._rooms[seen['room']]}"
            for person in everybody
            for seen in person.shown
            if seen["sender"] == self.bot_user and seen["unreadable"]
        ]

    async def _show(self, message: dict[str, Any]) -> None:
        room = self._rooms[message["room"]]
        if _WRITE_AGAIN in message["text"]:
            self.rewritten += 1
            self._again.add(message["reply_to"])
            await self.act(**self._acts[message["reply_to"]])
            return
        if NOT_THERE_YET in message["text"] and message["text"] not in self.waited:
            self.waited.add(message["text"])
            return
        if message["reply_to"] in self._again:
            return  # its key came late: the same words, written anew, are answered too
        labels = [label for label in _NUMBERED.findall(message["text"]) if label in _LABELS]
        shown = {**message, "choices": [[_LABELS[label] + label, label] for label in labels]}
        async with self.changed:
            self.last = time.monotonic()
            here = self.chats[room]
            same = (message["text"], message["reply_to"])
            if (
                room != "team"
                and message["reply_to"]
                and any((other["text"], other["reply_to"]) == same for other in here)
            ):
                self.repeats += 1
            self._shown[message["id"]] = shown
            here.append(shown)
            self.changed.notify_all()


@asynccontextmanager
async def matrix_network(folder: Path, askers: int) -> AsyncIterator[MatrixNetwork]:
    """A homeserver, a coordinator with the team's encrypted room, and so many askers."""
    (folder / "synapse").mkdir()
    server = await asyncio.to_thread(SynapseServer, folder / "synapse")
    await asyncio.to_thread(server.start)
    try:
        async with people(server.url, folder / "client.log") as here:
            bot_user = server.fresh("onewayin")
            karin = await here.login(server.fresh("karin"))
            team = str(await karin.do("room", invite=[bot_user], name="Huset i Lund"))
            network = MatrixNetwork(server, bot_user, team, karin, here)
            listening = await asyncio.start_server(network.listening, "127.0.0.1", 0)
            network.port = listening.sockets[0].getsockname()[1]
            for number in range(askers):
                await network.come(number)
            watching = asyncio.create_task(network.watch())
            yield network
            watching.cancel()
            listening.close()
    finally:
        await asyncio.to_thread(server.stop)
