"""Logging in, and being the same device ever after:
the token, the key store, and what to do where they are lost."""

from __future__ import annotations

import email.utils
import json
import logging
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass, field

import structlog
import vodozemac
from filelock import FileLock, Timeout

from adapters.matrix import store
from adapters.matrix.api import AWAY, PATIENCE, UNKNOWN_TOKEN, Refused, path
from adapters.matrix.client import Client
from adapters.matrix.settings import PASSWORD, PICKLE_KEY, Account, MatrixSettings
from adapters.retrying import FOREVER
from bot.errors import OneWayInError

_DEVICE = "En väg in"
log = structlog.get_logger()
# nio's own log has traceback and what people wrote; what matters of it is in ours.
logging.getLogger("nio").addHandler(logging.NullHandler())
logging.getLogger("nio").propagate = False


@asynccontextmanager
async def logged_in(settings: MatrixSettings, *, patient: bool = False) -> AsyncIterator[Login]:
    """The account as one device, which no other process is meanwhile. Raises ``OneWayInError``."""
    account = Account.read(settings)
    login = Login(account)
    store.make(settings.store)
    lock = FileLock(settings.store / "lock", mode=store.OWNERS)
    try:
        lock.acquire(blocking=False)
    except Timeout:
        raise OneWayInError(
            f"{settings.store} används redan av en annan onewayin. Stäng den först."
        ) from None
    except OSError as error:
        store.refuse(settings.store, error)
    try:
        await login.start(patient=patient)
        yield login
    finally:
        await login.close()
        lock.release()


@dataclass(frozen=True)
class Session:
    """The device that we are.

    ``first``: when the account was first logged in, in the server's milliseconds.
    """

    user: str
    device: str
    token: str = field(repr=False)
    first: int = 0


class Login:
    """The client, logged in as one device. It is another one after ``renew``."""

    def __init__(self, account: Account) -> None:
        self.account, self.settings = account, account.settings
        self.client = self._new_client()
        self.first = 0
        self.is_new = False
        """Whether there was no device to go on as."""
        self._file = self.settings.store / store.SESSION

    async def start(self, *, patient: bool) -> None:
        """Be the device of before, or a new one. ``patient``: wait for a homeserver that is away.

        Raises ``OneWayInError``.
        """
        server = self.settings.homeserver
        try:
            await (FOREVER(_passes, self._start) if patient else self._start())
        except AWAY as error:
            why = type(error).__name__
            raise OneWayInError(f"{server} svarar inte ({why}). Stämmer adressen?") from None
        except Refused as error:
            raise OneWayInError(f"{server} tar inte emot inloggningen: {error}") from None

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
            if error.code != UNKNOWN_TOKEN:
                raise
            why = "the server no longer knows the login"
        if why:
            await self.renew(why)
        else:
            await self.client.upload_keys()

    async def _lost(self) -> str:
        """Why this device can't go on; empty where it can. Its keys on the server must be those of
        the store: any others mean that the store is lost, and then nothing that is sent to this
        device can be read any more."""
        client, olm = self.client, self.client.olm
        if olm is None:
            return "the key store can't be opened"
        devices = (await client.own_keys()).get("device_keys", {}).get(client.user_id, {})
        keys = devices.get(client.device_id, {}).get("keys", {})
        known = keys.get(f"curve25519:{client.device_id}")
        if known is None and olm.account.shared:
            olm.account.shared = False  # the server has lost them: they are uploaded again
        if known is not None and known != olm.account.identity_keys["curve25519"]:
            return "the key store doesn't match the server's keys"
        return ""

    async def renew(self, why: str) -> None:
        """Log in as a new device. ``why``: what is wrong with the one of before."""
        old = self.client
        if why:
            log.warning("fresh login", channel="matrix", why=why)
            await self._log_out(old)
        store.prove(self.settings.store)
        self.client = client = self._new_client()
        await old.close()
        session = await self._new_session()
        try:
            store.write_private(self._file, json.dumps(asdict(session)))
        except OSError as error:
            client.access_token = session.token
            await self._log_out(client)
            store.refuse(self.settings.store, error)
        self._restore(session)
        await client.upload_keys()

    async def _new_session(self) -> Session:
        user = self.settings.user
        self.first = self.first or await self._server_time()  # nothing may fail after the login
        credentials = {
            "type": "m.login.password",
            "identifier": {"type": "m.id.user", "user": user},
            "password": self.account.password,
            "initial_device_display_name": _DEVICE,
        }
        try:
            answer = await self.client.call("POST", path("login"), credentials)
        except Refused as error:
            if error.status != 403 or error.passes:
                raise
            raise OneWayInError(
                f"{self.settings.homeserver} tar inte emot lösenordet för {user}. Se {PASSWORD}."
            ) from None
        id_, device, token = (str(answer[key]) for key in ("user_id", "device_id", "access_token"))
        return Session(id_, device, token, self.first)

    async def close(self) -> None:
        await self.client.close()

    # The files

    def _new_client(self) -> Client:
        settings = self.settings
        return Client(settings.homeserver, settings.user, settings.store, self.account.pickle_key)

    def _read(self) -> Session | None:
        try:
            session = Session(**json.loads(self._file.read_text("utf-8")))
        except FileNotFoundError:
            return None
        except OSError as error:
            store.refuse(self.settings.store, error)
        except (TypeError, ValueError):
            log.warning("fresh login", channel="matrix", why=f"{self._file} can't be read")
            return None
        return session if session.user == self.settings.user else None

    def _restore(self, session: Session) -> None:
        """Open the key store of the device; what it holds is for nobody else's eyes."""
        try:
            self.client.restore_login(session.user, session.device, session.token)
        except (vodozemac.PickleException, vodozemac.LibolmPickleException):
            raise OneWayInError(
                f"Nycklarna i {self.settings.store} går inte att låsa upp."
                f" Är {PICKLE_KEY} densamma som förut?"
            ) from None
        store.close_to_others(self.settings.store)

    async def _log_out(self, client: Client) -> None:
        """Take the useless device away, so that nobody encrypts for it."""
        try:
            if client.access_token:
                await client.call("POST", path("logout"), {})
        except (Refused, *AWAY) as error:
            log.info("logout", channel="matrix", error=type(error).__name__)

    async def _server_time(self) -> int:
        """Now, by the homeserver's clock, which stamps the messages."""
        answer = await self.client.send("GET", "/_matrix/client/versions", timeout=PATIENCE)
        try:
            now = email.utils.parsedate_to_datetime(answer.headers["Date"]).timestamp()
        except (KeyError, ValueError):  # a proxy has taken it away
            now = time.time()
        return int(now * 1000)


def _passes(error: Exception) -> bool | float:
    """Whether to wait for the homeserver, or for how many seconds."""
    if isinstance(error, AWAY):
        log.warning("start", channel="matrix", error=type(error).__name__)
        return True
    if isinstance(error, Refused) and error.passes:
        log.warning("start", channel="matrix", error=str(error))
        return error.after or True
    return False
