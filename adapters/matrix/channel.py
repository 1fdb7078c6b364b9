"""The channel itself: one account on one homeserver."""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing, asynccontextmanager, suppress

from adapters.matrix.api import AWAY, Refused, path
from adapters.matrix.identity import show
from adapters.matrix.listen import Listener
from adapters.matrix.login import Login, logged_in
from adapters.matrix.room import Rooms
from adapters.matrix.send import check, send
from adapters.matrix.settings import MatrixSettings
from bot.channel import Batch
from bot.messages import Outgoing, Profile, Receipt

_DISPLAY_NAME = "En väg in"


class MatrixChannel:
    """One bot on Matrix. The server knows a repeat by its key,
    as long as we are the same device."""

    name = "matrix"
    prefix = "!"
    idempotent = True

    def __init__(self, login: Login) -> None:
        self._login = login
        self._rooms = Rooms(login)

    @property
    def link(self) -> str:
        return f"https://matrix.to/#/{self._login.settings.user}"

    async def listen(self, after: str | None) -> AsyncGenerator[Batch, None]:
        """Sync from the stored cursor. The server forgets what was heard only at the next sync,
        once its batch is stored."""
        async with aclosing(Listener(self._rooms, after).batches()) as batches:
            async for batch in batches:
                yield batch

    async def introduce(self, profile: Profile) -> None:
        """A name, where the account has none of its own; the rooms that we are meant to be in."""
        for room in profile.rooms:
            check(room)
        self._rooms.teams = frozenset(profile.rooms)
        self._rooms.sentences = profile.sentences
        with suppress(Refused, *AWAY):
            await self._name_ourselves()

    async def _name_ourselves(self) -> None:
        client = self._login.client
        address = path("profile", client.user_id, "displayname")
        shown = (await client.call("GET", address)).get("displayname")
        if shown in (None, "", client.user_id.lstrip("@").partition(":")[0]):
            await client.call("PUT", address, {"displayname": _DISPLAY_NAME})

    async def send(self, outgoing: Outgoing) -> Receipt:
        """Send it as one message, or several where it is long."""
        return await send(self._rooms, outgoing)


@asynccontextmanager
async def opened(settings: MatrixSettings) -> AsyncIterator[MatrixChannel]:
    """The channel, once we are logged in as a device that is signed."""
    async with logged_in(settings, patient=True) as login:
        await show(login.account, login.client)
        yield MatrixChannel(login)
