"""The one database: what keeps it whole, and what is said when it can't be used."""

from __future__ import annotations

import datetime as dt
import json
import os
import sqlite3
from collections.abc import AsyncGenerator
from contextlib import closing
from pathlib import Path

import pytest
from sqlite_utils import Database
from structlog.testing import capture_logs

from bot.cases.case import Event, Part
from bot.channel import Batch, Undeliverable
from bot.cli.stage import Stage
from bot.desk import asker, delivery
from bot.desk.disk import Disk
from bot.desk.office import Moment
from bot.desk.sender import Sender
from bot.knowledge.speech import PREFIX
from bot.matching.library import Current
from bot.messages import Address, Incoming, Kind, Outgoing, Profile, Receipt
from bot.storage import askers, casebook, database, inbox, outbox
from bot.storage.database import DatabaseError
from bot.storage.post import Post
from bot.storage.schema import migrations
from tests.conftest import NOW, ROOMS


def said(event: str, text: str) -> Incoming:
    return Incoming(event, NOW, Address("net", "dm"), "anna", "said", text=text)


def test_what_is_committed_is_on_the_disk(tmp_path: Path) -> None:
    """The app's own connection syncs at every commit: 2 is FULL."""
    with database.opened(tmp_path / "a.db") as db:
        assert db.execute("PRAGMA synchronous").fetchone() == (2,)
        assert db.execute("PRAGMA journal_mode").fetchone() == ("wal",)
        with database.not_waiting(db):
            db.execute("CREATE TABLE a (b)")
        assert db.execute("PRAGMA synchronous").fetchone() == (2,)


def test_a_second_process_is_refused(tmp_path: Path) -> None:
    """One process for each database, and the other one is told so in a sentence."""
    with (
        database.opened(tmp_path / "a.db"),
        pytest.raises(DatabaseError, match="används redan"),
        database.opened(tmp_path / "a.db"),
    ):
        pass


def test_a_newer_database_is_refused(tmp_path: Path) -> None:
    """A migration that this version doesn't know means: update the program."""
    with database.opened(tmp_path / "a.db") as db:
        db.execute(
            "INSERT INTO _sqlite_migrations (migration_set, name, applied_at)"
            " VALUES ('onewayin', 'm999', '')"
        )
    with pytest.raises(DatabaseError, match="nyare version"), database.opened(tmp_path / "a.db"):
        pass


def test_an_older_database_is_brought_up_to_date(tmp_path: Path) -> None:
    """What the first release stored of a case stays a part of it; its words aren't known."""
    with closing(sqlite3.connect(tmp_path / "a.db", isolation_level=None)) as old:
        migrations.apply(Database(old), stop_before="m002_words")
        old.execute("INSERT INTO askers VALUES ('key', 'net', 'dm', '', 'anna', '{}', '', NULL)")
        old.execute("INSERT INTO said VALUES ('key', 'e1', '2026-0001', 1)")
    with database.opened(tmp_path / "a.db") as db:
        assert askers.part(db, "key", "e1") == Part("2026-0001", is_question=True, text="")


def test_an_offer_stored_before_it_had_parts_is_kept(current: Current) -> None:
    """An offer of an earlier version is sent as it was shown; an edit still changes it."""
    stage = Stage(current, NOW, ROOMS)
    question = stage.hear("anna", "Vad är startbidragets högsta belopp i Helsingborg?")
    stored = json.loads(stage.db.execute("SELECT conversation FROM askers").fetchone()[0])
    [offer] = stored["offers"]
    offer |= {"question": offer.pop("parts")[question], "events": [question], "asked_in": question}
    stage.db.execute("UPDATE askers SET conversation = ?", [json.dumps(stored)])
    stage.ask("Vi är tolv medlemmar")
    stage.hear("anna", "Vad är kulturbidragets högsta belopp?", kind="edited", edits=question)
    stage.ask("ja")
    assert [case.question for case in casebook.every(stage.db)] == [
        "Vad är kulturbidragets högsta belopp? Vi är tolv medlemmar"
    ]


@pytest.mark.parametrize(
    "content", [b"not a database at all, but long enough to be looked at" * 50]
)
def test_a_broken_file_is_named(tmp_path: Path, content: bytes) -> None:
    """Something else than a database is never written over."""
    (tmp_path / "a.db").write_bytes(content)
    with (
        pytest.raises(DatabaseError, match="ingen hel databas"),
        database.opened(tmp_path / "a.db"),
    ):
        pass
    assert (tmp_path / "a.db").read_bytes() == content


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    """Where nothing can be written, that is what is said."""
    with (
        pytest.raises(DatabaseError, match=r"finns inte\. Skapa den"),
        database.opened(tmp_path / "none" / "a.db"),
    ):
        pass


def test_a_locked_database_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another program's lock is no damage: a sentence says what to do."""
    path = tmp_path / "a.db"
    with database.opened(path):
        pass
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("PRAGMA locking_mode = EXCLUSIVE")
    other.execute("BEGIN EXCLUSIVE")
    connect = sqlite3.connect
    monkeypatch.setattr(
        sqlite3, "connect", lambda file, **how: connect(file, **{**how, "timeout": 0})
    )
    with pytest.raises(DatabaseError, match="låst av ett annat program"), database.opened(path):
        pass
    other.close()


def test_messages_and_cursor_are_stored_together_and_once() -> None:
    """A repeated event is dropped, a personal number masked; the cursor is the last batch's."""
    with database.opened(database.MEMORY) as db:
        assert (
            inbox.accept(
                db, "net", Batch((said("1", "mitt nr är 850312-2384"), said("2", "hej")), "20"), NOW
            )
            == 2
        )
        assert inbox.accept(db, "net", Batch((said("2", "hej"),), "7"), NOW) == 0
        assert inbox.cursor(db, "net") == "7"
        stored = [row[0] for row in db.execute("SELECT text FROM incoming ORDER BY id")]
        assert stored == ["mitt nr är [personnummer borttaget]", "hej"]


def test_half_a_batch_is_never_stored() -> None:
    """If the cursor can't be stored, neither are the messages."""
    with database.opened(database.MEMORY) as db:
        db.execute("DROP TABLE cursors")
        with pytest.raises(sqlite3.Error):
            inbox.accept(db, "net", Batch((said("1", "hej"),), "1"), NOW)
        assert inbox.next_unhandled(db, NOW) is None


def test_what_waits_for_another_wakes_with_it() -> None:
    """A row behind one that was told to wait is due already: the other's time counts."""
    with database.opened(database.MEMORY) as db:
        for text in ("ett", "två"):
            outbox.enqueue(db, Post(text, address=Address("net", "r")), NOW)
        first = outbox.next_due(db, "net", NOW)
        assert first is not None
        outbox.later(db, first, NOW, 5)
        assert outbox.next_due(db, "net", NOW) is None
        assert outbox.next_time(db, "net", NOW) == NOW + dt.timedelta(seconds=5)


class Line:
    """A network that takes everything, and knows nobody."""

    name, prefix, idempotent, link = "net", "/", True, ""

    def __init__(self) -> None:
        self.taken: list[str] = []

    async def listen(self, after: str | None) -> AsyncGenerator[Batch, None]:
        return
        yield

    async def introduce(self, profile: Profile) -> None:
        pass

    async def send(self, outgoing: Outgoing) -> Receipt:
        self.taken.append(outgoing.markdown)
        return Receipt((outgoing.key,))


@pytest.mark.parametrize(
    ("kind", "text", "said"),
    [("said", "/angra", "Inget är skickat"), ("edited", "Högst 20.", "går i stället")],
)
async def test_an_answer_that_was_just_picked_can_be_taken_back(
    current: Current, kind: Kind, text: str, said: str
) -> None:
    """What is taken back or changed between picking and sending isn't sent as it was."""
    stage, line = Stage(current, NOW, ROOMS), Line()
    stage.ask("Vad är startbidragets högsta belopp i Helsingborg?")
    stage.ask("ja")
    answer = stage.hear("karin", "Högst 2.", room="hbg", reply_to=stage.card().id)
    stage.now += dt.timedelta(seconds=14)
    picked = outbox.next_due(stage.db, "net", stage.now + dt.timedelta(seconds=2))
    assert picked is not None
    stage.hear("karin", text, room="hbg", kind=kind, edits=answer if kind == "edited" else None)
    assert said in stage.shown[-1].text
    disk = Disk(stage.db, stage.path)
    await Sender(line, stage.office, disk, lambda: stage.now, lambda: None).send(picked)
    assert line.taken == []
    told = [shown.text for shown in stage.wait(seconds=2) if shown.room == "dm-anna"]
    assert ["Högst 20." in words for words in told] == ([True] if kind == "edited" else [])
    stage.close()


def test_a_command_is_written_as_where_it_is_sent(current: Current) -> None:
    """Also what was queued before its channel was open, or known to anybody but its name."""
    stage = Stage(current, NOW, ROOMS)
    outbox.enqueue(stage.db, Post(f"Skriv {PREFIX}ko.", address=Address("net", "hbg")), NOW)
    row = outbox.next_due(stage.db, "net", NOW)
    assert row is not None
    sent = {prefix: delivery.outgoing(stage.office, row, prefix, NOW).markdown for prefix in "/!"}
    assert sent == {"/": "Skriv /ko.", "!": "Skriv !ko."}
    stage.close()


def test_a_handled_message_leaves_nothing_of_its_writer() -> None:
    """Only a hash of the event's id is kept, to know a repeat."""
    with database.opened(database.MEMORY) as db:
        inbox.accept(db, "net", Batch((said("1", "hej"),), "1"), NOW)
        inbox.handled(db, 1)
        row = db.execute("SELECT text, room, person, event_id FROM incoming").fetchone()
        assert row == ("", "", "", "")
        assert inbox.accept(db, "net", Batch((said("1", "hej"),), "1"), NOW) == 0


def test_history_can_only_be_added_to() -> None:
    """The database itself refuses to rewrite or delete what happened."""
    with database.opened(database.MEMORY) as db:
        db.execute("PRAGMA foreign_keys = OFF")
        casebook.record(db, "2026-0001", NOW, Event("asked", "asker", "?"))
        for statement in ("UPDATE history SET text = ''", "DELETE FROM history"):
            with pytest.raises(sqlite3.IntegrityError, match="append-only"):
                db.execute(statement)


@pytest.mark.parametrize("fault", [ValueError, sqlite3.ProgrammingError, sqlite3.IntegrityError])
def test_what_cannot_be_handled_stands_in_nobodys_way(
    current: Current, monkeypatch: pytest.MonkeyPatch, fault: type[Exception]
) -> None:
    """One that crashes the bot is parked; those before and after it are answered."""
    stage = Stage(current, NOW, ROOMS)
    batch = Batch(
        tuple(
            Incoming(f"e{n}", NOW, Address("net", f"dm-{n}"), str(n), "said", "/hjalp")
            for n in range(3)
        ),
        "1",
    )
    inbox.accept(stage.db, "net", batch, NOW)
    whole = asker.handle

    def crashing(at: Moment, incoming: Incoming) -> None:
        whole(at, incoming)
        if incoming.person == "1":
            raise fault

    def crashing_again(at: Moment, incoming: Incoming) -> None:
        raise fault

    monkeypatch.setattr(asker, "handle", crashing)
    monkeypatch.setattr(asker, "rescue", crashing_again)
    stage.work()
    states = [row[0] for row in stage.db.execute("SELECT state FROM incoming ORDER BY id")]
    assert states == ["handled", "parked", "handled"]
    assert "/omrade" in stage.told("0")
    assert "/omrade" in stage.told("2")
    stage.close()


def test_a_case_that_cannot_be_swept_breaks_no_other_promise(current: Current) -> None:
    """The database refuses to touch one case; the other is passed on, and its asker is told."""
    stage = Stage(current, NOW, ROOMS)
    for who in ("anna", "bo"):
        stage.ask("Vad är startbidragets högsta belopp i Helsingborg?", who)
        stage.ask("ja", who)
    first, second = (case.number for case in casebook.every(stage.db))
    stage.db.execute(
        f"CREATE TEMP TRIGGER broken BEFORE UPDATE ON main.cases WHEN old.number = '{first}'"
        " BEGIN SELECT RAISE(ABORT, 'no'); END"
    )
    stage.at(dt.datetime(2026, 12, 1, 9, tzinfo=dt.UTC))
    escalated = [
        number
        for number in (first, second)
        if "escalated" in [e.kind for e in casebook.history(stage.db, number)]
    ]
    assert escalated == [second]
    assert second in stage.told("bo")
    stage.close()


def test_a_receipt_is_stored_whatever_follows_from_it(
    current: Current, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What follows from a delivery breaks; what was sent is never sent again for it."""
    stage = Stage(current, NOW, ROOMS)

    def breaking(at: Moment, *_: object) -> None:
        at.db.execute("INSERT INTO history (case_number) VALUES (NULL)")

    monkeypatch.setattr(delivery, "_follow", breaking)
    stage.hear("anna", "/hjalp")
    assert [row[0] for row in stage.db.execute("SELECT state FROM outgoing")] == ["sent"]
    stage.close()


def test_the_log_names_the_room_that_took_nothing_and_never_an_askers_chat(
    current: Current,
) -> None:
    """Whoever runs the bot learns which room to mend; an asker's chat stands nowhere."""
    stage = Stage(current, NOW, ROOMS)
    stage.ask("Vad är startbidragets högsta belopp i Helsingborg?")
    stage.broken = dict.fromkeys(("hbg", "dm-anna"), Undeliverable("nej"))
    with capture_logs() as logs:
        stage.hear("anna", "ja")
    lost = [entry for entry in logs if entry["event"] == "undeliverable"]
    assert {(entry["purpose"], entry.get("room")) for entry in lost} == {
        ("card", "hbg"),
        ("notice", None),
    }
    assert "dm-anna" not in str(logs)
    stage.close()


def test_what_is_no_file_is_left_as_it_is(tmp_path: Path) -> None:
    """A device or a pipe named as the database is refused, and nothing is made beside it."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe, 0o644)
    before = pipe.stat().st_mode
    with pytest.raises(DatabaseError, match="ingen vanlig fil"), database.opened(pipe):
        pass
    assert pipe.stat().st_mode == before
    assert [one.name for one in tmp_path.iterdir()] == ["pipe"]
