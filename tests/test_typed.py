"""What people type to an offer: a yes, a no, a yes with more to send, or something else."""

from __future__ import annotations

import pytest

from bot.dialogue.turns.typed import to_offer
from bot.knowledge.wording import Wording
from bot.matching.library import Current

YES = ("yes", "")
NO = ("no", "")
SAID = {
    "ja": YES,
    "ja skicka till dem": YES,
    "Ja men gärna": YES,
    "jaa gör så": YES,
    "jo kör på": YES,
    "mm": YES,
    "ok skicka": YES,
    "gärna, tack": YES,
    "ja tack snälla": YES,
    "Ja, det får du gärna göra!": YES,
    "👍": YES,
    "👍🏽": YES,
    "👍\ufe0f tack": YES,
    "Ja! Vi har bråttom": ("yes", "Vi har bråttom"),
    "ja men skriv att vi är 12 barn också": ("yes", "Vi är 12 barn också"),
    "👍 och lägg till att numret är +46 70 123 45 67": ("yes", "Numret är +46 70 123 45 67"),
    "Jo tack, det gäller en kör": ("yes", "Det gäller en kör"),
    "nej tack, jag ringer själv": NO,
    "nej det behövs inte": NO,
    "Nä, vi löser det ändå": NO,
    "det behövs inte": NO,
    "absolut inte nu": NO,
    "skicka inte den": NO,
    "ja nej, vänta": NO,
    "👎🏻": NO,
    "ja, men vad kostar det?": None,
    "nej förresten, vem är ordförande?": None,
    "nej förresten vem är ordförande": None,
    "ok men hur lång tid tar det": None,
    "ja jag undrar också om lokaler": None,
    "nej, vi är i Lund": None,
    "nej jag menar kulturbidrag": None,
    "Jag spelar i en kör i Helsingborg": None,
    "Kör i Lund": None,
    "skicka inte mitt telefonnummer": None,
    "Jobbar ni på lördagar": None,
    "Vi är tolv medlemmar": None,
    "tack": None,
    "❤️": None,
    "": None,
    "nej " + "men så var det inte alls i vår förening " * 4: None,
}
IN_ENGLISH = {
    "Yes, send it": YES,
    "sure, go ahead please": YES,
    "yes and add that we are twelve": ("yes", "We are twelve"),
    "no thanks, I will call them": NO,
    "yes but what does it cost": None,
    "no, we are in Lund": None,
}


@pytest.mark.parametrize("language", ["sv", "en"])
@pytest.mark.parametrize(("said", "meant"), SAID.items(), ids=[said[:40] for said in SAID])
def test_what_is_said_to_an_offer(
    said: str, meant: tuple[str, str] | None, language: str, current: Current
) -> None:
    """A word of yes or no that begins a short message without a question is one; what a yes says
    more is to be added."""
    assert to_offer(said, Wording(current.knowledge, language)) == meant


@pytest.mark.parametrize(("said", "meant"), IN_ENGLISH.items(), ids=IN_ENGLISH.keys())
def test_what_is_said_to_an_offer_in_english(
    said: str, meant: tuple[str, str] | None, current: Current
) -> None:
    """English is understood as Swedish is."""
    assert to_offer(said, Wording(current.knowledge, "en")) == meant
