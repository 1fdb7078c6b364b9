"""Logging in, and being the same device ever after: the token, the key store, and what to do where they are lost."""

from __future__ import annotations

import asyncio
import email.utils
import json
import logging
import os
import stat
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import structlog
import vodozemac

from adapters.matrix.client import AWAY, Client, Refused, path
from bot.errors import OneWayInError

PASSWORD, PICKLE_KEY = "ONEWAYIN_MATRIX_PASSWORD", "ONEWAYIN_MATRIX_PICKLE_KEY"
_EXAMPLES = {
    "homeserver": "https://matrix.example.org",
    "user": "@onewayin:matrix.example.org",
    "store": "matrix-store",
}
_KEYS = (*_EXAMPLES, "allow")
_PAUSE = 5.0
_DEVICE = "En väg in"
log = structlog.get_logger()
# nio's own log has traceback and what people wrote; what matters of it is in ours.
logging.getLogger("nio").addHandler(logging.NullHandler())
logging.getLogger("nio").propagate = False


@dataclass(frozen=True)
class Account:
    """The table ``[matrix]`` and its secrets."""

    homeserver: str
    user: str
    store: Path
    allow: frozenset[str]
    password: str = field(repr=False)
    pickle_key: str = field(repr=False)

    @classmethod
    def read(cls, table: Mapping[str, Any]) -> Account:
        """Raises ``OneWayInError`` with what is missing or wrong."""
        unknown = set(table) - set(_KEYS)
        if unknown:
            raise OneWayInError(
                f"[matrix] {min(unknown)} finns inte. Tabellen kan ha {', '.join(_KEYS)}."
            )
        for key, example in _EXAMPLES.items():
            if not isinstance(table.get(key), str) or not table[key]:
                raise OneWayInError(
                    f'[matrix] {key} saknas. Skriv till exempel {key} = "{example}".'
                )
        homeserver, user, allow = (
            str(table["homeserver"]).rstrip("/"),
            str(table["user"]),
            table.get("allow", []),
        )
        if not homeserver.startswith(("https://", "http://")):
            raise OneWayInError(
                f"[matrix] homeserver ska börja med https://, och är ”{homeserver}”."
            )
        if not (user.startswith("@") and ":" in user):
            raise OneWayInError(f"[matrix] user ska skrivas @namn:server, och är ”{user}”.")
        if not isinstance(allow, list) or not all(isinstance(room, str) for room in allow):
            raise OneWayInError(
                '[matrix] allow ska vara en lista av rum, till exempel allow = ["!abc:example.org"].'
            )
        store = Path(str(table["store"]))
        secrets = [os.environ.get(name, "").strip() for name in (PASSWORD, PICKLE_KEY)]
        for name, value in zip((PASSWORD, PICKLE_KEY), secrets, strict=True):
            if not value:
                raise OneWayInError(
                    f"Miljövariabeln {name} saknas. Botens lösenord står i {PASSWORD}, och {PICKLE_KEY} är en lång slumpad text"
                    " som skyddar nycklarna på disken."
                )
        return cls(homeserver, user, store, frozenset(allow), *secrets)


@dataclass(frozen=True)
class Session:
    """The device that we are. ``first``: when the account was first logged in, in the server's milliseconds."""

    user: str
    device: str
    token: str = field(repr=False)
    first: int = 0


class Login:
    """The client, logged in as one device. It is another one after ``renew``."""

    def __init__(self, account: Account) -> None:
        self.account = account
        self.client = self._new_client()
        self.first = 0
        self.is_new = False
        """Whether there was no device to go on as."""
        self._file = account.store / "session.json"

    async def start(self, *, patient: bool) -> None:
        """Be the device of before, or a new one. ``patient``: wait for a homeserver that is away. Raises ``OneWayInError``."""
        while True:
            try:
                await self._start()
                return
            except AWAY as error:
                if not patient:
                    raise OneWayInError(
                        f"{self.account.homeserver} svarar inte ({type(error).__name__}). Stämmer adressen?"
                    ) from None
                log.warning("start", channel="matrix", error=type(error).__name__)
                await asyncio.sleep(_PAUSE)
            except Refused as error:
                if not (patient and error.passes):
                    raise OneWayInError(
                        f"{self.account.homeserver} tar inte emot inloggningen: {error}"
                    ) from None
                log.warning("start", channel="matrix", error=str(error))
                await asyncio.sleep(error.after or _PAUSE)

    async def _start(self) -> None:
        session = self._read()
        if session is None:
            self.is_new = True
            await self.renew("")
            return
        self.first = session.first
        try:
            self._restore(session)
            await self.client.call("GET", path("account", "whoami"))
            why = await self._lost()
        except Refused as error:
            if error.code != "M_UNKNOWN_TOKEN":
                raise
            why = "servern känner inte längre igen inloggningen"
        if why:
            await self.renew(why)
        else:
            await self.client.upload_keys()

    async def _lost(self) -> str:
        """Why this device can't go on; empty where it can. Its keys on the server must be those of the store: any others mean
        that the store is lost, and then nothing that is sent to this device can be read any more."""
        client, olm = self.client, self.client.olm
        if olm is None:
            return "nyckelförrådet går inte att öppna"
        devices = (await client.own_keys()).get("device_keys", {}).get(client.user_id, {})
        known = (
            devices.get(client.device_id, {}).get("keys", {}).get(f"curve25519:{client.device_id}")
        )
        if known is None and olm.account.shared:
            olm.account.shared = False  # the server has lost them: they are uploaded again
        if known is not None and known != olm.account.identity_keys["curve25519"]:
            return "nyckelförrådet stämmer inte med serverns nycklar"
        return ""

    async def renew(self, why: str) -> None:
        """Log in as a new device. ``why``: what is wrong with the one of before."""
        old, account = self.client, self.account
        if why:
            log.warning("fresh login", channel="matrix", why=why)
            await self._log_out(old)
        self.client = client = self._new_client()
        await old.close()
        said = {
            "type": "m.login.password",
            "identifier": {"type": "m.id.user", "user": account.user},
            "password": account.password,
            "initial_device_display_name": _DEVICE,
        }
        try:
            answer = await client.call("POST", path("login"), said)
        except Refused as error:
            if error.status == 403 and not error.passes:
                raise OneWayInError(
                    f"{account.homeserver} tar inte emot lösenordet för {account.user}. Se {PASSWORD}."
                ) from None
            raise
        self.first = self.first or await self._server_time()
        session = Session(
            str(answer["user_id"]),
            str(answer["device_id"]),
            str(answer["access_token"]),
            self.first,
        )
        write_private(self._file, json.dumps(asdict(session)))
        self._restore(session)
        await client.upload_keys()

    async def close(self) -> None:
        await self.client.close()

    # The files

    def _new_client(self) -> Client:
        return Client(
            self.account.homeserver, self.account.user, self.account.store, self.account.pickle_key
        )

    def make_store(self) -> None:
        """A folder of our own. Raises ``OneWayInError``."""
        try:
            self.account.store.mkdir(mode=0o700, parents=True, exist_ok=True)
            self.account.store.chmod(0o700)
        except OSError as error:
            raise OneWayInError(
                f"{self.account.store} går inte att använda som store ({error.strerror})."
            ) from None

    def _read(self) -> Session | None:
        try:
            session = Session(**json.loads(self._file.read_text("utf-8")))
        except FileNotFoundError:
            return None
        except (OSError, TypeError, ValueError):
            log.warning("fresh login", channel="matrix", why=f"{self._file} går inte att läsa")
            return None
        return session if session.user == self.account.user else None

    def _restore(self, session: Session) -> None:
        """Open the key store of the device; what it holds is for nobody else's eyes."""
        try:
            self.client.restore_login(session.user, session.device, session.token)
        except (vodozemac.PickleException, vodozemac.LibolmPickleException):
            raise OneWayInError(
                f"Nycklarna i {self.account.store} går inte att låsa upp. Är {PICKLE_KEY} densamma som förut?"
            ) from None
        for file in self.account.store.iterdir():
            file.chmod(stat.S_IRUSR | stat.S_IWUSR)

    async def _log_out(self, client: Client) -> None:
        """Take the useless device away, so that nobody encrypts for it."""
        try:
            if client.access_token:
                await client.call("POST", path("logout"), {})
        except (Refused, *AWAY) as error:
            log.info("logout", channel="matrix", error=type(error).__name__)

    async def _server_time(self) -> int:
        """Now, by the homeserver's clock, which stamps the messages."""
        answer = await self.client.send("GET", "/_matrix/client/versions", timeout=_PAUSE * 4)
        return int(email.utils.parsedate_to_datetime(answer.headers["Date"]).timestamp() * 1000)


def write_private(file: Path, text: str) -> None:
    """Write a file that only its owner may read, whole or not at all."""
    beside = file.with_suffix(".new")
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, stat.S_IRUSR | stat.S_IWUSR)
    with os.fdopen(descriptor, "w", encoding="utf-8") as opened:
        opened.write(text)
        opened.flush()
        os.fsync(opened.fileno())
    os.replace(beside, file)
