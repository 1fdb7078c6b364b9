"""Listening: our own sync with our own cursor.

A sync response is made whole (gaps, late keys) before it is handed on, and what is done in answer
to it by the adapter itself is done only once it is stored.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Iterable, Mapping
from dataclasses import replace
from typing import Any

import structlog
from nio import RoomKeyEvent, SyncResponse

from adapters.matrix.api import AWAY, UNKNOWN_TOKEN, Refused
from adapters.matrix.backfill import earlier, has_invitation, since_invitation, stamp
from adapters.matrix.cursor import Cursor, Gap
from adapters.matrix.errands import Errands
from adapters.matrix.identity import show
from adapters.matrix.late import LateKeys
from adapters.matrix.membership import Membership
from adapters.matrix.receive import THUMB, content_of, happened, incoming_of, meant, when
from adapters.matrix.room import Rooms
from adapters.retrying import FOREVER
from bot.channel import Batch
from bot.messages import Incoming

_POLL = 30.0
_NO_SUCH_PLACE = ("M_UNKNOWN", "M_INVALID_PARAM")
log = structlog.get_logger()


class Listener:
    """One walk through what happens, from a cursor."""

    def __init__(self, rooms: Rooms, after: str | None) -> None:
        self._rooms = rooms
        self._cursor = Cursor.read(after, rooms.login.first)
        self._errands, self._late = Errands(rooms), LateKeys(rooms, self._cursor)
        self._membership = Membership(rooms, self._cursor)
        self._fresh = True
        """Whether this is the client's first sync, which tells the state of every room."""
        if after is not None and rooms.login.is_new:
            why = "the store with the login and the keys is gone"
            log.warning("fresh login", channel="matrix", why=why)

    async def batches(self) -> AsyncGenerator[Batch, None]:
        try:
            while True:
                heard = await self._heard(await FOREVER(self._passes, self._synced))
                yield Batch(tuple(heard), self._cursor.text())
                self._errands.run(self._cursor, heard)
                self._errands.tend_keys()
        finally:
            await self._errands.close()

    async def _synced(self) -> SyncResponse:
        """The next response. Raises ``Refused`` or one of ``AWAY`` where there was none."""
        seconds = 0.0 if self._fresh else self._late.until_due(_POLL)
        client, since = self._rooms.client, self._cursor.since
        try:
            return await client.heard(since, seconds, full_state=self._fresh)
        except Refused as error:
            if error.code == UNKNOWN_TOKEN:
                await self._log_in_anew()
            elif since is not None and error.status == 400 and error.code in _NO_SUCH_PLACE:
                self._begin_anew(error)
            raise

    def _begin_anew(self, error: Refused) -> None:
        """The server doesn't know where we were, and never will: listen on from now."""
        why = "the server doesn't know where we listened last: what was said since then isn't heard"
        log.error("listening anew", channel="matrix", why=why, said=error.message)
        self._rooms.synced.clear()
        self._cursor.since, self._fresh = None, True
        self._cursor.gaps.clear()

    async def _log_in_anew(self) -> None:
        self._rooms.synced.clear()
        self._fresh = True
        await self._rooms.login.start(patient=True)
        await show(self._rooms.login.account, self._rooms.client)

    def _passes(self, error: Exception) -> bool | float:
        """Whether to sync again, or after how many seconds."""
        if isinstance(error, AWAY):
            log.warning("sync", channel="matrix", error=type(error).__name__)
            return True
        if isinstance(error, Refused):
            log.warning("sync", channel="matrix", status=error.status, code=error.code)
            return error.after or True
        return False

    # What a response says

    async def _heard(self, response: SyncResponse) -> list[Incoming]:
        cursor, heard = self._cursor, list[Incoming]()
        for room, invited in response.rooms.invite.items():
            self._membership.invited(room, invited.invite_state)
            self._errands.again(room)
        for room, info in response.rooms.join.items():
            heard += await self._in_room(room, info.timeline)
        for room, info in response.rooms.leave.items():
            heard += self._membership.put_out(room, info.timeline.events)
        for room in [room for room in cursor.gaps if room not in response.rooms.join]:
            heard += await self._filled(room, cursor.gaps.pop(room))
        keys_came = any(isinstance(event, RoomKeyEvent) for event in response.to_device_events)
        for room, event in await self._late.readable() if keys_came or self._fresh else ():
            heard += await self._said(room, [event])
        heard += self._late.overdue()
        heard += self._verifications(response.to_device_events)
        is_first, cursor.since, self._fresh = self._fresh, response.next_batch, False
        self._membership.expect()
        heard += self._membership.exposed()
        heard += self._membership.absent() if is_first else []
        self._rooms.synced.set()
        return heard

    def _verifications(self, events: Iterable[Any]) -> list[Incoming]:
        """Who wants to compare keys between devices, and talks with us in a room."""
        wanted = []
        for person, transaction in self._errands.decline(events):
            where, event = self._rooms.direct_with(person), f"verification:{person}:{transaction}"
            if where is not None:
                place = self._rooms.place(where)
                wanted.append(happened("verification", event, place, person, when({})))
        return wanted

    async def _in_room(self, room: str, timeline: Any) -> list[Incoming]:
        """What was said in a room that we are in, with what the response left out before it."""
        cursor, invitation = self._cursor, self._cursor.invitations.pop(room, None)
        if cursor.since is None and invitation is None:
            return []  # the first sync of all: history
        gap, came = cursor.gaps.pop(room, None), list[Incoming]()
        if invitation is not None:
            gap = Gap(timeline.prev_batch) if timeline.prev_batch else None
            came.append(self._membership.came_in(room, invitation))
        elif timeline.limited and timeline.prev_batch:
            gap = Gap(timeline.prev_batch, gap.end if gap else cursor.since)
        elif gap is not None:
            return [*await self._filled(room, gap), *await self._said(room, timeline.events)]
        events = await self._with_earlier(room, timeline.events, gap)
        if invitation is None or not invitation.follows:
            events = since_invitation(events, self._me, invited=invitation is not None)
        return [*came, *await self._said(room, events)]

    async def _with_earlier(self, room: str, events: list[Any], gap: Gap | None) -> list[Any]:
        if gap is None or has_invitation(events, self._me):
            return events
        return [*await earlier(self._rooms, self._cursor, room, gap), *events]

    async def _filled(self, room: str, gap: Gap) -> list[Incoming]:
        events = await earlier(self._rooms, self._cursor, room, gap)
        return await self._said(room, since_invitation(events, self._me, invited=gap.end is None))

    async def _said(self, room: str, events: Iterable[Any]) -> list[Incoming]:
        heard = []
        for event in events:
            self._rooms.remember(room, event.source)
            if stamp(event) < self._cursor.first:
                continue
            try:
                incoming = self._one(room, event)
                if incoming is not None:
                    heard.append(await self._placed(room, incoming))
            except Exception as error:  # noqa: BLE001 - the others are heard
                log.warning("event", channel="matrix", error=type(error).__name__)
        return heard

    async def _placed(self, room: str, incoming: Incoming) -> Incoming:
        """The same with what it is about: the reply that an edited message was, and the words of
        ours that are replied to."""
        if incoming.kind == "edited" and incoming.edits and not incoming.direct:
            relation = await self._rooms.relation(room, incoming.edits)
            incoming = replace(incoming, reply_to=meant(relation, incoming.text))
        if not incoming.reply_to:
            return incoming
        await self._rooms.landed(room)
        if incoming.direct:
            return incoming
        return replace(incoming, quoted=await self._rooms.quoted(room, incoming.reply_to))

    def _one(self, room: str, event: Any) -> Incoming | None:
        """What an event says; None where it says nothing, or can't be read yet."""
        source: Mapping[str, Any] = event.source
        if source.get("type") == "m.room.encrypted":
            if source.get("sender") != self._me and content_of(source):
                self._late.wait_for(room, event)
            return None
        if source.get("type") == "m.room.tombstone" and source.get("state_key") == "":
            self._membership.closed(room, source)
            return None
        incoming = incoming_of(source, self._rooms.place(room))
        if incoming is None:
            return None
        return self._withdrawn(incoming) if incoming.kind == "withdrew" else self._kept(incoming)

    def _kept(self, incoming: Incoming) -> Incoming:
        """Remember a thumb in a room: taking it back tells only its own id."""
        is_thumb = incoming.kind == "reacted" and incoming.text == THUMB
        if is_thumb and incoming.reply_to and not incoming.direct:
            self._cursor.thumb(incoming.event_id, incoming.reply_to)
        return incoming

    def _withdrawn(self, incoming: Incoming) -> Incoming:
        """A thumb that was taken back, or a message that was."""
        target = self._cursor.thumbs.pop(incoming.edits or "", None)
        if target is None:
            self._cursor.missing.pop(incoming.edits or "", None)
            return incoming
        taken = replace(incoming, kind="unreacted", text=THUMB, reply_to=target)
        return replace(taken, edits=None, direct=False)

    @property
    def _me(self) -> str:
        return str(self._rooms.client.user_id)
