"""The rooms that we are in, as listening and sending see them both."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Mapping
from typing import Any

from nio import MatrixRoom

from adapters.matrix.client import Client, Refused, path
from adapters.matrix.login import Login
from adapters.matrix.receive import Place

_REMEMBERED = 2000


class Rooms:
    """What is known of rooms and of the events in them."""

    def __init__(self, login: Login) -> None:
        self.login = login
        self.synced = asyncio.Event()
        """Whether the rooms are known: before the first sync nothing can be sent."""
        self.teams: frozenset[str] = frozenset()
        self.shut: set[str] = set()
        """Rooms that won't let us in until somebody invites us (again)."""
        self._expected: dict[str, str] = {}
        self._events: OrderedDict[str, Mapping[str, Any]] = OrderedDict()

    @property
    def client(self) -> Client:
        return self.login.client

    @property
    def allowed(self) -> frozenset[str]:
        return self.teams | self.login.account.allow

    def is_direct(self, room: MatrixRoom) -> bool:
        """A talk between two: no team's room, and at most one other in it."""
        return room.room_id not in self.allowed and len(room.users) <= 2

    def expect(self, rooms: dict[str, str]) -> None:
        """Rooms that we are on our way into, each with the one that it follows, or ""."""
        self._expected = rooms

    def is_expected(self, room_id: str) -> bool:
        """Whether to wait with what is said there: we are on our way in, or it is closed and we are on our way into the next."""
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
        return next((id_ for id_, room in self.client.rooms.items() if self.is_direct(room) and user in room.users), None)

    def remember(self, event: Mapping[str, Any]) -> None:
        """Keep how an event stands to others, for the answer to it."""
        content = event.get("content")
        relation = content.get("m.relates_to") if isinstance(content, Mapping) else None
        self._events[str(event.get("event_id"))] = {"sender": event.get("sender"), "content": {"m.relates_to": relation or {}}}
        while len(self._events) > _REMEMBERED:
            self._events.popitem(last=False)

    async def event(self, room_id: str, event_id: str) -> Mapping[str, Any] | None:
        """An event's sender and relation, which encryption leaves in the clear; None where it can't be had."""
        if event_id not in self._events:
            try:
                self.remember(await self.client.call("GET", path("rooms", room_id, "event", event_id)))
            except Refused as error:
                if error.passes:
                    raise
                return None
        return self._events.get(event_id)
