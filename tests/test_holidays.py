"""Weeks that nobody watches: Christmas and July, with a team of one who falls ill."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from itertools import count
from typing import Any

import pytest

from bot.cases.case import Case
from bot.cases.routing import hours_of, team_of
from bot.cli.stage import Stage, chat
from bot.days import workdays
from bot.days.workdays import STOCKHOLM
from bot.knowledge.model import DEFAULT_TEAM
from bot.matching.library import Current
from bot.storage import casebook

pytestmark = pytest.mark.long

TEAM, ROOM, CATCHES = "helsingborg/foreningssamordnare", "hbg", "rest"
QUESTION = "Vad är startbidragets högsta belopp i Helsingborg?"
SEASONS: dict[str, tuple[str, int, dict[str, Any]]] = {
    "Christmas": ("2026-12-14", 32, {"closures": ["24 december – 6 januari"]}),
    "July": ("2026-06-29", 40, {"closed_weeks": [28, 29, 30]}),
}
ILL_AFTER = dt.timedelta(days=3)


def stage_of(current: Current, season: str) -> Stage:
    start, _, shut = SEASONS[season]
    know = current.knowledge
    team = know.teams[TEAM].model_copy(update=shut)
    there = replace(current, knowledge=replace(know, teams={**know.teams, TEAM: team}))
    begins = dt.datetime.fromisoformat(f"{start} 08:00").replace(tzinfo=STOCKHOLM)
    rooms = {TEAM: f"net:{ROOM}", DEFAULT_TEAM: f"net:{CATCHES}"}
    return Stage(there, begins.astimezone(dt.UTC), rooms, undo=0)


def lived(stage: Stage, days: int) -> Iterator[bool]:
    """The hours, one after another; every other day at seven in the evening somebody asks, and
    until she falls ill the one there is answers at ten. Whether it is noon."""
    began, askers = stage.now, count()
    for hour in range(days * 24):
        stage.wait(hours=1)
        clock = workdays.local(stage.now)
        if clock.hour == 19 and hour // 24 % 2 == 0:
            who = f"asker{next(askers)}"
            stage.ask(QUESTION, who)
            stage.ask("ja", who)
        if clock.hour == 10 and stage.now - began < ILL_AFTER:
            cards = (shown for shown in stage.shown if shown.purpose == "card")
            for card in [card for card in cards if is_open(stage, card.about)]:
                stage.room("Högst 10 000 kronor.", ROOM, "karin", card)
        yield clock.hour == 12


def is_open(stage: Stage, number: str) -> bool:
    case = casebook.find(stage.db, number)
    return case is not None and case.is_open


def is_told_of(stage: Stage, case: Case) -> bool:
    """Whether its promise still runs, or was said to be broken."""
    if workdays.local(case.due).date() >= workdays.local(stage.now).date():
        return True
    late = [event for event in casebook.history(stage.db, case.number) if event.kind == "late"]
    return bool(late) and late[-1].at is not None and late[-1].at > case.due


@pytest.mark.parametrize("season", SEASONS)
def test_every_promise_is_kept_or_told_of(current: Current, season: str) -> None:
    """On no working day at noon has a promise gone by without a word; after two of them the team
    counts as away, and both rooms know it. Nothing sounds in a room while nobody works there."""
    stage, days = stage_of(current, season), SEASONS[season][1]
    catching = hours_of(team_of(stage.current.knowledge, DEFAULT_TEAM))
    for is_noon in lived(stage, days):
        if is_noon and catching.is_open(stage.now):
            silent = [case for case in casebook.open_cases(stage.db) if not is_told_of(stage, case)]
            assert silent == [], workdays.local(stage.now)
    rang = [
        shown
        for shown in stage.shown
        for team, room in ((TEAM, ROOM), (DEFAULT_TEAM, CATCHES))
        if shown.room == room and not shown.silent
        if not hours_of(team_of(stage.current.knowledge, team)).is_open(shown.at)
    ]
    assert rang == []
    said = {
        room: "\n".join(s.text for s in stage.shown if s.room == room) for room in (ROOM, CATCHES)
    }
    assert "Två löften i rad" in said[ROOM]
    assert "har inte hunnit med två frågor i rad" in said[CATCHES]
    cases = casebook.every(stage.db)
    assert len(cases) >= days // 2 - 1
    assert any(one.kind == "answered" for one in casebook.history(stage.db, cases[0].number))
    for number, case in enumerate(cases[2:], 2):
        told = [shown.text for shown in stage.shown if shown.room == chat(f"asker{number}")]
        assert any("Nu är frågan skickad" in text for text in told), case.number
