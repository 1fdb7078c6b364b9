"""Answers that are open or closed, old, or about a thing that is no more."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from bot.knowledge.model import Gone, Knowledge, SourceRef
from bot.knowledge.things import PeriodRow
from bot.knowledge.wording import Wording
from bot.matching.library import Current

ENTRY, THING = "ekero-snabb-slant-belopp", "ekero-snabb-slant"
CHECKED = dt.date(2026, 11, 20)


def read(current: Current, today: dt.date, language: str = "sv", **period: str) -> str:
    """The answer on a day, with a period of its own."""
    row = [PeriodRow.model_validate(period).period()] if period else []
    know, own = current.knowledge, {"periods": tuple(row)}
    entries = {**know.entries, ENTRY: know.entries[ENTRY].model_copy(update=own)}
    say = Wording(replace(know, entries=entries), language)
    return say.answer(entries[ENTRY], "ekero", today)


def without(know: Knowledge, instead: str | None) -> Knowledge:
    gone = Gone.model_validate({"datum": dt.date(2026, 12, 1), "i_stället": instead})
    things = {**know.things, THING: know.things[THING].model_copy(update={"gone": gone})}
    return replace(know, things=things)


@pytest.mark.parametrize(
    ("today", "period", "words"),
    [
        (dt.date(2027, 3, 19), {"öppnar": "1 mars", "stänger": "31 mars"}, "31 mars, om 12 dagar"),
        (dt.date(2027, 3, 31), {"öppnar": "1 mars", "stänger": "31 mars"}, "Sista dagen är i dag"),
        (
            dt.date(2027, 4, 1),
            {"öppnar": "1 mars", "stänger": "31 mars"},
            "öppnar onsdag 1 mars 2028",
        ),
        (dt.date(2027, 1, 1), {"stänger": "2026-12-31"}, "Tiden har gått ut."),
        (
            dt.date(2027, 2, 1),
            {"stänger": "1 mars", "ungefär": "ja"},
            "Senast måndag 1 mars enligt",
        ),
        (dt.date(2028, 2, 1), {"stänger": "1 mars"}, "Senast onsdag 1 mars enligt"),
    ],
)
def test_an_answer_says_whether_it_is_open(
    today: dt.date, period: dict[str, str], words: str, current: Current
) -> None:
    """Days left only where the dates were compared with their source in time and are sure; else
    the day as the source has it."""
    assert words in read(current, today, **period)


def test_an_old_answer_says_how_old_it_is(current: Current) -> None:
    """Past its review it says so; past twice that it begins with it, and offers to ask."""
    fresh, late, older = (read(current, CHECKED + dt.timedelta(days=n)) for n in (300, 400, 800))
    assert "för" not in fresh.partition("Källa")[0].partition("månader sedan")[1]
    assert "månader sedan" in late
    assert not late.startswith("Uppgiften jämfördes")
    assert older.startswith(
        "Uppgiften jämfördes senast med källan 20 november 2026, för 26 månader"
    )
    assert "fråga en människa" in older
    assert "10 000 kr" in older


@pytest.mark.parametrize("language", ["sv", "en"])
def test_a_thing_that_is_gone_says_so(language: str, current: Current) -> None:
    """What there is instead is named, and nothing is said of how it was; before that day all is as
    ever. What the sources don't say of it is met with the same."""
    know = without(current.knowledge, "ekero-idelabbet")
    say, entry = Wording(know, language), know.entries[ENTRY]
    after = say.answer(entry, "ekero", dt.date(2026, 12, 1))
    assert "10 000" not in after
    assert "Snabb slant" in after
    assert "Idélabbet" in after
    assert "10 000" in say.answer(entry, "ekero", dt.date(2026, 11, 30))
    unknown = know.unknowns[know.things[THING].unknowns[0]]
    assert say.missing(unknown, dt.date(2027, 1, 1)) == say.gone(THING, dt.date(2027, 1, 1))


def test_a_thing_that_is_gone_names_only_a_source_that_says_so(current: Current) -> None:
    """The old page says how it was: it isn't shown, but the one of the end is, where there is
    one."""
    know, day = without(current.knowledge, None), dt.date(2026, 12, 1)
    entry = know.entries[ENTRY]
    assert "Källa:" not in Wording(know, "sv").answer(entry, "ekero", day)
    thing = know.things[THING]
    assert thing.gone is not None
    source = next(one for one in know.sources.values() if one.id != entry.source.document)
    told = SourceRef.model_validate({"dokument": source.id, "ställe": "nyheter"})
    ended = thing.model_copy(update={"gone": thing.gone.model_copy(update={"source": told})})
    said = Wording(replace(know, things={**know.things, THING: ended}), "sv")
    line = said.answer(entry, "ekero", day).rpartition("\n")[2]
    assert line.startswith(f"Källa: {source.short or source.title}"[:20])
    assert "sedd" not in line
