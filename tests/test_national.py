"""What is the same in all of Sweden is answered wherever it is asked; a place's own comes first."""

from __future__ import annotations

import re

import pytest

from bot.cli import ask
from bot.matching.library import Current
from bot.matching.verdict import Policy
from tests.conftest import NOW

PLACES = (None, "gavle", "lund", "kiruna")
"""No place, two with sources of their own, and one without."""

# a question in words that no editor wrote, and what its answer must say
SAME_EVERYWHERE = {
    "vi är tre tjejer som vill dra igång en klubb, vad behövs": "stadgar",
    "hur många måste man vara för att bilda förening": "tre personer",
    "vi vill byta namn i stadgarna, hur bär vi oss åt": "era egna stadgar",
    "vart skickar man pappren för att få organisationsnummer": "SKV 8400",
    "vad vill banken se innan vi får öppna konto": "organisationsnummer",
    "vad ska finnas på dagordningen när vi har årsmöte": "ansvarsfrihet",
    "behöver vi ha folks hela personnummer eller räcker födelseåret": "födelsedatum",
    "vi har fått hem en inkomstdeklaration till scoutkåren": "Särskild uppgift",
    "ska vi lägga på moms på våra biljetter": "ingen moms",
    "kan man se en gammal fortkörningsbot i utdraget": "Småbrott syns inte",
    "ska vi behålla kopior på ledarnas utdrag": "spara inte",
    "hur dyrt får det bli innan kommunen måste ha anbud": "700 000",
    "jag är döv och undrar hur jag ringer till kommunen": r"Texttelefoni\.se",
    "orden är så svåra, kan du ta det enklare": "lättläst",
    "går det att få det här uppläst": "uppläsning",
    "får vi dra lotter om en korg på vårt möte": "bara varor",
    "kan vi få ihop en cirkel i släktforskning genom abf": "tre och högst tjugo",
}

# question, place, outcome, must be found, must not be found
ELSEWHERE = {
    "Helsingborg's own condition comes before the country's": (
        "behöver vi organisationsnummer för att få bidrag",
        "helsingborg",
        "answer",
        "söker stöd i Helsingborg",
        "",
    ),
    "what it costs isn't in the sources": (
        "vad kostar ett organisationsnummer",
        "lund",
        "handoff",
        "Skatteverket",
        "SKV 8400",
    ),
    "a company is no association": (
        "jag vill starta ett eget företag, hur gör jag",
        "lund",
        "handoff",
        "",
        "stadgar",
    ),
    "somebody's own account is no association's": (
        "hur öppnar jag ett eget sparkonto",
        "gavle",
        "handoff",
        "",
        "organisationsnummer",
    ),
}


def asked(question: str, place: str | None, current: Current) -> dict[str, object]:
    turn = ask.ask(question, current, Policy(), NOW, area=place)
    return ask.row(turn, current, "1")


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("question", SAME_EVERYWHERE)
def test_the_country_answers_in_every_place(
    question: str, place: str | None, current: Current
) -> None:
    """The fact is in the answer, with its source, also where the place has nothing of its own."""
    row = asked(question, place, current)
    text = str(row["text"])
    assert row["outcome"] == "answer", (row["entry"], text)
    assert re.search(SAME_EVERYWHERE[question], text, re.IGNORECASE), text
    assert "Källa:" in text


@pytest.mark.parametrize("name", ELSEWHERE)
def test_the_country_leaves_room(name: str, current: Current) -> None:
    """A place's own answer comes first, a gap is a gap, and what isn't about associations isn't
    answered with what is."""
    question, place, outcome, must, must_not = ELSEWHERE[name]
    row = asked(question, place, current)
    text = str(row["text"])
    assert row["outcome"] == outcome, (row["entry"], text)
    assert re.search(must, text, re.IGNORECASE), text
    assert not must_not or not re.search(must_not, text, re.IGNORECASE), text
