"""The days of things, and what is told of those that are watched."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Calendar

from bot.dates import agenda, manners, watch
from bot.dates.calendar import Days
from bot.dates.letter import Letter
from bot.dates.watch import Notice, Watch
from bot.days.workdays import STOCKHOLM
from bot.knowledge.model import Knowledge
from bot.knowledge.things import PeriodRow
from bot.knowledge.wording import Wording
from bot.matching.library import Current

D = dt.date
THING, SOURCE = "lund-platsen", "haftet"
DAY, CHECKED = dt.timedelta(days=1), D(2026, 11, 20)
SPRING = {"öppnar": "1 mars", "stänger": "31 mars"}


def at(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=STOCKHOLM)


def having(
    know: Knowledge,
    *periods: dict[str, str],
    checked: dt.date = CHECKED,
    year: str = "2026",
) -> Knowledge:
    """The small knowledge, with these days of one thing."""
    rows = tuple(PeriodRow.model_validate(one).period() for one in periods)
    own = {"periods": rows, "checked": checked, "review_months": 12}
    entries = {**know.entries, THING: know.entries[THING].model_copy(update=own)}
    source = know.sources[SOURCE].model_copy(update={"year": {"sv": year}})
    return replace(know, entries=entries, sources={**know.sources, SOURCE: source})


def told(
    own: Watch, know: Knowledge, first: dt.date, last: dt.date
) -> list[tuple[dt.date, Notice]]:
    """What is told by whoever looks on each working day from a day to another."""
    found = []
    for ahead in range((last - first).days + 1):
        today, after = first + ahead * DAY, None
        if manners.is_working_day(today):
            notices, after = watch.looked_at(own, know, today)
            found += [(today, one) for one in notices]
            own = after or own
    return found


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (D(2026, 4, 1), True),
        (D(2026, 4, 2), False),  # Maundy Thursday
        (D(2026, 4, 30), False),  # Walpurgis Night
        (D(2026, 5, 13), False),  # the day before Ascension Day
        (D(2026, 6, 5), False),  # the day before the National Day
        (D(2026, 6, 19), False),  # Midsummer's Eve
        (D(2026, 10, 30), False),  # the Friday before All Saints' Day
        (D(2026, 12, 23), True),
        (D(2026, 12, 24), False),
        (D(2026, 12, 31), False),
        (D(2027, 1, 5), False),  # Twelfth Night
        (D(2026, 11, 28), False),  # a Saturday
    ],
)
def test_the_bot_begins_on_no_holiday_and_no_eve(day: dt.date, works: bool) -> None:
    """Nor on a weekend: what falls on one is told on the working day before."""
    assert manners.is_working_day(day) is works
    before = manners.working_day_up_to(day)
    assert manners.is_working_day(before)
    assert before == day if works else before < day


@pytest.mark.parametrize(
    ("moment", "may"),
    [
        ("2026-03-30T06:59:59+00:00", False),  # the Monday after the change to summer time
        ("2026-03-30T07:00:00+00:00", True),
        ("2026-10-26T07:59:59+00:00", False),  # and after the change back
        ("2026-10-26T08:00:00+00:00", True),
        ("2026-10-26T17:59:59+00:00", True),
        ("2026-10-26T18:00:00+00:00", False),
    ],
)
def test_it_begins_between_nine_and_seven_by_swedish_clocks(moment: str, may: bool) -> None:
    """Also across the changes of the clock; what may not be said now may be said next."""
    now = dt.datetime.fromisoformat(moment)
    assert manners.may_begin(now) is may
    assert manners.may_begin(manners.next_moment(now))
    assert manners.next_moment(now) >= now


@pytest.mark.parametrize(
    ("clock", "quiet"), [("20:59", False), ("21:00", True), ("07:59", True), ("08:00", False)]
)
def test_nothing_sounds_at_night(clock: str, quiet: bool) -> None:
    """From nine in the evening to eight in the morning."""
    assert manners.is_night(at(f"2026-11-30T{clock}")) is quiet


@pytest.mark.parametrize(
    ("closes", "about", "year", "today", "certain"),
    [
        ("31 mars", False, "2026", D(2027, 3, 1), "sure"),
        ("31 mars", False, "2026", D(2027, 12, 1), "unsure"),  # not compared in time
        ("31 mars", True, "2026", D(2027, 3, 1), "usual"),
        ("31 mars", True, "odaterad", D(2027, 3, 1), "unsure"),
        ("31 mars", True, "2026", D(2027, 12, 1), "unsure"),
    ],
)
def test_only_what_was_compared_in_time_may_be_watched(
    closes: str, about: bool, year: str, today: dt.date, certain: str, lund: Current
) -> None:
    """A day of a source of no year, or that nobody has compared for long, can't be reminded of."""
    period = {"stänger": closes} | ({"ungefär": "ja"} if about else {})
    know = having(lund.knowledge, period, year=year)
    thing = know.things[THING]
    entry = agenda.dated(know, thing)
    assert entry is not None
    assert agenda.certainty(know, entry, today, about=about) == certain
    assert agenda.may_be_watched(know, thing, today) is (certain != "unsure")


def test_it_is_told_when_it_opens_and_a_week_before_it_closes(lund: Current) -> None:
    """In 2028 it opens on a Wednesday and closes on a Friday; in 2027 both the day it opens and the
    week before it closes are moved to a working day before."""
    know = having(lund.knowledge, SPRING, checked=D(2027, 11, 1))
    own = watch.begun(THING, know, D(2027, 12, 1), "m")
    days = [(day, one.what) for day, one in told(own, know, D(2027, 12, 1), D(2028, 9, 1))]
    assert days == [(D(2028, 3, 1), "opens"), (D(2028, 3, 24), "closes")]
    easter = having(lund.knowledge, {"stänger": "2027-04-03"})
    own = watch.begun(THING, easter, D(2027, 1, 4), "m")
    [(day, one)] = told(own, easter, D(2027, 1, 4), D(2027, 4, 3))
    assert day == D(2027, 3, 24), "Maundy Thursday until Easter Monday nobody is told anything"
    assert one.day == D(2027, 4, 3)


def test_a_leap_year_has_its_day(lund: Current) -> None:
    """The last of February is what it is in each year; each year has its own reminder."""
    know = having(lund.knowledge, {"stänger": "29 februari"}, checked=D(2027, 11, 1))
    own = watch.begun(THING, know, D(2026, 12, 1), "m")
    found = told(own, know, D(2026, 12, 1), D(2028, 3, 10))
    assert [(day, one.day) for day, one in found] == [
        (D(2027, 2, 19), D(2027, 2, 28)),
        (D(2028, 2, 22), D(2028, 2, 29)),
    ]


def test_what_is_usual_is_to_be_looked_up(lund: Current) -> None:
    """Of a day that is only about so, or that wasn't compared in time since, nothing is promised:
    it is time to check."""
    about = having(lund.knowledge, {"stänger": "31 mars", "ungefär": "ja"})
    stale = having(lund.knowledge, {"stänger": "31 december"})
    for know, last in ((about, D(2027, 3, 31)), (stale, D(2027, 12, 31))):
        own = watch.begun(THING, know, D(2027, 2, 1), "m")
        [(_, one)] = told(own, know, D(2027, 2, 1), last)
        assert (one.what, one.day) == ("check", last)
        said = Letter(Wording(know, "sv"), last - 7 * DAY).notices([one])
        assert "dags att kontrollera" in said
        assert "om 7 dagar" not in said


def test_a_day_that_moves_moves_the_reminder(lund: Current) -> None:
    """Once it is told that it has moved, and then a week before the new day; nothing comes of the
    old one."""
    know = having(lund.knowledge, {"stänger": "2027-03-31"})
    own = watch.begun(THING, know, D(2027, 2, 1), "m")
    later = having(lund.knowledge, {"stänger": "2027-05-14"})
    found = told(own, later, D(2027, 3, 1), D(2027, 6, 1))
    assert [(day, one.what, one.day) for day, one in found] == [
        (D(2027, 3, 1), "moved", D(2027, 5, 14)),
        (D(2027, 5, 7), "closes", D(2027, 5, 14)),
    ]
    said = Letter(Wording(later, "sv"), D(2027, 3, 1)).notices([found[0][1]])
    assert "ändrad till fredag 14 maj" in said
    assert "Förut stod det onsdag 31 mars" in said


def test_days_that_are_taken_out_are_told_once(lund: Current) -> None:
    """What is watched goes on being watched: when it has days again, they are reminded of."""
    know = having(lund.knowledge, {"stänger": "2027-03-31"})
    own = watch.begun(THING, know, D(2027, 2, 1), "m")
    notices, after = watch.looked_at(own, having(lund.knowledge), D(2027, 2, 2))
    assert [one.what for one in notices] == ["undated"]
    assert after is not None
    assert watch.looked_at(after, having(lund.knowledge), D(2027, 2, 3)) == ([], after)
    [(day, one)] = told(after, know, D(2027, 2, 4), D(2027, 4, 1))
    assert (day, one.what) == (D(2027, 3, 24), "closes")


def test_a_thing_that_is_gone_is_told_and_watched_no_more(lund: Current) -> None:
    """Whether an editor says that it has ended, or takes its file away."""
    know = having(lund.knowledge, SPRING)
    own = watch.begun(THING, know, D(2027, 1, 4), "m")
    ended = know.things[THING].model_copy(update={"valid_until": D(2027, 2, 1)})
    over = replace(know, things={**know.things, THING: ended})
    left = {id_: one for id_, one in know.things.items() if id_ != THING}
    for later, words in (
        (over, "finns inte längre, sedan 1 februari 2027"),
        (replace(know, things=left), "finns inte längre i mina källor"),
    ):
        notices, after = watch.looked_at(own, later, D(2027, 2, 2))
        assert ([one.what for one in notices], after) == (["gone"], None)
        assert words in Letter(Wording(later, "sv"), D(2027, 2, 2)).notices(notices)
    assert watch.looked_at(own, over, D(2027, 2, 1))[1] is not None


def test_whoever_begins_late_is_told_so_or_reminded_the_day_before(lund: Current) -> None:
    """Less than a week before it closes, the last working day before is left; after that nothing
    but to write it down."""
    know = having(lund.knowledge, {"stänger": "2027-03-12"})  # a Friday
    near = watch.begun(THING, know, D(2027, 3, 8), "m")
    assert [day for day, _ in told(near, know, D(2027, 3, 8), D(2027, 3, 12))] == [D(2027, 3, 11)]
    nearest = watch.begun(THING, know, D(2027, 3, 11), "m")
    assert told(nearest, know, D(2027, 3, 12), D(2027, 3, 20)) == []
    said = Letter(Wording(know, "sv"), D(2027, 3, 11)).promised(nearest)
    assert "hinner säga till igen" in said
    assert "sista dagen är fredag 12 mars, i morgon" in said.lower()


@pytest.mark.long
@given(
    month=st.integers(1, 12),
    day=st.integers(1, 28),
    begins=st.integers(0, 700),
    down=st.sets(st.integers(0, 700), max_size=300),
)
@settings(max_examples=60, deadline=None)
def test_each_last_day_is_told_of_once(
    month: int, day: int, begins: int, down: set[int], lund: Current
) -> None:
    """Whenever it is begun and whenever the bot is down: one message for each last day at most, and
    none that says it lies ahead when it doesn't; where the bot is never down, each comes in the
    ten days before it, on a working day."""
    names = "januari februari mars april maj juni juli augusti september oktober november december"
    know = having(lund.knowledge, {"stänger": f"{day} {names.split()[month - 1]}"})
    start = D(2026, 12, 1) + begins * DAY
    own, seen = watch.begun(THING, know, start, "m"), list[tuple[dt.date, Notice]]()
    for ahead in range(1, 760):
        today = start + ahead * DAY
        if not manners.is_working_day(today) or ahead in down:
            continue
        notices, after = watch.looked_at(own, know, today)
        seen += [(today, one) for one in notices]
        assert after is not None
        own = after
    assert len({one.day for _, one in seen}) == len(seen)
    for today, one in seen:
        assert (one.what == "late") == (one.day < today)
        if not down:
            assert dt.timedelta() < one.day - today <= dt.timedelta(days=20)


def test_a_calendar_can_read_the_days(lund: Current) -> None:
    """Whole days with an alarm; what has moved is the same event with a higher number."""
    know = having(lund.knowledge, {"öppnar": "2027-03-01", "stänger": "2027-03-31"})
    own = watch.begun(THING, know, D(2027, 2, 1), "abc")
    later = having(lund.knowledge, {"öppnar": "2027-03-01", "stänger": "2027-04-15"})
    _, moved = watch.looked_at(own, later, D(2027, 2, 3))
    assert moved is not None
    files = [
        Days(Wording(one, "sv"), at("2027-02-03T10:00")).file([which])
        for one, which in ((know, own), (later, moved))
    ]
    first, second = (Calendar.from_ical(file.content) for file in files if file is not None)
    before, after = (
        {str(event["uid"]): event for event in one.walk("VEVENT")} for one in (first, second)
    )
    assert before.keys() == after.keys()
    closes = next(uid for uid in before if "closes" in uid)
    assert before[closes].decoded("dtstart") == D(2027, 3, 31)
    assert after[closes].decoded("dtstart") == D(2027, 4, 15)
    assert after[closes].decoded("dtend") == D(2027, 4, 16)
    assert [one[closes]["sequence"] for one in (before, after)] == [0, 1]
    assert str(after[closes]["summary"]) == "Sista dag: Plats i huset"
    assert "Kolla där" in str(after[closes]["description"])
    [alarm] = after[closes].walk("VALARM")
    assert alarm.decoded("trigger") == -dt.timedelta(days=6, hours=15)
    assert b"DTSTART;VALUE=DATE:20270415" in second.to_ical()


def test_every_notice_has_its_sentence_in_each_language(lund: Current) -> None:
    """None is left with a brace or a key in it."""
    know = having(lund.knowledge, SPRING)
    own = watch.begun(THING, know, D(2027, 1, 4), "m")
    whats: list[tuple[watch.What, watch.Kind]] = [
        ("closes", "closes"), ("opens", "opens"), ("check", "closes"), ("check", "opens"),
        ("moved", "closes"), ("moved", "opens"), ("late", "closes"), ("late", "opens"),
        ("opened", "opens"), ("undated", "closes"), ("undated", "opens"), ("gone", "closes"),
    ]  # fmt: skip
    for language in ("sv", "en"):
        letter = Letter(Wording(know, language), D(2027, 1, 4))
        for what, kind in whats:
            said = letter.notices([Notice(what, own, kind, D(2027, 3, 31), D(2027, 3, 1))])
            assert own.name in said
            assert "{" not in said
