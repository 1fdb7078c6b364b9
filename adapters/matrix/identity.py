"""Cross-signing: the account's three keys and our device signed with them, so that other clients
show no warning.

nio has none of it. A vodozemac account is a signing key that is kept encrypted under the store's
passphrase. https://spec.matrix.org/latest/client-server-api/#cross-signing
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import structlog
import vodozemac
from nio.api import Api
from nio.crypto.sessions import OlmAccount

from adapters.matrix.api import AWAY, Refused, path
from adapters.matrix.client import Client
from adapters.matrix.settings import Account
from adapters.matrix.store import IDENTITY, write_private
from bot.errors import OneWayInError, reason

_UNSIGNED = ("signatures", "unsigned")
_USES = ("master", "self_signing", "user_signing")
RESET = "onewayin matrix reset-identity"
FOREIGN = (
    "Kontot har redan en identitet (korssigneringsnycklar) som boten inte har nycklarna till."
    " Den skrivs inte över, och därför varnar andras klienter för botens meddelanden."
    f" Är kontot botens eget: kör {RESET}."
)
_BROKEN = (
    KeyError,
    ValueError,
    OSError,
    vodozemac.PickleException,
    vodozemac.LibolmPickleException,
)
"""What comes of a file with keys that isn't whole, or isn't ours."""
log = structlog.get_logger()


class ForeignIdentityError(OneWayInError):
    """The account's cross-signing keys are somebody else's."""


async def show(account: Account, client: Client) -> None:
    """See to it that our device is signed.
    What goes wrong is logged, and no reason to be silent."""
    try:
        await Identity(account).ensure(client)
    except ForeignIdentityError:
        why = f"the account's identity isn't ours, so clients warn of us: see {RESET}"
        log.error("identity", channel="matrix", why=why)
    except (Refused, *AWAY) as error:
        log.error("identity", channel="matrix", error=str(error) or type(error).__name__)


class Identity:
    """The three private keys, in one file that only its owner may read."""

    def __init__(self, account: Account) -> None:
        self._account, self._file = account, account.settings.store / IDENTITY
        self._keys: dict[str, OlmAccount] = {}

    @property
    def master(self) -> str:
        """The public master key, in groups of four to compare by eye; empty where there is none."""
        key = self._public("master") if self._load() else ""
        return " ".join(key[at : at + 4] for at in range(0, len(key), 4))

    async def ensure(self, client: Client) -> None:
        """Publish the keys where the account has none, and sign our device.

        Raises ``ForeignIdentityError``, ``Refused``.
        """
        known = await client.own_keys()
        published = known.get("master_keys", {}).get(client.user_id)
        if published is None:
            if not self._load():
                self._make()
            await self._publish(client)
        elif not self._is_ours(published):
            raise ForeignIdentityError(FOREIGN)
        await self._sign_device(client, known)

    async def reset(self, client: Client) -> None:
        """New keys in the place of whatever the account has."""
        self._make()
        await self._publish(client)
        await self._sign_device(client, await client.own_keys())

    # The keys

    def _load(self) -> bool:
        if self._keys:
            return True
        try:
            stored: dict[str, str] = json.loads(Path(self._file).read_text("utf-8"))
            passphrase = self._account.pickle_key
            self._keys = {
                use: OlmAccount.from_pickle(stored[use].encode(), passphrase) for use in _USES
            }
        except FileNotFoundError:
            return False
        except _BROKEN:
            raise OneWayInError(
                f"{self._file} går inte att läsa."
                f" Lägg tillbaka den ur säkerhetskopian, eller kör {RESET}."
            ) from None
        return True

    def _is_ours(self, published: Mapping[str, Any]) -> bool:
        """Whether the account's master key is the one that we have."""
        return self._load() and f"ed25519:{self._public('master')}" in published.get("keys", {})

    def _make(self) -> None:
        self._keys = {use: OlmAccount() for use in _USES}
        pickled = {
            use: key.pickle(self._account.pickle_key).decode() for use, key in self._keys.items()
        }
        try:
            write_private(self._file, json.dumps(pickled))
        except OSError as error:
            raise OneWayInError(f"{self._file} går inte att skriva ({reason(error)}).") from None

    def _public(self, use: str) -> str:
        return str(self._keys[use].identity_keys["ed25519"])

    def _signed(self, content: dict[str, Any], user: str, use: str) -> dict[str, Any]:
        """The content with our key's signature beside those that it has."""
        signature = self._keys[use].sign(canonical(content))
        others = content.get("signatures", {})
        ours = others.get(user, {}) | {f"ed25519:{self._public(use)}": signature}
        return content | {"signatures": others | {user: ours}}

    # The server

    async def _publish(self, client: Client) -> None:
        user = client.user_id
        keys = {f"{use}_key": self._published(use, client) for use in _USES}
        address = path("keys", "device_signing", "upload")
        try:
            await client.call("POST", address, keys)
        except Refused as error:
            if error.status != 401 or "session" not in error.body:
                raise
            proof = {
                "type": "m.login.password",
                "session": error.body["session"],
                "password": self._account.password,
                "identifier": {"type": "m.id.user", "user": user},
            }
            await client.call("POST", address, keys | {"auth": proof})
        log.info("identity", channel="matrix", master=self._public("master"))

    def _published(self, use: str, client: Client) -> dict[str, Any]:
        """A public key as the server has it, signed."""
        user, public = client.user_id, self._public(use)
        content = {"user_id": user, "usage": [use], "keys": {f"ed25519:{public}": public}}
        if use != "master":
            return self._signed(content, user, "master")
        # By our device, so that the account's other devices can come to trust it.
        assert client.olm is not None
        signature = client.olm.account.sign(canonical(content))
        return content | {"signatures": {user: {f"ed25519:{client.device_id}": signature}}}

    async def _sign_device(self, client: Client, known: dict[str, Any]) -> None:
        user, device = client.user_id, client.device_id
        keys = known.get("device_keys", {}).get(user, {}).get(device)
        ours = f"ed25519:{self._public('self_signing')}"
        if keys is None or ours in keys.get("signatures", {}).get(user, {}):
            return
        bare = {key: value for key, value in keys.items() if key not in _UNSIGNED}
        signed = {user: {device: self._signed(bare, user, "self_signing")}}
        answer = await client.call("POST", path("keys", "signatures", "upload"), signed)
        if answer.get("failures"):
            raise Refused(400, "M_INVALID_SIGNATURE", json.dumps(answer["failures"]))


def canonical(content: Mapping[str, Any]) -> str:
    """What is signed: without the signatures, and what the server adds."""
    bare = {key: value for key, value in content.items() if key not in _UNSIGNED}
    return str(Api.to_canonical_json(bare))
