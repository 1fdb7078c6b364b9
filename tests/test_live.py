"""A bot that runs uses what editors change: texts at once, ways of asking once they are learned,
and nothing that is wrong."""

from __future__ import annotations

import asyncio
import shutil
import sys
from collections.abc import MutableMapping
from pathlib import Path
from typing import Any

import pytest
import structlog.testing

from bot.knowledge import loading
from bot.knowledge.model import Knowledge
from bot.live import keeper, seats
from bot.matching.corpus import Corpus
from bot.matching.lessons import teach_the_same
from bot.matching.library import Current
from tests.conftest import NOW, ROOMS
from tests.live import NEW_THING, PLACE, STAGE, edit, living

TODAY = NOW.date()
ASKED = "hur länge får man ha platsen i Lund"

# Texts, facts and dates


async def test_the_first_look_changes_nothing(small: Path, lund: Current) -> None:
    """A folder that is as it was when the bot started is no news."""
    async with living(small, lund) as live:
        assert live.keeper.current is live.stage.current
        assert live.keeper.is_learned.is_set()
        assert live.editors() == []


async def test_a_changed_fact_is_in_the_next_answer(small: Path, lund: Current) -> None:
    """Nothing is learned for it, and the decision says by which version it was taken."""
    async with living(small, lund) as live:
        assert "tre månader" in live.ask(ASKED)
        await live.change(PLACE, "tid: tre månader", "tid: fyra månader")
        assert "fyra månader" in live.ask(ASKED)
        assert live.keeper.current.matcher is lund.matcher
        rows = live.stage.db.execute("SELECT knowledge FROM decisions ORDER BY id").fetchall()
        assert rows == [(lund.knowledge.version,), (live.keeper.current.knowledge.version,)]
        assert rows[0] != rows[1]


async def test_a_changed_sentence_is_the_next_one_said(small: Path, lund: Current) -> None:
    """Also what the bot itself says."""
    async with living(small, lund) as live:
        await live.change("wording/sv.yaml", 'tack: "Tack själv!', 'tack: "Varsågod!')
        assert "Varsågod!" in live.ask("tack")


async def test_what_is_taken_away_is_no_answer_any_more(small: Path, lund: Current) -> None:
    """Before anything is learned anew; what is left still is."""
    async with living(small, lund) as live:
        (small / PLACE).unlink()
        await live.seen()
        assert "månader" not in live.ask(ASKED)
        assert "7–25" in live.ask("Vilka åldrar gäller för LOK-stöd?")


async def test_an_area_that_is_taken_away_is_no_place_any_more(small: Path, lund: Current) -> None:
    """Its name is a word like others, also for somebody who was there."""
    async with living(small, lund) as live:
        live.ask("Vi är en förening i Lund")
        shutil.rmtree(small / "entries" / "lund")
        edit(small, "teams.yaml", "id: lund/huset", "id: skane-lan/huset")
        edit(small, "areas.yaml", "  förälder: skane-lan\n  orter: [Dalby]\n", "")
        edit(small, "areas.yaml", "- id: lund\n  namn: Lund\n  typ: kommun\n", "")
        await live.seen()
        assert live.editors() == []
        assert "månader" not in live.ask("och hur länge får man vara kvar i Lund?")
        parked = live.stage.db.execute("SELECT count(*) FROM incoming WHERE state = 'parked'")
        assert parked.fetchone() == (0,)


# What is wrong


async def test_an_error_keeps_what_was_right(small: Path, lund: Current) -> None:
    """It is said once where editors sit, with file and line, and once more when it is mended; in
    between, a right change beside it isn't used either."""
    async with living(small, lund) as live:
        await live.change(PLACE, "ämne: premises", "ämne: lokaler")
        await live.change(PLACE, "tid: tre månader", "tid: fyra månader")
        assert "tre månader" in live.ask(ASKED)
        (told,) = live.editors()
        assert f"{PLACE}:4:" in told
        assert str(small) not in told
        await live.change(PLACE, "ämne: lokaler", "ämne: premises")
        assert "fyra månader" in live.ask(ASKED)
        assert len(live.editors()) == 2
        await live.seen()
        assert len(live.editors()) == 2


async def test_what_only_the_check_finds_is_an_error_too(small: Path, lund: Current) -> None:
    """A folder that ``check`` calls wrong isn't answered from."""
    async with living(small, lund) as live:
        await live.change(PLACE, "Rummet kostar inget.", "Rummet kostar 500 kr.")
        assert "Rummet kostar inget" in live.ask(ASKED)
        assert "Flytta det till ”fakta”" in live.editors()[0]


async def test_a_new_error_beside_one_that_was_told_is_told(small: Path, lund: Current) -> None:
    """Whoever mended the first would else wait in vain."""
    async with living(small, lund) as live:
        await live.change(PLACE, "ämne: premises", "ämne: lokaler")
        await live.change(STAGE, "ämne: premises", "ämne: lokaler")
        assert [PLACE in told for told in live.editors()] == [True, False]
        assert STAGE in live.editors()[1]


async def test_many_errors_are_one_message(small: Path, lund: Current) -> None:
    """Some of them, and how many more there are."""
    async with living(small, lund) as live:
        for number in range(6):
            (small / f"bild{number}.png").write_bytes(b"x")
        await live.seen()
        (told,) = live.editors()
        assert told.count(".png:1:") == 5
        assert "1 fel till" in told


async def test_a_warning_stops_nothing(small: Path, lund: Current) -> None:
    """An answer in hard words is used, and nobody is told."""
    async with living(small, lund) as live:
        hard = "Föreningsverksamhetens handläggningsförfarande förutsätter tillståndsprövning."
        await live.change(PLACE, "Rummet kostar inget.", hard)
        assert "tillståndsprövning" in live.ask(ASKED)
        assert live.editors() == []


async def test_without_an_editors_room_the_log_says_it(small: Path, lund: Current) -> None:
    """With file and line."""
    with structlog.testing.capture_logs() as log:
        async with living(small, lund, rooms=ROOMS) as live:
            await live.change(PLACE, "ämne: premises", "ämne: lokaler")
    (wrong,) = (line["wrong"] for line in log if line["log_level"] == "warning")
    assert wrong.startswith(f"{PLACE}:4: ")


async def test_a_team_that_has_a_room_stays(small: Path, lund: Current) -> None:
    """The bot couldn't start again without it."""
    (small / "entries" / "sverige" / "sverige-lok.yaml").unlink()
    rooms = {"lund/huset": "net:huset", "editors": "net:editors"}

    def objections(knowledge: Knowledge) -> object:
        return seats.objections(rooms, small, knowledge)

    async with living(small, lund, rooms, objections) as live:  # type: ignore[arg-type]
        shutil.rmtree(small / "entries" / "lund")
        edit(small, "teams.yaml", "lund/huset", "lund/villan")
        await live.seen()
        assert "teams.yaml:1: Laget ”lund/huset”" in live.editors()[0]
        assert "lund/huset" in live.keeper.current.knowledge.teams


async def test_a_folder_that_goes_away_keeps_the_knowledge(small: Path, lund: Current) -> None:
    """And comes back with it."""
    async with living(small, lund) as live:
        away = await asyncio.to_thread(small.rename, small.with_name("away"))
        await live.seen()
        assert "tre månader" in live.ask(ASKED)
        assert "finns inte" in live.editors()[0]
        await asyncio.to_thread(away.rename, small)
        await live.seen()
        assert len(live.editors()) == 2


# Ways of asking


@pytest.mark.long(seconds=3)
async def test_new_things_are_answered_once_they_are_learned(
    small: Path, lund: Current, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In another process, from the files as they were read, also where no cache can be written;
    what was learned before answers meanwhile."""
    (tmp_path / "in the way").write_text("")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "in the way"))
    async with living(small, lund) as live:
        (small / "entries/lund/lund-cykelkoket.yaml").write_text(NEW_THING, "utf-8")
        await live.seen()
        assert not live.keeper.is_learned.is_set()
        assert "källaren" not in live.ask("verkstad för cyklar i Lund")
        assert "tre månader" in live.ask(ASKED)
        await live.change(PLACE, "tid: tre månader", "tid: fyra månader")
        await live.change(STAGE, "ämne: premises", "ämne: lokaler")
        await live.learned()
        assert "källaren" in live.ask("verkstad för cyklar i Lund")
        assert "fyra månader" in live.ask(ASKED)
        assert len(live.editors()) == 1


@pytest.mark.long(seconds=3)
async def test_what_is_changed_back_needs_no_learning(small: Path, lund: Current) -> None:
    """What was learned is of the folder as it is again."""
    async with living(small, lund) as live:
        (small / "entries/lund/lund-cykelkoket.yaml").write_text(NEW_THING, "utf-8")
        await live.seen()
        (small / "entries/lund/lund-cykelkoket.yaml").unlink()
        await live.seen()
        assert live.keeper.current.matcher is lund.matcher
        await live.learned()


@pytest.mark.long(seconds=3)
async def test_learning_that_fails_is_logged(
    small: Path, lund: Current, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The bot answers as before, and it is tried again."""
    python, failed = sys.executable, asyncio.Event()
    monkeypatch.setattr(sys, "executable", shutil.which("false"))
    monkeypatch.setattr(keeper, "AGAIN", 0.0)

    def heard(_: object, __: str, line: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
        if line["event"] == "learning":
            failed.set()
            monkeypatch.setattr(sys, "executable", python)
        return line

    async with living(small, lund) as live:
        structlog.configure(processors=[heard, structlog.processors.JSONRenderer()])
        edit(small, PLACE, "- får man ett rum gratis", "- kostar rummet något")
        await live.seen()
        await failed.wait()
        assert "tre månader" in live.ask(ASKED)
        await live.learned()
    structlog.reset_defaults()


EDITS = {
    "a fact": (PLACE, "tid: tre månader", "tid: fyra månader", True),
    "an answer": (PLACE, "Rummet kostar inget.", "Rummet är gratis.", True),
    "a date": (PLACE, "kontrollerad: 2026-11-20", "kontrollerad: 2026-11-19", True),
    "a sentence": ("wording/sv.yaml", "nej_tack: Nej tack", "nej_tack: Nej", True),
    "a source": ("sources.yaml", "titel: ", "titel: Det nya ", True),
    "a comment": (PLACE, "saknas: [kontakt]", "# och så vidare\nsaknas: [kontakt]", True),
    "a way of asking": (PLACE, "- får man ett rum gratis", "- kostar rummet något", False),
    "a way of asking less": (PLACE, "      - får man ett rum gratis\n", "", False),
    "a heading": (PLACE, "rubrik: Plats i huset", "rubrik: Rum i huset", False),
    "what isn't known": (STAGE, "vad: vad det kostar", "vad: vad det brukar kosta", False),
    "a name": (PLACE, "namn: [Platsstödet]", "namn: [Platsstödet, Husbidraget]", False),
    "a name of a place": ("areas.yaml", "orter: [Dalby]", "orter: [Dalby, Plats]", False),
    "words": ("words.yaml", "mkt: mycket", "mkt: mycket, mket: mycket", False),
    "what nobody answers": ("rejects.yaml", "sv: [recept", "sv: [soppa, recept", False),
    "small talk": ("wording/sv.yaml", "hej: [hej, ", "hej: [hej, hejsan svejsan, ", False),
}


@pytest.mark.parametrize(("file", "old", "new", "same"), EDITS.values(), ids=EDITS.keys())
def test_only_what_is_learned_needs_learning(
    small: Path, file: str, old: str, new: str, *, same: bool
) -> None:
    """Whether something is learned anew is told without making what it is learned from."""
    before = loading.load(small, TODAY)
    edit(small, file, old, new)
    after = loading.load(small, TODAY)
    assert before.version != after.version
    assert teach_the_same(before, after) == same
    learned = Corpus.of(before) == Corpus.of(after) and before.words == after.words
    assert learned == same
