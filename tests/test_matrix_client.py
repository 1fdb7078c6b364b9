"""The whole bot on Matrix with a client that somebody else wrote: matrix-js-sdk, encrypted, for
askers and for coordinators."""

from __future__ import annotations

import asyncio
import random
import signal
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.matrix_bot import MatrixBot, running, settings
from tests.matrix_people import People, Person, people
from tests.outside import NotInstalledError
from tests.synapse import SynapseServer

pytestmark = [pytest.mark.slow(seconds=40), pytest.mark.timeout(400)]

_HANDOFF = "Vad kostar det att hyra scenen i Lund?"
_KNOWN = "får man ett rum gratis i Lund"
_IN_TURN = (
    _KNOWN,
    "hur länge får man ha platsen i Lund",
    "Vilka åldrar gäller för LOK-stöd?",
    "!status",
)
"""What one person may ask again and again: the same alone would be met with silence."""


@pytest.fixture
async def here(synapse: SynapseServer, tmp_path: Path) -> AsyncIterator[People]:
    """Where people log in with matrix-js-sdk."""
    try:
        async with people(synapse.url, tmp_path / "client.log") as opened:
            yield opened
    except NotInstalledError as error:
        pytest.fail(str(error), pytrace=False)


@pytest.fixture
async def karin(here: People, synapse: SynapseServer) -> Person:
    """The coordinator."""
    return await here.login(synapse.fresh("karin"))


@pytest.fixture
async def anna(here: People, synapse: SynapseServer) -> Person:
    """The asker."""
    return await here.login(synapse.fresh("anna"))


@pytest.fixture
async def bot_user(synapse: SynapseServer) -> str:
    return synapse.fresh("onewayin")


@pytest.fixture
async def team(karin: Person, bot_user: str) -> str:
    """Karin's encrypted room, with the bot invited."""
    return str(await karin.do("room", invite=[bot_user], name="Huset i Lund"))


@pytest.fixture
async def bot(
    synapse: SynapseServer, bot_user: str, team: str, karin: Person, tmp_path: Path
) -> AsyncIterator[MatrixBot]:
    """The process, once it has come into the team's room."""
    async with running(
        tmp_path / "bot", settings(synapse, bot_user, {"lund/huset": team, "default": team})
    ) as started:
        try:
            await karin.do("meet", room=team, other=bot_user)
            yield started
        finally:
            sys.stderr.write(
                started.log.read_text("utf-8")[-4000:]
            )  # shown by pytest where a test fails


async def test_from_question_to_a_persons_answer(
    bot: MatrixBot, bot_user: str, team: str, anna: Person, karin: Person
) -> None:
    """Question, answer, handoff, card, a reply in the case's thread, and the relayed answer:
    no shield anywhere."""
    room = await anna.do("direct", other=bot_user)
    await anna.say(room, _KNOWN)
    (answer,) = await anna.read(room, bot_user, 1)
    assert "Rummet kostar inget" in answer["text"]
    await anna.say(room, _HANDOFF)
    assert "1. Ja, skicka" in (await anna.sees(room, "Ja, skicka"))["text"]
    await anna.say(room, "Ja, skicka")
    card = await karin.sees(team, "Vad kostar det att hyra scenen")
    await anna.sees(room, "Nu är frågan skickad")
    await karin.say(
        team, "Vet du det här, Bo?", thread=card["id"], reply_to=card["id"], falling_back=True
    )
    await karin.say(team, "Det kostar 400 kronor.", thread=card["id"], reply_to=card["id"])
    relayed = await anna.sees(room, "400 kronor")
    await karin.sees(team, "Levererat")
    assert not any("Bo?" in seen["text"] for seen in anna.said(room, bot_user))
    assert relayed["encrypted"]
    assert await anna.shields(bot_user) == await karin.shields(bot_user) == {0}


async def test_no_shield_after_kills(bot: MatrixBot, bot_user: str, anna: Person) -> None:
    """Killed twenty times at any moment, it answers each question once, from the same device, and
    no shield appears."""
    chance = random.Random(6)
    room = await anna.do("direct", other=bot_user)
    await anna.say(room, _KNOWN)
    await anna.read(room, bot_user, 1)
    devices = await anna.do("devices", other=bot_user)
    for kills in range(1, 21):
        await anna.say(room, _IN_TURN[kills % len(_IN_TURN)])
        await asyncio.sleep(
            chance.uniform(0, 0.2)
        )  # where it is hit is chance, and part of what is tried
        await bot.end(signal.SIGKILL)
        await bot.start()
        await anna.read(room, bot_user, kills + 1)
    await anna.say(room, "!status")
    await anna.read(room, bot_user, 22)
    assert len(anna.said(room, bot_user)) == 22
    assert await anna.shields(bot_user) == {0}
    assert await anna.do("devices", other=bot_user) == devices
    assert len(devices) == 1
