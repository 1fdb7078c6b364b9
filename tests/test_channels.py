"""What every channel promises, on each network: the console on real pipes, Telegram against the
tests' Bot API server, Matrix against a real Synapse."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from adapters.matrix.settings import PASSWORD, PICKLE_KEY
from adapters.telegram import settings as telegram
from bot.channel import Channel, Undeliverable
from bot.desk.introduction import sentences
from bot.errors import OneWayInError
from bot.knowledge import loading
from bot.messages import Address, Attached, Choice, Outgoing, Profile
from tests.channel_networks import Ear, Network, on_console, on_matrix, on_telegram
from tests.conftest import ROOT
from tests.telegram_server import TOKEN

pytestmark = [pytest.mark.timeout(120)]
NETWORKS = ["console", "telegram", pytest.param("matrix", marks=pytest.mark.slow)]


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
        opening = on_console(monkeypatch, tmp_path / "files")
    elif request.param == "telegram":
        opening = on_telegram()
    else:
        opening = on_matrix(request.getfixturevalue("synapse"), tmp_path / "store")
    async with opening as opened:
        await opened.channel.introduce(introduction(opened.channel))
        yield opened


def introduction(channel: Channel, *rooms: str) -> Profile:
    """As the bot introduces itself, with teams in these rooms."""
    says = sentences(loading.load(ROOT / "tests" / "small"), channel.name)
    return Profile({"sv": "En bot."}, {"sv": {"om": "om mig"}}, {"ko": "kön"}, rooms, says)


def out(network: Network, text: str, key: str = "k", choices: tuple[Choice, ...] = ()) -> Outgoing:
    return Outgoing(key, Address(network.channel.name, network.room), text, choices)


async def test_what_is_said_is_heard(network: Network) -> None:
    """Whole, from one address and one person;
    a reply names what it replies to by the id of its receipt."""
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


async def test_a_file_arrives_whole(network: Network) -> None:
    """With its name and its text, which is said once, and an id that a reply may name."""
    ear = Ear(network)
    await network.say("hej", None)
    await ear.until("hej")
    file = Attached("lista.html", "text/html", "<p>å ä ö 🎉</p>".encode())
    receipt = await network.channel.send(replace(out(network, "**Här** är listan."), file=file))
    assert receipt.ids
    first, *_ = await network.shown(len(receipt.ids))
    assert first.startswith("Här är listan.")
    assert network.files is not None
    assert await network.files("lista.html") == file.content
    await ear.close()


async def test_nothing_is_forgotten_before_it_is_stored(network: Network) -> None:
    """From the cursor of a batch that was stored, what came later is heard; nothing that came
    before it, and nothing is lost."""
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
    """An address for people, or a name, where the room's id should stand: the bot doesn't start
    with a team that nothing can reach."""
    said = f"{network.channel.name}:#styrelsen.* {network.shows_rooms}"
    with pytest.raises(OneWayInError, match=said):
        await network.channel.introduce(introduction(network.channel, "#styrelsen:example.org"))
