"""Who is away: what is remembered of it, and who may say it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest
from sqlite_utils import Database

from bot.cli.stage import Stage
from bot.knowledge.model import DEFAULT_TEAM
from bot.matching.library import Current
from bot.storage import absences, database, roomnames
from bot.storage.seating import EDITORS
from tests.conftest import NOW

TEAM = "helsingborg/foreningssamordnare"
DAYS = [dt.date(2026, 12, day) for day in range(1, 32)]


@pytest.fixture
def db() -> Iterator[Database]:
    with database.opened(database.MEMORY) as db:
        yield db


@pytest.fixture
def stage(current: Current) -> Iterator[Stage]:
    """A team's room, the one that catches the rest, and the editors'."""
    rooms = {TEAM: "net:hbg", DEFAULT_TEAM: "net:rest", EDITORS: "net:ed"}
    stage = Stage(current, NOW, rooms)
    yield stage
    stage.close()


def away_on(db: Database) -> list[int]:
    return [day.day for day in DAYS if TEAM in absences.away(db, day)]


def test_one_absence_leaves_the_others(db: Database) -> None:
    """What overlaps is said anew; the rest still holds, until they are back."""
    for first, last in ((1, 3), (10, 14), (12, 20)):
        absences.set_away(db, TEAM, "", DAYS[first - 1], DAYS[last - 1])
    absences.set_away(db, TEAM, "karin", DAYS[24], DAYS[30])
    assert away_on(db) == [1, 2, 3, *range(12, 21)]
    absences.back(db, TEAM, "")
    assert away_on(db) == []


def test_a_team_is_silent_until_somebody_acts(db: Database) -> None:
    """Broken promises are counted as long as nobody does anything."""
    assert [absences.broke(db, TEAM), absences.broke(db, TEAM)] == [1, 2]
    absences.fell_silent(db, TEAM, NOW)
    assert TEAM in absences.away(db, DAYS[0])
    assert absences.acted(db, TEAM)
    assert not absences.acted(db, TEAM)
    assert absences.broke(db, TEAM) == 1


def test_a_colleague_is_known_by_name(db: Database) -> None:
    """By the first or the whole one, on the same network; nobody where several are called so."""
    for person, name in (("7", "Karin Ek"), ("8", "Lisa Ek"), ("9", "Lisa Holm")):
        roomnames.seen(db, "telegram", person, name, NOW)
    assert roomnames.named(db, "telegram", "karin") == "7"
    assert roomnames.named(db, "telegram", "Lisa Holm") == "9"
    assert roomnames.named(db, "telegram", "lisa") is None
    assert roomnames.named(db, "matrix", "karin") is None
    roomnames.prune(db, NOW + dt.timedelta(days=400))
    assert roomnames.names(db) == {}


def test_the_editors_set_a_team_away(stage: Stage) -> None:
    """By its name; its room is told, and so is theirs. Nothing else is heard there."""
    told = stage.room("/borta föreningssamordnarna i Helsingborg fredag", "ed")
    assert [shown.room for shown in told] == ["ed", "hbg"]
    assert "borta till och med" in told[0].text
    assert TEAM in absences.away(stage.db, NOW.date())
    stage.room("/borta foreningssamordnare nej", "ed")
    assert TEAM not in absences.away(stage.db, NOW.date())
    assert "Härifrån" in stage.room("/borta någon", "ed")[0].text
    assert stage.room("hej alla", "ed") == []
