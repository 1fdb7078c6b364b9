"""Messages that can't be read yet: their keys are waited for, and then their senders are asked,
once, to write them again."""

from __future__ import annotations

import time
from typing import Any

from nio import MegolmEvent

from adapters.matrix.api import AWAY, Refused, path
from adapters.matrix.cursor import Cursor, Missing
from adapters.matrix.receive import happened, when
from adapters.matrix.room import Rooms
from bot.messages import Incoming

_PATIENCE = 30.0
"""Seconds to wait for a message's key before its sender is asked to write it again."""
_FORGOTTEN = 14 * 86_400.0


class LateKeys:
    """The messages of the cursor that wait for a key."""

    def __init__(self, rooms: Rooms, cursor: Cursor) -> None:
        self._rooms, self._cursor = rooms, cursor
        self._undecrypted: dict[str, MegolmEvent | None] = {}
        """Those that were looked at; None where no key can ever open it."""

    def until_due(self, most: float) -> float:
        """Seconds until somebody is to be asked to write again, at most so many."""
        waiting = [
            one.at + _PATIENCE - time.time()
            for one in self._cursor.missing.values()
            if not one.asked
        ]
        return max(0.0, min([*waiting, most]))

    def wait_for(self, room: str, event: Any) -> None:
        """Remember a message that can't be read."""
        where = self._rooms.place(room)
        if not where.direct and room not in self._rooms.allowed:
            return  # talk in somebody else's room
        source = event.source
        missing = Missing(room, str(source["sender"]), time.time())
        self._cursor.wait_for(source["event_id"], missing)
        self._undecrypted[source["event_id"]] = event if isinstance(event, MegolmEvent) else None

    async def readable(self) -> list[tuple[str, Any]]:
        """Those that can be read now, each with its room; they are waited for no longer."""
        found, left = [], self._cursor.missing.keys() & self._undecrypted.keys()
        self._undecrypted = {id_: self._undecrypted[id_] for id_ in left}
        for id_, missing in list(self._cursor.missing.items()):
            event = await self._read_again(id_, missing)
            if event is not None:
                del self._cursor.missing[id_]
                self._undecrypted.pop(id_, None)
                found.append((missing.room, event))
        return found

    def overdue(self) -> list[Incoming]:
        """Those whose senders have waited long enough to be asked to write again."""
        asked, now = [], time.time()
        for id_, missing in list(self._cursor.missing.items()):
            if not missing.asked and now - missing.at >= _PATIENCE:
                self._cursor.asked(id_)
                place, event = self._rooms.place(missing.room), f"unreadable:{id_}"
                asked.append(happened("unreadable", event, place, missing.sender, when({})))
            elif now - missing.at >= _FORGOTTEN:
                del self._cursor.missing[id_]
        return asked

    async def _read_again(self, id_: str, missing: Missing) -> Any:
        if id_ not in self._undecrypted:
            address = path("rooms", missing.room, "event", id_)
            try:
                raw = await self._rooms.client.call("GET", address)
            except (Refused, *AWAY):
                return None
            sent = self._rooms.client.as_sent(missing.room, raw)
            self._undecrypted[id_] = sent if isinstance(sent, MegolmEvent) else None
        event = self._undecrypted[id_]
        return self._rooms.client.decrypted(event) if event is not None else None
