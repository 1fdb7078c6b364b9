"""Nobody can hurt another: turns, budgets, what grows, whose a number is, and the clock."""

from __future__ import annotations

import datetime as dt
import sqlite3
import sys
import tracemalloc
from collections import Counter
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from types import FrameType
from typing import Any

import pytest
from sqlite_utils import Database
from structlog.testing import capture_logs

from bot import app, text
from bot.channel import Batch, TryLater
from bot.cli.stage import CHANNEL, Shown, Stage, chat
from bot.desk.clock import Clock
from bot.limits import MOST_OFFERS, Limits
from bot.live.editors import tell_editors
from bot.matching.library import Current
from bot.messages import Address, Incoming
from bot.storage import askers, birth, casebook, database, inbox, outbox, roomnames
from bot.storage.database import DatabaseError
from bot.storage.post import Post
from bot.storage.schema import migrations
from tests.conftest import NOW, ROOMS

KNOWN = "Hur länge får man ha en plats i huset i Lund?"
UNKNOWN = "Vad kostar det att hyra scenen i Lund, {}?"
SEATS = {"default": "net:default", "lund/huset": "net:huset"}
_AS_LETTERS = str.maketrans("0123456789", "abcdefghij")
MINUTE, HOUR = dt.timedelta(minutes=1), dt.timedelta(hours=1)


def said(event: str, who: str = "anna", words: str = "hej") -> Incoming:
    return Incoming(event, NOW, Address(CHANNEL, chat(who)), who, "said", text=words)


def many(who: str, count: int) -> tuple[Incoming, ...]:
    return tuple(said(f"{who}{number}", who) for number in range(count))


def accept(db: Any, *incoming: Incoming, now: dt.datetime = NOW, **limits: int) -> int:
    batch = Batch(incoming, "1")
    return inbox.accept(db, CHANNEL, batch, now, Limits(**limits), free=["team"])


def taken(db: Any, now: dt.datetime = NOW) -> list[str]:
    """The events in the order in which the desk takes them."""
    found = []
    while (waiting := inbox.next_unhandled(db, now)) is not None:
        found.append(waiting.incoming.event_id)
        inbox.handled(db, waiting.id)
    return found


@pytest.fixture
def stage(lund: Current) -> Any:
    opened = Stage(lund, NOW, SEATS)
    yield opened
    opened.close()


# Turns


def test_askers_take_turns_at_the_desk() -> None:
    """Whoever writes after a flood waits for one message of it, and each chat is in order."""
    with database.opened(database.MEMORY) as db:
        accept(db, *many("anna", 20), said("b0", "bo"), said("c0", "cia"), said("b1", "bo"))
        order = taken(db)
        assert order[:3] == ["anna0", "b0", "c0"]
        assert set(order[3:5]) == {"anna1", "b1"}
        for who in ("anna", "b"):
            own = [event for event in order if event.startswith(who)]
            assert own == sorted(own, key=lambda event: int(event.strip("abn")))


def test_over_the_budget_is_later_and_never_lost() -> None:
    """What is more than a minute's messages waits for the next minutes; all of it is taken."""
    with database.opened(database.MEMORY) as db:
        assert accept(db, *many("anna", 100)) == 100
        assert len(taken(db)) == 30
        assert len(taken(db, NOW + MINUTE)) == 30
        assert len(taken(db, NOW + 3 * MINUTE)) == 40


def test_a_room_of_a_team_has_no_budget() -> None:
    """Coordinators may write as much as they like."""
    with database.opened(database.MEMORY) as db:
        room = Address(CHANNEL, "team")
        batch = [replace(one, address=room, direct=False) for one in many("karin", 300)]
        assert accept(db, *batch) == 300
        assert len(taken(db)) == 300


def test_past_the_cap_a_message_is_not_taken_which_is_said_once(stage: Stage) -> None:
    """So is that what was taken waits; both in a sentence, and never again and again."""
    stage.limits = stage.office.limits
    stage.ask("hej")
    limits = Limits(waiting=40)
    stage.office = replace(stage.office, limits=limits)
    for number in range(120):
        inbox.accept(stage.db, CHANNEL, Batch((said(f"m{number}"),), "1"), stage.now, limits)
    before = len(stage.shown)
    stage.work()
    told = Counter(shown.text for shown in stage.shown[before:])
    slowed = "Du har skrivit mycket på en gång"
    assert sum(count for words, count in told.items() if words.startswith(slowed)) == 1
    assert sum(count for words, count in told.items() if "40 meddelanden från dig" in words) == 1
    stage.now += HOUR
    stage.work()
    assert not inbox.is_waiting(stage.db)


def test_whose_turn_it_was_is_forgotten(stage: Stage) -> None:
    """An hour after somebody was last heard nothing tells that they were; a handled message
    doesn't either."""
    stage.ask("hej")
    assert stage.db.execute("SELECT turn FROM incoming").fetchall() == [("",)]
    assert stage.db.execute("SELECT count(*) FROM turns").fetchone() == (1,)
    stage.wait(hours=2)
    assert stage.db.execute("SELECT count(*) FROM turns").fetchone() == (0,)


def queue(db: Any, room: str, words: str, lane: str = "", now: dt.datetime = NOW) -> None:
    outbox.enqueue(db, Post(words, address=Address("net", room), lane=lane), now)


def sent(db: Any, now: dt.datetime = NOW) -> list[str]:
    """What goes out, in its order."""
    found = []
    while (row := outbox.next_due(db, "net", now)) is not None:
        found.append(row.post.markdown)
        outbox.failed(db, row)
    return found


def test_chats_take_turns_in_the_outbox() -> None:
    """What is queued for one chat stands behind one message of each of the others."""
    with database.opened(database.MEMORY) as db:
        for number in range(20):
            queue(db, "a", f"a{number}")
        queue(db, "b", "b0")
        order = sent(db)
        assert order.index("b0") == 1
        assert [one for one in order if one != "b0"] == [f"a{number}" for number in range(20)]


def test_askers_take_turns_in_a_room() -> None:
    """One asker's cards don't stand before another's; each asker's come in order."""
    with database.opened(database.MEMORY) as db:
        for number in range(20):
            queue(db, "team", f"a{number}", "anna")
        queue(db, "team", "b0", "bo")
        order = sent(db)
        assert order.index("b0") == 1
        assert [one for one in order if one != "b0"] == [f"a{number}" for number in range(20)]


def test_a_room_that_is_told_to_wait_waits_with_all_its_askers() -> None:
    """The network's limit is the room's: no other asker's card runs into it again; others' chats go
    on."""
    with database.opened(database.MEMORY) as db:
        queue(db, "team", "a0", "anna")
        queue(db, "team", "b0", "bo")
        queue(db, "c", "c0")
        first = outbox.next_due(db, "net", NOW)
        assert first is not None
        second = outbox.next_due(db, "net", NOW, [first.id])
        assert second is not None
        assert second.post.markdown == "c0"
        outbox.later(db, first, NOW, TryLater(30).after)
        assert sent(db) == ["c0"]
        assert sent(db, NOW + MINUTE) == ["a0", "b0"]


# What grows


def ask_people(stage: Stage, number: int, who: str = "anna") -> list[Shown]:
    stage.now += MINUTE
    shown = stage.ask(UNKNOWN.format(f"grupp {number}"), who)
    if any(choice.id.startswith("new:") for choice in shown[-1].choices):
        stage.ask("Ny fråga", who)
    return stage.ask("ja", who)


def test_past_a_days_cards_the_contact_is_shown(stage: Stage) -> None:
    """The question stays with its asker, who is asked about it the next working morning."""
    stage.office = replace(stage.office, limits=Limits(cards_a_day=2))
    for number in range(2):
        ask_people(stage, number)
    told = ask_people(stage, 3)
    assert len(casebook.every(stage.db)) == 2
    assert "Du har skickat 2 frågor" in told[-1].text
    assert "Vill du inte vänta:" in told[-1].text
    stage.pass_time(dt.timedelta(days=3))
    assert "Ska jag skicka den?" in stage.told()
    stage.ask("ja")
    assert len(casebook.every(stage.db)) == 3


def test_only_so_many_cases_of_one_asker_are_open(stage: Stage) -> None:
    """Another's are their own."""
    stage.office = replace(stage.office, limits=Limits(open_cases=2))
    for number in range(3):
        ask_people(stage, number)
    ask_people(stage, 9, "bo")
    assert len(casebook.open_cases(stage.db)) == 3
    assert "Du har redan 2 frågor" in stage.told()


def test_additions_end_until_people_have_said_something(stage: Stage) -> None:
    """The room gets so many of one case; the asker is told what wasn't sent, and may write again
    once there is an answer."""
    ask_people(stage, 1)
    for number in range(20):
        stage.now += MINUTE
        stage.hear("anna", f"Vi är {number + 10} personer i gruppen.")
    added = [shown for shown in stage.shown if shown.purpose == "addition"]
    assert len(added) == Limits().additions
    assert "så det här skickade jag inte" in stage.told()
    stage.hear("karin", "Det kostar inget.", room="huset", reply_to=stage.card("huset").id)
    stage.wait(minutes=1)
    stage.ask("Vi är tjugo personer i gruppen.")
    stage.ask("Lägg till i nr 2026-0001")
    assert "skickade det till" in stage.told()


def test_an_offers_text_ends_and_so_does_its_card(stage: Stage) -> None:
    """However much somebody adds, a question is at most four thousand characters, and what isn't in
    it is said not to be."""
    stage.ask(UNKNOWN.format("länge"))
    for number in range(6):
        stage.now += MINUTE
        stage.ask(f"Vi är {number + 10} personer. " + "Det gäller scenen. " * 80)
    assert "Det senaste är inte med" in stage.told()
    stage.ask("ja")
    [case] = casebook.every(stage.db)
    assert len(case.question) <= text.LONGEST
    assert len(stage.card("huset").text) < 2 * text.LONGEST


def test_offers_that_nobody_answers_are_few(stage: Stage) -> None:
    """What is stored of somebody who asks and asks doesn't grow."""
    for number in range(12):
        stage.now += MINUTE
        stage.ask(UNKNOWN.format(f"förening {number}"))
    found = askers.load(stage.db, Address(CHANNEL, chat("anna")), "anna")
    assert found is not None
    assert len(found[1].offers) == MOST_OFFERS


def test_what_says_the_same_to_every_reply_is_met_with_silence(stage: Stage) -> None:
    """An absence reply is answered until it has come three times at once, and two bots don't talk
    for ever; a yes is always a yes."""
    away = "Jag är på semester och svarar igen på måndag."
    assert [len(stage.ask(away, "bo")) for _ in range(6)] == [1, 1, 1, 1, 0, 0]
    pair = (away, "Tack för ditt meddelande, vi återkommer.")
    replies = [len(stage.ask(pair[turn % 2], "cia")) for turn in range(20)]
    assert 0 < sum(replies) < 10
    assert replies[-1] == 0
    assert all(stage.ask("ja", "eva") for _ in range(6))
    stage.now += HOUR
    assert stage.ask(away, "bo")


def test_a_person_who_asks_the_same_again_is_answered(stage: Stage) -> None:
    """Whoever reads what they get, and asks again a while later, is no machine; yet two slow
    machines don't talk for ever."""
    question = "Vad är startbidragets högsta belopp i Helsingborg?"
    for _ in range(6):
        stage.now += dt.timedelta(seconds=15)
        assert stage.ask(question, "dan")
    for _ in range(6):
        for said in (question, "nej"):
            stage.now += MINUTE
            assert stage.ask(said), said
    away = "Jag är på semester och svarar igen på måndag."
    replies = []
    for _ in range(20):
        stage.now += MINUTE
        replies.append(len(stage.ask(away, "bo")))
    assert replies == [1] * 12 + [0] * 8


def test_no_long_word_is_remembered(lund: Current) -> None:
    """What people write doesn't stay in memory: only short words do, and so many at most."""
    find = lund.reader("lund").read
    find("ordet")  # what is built the first time stays
    tracemalloc.start()
    try:
        for number in range(300):
            find(f"{number:03}".translate(_AS_LETTERS) * 1300)
        grown, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert grown < 300 * 1300  # a tenth of what was read, as UTF-8


# Cut first


def test_what_names_a_message_is_no_text() -> None:
    """An id that is as long as a book is cut where it is stored: it finds nothing anyhow."""
    with database.opened(database.MEMORY) as db:
        book = "x" * 60_000
        accept(db, replace(said("e1"), reply_to=book, edits=book))
        row = db.execute("SELECT length(reply_to), length(edits) FROM incoming").fetchone()
        assert max(row) <= 255


@pytest.mark.parametrize("sign", ["ﷺ", "ﷲ", "⒇", "㍘", "İ"])
def test_signs_that_stand_for_many_make_no_longer_text(sign: str) -> None:
    """One sign may stand for a sentence: read as that, a message would be eighteen."""
    assert len(text.compared(sign * text.LONGEST)) <= text.LONGEST
    assert len(text.comparable(sign * text.LONGEST).text) <= 4 * text.LONGEST


def test_a_name_in_a_room_is_short_and_seen() -> None:
    """Whatever somebody calls themself on their network: nothing breaks, nothing grows."""
    with database.opened(database.MEMORY) as db:
        for number, name in enumerate(("\u2003", "\u202eK" + "a" * 9000, "Olle Ek")):
            heard = replace(said(f"e{number}"), name=name)
            inbox.accept(db, CHANNEL, Batch((heard,), "1"), NOW)
            stored = db.execute("SELECT name FROM incoming ORDER BY id DESC LIMIT 1").fetchone()[0]
            assert len(stored) <= 80
            assert "\u202e" not in stored
            roomnames.seen(db, CHANNEL, f"p{number}", name, NOW)
        assert roomnames.named(db, CHANNEL, "olle") == "p2"


@pytest.mark.parametrize("field", ["text", "person", "quoted", "choice", "name", "language"])
@pytest.mark.parametrize("value", [7, {"id": None}, [[]]])
def test_what_no_network_can_mean_holds_up_nothing(field: str, value: Any) -> None:
    """A value of another kind in a message is its own alone: those beside it are stored, and what
    comes after it is listened for."""
    odd = replace(said("odd"), **{field: value})
    with database.opened(database.MEMORY) as db, capture_logs():
        assert accept(db, said("a"), odd, said("b")) in (2, 3)
        assert inbox.cursor(db, CHANNEL) == "1"
        assert {"a", "b"} <= set(taken(db))


def test_nothing_runs_over_text_that_is_not_cut(lund: Current) -> None:
    """Whatever comes in, no function of text is given more than two messages' length: what is
    joined is of two."""
    most, reached = 2 * text.LONGEST, dict[str, int]()

    def watch(frame: FrameType, event: str, _: Any) -> None:
        file = frame.f_code.co_filename
        if event != "call" or not file.endswith(("/bot/text.py", "/bot/privacy.py")):
            return
        for value in frame.f_locals.values():
            if isinstance(value, str) and len(value) > most:
                reached[frame.f_code.co_qualname] = len(value)

    stage = Stage(lund, NOW, SEATS)
    sys.setprofile(watch)
    try:
        for size in (3990, 4001, 64_000):
            stage.now += MINUTE
            words = ("Vad kostar det att hyra scenen i Lund? 850709-9805 " * 1300)[:size]
            stage.hear("anna", words)
            stage.hear("anna", f"och {words}"[:3990])
            stage.hear("anna", "ja")
            quoted = replace(said(f"q{size}", "karin", words), quoted=words, direct=False)
            room = replace(quoted, address=Address(CHANNEL, "huset"), reply_to="x")
            inbox.accept(stage.db, CHANNEL, Batch((room,), "1"), stage.now, free=["huset"])
            stage.work()
    finally:
        sys.setprofile(None)
        stage.close()
    assert reached == {}


# A number isn't a key


def offered(stage: Stage) -> None:
    stage.ask("Vad är startbidragets högsta belopp i Helsingborg?")
    stage.ask("ja")


def quote(stage: Stage, card: str, words: str, **more: Any) -> list[Shown]:
    """A coordinator replies to a card that no receipt is known of."""
    before, now = len(stage.shown), stage.now
    address = Address(CHANNEL, "hbg")
    one = Incoming(f"q{before}", now, address, "karin", "said", words, "gone", card, direct=False)
    inbox.accept(stage.db, CHANNEL, Batch((replace(one, **more),), "1"), now, free=["hbg"])
    stage.work()
    return stage.shown[before:]


def test_a_card_of_a_lost_database_reaches_no_stranger(current: Current) -> None:
    """The number is another's now: the reply, a command and a press are refused in the room, with
    what to do. The card of the case that is here counts also where no receipt is known."""
    first, second = Stage(current, NOW, ROOMS), Stage(current, NOW, ROOMS)
    offered(first)
    offered(second)
    old, new = first.card().text, second.card().text
    assert old.partition(" · ")[0] == new.partition(" · ")[0]
    assert old != new
    second.db.execute("DELETE FROM receipts")
    for words, more in (("Avslaget.", {}), ("/stang klart", {}), ("", {"kind": "pressed"})):
        choice = {"choice": "ta:2026-0001"} if more else {}
        [told] = quote(second, old, words, **more, **choice)
        assert told.room == "hbg"
        assert "Det kortet hör inte till" in told.text
    assert casebook.open_cases(second.db)
    quote(second, new, "Högst 20 000 kronor.")
    second.wait(minutes=1)
    assert "Högst 20 000 kronor." in second.told()
    first.close()
    second.close()


def test_a_typed_number_shows_its_question_while_the_database_is_young(current: Current) -> None:
    """Then a reply to that, or the number with its mark, acts; after two weeks the number alone."""
    stage = Stage(current, NOW, ROOMS)
    birth.begin(stage.db, NOW)
    offered(stage)
    [case] = casebook.every(stage.db)
    [asked] = stage.room("/ta 2026-0001")
    assert "startbidrag" in asked.text
    assert casebook.open_cases(stage.db)[0].state == "open"
    stage.room("/ta", on=asked)
    assert casebook.open_cases(stage.db)[0].state == "claimed"
    stage.room(f"/svara 2026-0001 {case.mark} Högst 20 000.")
    stage.wait(minutes=1)
    assert "Högst 20 000." in stage.told()
    assert case.mark not in stage.told()
    stage.now += dt.timedelta(days=15)
    stage.room("/svara 2026-0001 Det gäller i år.")
    stage.wait(minutes=1)
    assert "Det gäller i år." in stage.told()
    stage.close()


def test_a_new_database_knows_that_it_is_new() -> None:
    """Once; and no sentence advises to make one."""
    with database.opened(database.MEMORY) as db:
        assert birth.begin(db, NOW)
        assert not birth.begin(db, NOW + HOUR)
        assert birth.since(db) == NOW
    for sentence in database._FAULTS.values():
        assert "ny fil" not in sentence


def test_the_year_of_a_number_is_swedens() -> None:
    """Half an hour into the new year in Sweden it is still the old one in Greenwich."""
    with database.opened(database.MEMORY) as db:
        night = dt.datetime(2026, 12, 31, 23, 30, tzinfo=dt.UTC)
        assert casebook.next_number(db, night) == "2027-0001"


def test_the_editors_are_told_of_a_new_database(lund: Current) -> None:
    """What to do where that isn't meant; and the log has it. So they are of a clock that leaps."""
    stage = Stage(lund, NOW, SEATS | {"editors": "net:red"})
    with capture_logs() as logs:
        app._announce(stage.office, Path("a.db"))
    tell_editors(stage.office, "klockan_hoppade", NOW)
    stage.work()
    told = [shown.text for shown in stage.shown if shown.room == "red"]
    assert [words.partition(" ")[0] for words in told] == ["Jag", "Min"]
    assert "säkerhetskopian" in told[0]
    assert [entry["event"] for entry in logs] == ["new database"]
    stage.close()


def test_a_database_of_an_earlier_version_is_only_looked_at_once_it_is_up_to_date(
    tmp_path: Path,
) -> None:
    """A sentence says that the bot does that."""
    path = tmp_path / "a.db"
    with closing(sqlite3.connect(path, isolation_level=None)) as old:
        migrations.apply(Database(old), stop_before="m003_turns")
    with pytest.raises(DatabaseError, match="äldre version"), database.reading(path):
        pass
    with database.opened(path):
        pass
    with database.reading(path) as db:
        assert casebook.every(db) == []


# The clock


def test_nothing_waits_for_a_clock_that_was_set_back() -> None:
    """What was queued or heard while it was ahead goes as soon as it is right: never longer from
    now than the longest wait."""
    with database.opened(database.MEMORY) as db:
        queue(db, "a", "a0", now=NOW + 2 * HOUR)
        assert sent(db) == ["a0"]
        accept(db, *many("anna", 40), now=NOW + 2 * HOUR)
        accept(db, said("a40"))
        assert len(taken(db)) == 41


def test_a_leap_of_the_clock_is_no_time_that_passed() -> None:
    """More than a day, either way; and it is over when the clock is right again."""
    clock, day = Clock(NOW, 100.0), dt.timedelta(days=1)
    assert not clock.has_leapt(NOW + 30 * day, 100.0 + 30 * 86_400)
    assert clock.has_leapt(NOW + 400 * day, 160.0)
    assert clock.has_leapt(NOW - 2 * day, 160.0)
    assert not clock.has_leapt(NOW + HOUR, 160.0)
