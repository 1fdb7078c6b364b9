"""Telegram, over the real library and real HTTP,
against a server that refuses what Telegram refuses."""

from __future__ import annotations

import asyncio
import logging
import socket
import sqlite3
from collections.abc import AsyncIterator, Iterator
from contextlib import aclosing, asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import stamina
from telegram import Update, User

from adapters import CHANNELS, SETUPS
from adapters.matrix.settings import PASSWORD, PICKLE_KEY, MatrixSettings
from adapters.telegram import channel as channel_module
from adapters.telegram import receive
from adapters.telegram import settings as settings_module
from adapters.telegram.format import messages
from adapters.telegram.settings import TelegramSettings
from bot import app, settings
from bot.channel import Channel, TryLater, Undeliverable
from bot.desk import delivery
from bot.errors import OneWayInError
from bot.matching.library import Current
from bot.messages import Address, Choice, Incoming, Outgoing
from bot.settings import Settings
from tests.telegram_chats import Refused
from tests.telegram_server import TOKEN, TelegramServer, plain, running

ANNA, BO, TEAM = 11, 12, -1001
pytestmark = pytest.mark.takes(seconds=0.3)
QUESTION = "Vad är startbidragets högsta belopp i Helsingborg?"


@pytest.fixture(autouse=True)
def token(monkeypatch: pytest.MonkeyPatch) -> None:
    """The token comes from the environment only."""
    monkeypatch.setenv(settings_module.TOKEN, TOKEN)


@pytest.fixture
async def server() -> AsyncIterator[TelegramServer]:
    async with running(TelegramServer()) as started:
        yield started


@pytest.fixture
async def channel(server: TelegramServer) -> AsyncIterator[Channel]:
    async with CHANNELS["telegram"].opened(TelegramSettings(base_url=server.url)) as opened:
        yield opened


def chosen(
    server: TelegramServer, *, room: str = f"telegram:{TEAM}", undo: int = 0, **others: Any
) -> Settings:
    """The settings of a bot on this server, with one team's room;
    and of other channels, which come before it."""
    rooms = {"helsingborg/foreningssamordnare": room, "default": "telegram:-1009"}
    return Settings.model_validate(
        {
            "database": ":memory:",
            "undo_seconds": undo,
            "rooms": rooms,
            "channels": {**others, "telegram": TelegramSettings(base_url=server.url)},
            "operator": "Provet",
        }
    )


@asynccontextmanager
async def bot(server: TelegramServer, current: Current, **more: Any) -> AsyncIterator[None]:
    """The whole bot on this server, with one team's room."""
    running_bot = asyncio.create_task(app.run(chosen(server, **more), CHANNELS, current))
    try:
        yield
    finally:
        running_bot.cancel()
        with pytest.raises(asyncio.CancelledError):
            await running_bot


def out(text: str, room: int = ANNA, key: str = "k", **more: Any) -> Outgoing:
    return Outgoing(key, Address("telegram", str(room)), text, **more)


# Format


@pytest.mark.parametrize(
    ("markdown", "html"),
    [
        ("**fet** och *kursiv*", "<b>fet</b> och <i>kursiv</i>"),
        ("a < b & c", "a &lt; b &amp; c"),
        ("[här](https://a.se/?x=1&y=2)", '<a href="https://a.se/?x=1&amp;y=2">här</a>'),
        ("- ett\n- två", "• ett\n• två"),
        ("1. ett\n2. två\n\nslut", "1. ett\n2. två\n\nslut"),
        ("rad ett\nrad två", "rad ett\nrad två"),
        (r"inte \*fet\* @\_x", "inte *fet* @_x"),
    ],
)
def test_markdown_becomes_telegrams_html(markdown: str, html: str) -> None:
    """What our Markdown can say, Telegram shows; what people typed is shown as typed."""
    assert messages(markdown) == (html,)


@pytest.mark.parametrize(
    "unit", ["ord ", "**fet text här** ", "🎉", "a\n\n", "[länk](https://a.se) ", "x"]
)
def test_long_texts_are_cut_as_telegram_counts(unit: str) -> None:
    """Each part is at most 4096 UTF-16 units without its tags, nested right,
    and nothing is lost between them."""
    parts = messages(unit * (9000 // len(unit)))
    read = [plain(part) for part in parts]
    assert max(len(text.encode("utf-16-le")) // 2 for text in read) <= 4096
    whole = plain("".join(messages(unit * (9000 // len(unit)), limit=10**9)))
    assert "".join("".join(read).split()) == "".join(whole.split())
    assert len(parts) <= len(whole.encode("utf-16-le")) // 2 // 2048 + 1


# Sending


async def test_a_message_is_sent_as_people_read_it(
    server: TelegramServer, channel: Channel
) -> None:
    """HTML, buttons, no preview of links, a reply to what was asked,
    without a sound where that was wished."""
    asked = await server.say(ANNA, "hej")
    choices = (Choice("yes:1", "Ja, skicka"), Choice("no:1", "Nej tack"))
    receipt = await channel.send(
        out("**Ja** https://a.se", choices=choices, reply_to=f"{ANNA}:{asked}", silent=True)
    )
    shown = server.shown(ANNA)[0]
    assert receipt.ids == (f"{ANNA}:{shown['message_id']}",)
    assert (shown["text"], shown["silent"], shown["previews"]) == ("Ja https://a.se", True, False)
    assert shown["reply_to_message"]["message_id"] == asked
    assert [row[0]["text"] for row in shown["reply_markup"]["inline_keyboard"]] == [
        "Ja, skicka",
        "Nej tack",
    ]


async def test_a_reply_to_what_is_gone_is_sent_anyway(
    server: TelegramServer, channel: Channel
) -> None:
    """The asker deleted the question meanwhile; the answer still comes."""
    await channel.send(out("svar", reply_to=f"{ANNA}:99"))
    assert server.shown(ANNA)[0]["text"] == "svar"


@pytest.mark.parametrize(
    ("refusal", "error"),
    [
        (Refused(429, "Too Many Requests: retry after 7", retry_after=7), TryLater),
        (Refused(502, "Bad Gateway"), TryLater),
        (Refused(500, "Internal Server Error"), TryLater),
        (Refused(403, "Forbidden: user is deactivated"), Undeliverable),
        (Refused(400, "Bad Request: chat not found"), Undeliverable),
        (
            Refused(400, "Bad Request: not enough rights to send text messages to the chat"),
            Undeliverable,
        ),
    ],
)
async def test_refusals_are_ours(
    server: TelegramServer, channel: Channel, refusal: Refused, error: type[Exception]
) -> None:
    """What passes is tried later, after as long as Telegram asks;
    what never can is undeliverable."""
    server.refuse.append(refusal)
    with pytest.raises(error) as raised:
        await channel.send(out("svar"))
    if refusal.code == 429:
        assert isinstance(raised.value, TryLater)
        assert raised.value.after == 7
    assert TOKEN not in str(raised.value)


async def test_a_long_message_goes_on_after_its_first_part(
    server: TelegramServer, channel: Channel
) -> None:
    """A refusal between two parts repeats neither of them."""
    await channel.send(out("kort"))
    long = out("ord " * 2000, key="long")
    server.refuse += []
    first = asyncio.create_task(channel.send(long))
    await server.wait_for(ANNA, 2)
    server.refuse.append(Refused(429, "Too Many Requests", retry_after=1))
    try:
        await first
    except TryLater:
        await channel.send(long)
    texts = [message["text"] for message in server.shown(ANNA)[1:]]
    assert len(texts) == 2
    assert sum(text.count("ord") for text in texts) == 2000


async def test_a_group_that_became_a_supergroup_is_followed(
    server: TelegramServer, channel: Channel
) -> None:
    """The message arrives under the new id."""
    server.migrated[-5] = -1005
    receipt = await channel.send(out("kort", room=-5))
    assert receipt.ids == ("-1005:1",)


async def test_a_deleted_topic_falls_back_to_its_group(
    server: TelegramServer, channel: Channel
) -> None:
    """Where it went instead is said, so that the bot can say so."""
    server.gone_threads.add((TEAM, 7))
    receipt = await channel.send(
        replace(out("kort", room=TEAM), address=Address("telegram", str(TEAM), "7"))
    )
    assert receipt.moved_to == Address("telegram", str(TEAM))
    assert server.shown(TEAM)[0]["text"] == "kort"


# Listening


async def first(channel: Channel, after: str | None = None) -> Any:
    async with aclosing(channel.listen(after)) as heard:
        async for batch in heard:
            return batch
    raise AssertionError("the channel has ended")


async def test_nothing_is_confirmed_before_it_is_stored(
    server: TelegramServer, channel: Channel
) -> None:
    """A batch that was never stored comes again from the same cursor; one that was doesn't."""
    await server.say(ANNA, "ett")
    one = await first(channel)
    again = await first(channel)
    assert [incoming.text for incoming in again.incoming] == ["ett"]
    await server.say(ANNA, "två")
    after = await first(channel, one.cursor)
    assert [incoming.text for incoming in after.incoming] == ["två"]


@asynccontextmanager
async def pressed(server: TelegramServer, channel: Channel) -> AsyncIterator[Outgoing]:
    """Anna has pressed the only button of a message, and the press is stored; the question that is
    to stand there instead."""
    asked = await channel.send(out("Vilken kommun?", choices=(Choice("area:lund", "Lund"),)))
    await server.press(ANNA, int(asked.ids[0].partition(":")[2]), "Lund")
    heard = channel.listen(None)
    await anext(heard)
    listening = asyncio.ensure_future(anext(heard))
    try:
        yield out(
            "Ska jag skicka?", key="then", choices=(Choice("yes:1", "Ja"),), replaces=asked.ids[0]
        )
    finally:
        listening.cancel()
        await asyncio.gather(listening, return_exceptions=True)


def buttons(server: TelegramServer) -> list[str]:
    keyboard = server.shown(ANNA)[0].get("reply_markup", {}).get("inline_keyboard", [])
    return [button["text"] for row in keyboard for button in row]


async def test_a_new_question_keeps_its_buttons_while_its_receipt_is_on_its_way(
    server: TelegramServer, channel: Channel
) -> None:
    """The pressed keyboard isn't taken away once the message is being edited:
    that would take the new one."""
    edited, answered = (
        server.late_answers.setdefault(name, asyncio.Event())
        for name in ("editMessageText", "answerCallbackQuery")
    )
    async with pressed(server, channel) as question:
        sending = asyncio.create_task(channel.send(question))
        await server.wait_until(lambda: server.shown(ANNA)[0]["text"] == "Ska jag skicka?")
        answered.set()
        await channel.send(out("medan det som kan hända händer", BO, "meanwhile"))
        edited.set()
        await sending
        assert buttons(server) == ["Ja"]


async def test_a_new_question_waits_for_the_old_buttons_to_be_taken_away(
    server: TelegramServer, channel: Channel
) -> None:
    """What was sent first may arrive last: the edit is sent once the keyboard is gone."""
    arrived = server.late_calls["editMessageReplyMarkup"] = asyncio.Event()
    async with pressed(server, channel) as question:
        await server.wait_until(lambda: "editMessageReplyMarkup" in server.calls)
        sending = asyncio.create_task(channel.send(question))
        await channel.send(out("medan det som kan hända händer", BO, "meanwhile"))
        arrived.set()
        await sending
        assert buttons(server) == ["Ja"]


async def test_ids_that_begin_anew_are_followed(server: TelegramServer, channel: Channel) -> None:
    """The cursor is the last batch's, also when the numbers fell."""
    await server.say(ANNA, "ett")
    await first(channel)
    server.updates.clear()
    server._next_update = 5
    await server.say(ANNA, "två")
    assert (await first(channel)).cursor == "6"


async def test_what_the_library_cant_read_stops_nothing(
    server: TelegramServer, channel: Channel
) -> None:
    """Another version of Telegram sends something else than the library expects: the messages
    beside it are heard."""
    await server.say(ANNA, "ett")
    await server.happen(my_chat_member=change_of_rights(TEAM, MEMBER, {"status": "restricted"}))
    batch = await first(channel)
    assert [incoming.text for incoming in batch.incoming] == ["ett"]
    await server.say(ANNA, "två")
    assert [incoming.text for incoming in (await first(channel, batch.cursor)).incoming] == ["två"]


async def test_what_cant_be_taken_apart_stops_nothing(
    server: TelegramServer, channel: Channel, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Half an emoji in an edit is heard; an update that we stumble on says nothing, and those
    beside it are heard."""
    written = await server.say(ANNA, "ett")
    await server.edit(ANNA, written, "två \ud83d")
    assert [incoming.kind for incoming in (await first(channel)).incoming] == ["said", "edited"]
    whole = receive.incoming_of

    def stumbling(update: Update, me: User) -> Incoming | None:
        if update.edited_message is not None:
            raise AttributeError
        return whole(update, me)

    monkeypatch.setattr(channel_module, "incoming_of", stumbling)
    assert [incoming.text for incoming in (await first(channel)).incoming] == ["ett"]


async def test_the_first_message_of_a_topic_is_no_reply(
    server: TelegramServer, channel: Channel
) -> None:
    """In a topic everything "replies" to the message that opened it;
    a real reply carries the bot's own words."""
    opened = server._message(
        TEAM, 5, None, 7, forum_topic_created={"name": "Frågor", "icon_color": 1}
    )
    await server.say(TEAM, "prat", person=5, thread=7, reply_to=opened["message_id"])
    card = await channel.send(
        replace(out("Fråga 2026-0001 · x", room=TEAM), address=Address("telegram", str(TEAM), "7"))
    )
    await server.say(TEAM, "svar", person=5, thread=7, reply_to=int(card.ids[0].partition(":")[2]))
    talk, answer = (await first(channel)).incoming
    assert (talk.reply_to, talk.address.thread, talk.direct) == (None, "7", False)
    assert (answer.reply_to, answer.quoted) == (card.ids[0], "Fråga 2026-0001 · x")


async def test_a_wrong_token_is_one_clear_line(
    server: TelegramServer, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """And the token is in no error and no log."""
    caplog.set_level(logging.DEBUG)
    monkeypatch.setenv(settings_module.TOKEN, "999:wrong")
    with pytest.raises(OneWayInError, match="känner inte igen") as raised:
        async with CHANNELS["telegram"].opened(TelegramSettings(base_url=server.url)):
            pass
    assert "999:wrong" not in str(raised.value)
    assert "999:wrong" not in "".join(
        record.getMessage() for record in caplog.records if record.levelno >= logging.INFO
    )


async def test_a_missing_token_says_where_it_belongs(monkeypatch: pytest.MonkeyPatch) -> None:
    """The environment variable is named."""
    monkeypatch.delenv(settings_module.TOKEN)
    with pytest.raises(OneWayInError, match="ONEWAYIN_TELEGRAM_TOKEN"):
        async with CHANNELS["telegram"].opened(TelegramSettings()):
            pass


async def test_a_second_poller_is_named(server: TelegramServer, channel: Channel) -> None:
    """Two bots on one token: the bot says so and stops;
    one that only looks, as setup does, passes."""
    with stamina.set_testing(True, attempts=10):
        server.conflicts = 4
        await server.say(ANNA, "en som bara tittar stör inte")
        assert len((await first(channel)).incoming) == 1
        server.conflicts = 5
        with pytest.raises(OneWayInError, match="En annan bot"):
            await first(channel)


# The whole bot


@pytest.fixture
def quiet(caplog: pytest.LogCaptureFixture) -> Iterator[pytest.LogCaptureFixture]:
    caplog.set_level(logging.INFO)
    yield caplog
    assert TOKEN not in caplog.text


async def test_from_question_to_a_persons_answer(
    server: TelegramServer, current: Current, quiet: pytest.LogCaptureFixture
) -> None:
    """The greeting is in the first answer, yes is a press, the card has buttons,
    a reply to it is the answer."""
    async with bot(server, current):
        await server.say(ANNA, QUESTION)
        (offer,) = await server.wait_for(ANNA, 1)
        assert offer["text"].startswith("Hej! Jag är en automatisk tjänst.")
        await server.press(ANNA, offer["message_id"], "Ja, skicka")
        (card,) = await server.wait_for(TEAM, 1)
        assert card["text"].startswith("Fråga 2026-0001 · ")
        assert "Någon" not in card["text"]
        (_, sent) = await server.wait_for(ANNA, 2)
        assert "Nu är frågan skickad" in sent["text"]
        await server.say(TEAM, "Högst 20 000 kronor <b>.", person=77, reply_to=card["message_id"])
        (*_, relayed) = await server.wait_for(ANNA, 3)
        assert "Högst 20 000 kronor <b>." in relayed["text"]
        (*_, delivered) = await server.wait_for(TEAM, 3)
        assert "Levererat" in delivered["text"]
        await server.press(ANNA, relayed["message_id"], "Tack")
        await server.wait_for(ANNA, 4)
    assert len(server.answered) == 2
    assert "reply_markup" not in server.messages[ANNA, offer["message_id"]]


@pytest.fixture
def away(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[MatrixSettings]:
    """The settings of a Matrix channel whose homeserver takes no connection."""
    for name in (PASSWORD, PICKLE_KEY):
        monkeypatch.setenv(name, "hemligt")
    with socket.socket() as deaf:
        deaf.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{deaf.getsockname()[1]}"
        yield MatrixSettings(homeserver=url, user="@bot:example.org", store=tmp_path)


async def test_a_network_that_is_away_silences_no_other(
    server: TelegramServer, current: Current, away: MatrixSettings
) -> None:
    """The bot starts while the homeserver is down:
    on Telegram it answers at once, and says where to find it there."""
    async with bot(server, current, matrix=away):
        await server.say(ANNA, QUESTION)
        await server.say(-500, "@envagin_bot hjälp oss", person=5)
        assert "Ska jag skicka" in (await server.wait_for(ANNA, 1))[0]["text"]
        assert "https://t.me/envagin_bot" in (await server.wait_for(-500, 1))[0]["text"]


async def test_a_wrong_token_stops_the_start_also_while_another_network_is_away(
    server: TelegramServer,
    current: Current,
    away: MatrixSettings,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """With the one clear line, whatever the others wait for."""
    monkeypatch.setenv(settings_module.TOKEN, "999:wrong")
    with pytest.raises(OneWayInError, match="känner inte igen token"):
        async with asyncio.timeout(10):
            await app.run(chosen(server, matrix=away), CHANNELS, current)


async def test_what_was_sent_and_cant_be_stored_isnt_sent_again(
    server: TelegramServer, current: Current, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the database is broken the bot stops, and says why,
    instead of saying the same thing over and over."""

    def broken(*_: object) -> None:
        raise sqlite3.DatabaseError("database disk image is malformed")

    monkeypatch.setattr(delivery, "settle", broken)
    await server.say(ANNA, "/hjalp")
    with pytest.raises(OneWayInError, match="ingen hel databas"):
        async with asyncio.timeout(10):
            await app.run(chosen(server), CHANNELS, current)
    assert len(server.shown(ANNA)) == 1


async def test_a_choice_is_answered_where_it_stood(
    server: TelegramServer, current: Current
) -> None:
    """The question back becomes the answer; an old button says that it no longer counts."""
    async with bot(server, current):
        await server.say(ANNA, "Hur mycket får man i snabb slant?")
        (asked,) = await server.wait_for(ANNA, 1)
        data = await server.press(ANNA, asked["message_id"], "Ekerö")
        await server.wait_until(
            lambda: "10 000" in server.messages[ANNA, asked["message_id"]]["text"]
        )
        assert len(server.shown(ANNA)) == 1
        await server.press_data(ANNA, asked["message_id"], data)
        (_, expired) = await server.wait_for(ANNA, 2)
        assert "gäller inte längre" in expired["text"]


async def test_a_guide_is_tapped_through(server: TelegramServer, current: Current) -> None:
    """A tap brings the next question; a typed answer, a step back and a question in the middle of
    it are met, and it comes to what may fit."""
    async with bot(server, current):
        await server.say(ANNA, "vilket bidrag passar oss i Ekerö?")
        (shown,) = await server.wait_for(ANNA, 1)
        assert shown["text"].endswith("Vilka är ni?")
        assert buttons(server)[-1] == "Prata med en människa"
        await server.press(ANNA, shown["message_id"], "Några utan förening")
        (*_, asked) = await server.wait_for(ANNA, 2)
        assert asked["text"].startswith("Vad ska pengarna")
        await server.say(ANNA, "Vad är Idélabbet?")
        (*_, answered) = await server.wait_for(ANNA, 3)
        assert "Och frågan i guiden var: Vad ska pengarna" in answered["text"]
        await server.say(ANNA, "ett enda tillfälle")
        await server.wait_for(ANNA, 4)
        await server.say(ANNA, "tillbaka")
        (*_, back) = await server.wait_for(ANNA, 5)
        assert back["text"].startswith("Vad ska pengarna")
        at, count = back["message_id"], 5
        for tapped in ("Ett enda tillfälle", "Något annat", "Ja, för alla"):
            await server.press(ANNA, at, tapped)
            count += 1
            (*_, end) = await server.wait_for(ANNA, count)
            at = end["message_id"]
        assert "Kan passa" in end["text"]
        assert "Snabb slant" in end["text"]


async def test_a_checklist_is_ticked_in_one_message(
    server: TelegramServer, current: Current
) -> None:
    """Each tick changes the message that it was pressed in, and is said in passing; what is typed
    changes the same message, and is answered in a few words."""
    async with bot(server, current):
        await server.say(ANNA, "checklista för snabb slant i Ekerö")
        (shown,) = await server.wait_for(ANNA, 1)
        list_ = shown["message_id"]
        assert "1. Kvar: Minst tre privatpersoner" in shown["text"]
        await server.press(ANNA, list_, "1 Kvar: Minst")
        await server.wait_until(lambda: "1. Klar:" in server.messages[ANNA, list_]["text"])
        await server.wait_until(lambda: len(server.notices) == 1)
        said = "Klar: minst tre privatpersoner går ihop. 3 kvar."
        assert server.notices == [said]
        assert server.messages[ANNA, list_]["text"].startswith(said)
        assert "1 Klar: Minst tre…" in buttons(server)
        await server.say(ANNA, "Idélabbet är klart")
        (changed, told) = await server.wait_for(ANNA, 2)
        assert "4. Klar: Ni ska ta kontakt" in changed["text"]
        assert told["text"] == "Klar: ni ska ta kontakt med Idélabbet. 2 kvar."
        await server.press(ANNA, list_, "1 Klar")
        await server.wait_until(lambda: len(server.notices) == 2)
        assert server.notices[-1].startswith("Kvar igen: minst tre privatpersoner")
    assert len(server.shown(ANNA)) == 2


async def test_a_list_to_print_comes_as_a_document(
    server: TelegramServer, current: Current
) -> None:
    """A page with its name and its kind; what comes beside it can be read by itself."""
    async with bot(server, current):
        await server.say(ANNA, "checklista för snabb slant i Ekerö")
        (shown,) = await server.wait_for(ANNA, 1)
        await server.press(ANNA, shown["message_id"], "Fil att skriva ut")
        (_, sent) = await server.wait_for(ANNA, 2)
        assert sent["text"].startswith("Här är listan som en fil.")
        await server.wait_until(lambda: server.files)
    (name, (kind, content)) = server.files.popitem()
    assert (name, kind) == ("checklista-ekero-snabb-slant.html", "text/html")
    assert '<html lang="sv">' in content.decode()


async def test_a_list_that_was_deleted_is_shown_anew(
    server: TelegramServer, current: Current
) -> None:
    """Where the message is gone, the whole list comes as a new one."""
    async with bot(server, current):
        await server.say(ANNA, "checklista för snabb slant i Ekerö")
        (shown,) = await server.wait_for(ANNA, 1)
        server.messages.pop((ANNA, shown["message_id"]))
        await server.say(ANNA, "Idélabbet är klart")
        (anew,) = await server.wait_for(ANNA, 1)
        assert anew["text"].startswith("Klar: ni ska ta kontakt med Idélabbet. 3 kvar.")
        assert "4. Klar:" in anew["text"]


async def test_a_reply_to_either_copy_of_a_card_answers(
    server: TelegramServer, current: Current
) -> None:
    """A card that a kill repeated has no receipt; the bot's own quoted text names the case."""
    async with bot(server, current):
        await server.say(ANNA, QUESTION)
        (offer,) = await server.wait_for(ANNA, 1)
        await server.press(ANNA, offer["message_id"], "Ja, skicka")
        (card,) = await server.wait_for(TEAM, 1)
        copy = server._message(TEAM, 0, None, None, text=card["text"])
        copy["from"] = card["from"]
        await server.say(TEAM, "Högst 20 000 kronor.", person=77, reply_to=copy["message_id"])
        (*_, relayed) = await server.wait_for(ANNA, 3)
        assert "20 000" in relayed["text"]


async def test_pictures_and_sound_go_no_further(server: TelegramServer, current: Current) -> None:
    """A kind answer; the card says that there was one."""
    photo = [{"file_id": "a", "file_unique_id": "b", "width": 1, "height": 1}]
    async with bot(server, current):
        await server.say(ANNA, "", photo=photo)
        (answer,) = await server.wait_for(ANNA, 1)
        assert "bara läsa text" in answer["text"]
        await server.say(ANNA, "", photo=photo, caption=QUESTION)
        (*_, offer) = await server.wait_for(ANNA, 2)
        await server.press(ANNA, offer["message_id"], "Ja, skicka")
        (card,) = await server.wait_for(TEAM, 1)
        assert "inte följer med (bild)" in card["text"]


async def test_an_album_is_answered_once(server: TelegramServer, current: Current) -> None:
    """Its pictures come as a message each, perhaps in two polls;
    its text, where it has one, is what is answered."""
    photo = [{"file_id": "a", "file_unique_id": "b", "width": 1, "height": 1}]
    async with bot(server, current):
        for _ in range(3):
            await server.say(ANNA, "", photo=photo, media_group_id="7")
        (answer,) = await server.wait_for(ANNA, 1)
        assert "bara läsa text" in answer["text"]
        await server.say(ANNA, "", photo=photo, media_group_id="7")
        await server.say(BO, "", photo=photo, media_group_id="8")
        await server.say(BO, "", photo=photo, media_group_id="8", caption=QUESTION)
        await server.wait_until(
            lambda: any("Ska jag skicka" in shown["text"] for shown in server.shown(BO))
        )
        await server.say(ANNA, "/hjalp")
        assert "/omrade" in (await server.wait_for(ANNA, 2))[1]["text"]
    assert len(server.shown(ANNA)) == 2


async def card_of(server: TelegramServer, room: int = TEAM) -> dict[str, Any]:
    """Anna asks and says yes; the card in the team's room."""
    await server.say(ANNA, QUESTION)
    (offer,) = await server.wait_for(ANNA, 1)
    await server.press(ANNA, offer["message_id"], "Ja, skicka")
    await server.wait_for(ANNA, 2)
    return (await server.wait_for(room, 1))[0]


async def test_a_picture_in_an_answer_is_said_to_stay(
    server: TelegramServer, current: Current
) -> None:
    """The text goes on, the picture doesn't, and the coordinator knows;
    also where there is only a picture."""
    photo = [{"file_id": "a", "file_unique_id": "b", "width": 1, "height": 1}]
    async with bot(server, current):
        card = await card_of(server)
        await server.say(TEAM, "", person=77, reply_to=card["message_id"], photo=photo)
        (_, told) = await server.wait_for(TEAM, 2)
        assert "(bild) följer inte med" in told["text"]
        assert len(server.shown(ANNA)) == 2
        await server.say(
            TEAM,
            "",
            person=77,
            reply_to=card["message_id"],
            photo=photo,
            caption="Högst 20 000 kronor.",
        )
        assert "20 000" in (await server.wait_for(ANNA, 3))[-1]["text"]
        assert "(bild) följer inte med" in (await server.wait_for(TEAM, 3))[2]["text"]


def said(text: str, *, chat: str = "group", **more: Any) -> Incoming | None:
    """What a message says in a chat."""
    message = {
        "message_id": 5,
        "date": 0,
        "chat": {"id": TEAM if chat == "group" else ANNA, "type": chat, "title": "Laget"},
        "from": {"id": 77, "is_bot": False, "first_name": "Någon"},
        **({"text": text} if text else {}),
    }
    update = Update.de_json({"update_id": 1, "message": message | more}, None)
    return receive.incoming_of(update, User(1, "En väg in", is_bot=True, username="envagin_bot"))


def _link(offset: int, length: int, url: str = "https://example.org/ansok") -> dict[str, Any]:
    return {"type": "text_link", "offset": offset, "length": length, "url": url}


@pytest.mark.parametrize(
    ("text", "entities", "read"),
    [
        ("på vår sida nu", [_link(3, 8)], "på vår sida (https://example.org/ansok) nu"),
        ("🎉 här", [_link(3, 3)], "🎉 här (https://example.org/ansok)"),
        (
            "a b",
            [_link(0, 1, "https://a.example/"), _link(2, 1, "https://b.example/")],
            "a (https://a.example/) b (https://b.example/)",
        ),
        ("https://a.example", [_link(0, 17, "https://a.example/")], "https://a.example"),
        ("fet", [{"type": "bold", "offset": 0, "length": 3}], "fet"),
    ],
)
@pytest.mark.parametrize("chat", ["group", "private"])
def test_an_address_behind_words_goes_along(
    text: str, entities: list[dict[str, Any]], read: str, chat: str
) -> None:
    """Where the words are carried on, so is where they lead; offsets count UTF-16."""
    heard = said(text, chat=chat, entities=entities)
    assert heard is not None
    assert heard.text == read
    caption = said("", chat=chat, caption=text, caption_entities=entities, document=_FILE)
    assert caption is not None
    assert caption.text == read


_FILE = {"file_id": "a", "file_unique_id": "b"}
_SIZED = _FILE | {"width": 1, "height": 1}


@pytest.mark.parametrize(
    ("text", "is_ours"),
    [
        ("/stang@annan_bot klart", False),
        ("/ko@annan_bot", False),
        ("/poll@annan_bot", False),
        ("/stang@EnVagIn_bot klart", True),
        ("/stang klart", True),
        ("skriv till a@annan_bot", True),
    ],
)
def test_a_command_to_another_bot_is_not_ours(text: str, is_ours: bool) -> None:
    """In a group several bots may sit, and a command says which one it is for."""
    assert (said(text) is not None) is is_ours
    assert said(text, chat="private") is not None


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        ({"dice": {"emoji": "🎲", "value": 3}}, "annat"),
        ({"story": {"id": 1, "chat": {"id": 1, "type": "private"}}}, "annat"),
        ({"game": {"title": "t", "description": "d", "photo": [_SIZED]}}, "annat"),
        (
            {"checklist": {"title": "t", "tasks": [{"id": 1, "text": "a"}]}},
            "omröstning",
        ),
        ({"contact": {"phone_number": "1", "first_name": "A"}}, "kontakt"),
        ({"location": {"latitude": 59.1, "longitude": 18.1}}, "plats"),
        ({"video_note": _FILE | {"length": 1, "duration": 1}}, "bild"),
        ({"voice": _FILE | {"duration": 1}}, "ljud"),
    ],
)
def test_what_is_no_text_is_said_to_stay(kind: dict[str, Any], name: str) -> None:
    """A kind of message without text doesn't vanish: whoever sent it is told that it goes no
    further."""
    heard = said("", **kind)
    assert heard is not None
    assert heard.attachment == name


def test_what_is_picked_out_of_a_card_goes_along() -> None:
    """An answer to a part of it says which; a bare number or a command means what it did."""
    quote = {"text": "på tisdag", "position": 3, "is_manual": True}
    heard = said("Ja, det går", quote=quote)
    assert heard is not None
    assert heard.text == "”på tisdag”\nJa, det går"
    for typed in ("1", "/ta", "👍"):
        bare = said(typed, quote=quote)
        assert bare is not None
        assert bare.text == typed


@pytest.mark.parametrize(
    ("words", "is_told"),
    [
        ("Gäller det oss?", True),
        ("vi är en förening som inte har något sådant", True),
        ("ja", False),
        ("2", False),
        ("/kalla", False),
        ("Helsingborg", False),
        ("ja skicka den tack", False),
    ],
)
def test_what_is_picked_out_of_an_answer_goes_along(words: str, is_told: bool) -> None:
    """A question about a part of it has that part, also where it is sent to people; a yes, a choice
    or a place means what it did."""
    quote = {"text": "minst tre år", "position": 3, "is_manual": True}
    heard = said(words, chat="private", quote=quote)
    assert heard is not None
    assert heard.text == (f"”minst tre år”\n{words}" if is_told else words)


@pytest.mark.parametrize(
    "kind",
    [
        {"checklist": {"title": "Vad krävs?", "tasks": [{"id": 1, "text": "stadgar"}]}},
        {
            "poll": {
                "id": "1",
                "question": "Vad krävs?",
                "options": [{"text": "stadgar", "voter_count": 0, "persistent_id": "1"}],
                "total_voter_count": 0,
                "is_closed": False,
                "is_anonymous": True,
                "type": "regular",
                "allows_multiple_answers": False,
                "allows_revoting": False,
                "members_only": False,
            }
        },
    ],
)
def test_a_poll_to_the_bot_is_read_as_its_lines(kind: dict[str, Any]) -> None:
    """Whoever asks with one has asked; in a room it is for those who sit there, and stays."""
    heard, there = said("", chat="private", **kind), said("", **kind)
    assert heard is not None
    assert (heard.text, heard.attachment) == ("Vad krävs?\n– stadgar", "")
    assert there is not None
    assert (there.text, there.attachment) == ("", "omröstning")


async def test_a_link_reaches_who_asked_and_anothers_command_nobody(
    server: TelegramServer, current: Current
) -> None:
    """A coordinator's words arrive with their address; what is for another bot changes nothing."""
    async with bot(server, current):
        card = await card_of(server)
        await server.say(TEAM, "/stang@annan_bot klart", person=77, reply_to=card["message_id"])
        await server.say(
            TEAM,
            "Ansök på vår sida senast fredag.",
            person=77,
            reply_to=card["message_id"],
            entities=[_link(9, 8)],
        )
        (*_, relayed) = await server.wait_for(ANNA, 3)
        assert "vår sida (https://example.org/ansok) senast" in relayed["text"]
        assert len(server.shown(ANNA)) == 3


async def test_an_old_button_in_a_topic_is_the_teams(
    server: TelegramServer, current: Current
) -> None:
    """Telegram no longer shows the message of an old button, nor says in which topic it stood."""
    async with bot(server, current, room=f"telegram:{TEAM}/7"):
        card = await card_of(server)
        data = card["reply_markup"]["inline_keyboard"][0][0]["callback_data"]
        gone = {"chat": server._chat(TEAM), "message_id": card["message_id"], "date": 0}
        query = {
            "id": "q",
            "from": server._user(77),
            "chat_instance": "1",
            "data": data,
            "message": gone,
        }
        await server.happen(callback_query=query)
        (_, told) = await server.wait_for(TEAM, 2)
        assert "2026-0001 är tagen" in told["text"]
        assert told["message_thread_id"] == 7


async def test_links_set_the_area_and_open_only_ones_own_case(
    server: TelegramServer, current: Current
) -> None:
    """?start=helsingborg sets the area; a stranger's case is unknown."""
    async with bot(server, current):
        await server.say(ANNA, "/start helsingborg")
        (hello,) = await server.wait_for(ANNA, 1)
        assert "Då svarar jag för Helsingborg" in hello["text"]
        await server.say(ANNA, "Vad är startbidragets högsta belopp?")
        (_, offer) = await server.wait_for(ANNA, 2)
        await server.press(ANNA, offer["message_id"], "Ja, skicka")
        await server.wait_for(ANNA, 3)
        await server.say(ANNA, "/start 2026-0001")
        await server.say(BO, "/start 2026-0001")
        assert "2026-0001" in (await server.wait_for(ANNA, 4))[-1]["text"]
        assert "2026-0001" not in (await server.wait_for(BO, 1))[-1]["text"]


async def test_a_strange_group_is_told_to_write_in_private(
    server: TelegramServer, current: Current
) -> None:
    """With a link; talk that isn't meant for the bot gets nothing."""
    async with bot(server, current):
        await server.say(-500, "vad tycker ni?", person=5)
        await server.say(-500, "@envagin_bot hjälp oss", person=5)
        (told,) = await server.wait_for(-500, 1)
        assert "https://t.me/envagin_bot" in told["text"]


async def test_a_group_that_is_upgraded_keeps_its_team(
    server: TelegramServer, current: Current
) -> None:
    """Its next card comes to the supergroup, and a reply there is the answer."""
    async with bot(server, current, room="telegram:-55"):
        await server.say(-55, "", person=5, migrate_to_chat_id=-1000000000055)
        await server.say(ANNA, QUESTION)
        (offer,) = await server.wait_for(ANNA, 1)
        await server.press(ANNA, offer["message_id"], "Ja, skicka")
        (card,) = await server.wait_for(-1000000000055, 1)
        await server.say(
            -1000000000055, "Högst 20 000 kronor.", person=5, reply_to=card["message_id"]
        )
        assert "20 000" in (await server.wait_for(ANNA, 3))[-1]["text"]


async def test_a_team_in_a_topic_that_is_deleted_sits_in_the_group(
    server: TelegramServer, current: Current
) -> None:
    """The card falls back to the group, which is told, and a reply there counts."""
    server.gone_threads.add((TEAM, 7))
    async with bot(server, current, room=f"telegram:{TEAM}/7"):
        await server.say(ANNA, QUESTION)
        (offer,) = await server.wait_for(ANNA, 1)
        await server.press(ANNA, offer["message_id"], "Ja, skicka")
        card, told = await server.wait_for(TEAM, 2)
        assert "finns inte längre" in told["text"]
        await server.say(TEAM, "Högst 20 000 kronor.", person=5, reply_to=card["message_id"])
        assert "20 000" in (await server.wait_for(ANNA, 3))[-1]["text"]


async def test_a_topic_that_is_deleted_is_told_of_once(
    server: TelegramServer, current: Current
) -> None:
    """However much is on its way there: all of it falls back to the group."""
    async with bot(server, current, room=f"telegram:{TEAM}/7"):
        await card_of(server)
        server.gone_threads.add((TEAM, 7))
        refused = server.late_calls["sendMessage"] = asyncio.Event()
        for text in ("Vi är tolv i föreningen.", "Vi har ingen lokal."):
            await server.say(ANNA, text)
        await server.wait_until(lambda: not server.updates)
        refused.set()
        await server.wait_until(
            lambda: any("ingen lokal" in shown["text"] for shown in server.shown(TEAM))
        )
        await server.say(TEAM, "/ko", person=5)
        await server.wait_until(lambda: "1 öppen:" in server.shown(TEAM)[-1]["text"])
    assert sum("finns inte längre" in shown["text"] for shown in server.shown(TEAM)) == 1


async def test_who_blocks_the_bot_is_told_of(server: TelegramServer, current: Current) -> None:
    """The coordinator is told that the answer didn't arrive, and why."""
    async with bot(server, current):
        await server.say(ANNA, QUESTION)
        (offer,) = await server.wait_for(ANNA, 1)
        await server.press(ANNA, offer["message_id"], "Ja, skicka")
        (card,) = await server.wait_for(TEAM, 1)
        await server.wait_for(ANNA, 2)
        server.blocked.add(ANNA)
        await server.say(TEAM, "Högst 20 000 kronor.", person=5, reply_to=card["message_id"])
        assert "stängt av mig" in (await server.wait_for(TEAM, 3))[-1]["text"]


async def test_the_bot_says_how_it_works_when_it_comes_to_a_room(
    server: TelegramServer, current: Current
) -> None:
    """Five lines, and that it hears only replies and commands where that is so."""
    member = {"user": {"id": 123456, "is_bot": True, "first_name": "x"}}
    async with bot(server, current):
        change = {
            "chat": {"id": TEAM, "type": "group", "title": "x"},
            "from": {"id": 5, "is_bot": False, "first_name": "x"},
            "date": 1,
        }
        await server.happen(
            my_chat_member=change
            | {
                "old_chat_member": member | {"status": "left"},
                "new_chat_member": member | {"status": "member"},
            }
        )
        (intro,) = await server.wait_for(TEAM, 1)
        assert "Svara på kortet" in intro["text"]
        assert "bara svar på mina meddelanden" in intro["text"]


def change_of_rights(chat: int, was: dict[str, Any], now: dict[str, Any]) -> dict[str, Any]:
    """The bot's own membership in a group, before and after."""
    user = {"id": 123456, "is_bot": True, "first_name": "x"}
    return {
        "chat": {"id": chat, "type": "group", "title": "x"},
        "from": {"id": 5, "is_bot": False, "first_name": "x"},
        "date": 1,
        "old_chat_member": {"user": user, **was},
        "new_chat_member": {"user": user, **now},
    }


MEMBER = {"status": "member"}
ADMIN = {"status": "administrator"} | dict.fromkeys(
    "can_be_edited is_anonymous can_manage_chat can_delete_messages can_manage_video_chats"
    " can_restrict_members can_promote_members can_change_info can_invite_users can_post_stories"
    " can_edit_stories can_delete_stories".split(),
    True,
)
SILENT = {"status": "restricted", "is_member": True, "until_date": 0} | dict.fromkeys(
    "can_change_info can_invite_users can_pin_messages can_send_messages can_send_polls"
    " can_send_other_messages can_add_web_page_previews can_edit_tag can_react_to_messages"
    " can_manage_topics can_send_audios can_send_documents can_send_photos can_send_videos"
    " can_send_video_notes can_send_voice_notes".split(),
    False,
)


async def test_rights_that_are_taken_are_told_of(server: TelegramServer, current: Current) -> None:
    """No longer an administrator: it hears only replies, and says so there. Silenced: the default
    team is told, as when it is put out; once it may write again it introduces itself."""
    async with bot(server, current):
        await server.happen(my_chat_member=change_of_rights(TEAM, ADMIN, MEMBER))
        assert "bara svar på mina meddelanden" in (await server.wait_for(TEAM, 1))[0]["text"]
        await server.happen(my_chat_member=change_of_rights(TEAM, MEMBER, SILENT))
        (told,) = await server.wait_for(-1009, 1)
        assert (
            "får inte längre skriva i rummet för föreningssamordnarna i Helsingborg" in told["text"]
        )
        await server.happen(my_chat_member=change_of_rights(TEAM, SILENT, MEMBER))
        assert "Svara på kortet" in (await server.wait_for(TEAM, 2))[1]["text"]
        await server.happen(my_chat_member=change_of_rights(TEAM, MEMBER, {"status": "left"}))
        await server.wait_for(-1009, 2)


async def test_a_group_with_a_team_in_a_topic_is_the_teams(
    server: TelegramServer, current: Current
) -> None:
    """The bot comes into the whole group: it says how it works in the team's topic. Put out of it,
    the default team is told."""
    async with bot(server, current, room=f"telegram:{TEAM}/7"):
        await server.happen(my_chat_member=change_of_rights(TEAM, {"status": "left"}, MEMBER))
        (intro,) = await server.wait_for(TEAM, 1)
        assert "Svara på kortet" in intro["text"]
        assert intro["message_thread_id"] == 7
        await server.happen(my_chat_member=change_of_rights(TEAM, MEMBER, {"status": "left"}))
        (told,) = await server.wait_for(-1009, 1)
        assert (
            "får inte längre skriva i rummet för föreningssamordnarna i Helsingborg" in told["text"]
        )
    assert len(server.shown(TEAM)) == 1


async def test_what_is_shown_before_start(server: TelegramServer, current: Current) -> None:
    """That it is automatic, who runs it, what is kept, public record, nothing sensitive;
    at most six commands in each language."""
    async with bot(server, current):
        await server.wait_until(lambda: server.polls > 0)
    shown = server.profile["description", ""]
    for words in ("automatisk", "Drivs av Provet", "sparas", "allmän handling", "inget känsligt"):
        assert words in shown
    assert "automatic" in server.profile["description", "en"]
    assert "omrade" in server.profile["commands", "default", "en"]
    assert "lamna" in server.profile["commands", "all_group_chats", ""]
    for key, shown in server.profile.items():
        assert key[0] != "commands" or len(shown) <= 6, key


# Setting it up


async def told(own: TelegramSettings | None) -> str:
    return "\n".join([line async for line in SETUPS["telegram"](own)])


async def test_setup_says_how_to_get_a_token(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without one there are steps, and no error."""
    monkeypatch.delenv(settings_module.TOKEN)
    assert "@BotFather" in await told(None)


async def test_setup_prints_the_lines_that_work(
    server: TelegramServer, current: Current, tmp_path: Path
) -> None:
    """The groups and topics that were written in, as settings to paste;
    what it read still waits for the bot."""
    await server.say(TEAM, "/ko", person=5)
    await server.say(TEAM, "/ko", person=5, thread=7)
    shown = await told(TelegramSettings(base_url=server.url))
    assert f"{TEAM}/7" in shown
    assert TOKEN not in shown
    assert len(server.updates) == 2
    file = tmp_path / "onewayin.toml"
    lines = shown.partition("[telegram]")[2].replace(
        "OMRÅDE/LAG", "helsingborg/foreningssamordnare", 1
    )
    file.write_text(
        "[telegram]" + "\n".join(line for line in lines.splitlines() if "OMRÅDE" not in line),
        "utf-8",
    )
    chosen = settings.read(file, CHANNELS)
    assert chosen.rooms["default"] == f"telegram:{TEAM}"
    assert chosen.channels["telegram"] == TelegramSettings(base_url=server.url)


async def test_setup_with_a_wrong_token_is_one_line(
    server: TelegramServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As when the bot is run."""
    monkeypatch.setenv(settings_module.TOKEN, "1:no")
    with pytest.raises(OneWayInError, match="känner inte igen"):
        await told(TelegramSettings(base_url=server.url))


async def test_a_room_that_the_bot_is_not_in_is_told_at_the_start(
    server: TelegramServer, current: Current
) -> None:
    """The team that catches what no other takes hears of it before anything is sent there."""
    server.outside.add(TEAM)
    async with bot(server, current):
        (told,) = await server.wait_for(-1009, 1)
    assert "Jag är inte med i rummet för föreningssamordnarna i Helsingborg" in told["text"]


async def test_anonymous_administrators_are_not_taken_for_one_person(
    server: TelegramServer, current: Current
) -> None:
    """What they do counts as the room's; which answer is whose only a reply to its card tells."""
    group = {"id": TEAM, "type": "supergroup", "title": "Samordnarna"}
    somebody: dict[str, Any] = {"person": 1087968824, "sender_chat": group}
    async with bot(server, current, undo=60):
        card = await card_of(server)
        await server.say(TEAM, "Högst 10 000 kronor.", reply_to=card["message_id"], **somebody)
        assert "går om 60 sekunder" in (await server.wait_for(TEAM, 2))[1]["text"]
        await server.say(TEAM, "/angra", **somebody)
        assert "jag vet inte vilket svar" in (await server.wait_for(TEAM, 3))[2]["text"]
        await server.say(TEAM, "/angra", reply_to=card["message_id"], **somebody)
        assert "är taget tillbaka" in (await server.wait_for(TEAM, 4))[3]["text"]
