"""Overviews of all the support in a place, and which places have joined."""

from __future__ import annotations

import dataclasses
import datetime as dt

import pytest

from bot import markup
from bot.cases.ids import read
from bot.cases.labels import shown
from bot.cli import ask
from bot.desk.asker.message import after_greeting
from bot.dialogue.turns.states import Confirming
from bot.dialogue.words import signs
from bot.knowledge.fields import NEEDS
from bot.knowledge.model import COUNTRY, Gone, Knowledge
from bot.knowledge.overviews import need_of, supports
from bot.knowledge.wording import Wording
from bot.matching.library import Current
from bot.matching.verdict import Policy
from tests.conftest import NOW

TODAY = NOW.date()
PHONE = 1200
"""Characters of an overview, at most: what is read on a phone without losing the beginning."""


def test_a_thing_of_unknowns_alone_is_never_listed(current: Current) -> None:
    """Nor one that an editor has taken out; a grant with an answer is there without being asked."""
    know = current.knowledge
    listed = {thing.id for area in know.areas for thing in supports(know, area, TODAY)}
    assert all(know.things[id_].answers for id_ in listed)
    assert "boras-foreningsbidrag" not in listed
    assert "helsingborg-namnder" not in listed
    grants = {one.id for one in know.things.values() if one.topic == "grants" and one.answers}
    assert grants - listed == {one for one in grants if know.things[one].need == "inget"}


def test_a_thing_that_is_no_more_is_never_listed(current: Current) -> None:
    """From its last day on; until then it is."""
    thing = current.knowledge.things["helsingborg-startbidrag"]
    gone = Gone.model_validate({"datum": "2026-11-20"})
    know = _with(current.knowledge, thing.id, gone=gone)
    before = TODAY - dt.timedelta(days=1)
    assert thing.id not in [one.id for one in supports(know, "helsingborg", TODAY)]
    assert thing.id in [one.id for one in supports(know, "helsingborg", before)]


def _with(know: Knowledge, thing: str, **changes: object) -> Knowledge:
    changed = know.things[thing].model_copy(update=changes)
    return dataclasses.replace(know, things={**know.things, thing: changed})


def test_things_stand_in_the_order_of_what_people_need(current: Current) -> None:
    """New associations first, what holds for several grants last."""
    needs = [need_of(one) for one in supports(current.knowledge, "helsingborg", TODAY)]
    assert needs == sorted(needs, key=lambda need: NEEDS.index(need or "inget"))
    assert (needs[0], needs[-1]) == ("ny", "villkor")


@pytest.mark.parametrize("language", ["sv", "en"])
def test_every_need_has_a_heading(language: str, current: Current) -> None:
    """In both languages, but for the one of no overview."""
    headings = Wording(current.knowledge, language).table("behov")
    assert set(headings) == set(NEEDS) - {"inget"}


def test_no_overview_has_more_than_nine_choices(current: Current) -> None:
    """In every place that has anything, and in one that hasn't; none is long, and each choice can
    be read back."""
    with_things = {thing.area for thing in current.knowledge.things.values()}
    for area in sorted({*with_things, "umea"}):
        decision = ask.ask("Vilka bidrag finns?", current, Policy(), NOW, area=area)
        labels = [shown(choice, decision.turn.say) for choice in decision.choices]
        assert decision.reason == "overview"
        assert 0 < len(labels) <= 9, area
        assert [read(label.id) for label in labels] == list(decision.choices)
        assert len(decision.markdown) <= PHONE, area


@pytest.mark.parametrize("asked", ["Vilka bidrag finns?", "What grants are there?"])
def test_an_overview_is_read_in_one_message(asked: str, current: Current) -> None:
    """At most 700 characters, with the greeting, as the first that somebody reads."""
    know = current.knowledge
    for area in (id_ for id_ in know.areas if know.has_joined(id_)):
        decision = ask.ask(asked, current, Policy(), NOW, area=area)
        if decision.reason == "overview":
            greeted = after_greeting(Wording(know, decision.language), decision.markdown)
            assert len(markup.plain(greeted)) <= 700, (area, greeted)


def test_an_area_has_joined_where_its_teams_answer(current: Current) -> None:
    """What an editor says goes first; where nothing is said, a team of its own decides."""
    know = current.knowledge
    assert all(know.has_joined(team.area) for team in know.teams.values())
    assert not know.has_joined("umea")
    left = know.areas["gavle"].model_copy(update={"joined": False})
    silent = know.areas["lund"].model_copy(update={"joined": None})
    areas = {**know.areas, "gavle": left, "lund": silent}
    changed = dataclasses.replace(know, areas=areas)
    assert not changed.has_joined("gavle")
    assert changed.has_joined("lund")


def test_a_place_that_has_left_says_how_it_is_reached(current: Current) -> None:
    """Its team's public contact stands there, and nothing is offered or promised."""
    know = current.knowledge
    areas = {**know.areas, "gavle": know.areas["gavle"].model_copy(update={"joined": False})}
    left = dataclasses.replace(current, knowledge=dataclasses.replace(know, areas=areas))
    for question in ("Vilka bidrag finns?", "Vem ska vi prata med?", "Finns det bord att låna?"):
        decision = ask.ask(question, left, Policy(), NOW, area="gavle")
        assert "026-17 80 00 (odaterad uppgift)" in decision.markdown, question
        assert not isinstance(decision.state, Confirming), question
        assert decision.route is not None
        assert decision.route.team is None


@pytest.mark.parametrize("area", ["umea", "skane-lan", "malmo"])
@pytest.mark.parametrize(
    "question", ["Vilka bidrag finns?", "Hur lånar man en scen?", "Who helps?"]
)
def test_nothing_is_offered_where_nobody_answers(
    area: str, question: str, current: Current
) -> None:
    """Whatever is asked, in a municipality or a county that hasn't joined."""
    decision = ask.ask(question, current, Policy(), NOW, area=area)
    assert not isinstance(decision.state, Confirming)
    assert decision.route is None or decision.route.team is None


def test_a_place_whose_sources_name_no_grant_says_so(current: Current) -> None:
    """What else there is stands there, and its people are offered."""
    know = current.knowledge
    things = {
        id_: thing
        for id_, thing in know.things.items()
        if (thing.area, thing.topic) != ("boras", "grants")
    }
    bare = dataclasses.replace(current, knowledge=dataclasses.replace(know, things=things))
    decision = ask.ask("Vilka bidrag har Borås?", bare, Policy(), NOW)
    assert "Vilka bidrag som finns i Borås står inte i mina källor" in decision.markdown
    assert "I hela landet:" in decision.markdown
    assert isinstance(decision.state, Confirming)


def test_the_country_answers_for_itself(current: Current) -> None:
    """Asked for by name, its overview has nobody's municipality in it."""
    decision = ask.ask("Vilka bidrag finns i hela Sverige?", current, Policy(), NOW)
    assert decision.reason == "overview"
    assert Wording(current.knowledge, "sv")("översikt_land") in decision.markdown
    assert supports(current.knowledge, COUNTRY, TODAY)


@pytest.mark.parametrize(
    ("said", "is_it"),
    [
        ("vilka bidrag finns", True),
        ("bidrag", True),
        ("när söker man bidrag", False),
        ("vem kan söka bidrag", False),
        ("vilka bidrag finns för musik", False),
        ("finns det", False),
        ("", False),
    ],
)
def test_an_overview_is_asked_for_with_its_own_words_only(
    said: str, *, is_it: bool, current: Current
) -> None:
    """One word more makes it another question, which the knowledge answers."""
    assert signs.asks(current.knowledge.talk.overview, said.split()) is is_it
