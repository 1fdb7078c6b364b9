"""What people say to an offer, and of a question of theirs that is with people: tables of sayings,
with what each leads to, and of ordinary questions that only look like them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
import yaml

from bot.cases.acts import Add, Helped
from bot.dialogue.offering import letters
from bot.dialogue.situations.content import is_mild
from bot.dialogue.triage import decide
from bot.dialogue.turns.conversation import Conversation
from bot.dialogue.turns.decision import Decision, EndWatches, OnCase, Report, Send
from bot.dialogue.turns.states import Confirming, Withdrawing
from bot.dialogue.turns.typed import to_offer, wants_to_edit, yes_or_no
from bot.dialogue.words import signs
from bot.knowledge.wording import Wording
from bot.matching.library import Current
from bot.text import tokens
from tests.conftest import NOW
from tests.test_triage import turn_of

YES = """
ja|jo|japp|ja tack|ja gärna|jättegärna|ja det stämmer|det stämmer|det vore snällt|det vore toppen
ja det vore bra|det kan du göra|det kan du gärna göra|det får du göra|ja nu är det bra
nu är det bra|gör det|gör det du|ja gör så|kör|kör på|kör hårt|vi kör|vi kör på det|låter bra
det låter bra|ja det låter toppen|det blir bra|går bra|det går fint|precis|exakt|just det
helt rätt|stämmer bra|skicka|skicka iväg den|skicka du|okej skicka|ok skicka den|skicka den vidare
fråga dem|ja fråga dem gärna|det vill jag|ja det vill vi|självklart|såklart|javisst|jajamensan
jadå|mm|mhm|aa|yes|yep|okidoki|varsågod|inga problem|uppskattas|det är bra så|den är bra så
snälla gör det|ja tack snälla|vore jättebra|ja, det är du snäll om du gör|du får skicka den
absolut|visst kan du det|kanon, gör det|ja gör det, trevlig helg!|ja tack, ha det så gott
ja fråga på|ja skicka den också|ja tack skicka bägge två|ja skicka allihop, gott nytt år|👍
"""
NO = """
nej|nä|näe|nix|nope|nej tack|nej tack inte nu|inte nu|inte i dag
en annan gång|jag tar det sen|det behövs inte|nej det behövs inte|behövs ej|det är onödigt
gör inte det|nej gör inte det|låt bli|låt det vara|strunta i det|strunt i det|glöm det|skit i det
bry dig inte|det är bra ändå|det var bra ändå|vi klarar oss|jag klarar mig|jag fixar det själv
jag ringer själv|vi ringer själva|jag mejlar i stället|jag kollar själv|det löste sig|redan löst
jag hittade svaret|vill inte|det vill jag inte|skicka inte|skicka den inte|skicka ingenting
du behöver inte skicka den|helst inte|absolut inte|aldrig i livet|nejdå|nej nej nej|avbryt|stopp
det är inte så viktigt|det kvittar|jag ångrar mig|tack men nej tack|nej tack ändå|hoppa över det
nej nej|nix pix|näpp|nehej|vi skippar det|hoppa över det tack|nej det får vara|👎
"""
WAIT = """
vänta|vänta lite|vi avvaktar|jag ska tänka på saken|jag måste prata med styrelsen först|nja
inte än|nej inte än|inte riktigt än
kanske|kanske senare|ja kanske|jag vet inte|tveksamt|nej vänta|vänta med det|får fundera|tja|njae
"""
NEITHER = [
    "ja, men vad kostar det?",
    "nej förresten, vem bestämmer",
    "ja jag undrar också om lokaler",
    "nej, vi är i Lund",
    "nej jag menar kulturbidrag",
    "Jag spelar i en kör i Helsingborg",
    "stämmer det att man måste vara tolv",
    "skicka inte mitt telefonnummer",
    "vi väntar barn i laget",
    "aldrig fått bidrag förut",
    "precis startat en förening",
    "det låter som ett annat bidrag",
    "vi är tolv medlemmar",
    "exakt hur mycket kan man få",
    "går bra att låna lokalen på söndagar",
    "onödigt krångliga blanketter",
    "fråga om lokal i Lund",
    "gör det något om vi är små",
    "kör och orkester",
    "rätt till bidrag",
]
ABOUT_IT = {
    "när": """
hur länge får jag vänta|hur länge får vi vänta på svar|hur länge måste man vänta då
hur länge dröjer det|när får jag svar|Tack! När får jag svar?|när kommer svaret egentligen
när hör de av sig|när kan vi räkna med svar|hur går det|hur går det med min fråga|har de svarat
har ni svarat än|har någon svarat på min fråga|får jag inget svar|inget svar än?
jag väntar fortfarande på svar|har ni glömt bort oss|varför svarar ingen
vad händer med min fråga|något nytt|status
""",
    "framme": """
har ni fått min fråga|fick ni den|fick de mitt meddelande|kom den fram|har frågan kommit fram
är den skickad|har du skickat den nu|skickades den|gick den iväg|har någon läst min fråga
""",
    "vem": """
vem har den|vem har min fråga|vem är det som svarar|vem svarar på min fråga|hos vem ligger den
var är min fråga|vem skickade du den till|vart tog min fråga vägen|vem läser den
""",
    "ångrar": """
jag ångrar mig|nej vänta jag ångrar mig|ta bort frågan|ta bort min fråga tack
kan jag ta tillbaka den|dra tillbaka frågan|radera min fråga|glöm min fråga|strunta i det
jag behöver inget svar längre|det löste sig|ni behöver inte svara|jag har redan fått svar
""",
    "fel_fråga": """
fel fråga|oj det var fel fråga|jag skrev fel|jag frågade om fel sak|förlåt, jag ställde fel fråga
det blev fel
""",
    "hjälpte_inte": """
det hjälpte inte|det hjälper ju inte ett dugg|det var inget svar|ni svarade inte på min fråga
jag är inte nöjd|jag förstår inte svaret
""",
    "stämmer_inte": """
det stämmer inte|nej det stämmer inte alls|det är fel|ni har fel|så är det inte
""",
    "stäng_inte": """
nej stäng inte jag vill ha svar|stäng inte frågan|öppna den igen|den är inte löst
""",
    "ändå": """
jo skicka den ändå|vänta, skicka frågan|nej förresten, skicka min fråga|jo jag vill fråga kommunen
""",
    "tvekar": """
är det verkligen rätt ställe|vilka är de egentligen|har de inget telefonnummer|kan jag inte ringa
har de ingen chef|finns det ingen chef där
""",
    "sluta": """
stäng av|sluta skicka|sluta skriva till mig|avregistrera mig|lämna mig i fred
""",
    "vem_ser": """
vem ser det här|vem kan läsa det här|ser de vem jag är|vet de vem jag är
""",
}
LOOK_ALIKE = """
hur länge får vi vänta på besked om LOK-stöd|hur lång tid tar det att få besked om startbidrag
när får vi svar på ansökan|när kommer pengarna|när svarar nämnden på ansökan
vem har nycklarna till lokalen|vem har IOP i Borås|vem svarar för föreningsregistret
vem läser ansökan|vem beslutar om bidrag|vem ser ansökan|kan man ta tillbaka en ansökan
kan vi ångra en bokning|hur drar man tillbaka en ansökan|ta bort en styrelsemedlem
hur tar man bort en firmatecknare|vi har fel organisationsnummer i registret
fel kontonummer på ansökan|vi skrev fel belopp i ansökan|är det fel att ta ut avgift
stämmer det att man måste ha revisor|stämmer inte medlemsantalet får man betala tillbaka då
hur stänger man ett konto|hur avslutar man en förening|stänga föreningen
öppna konto för föreningen|vad händer med bidraget om vi lägger ner|vad händer med pengarna
hur går det till att söka|hur går det till på FRÖ-möten|har ni fått in många ansökningar
är bidraget skickat|kom föreningen fram till ett beslut|var är Idélabbet|var finns Huset
behöver vi inte svara på enkäten|hjälper kommunen till med lokaler
kan man ringa till föreningsregistret|vem är chef för kulturförvaltningen
kan vi skicka frågan till nämnden i förväg|hjälper ni föreningar att starta
räcker det med tre medlemmar
vem kan läsa protokollen i en förening
"""


def listed(table: str) -> list[str]:
    return [said.strip() for line in table.strip().splitlines() for said in line.split("|")]


DENIES: list[str] = yaml.safe_load(
    (Path(__file__).parent / "tables/denies.yaml").read_text("utf-8")
)["skickar_inte"]
SAYINGS = [(said, kind) for kind, table in ABOUT_IT.items() for said in listed(table)]


@pytest.mark.alike(of=4)
@pytest.mark.parametrize("said", listed(YES))
def test_a_yes(said: str, current: Current) -> None:
    """Each of these to an offer is a yes and nothing more."""
    assert yes_or_no(turn_of(current, said)) == "yes"


@pytest.mark.alike(of=4)
@pytest.mark.parametrize("said", listed(NO))
def test_a_no(said: str, current: Current) -> None:
    """Each of these to an offer is a no."""
    assert yes_or_no(turn_of(current, said)) == "no"


@pytest.mark.alike(of=4)
@pytest.mark.parametrize("said", listed(WAIT))
def test_a_wait(said: str, current: Current) -> None:
    """Each of these to an offer is neither: it stands as it was."""
    before = offered(current)
    decision, after = decide(turn_of(current, said, before))
    assert "Då väntar jag" in decision.markdown
    assert (after.state, after.offers) == (before.state, before.offers)


@pytest.mark.alike(of=4)
@pytest.mark.parametrize("said", DENIES)
def test_what_says_not_to_sends_nothing(said: str, current: Current) -> None:
    """None of these sends the question that is offered, whatever it begins with, nor becomes a part
    of it."""
    decision, after = decide(turn_of(current, said, offered(current)))
    assert not isinstance(decision.action, Send)
    assert all(said.lower() not in offer.question.lower() for offer in after.offers)


@pytest.mark.alike(of=4)
@pytest.mark.parametrize("said", NEITHER)
def test_neither_a_yes_nor_a_no(said: str, current: Current) -> None:
    """Nobody's question is sent, or dropped, for words that only begin like a yes or a no."""
    assert yes_or_no(turn_of(current, said)) is None
    assert to_offer(said, Wording(current.knowledge, "sv")) is None


@pytest.mark.parametrize(
    ("said", "wants"),
    [
        ("nej ändra igen", True),
        ("ändra först", True),
        ("ja men ändra lite", True),
        ("jag vill ändra den", True),
        ("kan man ändra stadgarna", False),
        ("ändra adress i registret", False),
    ],
)
def test_a_wish_to_change_the_text(said: str, wants: bool, current: Current) -> None:
    """The text of an offer may be changed again and again."""
    assert wants_to_edit(said, Wording(current.knowledge, "sv")) is wants


@pytest.mark.alike(of=4)
@pytest.mark.parametrize(("said", "kind"), SAYINGS, ids=[said for said, _ in SAYINGS])
def test_talk_of_ones_own_question(said: str, kind: str, current: Current) -> None:
    """The case meets it, as it stands: it is never matched, and never sent on as it is."""
    assert signs.own_question(current.knowledge.talk.own, tokens(said)) == kind
    if kind in _LEADS_TO:
        is_answered = kind in ("hjälpte_inte", "stämmer_inte")
        _LEADS_TO[kind](made(current, said, is_answered=is_answered))


@pytest.mark.alike(of=4)
@pytest.mark.parametrize("said", listed(LOOK_ALIKE))
def test_an_ordinary_question_is_none(said: str, current: Current) -> None:
    """It only looks like talk of one's own question: it is answered as any other."""
    assert signs.own_question(current.knowledge.talk.own, tokens(said)) is None
    assert made(current, said).reason not in ("own-question", "withdraw")


def test_the_tables_are_as_long_as_they_should_be() -> None:
    """Sixty ways of yes, of no and of talk of one's own question; forty that are none."""
    assert min(len(set(listed(YES))), len(set(listed(NO))), len(SAYINGS)) >= 60
    assert len(set(listed(LOOK_ALIKE))) >= 40


def made(current: Current, said: str, *, is_answered: bool = False) -> Decision:
    """What it leads to for somebody in Helsingborg whose question is with people."""
    before = Conversation(
        area="helsingborg",
        case="2026-0001",
        case_answered=is_answered,
        answered_at=NOW if is_answered else None,
        team="helsingborg/foreningssamordnare",
    )
    return decide(turn_of(current, said, before))[0]


def _reports(decision: Decision) -> None:
    assert isinstance(decision.action, Report)


def _asks_whether_to_withdraw(decision: Decision) -> None:
    is_asked = decision.state == Withdrawing("2026-0001")
    assert is_asked or decision.reason == "case"


def _asks_what_is_lacking(decision: Decision) -> None:
    assert decision.action == OnCase("2026-0001", Helped(yes=False))


def _only_answers(decision: Decision) -> None:
    assert decision.action is None
    assert decision.markdown


def _ends_reminders(decision: Decision) -> None:
    assert decision.action == EndWatches("")
    assert decision.markdown


_LEADS_TO = {
    "när": _reports,
    "framme": _reports,
    "vem": _reports,
    "stäng_inte": _reports,
    "ångrar": _asks_whether_to_withdraw,
    "fel_fråga": _asks_whether_to_withdraw,
    "hjälpte_inte": _asks_what_is_lacking,
    "stämmer_inte": _asks_what_is_lacking,
    "sluta": _ends_reminders,
    "vem_ser": _only_answers,
}


def test_a_protest_opens_what_was_closed(current: Current) -> None:
    """Who was told that it is closed, and says that it shouldn't be, is heard by the team."""
    closed = Conversation(area="helsingborg", closed="2026-0001", closed_at=NOW)
    for said in ("va? nej det har vi inte", "nej stäng inte jag vill ha svar"):
        decision, _ = decide(turn_of(current, said, closed))
        assert decision.action == OnCase("2026-0001", Add(said))


@pytest.mark.parametrize(
    ("said", "kept", "left_out"),
    [
        ("vi är tolv barn, tack på förhand", "vi är tolv barn", ["tack på förhand"]),
        (
            "ni är helt värdelösa jag har försökt länge",
            "jag har försökt länge",
            ["ni är helt värdelösa"],
        ),
        ("Vi är en kör. https://exempel.se/kor", "Vi är en kör.", ["https://exempel.se/kor"]),
        ("Jävla idioter! Det gäller en kör i maj.", "Det gäller en kör i maj.", ["Jävla idioter"]),
        ("På https://exempel.se står det 20 000", "På https://exempel.se står det 20 000", []),
        ("Vi plockar skräp i skogen.", "Vi plockar skräp i skogen.", []),
        ("Hur tackar man nej till ett bidrag?", "Hur tackar man nej till ett bidrag?", []),
        ("Tack på förhand!", "Tack på förhand!", []),
    ],
)
def test_what_goes_along(said: str, kept: str, left_out: list[str], current: Current) -> None:
    """Facts go along as they were written; thanks, abuse and bare links don't."""
    assert letters.without_noise(current.knowledge.talk.left_out, said) == (kept, tuple(left_out))


def test_an_offer_is_said_once_not_to_be_sent(current: Current) -> None:
    """That it isn't sent yet is said under the first other answer, and then no more."""
    asked = "Vad är startbidragets högsta belopp i Helsingborg?"
    _, offered = decide(turn_of(current, asked))
    said, after = decide(turn_of(current, "är du en robot?", offered))
    assert "inte skickad än" in said.markdown
    again = replace(after, state=Confirming(after.offers[0].id))
    assert "inte skickad än" not in decide(turn_of(current, "vad kan du?", again))[0].markdown


ASKED = "Vad är startbidragets högsta belopp i Helsingborg?"


def offered(current: Current) -> Conversation:
    """A conversation that ended in an offer to send a question."""
    after = decide(turn_of(current, ASKED))[1]
    assert isinstance(after.state, Confirming)
    return after


@pytest.mark.parametrize(
    "said",
    [
        "dra tillbaka den, min styrelse säger nej",
        "jag törs inte, ta tillbaka frågan",
        "ni behöver inte svara för vi har löst det",
        "ta bort frågan jag skäms",
        "det löste sig, vi lånade av grannarna",
    ],
)
def test_a_regret_that_says_why(said: str, current: Current) -> None:
    """A clause more doesn't make it something for the team: it is asked whether to take it back."""
    assert made(current, said).state == Withdrawing("2026-0001")


@pytest.mark.parametrize(
    "said",
    [
        "det gäller en läktare och vi vill ta bort den",
        "vi är femton i styrelsen",
        "ta tillbaka den, eller hur gör man med bidraget?",
    ],
)
def test_no_regret(said: str, current: Current) -> None:
    """What only has such words in it, or asks, takes nothing back."""
    assert made(current, said).state != Withdrawing("2026-0001")


@pytest.mark.parametrize(
    "said", ["stryk vårt namn!", "ta bort mitt telefonnummer", "nej skicka inte med min adress"]
)
def test_what_is_to_be_left_out(said: str, current: Current) -> None:
    """It is never added to the question: the asker writes it as they want it."""
    decision, after = decide(turn_of(current, said, offered(current)))
    assert decision.reason == "edit"
    assert after.offers[0].question == ASKED


@pytest.mark.parametrize(
    "said",
    [
        "nej det var inte skolverket vi menade",
        "nej det var ju inte det vi undrade",
        "jag menade inte hästar",
        "det är inte alls det jag frågade",
    ],
)
def test_an_answer_to_something_else(said: str, current: Current) -> None:
    """Who was misunderstood has said what is lacking: it goes to whoever answered, also where the
    question is closed."""
    assert made(current, said, is_answered=True).action == OnCase("2026-0001", Add(said))
    closed = Conversation(area="helsingborg", closed="2026-0001", closed_at=NOW)
    assert decide(turn_of(current, said, closed))[0].action == OnCase("2026-0001", Add(said))


@pytest.mark.parametrize(
    "said",
    ["jo skicka den visst", "nej fel, skicka min fråga", "jag vill fråga kommunen ändå"],
)
def test_send_it_after_all(said: str, current: Current) -> None:
    """After a no the same question is offered again; those words are never the question."""
    _, declined = decide(turn_of(current, "nej tack", offered(current)))
    assert declined.offers == ()
    _, after = decide(turn_of(current, said, declined))
    assert [offer.question for offer in after.offers] == [ASKED]


@pytest.mark.parametrize("said", ["är det rätt folk?", "vilka är de?", "har de inget nummer?"])
def test_a_doubt_about_an_offer(said: str, current: Current) -> None:
    """Who gets it is told, and the offer stands as it was."""
    before = offered(current)
    decision, after = decide(turn_of(current, said, before))
    assert "Frågan går till" in decision.markdown
    assert (after.state, after.offers) == (before.state, before.offers)


@pytest.mark.parametrize(
    ("said", "is_told"),
    [
        ("har ni fått mitt meddelande", True),
        ("när får jag svar på min fråga?", True),
        ("hur lång tid tar det?", False),
    ],
)
def test_nothing_is_sent(said: str, is_told: bool, current: Current) -> None:
    """Who has sent nothing and waits is told so, and nothing is offered for sending."""
    decision, after = decide(turn_of(current, said, Conversation(area="helsingborg")))
    assert ("Du har ingen fråga hos någon" in decision.markdown) is is_told
    assert not after.offers


def test_somebody_who_waits_calls(current: Current) -> None:
    """A call from somebody who waits is met with where the question is; from others it is a
    greeting."""
    assert made(current, "hallå, är det någon där?").action == Report("när")
    assert made(current, "hallå!", is_answered=True).action is None


@pytest.mark.parametrize("said", ["kiitos paljon!", "mahadsanid", "شكرا", "дякую"])
def test_thanks_in_another_language(said: str, current: Current) -> None:
    """Thanks for a person's answer are thanks, whatever language the question was in."""
    assert made(current, said, is_answered=True).action == OnCase("2026-0001", Helped(yes=True))


@pytest.mark.parametrize(
    "said", ["milloin vastaus tulee?", "kiedy będzie odpowiedź", "wann kommt die Antwort?"]
)
def test_when_in_another_language(said: str, current: Current) -> None:
    """Who asks when the answer comes is told where the question is, whatever the language."""
    assert made(current, said).action == Report("när")


THANKS = yaml.safe_load((Path(__file__).parent / "tables/thanks.yaml").read_text("utf-8"))


@pytest.mark.parametrize(
    ("kind", "said"), [(kind, str(one)) for kind in THANKS for one in THANKS[kind]]
)
def test_thanks_after_an_answer_are_told_from_what_is_more(
    kind: str, said: str, current: Current
) -> None:
    """Who is content, or makes do, opens nothing again; whoever says more is heard."""
    words = current.knowledge.talk.own
    assert is_mild(said, words, is_closed=False) == (kind == "tackar")
    assert is_mild(said, words, is_closed=True) == (kind != "mer")
