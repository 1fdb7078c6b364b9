"""What the adapter does by itself once something is stored, beside the answers and never before
them: it joins and leaves rooms, marks as read and declines verifications."""

from __future__ import annotations

import asyncio
import hashlib
import time
from collections.abc import Coroutine, Iterable, Sequence
from typing import Any

import structlog

from adapters.matrix.api import AWAY, Refused, path
from adapters.matrix.cursor import Cursor, Invitation
from adapters.matrix.receive import content_of
from adapters.matrix.room import Rooms
from adapters.matrix.send import put
from bot.messages import Incoming

_AFTER = 1.0
"""Seconds before what was heard is marked as read: the answer goes first."""
_AGAIN = 30.0
"""Seconds until an invitation that couldn't be answered is tried again."""
_REQUESTS = ("m.key.verification.request", "m.key.verification.start")
log = structlog.get_logger()


class Errands:
    """Small tasks in the background. One that fails is logged,
    and tried again where that matters."""

    def __init__(self, rooms: Rooms) -> None:
        self._rooms = rooms
        self._tasks: set[asyncio.Task[None]] = set()
        self._tried: dict[str, float] = {}
        self._read: dict[str, str] = {}
        self._tending: asyncio.Task[None] | None = None
        self._to_cancel: list[tuple[str, str, dict[str, Any]]] = []

    async def close(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def again(self, room: str) -> None:
        """A new invitation is answered at once."""
        self._tried.pop(room, None)

    def decline(self, events: Iterable[Any]) -> list[tuple[str, str]]:
        """Note the requests for a verification between devices, to be cancelled once the batch is
        stored: who asks, and its id."""
        requests = []
        for event in events:
            source = getattr(event, "source", None) or {}
            content, sender = content_of(source), str(source.get("sender"))  # whatever they send
            if source.get("type") in _REQUESTS and content.get("transaction_id"):
                device = str(content.get("from_device", "*"))
                self._to_cancel.append((sender, device, dict(content)))
                requests.append((sender, str(content["transaction_id"])))
        return requests

    def tend_keys(self) -> None:
        """Give, ask for and claim keys, without holding up what is heard."""
        if self._tending is None or self._tending.done():
            self._tending = self._start(self._rooms.client.tend_keys())

    def run(self, cursor: Cursor, heard: Sequence[Incoming]) -> None:
        """What follows from a batch that is stored now."""
        now = time.monotonic()
        for room, invitation in cursor.invitations.items():
            if room not in self._rooms.shut and now - self._tried.get(room, -_AGAIN) >= _AGAIN:
                self._tried[room] = now
                self._start(self._answer(room, invitation))
        for person, device, content in self._to_cancel:
            self._start(self._cancel_device(person, device, content))
        self._to_cancel.clear()
        for incoming in heard:
            if incoming.kind == "verification" and incoming.event_id.startswith("$"):
                self._start(self._cancel_in_room(incoming))
            if incoming.event_id.startswith("$"):
                if not self._read:
                    self._start(self._mark())
                self._read[incoming.address.room] = incoming.event_id

    def _start(self, errand: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        async def done() -> None:
            try:
                await errand
            except (Refused, *AWAY) as error:
                log.info("errand", channel="matrix", error=str(error) or type(error).__name__)

        task = asyncio.create_task(done())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    async def _answer(self, room: str, invitation: Invitation) -> None:
        """Join a room that we are welcome in; say why not to another."""
        client, why = self._rooms.client, self._rooms.sentences.not_here
        # A room that is a person's own is the person: only a team's is named.
        known = room if room in self._rooms.allowed else ""
        log.info("invited", channel="matrix", room=known, welcome=invitation.welcome)
        try:
            if invitation.welcome:
                via = room.partition(":")[2] or invitation.sender.partition(":")[2]
                address = path("join", room, server_name=via or None)
                await client.call("POST", address, {}, seconds=60.0)
            else:
                await client.call("POST", path("rooms", room, "leave"), {"reason": why})
        except Refused as error:
            if not error.passes:
                self._rooms.shut.add(room)
            raise

    async def _mark(self) -> None:
        await asyncio.sleep(_AFTER)
        read, self._read = self._read, {}
        for room, event in read.items():
            address = path("rooms", room, "receipt", "m.read", event)
            await self._rooms.client.call("POST", address, {})

    def _refusal(self) -> dict[str, Any]:
        return {"code": "m.user", "reason": self._rooms.sentences.no_verification}

    async def _cancel_in_room(self, incoming: Incoming) -> None:
        room = self._rooms.client.rooms.get(incoming.address.room)
        if room is None:
            return
        relation = {"rel_type": "m.reference", "event_id": incoming.event_id}
        content = self._refusal() | {"m.relates_to": relation}
        key = hashlib.sha256(f"cancel {incoming.event_id}".encode()).hexdigest()
        await put(self._rooms.client, room, "m.key.verification.cancel", content, key)

    async def _cancel_device(self, person: str, device: str, content: dict[str, Any]) -> None:
        transaction = str(content["transaction_id"])
        refusal = self._refusal() | {"transaction_id": transaction}
        key = hashlib.sha256(f"cancel {transaction}".encode()).hexdigest()
        address = path("sendToDevice", "m.key.verification.cancel", key)
        await self._rooms.client.call("PUT", address, {"messages": {person: {device: refusal}}})
