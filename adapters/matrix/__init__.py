"""Matrix: a bot in encrypted rooms, on matrix-nio's client and key store with our own sync loop and cursor.

nio's ``sync_forever`` isn't used: it forgets where it was before what it heard is stored, so a kill loses messages.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

from filelock import FileLock, Timeout

from adapters.matrix.channel import MatrixChannel
from adapters.matrix.identity import show
from adapters.matrix.login import Account, Login
from bot.errors import OneWayInError


@asynccontextmanager
async def logged_in(table: Mapping[str, Any], *, patient: bool = False) -> AsyncIterator[Login]:
    """The account as one device, which no other process is meanwhile. Raises ``OneWayInError``."""
    account = Account.read(table)
    login = Login(account)
    login.make_store()
    lock = FileLock(account.store / "lock")
    try:
        lock.acquire(blocking=False)
    except Timeout:
        raise OneWayInError(
            f"{account.store} används redan av en annan onewayin. Stäng den först."
        ) from None
    try:
        await login.start(patient=patient)
        yield login
    finally:
        await login.close()
        lock.release()


@asynccontextmanager
async def opened(table: Mapping[str, Any]) -> AsyncIterator[MatrixChannel]:
    """The channel. Settings: ``homeserver``, ``user``, ``store`` (a folder), ``allow`` (rooms to join beside those of teams)."""
    async with logged_in(table, patient=True) as login:
        await show(login.account, login.client)
        yield MatrixChannel(login)
