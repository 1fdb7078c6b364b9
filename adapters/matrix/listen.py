"""Listening: our own sync with our own cursor. A sync response is made whole (gaps, late keys) before it is handed on, and what
is done in answer to it by the adapter itself is done only once it is stored."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable, Mapping
from dataclasses import replace
from typing import Any

import structlog
from nio import InviteMemberEvent, RoomKeyEvent, SyncResponse

from adapters.matrix.backfill import earlier, has_invitation, since_invitation, stamp
from adapters.matrix.client import AWAY, Refused
from adapters.matrix.cursor import Cursor, Gap, Invitation
from adapters.matrix.errands import Errands
from adapters.matrix.identity import show
from adapters.matrix.late import LateKeys
from adapters.matrix.receive import THUMB, content_of, happened, incoming_of, meant, when
from adapters.matrix.room import Rooms
from bot.channel import Batch
from bot.messages import Incoming

_POLL = 30.0
_PAUSE = 3.0
log = structlog.get_logger()


class Listener:
    """One walk through what happens, from a cursor."""

    def __init__(self, rooms: Rooms, after: str | None) -> None:
        self._rooms = rooms
        self._cursor = Cursor.read(after, rooms.login.first)
        self._errands, self._late = Errands(rooms), LateKeys(rooms, self._cursor)
        self._fresh = True
        """Whether this is the client's first sync, which tells the state of every room."""
        self._expect()
        if after is not None and rooms.login.is_new:
            log.warning(
                "fresh login", channel="matrix", why="förrådet med inloggning och nycklar är borta"
            )

    async def batches(self) -> AsyncIterator[Batch]:
        try:
            while True:
                response = await self._synced()
                if response is None:
                    continue
                heard = await self._heard(response)
                yield Batch(tuple(heard), self._cursor.text())
                self._errands.run(self._cursor, heard)
                self._errands.tend_keys()
        finally:
            await self._errands.close()

    async def _synced(self) -> SyncResponse | None:
        """The next response; None where there was none and it is to be asked for again."""
        client, cursor = self._rooms.client, self._cursor
        seconds = 0.0 if self._fresh else self._late.until_due(_POLL)
        try:
            response = await client.heard(cursor.since, seconds, full_state=self._fresh)
        except AWAY as error:
            log.warning("sync", channel="matrix", error=type(error).__name__)
            await asyncio.sleep(_PAUSE)
            return None
        except Refused as error:
            log.warning("sync", channel="matrix", status=error.status, code=error.code)
            if error.code == "M_UNKNOWN_TOKEN":
                self._rooms.synced.clear()
                self._fresh = True
                await self._rooms.login.start(patient=True)
                await show(self._rooms.login.account, self._rooms.client)
            else:
                await asyncio.sleep(error.after or _PAUSE)
            return None
        return response

    # What a response says

    async def _heard(self, response: SyncResponse) -> list[Incoming]:
        cursor, heard = self._cursor, list[Incoming]()
        for room, invited in response.rooms.invite.items():
            self._invited(room, invited.invite_state)
        for room, info in response.rooms.join.items():
            heard += await self._in_room(room, info.timeline)
        for room, info in response.rooms.leave.items():
            heard += self._put_out(room, info.timeline.events)
        for room in [room for room in cursor.gaps if room not in response.rooms.join]:
            heard += await self._filled(room)
        keys_came = any(isinstance(event, RoomKeyEvent) for event in response.to_device_events)
        for room, event in await self._late.readable() if keys_came or self._fresh else ():
            heard += await self._said(room, [event])
        heard += self._late.overdue()
        for person, transaction in self._errands.decline(response.to_device_events):
            where = self._rooms.direct_with(person)
            if where is not None:
                place = self._rooms.place(where)
                heard.append(
                    happened(
                        "verification",
                        f"verification:{person}:{transaction}",
                        place,
                        person,
                        when({}),
                    )
                )
        cursor.since, self._fresh = response.next_batch, False
        self._expect()
        self._rooms.synced.set()
        return heard

    async def _in_room(self, room: str, timeline: Any) -> list[Incoming]:
        """What was said in a room that we are in, with what the response left out before it."""
        cursor, invitation = self._cursor, self._cursor.invitations.pop(room, None)
        if cursor.since is None and invitation is None:
            return []  # the first sync of all: history
        gap = cursor.gaps.pop(room, None)
        if invitation is not None:
            gap = Gap(timeline.prev_batch) if timeline.prev_batch else None
        elif timeline.limited and timeline.prev_batch:
            gap = Gap(timeline.prev_batch, gap.end if gap else cursor.since)
        elif gap is not None:
            return [*await self._filled(room, gap), *await self._said(room, timeline.events)]
        came = self._came_in(room, invitation) if invitation is not None else []
        whole_room = invitation is not None and bool(invitation.follows)
        before = (
            await earlier(self._rooms, self._cursor, room, gap)
            if gap and not has_invitation(timeline.events, self._me)
            else []
        )
        events = [*before, *timeline.events]
        if not whole_room:
            events = since_invitation(events, self._me, invited=invitation is not None)
        return [*came, *await self._said(room, events)]

    def _came_in(self, room: str, invitation: Invitation) -> list[Incoming]:
        """We are in a room now; where it follows another one, that one has moved."""
        if invitation.follows:
            self._rooms.moved(invitation.follows, room)
            old = self._rooms.place(invitation.follows)
            return [
                happened(
                    "moved", f"moved:{invitation.follows}", old, invitation.sender, when({}), room
                )
            ]
        event = f"joined:{room}:{self._cursor.since}"
        return [happened("joined", event, self._rooms.place(room), invitation.sender, when({}))]

    async def _said(self, room: str, events: Iterable[Any]) -> list[Incoming]:
        heard = []
        for event in events:
            self._rooms.remember(room, event.source)
            if stamp(event) < self._cursor.first:
                continue
            try:
                incoming = self._one(room, event)
            except (
                AttributeError,
                KeyError,
                TypeError,
                ValueError,
            ) as error:  # whatever somebody sends, the others are heard
                log.warning("event", channel="matrix", error=type(error).__name__)
                continue
            if incoming is None:
                continue
            if incoming.kind == "edited" and incoming.edits and not incoming.direct:
                relation = await self._rooms.relation(room, incoming.edits)
                incoming = replace(incoming, reply_to=meant(relation, incoming.text))
            if incoming.reply_to:
                await self._rooms.landed(room)
                if not incoming.direct:
                    incoming = replace(
                        incoming, quoted=await self._rooms.quoted(room, incoming.reply_to)
                    )
            heard.append(incoming)
        return heard

    def _one(self, room: str, event: Any) -> Incoming | None:
        source: Mapping[str, Any] = event.source
        if source.get("type") == "m.room.encrypted":
            if source.get("sender") != self._me and content_of(source):
                self._late.wait_for(room, event)
            return None
        if source.get("type") == "m.room.tombstone" and "state_key" in source:
            self._tombstone(room, source)
            return None
        incoming = incoming_of(source, self._rooms.place(room))
        if incoming is None:
            return None
        if (
            incoming.kind == "reacted"
            and incoming.text == THUMB
            and incoming.reply_to
            and not incoming.direct
        ):
            self._cursor.thumb(incoming.event_id, incoming.reply_to)
        target = (
            self._cursor.thumbs.pop(incoming.edits or "", None)
            if incoming.kind == "withdrew"
            else None
        )
        if target is not None:
            return Incoming(
                incoming.event_id,
                incoming.at,
                incoming.address,
                incoming.person,
                "unreacted",
                THUMB,
                target,
                direct=False,
            )
        if incoming.kind == "withdrew":
            self._cursor.missing.pop(incoming.edits or "", None)
        return incoming

    @property
    def _me(self) -> str:
        return str(self._rooms.client.user_id)

    # Rooms that we come into, leave or follow

    def _invited(self, room: str, state: Iterable[Any]) -> None:
        mine = [
            event
            for event in state
            if isinstance(event, InviteMemberEvent) and event.state_key == self._me
        ]
        sender = mine[-1].sender if mine else ""
        before = self._cursor.invitations.get(room)
        welcome = room in self._rooms.allowed or any(
            event.content.get("is_direct") is True for event in mine
        )
        follows = before.follows if before else ""
        self._cursor.invitations[room] = Invitation(sender, welcome or bool(follows), follows)
        self._rooms.shut.discard(room)
        self._errands.again(room)

    def _put_out(self, room: str, events: list[Any]) -> list[Incoming]:
        """We were put out of a room, or left it: nothing that is sent there arrives any more."""
        self._cursor.gaps.pop(room, None)
        self._cursor.missing = {
            event: one for event, one in self._cursor.missing.items() if one.room != room
        }
        was_in = self._rooms.client.rooms.pop(room, None)
        if self._cursor.invitations.pop(room, None) is not None or was_in is None:
            return []
        last = events[-1].source if events else {}
        where = self._rooms.place(room)
        return [
            happened(
                "left",
                f"left:{room}:{self._cursor.since}",
                where,
                str(last.get("sender", "")),
                when(last),
            )
        ]

    def _tombstone(self, room: str, source: Mapping[str, Any]) -> None:
        new = content_of(source).get("replacement_room")
        if isinstance(new, str) and new.startswith("!") and new not in self._rooms.client.rooms:
            self._cursor.invitations[new] = Invitation(
                str(source.get("sender", "")), welcome=True, follows=room
            )

    def _expect(self) -> None:
        self._rooms.expect(
            {room: one.follows for room, one in self._cursor.invitations.items() if one.welcome}
        )

    async def _filled(self, room: str, gap: Gap | None = None) -> list[Incoming]:
        gap = gap or self._cursor.gaps.pop(room)
        events = await earlier(self._rooms, self._cursor, room, gap)
        return await self._said(room, since_invitation(events, self._me, invited=gap.end is None))
