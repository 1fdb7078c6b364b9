"""What may fit: on random answers, what is shown never breaks a condition that is known today."""

from __future__ import annotations

import dataclasses
import datetime as dt
import random
import re
from collections.abc import Iterator, Mapping
from statistics import median

import pytest

from bot import markup
from bot.cli.stage import Stage
from bot.guides import fitting, hearing
from bot.guides.course import understood
from bot.guides.outcome import LONGEST, SHOWN, Outcome
from bot.guides.progress import KEPT, Progress
from bot.knowledge.conditions import OTHER, UNSURE, Condition, Guidance, Inquiry
from bot.knowledge.model import Knowledge, Thing
from bot.knowledge.wording import Wording
from bot.matching.library import Current
from tests.conftest import NOW

TODAY = NOW.date()
SETS = 2_000
NEVER = {
    "sv": r"ni får\b|har rätt till|uppfyller villkoren|passar bäst|kan inte söka|berättigad",
    "en": r"you get\b|entitled|meet the conditions|fits best|cannot apply|can't apply",
}
NEVER_ASKED = (
    r"\b(tro(?!ligen)|religi|kyrk|moské|kristn|muslim|jud|etnisk|härkomst|ursprung|född|utländsk|"
    r"invandr|hudfärg|hälsa|sjuk|diagnos|funktionsneds|parti|politi|fack|faith|church|origin|"
    r"health|ill|disab|party|politic|union)"
)


@pytest.fixture(scope="module")
def guidance(current: Current) -> Guidance:
    assert current.knowledge.guidance is not None
    return current.knowledge.guidance


def areas(know: Knowledge) -> list[str]:
    """Those with something of their own, and two that haven't joined."""
    own = {thing.area for thing in know.things.values() if thing.whom is not None}
    return [*sorted(own), "umea", "malmo"]


def random_sets(know: Knowledge) -> Iterator[tuple[str, dict[str, str]]]:
    """A place, and answers to some of the questions; now and then "I don't know"."""
    chance, places = random.Random(20), areas(know)
    assert know.guidance is not None
    for _ in range(SETS):
        answers = {
            one.id: random_answer(one, chance)
            for one in know.guidance.inquiries
            if chance.random() < 0.7
        }
        yield chance.choice(places), answers


def random_answer(inquiry: Inquiry, chance: random.Random) -> str:
    """A choice, "I don't know", or two of the choices where that can be said."""
    every = [option.id for option in inquiry.options]
    if inquiry.may_be_several and chance.random() < 0.2:
        return inquiry.meant(chance.sample(every, 2)) or UNSURE
    return chance.choice([*every, UNSURE])


@pytest.mark.long
def test_nothing_is_shown_that_a_known_condition_excludes(current: Current) -> None:
    """For 2,000 random sets of answers; and what is said to be out breaks one."""
    know = current.knowledge
    for area, answers in random_sets(know):
        for one in fitting.fits(know, area, answers, TODAY):
            breaks = [
                condition
                for condition, entry in fitting.conditions(know, one.thing)
                if entry.review >= TODAY and breaks_it(condition, answers)
            ]
            assert bool(breaks) == one.is_out, (area, answers, one.thing.id)


def breaks_it(condition: Condition, answers: Mapping[str, str]) -> bool:
    """Whether nothing that was answered lets a condition hold."""
    given = answers.get(condition.question or "", UNSURE).split("+")
    if (
        given == [UNSURE]
        or OTHER in given
        or any(
            one in answers.get(q, "").split("+")
            for q, every in condition.also.items()
            for one in every
        )
    ):
        return False
    if condition.excluded:
        return all(one in condition.excluded for one in given)
    return not any(one in [*condition.holds, *condition.unclear] for one in given)


def test_none_of_the_choices_excludes_nothing(current: Current) -> None:
    """ "Something else" doesn't say what it is: no thing is out because of it."""
    know = current.knowledge
    other = {"syfte": OTHER, "inriktning": OTHER}
    for area in areas(know):
        assert not any(one.is_out for one in fitting.fits(know, area, other, TODAY))


AGREEMENTS = {
    "ekero": "ekero-iop",
    "gavleborg": "gavleborg-iop",
    "gavle": "sverige-iop",
    "lund": "lund-iop",
    "sandviken": "sverige-iop",
    "umea": "sverige-iop",
}


@pytest.mark.parametrize(("area", "thing"), AGREEMENTS.items())
def test_an_agreement_is_told_of_first(area: str, thing: str, current: Current) -> None:
    """To whoever wants a long cooperation, in the form of the place; and to nobody else."""
    know, say = current.knowledge, Wording(current.knowledge, "sv")
    who = {"vilka": "forening", "syfte": "gemenskap", "till": "aret"}
    where = {"var": "flera" if area == "gavleborg" else "en"}
    found = fitting.fits(know, area, {**who, **where, "avtal": "partnerskap"}, TODAY)
    assert Outcome(say, found).page[0].thing.id == thing
    others = fitting.fits(know, area, {**who, **where}, TODAY)
    assert not [one for one in others if one.thing.topic == "iop"]


def test_what_is_for_a_group_is_asked_about(current: Current) -> None:
    """Before it is told first: whether it is for them."""
    know = current.knowledge
    answers = {"vilka": "forening", "syfte": "kultur", "till": "aret", "oppet": "ja"}
    inquiry = fitting.next_question(know, "ekero", answers, TODAY)
    assert inquiry is not None
    assert inquiry.id == "for"
    found = fitting.fits(know, "ekero", {**answers, "for": "vuxna"}, TODAY)
    shown = [one.thing.id for one in Outcome(Wording(know, "sv"), found).page if not one.is_out]
    assert "ekero-arrangemang" in shown
    assert "ekero-aktivitetsstod" not in shown


def test_what_should_have_been_checked_excludes_nothing(current: Current) -> None:
    """Years later every condition is old: it decides, and is said to be old."""
    know, later = current.knowledge, TODAY + dt.timedelta(days=5 * 366)
    for area, answers in list(random_sets(know))[:200]:
        assert not any(one.is_out for one in fitting.fits(know, area, answers, later))
    answers = {"syfte": "kultur", "vilka": "person"}
    found = [fitting.fit(know, know.things["sverige-lok"], answers, later)]
    assert "(äldre uppgift, kolla den)" in Outcome(Wording(know, "sv"), found).text()


def asked(know: Knowledge, area: str, given: Mapping[str, str], chance: random.Random) -> list[str]:
    """The questions that somebody is asked: whose answers are these, or else random."""
    return list(answered(know, area, given, chance))


def answered(
    know: Knowledge, area: str, given: Mapping[str, str], chance: random.Random
) -> dict[str, str]:
    """What they have answered in the end."""
    answers: dict[str, str] = {}
    while (inquiry := fitting.next_question(know, area, answers, TODAY)) is not None:
        values = [*(option.id for option in inquiry.options), UNSURE]
        answers[inquiry.id] = given.get(inquiry.id) or chance.choice(values)
    return answers


@pytest.mark.long
def test_the_questions_are_few(current: Current) -> None:
    """At most five at the median in each place, and never more than seven."""
    know, chance = current.knowledge, random.Random(5)
    for area in areas(know):
        lengths = [len(asked(know, area, {}, chance)) for _ in range(40)]
        assert median(lengths) <= 5, area
        assert max(lengths) <= fitting.MOST
    unsure = {one.id: UNSURE for one in know.guidance.inquiries} if know.guidance else {}
    assert all(len(asked(know, area, unsure, chance)) <= fitting.MOST for area in areas(know))


def test_something_leads_to_each_thing(current: Current) -> None:
    """Of each thing with conditions some answers have it among what may fit, in its own place."""
    know = current.knowledge
    others = [{}, *(answers for _, answers in random_sets(know))]
    for thing in know.things.values():
        if thing not in fitting.applied_for(know, thing.area, TODAY):
            continue
        conditions = [one for one, _ in fitting.conditions(know, thing)]
        own = {one.question: one.holds[0] for one in conditions if one.question and one.holds}
        assert any(_leads_to(know, thing, {**more, **own}) for more in others), thing.id


def _leads_to(know: Knowledge, thing: Thing, answers: Mapping[str, str]) -> bool:
    """Whether somebody with these answers is shown the thing at once."""
    found = fitting.fits(know, thing.area, answers, TODAY)
    outcome = Outcome(Wording(know, "sv"), found)
    return thing in [one.thing for one in (*outcome.may_fit[:SHOWN], *outcome.unsaid)]


@pytest.mark.long
@pytest.mark.parametrize("language", ["sv", "en"])
def test_what_is_said_is_no_assessment(current: Current, language: str) -> None:
    """Some words never come, the last line says who decides, and each page can be read on a
    phone: of all that has conditions, each stands on one of them."""
    know = current.knowledge
    say = Wording(know, language)
    for area, answers in list(random_sets(know))[:300]:
        found, shown = fitting.fits(know, area, answers, TODAY), list[str]()
        told, start = understood(say, Progress(NOW, tuple(answers.items()))), 0
        while True:
            page = Outcome(say, found, start, told if start == 0 else "")
            whole = f"{page.told}\n\n{page.text()}"
            assert not re.search(NEVER[language], whole, re.IGNORECASE), whole
            assert say("guide_bedömning") in whole.splitlines()[-1]
            assert len(markup.plain(whole)) <= LONGEST or len(page.page) == 1, whole
            assert len(page.page) <= SHOWN
            shown += [one.thing.id for one in page.page]
            if page.next_start is None:
                break
            start = page.next_start
        assert sorted(shown) == sorted(one.thing.id for one in found if one.judged)


@pytest.mark.long
def test_what_somebody_comes_to_is_short(current: Current) -> None:
    """At most 700 characters, of at most four things, to whoever has answered what was asked."""
    know, chance = current.knowledge, random.Random(8)
    say = Wording(know, "sv")
    for area in areas(know):
        for _ in range(15):
            answers = answered(know, area, {}, chance)
            told = understood(say, Progress(NOW, tuple(answers.items())))
            first = Outcome(say, fitting.fits(know, area, answers, TODAY), 0, told)
            assert len(markup.plain(f"{told}\n\n{first.text()}")) <= LONGEST
            assert 1 <= len(first.page) <= SHOWN


def test_some_things_are_never_asked(guidance: Guidance) -> None:
    """Nothing of faith, origin, health, politics or union; and the choices are few and short."""
    for inquiry in guidance.inquiries:
        if not inquiry.is_asked:
            continue
        texts = [*inquiry.ask.values(), inquiry.easy or ""]
        for option in inquiry.options:
            texts += [*option.label.values(), *option.told.values()]
            assert all(len(label) <= 30 for label in option.label.values())
        assert not [one for one in texts if re.search(NEVER_ASKED, one, re.IGNORECASE)]
        assert inquiry.easy is not None
        assert {"sv", "en"} <= inquiry.ask.keys()


HEARD = {
    "vi är en nystartad idrottsförening": {
        "vilka": "forening",
        "startade": "ny",
        "syfte": "idrott",
    },
    "vi är inte nån förening bara kompisar": {"vilka": "grupp"},
    "Vi är en ekonomisk förening som driver byns affär": {
        "vilka": "annan",
        "syfte": "bygd",
        "slag": "ekonomisk",
    },
    "vår teaterförening har funnits i trettio år": {
        "vilka": "forening",
        "startade": "aldre",
        "syfte": "kultur",
    },
    "fyra grannar vill ha en loppis för alla åldrar": {
        "vilka": "grupp",
        "for": "alla",
        "till": "arrangemang",
        "antal": "under-fem",
    },
    "we are a newly started football club": {
        "vilka": "forening",
        "startade": "ny",
        "syfte": "idrott",
    },
    "för barn och för äldre": {"for": "barn+aldre"},
    "både för barn och för folk som jobbar": {},
    "Vi är ingen förening än, bara ett gäng 17-åringar": {
        "vilka": "grupp",
        "for": "unga",
        "alder": "under-nitton",
    },
    "jag är 22 och har ingen förening": {"vilka": "person", "alder": "under-tjugosex"},
    "There is no association yet, we are four friends": {
        "vilka": "grupp",
        "antal": "under-fem",
    },
    "our small Polish association": {"vilka": "forening"},
    "Bordtennisklubb i Lund med 45 medlemmar": {
        "vilka": "forening",
        "syfte": "idrott",
        "antal": "fler",
    },
    "Vi är en stödförening med 12 medlemmar": {"vilka": "forening", "antal": "under-femton"},
    "vår kyrka vill ha ett sommarläger": {"vilka": "annan", "lov": "ja"},
    "vi är ett litet företag": {"vilka": "foretag"},
    "hyran för klubbhuset är hög": {"till": "lokal", "lokalen": "hyra"},
    "Patientförening som träffas varje tisdag": {
        "vilka": "forening",
        "syfte": "gemenskap",
        "till": "aret",
        "inriktning": "stod",
        "medlemmar": "patient",
    },
    "Volleybollklubb, 50 aktiva": {"vilka": "forening", "syfte": "idrott", "antal": "fler"},
    "Byalaget i Uppsala vill ha en brygga": {
        "vilka": "forening",
        "syfte": "bygd",
        "till": "lokal",
        "lokalen": "plats",
        "omradet": "landet",
    },
    "en riktig ideell förening med styrelse": {"vilka": "forening"},
    "vi stödjer föräldrar till vuxna barn": {"inriktning": "stod"},
    "mest äldre herrar och några unga familjer": {"for": "aldre"},
    "gympa för oss över 65": {"for": "aldre", "inriktning": "traffar"},
    "gäller bidraget för alla föreningar": {},
    "Astmaföreningen i Ljusdal, 60 medlemmar": {
        "vilka": "forening",
        "antal": "fler",
        "medlemmar": "patient",
        "trakt": "halsingland",
    },
    "min son har diabetes": {},
    "Bosnisk kulturförening, 120 medlemmar, vi har öppet hus på söndagar": {
        "vilka": "forening",
        "syfte": "kultur+gemenskap",
        "till": "aret",
        "inriktning": "traffar",
        "antal": "fler",
        "medlemmar": "nya",
    },
    "somaliska kvinnor": {},
    "jag är 14 och har ett band": {"syfte": "kultur", "alder": "under-sexton"},
    "Kassör i en hembygdsförening, vi äger huset och taket läcker": {
        "vilka": "forening",
        "syfte": "kultur",
        "till": "lokal",
        "lokalen": "hus",
        "eget": "ja",
    },
    "Bouleklubben i Ockelbo har ingen egen bana": {
        "vilka": "forening",
        "eget": "nej",
        "trakt": "gastrikland",
    },
    "vi är inte anslutna till RF": {"forbund": "nej"},
    "Vi gillar inte fotboll": {},
    "tillsammans med två kompisar": {"vilka": "grupp", "antal": "under-fem"},
    "tillsammans med två andra föreningar": {"andra": "ja"},
    "i tre månader vill vi prova något nytt": {"till": "projekt", "langd": "manader"},
    "vi har hållit på i tre månader": {},
    "basket för 12–17 år i ett utsatt område": {
        "syfte": "idrott",
        "for": "barn+unga",
        "omradet": "utsatt",
    },
    "dels hyra, dels en fest": {"till": "arrangemang+lokal"},
    "både konserter och en festival": {},
    "Finns det någon fond utanför kommunen?": {"givare": "stat"},
    "vi behöver inte pengar, bara en person som kan hjälpa oss att tänka": {"avtal": "rad"},
    "vi jobbar med arbetsmarknad, och vår årsstämma är i mars": {},
    "vi vill bygga broar mellan människor": {},
    "finns det ett tak för bidraget, rent praktiskt": {},
    "vad kostar det": {},
    "vi ger tolv föreställningar per år": {"till": "aret"},
    "något att leva på till driften, år efter år": {"till": "aret"},
    "öppet varje söndag i sommar": {},
    "en trubadur varje lördag under hösten": {},
    "en loppis med korv och musik efteråt": {"till": "arrangemang"},
    "vi fikar varje tisdag": {"till": "aret"},
    "barn leker på gatan hela juli": {},
    "vi är tre seglarklubbar": {"vilka": "forening", "syfte": "idrott"},
    "två orkestrar och tre föreningar har frågat oss": {},
    "vi är 43 med, alla från byn": {"syfte": "bygd", "antal": "fler"},
    "PRO och SPF": {"for": "aldre"},
    "vi hälsar på ensamma gamla": {"syfte": "gemenskap", "for": "aldre"},
    "jag är 24 och ledare för nybörjarna": {},
    "jag är 24 och bor här": {"alder": "under-tjugosex"},
    "också de som inte är medlemmar får komma": {"oppet": "ja"},
    "ett nytt kök för typ 45 000 kr": {"summa": "liten"},
    "kommunen och vi vill ansvara ihop för fritidsgården i minst fem år": {"avtal": "partnerskap"},
    "ett avtal med socialnämnden som håller i längden": {"avtal": "partnerskap"},
    "vi har samarbetat med kommunen i tio år": {"startade": "aldre"},
    "kommunen hyr ut lokalen till oss i tre år": {},
    "verkstaden bygger på hyrda rum": {},
}


@pytest.mark.parametrize(("said", "answers"), HEARD.items())
def test_what_has_been_said_is_heard(
    said: str, answers: dict[str, str], guidance: Guidance
) -> None:
    """Each answer that a text gives, and none that it doesn't."""
    assert dict(hearing.heard(guidance, guidance, said)) == answers


BEGINS = {
    "vilket bidrag passar oss": True,
    "Vi är nystartade. Vad kan vi få?": True,
    "vilka stöd kan passa en liten teaterförening?": True,
    "kan ni guida oss till rätt bidrag": True,
    "which grant fits us?": True,
    "vilka tider passar för ett möte": False,
    "vad finns det att söka": False,
    "vilken lokal passar för 40 personer": False,
    "vad är startbidraget": False,
    "när passar IOP": False,
}


@pytest.mark.parametrize(("said", "begins"), BEGINS.items())
def test_the_guide_is_asked_for(said: str, begins: bool, guidance: Guidance) -> None:
    """By the words that people use, and by no others."""
    assert hearing.begins(guidance, said) is begins


def test_answers_survive_a_changed_guide(guidance: Guidance) -> None:
    """What can't be answered any more is dropped, the rest stands; one that is changed stays in its
    place, and the last may be taken back."""
    progress = Progress(NOW + KEPT, (("vilka", "forening"), ("borta", "x"), ("syfte", "borta")))
    assert progress.standing(guidance).answers == (("vilka", "forening"),)
    changed = progress.answered("vilka", "grupp", NOW)
    assert changed.answers[0] == ("vilka", "grupp")
    assert changed.again(["syfte"], NOW).answers == changed.answers[:-1]
    fewer = dataclasses.replace(progress, answers=()).standing(guidance)
    assert fewer.answers == ()


def test_answers_are_gone_after_a_fortnight(current: Current) -> None:
    """Out of the database too, though nobody has written; until then they are there."""
    stage = Stage(current, NOW, {})
    stage.ask("Vi är en teaterförening i Lund. Vilket bidrag passar oss?")
    stage.wait(days=13)
    assert '"guide":{' in _stored(stage)
    stage.wait(days=2)
    assert '"guide":null' in _stored(stage)
    assert "forening" not in _stored(stage).partition('"guide"')[2]
    stage.close()


def _stored(stage: Stage) -> str:
    ((stored,),) = stage.db.execute("SELECT conversation FROM askers").fetchall()
    return str(stored)


def test_a_guide_that_was_changed_goes_on_where_it_can(current: Current) -> None:
    """An editor takes a question away while somebody is in the guide: that is said, and what is
    left is asked."""
    stage = Stage(current, NOW, {})
    stage.ask("vilket bidrag passar oss i Lund?")
    stage.ask("En förening")
    know = current.knowledge
    assert know.guidance is not None
    kept = [one for one in know.guidance.inquiries if one.id != "vilka"]
    fewer = know.guidance.model_copy(update={"inquiries": kept})
    stage.current = dataclasses.replace(
        current, knowledge=dataclasses.replace(know, guidance=fewer)
    )
    said = stage.ask("fortsätt")[-1]
    assert "Frågorna har ändrats sedan sist" in said.text
    assert "Vilka är ni?" not in said.text
    assert [choice.label for choice in said.choices][-1] == "Prata med en människa"
    stage.close()


def test_a_person_is_always_the_last_choice(current: Current) -> None:
    """At each question, and under what it comes to."""
    stage = Stage(current, NOW, {})
    said = stage.ask("vilket bidrag passar oss i Gävle?")[-1]
    for _ in range(fitting.MOST + 1):
        assert said.choices[-1].label == "Prata med en människa"
        assert len(said.choices) <= 9
        if "Vet inte" not in [choice.label for choice in said.choices]:
            break
        said = stage.ask("vet inte")[-1]
    assert "Det här är ingen bedömning" in said.text
    stage.close()
