"""What ``onewayin setup matrix`` prints, and ``onewayin matrix reset-identity`` does."""

from __future__ import annotations

import json
import os
from collections.abc import AsyncIterator, Iterable, Iterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

from adapters.matrix.api import AWAY, Refused, path
from adapters.matrix.identity import RESET, ForeignIdentityError, Identity
from adapters.matrix.login import Login, logged_in
from adapters.matrix.membership import openness
from adapters.matrix.settings import PASSWORD, PICKLE_KEY, MatrixSettings
from bot.errors import OneWayInError

_HOW = f"""Så kopplas boten in på Matrix:
1. Skapa ett konto åt boten på er hemserver.
   Det ska vara botens eget; ingen människa loggar in på det.
2. Skriv i inställningarna, till exempel onewayin.toml:
     [matrix]
     homeserver = "https://matrix.example.org"
     user = "@onewayin:matrix.example.org"
     store = "matrix-store"
3. Lägg hemligheterna i miljön, aldrig i en fil som sparas i git.
   Nyckeln är en lång slumpad text som ni själva väljer och behåller:
     export {PASSWORD}='…'
     export {PICKLE_KEY}='…'
4. Bjud in boten till lagens rum och kör onewayin setup matrix --settings onewayin.toml igen:
   då visas rummen och raderna att klistra in."""
_NO_ROOMS = "Den är inte med i något rum. Bjud in den till lagens rum och kör det här igen."
_JOIN, _HISTORY = "m.room.join_rules", "m.room.history_visibility"
_STATE = ["m.room.name", "m.room.member", _JOIN, _HISTORY]
_OPEN = (
    " (varning: vem som helst kan gå med eller läsa där, och den som är med kan svara åt laget;"
    " gör rummet slutet)"
)
_WANTED = {"room": {"timeline": {"limit": 0}, "state": {"types": _STATE}}}


async def lines(settings: MatrixSettings | None) -> AsyncIterator[str]:
    """The lines to print, one at a time: who the bot is, its master key, its rooms.

    Raises ``OneWayInError``.
    """
    has_secrets = all(os.environ.get(name, "").strip() for name in (PASSWORD, PICKLE_KEY))
    if settings is None or not has_secrets:
        yield _HOW
        return
    async with _reached(settings) as login:
        user, identity = settings.user, Identity(login.account)
        yield f"Boten är {user} (https://matrix.to/#/{user}), enheten {login.client.device_id}."
        try:
            await identity.ensure(login.client)
            yield "Dess huvudnyckel, att jämföra med vad andra klienter visar:"
            yield f"  {identity.master}"
        except ForeignIdentityError as error:
            yield str(error)
        seen = await _rooms(login)
        if not seen:
            yield _NO_ROOMS
            return
        yield "Rum som den är med i eller bjuden till:"
        for room, name in seen.items():
            yield f"  {room}  {name}"
        for line in _to_paste(seen):
            yield line


def _to_paste(rooms: Iterable[str]) -> Iterator[str]:
    yield "\nKlistra in i inställningarna, och byt lagets namn mot ett ur teams.yaml:\n\n[rooms]"
    for room in rooms:
        yield f'"OMRÅDE/LAG" = "matrix:{room}"'
    yield f'default = "matrix:{next(iter(rooms))}"'


async def reset_identity(settings: MatrixSettings | None) -> AsyncIterator[str]:
    """Give the account new cross-signing keys, whatever it had. Raises ``OneWayInError``."""
    if settings is None:
        raise OneWayInError(f"Tabellen [matrix] saknas. Kör {RESET} --settings FIL.")
    async with _reached(settings) as login:
        identity = Identity(login.account)
        await identity.reset(login.client)
        yield (
            f"Kontot {settings.user} har en ny identitet. De som hade verifierat den förra ser att"
            f" den har bytts; ge dem den nya huvudnyckeln att jämföra med:\n  {identity.master}"
        )


@asynccontextmanager
async def _reached(settings: MatrixSettings) -> AsyncIterator[Login]:
    try:
        async with logged_in(settings) as login:
            yield login
    except Refused as error:
        raise OneWayInError(f"Hemservern sade nej: {error}") from None
    except AWAY as error:
        raise OneWayInError(
            f"Hemservern svarar inte ({type(error).__name__}). Försök igen om en stund."
        ) from None


async def _rooms(login: Login) -> dict[str, str]:
    """The rooms of more than two that we are in or invited to, each with its name."""
    address = path("sync", timeout=0, filter=json.dumps(_WANTED))
    rooms = (await login.client.call("GET", address)).get("rooms", {})
    named = {}
    for section, state in (("join", "state"), ("invite", "invite_state")):
        for room, told in rooms.get(section, {}).items():
            events = told.get(state, {}).get("events", [])
            if not _is_direct(events, login.client.user_id):
                named[room] = _name(events) + (" (bjuden)" if section == "invite" else "")
                named[room] += _OPEN if _is_open(events) else ""
    return named


def _name(events: Iterable[Mapping[str, Any]]) -> str:
    names = (event["content"].get("name", "") for event in events if event["type"] == "m.room.name")
    return str(next(names, ""))


def _is_open(events: Iterable[Mapping[str, Any]]) -> bool:
    """Whether anybody can come in, or read what is said."""
    said = {event["type"]: event["content"] for event in events}
    join, history = said.get(_JOIN, {}), said.get(_HISTORY, {})
    return bool(openness(join.get("join_rule"), history.get("history_visibility")))


def _is_direct(events: Iterable[Mapping[str, Any]], me: str) -> bool:
    for event in events:
        if event["type"] == "m.room.member" and event.get("state_key") == me:
            before = event.get("unsigned", {}).get("prev_content", {})
            if event["content"].get("is_direct") or before.get("is_direct"):
                return True
    return False
