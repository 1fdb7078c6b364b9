"""The rooms that we are in, as listening and sending see them both."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager, suppress
from typing import Any

import structlog
from nio import MatrixRoom

from adapters.matrix.api import AWAY, UNKNOWN_TOKEN, Refused, path
from adapters.matrix.client import Client
from adapters.matrix.login import Login
from adapters.matrix.receive import Place, content_of, kept_of, relation_of
from adapters.retrying import FOR_A_WHILE
from bot.messages import Sentences

_REMEMBERED = 2000
_BEGINNING = 200
_LONGEST_FLIGHT = 5.0
log = structlog.get_logger()


class Rooms:
    """What is known of rooms and of the events in them."""

    def __init__(self, login: Login) -> None:
        self.login = login
        self.synced = asyncio.Event()
        """Whether the rooms are known: before the first sync nothing can be sent."""
        self.teams: frozenset[str] = frozenset()
        self.sentences = Sentences()
        self.shut: set[str] = set()
        """Rooms that won't let us in, or out, until somebody invites us (again)."""
        self._expected: dict[str, str] = {}
        self._flying: dict[str, int] = {}
        self._landed = asyncio.Condition()
        self._events: OrderedDict[tuple[str, str], Mapping[str, Any]] = OrderedDict()

    @property
    def client(self) -> Client:
        return self.login.client

    @property
    def allowed(self) -> frozenset[str]:
        return self.teams | self.login.settings.allow

    def is_direct(self, room: MatrixRoom) -> bool:
        """A talk between two: no team's room, and at most one other in it."""
        return room.room_id not in self.allowed and len(room.users) <= 2

    def expect(self, rooms: dict[str, str]) -> None:
        """Rooms that we are on our way into, each with the one that it follows, or ""."""
        self._expected = rooms

    def is_expected(self, room_id: str) -> bool:
        """Whether to wait with what is said there: we are on our way in, or it is closed and we are
        on our way into the next."""
        return any(room_id in pair and pair[0] not in self.shut for pair in self._expected.items())

    def moved(self, old: str, new: str) -> None:
        if old in self.allowed:
            self.teams |= {new}

    def place(self, room_id: str) -> Place:
        room, me = self.client.rooms.get(room_id), self.client.user_id
        if room is None:
            return Place(room_id, room_id not in self.allowed, me)
        return Place(room_id, self.is_direct(room), me, room.user_name(me) or "")

    def direct_with(self, user: str) -> str | None:
        """A room where only this person and we are."""
        rooms: Iterable[MatrixRoom] = self.client.rooms.values()
        direct = (room for room in rooms if self.is_direct(room) and user in room.users)
        return next((room.room_id for room in direct), None)

    # Events

    def remember(self, room_id: str, event: Mapping[str, Any]) -> None:
        """Keep how an event stands to others, for the answer to it;
        of our own also how it begins."""
        content = content_of(event)
        kept: dict[str, Any] = {"m.relates_to": kept_of(relation_of(event))}
        if event.get("sender") == self.client.user_id and isinstance(content.get("body"), str):
            kept["body"] = content["body"][:_BEGINNING]
        id_ = str(event.get("event_id"))
        self._events[room_id, id_] = {"sender": event.get("sender"), "content": kept}
        while len(self._events) > _REMEMBERED:
            self._events.popitem(last=False)

    async def event(self, room_id: str, event_id: str) -> Mapping[str, Any] | None:
        """An event's sender and relation; None where it can't be had in that room: it may stand in
        the one that this room follows, and nothing can be put into its thread here.

        Raises ``Refused`` and ``AWAY`` where it may be had later.
        """
        if (room_id, event_id) not in self._events:
            try:
                raw = await self.client.call("GET", path("rooms", room_id, "event", event_id))
            except Refused as error:
                if error.passes:
                    raise
                return None
            parsed = self.client.parsed(room_id, raw)
            self.remember(room_id, parsed.source if parsed is not None else raw)
        return self._events.get((room_id, event_id))

    async def quoted(self, room_id: str, event_id: str) -> str:
        """The beginning of a message of ours that somebody replies to: it names the case also where
        a kill took the receipt."""
        event = await self._waited_for(room_id, event_id)
        if event is None or event["sender"] != self.client.user_id:
            return ""
        return str(event["content"].get("body", ""))

    async def relation(self, room_id: str, event_id: str) -> Mapping[str, Any]:
        """How a message stands to others, which an edit of it doesn't tell."""
        event = await self._waited_for(room_id, event_id)
        return relation_of(event) if event else {}

    async def _waited_for(self, room_id: str, event_id: str) -> Mapping[str, Any] | None:
        """An event, or None. A homeserver that is away or busy is waited for, since without this an
        answer would be taken for talk, and lost; but not for good: an event that a server can never
        tell mustn't end the listening."""
        try:
            return await FOR_A_WHILE(_passes, self.event, room_id, event_id)
        except (Refused, *AWAY):
            return None

    # What is on its way

    @asynccontextmanager
    async def flying(self, room_id: str) -> AsyncIterator[None]:
        """While something is being sent there."""
        self._flying[room_id] = self._flying.get(room_id, 0) + 1
        try:
            yield
        finally:
            self._flying[room_id] -= 1
            async with self._landed:
                self._landed.notify_all()

    async def landed(self, room_id: str) -> None:
        """Wait for the server's word on what is being sent there: people may react to it before we
        have heard that it came."""
        async with self._landed:
            with suppress(TimeoutError):
                async with asyncio.timeout(_LONGEST_FLIGHT):
                    await self._landed.wait_for(lambda: not self._flying.get(room_id))


def _passes(error: Exception) -> bool:
    """Whether to ask for an event again."""
    if not isinstance(error, (Refused, *AWAY)):
        return False
    log.warning("quoted", channel="matrix", error=str(error) or type(error).__name__)
    # Where the login has been taken away, the listening itself logs in anew.
    return not (isinstance(error, Refused) and error.code == UNKNOWN_TOKEN)
