"""A dialogue as an asker sees it on Matrix: in Hydrogen, on a Synapse of this machine, with the bot
as it is run. The coordinator is matrix-js-sdk.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.pictures_browser import Browser
from tests.conftest import ROOT
from tests.matrix_bot import running, settings
from tests.matrix_people import Person, people
from tests.synapse import PASSWORD, SynapseServer


@dataclass(frozen=True)
class Matrix:
    """A homeserver with the bot and a coordinator in the team's room."""

    server: SynapseServer
    bot: str
    karin: Person
    room: str
    view: Browser

    async def open(self, name: str) -> None:
        """Somebody new, in a room of their own with the bot."""
        user = self.server.register(name, PASSWORD)
        await self.view.do(
            "open", homeserver=self.server.url, user=user, password=PASSWORD, bot=self.bot
        )

    async def say(self, text: str) -> None:
        await self.view.do("say", text=text)

    async def pick(self) -> None:
        """The first choice: its number is written."""
        await self.say("1")

    async def sees(self, words: str) -> None:
        await self.view.do("sees", text=words)

    async def changed(self, words: str) -> None:
        """Wait for the words in a message that was changed where it stands."""
        await self.sees(words)

    async def answer(self, question: str, text: str) -> None:
        """The coordinator replies to the card."""
        card = await self.karin.sees(self.room, question)
        await self.karin.say(self.room, text, thread=card["id"], reply_to=card["id"])

    async def picture(self, path: Path) -> None:
        await self.view.do("picture", path=str(path))


@asynccontextmanager
async def matrix(folder: Path, team: str, view: Browser) -> AsyncIterator[Matrix]:
    """The homeserver and the bot, for as long as this is open. Raises ``NotInstalledError``."""
    server = await asyncio.to_thread(SynapseServer, folder)
    await asyncio.to_thread(server.start)
    try:
        async with people(server.url, folder / "client.log") as here:
            bot = server.register("en-vag-in", PASSWORD)
            karin = await here.login(server.register("karin", PASSWORD))
            room = str(await karin.do("room", invite=[bot], name="Samordnarna"))
            text = settings(server, bot, {team: room, "default": room}, ROOT / "knowledge")
            async with running(folder / "bot", text):
                yield Matrix(server, bot, karin, room, view)
                await view.do("close")
    finally:
        await asyncio.to_thread(server.stop)
