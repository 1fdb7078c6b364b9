"""Sending: encrypted where the room is, once for each key, as a reply or in the case's thread,
and refusals as ours."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import structlog
from nio import LocalProtocolError, MatrixRoom, RoomSendResponse
from nio.crypto.attachments import encrypt_attachment
from nio.crypto.olm_machine import Olm

from adapters.matrix.api import AWAY, UNKNOWN_TOKEN, Refused, checked, path
from adapters.matrix.client import Client
from adapters.matrix.format import change, contents
from adapters.matrix.receive import relation_of, replied_to
from adapters.matrix.room import Rooms
from bot.channel import TryLater, Undeliverable
from bot.messages import Attached, Outgoing, Receipt, Sentences

_FIRST_SYNC = 60.0
_MOST_STEPS = 20
_PAUSE = 5.0
log = structlog.get_logger()


def check(room_id: str) -> None:
    """Whether this can be a room: its id, never its address (#…), which can come to mean another
    room.

    Raises ``Undeliverable``.
    """
    if not room_id.startswith("!"):
        raise Undeliverable(
            f"”matrix:{room_id}” är inget rum: det ska vara rummets id, som börjar med !."
            " onewayin setup matrix visar det."
        )


async def send(rooms: Rooms, outgoing: Outgoing) -> Receipt:
    """One message of the outbox. Its key is the transaction's id,
    so that the server knows a repeat."""
    check(outgoing.address.room)
    await _first_sync(rooms)
    try:
        return Receipt(tuple(await _sent(rooms, outgoing)))
    except AWAY as error:
        log.warning("send", channel="matrix", error=type(error).__name__)
        raise TryLater(uncertain=True) from None
    except Refused as error:
        log.warning("refused", channel="matrix", status=error.status, code=error.code)
        if not error.passes:
            raise Undeliverable(_why(error, rooms.sentences)) from None
        pause = _PAUSE if error.code == UNKNOWN_TOKEN else None
        raise TryLater(error.after or pause) from None


async def _sent(rooms: Rooms, outgoing: Outgoing) -> list[str]:
    """The ids of its messages."""
    room = _room(rooms, outgoing.address.room)
    if outgoing.notice and (changed := await _changed(rooms, room, outgoing)) is not None:
        return changed
    relation = await _relation(rooms, room, outgoing.reply_to or outgoing.replaces)
    parts = contents(outgoing.markdown, outgoing.choices, silent=outgoing.silent)
    if outgoing.file is not None:
        parts.append(await _file(rooms.client, room, outgoing.file))
    ids: list[str] = []
    for at, content in enumerate(parts):
        key = outgoing.key if len(parts) == 1 else f"{outgoing.key}-{at}"
        if relation and (at == 0 or "rel_type" in relation):
            content |= {"m.relates_to": relation}
        async with rooms.flying(room.room_id):
            ids.append(await put(rooms.client, room, "m.room.message", content, key))
        event = {"event_id": ids[-1], "sender": rooms.client.user_id, "content": content}
        rooms.remember(room.room_id, event)
    return ids


async def _file(client: Client, room: MatrixRoom, file: Attached) -> dict[str, Any]:
    """A message that is a file, which lies on the homeserver by then: encrypted where the room is,
    with its key in the message."""
    shown: dict[str, Any] = {"msgtype": "m.file", "body": file.name, "filename": file.name}
    shown |= {"info": {"mimetype": file.mimetype, "size": len(file.content)}, "m.mentions": {}}
    if not await _is_encrypted(client, room):
        return shown | {"url": await client.upload(file.content, file.mimetype, file.name)}
    locked, keys = encrypt_attachment(file.content)
    address = await client.upload(locked, "application/octet-stream")
    return shown | {"file": {**keys, "url": address, "mimetype": file.mimetype}}


async def _changed(rooms: Rooms, room: MatrixRoom, outgoing: Outgoing) -> list[str] | None:
    """The message that it replaces is changed, and what somebody wrote is answered with the
    notice: their ids. None where there is no such message, or it would be several."""
    target = f"${outgoing.replaces.partition('$')[2]}" if outgoing.replaces else ""
    parts = contents(outgoing.markdown, outgoing.choices, silent=outgoing.silent)
    if not target or len(parts) > 1 or await rooms.event(room.room_id, target) is None:
        return None
    content, key = change(target, parts[0], outgoing.notice), f"{outgoing.key}-changed"
    async with rooms.flying(room.room_id):
        await put(rooms.client, room, "m.room.message", content, key)
    if outgoing.reply_to is None:
        return [target]
    noticed = replace(outgoing, markdown=outgoing.notice, replaces=None, notice="", choices=())
    return [target, *await _sent(rooms, noticed)]


async def put(
    client: Client, room: MatrixRoom, type_: str, content: Mapping[str, Any], key: str
) -> str:
    """An event in a room, encrypted where the room is; its id.
    Raises ``Refused``, or one of ``AWAY``."""
    id_, body = room.room_id, dict(content)
    try:
        if await _is_encrypted(client, room):
            async with client.giving_out[id_]:
                await _share_keys(client, room)
        sent = checked(
            await client.room_send(id_, type_, body, key, ignore_unverified_devices=True)
        )
    except LocalProtocolError as error:
        # What was heard or sent meanwhile changes the room's keys just now.
        log.info("send", channel="matrix", error=type(error).__name__)
        raise Refused(503, "", "nycklarna delas") from None
    assert isinstance(sent, RoomSendResponse)
    return str(sent.event_id)


async def _is_encrypted(client: Client, room: MatrixRoom) -> bool:
    """Whether what is said there must be encrypted. A room that isn't known to be is asked for each
    time: encryption may have been turned on just now, and plain text in an encrypted room is never
    sent."""
    if room.encrypted:
        return True
    try:
        await client.call("GET", path("rooms", room.room_id, "state", "m.room.encryption", ""))
    except Refused as error:
        if error.code != "M_NOT_FOUND":
            raise
        return False
    room.encrypted = True
    client.encrypted_rooms.add(room.room_id)
    return True


async def _share_keys(client: Client, room: MatrixRoom) -> None:
    """Give everybody's devices the room's key, before anything is sent with it. nio counts it as
    shared also where the server was away or refused, and then nobody can read the answer: here that
    is an error, and it is shared again."""
    olm, room_id = client.olm, room.room_id
    assert olm is not None
    if not room.members_synced:
        checked(await client.joined_members(room_id))
        olm.update_tracked_users(room)
    if client.users_for_key_query & set(room.users):
        checked(await client.keys_query())
    if not olm.should_share_group_session(room_id):
        return
    missing = client.get_missing_sessions(room_id)
    if missing:
        checked(await client.keys_claim(missing))
    await client.share_group_session(room_id, ignore_unverified_devices=True)
    if not _is_shared(client, olm, room):
        olm.outbound_group_sessions.pop(room_id, None)
        raise Refused(503, "", "rummets nyckel kom inte fram")


def _is_shared(client: Client, olm: Olm, room: MatrixRoom) -> bool:
    """Whether every device in the room that can be written to has been given the room's key."""
    session = olm.outbound_group_sessions.get(room.room_id)
    devices = [
        device for user in room.users for device in client.device_store.active_user_devices(user)
    ]
    if session is None:
        return not devices
    given = session.users_shared_with | session.users_ignored
    return all(
        (device.user_id, device.id) in given or device.id == client.device_id
        for device in devices
        if olm.session_store.get(device.curve25519)
    )


def _room(rooms: Rooms, room_id: str) -> MatrixRoom:
    """The room, where we and somebody else are still in it.
    Raises ``Undeliverable``, ``TryLater``."""
    room: MatrixRoom | None = rooms.client.rooms.get(room_id)
    if room is None:
        if rooms.is_expected(room_id):
            raise TryLater(_PAUSE)
        raise Undeliverable(rooms.sentences.outside)
    if rooms.is_expected(room_id):  # closed for a new one that we aren't in yet
        raise TryLater(_PAUSE)
    if not set(room.users) - {rooms.client.user_id}:
        raise Undeliverable(rooms.sentences.left)
    return room


async def _first_sync(rooms: Rooms) -> None:
    try:
        async with asyncio.timeout(_FIRST_SYNC):
            await rooms.synced.wait()
    except TimeoutError:
        raise TryLater from None


# Where it stands


async def _relation(rooms: Rooms, room: MatrixRoom, reply_to: str | None) -> dict[str, Any] | None:
    """In a team's room what belongs to a case stands in the thread of its card; elsewhere a reply
    is a reply, and what was said in a thread is answered there."""
    target = (reply_to or "").partition("$")
    if not target[1]:
        return None
    event = "$" + target[2]
    thread, event = await _thread(rooms, room, event)
    if thread is None:
        return {"m.in_reply_to": {"event_id": event}}
    return {
        "rel_type": "m.thread",
        "event_id": thread,
        "is_falling_back": False,
        "m.in_reply_to": {"event_id": event},
    }


async def _thread(rooms: Rooms, room: MatrixRoom, event: str) -> tuple[str | None, str]:
    """The root of the thread to answer in, if any, and the message to point at: for a reaction or
    an edit, what it was on."""
    at, pointed = event, event
    team = not rooms.is_direct(room)
    for _ in range(_MOST_STEPS):
        found = await rooms.event(room.room_id, at)
        if found is None:
            return None, pointed
        relation = relation_of(found)
        kind, on = relation.get("rel_type"), relation.get("event_id")
        if kind == "m.thread" and isinstance(on, str):
            return on, pointed
        if kind in ("m.annotation", "m.replace") and isinstance(on, str):
            at, pointed = on, (on if pointed == at else pointed)
            continue
        above = replied_to(relation)
        if not team or above is None:
            return (at if team and found.get("sender") == rooms.client.user_id else None), pointed
        at = above
    return None, pointed


def _why(error: Refused, say: Sentences) -> str:
    """Why a message can't arrive, for the coordinator."""
    if error.code == "M_FORBIDDEN":
        return say.outside if "not in room" in error.message.lower() else say.silenced
    return say.too_long if error.code == "M_TOO_LARGE" else say.refused
