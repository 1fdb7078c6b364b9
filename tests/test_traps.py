"""The traps inside the sources: where a careless reading gives a confident wrong answer."""

from __future__ import annotations

import re

import pytest

from bot.cli import ask
from bot.matching.library import Current
from bot.matching.verdict import Policy
from tests.conftest import NOW

# question, area, outcome, must be found, must not be found
TRAPS = {
    "1 two grants share a name: asked without a place": (
        "Hur mycket får man i snabb slant?",
        None,
        "clarify",
        "kommun",
        "10 000",
    ),
    "1 Ekerö's has an amount": (
        "hur mycket får man i snabb slant",
        "ekero",
        "answer",
        "10 000",
        "kulturnämnden",
    ),
    "1 Helsingborg's has none": (
        "hur mycket får man i En snabb slant",
        "helsingborg",
        "handoff",
        "",
        "upp till 10 000",
    ),
    "2 one can't apply for an IOP in Borås": (
        "Kan man ansöka om ett IOP?",
        "boras",
        "answer",
        r"inte|nej",
        "",
    ),
    "2 Jönköping says no procedure": (
        "Hur ansöker vi om IOP?",
        "jonkoping",
        "handoff",
        "",
        "kan inte ansöka",
    ),
    "2 the region has a form": (
        "Hur ansöker vi om IOP hos regionen?",
        "gavleborg",
        "answer|handoff",
        "",
        "Borås",
    ),
    "3 the first talk: either side": (
        "Vem får ta initiativ till den första dialogen om ett IOP?",
        "boras",
        "answer",
        "båda|eller|antingen",
        "",
    ),
    "3 the activity: the association's idea": (
        "Får kommunen beställa vad vi ska göra i ett IOP?",
        "boras",
        "answer",
        "initiativ|beställ",
        "",
    ),
    "4 the old place support is gone": (
        "Gäller det gamla platsstödet på Stenkrossen utan deadlines?",
        "lund",
        "answer|handoff",
        "",
        "inga deadlines finns",
    ),
    "4 midi has one round a year": (
        "När på året kan man söka midi?",
        "lund",
        "answer",
        "en gång per år|en gång om året",
        "midi (söks )?löpande",
    ),
    "5 elite support as it is": (
        "Vad består stödet till elitidrotten av?",
        "linkoping",
        "answer",
        "medie|expon",
        "",
    ),
    "5 the elite proposal is a proposal": (
        "Vad är förslaget om jämställdhetsbonus för elitlag?",
        "linkoping",
        "answer",
        "försl",
        "",
    ),
    "6 the board has two names": (
        "Vilken nämnd ger startbidrag?",
        "helsingborg",
        "answer",
        "fritidsnämnden",
        "",
    ),
    "7 the register: not for the new": (
        "Måste en nystartad förening stå i föreningsregistret?",
        "helsingborg",
        "answer",
        "nystart",
        "",
    ),
    "8 a role, not a name": (
        "Vem är civilsamhällessamordnare?",
        "jonkoping",
        "answer|handoff",
        "samordnar",
        "Yaftali",
    ),
    "8 Csam by one of its names": (
        "Vad är civilsamhällets samverkansgrupp?",
        "jonkoping",
        "answer",
        "Csam",
        "",
    ),
    "9 an old date is stamped": (
        "Hur många IOP finns i Borås?",
        None,
        "answer",
        "omkring 2021",
        "",
    ),
}


@pytest.mark.parametrize(
    ("question", "area", "outcome", "must", "must_not"), TRAPS.values(), ids=TRAPS.keys()
)
def test_trap(
    question: str, area: str | None, outcome: str, must: str, must_not: str, current: Current
) -> None:
    """The right outcome, with what must be said and without what mustn't."""
    row = ask.row(ask.ask(question, current, Policy(), NOW, area=area), current)
    assert re.fullmatch(outcome, row["outcome"]), row
    assert re.search(must, row["text"], re.IGNORECASE), row["text"]
    assert not must_not or not re.search(must_not, row["text"], re.IGNORECASE), row["text"]


def test_no_answer_is_stamped_as_asked_today(current: Current) -> None:
    """Each answer says how old its source is, and when somebody compared it: never that the
    municipality confirmed it."""
    for entry in current.knowledge.entries.values():
        source = current.knowledge.sources[entry.source.document]
        assert source.year
        assert entry.confirmed is None
