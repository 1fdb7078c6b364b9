"""People on Matrix for the tests of the channel: nio's own client with its store in memory, and
whatever a test needs to do wrong."""

from __future__ import annotations

import asyncio
import itertools
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import ClientError
from nio import MegolmEvent, SyncResponse
from nio.client.async_client import AsyncClient, AsyncClientConfig
from nio.crypto.attachments import decrypt_attachment
from nio.store.database import SqliteMemoryStore

from adapters.matrix.api import path

_DIRECT = {"preset": "trusted_private_chat", "is_direct": True}
ENCRYPTED = {
    "type": "m.room.encryption",
    "state_key": "",
    "content": {"algorithm": "m.megolm.v1.aes-sha2"},
}
_keys = itertools.count()


class Person:
    """Somebody with a client: everything that they have seen, in order,
    decrypted where their client could."""

    def __init__(self, url: str, user: str) -> None:
        config = AsyncClientConfig(store=SqliteMemoryStore, pickle_key="prov", max_timeouts=0)
        self.client = AsyncClient(url, user, config=config)
        self.user, self.seen = user, list[dict[str, Any]]()
        self._changed = asyncio.Event()
        self._syncing: asyncio.Task[None] | None = None

    async def call(self, method: str, address: str, body: Any = None) -> dict[str, Any]:
        headers = {
            "Authorization": f"Bearer {self.client.access_token}",
            "Content-Type": "application/json",
        }
        answer = await self.client.send(
            method, address, None if body is None else json.dumps(body), headers
        )
        said = json.loads(await answer.text())
        assert answer.status < 300, said
        return dict(said)

    async def run(self) -> None:
        """Sync for ever."""
        while True:
            try:
                response = await self.client.sync(10_000)
            except (ClientError, TimeoutError):  # the homeserver is away, or slow to start
                await asyncio.sleep(0.1)
                continue
            if not isinstance(response, SyncResponse):
                told = response.transport_response
                assert told is not None, response
                assert told.status >= 500, response
                await asyncio.sleep(0.1)  # on its way down it still answers, with an error
                continue
            for room, info in response.rooms.join.items():
                for event in info.timeline.events:
                    self.seen.append(
                        {
                            **event.source,
                            "room_id": room,
                            "readable": not isinstance(event, MegolmEvent),
                        }
                    )
            if self.client.should_upload_keys:
                await self.client.keys_upload()
            if self.client.should_query_keys:
                await self.client.keys_query()
            self._changed.set()

    @asynccontextmanager
    async def syncing(self) -> AsyncIterator[None]:
        """Syncing for as long as this is open; who waits for something is told if it ended."""
        self._syncing = asyncio.create_task(self.run())
        self._syncing.add_done_callback(lambda _: self._changed.set())
        try:
            yield
        finally:
            self._syncing.cancel()
            await asyncio.gather(self._syncing, return_exceptions=True)

    # What they do

    async def create(self, *invited: str, encrypted: bool = True, **more: Any) -> str:
        """A room, direct unless ``more`` says otherwise; its id, once our own client knows it."""
        state = [ENCRYPTED] if encrypted else []
        made = await self.call(
            "POST",
            path("createRoom"),
            {**_DIRECT, "initial_state": state, "invite": list(invited), **more},
        )
        room = str(made["room_id"])

        def known() -> bool:
            found = self.client.rooms.get(room)
            return (
                found is not None
                and found.encrypted == encrypted
                and set(invited) <= set(found.users)
            )

        await self.until(known)
        return room

    async def send(self, room: str, content: dict[str, Any], type_: str = "m.room.message") -> str:
        olm, members = self.client.olm, self.client.rooms[room].users
        assert olm is not None
        unknown = {
            user for user in members if not list(self.client.device_store.active_user_devices(user))
        } - {self.user}
        if (
            unknown and self.client.rooms[room].encrypted
        ):  # nio forgets those who came while it was asking for others
            olm.users_for_key_query |= unknown
            await self.client.keys_query()
        sent = await self.client.room_send(
            room, type_, content, f"k{next(_keys)}", ignore_unverified_devices=True
        )
        return str(sent.event_id)

    async def say(self, room: str, text: str, **more: Any) -> str:
        return await self.send(room, {"msgtype": "m.text", "body": text, **more})

    async def reply(self, room: str, text: str, to: str) -> str:
        return await self.say(room, text, **{"m.relates_to": {"m.in_reply_to": {"event_id": to}}})

    async def talk(self, room: str, text: str, thread: str, last: str) -> str:
        """Written in a thread, as clients do it: with a reply that is none."""
        relation = {
            "rel_type": "m.thread",
            "event_id": thread,
            "is_falling_back": True,
            "m.in_reply_to": {"event_id": last},
        }
        return await self.say(room, text, **{"m.relates_to": relation})

    async def edit(self, room: str, event: str, text: str) -> str:
        new = {"msgtype": "m.text", "body": text}
        return await self.say(
            room,
            f"* {text}",
            **{"m.new_content": new, "m.relates_to": {"rel_type": "m.replace", "event_id": event}},
        )

    async def react(self, room: str, event: str, key: str) -> str:
        return await self.send(
            room,
            {"m.relates_to": {"rel_type": "m.annotation", "event_id": event, "key": key}},
            "m.reaction",
        )

    async def redact(self, room: str, event: str) -> None:
        await self.call("PUT", path("rooms", room, "redact", event, f"r{next(_keys)}"), {})

    # What they see

    def messages(self, room: str, sender: str) -> list[dict[str, Any]]:
        """The messages of one sender in a room that could be read."""
        return [
            event
            for event in self.seen
            if (event["room_id"], event["sender"], event["type"])
            == (room, sender, "m.room.message")
        ]

    async def until(self, found: Callable[[], Any], seconds: float = 20) -> Any:
        """What ``found`` gives, as soon as it is something."""
        try:
            async with asyncio.timeout(seconds):
                while not (it := found()):
                    if self._syncing is not None and self._syncing.done():
                        self._syncing.result()  # says why nothing more is seen
                    self._changed.clear()
                    await self._changed.wait()
        except TimeoutError:
            raise AssertionError(
                [
                    (event["type"], event["sender"], event["content"].get("body"))
                    for event in self.seen
                ]
            ) from None
        return it

    async def read(self, room: str, sender: str, count: int) -> list[dict[str, Any]]:
        """What that sender has said in the room, once it is so much."""
        await self.until(lambda: len(self.messages(room, sender)) >= count)
        return self.messages(room, sender)

    async def file(self, room: str, name: str) -> bytes:
        """What a file holds that somebody sent, decrypted where it was encrypted."""
        content = (await self.sees(room, name))["content"]
        locked = content.get("file") or {}
        address = str(locked.get("url") or content["url"]).removeprefix("mxc://")
        headers = {"Authorization": f"Bearer {self.client.access_token}"}
        where = f"/_matrix/client/v1/media/download/{address}"
        answer = await self.client.send("GET", where, None, headers)
        held: bytes = await answer.read()
        assert answer.status == 200, held
        if not locked:
            return held
        key, hash_, iv = locked["key"]["k"], locked["hashes"]["sha256"], locked["iv"]
        opened: bytes = decrypt_attachment(held, key, hash_, iv)
        return opened

    async def sees(self, room: str, words: str) -> dict[str, Any]:
        """The newest readable message with these words, once it is there."""

        def found() -> dict[str, Any] | None:
            said = (
                event
                for event in reversed(self.seen)
                if event["room_id"] == room and event["type"] == "m.room.message"
            )
            return next(
                (event for event in said if words in event["content"].get("body", "")), None
            )

        return dict(await self.until(found))


@asynccontextmanager
async def person(url: str, user: str, password: str = "hemligt") -> AsyncIterator[Person]:
    """Somebody who is logged in and syncs, for as long as this is open."""
    here = Person(url, user)
    try:
        await here.client.login(password)
        await here.client.sync(0, full_state=True)
        await here.client.keys_upload()
        async with here.syncing():
            yield here
    finally:
        await here.client.close()
