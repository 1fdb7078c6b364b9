"""What every channel promises, on each network: the console on real pipes, Telegram against the
tests' Bot API server, Matrix against a real Synapse."""

from __future__ import annotations

import asyncio
import os
import re
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import ExitStack, aclosing, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from adapters import CHANNELS
from adapters.console import ROOM, ConsoleSettings
from adapters.matrix.settings import PASSWORD, PICKLE_KEY, MatrixSettings
from adapters.telegram import settings as telegram
from bot import app
from bot.channel import Batch, Channel, Undeliverable
from bot.errors import OneWayInError
from bot.knowledge import loading
from bot.messages import Address, Choice, Incoming, Outgoing, Profile
from tests.conftest import ROOT
from tests.matrix_person import person
from tests.synapse import SynapseServer
from tests.telegram_server import TOKEN, TelegramServer, running

pytestmark = [pytest.mark.timeout(120)]
NETWORKS = ["console", "telegram", pytest.param("matrix", marks=pytest.mark.slow)]
_HEADER = re.compile(r"^── Samordnarnas rum, meddelande \d+ .*──$", re.MULTILINE)


@dataclass
class Network:
    """A chat between one person and the bot."""

    channel: Channel
    room: str
    nowhere: str
    """A room that there is none of."""
    say: Callable[[str, str | None], Awaitable[object]]
    """The person writes, perhaps as a reply to a message of the bot's."""
    shown: Callable[[int], Awaitable[list[str]]]
    """What the bot has said there, once it is so much."""
    direct: bool = True
    """Whether the chat is private."""
    cuts: bool = True
    """Whether a very long text is several messages there."""
    remembers: bool = True
    """Whether what was said can be heard anew, from an earlier cursor."""
    link: str = "https://"
    """What the bot's address there begins with."""
    shows_rooms: str = "onewayin setup"
    """Where to look for the rooms that there are."""


@asynccontextmanager
async def on_console(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Network]:
    """The coordinators' room: only there is anything replied to. Its pipes hold what is said."""
    (typed, keys), (screen, shown_at) = os.pipe(), os.pipe()
    with ExitStack() as pipes:
        reader = pipes.enter_context(os.fdopen(screen, "rb", buffering=0))
        monkeypatch.setattr(sys, "stdin", pipes.enter_context(os.fdopen(typed)))
        monkeypatch.setattr(
            sys, "stdout", pipes.enter_context(os.fdopen(shown_at, "w", encoding="utf-8"))
        )
        os.set_blocking(screen, False)

        async def say(text: str, reply_to: str | None) -> None:
            os.write(keys, f"@{reply_to or ''} {text}\n".encode())

        seen = ""

        async def shown(_: int) -> list[str]:
            nonlocal seen
            seen += reader.read().decode()
            return [part.strip() for part in _HEADER.split(seen)[1:]]

        async with CHANNELS["console"].opened(ConsoleSettings()) as channel:
            yield Network(
                channel,
                ROOM,
                "nowhere",
                say,
                shown,
                direct=False,
                cuts=False,
                remembers=False,
                link="",
                shows_rooms=ROOM,
            )
            os.close(keys)
            async for _ in channel.listen(None):  # until the end of what was typed
                pass


@asynccontextmanager
async def on_telegram() -> AsyncIterator[Network]:
    async with (
        running(TelegramServer()) as server,
        CHANNELS["telegram"].opened(telegram.TelegramSettings(base_url=server.url)) as channel,
    ):

        async def say(text: str, reply_to: str | None) -> None:
            await server.say(
                11, text, reply_to=int(reply_to.partition(":")[2]) if reply_to else None
            )

        async def shown(count: int) -> list[str]:
            return [message["text"] for message in await server.wait_for(11, count)]

        yield Network(channel, "11", "x", say, shown)


@asynccontextmanager
async def on_matrix(synapse: SynapseServer, store: Path) -> AsyncIterator[Network]:
    user = synapse.fresh("onewayin")
    settings = MatrixSettings(homeserver=synapse.url, user=user, store=store)
    async with (
        CHANNELS["matrix"].opened(settings) as channel,
        person(synapse.url, synapse.fresh("anna")) as anna,
    ):
        room = await anna.create(user)

        async def say(text: str, reply_to: str | None) -> None:
            await (anna.reply(room, text, reply_to) if reply_to else anna.say(room, text))

        async def shown(count: int) -> list[str]:
            return [event["content"]["body"] for event in await anna.read(room, user, count)]

        yield Network(channel, room, "!nowhere:example.org", say, shown)


@pytest.fixture(params=NETWORKS)
async def network(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> AsyncIterator[Network]:
    """Each network in turn, with a bot that has just come to it."""
    for name, value in (
        (telegram.TOKEN, TOKEN),
        (PASSWORD, "hemligt"),
        (PICKLE_KEY, "ett lås för provet"),
    ):
        monkeypatch.setenv(name, value)
    if request.param == "console":
        opening = on_console(monkeypatch)
    elif request.param == "telegram":
        opening = on_telegram()
    else:
        opening = on_matrix(request.getfixturevalue("synapse"), tmp_path / "store")
    async with opening as opened:
        await opened.channel.introduce(introduction(opened.channel))
        yield opened


def introduction(channel: Channel, *rooms: str) -> Profile:
    """As the bot introduces itself, with teams in these rooms."""
    says = app.sentences(loading.load(ROOT / "tests" / "small"), channel.name)
    return Profile({"sv": "En bot."}, {"sv": {"om": "om mig"}}, {"ko": "kön"}, rooms, says)


class Ear:
    """Listens as the bot does: each batch is stored before the next is asked for."""

    def __init__(self, network: Network, after: str | None = None) -> None:
        self.cursor, self.heard, self._network = after, list[Incoming](), network
        self._more = asyncio.Event()
        self._task = asyncio.create_task(self._listen(after))

    async def _listen(self, after: str | None) -> None:
        async with aclosing(self._network.channel.listen(after)) as batches:  # type: ignore[type-var]
            async for batch in batches:
                self._store(batch)

    def _store(self, batch: Batch) -> None:
        self.heard += [incoming for incoming in batch.incoming if incoming.kind == "said"]
        self.cursor = batch.cursor
        self._more.set()

    async def until(self, text: str) -> Incoming:
        async with asyncio.timeout(20):
            while (found := next((one for one in self.heard if one.text == text), None)) is None:
                self._more.clear()
                await self._more.wait()
        return found

    async def close(self) -> None:
        self._task.cancel()
        await asyncio.gather(self._task, return_exceptions=True)


def out(network: Network, text: str, key: str = "k", choices: tuple[Choice, ...] = ()) -> Outgoing:
    return Outgoing(key, Address(network.channel.name, network.room), text, choices)


async def test_what_is_said_is_heard(network: Network) -> None:
    """Whole, from one address and one person; a reply names what it replies to by the id of its
    receipt."""
    ear = Ear(network)
    await network.say("Hej, går det bra? å ä ö 🎉", None)
    said = await ear.until("Hej, går det bra? å ä ö 🎉")
    assert (said.kind, said.reply_to, said.choice) == ("said", None, None)
    assert said.direct == network.direct
    assert said.address == Address(network.channel.name, network.room)
    receipt = await network.channel.send(out(network, "Ja."))
    await network.shown(1)
    await network.say("Tack", receipt.ids[0])
    reply = await ear.until("Tack")
    assert reply.reply_to == receipt.ids[0]
    assert (reply.person, reply.address) == (said.person, said.address)
    assert reply.event_id != said.event_id
    await ear.close()


async def test_what_is_sent_is_read_as_it_was_meant(network: Network) -> None:
    """Markdown as text, in the order in which it was sent."""
    ear = Ear(network)
    await network.say("hej", None)
    await ear.until("hej")
    for at, text in enumerate(("**Ja**, på [MUCF](https://mucf.se)", "2 < 3 & 4")):
        receipt = await network.channel.send(out(network, text, f"k{at}"))
        assert receipt.ids
    first, second = await network.shown(2)
    assert first.startswith("Ja, på MUCF")
    assert second == "2 < 3 & 4"
    await ear.close()


async def test_a_long_text_arrives_whole(network: Network) -> None:
    """In as many messages as the network needs, each with an id that a reply may name."""
    ear = Ear(network)
    await network.say("hej", None)
    await ear.until("hej")
    receipt = await network.channel.send(out(network, "ord " * 2500))
    parts = await network.shown(len(receipt.ids))
    assert (len(parts) > 1) == network.cuts
    assert sum(part.count("ord") for part in parts) == 2500
    await ear.close()


async def test_nothing_is_forgotten_before_it_is_stored(network: Network) -> None:
    """From the cursor of a batch that was stored, what came later is heard; nothing that came before
    it, and nothing is lost."""
    ear = Ear(network)
    await network.say("ett", None)
    await ear.until("ett")
    await ear.close()
    stored = ear.cursor
    for text in ("två", "tre"):
        await network.say(text, None)
    for _ in range(2 if network.remembers else 1):
        ear = Ear(network, stored)
        await ear.until("tre")
        assert [incoming.text for incoming in ear.heard] == ["två", "tre"]
        await ear.close()


async def test_a_repeat_is_known_where_that_is_promised(network: Network) -> None:
    """The same key arrives once."""
    ear = Ear(network)
    await network.say("hej", None)
    await ear.until("hej")
    if network.channel.idempotent:
        once, again = [await network.channel.send(out(network, "en gång")) for _ in range(2)]
        assert once == again
    await network.channel.send(out(network, "sist", "other"))
    assert (await network.shown(2 if network.channel.idempotent else 1))[-1] == "sist"
    await ear.close()


async def test_a_room_that_is_none_is_undeliverable(network: Network) -> None:
    """At once, with a reason for the coordinator."""
    ear = Ear(network)
    await network.say("hej", None)
    await ear.until("hej")
    nowhere = Address(network.channel.name, network.nowhere)
    with pytest.raises(Undeliverable) as raised:
        await network.channel.send(Outgoing("k", nowhere, "svar"))
    assert str(raised.value).endswith((".", ")"))
    await ear.close()


async def test_a_channel_says_where_to_find_it(network: Network) -> None:
    """A link to a private chat, where there can be one."""
    assert network.channel.link.startswith(network.link)
    assert bool(network.channel.link) == bool(network.link)


async def test_a_room_of_a_team_that_is_none_is_said_at_the_start(network: Network) -> None:
    """An address for people, or a name, where the room's id should stand: the bot doesn't start with
    a team that nothing can reach."""
    said = f"{network.channel.name}:#styrelsen.* {network.shows_rooms}"
    with pytest.raises(OneWayInError, match=said):
        await network.channel.introduce(introduction(network.channel, "#styrelsen:example.org"))
