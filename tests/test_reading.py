"""What is read out of a text before any matching: areas, languages, slots, danger, sentences."""

from __future__ import annotations

import pytest

from bot import markup, text
from bot.dialogue.words import danger, languages
from bot.knowledge.fields import Slot
from bot.matching import gazetteer, slots
from bot.matching.library import Current


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ("Vad gäller i Borås?", ["boras"]),
        ("boråsare undrar", ["boras"]),
        ("linköpingsförening", ["linkoping"]),
        ("i ekero", ["ekero"]),
        ("I Ekrerö?", ["ekero"]),
        ("i jönköpng", ["jonkoping"]),
        ("Lunds kommun", ["lund"]),
        ("Helsingborgs stads regler", ["helsingborg"]),
        ("jkpg", ["jonkoping"]),
        ("i Stenhamra på Ekerö", ["ekero", "ekero"]),
        ("Region Gävleborg", ["gavleborg"]),
        ("Upplands Väsby", ["upplands-vasby"]),
        ("Vi vara med", []),
        ("i Vara kommun", ["vara"]),
        ("lunchen i lundar", []),
        ("Skickade den i torsdags", []),
        ("första mötet på måndag", []),
        ("var är ni", []),
        ("vi tränar i källaren", []),
        ("är det tillåtet för barnbarn i salen, enligt standard", []),
        ("jag är besviken, det är min värsta släkt", []),
        ("I moved here last year", []),
    ],
)
def test_areas_are_found_in_any_inflection(said: str, found: list[str], current: Current) -> None:
    """Names, villages and misspellings mean their municipality; ordinary words mean none."""
    assert [mention.area for mention in current.gazetteer.find(said)] == found


def test_all_municipalities_are_known(current: Current) -> None:
    """All 290, each of which is found by its own name after "i"."""
    municipalities = [area for area in current.knowledge.areas.values() if area.kind == "kommun"]
    assert len(municipalities) == 290
    for area in municipalities:
        assert [mention.area for mention in current.gazetteer.find(f"bidrag i {area.name}")] == [
            area.id
        ], area.name


def test_own_place_names_say_nothing(current: Current) -> None:
    """What is ranked lacks the asker's own place, and has one word for others."""
    said = "Vad gäller i Borås för en förening från Kiruna"
    assert (
        gazetteer.without(said, current.gazetteer.find(said), ["boras"])
        == "Vad gäller för en förening från annanort"
    )


@pytest.mark.parametrize(
    ("said", "language"),
    [
        ("vilka bidrag finns det", "sv"),
        ("how do we apply", "en"),
        ("iop", "sv"),
        ("Mitä avustuksia seuramme voisi hakea kunnalta?", "fi"),
        ("ما هي المنح المتاحة لجمعيتنا؟", "ar"),
        ("Ururkayagu sidee ayuu u heli karaa taageero dhaqaale?", "so"),
        ("Як наша асоціація може отримати грант?", "uk"),
        ("Kan vår forening få støtte?", "sv"),
    ],
)
def test_languages_are_told_apart(said: str, language: str, current: Current) -> None:
    """Swedish and English by their words, others by a detector; the neighbours' are Swedish."""
    assert languages.guess(said, current.reader(None)) == language


UNKNOWN = [f"{a}q{b}{c}w" for a in "bcdf" for b in "ghjk" for c in "lmnpqrst"]


def test_of_a_very_long_text_the_beginning_and_the_end_are_read(lund: Current) -> None:
    """What an asker writes costs so much at most, and a letter's question stands last."""
    words = lund.reader("lund").read(f"huset {'x ' * 1900} scenen").words
    assert len(words) < 500
    assert (words[0], words[-1]) == ("huset", "scenen")


def test_only_so_many_unknown_words_are_tried_to_be_mended(lund: Current) -> None:
    """Each costs a look at all that is known; in a question there are few."""
    reader = lund.reader("lund")
    assert reader.read("hur länge huest").repaired == (("huest", "huset"),)
    assert reader.read(" ".join(["huest", *UNKNOWN])).repaired == (("huest", "huset"),)
    assert reader.read(" ".join([*UNKNOWN, "huest"])).repaired == ()


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("hur mycket pengar kan man få", {"belopp"}),
        ("hur stor andel kvinnor", set()),
        ("hur stor del av elitlaget ska vara tjejer", set()),
        ("vad är taket i projektstödet", {"belopp"}),
        ("när ska papperen vara inne", {"datum"}),
        ("när är sista ansökningsdag", {"datum"}),
        ("telefonnummer till samordnaren", {"kontakt"}),
        ("pratstunder per telefon", set()),
        ("hur ansöker vi", {"ansökan"}),
        ("what is the phone number", {"kontakt"}),
        ("vem är det till för", set()),
    ],
)
def test_slots(question: str, expected: set[Slot], current: Current) -> None:
    """Which kind of fact is asked for."""
    assert slots.of(question, current.knowledge.words) == expected


@pytest.mark.parametrize(
    "said",
    [
        "jag vill inte leva längre",
        "jag tänker ta livet av mig",
        "han slår mig varje kväll",
        "I want to kill myself",
        "Jag vill dö, inga bidrag hjälper",
    ],
)
def test_danger_is_heard(said: str, current: Current) -> None:
    """Also where the text is about a grant."""
    assert danger.is_danger(
        said, current.knowledge.rejects.danger, current.knowledge.talk.first_person
    )


@pytest.mark.parametrize(
    "said",
    [
        "Har ni bidrag för att förebygga självmord?",
        "IOP om våld i nära relationer",
        "Vår förening är nästan död, hur får vi fler medlemmar",
        "vi dör av nyfikenhet på ert svar",
        "barnen slår rekord",
    ],
)
def test_an_association_s_work_is_no_danger(said: str, current: Current) -> None:
    """Words alone don't set it off."""
    assert not danger.is_danger(
        said, current.knowledge.rejects.danger, current.knowledge.talk.first_person
    )


def test_lix_counts_as_bjornsson_did() -> None:
    """Words per sentence plus the share of long ones; a line ends a sentence."""
    assert text.lix("En två tre. Fyra fem sex.") == 3.0
    assert text.lix("Föreningen är **bra**\nMycket [bra](http://example.org)") == 2.5 + 20.0


def test_markdown_as_plain_text() -> None:
    """Lists, links and emphasis as a reader of plain text wants them."""
    assert markup.plain("**Ja.**\n\n- ett\n- två\n\n1. a\n2. b") == "Ja.\n– ett\n– två\n1. a\n2. b"
    assert markup.plain("[här](https://example.org/x)") == "här (https://example.org/x)"
    assert markup.plain("<b>hej</b>") == "<b>hej</b>"
