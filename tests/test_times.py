"""When a thing is open, by the periods that editors write."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.knowledge.things import ThingFile
from bot.knowledge.times import Day, NotADayError, Opening, Period, opening, parse

D = dt.date


def period(opens: str = "", closes: str = "", *, about: bool = False) -> Period:
    return Period(parse(opens) if opens else None, parse(closes) if closes else None, about)


SPRING, LAST_DAY = period("1 mars", "31 mars"), period(closes="30 september")
WINTER = period("15 november", "15 januari")


@pytest.mark.parametrize(
    ("periods", "today", "expected"),
    [
        ([SPRING], D(2026, 3, 1), Opening("open", closes=D(2026, 3, 31))),
        ([SPRING], D(2026, 3, 31), Opening("open", closes=D(2026, 3, 31))),
        ([SPRING], D(2026, 4, 1), Opening("closed", D(2027, 3, 1), D(2027, 3, 31))),
        ([SPRING], D(2026, 2, 28), Opening("closed", D(2026, 3, 1), D(2026, 3, 31))),
        ([WINTER], D(2026, 12, 24), Opening("open", closes=D(2027, 1, 15))),
        ([WINTER], D(2026, 1, 16), Opening("closed", D(2026, 11, 15), D(2027, 1, 15))),
        ([LAST_DAY], D(2026, 9, 30), Opening("open", closes=D(2026, 9, 30))),
        ([LAST_DAY], D(2026, 10, 1), Opening("open", closes=D(2027, 9, 30))),
        ([SPRING, LAST_DAY], D(2026, 3, 2), Opening("open", closes=D(2026, 3, 31))),
        ([period("2026-03-01", "2026-03-31")], D(2026, 4, 1), Opening("over")),
        (
            [period("2026-03-01", "2026-03-31")],
            D(2026, 3, 9),
            Opening("open", closes=D(2026, 3, 31)),
        ),
        (
            [period(closes="sista dagen varje månad")],
            D(2028, 2, 3),
            Opening("open", closes=D(2028, 2, 29)),
        ),
        ([period(closes="29 februari")], D(2026, 2, 1), Opening("open", closes=D(2026, 2, 28))),
        ([Period()], D(2026, 1, 1), Opening("rolling")),
        (
            [period("1 mars", about=True)],
            D(2026, 2, 1),
            Opening("closed", D(2026, 3, 1), about=True),
        ),
    ],
)
def test_what_the_periods_mean(periods: list[Period], today: dt.date, expected: Opening) -> None:
    """Open, closed or over, with the day that matters; also over the new year and in leap years."""
    assert opening(periods, today) == expected


@pytest.mark.parametrize(
    "text", ["", "32 mars", "30 februari", "mars", "i vår", "2026-13-01", "1/3"]
)
def test_what_is_no_day_is_said(text: str) -> None:
    """An editor reads what may be written instead."""
    with pytest.raises(NotADayError, match="Skriv 1 mars"):
        parse(text)


def test_days_as_editors_write_them() -> None:
    """A day of each year, of one year, and each month's last."""
    assert parse("1 Mars") == Day(3, 1)
    assert parse("1 mars 2026") == parse("2026-03-01") == Day(3, 1, 2026)
    assert parse("löpande") is None


def test_an_answer_may_leave_out_the_days_of_its_thing() -> None:
    """Where its own source says nothing of them."""
    answers = [{"id": f"lund-{name}", "rubrik": name, "sv": "Ja."} for name in ("en", "två")]
    thing = {
        "sak": "Slanten",
        "id": "lund-slanten",
        "område": "lund",
        "ämne": "grants",
        "team": "lund/huset",
        "källa": {"dokument": "haftet", "ställe": "sidan 2"},
        "kontrollerad": "2026-11-20",
        "tider": [{"stänger": "1 mars"}],
        "svar": [answers[0], answers[1] | {"id": "lund-tva", "tider": []}],
        "frågor": {"lund-en": {"sv": ["hur"]}, "lund-tva": {"sv": ["när"]}},
    }
    periods = [entry.periods for entry in ThingFile.model_validate(thing).entries()]
    assert periods == [(Period(closes=Day(3, 1)),), ()]


DAYS = st.one_of(
    st.builds(lambda day: Day(day.month, day.day), st.dates(D(2024, 1, 1), D(2024, 12, 31))),
    st.builds(
        lambda day: Day(day.month, day.day, day.year), st.dates(D(2024, 1, 1), D(2030, 12, 31))
    ),
    st.just(Day(0, 31)),
)


@given(
    st.builds(Period, st.none() | DAYS, st.none() | DAYS), st.dates(D(2024, 1, 1), D(2030, 12, 31))
)
def test_no_day_shown_has_passed(one: Period, today: dt.date) -> None:
    """Whatever the periods are, the day it closes or opens is today or later, and it says one of
    them."""
    found = opening([one], today)
    assert all(day >= today for day in (found.opens, found.closes) if day is not None)
    assert found.state != "closed" or found.opens is not None or one.opens is None
    assert (found.days_left(today) or 0) >= 0
