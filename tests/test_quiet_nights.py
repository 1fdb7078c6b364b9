"""Nothing rings at night or in a closed office: what the bot says over Christmas and in July, sent
by the real channel and read where it arrives."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from adapters import CHANNELS
from adapters.telegram import settings as telegram
from adapters.telegram.settings import TelegramSettings
from bot.cases.routing import hours_of, team_of
from bot.cli.stage import Shown, Stage
from bot.days import workdays
from bot.days.workdays import STOCKHOLM
from bot.knowledge.model import DEFAULT_TEAM
from bot.matching.library import Current
from bot.messages import Address, Outgoing
from tests.telegram_server import TOKEN, TelegramServer, running
from tests.test_holidays import CATCHES, QUESTION, ROOM, SEASONS, TEAM, is_open

pytestmark = [pytest.mark.long, pytest.mark.timeout(300)]

_ANNA = 11
_EVENING, _MORNING = dt.time(21), dt.time(8)
_TO_ASKERS = ("relay", "question", "notice", "letter")
_BEGINS = {"Christmas": "2026-12-22 20:40", "July": "2026-07-03 16:30"}
"""The last day before it is closed, in the evening or the afternoon."""
_DAYS = 24
_MOST = 8
"""Messages of each sort that a real client is shown."""


def lived(current: Current, season: str) -> list[Shown]:
    """What is said while a team of one answers from home one night, falls ill, and is closed."""
    know = current.knowledge
    team = know.teams[TEAM].model_copy(update=SEASONS[season][2])
    there = replace(current, knowledge=replace(know, teams={**know.teams, TEAM: team}))
    begins = dt.datetime.fromisoformat(_BEGINS[season]).replace(tzinfo=STOCKHOLM)
    rooms = {TEAM: f"net:{ROOM}", DEFAULT_TEAM: f"net:{CATCHES}"}
    stage = Stage(there, begins.astimezone(dt.UTC), rooms, undo=0)
    for who in ("answered", "late"):
        stage.ask(QUESTION, who)
        stage.ask("ja", who)
        stage.wait(hours=1)
    _answer_by_night(stage)
    for day in range(_DAYS):
        stage.wait(hours=24)
        if day % 5 == 0:
            stage.ask(QUESTION, f"asker{day}")
            stage.ask("ja", f"asker{day}")
    return stage.shown


def _answer_by_night(stage: Stage) -> None:
    while workdays.local(stage.now).hour != 22:
        stage.wait(hours=1)
    card = next(shown for shown in stage.shown if shown.purpose == "card")
    assert is_open(stage, card.about)
    stage.room("Högst 10 000 kronor.", ROOM, "karin", card)
    stage.wait(minutes=1)


def must_be_quiet(current: Current, season: str, shown: Shown) -> bool:
    """Whether it comes at night, unasked, to an asker, or to a team's room while nobody works."""
    at = workdays.local(shown.at)
    if shown.room in (ROOM, CATCHES):
        team = team_of(current.knowledge, TEAM if shown.room == ROOM else DEFAULT_TEAM)
        own = SEASONS[season][2] if shown.room == ROOM else {}
        return not hours_of(team.model_copy(update=own)).is_open(shown.at)
    return shown.purpose in _TO_ASKERS and (at.time() >= _EVENING or at.time() < _MORNING)


def told_apart(current: Current, season: str) -> tuple[list[Shown], list[Shown]]:
    """What must be quiet, and what may sound because it comes in the day or is a reply; of the
    former the night's answer first."""
    shown = lived(current, season)
    quiet = [one for one in shown if must_be_quiet(current, season, one)]
    loud = [one for one in shown if one not in quiet and not one.silent]
    quiet.sort(key=lambda one: one.purpose != "relay")
    return quiet[:_MOST], loud[:2]


def sent(channel: str, room: str, shown: Shown, at: int) -> Outgoing:
    """As the bot hands it to the network."""
    address, text = Address(channel, room), f"Post{at}: {shown.text}"
    return Outgoing(f"k{at}", address, text, shown.choices, silent=shown.silent)


@pytest.mark.parametrize("season", SEASONS)
def test_a_nights_answer_comes_at_once(current: Current, season: str) -> None:
    """And what is to be quiet is of every sort: an answer to an asker, cards and what a room is
    told."""
    quiet, loud = told_apart(current, season)
    relay = quiet[0]
    asked = next(one for one in lived(current, season) if "går nu" in one.text)
    assert relay.purpose == "relay"
    assert relay.at - asked.at < dt.timedelta(minutes=1)
    assert {"relay", "card", "note"} <= {one.purpose for one in quiet}
    assert loud


@pytest.mark.parametrize("season", SEASONS)
async def test_nothing_rings_on_telegram(
    current: Current, season: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each of them arrives with its notification disabled, and what comes in the day without."""
    monkeypatch.setenv(telegram.TOKEN, TOKEN)
    quiet, loud = told_apart(current, season)
    async with (
        running(TelegramServer()) as server,
        CHANNELS["telegram"].opened(TelegramSettings(base_url=server.url)) as channel,
    ):
        for at, shown in enumerate([*quiet, *loud]):
            await channel.send(sent("telegram", str(_ANNA), shown, at))
        arrived = await server.wait_for(_ANNA, len(quiet) + len(loud))
    assert [message["silent"] for message in arrived] == [True] * len(quiet) + [False] * len(loud)
