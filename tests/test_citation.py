"""Where an answer comes from: the line under it, and the whole by /kalla."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from bot.dialogue.turns import commands
from bot.knowledge.citation import LONGEST, Citation
from bot.knowledge.model import COUNTRY, Confirmed, SourceRef
from bot.knowledge.speech import PREFIX
from bot.knowledge.wording import Wording
from bot.matching.library import Current

SLANT = "ekero-snabb-slant-belopp"
PAGE = "gavle-foreningsstod"


def citation(current: Current, language: str = "sv", **changed: object) -> Citation:
    entry = current.knowledge.entries[SLANT].model_copy(update=changed)
    return Citation(Wording(current.knowledge, language), entry)


def of_page(current: Current, title: str = "", place: str = "", short: str = "") -> Citation:
    """Of an entry from a page with another title, place or short name."""
    entry = next(e for e in current.knowledge.entries.values() if e.source.document == PAGE)
    page = current.knowledge.sources[PAGE]
    page = page.model_copy(update={"title": title or page.title, "short": short or None})
    know = replace(current.knowledge, sources={**current.knowledge.sources, PAGE: page})
    reference = SourceRef.model_construct(document=PAGE, place=place or entry.source.place)
    return Citation(Wording(know, "sv"), entry.model_copy(update={"sources": [reference]}))


@pytest.mark.parametrize("language", ["sv", "en"])
def test_every_shipped_line_is_short_and_says_what_it_must(language: str, current: Current) -> None:
    """At most 90 characters: the source, its age, where the answer holds; of a page the day when it
    was seen. Nearly all name the place in the source too."""
    say, placed = Wording(current.knowledge, language), 0
    for entry in current.knowledge.entries.values():
        line, source = Citation(say, entry).line(), current.knowledge.sources[entry.source.document]
        assert len(line) <= LONGEST, line
        assert "…," not in line.split(",")[0], f"{source.id} needs a short name: {line}"
        assert not source.url or str(entry.checked) in line, line
        assert (say("hela_landet") if entry.area == COUNTRY else say.area(entry.area)) in line
        placed += line.count(",") > bool(source.url) + 1
    assert placed > 0.8 * len(current.knowledge.entries)


def test_the_line_of_an_answer(current: Current) -> None:
    """As an asker reads it, with the way to the whole."""
    assert citation(current).line() == (
        f"Källa: MUCF:s skrift, kap. Ekerö, 2.3, ca 2021 · inte granskad av Ekerö · {PREFIX}kalla"
    )
    assert PREFIX not in citation(current).line(hint=False)


def test_what_the_municipality_has_confirmed_says_so(current: Current) -> None:
    """And who there did, when, in the whole."""
    known = Confirmed.model_validate({"datum": dt.date(2026, 11, 24), "av": "samordnaren"})
    cited = citation(current, confirmed=known)
    assert " · granskad av Ekerö" in cited.line()
    assert "Granskad av Ekerö 24 november 2026 (samordnaren)." in cited.whole()
    assert "Ingen i Ekerö har granskat svaret än." in citation(current).whole()


@pytest.mark.parametrize(
    ("place", "shown"),
    [
        ("sidorna om stöd", "gavle.se, stöd, odaterad"),
        ("kapitlet om Gävle, 4 ”Om lån och annat”", "gavle.se, kap. Gävle, odaterad"),
        ("”Lån, lokaler och mycket annat som behövs”", "gavle.se, Lån, lokaler och…, odaterad"),
        ("Lokalbokningsreglementesbilagan", "gavle.se, odaterad"),
    ],
)
def test_a_place_is_cut_where_it_can_be(place: str, shown: str, current: Current) -> None:
    """At a comma, before a quotation, or between words; else it is left to /kalla."""
    cited = of_page(current, place=place, short="gavle.se")
    assert shown in cited.line()
    assert place in cited.whole()


def test_a_title_is_cut_before_the_line_is_too_long(current: Current) -> None:
    """A source without a short name is called by who publishes it, or by the beginning."""
    page = of_page(current, title="Gävle kommun: Så söker ni stöd till det mesta som ni gör")
    assert page.line().startswith("Källa: Gävle kommun, ")
    long = of_page(current, title="Sammanställning av allt som sades i Gävle den våren")
    assert long.line().startswith("Källa: Sammanställning av allt som…, odaterad")
    assert len(of_page(current, title="x" * 100).line()) == LONGEST


def test_the_whole_names_every_source(current: Current) -> None:
    """With title, place, address and age, whatever was cut from the line."""
    first = current.knowledge.entries[SLANT].source
    page = SourceRef.model_construct(document=PAGE, place="sidan om stöd")
    whole = citation(current, sources=[first, page]).whole()
    for words in ("MUCF:s inspirationsskrift om sex kommuner", first.place, "omkring 2021"):
        assert words in whole
    for words in (str(current.knowledge.sources[PAGE].url), "sidan om stöd", "Gäller Ekerö"):
        assert words in whole


def test_nobody_is_said_to_have_chosen_the_sources(current: Current) -> None:
    """The bot claims it nowhere: who has checked an answer is said of that answer."""
    for sentences in current.knowledge.wording.values():
        for key, sentence in sentences.items():
            assert "valt ut" not in str(sentence), key
            assert "people have chosen" not in str(sentence), key


@pytest.mark.parametrize("side", ["asker", "team"])
def test_the_menu_is_short(side: commands.Side, current: Current) -> None:
    """At most six commands; help names those that it leaves out."""
    say = Wording(current.knowledge, "sv")
    menu, every = commands.menu(say, side), commands.listed(say, side)
    assert len(menu) <= 6
    assert menu.items() <= every.items()
