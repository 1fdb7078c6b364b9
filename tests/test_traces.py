"""What is forgotten is gone, what is kept says who did it, and a number goes wherever it stands."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest

from bot.cases.ids import read
from bot.cases.teamchoices import KeepHeld, SendHeld
from bot.channel import Batch, TryLater, Undeliverable
from bot.cli.stage import CHANNEL, Stage, chat
from bot.matching.library import Current
from bot.messages import Address, Incoming, Kind
from bot.storage import casebook, database, held, inbox
from tests.conftest import NOW, ROOMS

QUESTION = "Vad är startbidragets högsta belopp i Helsingborg?"


def on_disk(path: Path) -> bytes:
    """All that stands in the database's files."""
    return b"".join(file.read_bytes() for file in path.parent.glob(f"{path.name}*"))


def test_what_is_forgotten_is_gone_from_the_log_too(current: Current, tmp_path: Path) -> None:
    """After /glom neither the words nor the chat stand anywhere in the database's files."""
    stage = Stage(current, NOW, ROOMS, path=tmp_path / "a.db")
    stage.ask("Vi har en xylofonorkester i Helsingborg, vilka bidrag finns?")
    assert b"xylofonorkester" in on_disk(stage.path)
    assert "Radera chatten" in stage.ask("/glom")[-1].text
    assert b"xylofonorkester" not in on_disk(stage.path)
    assert chat("anna").encode() not in on_disk(stage.path)
    stage.close()


def test_what_is_forgotten_is_gone_where_the_farewell_never_arrives(
    current: Current, tmp_path: Path
) -> None:
    """While a network takes nothing only the chat stands there, which is still to be written to;
    once it never will, that neither."""
    stage = Stage(current, NOW, ROOMS, path=tmp_path / "a.db")
    stage.ask("Vi har en xylofonorkester i Helsingborg, vilka bidrag finns?")
    stage.broken[chat("anna")] = TryLater(60)
    stage.ask("/glom")
    assert b"xylofonorkester" not in on_disk(stage.path)
    assert chat("anna").encode() in on_disk(stage.path)
    stage.broken[chat("anna")] = Undeliverable("blockerad")
    stage.now += dt.timedelta(minutes=2)
    stage.work()
    assert chat("anna").encode() not in on_disk(stage.path)
    stage.close()


def test_a_reader_beside_the_bot_holds_up_nothing(current: Current, tmp_path: Path) -> None:
    """Where somebody reads the database meanwhile, its log is emptied once they have gone."""
    stage = Stage(current, NOW, ROOMS, path=tmp_path / "a.db")
    stage.ask("Vi har en xylofonorkester i Helsingborg, vilka bidrag finns?")
    with database.reading(stage.path) as db:
        db.execute("BEGIN")
        db.execute("SELECT * FROM askers").fetchall()
        stage.ask("/glom")
        assert b"xylofonorkester" in on_disk(stage.path)
    stage.wait(minutes=1)
    assert b"xylofonorkester" not in on_disk(stage.path)
    stage.close()


def test_forgetting_says_what_stays(current: Current) -> None:
    """Who has sent a question to people is told that it is still there; who hasn't isn't."""
    stage = Stage(current, NOW, ROOMS)
    assert "allmän handling" not in stage.ask("/glom", "bo")[-1].text
    stage.ask(QUESTION)
    stage.ask("ja")
    told = stage.ask("/glom")[-1].text
    assert "finns kvar som de skrevs" in told
    assert "allmän handling" in told
    stage.close()


def test_a_room_is_told_that_what_is_written_there_may_be_a_record_too(current: Current) -> None:
    """When the bot comes in, and whenever somebody asks how it works."""
    stage = Stage(current, NOW, ROOMS)
    stage.hear("karin", "", room="hbg", kind="joined")
    stage.room("/hjalp")
    told = [shown.text for shown in stage.shown if shown.room == "hbg"]
    assert [("allmän handling" in words) for words in told] == [True, True]
    stage.close()


@pytest.mark.parametrize("keep", [True, False])
def test_talk_that_stays_is_not_kept(current: Current, tmp_path: Path, keep: bool) -> None:
    """What is held is forgotten when it is to stay, or undecided for days; no history has it."""
    stage = Stage(current, NOW, ROOMS, path=tmp_path / "a.db")
    stage.ask(QUESTION)
    stage.ask("ja")
    taken = stage.room("/ta", on=stage.card())[-1]
    (asked,) = stage.room("hon är besvärlig den där", on=taken)
    assert "Ska det här gå" in asked.text
    assert b"besv" in on_disk(stage.path)
    kinds = {type(read(one.id)): one.id for one in asked.choices}
    if keep:
        stage.press(kinds[KeepHeld], "karin", "hbg", on=asked)
    else:
        for _ in range(6):
            stage.wait(days=1)
    assert "besvärlig den".encode() not in on_disk(stage.path)
    (late,) = stage.press(kinds[SendHeld], "karin", "hbg", on=asked)
    assert "inte kvar" in late.text
    stage.close()


def test_the_history_says_who_acted(current: Current) -> None:
    """Each coordinator by a pseudonym of their own, and nobody by their name on the network."""
    stage = Stage(current, NOW, ROOMS)
    stage.ask(QUESTION)
    stage.ask("ja")
    stage.room("/ta", on=stage.card())
    stage.room("Högst 20 000 kronor.", on=stage.card())
    stage.room("Och bara en gång om året.", on=stage.card(), who="olle")
    (case,) = casebook.every(stage.db)
    by_team = [event.by for event in casebook.history(stage.db, case.number) if event.by]
    assert len(by_team) == 3
    assert by_team[0] == by_team[1] != by_team[2]
    assert not {"karin", "olle"} & set(by_team)
    others = [e.by for e in casebook.history(stage.db, case.number) if e.side != "team"]
    assert set(others) == {""}
    stage.close()


def test_a_doubtful_answer_tells_nobody_of_anothers_case(current: Current) -> None:
    """Another team that types a number learns nothing, and nothing is kept."""
    stage = Stage(current, NOW, ROOMS)
    stage.ask(QUESTION)
    stage.ask("ja")
    (told,) = stage.room("/svara 2026-0001 Ert id är 8507099806", room="kc")
    (none,) = stage.room("/svara 2026-0009 Ert id är 8507099806", room="kc")
    assert told.text.replace("0001", "0009") == none.text
    assert stage.db.execute("SELECT count(*) FROM held").fetchone()[0] == 0
    stage.close()


def test_a_number_over_two_messages_is_kept_nowhere(current: Current, tmp_path: Path) -> None:
    """Of an offer and what is added to it, of a case and what is added: in no table, on no card."""
    stage = Stage(current, NOW, ROOMS, path=tmp_path / "a.db")
    stage.ask("Vad är startbidragets högsta belopp i Helsingborg? Jag är född 850709-")
    stage.ask("Det är 9805 på slutet.")
    stage.ask("ja")
    assert "9805" not in stage.card().text
    stage.ask("Nej, 850709 menar jag")
    stage.ask("och sen 9805")
    assert not any("9805" in shown.text for shown in stage.shown)
    for column in ("question FROM cases", "text FROM said", "text FROM history"):
        assert not any("9805" in row[0] for row in stage.db.execute(f"SELECT {column}"))
    stage.close()


def test_a_coordinators_number_over_two_answers_reaches_nobody(current: Current) -> None:
    """What ends a number that begins in an earlier answer to the same question goes."""
    stage = Stage(current, NOW, ROOMS)
    stage.ask(QUESTION)
    stage.ask("ja")
    card = stage.card()
    for said in ("Ange 850709", "9805"):
        stage.room(said, on=card)
        stage.wait(minutes=5)
    assert any("850709" in shown.text for shown in stage.shown)
    assert not any("9805" in shown.text for shown in stage.shown if shown.room == chat("anna"))
    stage.close()


@pytest.mark.parametrize("pieces", [["8112", "18-98", "76"], ["1981", "12", "18", "9876"]])
def test_a_number_in_many_pieces_is_never_whole(current: Current, pieces: list[str]) -> None:
    """Of what is added to a question piece by piece the last one goes, whatever words stand around
    the digits: it is in no table and on no card."""
    stage = Stage(current, NOW, ROOMS)
    stage.ask(QUESTION)
    stage.ask("ja")
    for piece in pieces:
        stage.ask(f"Nej, {piece} menar jag")
    *others, last = pieces
    said = "".join(row[0] for row in stage.db.execute("SELECT text FROM said"))
    assert all(other in said for other in others)
    assert f"{last} menar" not in said
    assert not any(f"{last} menar" in shown.text for shown in stage.shown)
    stage.close()


def test_half_a_number_that_is_said_again_finishes_none(current: Current) -> None:
    """Also where something else, or the masked half itself, was said between."""
    stage = Stage(current, NOW, ROOMS)
    stage.ask("hur redovisar man startbidraget i Helsingborg? jag är 900101")
    for said in ("ja", "0017", "vi är 12 personer", "-0017 glömde jag säga"):
        stage.ask(said)
    assert not any("0017" in shown.text for shown in stage.shown)
    stage.close()


@pytest.mark.parametrize("is_sent", [False, True])
def test_an_edit_finishes_no_number(current: Current, tmp_path: Path, is_sent: bool) -> None:
    """What was written before an edit is read with what is written in its place, and with what
    comes after many other words: of an offer, and of a question that people have."""
    stage = Stage(current, NOW, ROOMS, path=tmp_path / "a.db")
    asked = "hur redovisar man startbidraget i Helsingborg?"
    first = stage.hear("anna", f"{asked} mitt nummer är 900101")
    if is_sent:
        stage.ask("ja")
    for said in (asked, f"{asked} alltså 0017 då"):
        stage.hear("anna", said, kind="edited", edits=first)
    stage.ask("ja")
    stage.ask("Vi glömde säga att 0017 är slutet")
    assert not any("0017" in shown.text for shown in stage.shown)
    assert not any("0017" in row for row in stage.db.conn.iterdump())
    stage.close()


def test_what_is_asked_next_finishes_no_number(lund: Current) -> None:
    """The question that is remembered is read after the one before it, and kept so."""
    stage = Stage(lund, NOW, {"default": "net:default"})
    stage.ask("Vad kostar det att hyra scenen i Lund? Jag är född 850709")
    stage.ask("ja")
    stage.ask("och de sista är 9805")
    rows = stage.db.execute("SELECT conversation FROM askers").fetchall()
    assert not any("9805" in row[0] for row in rows)
    stage.close()


WHERE = Address("net", "dm")


@pytest.mark.parametrize(
    ("kind", "text", "choice"),
    [
        ("said", "620829\u200b-2398", None),
        ("edited", "6\ufe0f\u20e32️⃣0829-2398", None),
        ("said", "/status 620829-2398", None),
        ("pressed", "", "yes:620829-2398"),
    ],
)
def test_what_is_stored_is_masked(kind: Kind, text: str, choice: str | None) -> None:
    """A message, an edit, a command, a button's data, what is quoted, what somebody calls themself:
    none of the last four stands in a table."""
    with database.opened(database.MEMORY) as db:
        number = "620829-2398"
        heard = Incoming("e", NOW, WHERE, "anna", kind, text, choice=choice, quoted=number)
        inbox.accept(db, CHANNEL, Batch((replace(heard, name=number),), "1"), NOW)
        (row,) = db.execute("SELECT text, choice, quoted, name FROM incoming")
        assert "2398" not in str(row)
        assert "personnummer borttaget" in str(row)


def test_what_is_held_is_another_cases_never() -> None:
    """It is found under its case alone."""
    with database.opened(database.MEMORY) as db:
        held.keep(db, "a", "2026-0001", "text", NOW)
        assert held.find(db, "2026-0002", "a") is None
        held.prune(db, NOW + dt.timedelta(minutes=59))
        assert held.find(db, "2026-0001", "a") == "text"
