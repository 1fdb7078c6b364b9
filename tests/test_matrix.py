"""Matrix, over the real library against a real Synapse, with people who use nio's own client."""

from __future__ import annotations

import asyncio
import json
import os
import stat
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, cast

import httpx
import pytest
import stamina
import vodozemac
from aiohttp import ClientSession, web
from nio import ToDeviceEvent
from nio.crypto.device import OlmDevice
from structlog.testing import capture_logs
from yarl import URL

from adapters import CHANNELS, COMMANDS, SETUPS
from adapters.matrix import errands, late
from adapters.matrix.api import path
from adapters.matrix.client import Client
from adapters.matrix.cursor import Cursor, Gap, Invitation, Missing
from adapters.matrix.format import LIMIT, contents
from adapters.matrix.identity import Identity, canonical
from adapters.matrix.listen import Listener
from adapters.matrix.login import Login
from adapters.matrix.receive import Place, incoming_of, kept_of, plain_key
from adapters.matrix.room import Rooms
from adapters.matrix.settings import PASSWORD, PICKLE_KEY, Account, MatrixSettings
from adapters.telegram.settings import TOKEN as TOKEN_VARIABLE
from adapters.telegram.settings import TelegramSettings
from bot import app
from bot.channel import Channel, TryLater, Undeliverable
from bot.desk.introduction import sentences
from bot.errors import OneWayInError
from bot.knowledge import loading
from bot.matching.library import Current
from bot.messages import Address, Choice, Incoming, Outgoing, Profile
from bot.settings import Settings
from tests.conftest import ROOT
from tests.matrix_person import ENCRYPTED, Person, person
from tests.synapse import SynapseServer, free_port
from tests.telegram_server import TOKEN, TelegramServer, running

slow = [pytest.mark.slow, pytest.mark.timeout(120)]
HANDOFF, KNOWN = "Vad kostar det att hyra scenen i Lund?", "får man ett rum gratis i Lund"
ANSWER = "Rummet kostar inget"
ME = "@bot:example.org"


# What needs no server


def test_a_message_is_plain_and_html() -> None:
    """Side by side, with the choices as numbered lines, line breaks kept, and nobody called."""
    (content,) = contents(
        "**Ja** <b>\nrad två", (Choice("yes:1", "Ja, skicka"), Choice("no:1", "A & B"))
    )
    assert content["body"] == "Ja <b>\nrad två\n\n1. Ja, skicka\n2. A & B"
    assert "<strong>Ja</strong> &lt;b&gt;<br" in content["formatted_body"]
    assert content["formatted_body"].endswith("<ol><li>Ja, skicka</li><li>A &amp; B</li></ol>")
    assert content["m.mentions"] == {}


def test_choices_that_the_text_tells_are_not_told_again() -> None:
    """The numbers go on after those in the text."""
    choices = (Choice("a", "1 Kvar: ett", told=True), Choice("b", "Skicka som text"))
    (content,) = contents("1. Kvar: ett", choices)
    assert content["body"] == "1. Kvar: ett\n\n2. Skicka som text"
    assert content["formatted_body"].endswith('<ol start="2"><li>Skicka som text</li></ol>')


def test_what_is_silent_is_a_notice() -> None:
    """The push rule that every account begins with lets a notice make no sound."""
    for silent, msgtype in ((True, "m.notice"), (False, "m.text")):
        parts = contents("ord " * LIMIT, silent=silent)
        assert {part["msgtype"] for part in parts} == {msgtype}


@pytest.mark.parametrize("unit", ["🎉", "𝗯", "å", "&", "🎉 & 👩‍👧\n"])
def test_no_part_outgrows_an_event(unit: str) -> None:
    """Also a text that takes many bytes for each character fits, encrypted, and all of it comes."""
    text = unit * (LIMIT // len(unit))
    parts = contents(text, (Choice("a", "sist"),))
    assert all(len(json.dumps(part)) < 45_000 for part in parts)
    shown = "".join("".join(part["body"].split()) for part in parts)
    assert shown == "".join((text + "1.sist").split())


@pytest.mark.parametrize("unit", ["ord ", "ett stycke\n\n", "x", "rad\n"])
def test_long_texts_become_several_messages(unit: str) -> None:
    """Nothing is lost between them, and each fits an event, encrypted."""
    text = unit * (3 * LIMIT // len(unit))
    parts = contents(text, (Choice("a", "sist"),))
    assert 3 <= len(parts) <= 5
    assert "".join("".join(part["body"] for part in parts).split()) == "".join(
        (text + "1. sist").split()
    )
    assert all(len(json.dumps(part)) < 45_000 for part in parts)


@pytest.mark.parametrize(
    ("key", "plain"),
    [("👍️", "👍"), ("👍🏿", "👍"), ("1️⃣", "1"), ("2⃣", "2"), ("🔟", "10"), ("❤️", "❤")],
)
def test_reactions_come_in_many_shapes(key: str, plain: str) -> None:
    """With a variation selector, a skin tone, as a keycap."""
    assert plain_key(key) == plain


def heard(content: dict[str, Any], type_: str = "m.room.message", **more: Any) -> Incoming | None:
    event = {
        "type": type_,
        "event_id": "$e",
        "sender": "@anna:x",
        "origin_server_ts": 1_700_000_000_000,
        "content": content,
    }
    return incoming_of(event | more, Place("!r", True, ME, "En väg in"))


TEXT = {"msgtype": "m.text", "body": "hej"}
_LINK = '<a href="https://example.org/a?x=1&amp;y=2">vår <b>sida</b></a>'
_ELEMENT = '<a href="https://example.org">sidan</a>'


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (TEXT, {"kind": "said", "text": "hej", "reply_to": None, "mentioned": False}),
        (TEXT | {"body": "En väg in: hjälp"}, {"mentioned": True}),
        (TEXT | {"m.mentions": {"user_ids": [ME]}}, {"mentioned": True}),
        (TEXT | {"m.relates_to": {"m.in_reply_to": {"event_id": "$a"}}}, {"reply_to": "$a"}),
        (
            TEXT
            | {
                "m.relates_to": {
                    "rel_type": "m.thread",
                    "event_id": "$t",
                    "is_falling_back": True,
                    "m.in_reply_to": {"event_id": "$a"},
                }
            },
            {"reply_to": None},
        ),
        (
            TEXT
            | {
                "m.relates_to": {
                    "rel_type": "m.thread",
                    "event_id": "$t",
                    "is_falling_back": False,
                    "m.in_reply_to": {"event_id": "$a"},
                }
            },
            {"reply_to": "$a"},
        ),
        (
            {
                "msgtype": "m.text",
                "body": "> <@b:x> förut\n\nsvaret",
                "m.relates_to": {"m.in_reply_to": {"event_id": "$a"}},
            },
            {"text": "svaret"},
        ),
        (
            {
                "msgtype": "m.text",
                "body": "* nytt",
                "m.new_content": TEXT,
                "m.relates_to": {"rel_type": "m.replace", "event_id": "$a"},
            },
            {"kind": "edited", "text": "hej", "edits": "$a"},
        ),
        ({"msgtype": "m.image", "body": "bild.png"}, {"attachment": "bild", "text": ""}),
        (
            {"msgtype": "m.file", "body": "se här", "filename": "a.pdf"},
            {"attachment": "fil", "text": "se här"},
        ),
        ({"msgtype": "m.audio", "body": "a.ogg"}, {"attachment": "ljud"}),
        ({"msgtype": "m.location", "body": "Jag är här"}, {"attachment": "plats", "text": ""}),
        (
            TEXT | {"body": "Ansök på vår sida", "formatted_body": f"Ansök på {_LINK}"},
            {"text": "Ansök på vår sida (https://example.org/a?x=1&y=2)"},
        ),
        (
            {
                "msgtype": "m.text",
                "body": "> <@b:x> vår sida\n\nHär är vår sida igen",
                "formatted_body": f"<mx-reply><a href='https://example.org/b'>vår sida</a>"
                f"</mx-reply>Här är {_LINK} igen",
                "m.relates_to": {"m.in_reply_to": {"event_id": "$a"}},
            },
            {"text": "Här är vår sida (https://example.org/a?x=1&y=2) igen"},
        ),
        (
            TEXT | {"formatted_body": '<a href="https://matrix.to/#/@a:x">Anna</a>: hej'},
            {"text": "hej"},
        ),
        (
            TEXT | {"body": "[sidan](https://example.org)", "formatted_body": _ELEMENT},
            {"text": "[sidan](https://example.org)"},
        ),
    ],
)
def test_what_is_said_is_understood(content: dict[str, Any], expected: dict[str, Any]) -> None:
    """Replies, threads, edits, mentions and files; and the addresses behind words."""
    incoming = heard(content)
    assert incoming is not None
    assert {name: getattr(incoming, name) for name in expected} == expected


@pytest.mark.parametrize(
    "event",
    [
        {"content": TEXT | {"msgtype": "m.notice"}},
        {"content": {}},
        {"content": None},
        {"content": TEXT, "sender": ME},
        {"content": {"m.relates_to": {"rel_type": "m.annotation"}}, "type_": "m.reaction"},
        {"content": TEXT, "type_": "m.room.topic"},
        {"content": {"msgtype": "m.key.verification.request", "to": "@b:x"}},
    ],
)
def test_the_rest_says_nothing(event: dict[str, Any]) -> None:
    """Other bots, what is left of a redacted message, our own words, what is meant for others."""
    assert heard(**event) is None


def test_a_nonsensical_time_is_now() -> None:
    """A server that says anything stops nothing."""
    incoming = heard(TEXT, origin_server_ts=10**30)
    assert incoming is not None
    assert incoming.at.year >= 2024


@pytest.mark.parametrize("content", ["x", ["transaction_id"], None, {}, {"transaction_id": "t"}])
def test_a_malformed_wish_to_verify_stops_nothing(content: Any) -> None:
    """A server that looks into nothing passes on what isn't even an object;
    only a request with an id is declined."""
    event = ToDeviceEvent.parse_event(
        {"type": "m.key.verification.request", "sender": "@a:x", "content": content}
    )
    declined = errands.Errands(cast("Rooms", None)).decline([event])
    assert declined == ([("@a:x", "t")] if content == {"transaction_id": "t"} else [])


@pytest.mark.parametrize("formatted", ["<![x", "<![", "<!x [", "<a href='x", 5, ["<b>"]])
def test_what_is_no_html_stops_nothing(formatted: Any) -> None:
    """Whatever a client sends as its HTML, its text is heard."""
    incoming = heard(TEXT | {"formatted_body": formatted})
    assert incoming is not None
    assert incoming.text == "hej"


def _member(**odd: Any) -> dict[str, Any]:
    """That we came into a room, as no homeserver says it."""
    told: dict[str, Any] = {
        "type": "m.room.member",
        "event_id": "$m",
        "sender": ME,
        "state_key": ME,
        "origin_server_ts": 1,
        "content": {"membership": "join"},
    }
    return told | odd


@pytest.mark.parametrize(
    "odd",
    [
        _member(unsigned=7),
        _member(unsigned={"prev_content": "x"}),
        _member(origin_server_ts={}, content={"membership": "x"}),
        _member(origin_server_ts=None),
        _member(content=None),
        "x",
        None,
    ],
    ids=["unsigned", "before", "time", "no time", "no content", "text", "nothing"],
)
@pytest.mark.parametrize("where", ["invite_state", "timeline", "state", "left", "to_device"])
async def test_what_no_homeserver_says_silences_nobody(
    where: str, odd: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What a stranger's homeserver writes into an invitation, or any other event of another kind,
    is left out; what stands beside it is heard, and the next sync is asked for."""
    said = {"type": "m.room.message", "event_id": "$e", "sender": "@anna:x", "content": TEXT}
    told = [said | {"origin_server_ts": 1}]
    timeline = [odd, *told] if where == "timeline" else told
    state = [odd] if where == "state" else []
    left = {"timeline": {"events": [odd] if where == "left" else []}}
    body = {
        "next_batch": "s2",
        "device_one_time_keys_count": {},
        "to_device": {"events": [odd] if where == "to_device" else []},
        "rooms": {
            "join": {"!r:x": {"timeline": {"events": timeline}, "state": {"events": state}}},
            "invite": {
                "!i:x": {"invite_state": {"events": [odd] if where == "invite_state" else []}}
            },
            "leave": {"!l:x": left},
        },
    }

    async def call(self: Client, *_: Any, **__: Any) -> dict[str, Any]:
        return body

    monkeypatch.setattr(Client, "call", call)
    monkeypatch.setenv(PASSWORD, "x")
    monkeypatch.setenv(PICKLE_KEY, "y")
    own = MatrixSettings(homeserver="http://127.0.0.1:9", user=ME, store=tmp_path)
    login = Login(Account.read(own))
    login.client.user_id, login.client.access_token = ME, "token"
    after = Cursor(0, since="s1").text()
    batches = Listener(Rooms(login), after).batches()
    batch = await anext(batches)
    assert [one.text for one in batch.incoming if one.kind == "said"] == ["hej"]
    assert Cursor.read(batch.cursor, 0).since == "s2"
    await batches.aclose()
    await login.close()


@pytest.mark.parametrize("id_", ["$" + "x" * 60_000, 7, ["$e"], {"event_id": "$e"}, ""])
def test_what_is_no_id_is_kept_nowhere(id_: Any) -> None:
    """Whoever writes a book where an event's id belongs fills neither memory nor database."""
    relations: list[dict[str, Any]] = [
        {"m.in_reply_to": {"event_id": id_}},
        {"rel_type": "m.replace", "event_id": id_},
        {"rel_type": "m.thread", "event_id": id_},
    ]
    for relation in relations:
        said = heard({"msgtype": "m.text", "body": "/ko", "m.relates_to": relation})
        assert said is not None
        assert (said.reply_to, said.edits) == (None, None)
    assert heard({}, "m.room.redaction", redacts=id_) is None
    more = {"rel_type": "x" * 60_000, "event_id": id_, "x": ["x"] * 9_000}
    assert len(json.dumps(kept_of(more))) < 500


def test_only_so_much_that_cant_be_read_is_waited_for() -> None:
    """Anybody may send what nobody can read: it pushes out nobody else's, and has an end."""
    cursor = Cursor(0)
    cursor.wait_for("$bo", Missing("!b", "@bo:x", 0.0))
    for number in range(400):
        cursor.wait_for(f"${number}", Missing("!a", "@anna:x", 0.0))
    assert "$bo" in cursor.missing
    assert len(cursor.missing) < 50
    for number in range(2_000):
        cursor.wait_for(f"$b{number}", Missing("!a", f"@{number}:x", 0.0))
    assert len(cursor.missing) <= 500


def test_a_room_goes_on_as_one_other() -> None:
    """Whoever closes their own room a thousand times has the bot come into one more."""
    cursor = Cursor(0, invitations={"!team2": Invitation("@karin:x", True, "!team")})
    for number in range(1_000):
        cursor.follow("!own", f"!{number}", "@anna:x")
    assert list(cursor.invitations) == ["!team2", "!999"]


def test_a_cursor_is_what_it_was() -> None:
    """Over its text, with everything open."""
    cursor = Cursor(
        5,
        "s1",
        {"$a": Missing("!r", "@a:x", 1.0)},
        {"!r": Gap("t", None)},
        {"!q": Invitation("@a:x", True, "!o")},
        {"$r": "$c"},
    )
    assert Cursor.read(cursor.text(), 9) == cursor
    assert Cursor.read(None, 9) == Cursor(9)


@pytest.mark.parametrize("name", [PASSWORD, PICKLE_KEY])
def test_a_missing_secret_says_where_it_belongs(
    name: str, secrets: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The environment variable is named."""
    monkeypatch.delenv(name)
    with pytest.raises(OneWayInError, match=name):
        Account.read(MatrixSettings(homeserver="http://x", user="@a:b", store=Path("s")))


# What the tests with a server share


@pytest.fixture
def secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(PASSWORD, "hemligt")
    monkeypatch.setenv(PICKLE_KEY, "ett lås för provet")


@pytest.fixture
def bot_user(synapse: SynapseServer, secrets: None) -> str:
    return synapse.fresh("onewayin")


@pytest.fixture
async def anna(synapse: SynapseServer) -> AsyncIterator[Person]:
    """The asker."""
    async with person(synapse.url, synapse.fresh("anna")) as here:
        yield here


@pytest.fixture
async def karin(synapse: SynapseServer) -> AsyncIterator[Person]:
    """The coordinator."""
    async with person(synapse.url, synapse.fresh("karin")) as here:
        yield here


@pytest.fixture
async def team(karin: Person, bot_user: str) -> str:
    """Karin's encrypted room, with the bot invited."""
    return await karin.create(bot_user, preset="private_chat", is_direct=False, name="Huset i Lund")


@pytest.fixture
def table(synapse: SynapseServer, bot_user: str, tmp_path: Path) -> MatrixSettings:
    return MatrixSettings(homeserver=synapse.url, user=bot_user, store=tmp_path / "store")


Start = Callable[..., Any]


@pytest.fixture
def start(table: MatrixSettings, team: str, lund: Current, tmp_path: Path) -> Start:
    """Opens the whole bot; opened again it goes on from its database and store."""

    @asynccontextmanager
    async def opened(
        *, undo: int = 0, database: str = "bot.db", knows: Current = lund, **channels: Any
    ) -> AsyncIterator[None]:
        own = {"lund/huset"} & knows.knowledge.teams.keys()
        rooms = dict.fromkeys([*own, "default"], f"matrix:{team}") | channels.pop("rooms", {})
        chosen = Settings.model_validate(
            {
                "database": tmp_path / database,
                "undo_seconds": undo,
                "rooms": rooms,
                "channels": {"matrix": table, **channels},
            }
        )
        task = asyncio.create_task(app.run(chosen, CHANNELS, knows))
        try:
            yield
            if task.done():
                task.result()
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    return opened


async def met(person: Person, room: str, bot_user: str) -> None:
    """The bot has come into the room."""
    await person.until(lambda: room in person.client.rooms and bot_user in joined(person, room))


def joined(person: Person, room: str) -> set[str]:
    members = person.client.rooms[room]
    return set(members.users) - set(members.invited_users)


async def card(
    anna: Person, karin: Person, bot_user: str, team: str, said: str = HANDOFF
) -> tuple[str, str]:
    """Anna's room and the id of the card of what she asked."""
    room = await anna.create(bot_user)
    await anna.say(room, said)
    await anna.sees(room, "Ja, skicka")
    await anna.say(room, "ja")
    shown = await karin.sees(team, said)
    await anna.sees(room, "Nu är frågan skickad")
    return room, str(shown["event_id"])


class Ear:
    """What a channel hears, in order, and the cursor after each batch."""

    def __init__(self) -> None:
        self.heard, self.cursors, self._more = list[Incoming](), list[str](), asyncio.Event()

    async def listen(self, channel: Channel, after: str | None) -> None:
        async for batch in channel.listen(after):
            self.heard += batch.incoming
            self.cursors.append(batch.cursor)
            self._more.set()

    async def until(self, found: Callable[[list[Incoming]], Any]) -> Any:
        async with asyncio.timeout(15):
            while not (it := found(self.heard)):
                self._more.clear()
                await self._more.wait()
        return it

    def said(self) -> list[str]:
        return [incoming.text for incoming in self.heard if incoming.kind == "said"]


@asynccontextmanager
async def hearing(
    table: MatrixSettings, after: str | None = None, rooms: tuple[str, ...] = (), **keys: Any
) -> AsyncIterator[tuple[Channel, Ear]]:
    """The channel alone, and what it hears; its rooms are known. ``keys`` replace settings."""
    says = sentences(loading.load(ROOT / "tests" / "small"), "matrix")
    async with CHANNELS["matrix"].opened(table.model_copy(update=keys)) as channel:
        await channel.introduce(Profile({}, {}, {}, rooms, says))
        ear = Ear()
        task = asyncio.create_task(ear.listen(channel, after))
        try:
            await ear.until(lambda _: ear.cursors)
            yield channel, ear
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)


def out(text: str, room: str, key: str = "k", **more: Any) -> Outgoing:
    return Outgoing(key, Address("matrix", room), text, **more)


def relation(event: dict[str, Any]) -> dict[str, Any]:
    return dict(event["content"].get("m.relates_to", {}))


class TestAsker:
    """What somebody who asks meets."""

    pytestmark = slow

    async def test_from_question_to_a_persons_answer(
        self, start: Start, anna: Person, karin: Person, bot_user: str, team: str
    ) -> None:
        """Everything encrypted, replies point at what was asked,
        and the card's reply is the answer."""
        async with start():
            room = await anna.create(bot_user)
            asked = await anna.say(room, HANDOFF)
            (offer,) = await anna.read(room, bot_user, 1)
            assert relation(offer) == {"m.in_reply_to": {"event_id": asked}}
            assert "!om" in offer["content"]["body"]
            assert "<p>" in offer["content"]["formatted_body"]
            await anna.say(room, "Ja, skicka")
            shown = await karin.sees(team, HANDOFF)
            await anna.sees(room, "Nu är frågan skickad")
            await karin.reply(team, "Scenen kostar 400 kronor.", shown["event_id"])
            assert "400 kronor" in (await anna.sees(room, "Svar från"))["content"]["body"]
            delivered = await karin.sees(team, "Levererat")
            assert relation(delivered)["event_id"] == shown["event_id"]
            page = await anna.call("GET", path("rooms", room, "messages", dir="b", limit=50))
            sent = [
                event["type"]
                for event in page["chunk"]
                if event["sender"] == bot_user and "state_key" not in event
            ]
            assert set(sent) == {"m.room.encrypted"}

    @pytest.mark.parametrize("way", ["1", "Ja, skicka", "1️⃣", "👍🏾"])
    async def test_every_way_to_choose(
        self, start: Start, anna: Person, karin: Person, bot_user: str, team: str, way: str
    ) -> None:
        """A number, a label, a keycap reaction, a thumb."""
        async with start():
            room = await anna.create(bot_user)
            await anna.say(room, HANDOFF)
            offer = await anna.sees(room, "1. Ja, skicka")
            if way in ("1", "Ja, skicka"):
                await anna.say(room, way)
            else:
                await anna.react(room, offer["event_id"], way)
            await anna.sees(room, "Nu är frågan skickad")
            await karin.sees(team, HANDOFF)

    async def test_a_guide_is_answered_by_number_and_word(
        self, start: Start, anna: Person, bot_user: str, current: Current
    ) -> None:
        """Typed, by reaction, a step back, and a question in the middle; a person is last."""
        async with start(knows=current):
            room = await anna.create(bot_user)
            await anna.say(room, "vilket bidrag passar oss i Ekerö?")
            first = await anna.sees(room, "Vilka är ni?")
            assert first["content"]["body"].endswith("7. Prata med en människa")
            await anna.react(room, first["event_id"], "3️⃣")
            await anna.sees(room, "1. Det ni gör hela året")
            await anna.say(room, "Vad är Idélabbet?")
            await anna.sees(room, "Och frågan i guiden var: Vad ska pengarna")
            await anna.say(room, "tillbaka")
            await anna.sees(room, "3. Några utan förening")
            await anna.say(room, "3")
            await anna.sees(room, "3. Ett enda tillfälle")
            await anna.say(room, "ett enda tillfälle")
            await anna.sees(room, "5. Något annat")
            await anna.say(room, "5")
            await anna.sees(room, "öppet för alla som vill komma")
            await anna.say(room, "1")
            ends = await anna.sees(room, "Kan passa, enligt källorna")
            assert "Snabb slant" in ends["content"]["body"]

    async def test_a_checklist_is_ticked_in_one_message(
        self, start: Start, anna: Person, bot_user: str, current: Current
    ) -> None:
        """A number that reacts to it, or is typed, changes the message, and its first line says
        what; what was typed is answered in a few words too."""
        async with start(knows=current):
            room = await anna.create(bot_user)
            await anna.say(room, "checklista för snabb slant i Ekerö")
            shown = await anna.sees(room, "Checklista: Snabb slant")
            assert "1. Kvar: Minst tre" in shown["content"]["body"]
            assert shown["content"]["body"].endswith("\n\n5. Skicka som text\n6. Fil att skriva ut")
            await anna.react(room, shown["event_id"], "1️⃣")
            said = "Klar: minst tre privatpersoner går ihop. 3 kvar."
            first = await anna.sees(room, f"* {said}")
            assert relation(first) == {"rel_type": "m.replace", "event_id": shown["event_id"]}
            assert first["content"]["m.new_content"]["body"].startswith(f"{said}\n\nChecklista")
            typed = await anna.say(room, "4")
            second = await anna.sees(room, "* Klar: ni ska ta kontakt")
            (*_, told) = await anna.read(room, bot_user, 4)
            assert told["content"]["body"] == "Klar: ni ska ta kontakt med Idélabbet. 2 kvar."
            assert relation(told) == {"m.in_reply_to": {"event_id": typed}}
            assert relation(second)["event_id"] == shown["event_id"]
            assert "1. Klar: Minst tre" in second["content"]["m.new_content"]["body"]

    async def test_other_reactions_say_nothing(
        self, start: Start, anna: Person, bot_user: str
    ) -> None:
        """A heart on an offer is no yes; a number that isn't there neither."""
        async with start():
            room = await anna.create(bot_user)
            await anna.say(room, HANDOFF)
            offer = await anna.sees(room, "Ja, skicka")
            for key in ("❤️", "9️⃣", "👎"):
                await anna.react(room, offer["event_id"], key)
            await anna.say(room, KNOWN)
            await anna.sees(room, ANSWER)
            assert len(anna.messages(room, bot_user)) == 2

    async def test_edits_and_redactions_are_understood(
        self, start: Start, anna: Person, karin: Person, bot_user: str, team: str
    ) -> None:
        """An edited question is corrected on the card; a redacted one is withdrawn."""
        async with start():
            room = await anna.create(bot_user)
            asked = await anna.say(room, HANDOFF)
            await anna.sees(room, "Ja, skicka")
            await anna.say(room, "ja")
            await karin.sees(team, HANDOFF)
            await anna.edit(room, asked, "Vad kostar det att hyra scenen i Lund en lördag?")
            await karin.sees(team, "en lördag")
            await anna.redact(room, asked)
            await karin.sees(team, "tagit tillbaka")

    async def test_nothing_before_the_invitation_everything_since(
        self, table: MatrixSettings, anna: Person, bot_user: str, team: str
    ) -> None:
        """Also what was said while the bot was away, with several messages in one go."""
        async with hearing(table) as (_, ear):
            pass
        room = await anna.create(encrypted=False, preset="private_chat")
        await anna.say(room, "före inbjudan")
        await anna.call("POST", path("rooms", room, "invite"), {"user_id": bot_user})
        for text in ("ett", "två"):
            await anna.say(room, text)
        async with hearing(table, ear.cursors[-1], allow=frozenset([room])) as (_, ear):
            await ear.until(lambda _: "två" in ear.said())
            await anna.say(room, "tre")
            await ear.until(lambda _: "tre" in ear.said())
            assert ear.said() == ["ett", "två", "tre"]

    async def test_nothing_from_before_the_first_login(
        self,
        table: MatrixSettings,
        synapse: SynapseServer,
        anna: Person,
        bot_user: str,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        """Somebody wrote to the account before there was a bot;
        nobody is asked to write that again either."""
        monkeypatch.setattr(late, "_PATIENCE", 0.0)
        room = await anna.create(bot_user)
        await anna.say(room, "förr")
        await _next_second(synapse)
        async with hearing(table) as (_, ear):
            await met(anna, room, bot_user)
            await anna.say(room, "nu")
            await ear.until(lambda _: ear.said())
            assert ear.said() == ["nu"]
            assert {incoming.kind for incoming in ear.heard} == {"said", "joined"}
            assert json.loads(ear.cursors[-1])["missing"] == {}

    async def test_a_lost_database_answers_nothing_anew(
        self, table: MatrixSettings, synapse: SynapseServer, anna: Person, bot_user: str
    ) -> None:
        """The first sync of all is history, also where the login is old."""
        async with hearing(table) as (_, ear):
            room = await anna.create(bot_user)
            await anna.say(room, "hej")
            await ear.until(lambda _: ear.said())
        await asyncio.to_thread(
            synapse.restart
        )  # for two minutes it would give the same first sync once more
        async with hearing(table) as (_, ear):
            await anna.say(room, "igen")
            await ear.until(lambda _: ear.said())
            assert ear.said() == ["igen"]

    async def test_what_is_heard_is_marked_as_read(
        self, table: MatrixSettings, anna: Person, bot_user: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Once it is stored, and a little later than the answer."""
        monkeypatch.setattr(errands, "_AFTER", 0.0)
        async with hearing(table):
            room = await anna.create(bot_user)
            said = await anna.say(room, "hej")
            await anna.until(
                lambda: (
                    bot_user in (receipts := anna.client.rooms[room].read_receipts)
                    and receipts[bot_user].event_id == said
                )
            )

    async def test_a_plain_room_is_answered_in_plain_text(
        self, start: Start, anna: Person, bot_user: str
    ) -> None:
        """Whoever has no encryption is answered all the same."""
        async with start():
            room = await anna.create(bot_user, encrypted=False)
            await anna.say(room, KNOWN)
            await anna.sees(room, ANSWER)


class TestKeys:
    """Encryption, and being who we are."""

    pytestmark = slow

    async def test_never_plain_text_in_an_encrypted_room(
        self, table: MatrixSettings, anna: Person, bot_user: str
    ) -> None:
        """Also where encryption was turned on after the last sync."""
        async with hearing(table) as (channel, ear):
            room = await anna.create(bot_user, encrypted=False)
            await anna.say(room, "hej")
            await ear.until(lambda _: ear.said())
            await channel.send(out("öppet", room, "a"))
            await anna.call(
                "PUT", path("rooms", room, "state", "m.room.encryption"), ENCRYPTED["content"]
            )
            receipt = await channel.send(out("hemligt", room, "b"))
            assert (await anna.call("GET", path("rooms", room, "event", receipt.ids[0])))[
                "type"
            ] == "m.room.encrypted"
            await anna.sees(room, "hemligt")

    async def test_a_proxys_page_is_no_leave_for_plain_text(
        self, table: MatrixSettings, synapse: SynapseServer, anna: Person, bot_user: str
    ) -> None:
        """Encryption is turned on while a proxy answers "not found" in the homeserver's place: what
        is sent waits, and is encrypted."""
        away, deaf = list[str](), asyncio.Event()

        def paged(address: str) -> bool:
            if "/sync" in away and "/sync" in address:
                deaf.set()
            return any(part in address for part in away)

        async with (
            bad_line(synapse.url, paged, page=404) as url,
            hearing(table, homeserver=url) as (channel, ear),
        ):
            room = await anna.create(bot_user, encrypted=False)
            await anna.say(room, "hej")
            await ear.until(lambda _: ear.said())
            away.append("/sync")
            await channel.send(out("öppet", room, "a"))
            await deaf.wait()
            away.append("/state/m.room.encryption")
            await anna.call(
                "PUT", path("rooms", room, "state", "m.room.encryption"), ENCRYPTED["content"]
            )
            with pytest.raises(TryLater):
                await channel.send(out("hemligt", room, "b"))
            away.clear()
            receipt = await channel.send(out("hemligt", room, "b"))
            assert (await anna.call("GET", path("rooms", room, "event", receipt.ids[0])))[
                "type"
            ] == "m.room.encrypted"

    async def test_what_cant_be_read_is_asked_for_once(
        self, start: Start, anna: Person, bot_user: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Kindly, after a while; and it is answered once if its key comes after all."""
        async with start():
            room = await anna.create(bot_user)
            await anna.say(room, "hej")
            await anna.read(room, bot_user, 1)
            monkeypatch.setattr(late, "_PATIENCE", 0.2)
            give = await withheld(anna, room, bot_user)
            await anna.say(room, KNOWN)
            asked = await anna.sees(room, "kunde inte läsa")
            assert (
                relation(asked)["m.in_reply_to"]["event_id"]
                == anna.messages(room, anna.user)[-1]["event_id"]
            )
            await give()
            await anna.sees(room, ANSWER)
            assert len(anna.messages(room, bot_user)) == 3

    async def test_a_key_that_comes_in_time_is_waited_for(
        self, start: Start, anna: Person, bot_user: str
    ) -> None:
        """Nobody is asked to write again."""
        async with start():
            room = await anna.create(bot_user)
            await anna.say(room, "hej")
            await anna.read(room, bot_user, 1)
            give = await withheld(anna, room, bot_user)
            await anna.say(room, KNOWN)
            await anna.until(lambda: len(anna.messages(room, anna.user)) == 2)
            await give()
            await anna.sees(room, ANSWER)
            assert len(anna.messages(room, bot_user)) == 2

    async def test_the_device_is_the_same_and_signed(
        self, table: MatrixSettings, anna: Person, bot_user: str
    ) -> None:
        """Over restarts, with the account's own cross-signing keys;
        the files are for nobody else."""
        devices = []
        for _ in range(2):
            async with hearing(table):
                known = await anna.call(
                    "POST", path("keys", "query"), {"device_keys": {bot_user: []}}
                )
                devices.append(known)
        assert devices[0]["device_keys"] == devices[1]["device_keys"]
        assert devices[0]["master_keys"] == devices[1]["master_keys"]
        ((device, keys),) = devices[0]["device_keys"][bot_user].items()
        signer = verified(keys, bot_user, devices[0]["self_signing_keys"][bot_user])
        assert signer
        assert verified(
            devices[0]["self_signing_keys"][bot_user], bot_user, devices[0]["master_keys"][bot_user]
        )
        assert device
        for file in files(table):
            assert stat.S_IMODE(file.stat().st_mode) & 0o077 == 0, file

    async def test_a_foreign_identity_is_never_overwritten(
        self, table: MatrixSettings, anna: Person, bot_user: str, tmp_path: Path
    ) -> None:
        """The log says what to do; only reset-identity replaces it."""
        async with hearing(table, store=tmp_path / "other"):
            pass
        before = await master(anna, bot_user)
        with capture_logs() as logs:
            async with CHANNELS["matrix"].opened(table):
                pass
        assert any("reset-identity" in line.get("why", "") for line in logs)
        assert await master(anna, bot_user) == before
        shown = [line async for line in COMMANDS["matrix"]["reset-identity"](table)]
        after = await master(anna, bot_user)
        assert after != before
        assert after in "".join(shown).replace(" ", "")
        with capture_logs() as logs:
            async with CHANNELS["matrix"].opened(table):
                pass
        assert not any("why" in line for line in logs)

    async def test_a_lost_store_is_noticed_and_mended(
        self, table: MatrixSettings, anna: Person, bot_user: str
    ) -> None:
        """A fresh login, said in the log, signed as before; what is said then is heard."""
        async with hearing(table) as (_, ear):
            room = await anna.create(bot_user)
            await anna.say(room, "ett")
            await ear.until(lambda _: ear.said())
        for file in files(table):
            if ".db" in file.name:
                file.unlink()
        with capture_logs() as logs:
            async with hearing(table, ear.cursors[-1]) as (channel, ear):
                assert any(line["event"] == "fresh login" for line in logs)
                receipt = await channel.send(out("tillbaka", room))
                await anna.sees(room, "tillbaka")
                await anna.say(room, "två")
                await ear.until(lambda _: ear.said())
                known = await anna.call(
                    "POST", path("keys", "query"), {"device_keys": {bot_user: []}}
                )
                ((_, keys),) = known["device_keys"][bot_user].items()
                assert verified(keys, bot_user, known["self_signing_keys"][bot_user])
        assert receipt.ids

    async def test_a_lost_folder_is_said(
        self, table: MatrixSettings, anna: Person, bot_user: str, tmp_path: Path
    ) -> None:
        """Everything in it is gone, the identity too:
        a new device that isn't signed, and the log says both."""
        async with hearing(table) as (_, ear):
            room = await anna.create(bot_user)
            await anna.say(room, "ett")
            await ear.until(lambda _: ear.said())
        with capture_logs() as logs:
            async with hearing(table, ear.cursors[-1], store=tmp_path / "empty") as (
                _,
                ear,
            ):
                await anna.until(
                    lambda: len(list(anna.client.device_store.active_user_devices(bot_user))) == 2
                )
                await anna.say(room, "två")
                await ear.until(lambda _: ear.said())
        assert any(line["event"] == "fresh login" for line in logs)
        assert any("reset-identity" in line.get("why", "") for line in logs)

    async def test_a_login_that_was_taken_away_is_renewed(
        self, table: MatrixSettings, anna: Person, bot_user: str
    ) -> None:
        """While it runs."""
        async with hearing(table) as (channel, ear):
            room = await anna.create(bot_user)
            await anna.say(room, "ett")
            await ear.until(lambda _: ear.said())
            token = json.loads((table.store / "session.json").read_text())["token"]
            await anna.client.send(
                "POST", path("logout"), "{}", {"Authorization": f"Bearer {token}"}
            )
            with capture_logs() as logs:
                await anna.until(
                    lambda: (
                        any(line["event"] == "fresh login" for line in logs)
                        or anna.client.should_query_keys
                    )
                )
                await sent(channel, out("tillbaka", room))
                await anna.sees(room, "tillbaka")

    async def test_a_wrong_passphrase_is_a_sentence(
        self, table: MatrixSettings, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """And neither the passphrase nor the password is in it."""
        async with CHANNELS["matrix"].opened(table):
            pass
        monkeypatch.setenv(PICKLE_KEY, "fel lås")
        with pytest.raises(OneWayInError, match=PICKLE_KEY) as raised:
            async with CHANNELS["matrix"].opened(table):
                pass
        assert "fel lås" not in str(raised.value)

    async def test_a_wrong_password_is_a_sentence(
        self, table: MatrixSettings, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Naming the environment variable."""
        monkeypatch.setenv(PASSWORD, "gissat")
        with pytest.raises(OneWayInError, match=PASSWORD) as raised:
            async with CHANNELS["matrix"].opened(table):
                pass
        assert "gissat" not in str(raised.value)

    async def test_a_second_process_is_refused(self, table: MatrixSettings) -> None:
        """One device, one process."""
        async with CHANNELS["matrix"].opened(table):
            with pytest.raises(OneWayInError, match="används redan"):
                async with CHANNELS["matrix"].opened(table):
                    pass

    async def test_verification_is_declined_kindly(
        self, start: Start, anna: Person, bot_user: str
    ) -> None:
        """In the room and between devices:
        cancelled, with one kind sentence, and never taken for a question."""
        async with start():
            room = await anna.create(bot_user)
            await met(anna, room, bot_user)
            asked = {
                "msgtype": "m.key.verification.request",
                "to": bot_user,
                "body": "verifiera mig",
                "methods": ["m.sas.v1"],
                "from_device": anna.client.device_id,
            }
            request = await anna.send(room, asked)
            said = await anna.sees(room, "kan inte jämföra emoji")
            assert relation(said)["m.in_reply_to"]["event_id"] == request
            await anna.until(
                lambda: [
                    event
                    for event in anna.seen
                    if event["type"] == "m.key.verification.cancel" and event["sender"] == bot_user
                ]
            )
            between = {
                "methods": ["m.sas.v1"],
                "timestamp": 1,
                "transaction_id": "t1",
                "from_device": anna.client.device_id,
            }
            device = next(iter(anna.client.device_store.active_user_devices(bot_user))).id
            address = path("sendToDevice", "m.key.verification.request", "t1")
            await anna.call("PUT", address, {"messages": {bot_user: {device: between}}})
            assert len(await anna.read(room, bot_user, 2)) == 2

    async def test_more_people_than_keys_can_write(
        self, table: MatrixSettings, anna: Person, bot_user: str
    ) -> None:
        """While the bot is away all its one-time keys may be used up; the server has one more, for
        any number of people."""
        async with hearing(table) as (_, ear):
            room = await anna.create(bot_user)
            await anna.say(room, "hej")
            await ear.until(lambda _: ear.said())
        device = next(iter(anna.client.device_store.active_user_devices(bot_user))).id
        for _ in range(55):
            taken = await anna.call(
                "POST",
                path("keys", "claim"),
                {"one_time_keys": {bot_user: {device: "signed_curve25519"}}},
            )
        (key,) = taken["one_time_keys"][bot_user][device].values()
        assert key["fallback"] is True
        olm = anna.client.olm
        assert olm is not None
        olm.session_store._entries.clear()
        olm.create_outbound_group_session(room)
        await anna.say(room, "med reservnyckeln")
        async with hearing(table, ear.cursors[-1]) as (_, ear):
            await ear.until(lambda _: "med reservnyckeln" in ear.said())

    async def test_setup_prints_what_is_needed(
        self, table: MatrixSettings, team: str, bot_user: str
    ) -> None:
        """The master key to compare and the rooms to paste; no secret."""
        shown = "\n".join([line async for line in SETUPS["matrix"](table)])
        assert f'"OMRÅDE/LAG" = "matrix:{team}"' in shown
        assert "Huset i Lund (bjuden)" in shown
        assert Identity(Account.read(table)).master in shown
        assert "hemligt" not in shown
        assert os.environ[PICKLE_KEY] not in shown

    async def test_setup_without_settings_says_how(self, secrets: None) -> None:
        """Steps, and no error."""
        assert "[matrix]" in "\n".join([line async for line in SETUPS["matrix"](None)])


class TestTeam:
    """What coordinators meet."""

    pytestmark = slow

    async def test_a_case_is_a_thread_and_talk_in_it_stays(
        self, start: Start, anna: Person, karin: Person, bot_user: str, team: str
    ) -> None:
        """Written in the thread it is talk; a reply to the card there is the answer; what the bot
        says of it stands there."""
        async with start():
            room, shown = await card(anna, karin, bot_user, team)
            talk = await karin.talk(team, "Vet du vad scenen kostar numera, Bo?", shown, shown)
            talk = await karin.talk(team, "Ingen aning, jag kollar med ekonomi.", shown, talk)
            await karin.talk(team, "!ta", shown, talk)
            await karin.sees(team, "2026-0001 är tagen")
            answer = {
                "rel_type": "m.thread",
                "event_id": shown,
                "is_falling_back": False,
                "m.in_reply_to": {"event_id": shown},
            }
            await karin.say(team, "Scenen kostar 400 kronor.", **{"m.relates_to": answer})
            await anna.sees(room, "400 kronor")
            delivered = await karin.sees(team, "Levererat")
            assert (relation(delivered)["rel_type"], relation(delivered)["event_id"]) == (
                "m.thread",
                shown,
            )
            assert not [
                said
                for said in anna.messages(room, bot_user)
                if "ekonomi" in said["content"]["body"]
            ]

    async def test_a_thumb_claims_and_taken_back_gives_back(
        self, start: Start, anna: Person, karin: Person, bot_user: str, team: str
    ) -> None:
        """No other reaction does anything; none closes what is unanswered."""
        async with start():
            room, shown = await card(anna, karin, bot_user, team)
            for key in ("✅", "❤️", "👎", "🎉"):
                await karin.react(team, shown, key)
            thumb = await karin.react(team, shown, "👍🏽")
            await karin.sees(team, "är tagen")
            await karin.redact(team, thumb)
            await karin.sees(team, "är fri igen")
            await karin.say(team, "!ko")
            assert "2026-0001" in (await karin.sees(team, "scenen i Lund?”"))["content"]["body"]
            await karin.reply(team, "Scenen kostar 400 kronor.", shown)
            await anna.sees(room, "400 kronor")

    async def test_an_answer_that_is_redacted_in_time_is_not_sent(
        self, start: Start, anna: Person, karin: Person, bot_user: str, team: str
    ) -> None:
        """As long as it can be taken back."""
        async with start(undo=600):
            room, shown = await card(anna, karin, bot_user, team)
            answer = await karin.reply(team, "Scenen kostar 4000 kronor.", shown)
            await karin.sees(team, "går om 600 sekunder")
            await karin.redact(team, answer)
            await karin.sees(team, "taget tillbaka")
            assert not [
                said for said in anna.messages(room, bot_user) if "4000" in said["content"]["body"]
            ]

    async def test_an_answer_that_is_taken_back_and_edited_goes_as_it_is_now(
        self, start: Start, anna: Person, karin: Person, bot_user: str, team: str
    ) -> None:
        """An edit says only what it edits: it is the reply to the card that this was; an edit of
        talk stays talk, also there."""
        async with start(undo=600):
            room, shown = await card(anna, karin, bot_user, team)
            answer = await karin.reply(team, "Scenen kostar 4000 kronor.", shown)
            await karin.sees(team, "går om 600 sekunder")
            talk = await karin.talk(team, "!angra", shown, answer)
            await karin.sees(team, "taget tillbaka")
            await karin.edit(team, talk, "Det var en nolla för mycket.")
            await karin.edit(team, answer, "Scenen kostar 400 kronor.")
            waiting = await karin.until(
                lambda: [
                    one
                    for one in karin.messages(team, bot_user)
                    if "går om 600 sekunder" in one["content"]["body"]
                ][1:]
            )
            assert relation(waiting[0])["m.in_reply_to"]["event_id"] == answer
            assert len(anna.messages(room, bot_user)) == 2

    async def test_invitations(self, start: Start, karin: Person, bot_user: str, team: str) -> None:
        """A team's room is joined and told how it works; a strange one is left, with the reason."""
        async with start():
            strange = await karin.create(bot_user, preset="private_chat", is_direct=False)
            await karin.sees(team, "Svara på kortet")

            def left() -> list[dict[str, Any]]:
                members = [
                    event
                    for event in karin.seen
                    if event["room_id"] == strange and event.get("state_key") == bot_user
                ]
                return [event for event in members if event["content"]["membership"] == "leave"]

            (event,) = await karin.until(left)
            assert "tu man hand" in event["content"]["reason"]

    async def test_an_upgraded_room_is_followed(
        self, start: Start, anna: Person, karin: Person, bot_user: str, team: str
    ) -> None:
        """The team sits in the new room; cards come there, and a reply there is the answer."""
        async with start():
            await karin.sees(team, "Svara på kortet")
            made = await karin.call("POST", path("rooms", team, "upgrade"), {"new_version": "11"})
            new = str(made["replacement_room"])
            await karin.call("POST", path("rooms", new, "invite"), {"user_id": bot_user})
            await met(karin, new, bot_user)
            room, shown = await card(anna, karin, bot_user, new)
            await karin.reply(new, "Scenen kostar 400 kronor.", shown)
            await anna.sees(room, "400 kronor")

    async def test_an_open_case_goes_on_in_the_upgraded_room(
        self, start: Start, anna: Person, karin: Person, bot_user: str, team: str
    ) -> None:
        """What the asker adds is told there, where the card's thread doesn't exist,
        and a reply to it is the answer."""
        async with start():
            room, _ = await card(anna, karin, bot_user, team)
            made = await karin.call("POST", path("rooms", team, "upgrade"), {"new_version": "11"})
            new = str(made["replacement_room"])
            await karin.call("POST", path("rooms", new, "invite"), {"user_id": bot_user})
            await met(karin, new, bot_user)
            await anna.say(room, "Vi är tolv och har ingen egen lokal.")
            added = await karin.sees(new, "Vi är tolv")
            await karin.reply(new, "Scenen kostar 400 kronor.", added["event_id"])
            await anna.sees(room, "400 kronor")

    async def test_whoever_has_left_is_told_of(
        self, start: Start, anna: Person, karin: Person, bot_user: str, team: str
    ) -> None:
        """The coordinator sees that the answer didn't arrive, and why."""
        async with start():
            room, shown = await card(anna, karin, bot_user, team)
            await anna.call("POST", path("rooms", room, "leave"), {})
            await karin.reply(team, "Scenen kostar 400 kronor.", shown)
            await karin.sees(team, "har lämnat samtalet")

    async def test_telegram_and_matrix_in_one_process(
        self,
        start: Start,
        anna: Person,
        karin: Person,
        bot_user: str,
        team: str,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        """An asker on the one and a coordinator on the other, both ways."""
        monkeypatch.setenv(TOKEN_VARIABLE, TOKEN)
        async with running(TelegramServer()) as server:
            async with start(telegram=TelegramSettings(base_url=server.url)):
                await server.say(11, HANDOFF)
                (offer,) = await server.wait_for(11, 1)
                assert "/om" in offer["text"]
                await server.press(11, offer["message_id"], "Ja, skicka")
                shown = await karin.sees(team, HANDOFF)
                assert "!ta" in shown["content"]["body"]
                await karin.reply(team, "Scenen kostar 400 kronor.", shown["event_id"])
                assert "400 kronor" in (await server.wait_for(11, 3))[-1]["text"]
            async with start(
                telegram=TelegramSettings(base_url=server.url),
                database="second.db",
                rooms={"lund/huset": "telegram:-7", "default": "telegram:-7"},
            ):
                room = await anna.create(bot_user)
                await anna.say(room, HANDOFF)
                await anna.sees(room, "Ja, skicka")
                await anna.say(room, "ja")
                (other,) = await server.wait_for(-7, 1)
                await server.say(
                    -7, "Scenen kostar 500 kronor.", person=5, reply_to=other["message_id"]
                )
                await anna.sees(room, "500 kronor")


MALFORMED: list[tuple[str, Any]] = [
    ("m.room.message", {"msgtype": "m.text", "body": 5, "m.relates_to": "x"}),
    ("m.room.message", {"msgtype": ["m.text"], "body": "x", "m.mentions": 3}),
    (
        "m.room.message",
        {
            "msgtype": "m.text",
            "body": "x",
            "m.new_content": 1,
            "m.relates_to": {"rel_type": "m.replace", "event_id": 7},
        },
    ),
    ("m.reaction", {"m.relates_to": {"rel_type": "m.annotation"}}),
    ("m.room.message", {"msgtype": "m.text", "body": "x", "formatted_body": "<![x"}),
    ("m.sticker", {}),
]
MALFORMED_TO_DEVICES: list[tuple[str, Any]] = [
    ("m.room_key_request", {"x": 1}),
    ("m.room.encrypted", {"algorithm": 1}),
    ("m.key.verification.start", {"x": 1}),
    (
        "m.room.encrypted",
        {
            "algorithm": "m.olm.v1.curve25519-aes-sha2",
            "sender_key": "x",
            "ciphertext": {"x": {"type": 0, "body": "x"}},
        },
    ),
]


class TestChannel:
    """The seam: what is sent, refused, and listened for anew."""

    pytestmark = slow

    async def test_a_repeat_is_known_by_its_key(
        self, table: MatrixSettings, anna: Person, bot_user: str
    ) -> None:
        """Also after a restart, and for each part of a long text."""
        ids = []
        room, after = "", None
        for _ in range(2):
            async with hearing(table, after) as (channel, ear):
                if not room:
                    room = await anna.create(bot_user)
                    await met(anna, room, bot_user)
                    await ear.until(lambda heard: [one for one in heard if one.kind == "joined"])
                ids += [
                    (await channel.send(out("kort", room, "a"))).ids,
                    (await channel.send(out("ord " * 1500, room, "b"))).ids,
                ]
            after = ear.cursors[-1]
        assert ids[:2] == ids[2:]
        assert [len(one) for one in ids] == [1, 2, 1, 2]
        assert len(await anna.read(room, bot_user, 3)) == 3

    async def test_nothing_is_confirmed_before_it_is_stored(
        self, table: MatrixSettings, anna: Person, bot_user: str
    ) -> None:
        """A batch that was never stored comes again from the same cursor, encrypted as it is."""
        async with hearing(table) as (_, ear):
            room = await anna.create(bot_user)
            await anna.say(room, "ett")
            await ear.until(lambda _: ear.said())
            before = ear.cursors[-1]
            await anna.say(room, "två")
            await ear.until(lambda _: "två" in ear.said())
        async with hearing(table, before) as (_, ear):
            await ear.until(lambda _: ear.said())
            assert ear.said() == ["två"]

    async def test_a_limited_sync_is_filled(
        self, table: MatrixSettings, anna: Person, bot_user: str
    ) -> None:
        """All that was said while the bot was away is heard, in order."""
        async with hearing(table) as (_, ear):
            room = await anna.create(bot_user)
            await anna.say(room, "0")
            await ear.until(lambda _: ear.said())
        for number in range(1, 131):
            await anna.say(room, str(number))
        async with hearing(table, ear.cursors[-1]) as (_, ear):
            await ear.until(lambda _: "130" in ear.said())
            assert ear.said() == [str(number) for number in range(1, 131)]

    async def test_a_gap_that_stayed_open_is_filled_later(
        self, table: MatrixSettings, anna: Person, bot_user: str
    ) -> None:
        """The cursor keeps what the server couldn't give then."""
        async with hearing(table) as (_, ear):
            room = await anna.create(bot_user)
            await anna.say(room, "före")
            await ear.until(lambda _: ear.said())
            before = json.loads(ear.cursors[-1])["since"]
            for text in ("ett", "två"):
                await anna.say(room, text)
            await ear.until(lambda _: "två" in ear.said())
        cursor = json.loads(ear.cursors[-1])
        cursor["gaps"] = {room: {"start": cursor["since"], "end": before}}
        async with hearing(table, json.dumps(cursor)) as (_, ear):
            await ear.until(lambda _: "två" in ear.said())
            assert ear.said() == ["ett", "två"]
            assert json.loads(ear.cursors[-1])["gaps"] == {}

    async def test_a_place_that_the_homeserver_doesnt_know_is_left(
        self, table: MatrixSettings, anna: Person, bot_user: str
    ) -> None:
        """It is asked for once: what is said from then on is heard, and the log says what isn't."""
        async with hearing(table) as (_, ear):
            room = await anna.create(bot_user)
            await anna.say(room, "före")
            await ear.until(lambda _: ear.said())
        lost = json.loads(ear.cursors[-1]) | {"since": "12345"}
        with capture_logs() as logs:
            async with hearing(table, json.dumps(lost)) as (_, ear):
                await anna.say(room, "efter")
                await ear.until(lambda _: "efter" in ear.said())
        assert [line["event"] for line in logs].count("listening anew") == 1

    async def test_a_teams_room_that_anybody_can_join_is_told_of(
        self, table: MatrixSettings, anna: Person, bot_user: str
    ) -> None:
        """From when it is opened, once."""
        room = await anna.create(bot_user, is_direct=False, name="Huset")
        async with hearing(table, rooms=(room,)) as (_, ear):
            await met(anna, room, bot_user)
            assert not [one for one in ear.heard if one.kind == "exposed"]
            rule = {"join_rule": "public"}
            await anna.client.room_put_state(room, "m.room.join_rules", rule)
            await anna.say(room, "hej")
            await ear.until(lambda heard: [one for one in heard if one.kind == "exposed"])
            await anna.say(room, "hej igen")
            await ear.until(lambda _: "hej igen" in ear.said())
            assert len([one for one in ear.heard if one.kind == "exposed"]) == 1

    async def test_malformed_things_stop_nothing(
        self, table: MatrixSettings, anna: Person, bot_user: str
    ) -> None:
        """Messages, relations and what is sent between devices, all wrong;
        the next message is heard."""
        async with hearing(table) as (_, ear):
            room = await anna.create(bot_user)
            await met(anna, room, bot_user)
            for type_, content in MALFORMED:
                await anna.send(room, content, type_)  # encrypted, so that no server looks into it
            address = path("rooms", room, "send", "m.room.encrypted", "s")
            await anna.call("PUT", address, {"algorithm": "m.megolm.v1.aes-sha2"})
            for type_, content in MALFORMED_TO_DEVICES:
                address = path("sendToDevice", type_, f"s{type_}{len(content)}")
                await anna.call("PUT", address, {"messages": {bot_user: {"*": content}}})
            await anna.say(room, "hej")
            await ear.until(lambda _: "hej" in ear.said())

    async def test_what_is_malformed_once_it_is_opened_stops_nothing(
        self, table: MatrixSettings, anna: Person, karin: Person, bot_user: str
    ) -> None:
        """Sealed as it should be, and nonsense inside: neither the next room's key nor the next
        start is stopped by it."""
        text = {"type": "m.room.message", "content": TEXT}
        async with hearing(table) as (_, ear):
            room = await anna.create(bot_user)
            await anna.say(room, "ett")
            await ear.until(lambda _: ear.said())
            await sealed(anna, room, text | {"unsigned": 5}, text | {"unsigned": "x"}, {"type": 5})
            other = await karin.create(bot_user)
            await karin.say(other, "två")
            await ear.until(lambda _: "två" in ear.said())
        async with hearing(table, ear.cursors[-1]) as (_, ear):
            await anna.say(room, "tre")
            await ear.until(lambda _: "tre" in ear.said())

    async def test_what_is_sealed_is_never_a_rooms_state(
        self, table: MatrixSettings, anna: Person, bot_user: str
    ) -> None:
        """No server has looked into it: whoever writes that somebody left, came or moved on changes
        nothing, and stops nothing."""
        async with hearing(table) as (channel, ear):
            room = await anna.create(bot_user)
            await anna.say(room, "ett")
            await ear.until(lambda _: ear.said())
            left = {
                "type": "m.room.member",
                "state_key": anna.user,
                "content": {"membership": "leave"},
            }
            came = {
                "type": "m.room.member",
                "state_key": bot_user,
                "content": {"membership": "join"},
                "unsigned": {"prev_content": 5},
            }
            moved = {
                "type": "m.room.tombstone",
                "state_key": "",
                "content": {"body": "", "replacement_room": "!annat:example.org"},
            }
            await sealed(anna, room, left, came, moved)
            await anna.say(room, "två")
            await ear.until(lambda _: "två" in ear.said())
            assert json.loads(ear.cursors[-1])["invitations"] == {}
            await channel.send(out("svar", room))
            await anna.sees(room, "svar")

    async def test_a_room_that_we_are_put_out_of(
        self, table: MatrixSettings, karin: Person, team: str, bot_user: str
    ) -> None:
        """Kicked or banned: nothing arrives there any more, and it is said why."""
        async with hearing(table, rooms=(team,)) as (channel, ear):
            await ear.until(lambda heard: [one for one in heard if one.kind == "joined"])
            await channel.send(out("kort", team))
            await karin.call("POST", path("rooms", team, "ban"), {"user_id": bot_user})
            await ear.until(lambda heard: [one for one in heard if one.kind == "left"])
            with pytest.raises(Undeliverable, match="inte med"):
                await channel.send(out("mer", team, "l"))
            with pytest.raises(Undeliverable, match="inget rum"):
                await channel.send(out("mer", "#alias:example.org", "m"))

    async def test_a_homeserver_that_is_away_is_waited_for(
        self,
        table: MatrixSettings,
        synapse: SynapseServer,
        anna: Person,
        bot_user: str,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        """What is sent meanwhile is tried later; what is said afterwards is heard."""
        async with hearing(table) as (channel, ear):
            room = await anna.create(bot_user)
            await anna.say(room, "ett")
            await ear.until(lambda _: ear.said())
            await asyncio.to_thread(synapse.stop)
            try:
                with pytest.raises(TryLater):
                    await channel.send(out("svar", room))
            finally:
                await asyncio.to_thread(synapse.start)
            await channel.send(out("svar", room))
            await anna.sees(room, "svar")
            await anna.say(room, "två")
            await ear.until(lambda _: "två" in ear.said())

    @pytest.mark.parametrize("status", [200, 401, 403, 404, 502])
    async def test_a_proxys_word_is_not_the_homeservers(
        self,
        table: MatrixSettings,
        synapse: SynapseServer,
        anna: Person,
        bot_user: str,
        status: int,
    ) -> None:
        """While the homeserver restarts, its proxy answers with a page: the room's key and the
        message are sent again, and read."""
        away = ["/sendToDevice/"]

        def paged(address: str) -> bool:
            return any(part in address for part in away)

        async with (
            bad_line(synapse.url, paged, page=status) as url,
            hearing(table, homeserver=url) as (channel, ear),
        ):
            room = await anna.create(bot_user)
            await anna.say(room, "hej")
            await ear.until(lambda _: ear.said())
            for away[0] in ("/sendToDevice/", "/send/"):
                with pytest.raises(TryLater):
                    await channel.send(out("svar", room))
            away.clear()
            await channel.send(out("svar", room))
            await anna.sees(room, "svar")

    async def test_a_room_whose_key_couldnt_be_shared_is_not_dumb_for_good(
        self, table: MatrixSettings, synapse: SynapseServer, anna: Person, bot_user: str
    ) -> None:
        """A device has no one-time keys left, so they are asked for twice; the line breaks at the
        second time, and the next try sends."""
        old = Person(synapse.url, anna.user)
        await old.client.login("hemligt")
        assert old.client.olm is not None
        await old.call(
            "POST",
            path("keys", "upload"),
            {"device_keys": old.client.olm.share_keys()["device_keys"]},
        )
        await old.client.close()
        claims: list[str] = []

        def second(address: str) -> bool:
            claims.extend([address] * ("/keys/claim" in address))
            return "/keys/claim" in address and len(claims) == 2

        async with (
            bad_line(synapse.url, second) as url,
            hearing(table, homeserver=url) as (channel, ear),
        ):
            room = await anna.create(bot_user)
            await anna.say(room, "hej")
            await ear.until(lambda _: ear.said())
            with pytest.raises(TryLater):
                await channel.send(out("svar", room))
            await channel.send(out("svar", room))
            await anna.sees(room, "svar")

    async def test_what_is_said_at_the_same_time_waits_for_one_key(
        self, table: MatrixSettings, anna: Person, bot_user: str
    ) -> None:
        """An answer and an errand in a room that has no key yet: neither makes the other be tried
        again, or be given up."""
        async with hearing(table) as (channel, ear):
            room = await anna.create(bot_user)
            await anna.say(room, "hej")
            await ear.until(lambda _: ear.said())
            receipts = await asyncio.gather(
                *(channel.send(out(f"svar {n}", room, key=f"k{n}")) for n in range(4))
            )
            assert len({receipt.ids for receipt in receipts}) == 4
            for n in range(4):
                await anna.sees(room, f"svar {n}")

    async def test_a_proxys_page_shuts_no_door(
        self,
        table: MatrixSettings,
        synapse: SynapseServer,
        anna: Person,
        bot_user: str,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        """A room that couldn't be joined then is joined later."""
        monkeypatch.setattr(errands, "_AGAIN", 0.0)
        tried = asyncio.Event()

        def first(address: str) -> bool:
            if "/join/" not in address or tried.is_set():
                return False
            tried.set()
            return True

        async with (
            bad_line(synapse.url, first, page=404) as url,
            hearing(table, homeserver=url) as (_, ear),
        ):
            room = await anna.create(bot_user)
            await tried.wait()
            await anna.create(bot_user)  # something happens, and what is left to do is done
            await met(anna, room, bot_user)
            await anna.say(room, "hej")
            await ear.until(lambda _: ear.said())

    async def test_a_login_waits_for_the_homeservers_own_word(
        self, table: MatrixSettings, synapse: SynapseServer
    ) -> None:
        """A page that says "forbidden" is no wrong password."""
        asked: list[str] = []

        def twice(address: str) -> bool:
            asked.extend([address] * ("/login" in address))
            return "/login" in address and len(asked) <= 2

        with stamina.set_testing(True, attempts=3):
            async with (
                bad_line(synapse.url, twice, page=403) as url,
                hearing(table, homeserver=url),
            ):
                assert len(asked) == 3

    async def test_an_answer_is_known_for_one_though_its_card_cant_be_looked_up_at_once(
        self,
        table: MatrixSettings,
        synapse: SynapseServer,
        karin: Person,
        team: str,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        """A kill took the card's receipt, and the line breaks just when the homeserver is asked
        what was replied to."""
        async with hearing(table, rooms=(team,)) as (channel, ear):
            await ear.until(lambda heard: [one for one in heard if one.kind == "joined"])
            (card,) = (await channel.send(out("Fråga 2026-0001 · Lund", team))).ids
            await karin.sees(team, "Fråga 2026-0001")
            await karin.say(
                team, "Jag tar den."
            )  # once this is heard, the card is behind the cursor
            await ear.until(lambda _: "Jag tar den." in ear.said())
            after = ear.cursors[-1]
        await karin.reply(team, "Den kostar inget.", card)
        asked: list[str] = []

        def breaks(address: str) -> bool:
            asked.extend([address] * ("/event/" in address))
            return asked[4:] == [] and "/event/" in address

        with stamina.set_testing(True, attempts=5):
            async with (
                bad_line(synapse.url, breaks) as url,
                hearing(table, after, (team,), homeserver=url) as (_, ear),
            ):
                (reply,) = await ear.until(lambda heard: [one for one in heard if one.reply_to])
        assert reply.text == "Den kostar inget."
        assert reply.quoted.startswith("Fråga 2026-0001")
        assert len(asked) == 5

    async def test_a_server_that_asks_to_wait_is_obeyed(
        self, table: MatrixSettings, synapse: SynapseServer, anna: Person, bot_user: str
    ) -> None:
        """For as long as it asks."""
        async with hearing(table) as (channel, ear):
            room = await anna.create(bot_user)
            await anna.say(room, "ett")
            await ear.until(lambda _: ear.said())
            await channel.send(out("ett", room, "a"))
            async with person(
                synapse.url,
                synapse.register(f"admin-{os.getpid()}-{bot_user[-3:-1]}", "hemligt", admin=True),
            ) as admin:
                limit = f"/_synapse/admin/v1/users/{bot_user}/override_ratelimit"
                await admin.call("POST", limit, {"messages_per_second": 1, "burst_count": 1})
                sends = [channel.send(out("fler", room, f"n{number}")) for number in range(20)]
                refused = [
                    error.after
                    for error in await asyncio.gather(*sends, return_exceptions=True)
                    if isinstance(error, TryLater)
                ]
            assert refused
            assert all(after is not None and 0 < after <= 60 for after in refused)


# A line that breaks, and how the tests look into keys


@asynccontextmanager
async def bad_line(url: str, breaks: Callable[[str], bool], page: int = 0) -> AsyncIterator[str]:
    """The homeserver at another address, over a line that breaks off for the requests that
    ``breaks`` picks. ``page``: they are answered instead, as by a proxy, with a page of this
    status."""
    async with ClientSession() as session:

        async def carried(request: web.Request) -> web.Response:
            if breaks(request.raw_path) and request.transport is not None:
                if page:
                    return web.Response(
                        status=page, text="<h1>Strax tillbaka</h1>", content_type="text/html"
                    )
                request.transport.abort()
            said = {
                name: request.headers[name]
                for name in ("Authorization", "Content-Type")
                if name in request.headers
            }
            address = URL(url + request.raw_path, encoded=True)
            async with session.request(
                request.method, address, headers=said, data=await request.read()
            ) as answer:
                return web.Response(
                    status=answer.status, body=await answer.read(), content_type="application/json"
                )

        application = web.Application()
        application.router.add_route("*", "/{any:.*}", carried)
        runner = web.AppRunner(application, shutdown_timeout=0.1)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", port := free_port()).start()
        try:
            yield f"http://127.0.0.1:{port}"
        finally:
            await runner.cleanup()


def files(table: MatrixSettings) -> list[Path]:
    return list(table.store.iterdir())


async def sealed(anna: Person, room: str, *payloads: dict[str, Any]) -> None:
    """Anna's client encrypts these, whatever they are,
    with the key that it has given out in the room."""
    olm = anna.client.olm
    assert olm is not None
    for at, content in enumerate([olm.group_encrypt(room, payload) for payload in payloads]):
        await anna.call(
            "PUT", path("rooms", room, "send", "m.room.encrypted", f"sealed-{at}"), content
        )


async def withheld(anna: Person, room: str, other: str) -> Callable[[], Any]:
    """From now on Anna's client gives that user's devices no key in this room;
    calling what comes back gives it."""
    client = anna.client
    olm = client.olm
    assert olm is not None
    olm.create_outbound_group_session(room)
    session = olm.outbound_group_sessions[room]
    key = {
        "algorithm": "m.megolm.v1.aes-sha2",
        "room_id": room,
        "session_id": session.id,
        "session_key": session.session_key,
    }
    devices: list[OlmDevice] = list(client.device_store.active_user_devices(other))
    for device in devices:
        olm.blacklist_device(device)

    async def give() -> None:
        messages = {
            device.id: olm._olm_encrypt(
                olm.session_store.get(device.curve25519), device, "m.room_key", key
            )
            for device in devices
        }
        await anna.call(
            "PUT",
            path("sendToDevice", "m.room.encrypted", f"late-{session.id[:8]}"),
            {"messages": {other: messages}},
        )

    return give


def verified(signed: dict[str, Any], user: str, by: dict[str, Any]) -> bool:
    """Whether something is signed with this key, as another client checks it."""
    ((id_, key),) = by["keys"].items()
    signature = signed["signatures"][user][id_]
    public = vodozemac.Ed25519PublicKey.from_base64(key)
    public.verify_signature(
        canonical(signed).encode(), vodozemac.Ed25519Signature.from_base64(signature)
    )
    return True


async def master(anna: Person, user: str) -> str:
    known = await anna.call("POST", path("keys", "query"), {"device_keys": {user: []}})
    return str(next(iter(known["master_keys"][user]["keys"].values())))


async def sent(channel: Channel, outgoing: Outgoing) -> None:
    """Sent as the outbox does it: again where it is to be tried later."""
    for _ in range(50):
        try:
            await channel.send(outgoing)
        except TryLater:
            await asyncio.sleep(0.2)
        else:
            return
    raise AssertionError("it never got through")


async def _next_second(synapse: SynapseServer) -> None:
    """The server's clock, as far as it tells, has moved on."""

    def second() -> str:
        return httpx.get(f"{synapse.url}/_matrix/client/versions").headers["date"]

    now = second()
    while await asyncio.to_thread(second) == now:
        pass
