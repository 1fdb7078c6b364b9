"""What is said next to a person's answer, and of a question that waits: tables of sayings, with
what each leads to."""

from __future__ import annotations

import pytest

from bot.cases.acts import Add, Helped
from bot.dialogue.triage import decide
from bot.dialogue.turns.conversation import Conversation
from bot.dialogue.turns.decision import Decision, OnCase, Report
from bot.dialogue.turns.states import ChoosingCase, Withdrawing
from bot.dialogue.wishes.afterwards import asks_anything, telling_words
from bot.matching.library import Current
from tests.conftest import NOW
from tests.test_triage import turn_of

ASKED = "Kan vi få låna partytältet av kommunen i Hudiksvall?"


def said(
    current: Current,
    words: str,
    *,
    answered: bool,
    asks: bool = False,
    told: tuple[str, ...] = (),
) -> Decision:
    """What it leads to for somebody in Hudiksvall whose question is with people, or answered."""
    before = Conversation(
        area="hudiksvall",
        case="2026-0001",
        case_answered=answered,
        answered_at=NOW if answered else None,
        answer_asks=asks,
        answer_words=told,
        team="hudiksvall/kommun",
        last_question=ASKED,
        last_at=NOW,
    )
    return decide(turn_of(current, words, before))[0]


@pytest.mark.parametrize(
    ("answer", "asks"),
    [
        ("Tältet är ledigt den helgen. Vill ni att vi ställer undan det?", True),
        ("Det går bra, meddela om ni vill hämta det på fredag.", True),
        ("Tältet är ledigt. Hör av er om ni har fler frågor!", False),
        ("Ja, det går bra. Har ni fler frågor?", False),
        ("Tältet är utlånat hela maj.", False),
    ],
)
def test_whether_an_answer_asks(answer: str, *, asks: bool, current: Current) -> None:
    """A question or an offer in an answer waits for a reply; "fler frågor?" doesn't."""
    assert asks_anything(current.knowledge.talk, answer) == asks


@pytest.mark.parametrize(
    "words",
    """
ja|jo gärna|ja, gör det|nej tack|nej det behövs inte|okej vi hämtar det|👍|perfekt|det blir bra
toppen, då lånar vi det|ja tack, lördagen passar|då kommer vi på fredag|bra, vi tar det stora
""".replace("\n", "|")
    .strip("|")
    .split("|"),
)
def test_a_reply_to_what_an_answer_asked(words: str, current: Current) -> None:
    """A yes, a no, or that they take it, goes to whoever asked, and closes nothing."""
    made = said(current, words, answered=True, asks=True)
    assert made.action == OnCase("2026-0001", Add(words))


@pytest.mark.parametrize("words", ["tack", "tack för hjälpen!", "tusen tack för svaret"])
def test_thanks_are_still_thanks(words: str, current: Current) -> None:
    """Who only thanks is done, also where the answer asked something."""
    for asks in (True, False):
        made = said(current, words, answered=True, asks=asks)
        assert made.action == OnCase("2026-0001", Helped(yes=True))


@pytest.mark.parametrize(
    "words",
    [
        "jaha hur mycket då",
        "okej men var hämtar vi det",
        "bra, vilken dag då",
        "tack men hur stort",
        "toppen tack å stolarna då",
    ],
)
def test_a_question_after_a_nod(words: str, current: Current) -> None:
    """A question after "okej" or "tack" is one, and goes to whoever answered."""
    made = said(current, words, answered=True)
    assert isinstance(made.action, OnCase)
    assert isinstance(made.action.act, Add)


@pytest.mark.parametrize("words", ["bra då vet vi", "okej va bra", "jaha tack ändå"])
def test_a_nod_is_no_question(words: str, current: Current) -> None:
    """Contentment in other words closes as before."""
    made = said(current, words, answered=True)
    assert made.action == OnCase("2026-0001", Helped(yes=True))


@pytest.mark.parametrize(
    ("words", "goes"),
    [
        ("duger det om vi hämtar tältet på kvällen?", True),
        ("behöver ni vårt organisationsnummer också", True),
        ("är det moms på det?", True),
        ("vem är Gunilla?", True),
        ("hur lång tid tar det sen", True),
        ("vad är Arvsfonden?", False),
        ("hur skriver man stadgar?", False),
        ("vad är LOK-stöd?", False),
    ],
)
def test_a_question_on_an_answer(words: str, current: Current, *, goes: bool) -> None:
    """By a word of the answer, or by what it leans on, a question goes to whoever answered; what
    names another thing is answered by the knowledge."""
    talk = current.knowledge.talk
    told = telling_words(talk, ASKED, "Ja, ring Gunilla på fritid så lämnar hon ut partytältet.")
    made = said(current, words, answered=True, told=told)
    assert isinstance(made.action, OnCase) == goes
    assert (made.outcome == "answer") != goes


@pytest.mark.parametrize(
    "words", ["fick de med det där sista", "kom ändringen fram?", "såg de tillägget"]
)
def test_whether_what_was_added_came_along(words: str, current: Current) -> None:
    """It is asked of the question, and is no wish to have it changed."""
    assert said(current, words, answered=False).action == Report("framme")


@pytest.mark.parametrize("words", ["måste vara klart till 10 december", "gäller två tält"])
def test_a_fact_goes_along(words: str, current: Current) -> None:
    """More of a question that waits, without a subject, is added at once."""
    assert said(current, words, answered=False).action == OnCase("2026-0001", Add(words))


def test_a_protest_by_another_place(current: Current) -> None:
    """That it is otherwise elsewhere is said of the answer: sent, or shown before it is."""
    words = "det är fel, hembygdsföreningen i Ovanåker lånade det i somras"
    assert said(current, words, answered=True).action == OnCase("2026-0001", Add(words))
    words = "Gävle lånade ut sitt till oss"
    assert isinstance(said(current, words, answered=True).state, ChoosingCase)


@pytest.mark.parametrize(
    "words", ["är det gratis då", "vad tar dom i hyra?", "hur stort är det", "vad är avgiften"]
)
def test_a_question_on_the_matter_is_no_status(words: str, current: Current) -> None:
    """What is asked of the matter, while a question waits, is more for those who have it."""
    made = said(current, words, answered=False)
    assert made.state == ChoosingCase(words, "2026-0001") or made.action is not None
    assert not isinstance(made.action, Report)


@pytest.mark.parametrize(
    "words", ["har nån svarat om tältet än", "har de sagt något om tältet", "är frågan borta nu"]
)
def test_where_the_question_is(words: str, current: Current) -> None:
    """Whether they have answered, with the matter in it, is asked of the question."""
    assert isinstance(said(current, words, answered=False).action, Report)


@pytest.mark.parametrize("words", ["nej vänta, inte riktigt än", "stopp vänta", "oops skrev fel"])
def test_who_wants_it_back(words: str, current: Current) -> None:
    """Second thoughts on what has gone are asked about, and never sent on."""
    assert said(current, words, answered=False).state == Withdrawing("2026-0001")


@pytest.mark.parametrize(
    "words", ["oj det blev fel, ska va Ljusdal inte Hudiksvall", "fel, vi bor i Ljusdal"]
)
def test_the_wrong_place(words: str, current: Current) -> None:
    """The first question is offered in the other place, and that the first can be taken back."""
    made = said(current, words, answered=False)
    assert made.area == "ljusdal"
    assert "partytältet" in made.markdown
    assert "nr 2026-0001" in made.markdown
    assert words not in made.markdown
