"""Faults of networks: each is its channel's own, nobody else waits, and nothing is lost."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from nio import MatrixRoom
from structlog.testing import capture_logs

from adapters import CHANNELS, SETUPS, Unopened
from adapters.matrix import store as store_module
from adapters.matrix.api import Api
from adapters.matrix.api import Refused as MatrixRefused
from adapters.matrix.login import logged_in
from adapters.matrix.membership import is_private, openness
from adapters.matrix.settings import PASSWORD, PICKLE_KEY, MatrixSettings
from adapters.telegram import settings as settings_module
from adapters.telegram.client import started
from adapters.telegram.settings import TelegramSettings
from bot import app
from bot.channel import LONGEST_WAIT, Batch, ChannelSettings, TryLater, Undeliverable, wait_of
from bot.cli.stage import Stage
from bot.desk import reminders
from bot.desk.clock import Clock
from bot.errors import OneWayInError
from bot.limits import Limits
from bot.matching.library import Current
from bot.messages import Address, Incoming, Outgoing, Profile, Receipt
from bot.settings import Settings
from bot.storage import database
from tests.conftest import NOW
from tests.telegram_chats import Refused
from tests.telegram_server import TOKEN, TelegramServer, running

ANNA, BO, TEAM, EDITORS = 11, 12, -1001, -1002
pytestmark = pytest.mark.takes(seconds=0.7)


@pytest.fixture(autouse=True)
def secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in ((settings_module.TOKEN, TOKEN), (PASSWORD, "x"), (PICKLE_KEY, "y")):
        monkeypatch.setenv(name, value)


@pytest.fixture
async def server() -> AsyncIterator[TelegramServer]:
    async with running(TelegramServer()) as started:
        yield started


def settings(server: TelegramServer, **own: Any) -> Settings:
    rooms = {"lund/huset": f"telegram:{TEAM}", "editors": f"telegram:{EDITORS}"}
    telegram = TelegramSettings(base_url=server.url, **own)
    channels = {"telegram": telegram}
    return Settings.model_validate({"database": ":memory:", "rooms": rooms, "channels": channels})


@asynccontextmanager
async def bot(
    server: TelegramServer, lund: Current, chosen: Settings | None = None, **own: Any
) -> AsyncIterator[asyncio.Task[int]]:
    """The whole bot, in Lund."""
    task = asyncio.create_task(app.run(chosen or settings(server, **own), CHANNELS, lund))
    try:
        yield task
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


# Numbers from outside


@pytest.mark.parametrize(
    ("asked", "seconds"),
    [
        (7, 7.0),
        (0.5, 0.5),
        (0.001, 0.1),
        (-5, None),
        (0, None),
        (float("nan"), None),
        (float("inf"), LONGEST_WAIT),
        (10**400, LONGEST_WAIT),
        ("7", None),
        (True, None),
        (None, None),
    ],
)
def test_a_wait_that_a_network_asks_for_is_within_reason(
    asked: object, seconds: float | None
) -> None:
    """However long, negative or strange it is; nothing overflows and nothing spins."""
    assert wait_of(asked) == seconds
    if asked is None or isinstance(asked, int | float):
        assert TryLater(asked).after == seconds


@pytest.mark.parametrize("after", [-5, 10**18, 10**300, "soon", [7]])
async def test_an_odd_wait_delays_one_message_only(
    server: TelegramServer, lund: Current, after: Any
) -> None:
    """The others are answered, and that one too in the end, or it waits."""
    async with bot(server, lund):
        server.refuse.append(Refused(429, "Too Many Requests", retry_after=after))
        await server.say(ANNA, "/hjalp")
        await server.wait_until(lambda: not server.refuse)
        await server.say(BO, "/hjalp")
        await server.wait_for(BO, 1)
        assert server.calls.count("sendMessage") < 10


@pytest.mark.parametrize("room", ["9" * 19, "-" + "9" * 19, "٣", "1/abc"])
async def test_a_room_that_no_number_can_be_is_undeliverable(
    server: TelegramServer, room: str
) -> None:
    """Or a topic that none can be: never tried again and again."""
    where, _, thread = room.partition("/")
    async with CHANNELS["telegram"].opened(TelegramSettings(base_url=server.url)) as channel:
        with pytest.raises(Undeliverable):
            await channel.send(Outgoing("k", Address("telegram", where, thread), "hej"))


# A budget, and a new database


async def test_the_settings_budget_is_an_askers_and_no_teams(
    server: TelegramServer, lund: Current
) -> None:
    """Of one message a minute the others wait; whoever sits in a team's room writes on."""
    chosen = settings(server).model_copy(update={"limits": Limits(messages_a_minute=1)})
    async with bot(server, lund, chosen):
        for _ in range(3):
            await server.say(ANNA, "/hjalp")
            await server.say(TEAM, "/ko", person=5)
        await server.wait_for(ANNA, 1)
        await server.wait_for(TEAM, 3)
        assert len(server.shown(ANNA)) == 1


async def test_a_new_database_is_told_of_at_its_first_start(
    server: TelegramServer, lund: Current, tmp_path: Path
) -> None:
    """To the editors and in the log: it may be that the one before was lost. Never again after
    that."""
    chosen = settings(server).model_copy(update={"database": tmp_path / "a.db"})
    with capture_logs() as logs:
        for _ in range(2):
            async with bot(server, lund, chosen):
                await server.wait_for(EDITORS, 1)
                await server.say(ANNA, "/hjalp")
                await server.wait_for(ANNA, len(server.shown(ANNA)) + 1)
    assert [line["event"] for line in logs].count("new database") == 1
    [told] = server.shown(EDITORS)
    assert "säkerhetskopian" in told["text"]


async def test_by_a_clock_that_leaps_nothing_falls_due(
    server: TelegramServer, lund: Current, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was promised isn't looked at until the clock is right again; the editors are told, and
    whoever asks is answered."""
    swept: list[object] = []
    monkeypatch.setattr(reminders, "sweep", lambda *told: swept.append(told))
    monkeypatch.setattr(Clock, "has_leapt", lambda *_: True)
    async with bot(server, lund):
        await server.say(ANNA, "/hjalp")
        await server.wait_for(ANNA, 1)
        [told] = await server.wait_for(EDITORS, 1)
    assert told["text"].startswith("Min klocka")
    assert swept == []


# What is no update


@pytest.mark.parametrize(
    "odd",
    [None, "hej", 7, {"update_id": 1}, [1, "a"], [{}], [{"update_id": 10**30}], [{"message": {}}]],
    ids=str,
)
async def test_what_is_no_update_ends_nothing(
    server: TelegramServer, lund: Current, odd: Any
) -> None:
    """Null, a string, a list of strings, no id or one that is none: what comes after it is
    answered."""
    server.odd_results["getUpdates"] = [odd, odd]
    async with bot(server, lund):
        await server.say(ANNA, "/hjalp")
        await server.wait_for(ANNA, 1)
    assert not server.odd_results["getUpdates"]


# The start


@pytest.mark.parametrize(
    "method", ["getMe", "deleteWebhook", "getChat", "getChatMember", "setMyDescription"]
)
async def test_a_call_of_the_start_that_fails_is_waited_out(
    server: TelegramServer, lund: Current, method: str
) -> None:
    """502, 429, and what isn't Telegram's answer: in the end the bot answers."""
    server.refuse_calls[method] = [
        Refused(502, "Bad Gateway"),
        Refused(429, "Too Many Requests", retry_after=1),
    ]
    async with bot(server, lund):
        await server.say(ANNA, "/hjalp")
        await server.wait_for(ANNA, 1)


async def test_a_webhook_that_is_set_meanwhile_is_taken_away(
    server: TelegramServer, lund: Current
) -> None:
    """What waited for it is heard; setup says what is wrong instead of naming another bot."""
    async with bot(server, lund):
        await server.wait_until(lambda: server.polls > 0)
        server.webhook = True
        await server.say(ANNA, "/hjalp")
        await server.wait_for(ANNA, 1)
        await server.say(ANNA, "/hjalp")
        await server.wait_for(ANNA, 2)
    server.webhook = True
    with pytest.raises(OneWayInError, match="webhook är satt"):
        [line async for line in SETUPS["telegram"](TelegramSettings(base_url=server.url))]


@pytest.mark.parametrize("odd", [[[]], {"id": None}, 7])
async def test_an_album_of_another_kind_stops_nothing(
    server: TelegramServer, lund: Current, odd: Any
) -> None:
    """What comes after it is heard; it would be asked for again and again."""
    async with bot(server, lund):
        await server.say(BO, "hej", media_group_id=odd)
        await server.say(ANNA, "/hjalp")
        assert await server.wait_for(ANNA, 1)


# One channel beside another


class Frail:
    """A network whose listening breaks the first two times, beside another one."""

    name, prefix, idempotent, link = "frail", "/", True, ""

    def __init__(self, fault: Exception) -> None:
        self.fault, self.begun, self.answered = fault, 0, asyncio.Event()

    async def listen(self, after: str | None) -> AsyncGenerator[Batch, None]:
        self.begun += 1
        if self.begun < 3:
            raise self.fault
        await asyncio.Event().wait()
        yield Batch((), "")

    async def introduce(self, profile: Profile) -> None:
        if self.begun == 2:
            self.answered.set()

    async def send(self, outgoing: Outgoing) -> Receipt:
        return Receipt((outgoing.key,))


@pytest.mark.parametrize("fault", [ValueError("odd"), OneWayInError("En annan bot läser.")])
async def test_a_channel_that_fails_is_begun_again_alone(
    server: TelegramServer, lund: Current, fault: Exception
) -> None:
    """After a pause that grows; the other one answers all the while, and the log says why."""
    frail = Frail(fault)

    @asynccontextmanager
    async def opened(_: object) -> AsyncIterator[Frail]:
        yield frail

    adapters = {**CHANNELS, "frail": Unopened(lambda: ChannelSettings, opened)}
    own = settings(server)
    both = own.model_copy(update={"channels": {**own.channels, "frail": ChannelSettings()}})
    with capture_logs() as logs:
        running_bot = asyncio.create_task(app.run(both, adapters, lund))
        await server.say(ANNA, "/hjalp")
        await server.wait_for(ANNA, 1)
        async with asyncio.timeout(20):
            await frail.answered.wait()
        await server.say(ANNA, "/hjalp")
        await server.wait_for(ANNA, 2)
        running_bot.cancel()
        await asyncio.gather(running_bot, return_exceptions=True)
    told = [line for line in logs if line["event"] == "channel failed"]
    assert [line["again_in"] for line in told] == [0.5, 1.0]
    assert {line["channel"] for line in told} == {"frail"}
    assert str(fault) in told[0]["error"] or type(fault).__name__ == told[0]["error"]


async def test_a_send_that_hangs_holds_up_nobody_else(
    server: TelegramServer, lund: Current
) -> None:
    """While Anna's answer hangs Bo gets his; hers comes once it can, and nothing is lost."""
    server.hanging[ANNA] = asyncio.Event()
    with capture_logs() as logs:
        async with bot(server, lund):
            await server.say(ANNA, "/hjalp")
            await server.wait_until(lambda: "sendMessage" in server.calls)
            await server.say(BO, "/hjalp")
            await server.wait_for(BO, 1)
            assert "send" not in [line["event"] for line in logs]  # hers hasn't been given up
            server.hanging.pop(ANNA).set()
            await server.wait_for(ANNA, 1)


class Stepwise:
    """A network that takes many steps of the loop for each message, as any client does."""

    name, prefix, idempotent, link = "stepwise", "/", False, ""

    def __init__(self, heard: Sequence[Incoming]) -> None:
        self.heard, self.has_landed = tuple(heard), asyncio.Event()

    async def listen(self, after: str | None) -> AsyncGenerator[Batch, None]:
        yield Batch(self.heard, "1")
        await asyncio.Event().wait()

    async def introduce(self, profile: Profile) -> None:
        """It has nothing to show."""

    async def send(self, outgoing: Outgoing) -> Receipt:
        for _ in range(30):
            await asyncio.sleep(0)
        self.has_landed.set()
        return Receipt((outgoing.key,))


async def test_an_answer_is_on_its_way_before_the_others_are_thought_of(
    lund: Current, tmp_path: Path
) -> None:
    """While sixty questions wait, the first answer doesn't wait for the desk at each of its
    steps."""
    asked = [
        Incoming(who, NOW, Address("stepwise", who), who, "said", "Vad kostar huset i Lund?")
        for who in (f"anna{number}" for number in range(60))
    ]
    network, path = Stepwise(asked), tmp_path / "bot.db"

    @asynccontextmanager
    async def opened(_: object) -> AsyncIterator[Stepwise]:
        yield network

    channels = {"stepwise": ChannelSettings()}
    own = Settings.model_validate({"database": path, "channels": channels})
    adapters = {"stepwise": Unopened(lambda: ChannelSettings, opened)}
    task = asyncio.create_task(app.run(own, adapters, lund))
    try:
        async with asyncio.timeout(20):
            await network.has_landed.wait()
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
    assert await asyncio.to_thread(_waiting, path) > 30


def _waiting(path: Path) -> int:
    with database.reading(path) as db:
        return int(db.execute("SELECT count(*) FROM incoming WHERE state = 'new'").fetchone()[0])


async def test_a_call_that_hangs_is_given_up(server: TelegramServer) -> None:
    """After some seconds, and is then made anew: what nobody takes isn't waited for."""
    async with started(TelegramSettings(base_url=server.url)) as client:
        assert client.request.read_timeout is not None
        assert client.request.read_timeout <= 8


async def test_told_to_stop_it_stops_although_a_send_hangs(
    server: TelegramServer, lund: Current
) -> None:
    """Within eight seconds, before anybody kills it."""
    server.hanging[ANNA] = asyncio.Event()
    loop = asyncio.get_running_loop()
    async with bot(server, lund) as task:
        await server.say(ANNA, "/hjalp")
        await server.wait_until(lambda: "sendMessage" in server.calls)
        began = loop.time()
        os.kill(os.getpid(), signal.SIGTERM)
        assert await task == 0
        assert loop.time() - began < 8


# Rooms


async def test_a_team_in_a_public_group_is_warned_of_once(
    server: TelegramServer, lund: Current
) -> None:
    """At the start, or when the group gets an address: in the group, and to the editors."""
    server.usernames[TEAM] = "huset_i_lund"
    async with bot(server, lund):
        for room in (TEAM, EDITORS):
            assert "vem som helst kan gå med" in (await server.wait_for(room, 1))[0]["text"]
        await server.say(TEAM, "/ko", person=5)
        assert "vem som helst" not in (await server.wait_for(TEAM, 2))[1]["text"]
    assert len(server.shown(EDITORS)) == 1


async def test_a_group_that_becomes_public_is_noticed(
    server: TelegramServer, lund: Current
) -> None:
    """From the next message that comes there."""
    async with bot(server, lund):
        await server.wait_until(lambda: server.polls > 0)
        server.usernames[TEAM] = "huset_i_lund"
        await server.say(TEAM, "prat", person=5)
        assert "vem som helst kan gå med" in (await server.wait_for(TEAM, 1))[0]["text"]


async def test_setup_warns_of_a_public_group(server: TelegramServer) -> None:
    """Before it is pasted into the settings."""
    server.usernames[TEAM] = "huset_i_lund"
    await server.say(TEAM, "/ko", person=5)
    shown = [line async for line in SETUPS["telegram"](TelegramSettings(base_url=server.url))]
    assert any(f"{TEAM} är en öppen grupp" in line for line in shown)


@pytest.mark.parametrize(
    ("join", "history", "why"),
    [
        ("public", "shared", "public"),
        ("invite", "world_readable", "world_readable"),
        ("invite", "shared", ""),
        ("restricted", "joined", ""),
        (None, None, ""),
    ],
)
def test_a_matrix_room_is_open_where_anybody_may_join_or_read(
    join: str | None, history: str | None, why: str
) -> None:
    """By its join rule and by who may read its history."""
    assert openness(join, history) == why


async def test_a_teams_room_that_is_one_persons_chat_is_refused(
    server: TelegramServer, lund: Current
) -> None:
    """Whoever writes there, as an asker does, would get the cards and answer for the team."""
    chosen = settings(server).model_copy(update={"rooms": {"default": f"telegram:{ANNA}"}})
    with pytest.raises(OneWayInError, match="enskild chatt"):
        await asyncio.wait_for(app.run(chosen, CHANNELS, lund), 30)


@pytest.mark.parametrize(
    ("others", "name", "is_told"),
    [(1, None, True), (1, "Huset i Lund", False), (2, None, False)],
)
def test_a_matrix_room_of_two_without_a_name_is_told_of(
    others: int, name: str | None, is_told: bool
) -> None:
    """It looks like somebody's own talk with the bot."""
    room = MatrixRoom("!a:example.org", "@bot:example.org")
    room.name = name
    for person in ["@bot:example.org", *(f"@{number}:example.org" for number in range(others))]:
        room.add_member(person, None, None)
    assert bool(is_private(room)) == is_told


def test_who_sits_in_a_private_chat_is_told_of(lund: Current) -> None:
    """In the log, there and to the editors, once."""
    stage = Stage(lund, NOW, {"default": "net:default", "editors": "net:editors"})
    for _ in range(2):
        stage.hear("", "private", room="default", kind="exposed")
    told = [shown.room for shown in stage.shown if "egen chatt" in shown.text]
    assert told == ["default", "editors"]
    stage.close()


CHANNEL = -1000000000777


def in_its_name(channel: int) -> dict[str, Any]:
    """Who writes as a channel comes as a bot of Telegram's own."""
    bot_of_telegrams = {"id": 136817688, "is_bot": True, "first_name": "Channel"}
    return {
        "from": bot_of_telegrams,
        "sender_chat": {"id": channel, "type": "channel", "title": "Någons kanal"},
    }


@pytest.mark.parametrize("trusted", [False, True])
async def test_a_channels_name_is_no_coordinator(
    server: TelegramServer, lund: Current, trusted: bool
) -> None:
    """Whoever writes in a channel's name answers nobody and commands nothing, unless the settings
    trust that channel; talk gets nothing."""
    own: dict[str, Any] = {"trusted_channels": [CHANNEL]} if trusted else {}
    async with bot(server, lund, **own):
        await server.say(TEAM, "prat", **in_its_name(CHANNEL))
        await server.say(TEAM, "/ko", **in_its_name(CHANNEL))
        shown = await server.wait_for(TEAM, 1)
        assert ["i en kanals namn" in told["text"] for told in shown] == [not trusted], shown


# Matrix


async def test_no_login_is_made_that_cant_be_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On a full disk the homeserver isn't even asked, and one sentence names the folder."""
    asked: list[str] = []

    async def call(self: Api, method: str, address: str, *_: Any, **__: Any) -> dict[str, Any]:
        asked.append(address)
        raise MatrixRefused(500, "", "")

    def full(file: Path, text: str) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Api, "call", call)
    monkeypatch.setattr(store_module, "write_private", full)
    own = MatrixSettings(homeserver="http://127.0.0.1:9", user="@a:b", store=tmp_path / "s")
    with pytest.raises(OneWayInError, match=r"s går inte att använda som store \(disken är full\)"):
        async with logged_in(own, patient=True):
            pass
    assert asked == []


def test_what_another_put_into_the_store_is_left_alone(tmp_path: Path) -> None:
    """A volume has a lost+found; what is ours there is closed to others."""
    (tmp_path / "lost+found").mkdir(mode=0o750)
    (tmp_path / "session.json").write_text("{}", "utf-8")
    (tmp_path / "session.json").chmod(0o644)
    store_module.make(tmp_path)
    store_module.close_to_others(tmp_path)
    modes = {file.name: file.stat().st_mode & 0o777 for file in tmp_path.iterdir()}
    assert modes == {"lost+found": 0o750, "session.json": 0o600}
    assert tmp_path.stat().st_mode & 0o777 == 0o700


def test_a_secret_that_stays_open_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The login, the identity or the keys: where they can't be closed to others the bot doesn't
    start on them; what else lies there is nobody's secret."""

    def another_owner(*_: object) -> None:
        raise PermissionError

    for name, is_secret in (("session.json", True), ("keys.db", True), ("LÄS MIG", False)):
        file = tmp_path / name
        file.touch(0o644)
        file.chmod(0o644)
        with monkeypatch.context() as patched:
            patched.setattr(Path, "chmod", another_owner)
            if is_secret:
                with pytest.raises(OneWayInError, match=f"{name} kan läsas av andra"):
                    store_module.close_to_others(tmp_path)
            else:
                store_module.close_to_others(tmp_path)
        file.unlink()


async def test_matrix_goes_through_the_proxy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """That the environment names, as Telegram does."""
    seen: list[str] = []

    async def proxied(request: web.Request) -> web.Response:
        seen.append(str(request.url))
        return web.json_response({"errcode": "M_FORBIDDEN", "error": "no"}, status=403)

    proxy = web.Application()
    proxy.router.add_route("*", "/{path:.*}", proxied)
    runner = web.AppRunner(proxy, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    monkeypatch.setenv("http_proxy", f"http://127.0.0.1:{runner.addresses[0][1]}")
    monkeypatch.delenv("no_proxy", raising=False)
    monkeypatch.delenv("NO_PROXY", raising=False)
    own = MatrixSettings(homeserver="http://matrix.invalid", user="@a:b", store=tmp_path / "s")
    with pytest.raises(OneWayInError, match="lösenordet"):
        async with logged_in(own):
            pass
    await runner.cleanup()
    assert seen
    assert all("matrix.invalid" in url for url in seen)
