"""What the bot says by itself: to the right person, once, at a decent hour, and not after
"sluta"."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.cli.stage import Shown, Stage, chat
from bot.dates import watch
from bot.desk import reminders
from bot.matching.library import Current, renewed
from bot.storage import askers, outbox, watches
from tests.test_dates import SPRING, THING, D, at, having

ROOMS = {"default": "net:default", "lund/huset": "net:huset"}
WISH = "påminn mig om platsstödet"
QUESTION = "När ska man senast söka plats i huset i Lund?"


def knowing(lund: Current, *periods: dict[str, str], version: str = "1") -> Current:
    know = having(lund.knowledge, *periods)
    return renewed(lund, replace(know, version=version))


@pytest.fixture
def stage(lund: Current) -> Iterator[Stage]:
    made = Stage(knowing(lund, SPRING), at("2027-02-01T12:00").astimezone(dt.UTC), ROOMS)
    yield made
    made.close()


def by_itself(stage: Stage, until: str, who: str = "anna", step: int = 3) -> list[Shown]:
    """What somebody is told by the bot itself until then; it looks every third hour."""
    before, end = len(stage.shown), at(until)
    while stage.now < end:
        stage.at(min(stage.now + dt.timedelta(hours=step), end.astimezone(dt.UTC)))
    return [one for one in stage.shown[before:] if one.room == chat(who)]


def to_anna(stage: Stage, words: str) -> list[Shown]:
    return [one for one in stage.shown if words in one.text and one.room == chat("anna")]


def local(one: Shown) -> dt.datetime:
    return one.at.astimezone(at("2027-01-01").tzinfo)


def test_what_is_watched_is_told_in_time(stage: Stage) -> None:
    """When it opens and a week before it closes, on both sides of the change to summer time, at
    nine by Swedish clocks or soon after; and that it is no promise."""
    (begun,) = stage.ask(WISH)
    assert "Nu bevakar jag Plats i huset. Jag säger till måndag 1 mars." in begun.text
    assert "Jag försöker påminna er. Skriv upp dagen också." in begun.text
    assert begun.file is not None
    assert (begun.file.name, begun.file.mimetype) == ("datum.ics", "text/calendar")
    opens, closes = by_itself(stage, "2027-05-01")
    assert opens.file is closes.file is None
    assert (local(opens).date(), local(closes).date()) == (D(2027, 3, 1), D(2027, 3, 24))
    assert 9 <= local(opens).hour < 12
    assert "Plats i huset öppnar måndag 1 mars, i dag." in opens.text
    assert "sista dagen är onsdag 31 mars, om 7 dagar." in closes.text
    assert not opens.silent


AUTUMN = {"öppnar": "25 oktober", "stänger": "15 november"}


def test_it_is_told_in_time_when_the_clock_goes_back(lund: Current) -> None:
    """At nine by Swedish clocks or soon after, on both sides of the last of October."""
    stage = Stage(knowing(lund, AUTUMN), at("2027-10-01T12:00").astimezone(dt.UTC), ROOMS)
    stage.ask(WISH)
    opens, closes = by_itself(stage, "2027-11-20")
    assert (local(opens).date(), local(closes).date()) == (D(2027, 10, 25), D(2027, 11, 8))
    assert all(9 <= local(one).hour < 12 for one in (opens, closes))
    assert local(opens).utcoffset() != local(closes).utcoffset()
    assert "om 7 dagar" in closes.text
    stage.close()


def test_a_leap_day_is_told_of(lund: Current) -> None:
    """A week before the 29th, in the year that has one."""
    know = having(lund.knowledge, {"stänger": "2028-02-29"}, checked=D(2027, 11, 1))
    stage = Stage(
        renewed(lund, replace(know, version="1")), at("2028-01-10T12:00").astimezone(dt.UTC), ROOMS
    )
    stage.ask(WISH)
    (closes,) = by_itself(stage, "2028-03-10")
    assert local(closes).date() == D(2028, 2, 22)
    assert "tisdag 29 februari" in closes.text
    stage.close()


def test_it_goes_on_year_after_year(stage: Stage) -> None:
    """Somebody who never writes again is reminded in the leap year too, though their conversation
    would long be forgotten; as nobody has compared the day since, it is to be checked."""
    stage.ask(WISH)
    stage.hear("bo", "hej")
    found = by_itself(stage, "2028-04-01", step=24)
    assert [local(one).date() for one in found] == [
        D(2027, 3, 1), D(2027, 3, 24), D(2028, 3, 1), D(2028, 3, 24)
    ]  # fmt: skip
    assert "dags att kontrollera" in found[-1].text
    assert stage.db.execute("SELECT count(*) FROM askers").fetchone()[0] == 1, "bo is forgotten"


def test_a_day_that_editors_move_is_told_the_next_day_that_it_may_be(
    stage: Stage, lund: Current
) -> None:
    """Moved on a Friday evening: told on Monday morning, and then of the new day alone."""
    stage.ask(WISH)
    by_itself(stage, "2027-03-05T20:00")
    later = {"öppnar": "1 mars", "stänger": "30 april"}
    stage.current = knowing(lund, later, version="2")
    moved, closes = by_itself(stage, "2027-05-10")
    assert local(moved).date() == D(2027, 3, 8)
    assert moved.file is not None
    assert b"SEQUENCE:1" in moved.file.content
    assert "ändrad till fredag 30 april" in moved.text
    assert local(closes).date() == D(2027, 4, 23)


def test_a_thing_that_is_gone_is_told_once(stage: Stage) -> None:
    """And watched no more."""
    stage.ask(WISH)
    know = stage.current.knowledge
    left = {id_: one for id_, one in know.things.items() if id_ != THING}
    stage.current = renewed(stage.current, replace(know, things=left, version="2"))
    (gone,) = by_itself(stage, "2027-04-10")
    assert "Plats i huset finns inte längre i mina källor" in gone.text
    assert stage.db.execute("SELECT count(*) FROM watches").fetchone()[0] == 0


@pytest.mark.parametrize(
    ("back", "words"),
    [
        ("2027-03-30T10:00", "sista dagen är onsdag 31 mars, i morgon"),
        ("2027-04-06T10:00", "sista dagen var onsdag 31 mars. Jag kunde inte säga till i tid"),
    ],
)
def test_a_bot_that_was_down_says_what_is_left_to_say(stage: Stage, back: str, words: str) -> None:
    """In one message: how many days are left, or that it is too late."""
    stage.ask(WISH)
    by_itself(stage, "2027-03-20")
    told = [one.text for one in stage.at(at(back).astimezone(dt.UTC)) if one.room == chat("anna")]
    assert len(told) == 1
    assert words in told[0]
    assert by_itself(stage, "2027-05-01") == []


def test_a_bot_that_was_down_a_week_says_what_was_changed_meanwhile(
    stage: Stage, lund: Current
) -> None:
    """The day was moved and the bot comes up a week later: the new day, once, and nothing of the
    old one, whose week has begun."""
    stage.ask(WISH)
    by_itself(stage, "2027-03-19T20:00")
    later = {"öppnar": "1 mars", "stänger": "30 april"}
    stage.current = knowing(lund, later, version="2")
    back = stage.at(at("2027-03-30T10:00").astimezone(dt.UTC))
    (moved,) = [one for one in back if one.room == chat("anna")]
    assert "ändrad till fredag 30 april" in moved.text
    (closes,) = by_itself(stage, "2027-05-10")
    assert local(closes).date() == D(2027, 4, 23)


def test_a_bot_that_was_down_a_week_says_that_a_thing_is_gone(stage: Stage) -> None:
    """Instead of the reminder that fell due meanwhile."""
    stage.ask(WISH)
    by_itself(stage, "2027-03-19T20:00")
    know = stage.current.knowledge
    left = {id_: one for id_, one in know.things.items() if id_ != THING}
    stage.current = renewed(stage.current, replace(know, things=left, version="2"))
    back = stage.at(at("2027-03-30T10:00").astimezone(dt.UTC))
    (gone,) = [one for one in back if one.room == chat("anna")]
    assert "finns inte längre i mina källor" in gone.text
    assert by_itself(stage, "2027-05-01") == []


def test_all_of_a_day_comes_in_one_message(stage: Stage) -> None:
    """The question that isn't sent, and what is watched, are gathered; one message, all choices."""
    stage.now = at("2027-02-28T20:00").astimezone(dt.UTC)
    stage.ask(WISH)
    stage.ask(QUESTION)
    (letter,) = by_itself(stage, "2027-03-02T08:00")
    assert "är inte skickad" in letter.text
    assert "Plats i huset öppnar måndag 1 mars" in letter.text
    labels = [choice.label for choice in letter.choices]
    assert labels == [
        "Ja, skicka",
        "Ändra först",
        "Nej, det löste sig",
        "Plats i huset: sluta bevaka",
    ]
    assert "Nu är frågan skickad" in "".join(one.text for one in stage.press(letter.choices[0].id))


def test_at_most_one_message_a_day(stage: Stage, lund: Current) -> None:
    """What comes up later the same day comes the next one."""
    stage.ask(WISH)
    by_itself(stage, "2027-03-01T14:00")
    stage.current = knowing(lund, {"stänger": "30 april"}, version="2")
    assert by_itself(stage, "2027-03-02T08:00") == []
    (moved,) = by_itself(stage, "2027-03-03T08:00")
    assert "Förut stod det" in moved.text


def test_two_unsent_questions_come_a_day_each(stage: Stage) -> None:
    """The newest first."""
    stage.ask(QUESTION)
    stage.ask("Kan man få kontakt med någon om en plats i huset i Lund på sommaren?")
    found = by_itself(stage, "2027-02-05")
    assert len({local(one).date() for one in found}) == len(found)
    assert all("är inte skickad" in one.text for one in found)


@pytest.mark.parametrize("words", ["sluta", "Stopp!", "sluta påminna mig", "avsluta bevakningen",
    "ta bort alla bevakningar", "inga fler påminnelser tack", "jag vill inte bli påmind längre",
    "påminn mig inte", "stop", "please stop reminding me", "snälla sluta"])  # fmt: skip
def test_sluta_in_any_words_ends_all_at_once(stage: Stage, words: str) -> None:
    """Nothing comes by itself any more: nothing watched, and no question that isn't sent."""
    stage.ask(QUESTION)
    stage.ask(WISH)
    assert stage.db.execute("SELECT count(*) FROM watches").fetchone()[0] == 1
    (said,) = stage.ask(words)
    assert "Bevakningar och påminnelser är slut" in said.text or "reminders" in said.text
    assert by_itself(stage, "2027-04-10", step=12) == []


def test_sluta_stops_what_is_on_its_way(stage: Stage) -> None:
    """A letter that the network hasn't taken yet isn't sent; a person's answer is."""
    stage.ask(WISH)
    stage.now = at("2027-03-01T09:30").astimezone(dt.UTC)
    reminders.sweep(stage.office, stage.now)
    stage.ask("sluta")
    assert not any("öppnar måndag 1 mars, i dag" in one.text for one in stage.shown)


def test_a_persons_answer_comes_after_sluta_and_without_a_sound_at_night(stage: Stage) -> None:
    """At once, whenever it is written: from nine in the evening to eight it makes no sound."""
    stage.ask(QUESTION)
    stage.ask("ja")
    stage.ask("sluta")
    stage.now = at("2027-02-01T22:00").astimezone(dt.UTC)
    stage.room("Till och med mars.", room="huset", on=stage.card("huset"))
    stage.wait(seconds=20)
    (night,) = [
        one for one in stage.shown if "Till och med mars." in one.text and one.room == chat("anna")
    ]
    assert night.silent
    stage.now = at("2027-02-02T10:00").astimezone(dt.UTC)
    stage.room("Sista mars alltså.", room="huset", on=stage.card("huset"))
    stage.wait(seconds=20)
    (day,) = [
        one for one in stage.shown if "Sista mars alltså." in one.text and one.room == chat("anna")
    ]
    assert not day.silent


def test_a_watch_is_told_once_though_the_bot_is_killed(lund: Current, tmp_path: Path) -> None:
    """Between the mark and the sending: what is marked is queued with it, under one key."""
    now = at("2027-02-01T12:00").astimezone(dt.UTC)
    stage = Stage(knowing(lund, SPRING), now, ROOMS, path=tmp_path / "a.db")
    stage.ask(WISH)
    stage.now = at("2027-03-01T09:30").astimezone(dt.UTC)
    reminders.sweep(stage.office, stage.now)
    row = outbox.next_due(stage.db, "net", stage.now)
    assert row is not None, "marked, and not sent"
    stage.restart()
    again = outbox.next_due(stage.db, "net", stage.now)
    assert again is not None
    assert again.key == row.key, "a repeat is known by its key"
    told = [*stage.wait(minutes=1), *stage.wait(hours=1), *by_itself(stage, "2027-03-10")]
    assert [one.key for one in told if one.room == chat("anna")] == [row.key]
    stage.close()


def test_forgetting_ends_it_and_says_so(stage: Stage) -> None:
    """/glom takes the watches with it."""
    stage.ask(WISH)
    assert "Bevakningarna är slut" in stage.ask("/glom")[-1].text
    assert stage.db.execute("SELECT count(*) FROM watches").fetchone()[0] == 0
    assert by_itself(stage, "2027-04-10", step=12) == []
    assert "Bevakningarna" not in stage.ask("/glom", "bo")[-1].text


def test_a_date_that_is_not_sure_is_not_watched(lund: Current) -> None:
    """It is told as the source has it, and that no reminder of it can be promised."""
    roughly = {"stänger": "31 mars", "ungefär": "ja"}
    know = having(lund.knowledge, roughly, year="odaterad")
    now = at("2027-02-01T12:00").astimezone(dt.UTC)
    stage = Stage(renewed(lund, know), now, ROOMS)
    (said,) = stage.ask(WISH)
    assert "Senast 31 mars enligt Ett häfte (odaterad). Kolla där." in said.text
    assert "Jag kan inte påminna om ett datum som jag inte är säker på." in said.text
    assert stage.db.execute("SELECT count(*) FROM watches").fetchone()[0] == 0
    stage.close()


def test_one_persons_watches_have_a_bound(stage: Stage) -> None:
    """More than so many are refused, and nothing is lost of the others."""
    stage.ask("hej")
    (key,) = stage.db.execute("SELECT key FROM askers").fetchone()
    for at_ in range(watch.MOST):
        own = watch.Watch(f"sak-{at_}", "Sak", D(2027, 2, 1), "m")
        watches.save(stage.db, key, own, D(2028, 1, 1), "1")
    (said,) = stage.ask(WISH)
    assert "Jag bevakar redan 20 saker" in said.text
    assert len(watches.of(stage.db, key)) == watch.MOST


def test_mina_shows_what_is_watched_and_kept(stage: Stage) -> None:
    """The day of each, the questions that aren't over, the place; each can be ended there."""
    stage.ask(QUESTION)
    stage.ask("ja")
    stage.ask(WISH)
    (mine,) = stage.ask("/mina")
    assert "Plats i huset: det öppnar måndag 1 mars, om 28 dagar." in mine.text
    assert "2027-0001" in mine.text
    assert "ni är i Lund" in mine.text
    (ended,) = stage.press(mine.choices[0].id)
    assert "Då bevakar jag inte Plats i huset." in ended.text
    assert "Jag bevakar inget åt dig" in stage.ask("vad bevakar du?")[-1].text


def test_nobody_is_begun_with_twice_on_a_day_even_by_a_new_process(stage: Stage) -> None:
    """The day is stored with the person, and in the same transaction as what is said."""
    stage.ask(WISH)
    by_itself(stage, "2027-03-01T12:00")
    (key,) = stage.db.execute("SELECT key FROM askers").fetchone()
    assert askers.was_begun(stage.db, key, D(2027, 3, 1))
    assert not askers.was_begun(stage.db, key, D(2027, 3, 2))
