"""Office hours, holidays and promises, as people count them."""

from __future__ import annotations

import datetime as dt

import pytest

from bot.days import closures, daywords, putoff, workdays
from bot.days.workdays import STOCKHOLM, no_such_day, parse, parse_day

OFFICE = parse("mån–fre 9–16")


def at(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=STOCKHOLM)


@pytest.mark.parametrize(
    ("asked", "days", "promised"),
    [
        ("2026-11-20 10:00", 2, "2026-11-24 16:00"),  # a Friday morning: Monday, Tuesday
        ("2026-11-20 19:30", 2, "2026-11-25 16:00"),  # Friday night counts from Monday
        ("2026-12-22 11:00", 2, "2026-12-28 16:00"),  # Christmas Eve is no working day
        ("2026-12-30 11:00", 1, "2027-01-04 16:00"),  # nor is New Year's Eve, nor the first
        ("2026-06-18 11:00", 1, "2026-06-22 16:00"),  # nor Midsummer's Eve
        ("2026-03-27 11:00", 1, "2026-03-30 16:00"),  # across the change to summer time
        ("2026-10-23 11:00", 1, "2026-10-26 16:00"),  # and back
    ],
)
def test_a_promise_counts_working_days(asked: str, days: int, promised: str) -> None:
    """Whole working days after today or the next that opens, by Swedish calendar and clocks."""
    assert OFFICE.promise(at(asked), days) == at(promised)


def test_a_team_has_its_own_hours_and_closed_weeks() -> None:
    """A later part replaces a day's hours; a closed week is skipped whole."""
    hours = parse("mån-fre 9-16, tors 12:30-18", frozenset({48}))
    assert hours.is_open(at("2026-11-19 17:45"))
    assert not hours.is_open(at("2026-11-19 09:30"))
    assert hours.next_open(at("2026-11-20 17:00")) == at("2026-11-30 09:00")


@pytest.mark.parametrize(
    ("written", "shut", "open_"),
    [
        ("24 december – 6 januari", ["2026-12-28", "2027-01-05", "2031-12-30"], ["2027-01-07"]),
        ("24–31 december", ["2026-12-28"], ["2027-01-04", "2026-12-23"]),
        ("2026-12-28 – 2027-01-05", ["2027-01-04"], ["2027-12-29", "2027-01-07"]),
        ("28 december 2026 – 5 januari 2027", ["2027-01-04"], ["2027-12-29"]),
        ("30 april", ["2027-04-30"], ["2027-04-29"]),
        ("2026-11-24", ["2026-11-24"], ["2027-11-24"]),
    ],
)
def test_an_office_shuts_for_days(written: str, shut: list[str], open_: list[str]) -> None:
    """Every year, or once where the year stands there; also over New Year."""
    hours = parse("mån–fre 9–16", closures=(closures.parse(written),))
    assert [day for day in shut if hours.on(dt.date.fromisoformat(day))] == []
    assert [day for day in open_ if not hours.on(dt.date.fromisoformat(day))] == []


@pytest.mark.parametrize(
    "written",
    [
        "jul",
        "31 november",
        "6 januari – 1 mars – 2 maj",
        "5 – 2026-01-01",
        "2027-01-02 – 2026-01-02",
    ],
)
def test_what_no_office_is_shut_for(written: str) -> None:
    """It is an error that says what may be written."""
    with pytest.raises(closures.NoClosureError, match="24 december"):
        closures.parse(written)


def test_an_office_says_when_it_opens_after_a_holiday() -> None:
    """After a long one the day; a weekend is nothing to tell of."""
    hours = parse("mån–fre 9–16", closures=(closures.parse("24 december – 6 januari"),))
    assert hours.shut_until(at("2026-12-25 12:00")) == dt.date(2027, 1, 7)
    assert hours.shut_until(at("2026-11-27 18:00")) is None


def test_working_time_passes_only_when_open() -> None:
    """Ten hours from Friday at two end on Tuesday at ten."""
    end = OFFICE.add(at("2026-11-20 14:00"), dt.timedelta(hours=10))
    assert end == at("2026-11-24 10:00")
    assert OFFICE.between(at("2026-11-20 14:00"), end) == dt.timedelta(hours=10)


@pytest.mark.parametrize("wrong", ["alltid", "mån-fre", "mån-fre 16-9", "", "mån 9-16 fre"])
def test_hours_that_are_none_are_refused(wrong: str) -> None:
    """What can't be read as hours is an error with its text, never a guess."""
    with pytest.raises(ValueError, match=wrong.partition(",")[0] or "^$"):
        parse(wrong)


TODAY = dt.date(2026, 11, 20)


@pytest.mark.parametrize(
    ("said", "day", "rest"),
    [
        ("fredag vi frågar", dt.date(2026, 11, 27), "vi frågar"),
        ("på måndag: kulturen svarar", dt.date(2026, 11, 23), "kulturen svarar"),
        ("27/11 vi väntar", dt.date(2026, 11, 27), "vi väntar"),
        ("fredag 27 november vi väntar", dt.date(2026, 11, 27), "vi väntar"),
        ("den 3 jan vi väntar", dt.date(2027, 1, 3), "vi väntar"),
        ("2026-12-01 sen", dt.date(2026, 12, 1), "sen"),
        ("i morgon för att", dt.date(2026, 11, 21), "för att"),
        ("fredag, 4/12: vi väntar", dt.date(2026, 12, 4), "vi väntar"),
        ("fredag vi ses nästa vecka", dt.date(2026, 11, 27), "vi ses nästa vecka"),
    ],
)
def test_days_are_understood_as_people_write_them(said: str, day: dt.date, rest: str) -> None:
    """A weekday is the next one, never today; a date without a year is the next such day."""
    assert parse_day(said, TODAY) == (day, rest)


MONDAY = dt.date(2026, 11, 23)


@pytest.mark.parametrize("today", [MONDAY + dt.timedelta(days=ahead) for ahead in range(7)])
@pytest.mark.parametrize(
    "said",
    [
        "onsdag nästa vecka",
        "på onsdag i nästa vecka",
        "Onsdag, nästa vecka",
        "onsdag nästa v.",
        "nästa vecka onsdag",
        "nästa vecka, på onsdag",
        "nästa onsdag",
        "på nästa onsdag",
    ],
)
def test_a_weekday_of_next_week_is_that_one(said: str, today: dt.date) -> None:
    """Whatever day it is: the asker is promised the day that was meant."""
    assert parse_day(f"{said} vi hinner inte", today) == (dt.date(2026, 12, 2), "vi hinner inte")


@pytest.mark.parametrize(
    "said",
    [
        "snart",
        "",
        "31/2 då",
        "12 bananer",
        "nästa vecka vi hinner inte",
        "nästa månad då",
        "onsdag om två veckor då",
        "onsdag om en vecka",
        "onsdag vecka 50 då",
        "onsdag v. 50 då",
        "onsdag v50 då",
        "onsdag den 2:a då",
        "onsdag veckan efter",
        "onsdag i nästa månad",
        "4/12 eller 18/12 då",
        "måndag eller tisdag då",
        "fredag den 13 januari då",
    ],
)
def test_what_is_no_day_is_none(said: str) -> None:
    """Nothing is guessed."""
    assert parse_day(said, TODAY) is None


@pytest.mark.parametrize(
    ("said", "day", "rest"),
    [
        ("15 januari 2099 vi väntar", "2099-01-15", "vi väntar"),
        ("3 december 2019 vi väntar", "2019-12-03", "vi väntar"),
        ("15.12.2026 vi väntar", "2026-12-15", "vi väntar"),
        ("15/12-2026: vi väntar", "2026-12-15", "vi väntar"),
        ("tisdag den 15 december, 2026, vi väntar", "2026-12-15", "vi väntar"),
        ("15/12 2000 kr ska räknas", "2026-12-15", "2000 kr ska räknas"),
    ],
)
def test_the_year_of_a_day_is_part_of_it(said: str, day: str, rest: str) -> None:
    """None of it is taken for why something is put off, and no other year is promised."""
    assert parse_day(said, TODAY) == (dt.date.fromisoformat(day), rest)


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("31/2 då", "31/2"),
        ("fredag den 31 november då", "den 31 november"),
        ("2026-13-01 då", "2026-13-01"),
        ("45/11: då", "45/11"),
        ("fredag den 13 januari då", "fredag den 13 januari"),
        ("4/12 eller 18/12 då", None),
        ("31/12 då", None),
        ("fredag då", None),
        ("12 bananer", None),
        ("snart", None),
    ],
)
def test_a_day_that_there_is_none_of(said: str, day: str | None) -> None:
    """It is told from what is no day at all."""
    assert no_such_day(said, TODAY) == day


def test_holidays_come_from_the_calendar() -> None:
    """Christmas Eve is shut though it is no public holiday."""
    assert workdays.parse("mån-sön 0-23").on(dt.date(2026, 12, 24)) is None


@pytest.mark.parametrize(
    ("said", "first", "last"),
    [
        ("1–10 dec", "2026-12-01", "2026-12-10"),
        ("den 1-10 december", "2026-12-01", "2026-12-10"),
        ("1 dec - 10 dec", "2026-12-01", "2026-12-10"),
        ("1 till 10 dec", "2026-12-01", "2026-12-10"),
        ("från 1/12 till 10/12", "2026-12-01", "2026-12-10"),
        ("v. 50–51", "2026-12-07", "2026-12-20"),
        ("v 52-1", "2026-12-21", "2027-01-10"),
        ("vecka 50", "2026-12-07", "2026-12-13"),
        ("nästa vecka", "2026-11-23", "2026-11-29"),
        ("till 7 januari", "2026-11-20", "2027-01-07"),
        ("t.o.m. 7/1", "2026-11-20", "2027-01-07"),
        ("måndag till onsdag", "2026-11-23", "2026-11-25"),
        ("fredag", "2026-11-20", "2026-11-27"),
        ("jul och nyår", "2026-12-24", "2027-01-01"),
        ("över påsk", "2027-03-26", "2027-03-29"),
        ("hela julen", "2026-12-24", "2026-12-26"),
        ("midsommar", "2027-06-25", "2027-06-27"),
        ("v 60", None, None),
        ("32–33 dec", None, None),
        ("snart", None, None),
    ],
)
def test_spans_are_understood_as_people_write_them(
    said: str, first: str | None, last: str | None
) -> None:
    """From a day to a day; a single one is the last of those from today on."""
    found = daywords.span(said, TODAY)
    days = (found.first.isoformat(), found.last.isoformat()) if found else (None, None)
    assert days == (first, last)


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("nästa vecka vi frågar", "2026-11-27"),
        ("om en vecka vi frågar", "2026-11-27"),
        ("om två veckor vi frågar", "2026-12-04"),
        ("vecka 50 vi frågar", "2026-12-11"),
        ("v. 52 vi frågar", "2026-12-23"),
        ("onsdag v. 50 vi frågar", "2026-12-09"),
        ("fredag vi frågar", "2026-11-27"),
        ("nästa år vi frågar", None),
    ],
)
def test_a_promise_by_the_week_ends_on_its_last_open_day(said: str, day: str | None) -> None:
    """Of a week that ends in a holiday, the day before that."""
    found = daywords.promised_day(said, TODAY, OFFICE)
    assert (found and (found[0].isoformat(), found[1])) == (day and (day, "vi frågar"))


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("Vi återkommer i morgon, behöver kolla", "2026-11-23"),
        ("hör av mig på tisdag", "2026-11-24"),
        ("svar kommer 3/12", "2026-12-03"),
        ("måste kolla med ekonomi", None),
        ("på kurs hela veckan, tillbaka på måndag", "2026-11-23"),
        ("semester v. 50, svarar v. 51", "2026-12-18"),
        ("ledig vecka 50", "2026-12-14"),
        ("nämnden möts den 9:e och vi svarar efter det", "2026-12-10"),
        ("efter den 9:e", "2026-12-10"),
        ("efter helgen", "2026-11-23"),
        ("efter jul", "2026-12-28"),
        ("efter nyår", "2027-01-04"),
        ("hinner inte före jul", None),
        ("inte före jul, du får svar den 8 januari", "2027-01-08"),
        ("i slutet av nästa vecka", "2026-11-27"),
        ("i mitten av januari", "2027-01-20"),
        ("ring 016-12 12 12", None),
    ],
)
def test_a_day_is_found_within_words(said: str, day: str | None) -> None:
    """None is before what the words say; where the office is shut then, when it opens."""
    found = putoff.named_in(said, TODAY, OFFICE)
    assert (found and found.isoformat()) == day
