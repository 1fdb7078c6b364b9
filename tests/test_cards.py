"""What people read about cases: quoted cards, numbers as they are typed, somebody's own braces."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from bot.cases.cards import Cards
from bot.cases.case import Case, number_before
from bot.cases.lists import Lists
from bot.cases.naming import team_named
from bot.knowledge import loading
from bot.knowledge.speech import filled
from bot.knowledge.tables import Team
from bot.markup import plain
from bot.matching.library import Current
from tests.conftest import NOW, SMALL

TEAM = "lund/huset"
CASE = Case(
    *("2026-0001", "key", "lund", "premises", TEAM, TEAM, "sv", "Får vi {läge}?"),
    *(NOW, NOW, NOW, NOW),
    mark="h7kd",
)


@pytest.fixture(scope="module")
def cards() -> Cards:
    return Cards(loading.load(SMALL), NOW)


def test_braces_in_what_somebody_wrote_stay(cards: Cards) -> None:
    """A sentence is filled in at once: what stands in a value is nobody's brace."""
    assert filled("{a} {b} {c}", a="{b}", b="2") == "{b} 2 {c}"
    assert "”Får vi {läge}?” – ligger hos huset i Lund" in Lists(cards).status([CASE], [], "sv")


def test_a_quoted_card_names_its_case(cards: Cards) -> None:
    """So does what was added to it, with marks or without; nothing else that has a number does."""
    practice = replace(CASE, number="ova-3", practice=True)
    added = [
        cards.here(key, CASE, text="Vi är tolv.")
        for key in ("tillägg", "rättelse", "rättat_tillägg", "svar_på_fråga")
    ]
    for text in (cards.card(CASE), plain(cards.card(CASE)), *added):
        assert cards.quoted(text) == ("2026-0001", "h7kd")
    assert cards.quoted(cards.card(practice)) == ("ova-3", "")
    assert cards.quoted("Fråga 2026-0001 · Lund · lokaler · svenska") == ("2026-0001", "")
    for key in ("samma_svar", "tagen", "levererat", "hålls"):
        assert cards.quoted(cards.here(key, CASE)) == ("", "")
    assert cards.quoted("Fråga 2026-0001") == ("", "")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-0001 hej", ("2026-0001", "hej")),
        (" nr. 2026-0001: hej", ("2026-0001", "hej")),
        ("nr 2026-0001", ("2026-0001", "")),
        ("hej 2026-0001", ("", "hej 2026-0001")),
        ("2026-00011111", ("", "2026-00011111")),
    ],
)
def test_a_number_before_what_follows(text: str, expected: tuple[str, str]) -> None:
    """As people write it, and only at the beginning."""
    assert number_before(text) == expected


def test_the_morning_names_what_is_due(cards: Cards) -> None:
    """What must have an answer today by number, what is late by count, and a line for each."""
    late = replace(CASE, number="2026-0002", due=NOW - dt.timedelta(days=2))
    morning = Lists(cards).morning([late, CASE])
    assert "2 öppna, 1 ska ha svar i dag: 2026-0001" in morning
    assert "1 är sen." in morning
    assert [line[:11] for line in morning.splitlines()[1:]] == ["- 2026-0002", "- 2026-0001"]


@pytest.fixture(scope="module")
def teams(current: Current) -> list[Team]:
    return [team for id_, team in current.knowledge.teams.items() if "lund" in id_]


@pytest.mark.parametrize(
    ("written", "team", "rest"),
    [
        ("inkluderingskoordinatorn de vet", "lund/inkluderingskoordinator", "de vet"),
        ("Inkluderingskoordinator", "lund/inkluderingskoordinator", ""),
        ("inkluderingskordinatorn", "lund/inkluderingskoordinator", ""),
        ("Stenkrossen i Lund: lokaler", "lund/stenkrossen", "lokaler"),
        ("stenkrossen", "lund/stenkrossen", ""),
        ("lund/stenkrossen ni kan", "lund/stenkrossen", "ni kan"),
    ],
)
def test_a_team_is_known_by_its_name(written: str, team: str, rest: str, teams: list[Team]) -> None:
    """With the place or without, by its id, and with a slip of the pen."""
    assert team_named(written, teams) == ([team], rest)


def test_no_team_is_guessed(teams: list[Team]) -> None:
    """What names none of them stays whole."""
    assert team_named("kulturen vet", teams) == ([], "kulturen vet")
