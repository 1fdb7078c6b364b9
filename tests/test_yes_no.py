"""An answer's yes or no stands only where it is one to what was asked."""

from __future__ import annotations

import pytest

from bot.knowledge import yesno
from bot.matching.library import Current

NEEDED = "Ja, **räkna med** att ni behöver revisor. Stadgarna säger mer."
NOT_NEEDED = "Nej, vid något tillfälle behöver ni inte anmäla att ni säljer fika."
ALLOWED = "**Ja, en förening får ha ett lotteri** utan tillstånd."
THERE_IS = "Ja, kommunen har en lista."


@pytest.mark.parametrize(
    ("answer", "question", "begins"),
    [
        (NEEDED, "måste vi ha revisor", "Ja, **räkna"),
        (NEEDED, "behöver vi inte ha revisor?", "Jo, **räkna"),
        (NEEDED, "kan vi låta bli att ha revisor", "Nej, **räkna"),
        (NEEDED, "slipper en liten förening revisor", "Nej, **räkna"),
        (NEEDED, "får revisorn sitta i styrelsen", "**Räkna"),
        (NEEDED, "vad gör en revisor", "**Räkna"),
        (NEEDED, "revisor", "**Räkna"),
        (NOT_NEEDED, "måste vi anmäla vår korvförsäljning", "Nej, vid"),
        (NOT_NEEDED, "får vi sälja kakor", "Vid något"),
        (NOT_NEEDED, "får vi sälja bullar utan att anmäla det", "Ja, vid"),
        (NOT_NEEDED, "slipper vi anmäla det", "Ja, vid"),
        (NOT_NEEDED, "behöver vi inte anmäla det", "Nej, vid"),
        (ALLOWED, "får vi ha tombola", "**Ja, en"),
        (ALLOWED, "måste vi söka tillstånd för lotteri", "**En förening"),
        (ALLOWED, "får vi inte ha tombola", "**Jo, en"),
        (THERE_IS, "finns det någon lista", "Ja, kommunen"),
        (THERE_IS, "kan man se en lista någonstans", "Ja, kommunen"),
        (THERE_IS, "måste vi stå på listan", "Kommunen"),
        ("Nej, ingen lista finns.", "behöver ni ingen lista", "Ingen lista"),
        ("Listan finns.", "får vi se den", "Listan"),
        ("Jaga inte ensam.", "får vi jaga", "Jaga"),
    ],
)
def test_a_yes_or_no_is_one_to_what_was_asked(
    current: Current, answer: str, question: str, begins: str
) -> None:
    """It is kept, turned, or left out; the rest of the answer is as it was written."""
    told = yesno.fitted(answer, question, current.knowledge.talk.yes_no)
    assert told.startswith(begins)
    assert told[-12:] == answer[-12:]


def test_in_english_too(current: Current) -> None:
    """The same words stand in both languages."""
    words, answer = current.knowledge.talk.yes_no, "Yes, a club must usually file a return."
    assert yesno.fitted(answer, "do we have to file a tax return", words).startswith("Yes")
    assert yesno.fitted(answer, "can we skip the tax return", words).startswith("No, a")
    assert yesno.fitted(answer, "can we file it late", words).startswith("A club")


def test_what_follows_a_yes_or_no_stands_by_itself(current: Current) -> None:
    """No answer goes on after its yes or no with words that say nothing alone."""
    words, bare = current.knowledge.talk.yes_no, []
    for entry in current.knowledge.entries.values():
        for answer in entry.answer.values():
            told = yesno.fitted(answer, "", words).lstrip("*")
            begins = told.lower().split()[:2]
            bare += [entry.id] * (begins[0] in ("men", "oftast.", "usually.", "but", "vanligtvis:"))
    assert bare == []
