"""Which replies to a card are held: tables of such as coordinators write."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from bot.cases.case import Case
from bot.cases.doubts import Doubt, doubt, is_for_colleague, of_act
from bot.cases.tongue import is_english, is_foreign
from bot.cases.unsigned import reason_in, said_in
from bot.knowledge.held import Held
from bot.matching.acts import act
from bot.matching.library import Current
from tests.conftest import NOW, ROOT

_FOLDER = Path(__file__).parent / "replies"
ORDINARY = [str(one) for one in yaml.safe_load((_FOLDER / "ordinary.yaml").read_text("utf-8"))]
HELD = yaml.safe_load((_FOLDER / "held.yaml").read_text("utf-8"))
KINDS = {"kommando": "command", "dröjer": "delay", "kollega": "colleague", "motfråga": "question"}
MOST_HELD = 0.02
MOSTLY_HELD = 0.8
NEARLY_ALL = 0.95
ALIKE = [
    (one, "") if isinstance(one, str) else (one["svar"], one["på"])
    for one in yaml.safe_load((_FOLDER / "alike.yaml").read_text("utf-8"))
]
"""Ordinary answers that look like talk, and what each was asked, where that matters."""
ABOUT = [
    reply
    for kind in yaml.safe_load((_FOLDER / "about.yaml").read_text("utf-8")).values()
    for reply in kind
]
"""Words about whoever asked, or about the question."""


@pytest.fixture(scope="module")
def held() -> Held:
    return Held.model_validate(
        yaml.safe_load((ROOT / "knowledge" / "held.yaml").read_text("utf-8"))
    )


@pytest.mark.parametrize(
    ("kind", "reply"), [(kind, str(reply)) for kind in KINDS for reply in HELD[kind]]
)
def test_what_is_no_answer_is_held(held: Held, kind: str, reply: str) -> None:
    """Each of them, and for what it is."""
    why = doubt(reply, held)
    assert why is not None
    assert why.kind == KINDS[kind]


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("stäng vi har ingen sådan lokal", "vi har ingen sådan lokal"),
        ("stang den", ""),
        ("Lämna den till Kontaktcenter", "Kontaktcenter"),
        ("fraga hur många de är", "hur många de är"),
        ("Svara: ja, det går bra", "ja, det går bra"),
        ("2026-0001 stäng den tack", ""),
    ],
)
def test_a_command_without_its_sign_says_what_follows_its_words(
    held: Held, written: str, said: str
) -> None:
    """As it was written."""
    assert said_in(written, held) == said


def test_no_word_is_torn(held: Held) -> None:
    """What a command's words are left out of begins where a word does: "behöver", "hörsalen",
    "bestämmer" begin with none."""
    begun = ["behöver veta datum", "bestämmer styrelsen det", "hörsalen är ledig", "svarade i går"]
    every = [str(reply) for kind in KINDS for reply in HELD[kind]]
    alike = [one for one, _ in ALIKE]
    for written in (*begun, *ORDINARY, *every, *ABOUT, *alike):
        said = said_in(written, held)
        before = written.removesuffix(said)[-1:]
        assert not (before.isalnum() and said[:1].isalnum()), (written, said)
    assert [said_in(one, held) for one in begun] == begun


@pytest.mark.parametrize(
    "written",
    ["hur många är ni", "vilken dag", "vad heter ni", "när då", "behöver veta datum"],
)
def test_what_asks_without_its_sign_asks_back(held: Held, written: str) -> None:
    """It is no answer, which is still owed."""
    assert doubt(written, held) == Doubt("question")


@pytest.mark.parametrize("written", ["när ni vill", "Vilken dag ni vill.", "så många ni är"])
def test_what_leaves_it_to_whoever_asked_is_an_answer(held: Held, written: str) -> None:
    """Though it begins as a question does."""
    assert doubt(written, held) is None


@pytest.mark.parametrize(
    "written",
    [
        "Frånvaromeddelande: jag läser mejl igen den 7 januari, ring 046-35 50 00 om det är akut.",
        "Jag är på semester till 9 augusti. Ring växeln 046-35 50 00 om det är brådskande.",
        "styrelsen möts den 9:e och tar det då",
        "jag mejlar svaret i eftermiddag",
        "nästa freda",
        "We will be back on Monday.",
    ],
)
def test_a_delay_that_is_written_as_an_answer_is_one(held: Held, written: str) -> None:
    """A meeting that decides, an answer that comes another way, what goes by itself."""
    assert doubt(written, held) == Doubt("delay")


def learned(reply: str, current: Current) -> Doubt | None:
    """What an act that nobody wrote a pattern for is held as."""
    done = act(current.matcher, "team", reply)
    return of_act(done.kind, reply, current.knowledge.held) if done is not None else None


def test_ordinary_answers_go(held: Held, current: Current) -> None:
    """At most two in a hundred are asked about, by pattern or by what they are like."""
    asked_about = [
        reply
        for reply in ORDINARY
        if doubt(reply, held) is not None or learned(reply, current) is not None
    ]
    assert len(asked_about) <= MOST_HELD * len(ORDINARY), asked_about


def test_answers_that_look_like_talk_go(current: Current) -> None:
    """Those that name another team, tell somebody to ask, or say how long something takes: at most
    two in a hundred are asked about."""
    held = current.knowledge.held
    asked_about = [
        reply
        for reply, asked in ALIKE
        if doubt(reply, held, asked) is not None or learned(reply, current) is not None
    ]
    assert len(asked_about) <= MOST_HELD * len(ALIKE), asked_about


def test_words_about_whoever_asked_are_held(current: Current) -> None:
    """Of what is said to a colleague about them or the question, in the form of a statement,
    nineteen in twenty."""
    held = current.knowledge.held
    sent = [one for one in ABOUT if not doubt(one, held) and learned(one, current) is None]
    assert len(sent) <= (1 - NEARLY_ALL) * len(ABOUT), sent


def test_no_table_is_learned_from(current: Current) -> None:
    """What is measured is no example."""
    listed = current.knowledge.acts.team.values()
    examples = {said.lower() for own in listed for texts in own.values() for said in texts}
    measured = {reply.lower() for reply in (*ABOUT, *(one for one, _ in ALIKE))}
    assert not measured & examples


def test_a_time_answers_who_asked_for_one(held: Held) -> None:
    """ "Efter jul" puts off an answer to what something costs, and is one to when it opens."""
    assert doubt("efter jul", held, "Vad kostar salen?") == Doubt("delay")
    assert doubt("efter jul", held, "När öppnar salen igen?") is None


@pytest.mark.parametrize(
    ("written", "why"),
    [
        ("den kan vi stänga", ""),
        ("Stäng den, vi har ingen sådan lokal", "vi har ingen sådan lokal"),
        ("löst på telefon", "löst på telefon"),
    ],
)
def test_what_only_says_that_it_is_done_is_no_reason(held: Held, written: str, why: str) -> None:
    """Whoever asked is never told "den kan vi stänga"."""
    assert reason_in(written, held) == why


def test_a_reason_for_a_colleague_is_asked_about(held: Held) -> None:
    """Of what closes a case or puts it off, nineteen in twenty that a colleague is to read; and of
    what whoever asked may read, none in fifty."""
    reasons = yaml.safe_load((_FOLDER / "reasons.yaml").read_text("utf-8"))
    sent = [one for one in reasons["till_kollega"] if not is_for_colleague(one, held)]
    assert len(sent) <= (1 - NEARLY_ALL) * len(reasons["till_kollega"]), sent
    kept = [one for one in reasons["till_den_som_frågade"] if is_for_colleague(one, held)]
    assert len(kept) <= MOST_HELD * len(reasons["till_den_som_frågade"]), kept


ROOM = yaml.safe_load((_FOLDER / "room.yaml").read_text("utf-8"))


@pytest.mark.parametrize(("kind", "said"), [(kind, one) for kind in ROOM for one in ROOM[kind]])
def test_plain_words_in_the_room_mean_what_they_say(held: Held, kind: str, said: str) -> None:
    """Who takes a question, who has it, whether another can, that it was the wrong card; talk of
    anything else means none of it."""
    meant = (name for name in ROOM if held.means(name, said.lower()) is not None)
    assert next(meant, "prat") == kind


def asked_in(language: str) -> Case:
    """A question in a language."""
    return Case("1", "a", "lund", "grants", "t", "t", language, "?", NOW, NOW, NOW, NOW)


@pytest.mark.parametrize("language", ["en", "fi", "de", "so", "uk", "tr", "it"])
def test_an_answer_in_swedish_is_known(language: str, current: Current) -> None:
    """Of the ordinary answers nineteen in twenty, to whoever asked in another language; to a
    Swedish question none is told of."""
    case, know = asked_in(language), current.knowledge
    assert not any(is_foreign(asked_in("sv"), one, know) for one in ORDINARY)
    unknown = [one for one in ORDINARY if not is_foreign(case, one, know)]
    assert len(unknown) <= (1 - NEARLY_ALL) * len(ORDINARY), unknown


def test_an_answer_in_their_own_language_is_theirs(current: Current) -> None:
    """Or in English: nothing is said of Swedish."""
    answers = yaml.safe_load((_FOLDER / "foreign.yaml").read_text("utf-8"))
    for language, texts in answers.items():
        for text in texts:
            assert not is_foreign(asked_in(language), text, current.knowledge), text


ENGLISH = yaml.safe_load((_FOLDER / "english.yaml").read_text("utf-8"))


def test_answers_in_english_go(held: Held, current: Current) -> None:
    """At most two in a hundred are asked about, and none for what it is like: that is learned of
    Swedish. Talk is held, by its patterns, nineteen times in twenty."""
    go, talk = ENGLISH["svar"], ENGLISH["prat"]
    unlike = [one for one in go if not is_english(one, current.knowledge)]
    asked_about = [one for one in go if doubt(one, held) is not None]
    asked_about += [one for one in unlike if learned(one, current) is not None]
    assert len(asked_about) <= MOST_HELD * len(go), asked_about
    sent = [one for one in talk if doubt(one, held) is None]
    assert len(sent) <= (1 - NEARLY_ALL) * len(talk), sent


def test_an_answer_in_swedish_is_no_english(current: Current) -> None:
    """Else what it is like would never be asked."""
    swedish = [*ABOUT, *(one for one, _ in ALIKE)]
    assert not [one for one in swedish if is_english(one, current.knowledge)]


@pytest.mark.parametrize(
    "aside",
    [
        "OBS! Visa inte detta för den sökande: de har skulder hos oss.",
        "Obs, säg inget till föreningen om det.",
        "Internt: de fick avslag i fjol.",
        "Mellan oss: de får nog avslag.",
        "Dela inte det här med den som frågar.",
        "Sökanden ska inte få veta det än.",
        "Det här är inte för den sökande.",
        "Lisa, stämmer det?",
        "Kan du kolla det, Karin?",
        "PS till Anna: vi tar det på mötet.",
        "Do not tell the applicant that they owe us money.",
    ],
)
@pytest.mark.parametrize("answer", ["", "Ni kan få 5 000 kronor. ", "Ring 042-10 50 00. "])
def test_what_stays_in_the_house_is_held_beside_an_answer(
    held: Held, answer: str, aside: str
) -> None:
    """Wherever it stands, and however much of an answer stands before it."""
    assert doubt(answer + aside, held) == Doubt("colleague")


@pytest.mark.parametrize(
    "written",
    [
        "OBS! Läs reglerna innan ni söker.",
        "Visa inte koden för andra än era ledare.",
        "Lämna inte ut nyckeln till dem som inte är medlemmar.",
        "Skriv på blanketten. Skriv inte något i den sista rutan.",
        "Köket är inte för föreningen, men salen går bra att boka.",
        "Har ni frågor? Anna hjälper er på torsdagar.",
        "Ring Lisa. Hon vet vilka tider som är lediga.",
        "Glöm inte att dela schemat med era medlemmar.",
        "Det är inte för er utan för idrottsföreningar.",
    ],
)
def test_what_looks_like_it_and_is_said_to_whoever_asked_goes(held: Held, written: str) -> None:
    """It mentions a secret, a name, or whom something isn't for."""
    assert doubt(written, held) is None


def test_the_tables_are_as_large_as_they_say() -> None:
    """Three hundred that go and a hundred that are held, none of them twice."""
    every = [str(reply) for kind in KINDS for reply in HELD[kind]]
    assert len(set(ORDINARY)) == len(ORDINARY) >= 300
    assert len(set(every)) == len(every) >= 100
    assert len(set(ALIKE)) == len(ALIKE) >= 100
    assert len(set(ABOUT)) == len(ABOUT) >= 100


def test_a_folder_without_the_words_holds_nothing() -> None:
    """One from before there were any goes on as it was."""
    assert doubt("senare fredag", Held()) is None


def test_what_nobody_wrote_a_pattern_for_is_mostly_held(held: Held, current: Current) -> None:
    """Of replies that are none, in words that neither pattern nor example has, four in five."""
    replies = yaml.safe_load((_FOLDER / "learned.yaml").read_text("utf-8")).values()
    every = [reply for kind in replies for reply in kind]
    kept = [one for one in every if doubt(one, held) or learned(one, current)]
    assert len(kept) >= MOSTLY_HELD * len(every), set(every) - set(kept)


def test_what_a_stranger_writes_is_held_or_goes(held: Held, current: Current) -> None:
    """Of replies by somebody who has seen no example, four in five of those that are no answer are
    held, and at most one in twenty-five of those that are."""
    replies = yaml.safe_load((_FOLDER / "blind.yaml").read_text("utf-8"))
    kept = {
        kind: [one for one in own if doubt(one, held) or learned(one, current)]
        for kind, own in replies.items()
    }
    assert len(kept["hålls"]) >= MOSTLY_HELD * len(replies["hålls"]), kept["hålls"]
    assert len(kept["går"]) <= 0.04 * len(replies["går"]), kept["går"]
