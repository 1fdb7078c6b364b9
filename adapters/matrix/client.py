"""nio's client made to survive: kills, malformed events, lost room keys."""

from __future__ import annotations

import asyncio
import json
from collections import defaultdict
from pathlib import Path
from typing import Any

import structlog
from nio import (
    Event,
    KeyVerificationEvent,
    MegolmEvent,
    Response,
    SyncResponse,
    ToDeviceEvent,
)
from nio.client.async_client import AsyncClientConfig
from nio.crypto.olm_machine import Olm
from nio.exceptions import EncryptionError, LocalProtocolError

from adapters.matrix import sifting
from adapters.matrix.api import PATIENCE, Api, checked, path

_NONE: dict[str, Any] = {"types": []}
_FILTER = json.dumps(
    {
        "room": {"timeline": {"limit": 50}, "ephemeral": _NONE, "account_data": _NONE},
        "presence": _NONE,
    }
)
log = structlog.get_logger()


class Client(Api):
    """nio's client and its key store, one transaction for each response."""

    def __init__(self, homeserver: str, user: str, store: Path, pickle_key: str) -> None:
        # The outbox owns the retries: nothing is slept through here.
        config = AsyncClientConfig(
            pickle_key=pickle_key, max_limit_exceeded=0, max_timeouts=0, request_timeout=PATIENCE
        )
        super().__init__(homeserver, user, store_path=str(store), config=config)
        self.giving_out: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        """Held while a room's key is given out:
        an answer and an errand may be sent there at the same time."""
        self._needs_fallback = False

    # Listening

    async def heard(self, since: str | None, seconds: float, *, full_state: bool) -> SyncResponse:
        """One sync from our own token. What others send malformed is left out, so that it stops
        nothing. Raises ``Refused``, or one of ``AWAY``."""
        state = "true" if full_state else None
        wait = int(seconds * 1000)
        address = path("sync", since=since, timeout=wait, full_state=state, filter=_FILTER)
        patience = PATIENCE * (3 if full_state else 1)
        body = await self.call("GET", address, seconds=seconds + patience)
        response = checked(sifting.read(body))
        assert isinstance(response, SyncResponse)
        # The cursor is ours: nio would leave out what it has seen, also if that was never stored.
        self.next_batch = ""
        await self.receive_response(response)
        left = response.device_key_count.signed_curve25519
        if self.olm and left is not None:
            self.olm.uploaded_key_count = left  # nio overlooks a nought
        unused = body.get("device_unused_fallback_key_types")
        self._needs_fallback = isinstance(unused, list) and "signed_curve25519" not in unused
        return response

    async def receive_response(self, response: Response) -> None:
        """What a response changes in the key store commits together: a kill never leaves a ratchet
        without its room key."""
        if self.store is None:
            await super().receive_response(response)
            return
        with self.store.database.atomic():
            await super().receive_response(response)

    def _handle_decrypt_to_device(self, to_device_event: ToDeviceEvent) -> ToDeviceEvent | None:
        """nio's own verification is left out: modern clients don't understand it."""
        if isinstance(to_device_event, KeyVerificationEvent):
            return None
        try:
            decrypted: ToDeviceEvent | None = super()._handle_decrypt_to_device(to_device_event)
            return decrypted
        except Exception as error:  # noqa: BLE001 - whatever somebody sends, the others are heard
            log.warning("to-device", channel="matrix", error=type(error).__name__)
            return None

    def _handle_timeline_event(
        self, event: Any, room_id: str, room: Any, encrypted_rooms: set[str]
    ) -> Any:
        """One event of a sync; of an encrypted one what it says, or None.
        What a room is, is never encrypted."""
        if isinstance(event, MegolmEvent):
            event.room_id = room_id
            return self.decrypted(event)
        try:
            return super()._handle_timeline_event(event, room_id, room, encrypted_rooms)
        except Exception as error:  # noqa: BLE001 - as above
            log.warning("event", channel="matrix", error=type(error).__name__)
            return None

    async def close(self) -> None:
        await super().close()  # type: ignore[no-untyped-call]
        if self.store is not None:
            self.store.database.close()

    def parsed(self, room_id: str, raw: dict[str, Any]) -> Any:
        """An event that didn't come by a sync, decrypted where that can be done; None for one that
        nobody understands."""
        event = self.as_sent(room_id, raw)
        return (self.decrypted(event) or event) if isinstance(event, MegolmEvent) else event

    def as_sent(self, room_id: str, raw: dict[str, Any]) -> Any:
        """The same, not decrypted."""
        try:
            event = Event.parse_event(raw)
        except Exception as error:  # noqa: BLE001 - as above
            log.warning("event", channel="matrix", error=type(error).__name__)
            return None
        if isinstance(event, MegolmEvent):
            event.room_id = room_id
        return event

    def decrypted(self, event: MegolmEvent) -> Any:
        """The event decrypted; None where it can't be, or is nonsense inside. It is never a room's
        state, which no server has looked into then."""
        try:
            found = self.olm.decrypt_megolm_event(event) if self.olm else None
            if found is not None:
                found.source.pop("state_key", None)
        except (EncryptionError, AssertionError):
            return None
        except Exception as error:  # noqa: BLE001 - as above
            log.warning("event", channel="matrix", error=type(error).__name__)
            return None
        return found

    # Keys

    async def upload_keys(self) -> None:
        """Give the server the keys that it lacks. They are saved as published before it has them: a
        kill in between must never make the next upload one that it refuses."""
        olm, store = self.olm, self.store
        if olm is None or store is None or not (olm.should_upload_keys or self._needs_fallback):
            return
        with store.database.atomic():
            content = olm.share_keys() if olm.should_upload_keys else {}
            if self._needs_fallback:
                content["fallback_keys"] = self._fallback_keys(olm)
            olm.mark_keys_as_published()
            olm.save_account()
        answer = await self.call("POST", path("keys", "upload"), content)
        counts = answer.get("one_time_key_counts", {})
        self._needs_fallback = False
        olm.account.shared, olm.uploaded_key_count = True, counts.get("signed_curve25519", 0)
        olm.save_account()

    @staticmethod
    def _fallback_keys(olm: Olm) -> dict[str, Any]:
        """The key that the server gives out when all others are used up: while we are away, anybody
        can still write to us."""
        account: Any = olm.account._account  # its stubs lack these
        account.generate_fallback_key()
        keys = {}
        for id_, key in account.fallback_key.items():
            content = {"key": key.to_base64(), "fallback": True}
            signed = {olm.user_id: {f"ed25519:{olm.device_id}": olm.sign_json(content)}}
            keys[f"signed_curve25519:{id_}"] = content | {"signatures": signed}
        return keys

    async def tend_keys(self) -> None:
        """What nio's own loop does for the keys between two syncs."""
        await self.upload_keys()
        if self.should_query_keys:
            checked(await self.keys_query())
        if self.should_claim_keys:
            checked(await self.keys_claim(self.get_users_for_key_claiming()))
        await self.send_to_device_messages()

    async def share_group_session(
        self, room_id: str, ignore_unverified_devices: bool = False
    ) -> Any:
        """Where its claim of keys breaks, nio takes a room for one that is being shared with ever
        after, and sends nothing there."""
        if room_id in self.sharing_session:
            raise LocalProtocolError(f"somebody else shares the key of {room_id}")
        try:
            return await super().share_group_session(room_id, ignore_unverified_devices)
        finally:
            left = self.sharing_session.pop(room_id, None)
            if left is not None:
                left.set()

    async def own_keys(self) -> dict[str, Any]:
        """What the server has of our keys: the whole answer of ``/keys/query``."""
        return await self.call("POST", path("keys", "query"), {"device_keys": {self.user_id: []}})
