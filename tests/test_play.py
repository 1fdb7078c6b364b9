"""`onewayin play`: dialogues from JSON lines, both sides and the time between."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from bot.cli.play import played
from bot.matching.library import Current
from tests.conftest import NOW

QUESTION = "Vad är startbidragets högsta belopp i Helsingborg?"
START = "2026-11-24T10:00"


def play(current: Current, *turns: dict[str, Any], **given: Any) -> list[dict[str, Any]]:
    """The turns of one dialogue, as they were printed."""
    (line,) = played(
        [json.dumps({"id": "d", "start": START, "turns": turns} | given)], current, NOW
    )
    row = json.loads(line)
    assert row["id"] == "d", row
    return list(row["turns"])


def asker(turn: dict[str, Any]) -> str:
    return "\n".join(said["text"] for said in turn["asker"])


def test_a_question_goes_to_people_and_comes_back(current: Current) -> None:
    """Each turn has what both sides read because of it, and what was decided."""
    turns = play(
        current,
        {"say": QUESTION},
        {"press": "ja, sk"},
        {"team": "Högst 5 000 kr."},
        {"teamedit": "Högst 6 000 kr."},
    )
    assert (turns[0]["outcome"], turns[0]["area"], turns[0]["lang"]) == (
        "handoff",
        "helsingborg",
        "sv",
    )
    assert turns[0]["asker"][0]["choices"][0] == "Ja, skicka"
    assert [said["room"] for said in turns[1]["team"]] == ["helsingborg/foreningssamordnare"]
    assert "Högst 5 000 kr." in asker(turns[2])
    assert turns[2]["outcome"] is None
    assert "Högst 6 000 kr." in asker(turns[3])


@pytest.mark.parametrize(
    "talk", ["Till Anna: säg inget om avslaget", "OBS! Visa inte detta för den sökande: avslag"]
)
def test_an_answer_that_is_edited_into_talk_is_held_like_a_reply(
    current: Current, talk: str
) -> None:
    """Also once it is delivered: the asker reads nothing of it, and the room is asked."""
    asked = ({"say": QUESTION}, {"press": "ja, sk"}, {"team": "Högst 5 000 kr."})
    *_, held = play(current, *asked, {"wait": "1h"}, {"teamedit": talk})
    assert held["asker"] == []
    assert held["team"][0]["choices"]


def test_a_correction_can_be_taken_back(current: Current) -> None:
    """It waits as any answer does, which the room is told."""
    asked = ({"say": QUESTION}, {"press": "ja, sk"}, {"team": "Högst 5 000 kr."})
    *_, corrected = play(current, *asked, {"wait": "1h"}, {"teamedit": "Högst 6 000 kr."})
    assert "15 sekunder" in corrected["team"][0]["text"]


@pytest.mark.parametrize("day", ["15 januari 2099", "3 december 2019", "2099-01-15"])
def test_no_answer_is_promised_for_another_year(current: Current, day: str) -> None:
    """The room is told that the day can't be, with its year, and the asker of nothing."""
    asked = ({"say": QUESTION}, {"press": "ja, sk"})
    *_, refused = play(current, *asked, {"team": f"/senare {day} vi väntar"})
    assert refused["asker"] == []
    assert re.search("(2099|2019) går inte", refused["team"][0]["text"])


def test_a_choice_that_is_not_there_counts_as_typed(current: Current) -> None:
    """A number means one of the newest choices; where there is none such, it is a message."""
    turns = play(current, {"say": QUESTION}, {"press": "9"}, {"press": "1"})
    assert turns[1]["asker"]
    assert "2026-0001" in asker(turns[2])


def test_area_and_language_are_set_without_a_word(current: Current) -> None:
    """The first answer holds for the place, in the language; others who ask have them too."""
    first, other = play(
        current, {"say": "hej"}, {"say": "hello", "who": "bo"}, area="helsingborg", lang="en"
    )
    assert {first["lang"], other["lang"]} == {"en"}
    assert {first["area"], other["area"]} == {"helsingborg"}


@pytest.mark.long
def test_time_passes(current: Current) -> None:
    """Reminders and broken promises come in the turn that waits for them."""
    turns = play(current, {"say": QUESTION}, {"say": "ja"}, {"wait": "1d 4h"}, {"wait": "30d"})
    assert any("2026-0001" in said["text"] for said in turns[2]["team"])
    assert asker(turns[3])


def test_cards_by_number_and_their_choices(current: Current) -> None:
    """A coordinator answers the card meant, presses a choice on one, and speaks beside it."""
    ask = [{"say": QUESTION, "who": who} for who in ("anna", "bo")]
    yes = [{"say": "ja", "who": who} for who in ("anna", "bo")]
    *_, first, taken, talk = play(
        current,
        *ask,
        *yes,
        {"team": "Till den första.", "card": 1},
        {"teampress": "Jag tar"},
        {"room": "Fint väder i dag."},
    )
    assert "Till den första." in asker(first)
    assert any("2026-0002" in said["text"] for said in taken["team"])
    assert not talk["asker"]


def test_an_act_with_nothing_to_act_on_leads_to_nothing(current: Current) -> None:
    """No card, no message to edit: the turn is empty and the dialogue goes on."""
    *empty, said = play(
        current,
        {"team": "svar"},
        {"teampress": "x"},
        {"teamedit": "x"},
        {"room": "x"},
        {"edit": "x"},
        {"say": "hej"},
    )
    assert all(
        turn
        == {
            "asker": [],
            "team": [],
            "outcome": None,
            "thing": None,
            "entry": None,
            "area": None,
            "lang": None,
        }
        for turn in empty
    )
    assert said["outcome"] == "smalltalk"


def test_a_line_that_cannot_be_played_says_so(current: Current) -> None:
    """In Swedish, with its number; the lines after it are played. Unknown keys are ignored."""
    bad = [
        "{",
        '{"id": 1}',
        '{"id": 2, "turns": [{"wait": "snart"}]}',
        '{"id": 3, "start": "i går", "turns": []}',
    ]
    bad += ['{"id": 4, "turns": [{"gör": "x"}]}', '{"id": 5, "turns": [{"say": true}]}']
    bad += ['{"id": 6, "turns": [{"say": "\udce5"}]}', '{"id": 7, "turns": [], "annat": 1}']
    rows = [json.loads(line) for line in played(bad, current, NOW)]
    assert [row["error"][:6] for row in rows[:7]] == [f"Rad {number}:" for number in range(1, 8)]
    assert [row["id"] for row in rows] == [None, 1, 2, 3, 4, 5, 6, 7]
    assert "har ingen av say, press" in rows[4]["error"]
    assert "”say” i turen" in rows[5]["error"]
    assert rows[7] == {"id": 7, "turns": []}


def test_an_unknown_area_is_named_once(
    current: Current, capsys: pytest.CaptureFixture[str]
) -> None:
    """On standard error, and the dialogue is played as one without an area."""
    line = json.dumps({"id": 1, "area": "atlantis", "lang": "xx", "turns": [{"say": "hej"}]})
    rows = [json.loads(row) for row in played([line, line], current, NOW)]
    assert [row["turns"][0]["lang"] for row in rows] == ["sv", "sv"]
    assert capsys.readouterr().err.count("”atlantis”") == 1


ODD = {
    "half a character": {"turns": [{"say": "\ud800", "who": "\udc00"}]},
    "a number that is none": {"turns": [{"say": QUESTION}, {"press": "1" * 5000}]},
    "a card that is none": {
        "turns": [{"say": QUESTION}, {"say": "ja"}, {"team": "x", "card": "9" * 5000}]
    },
    "a time before all": {"turns": [{"say": "hej"}], "start": "0001-01-01T00:00"},
    "a time after all": {"turns": [{"say": "hej"}], "start": "9999-12-31T23:59"},
    "an area that is no text": {"turns": [{"say": "hej"}], "area": {"x": 1}, "lang": []},
}


@pytest.mark.parametrize("dialogue", ODD.values(), ids=ODD.keys())
def test_no_line_stops_the_run(dialogue: dict[str, Any], current: Current) -> None:
    """Whatever stands in a line, the next one is played."""
    lines = [json.dumps(dialogue), json.dumps({"id": "next", "turns": [{"say": "hej"}]})]
    assert json.loads([*played(lines, current, NOW)][1])["id"] == "next"
