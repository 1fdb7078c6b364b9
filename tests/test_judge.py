"""What the judge says: each act, by each who may try it, in each state of a case."""

from __future__ import annotations

import ast
import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import fields, replace
from pathlib import Path
from typing import get_args

import pytest

from bot.cases import judge
from bot.cases.acts import (
    Add,
    Answer,
    AskBack,
    Asker,
    AskerAct,
    Change,
    Claim,
    Close,
    Coordinator,
    Correct,
    Delete,
    Forget,
    GiveBack,
    Helped,
    Hold,
    PutOff,
    Relay,
    Release,
    Repeat,
    SendEntry,
    TakeBack,
    TeamAct,
    Thumb,
    Transfer,
    Withdraw,
)
from bot.cases.cards import Cards
from bot.cases.case import Case, Event, State, last_answer
from bot.cases.deadlines import HALF, QUIET
from bot.cases.occurrences import (
    Arrived,
    Bounced,
    DayOver,
    Delivered,
    Expire,
    Lapse,
    Occurrence,
    Remind,
    Stuck,
    Unanswered,
    Undelivered,
)
from bot.cases.routing import EVERYBODY
from bot.cases.ruling import ASKER, Circumstances, Refusal, Ruling
from bot.dialogue.turns.conversation import Conversation, Offer
from bot.dialogue.turns.turn import Turn
from bot.knowledge import loading
from bot.knowledge.model import Knowledge
from bot.messages import Incoming
from bot.storage.post import Post
from tests.conftest import ROOT

NOW = dt.datetime(2026, 11, 25, 9, tzinfo=dt.UTC)
"""A Wednesday morning: every team works."""
ASKED = NOW - dt.timedelta(days=5)
TEAM, FORMER, OTHER = "lund/huset", "sverige/redaktionen", "default"
STATES: tuple[State, ...] = get_args(State)
CASE = Case(
    number="2026-0001",
    asker="anna",
    area="lund",
    topic="premises",
    owner=TEAM,
    team=TEAM,
    language="sv",
    question="Får vi ett rum?",
    created=ASKED,
    started=ASKED,
    due=NOW - dt.timedelta(hours=17),
    touched=ASKED,
    former=(FORMER,),
    near=("lund-platsen",),
)
ELSEWHERE = replace(CASE, number="2026-0002", team=OTHER, former=(TEAM, FORMER))
"""Another case, which all of them may answer."""
ANSWERED = (Event("asked", "asker"), Event("answered", "team", "Ja."))
WAITING = Relay(7, is_question=False, in_time=True, is_only=True)
GONE = replace(WAITING, in_time=False)

TEAM_ACTS: tuple[TeamAct, ...] = (
    Answer("Nej.", "source"),
    AskBack("Hur många?", "source"),
    SendEntry("lund-platsen", "source"),
    Repeat(ELSEWHERE, (Event("answered", "team", "Nej."),), "source"),
    Hold("Hon ringde.", "9", "source"),
    TakeBack(WAITING),
    Change(WAITING, "Kanske.", "source"),
    Claim(),
    Thumb(),
    GiveBack(),
    Release("Karin"),
    Transfer(OTHER, "ni vet"),
    PutOff(dt.date(2026, 11, 27), "vi frågar"),
    Close("ingen vet"),
)
BY_TEAM = """
          who         open           claimed        answered       withdrawn      closed
Answer    team,former answered       answered       answered       återtagen      avslutad
Answer    other       finns_inte_här
Answer    card        ligger_hos
AskBack   team,former claimed        claimed        answered       återtagen      avslutad
AskBack   other       finns_inte_här
AskBack   card        ligger_hos
SendEntry team,former answered       answered       answered       återtagen      avslutad
SendEntry other       finns_inte_här
SendEntry card        ligger_hos
Repeat    team,former answered       answered       answered       återtagen      avslutad
Repeat    other       finns_inte_här
Repeat    card        ligger_hos
Hold      team,former open           claimed        answered       withdrawn      closed
Hold      card        open           claimed        answered       withdrawn      closed
Hold      other       finns_inte_här
TakeBack  team,former claimed        claimed        claimed        withdrawn      closed
TakeBack  other       finns_inte_här
TakeBack  card        ligger_hos
Change    team,former open           claimed        answered       återtagen      closed
Change    other       finns_inte_här finns_inte_här finns_inte_här återtagen      finns_inte_här
Change    card        ligger_hos     ligger_hos     ligger_hos     återtagen      ligger_hos
Claim     team,former claimed        claimed        answered       återtagen      claimed
Claim     other       finns_inte_här
Claim     card        ligger_hos
Thumb     team,former claimed        claimed        -              -              -
Thumb     other       finns_inte_här finns_inte_här -              -              -
Thumb     card        ligger_hos     ligger_hos     -              -              -
GiveBack  team,former -              open           -              -              -
GiveBack  other       -              finns_inte_här -              -              -
GiveBack  card        -              ligger_hos     -              -              -
Release   team,former -              open           -              -              -
Release   other       -              finns_inte_här -              -              -
Release   card        -              ligger_hos     -              -              -
Transfer  team,former open           open           open           återtagen      avslutad
Transfer  other       finns_inte_här
Transfer  card        ligger_hos
PutOff    team,former open           claimed        claimed        återtagen      avslutad
PutOff    other       finns_inte_här
PutOff    card        ligger_hos
Close     team,former closed         closed         closed         återtagen      avslutad
Close     other       finns_inte_här
Close     card        ligger_hos
"""
"""The state after it, the refusal's key in the wording, or "-" where nothing is said. One cell: in
every state. "team" has the case, it passed from "former"; "other" typed its number, "card" came by
something that the bot said of it."""

ASKER_ACTS: dict[str, AskerAct] = {
    "Add": Add("Vi är tolv."),
    "Correct": Correct("Får vi två rum?", was=CASE.question),
    "Delete(question)": Delete(is_question=True),
    "Delete(addition)": Delete(is_question=False),
    "Withdraw": Withdraw(),
    "Forget": Forget(),
    "Helped(yes)": Helped(yes=True),
    "Helped(no)": Helped(yes=False),
}
BY_ASKER = """
                      who    open       claimed    answered   withdrawn  closed
Add                   own    open       claimed    claimed    withdrawn  claimed
Correct               own    open       claimed    claimed    withdrawn  claimed
Delete(question)      own    withdrawn  withdrawn  -          -          -
Delete(addition)      own    open       claimed    -          -          -
Withdraw              own    withdrawn  withdrawn  withdrawn  withdrawn  closed
Forget                own    withdrawn  withdrawn  withdrawn  -          -
Helped(yes)           own    closed
Helped(no)            own    open       claimed    answered   withdrawn  closed
Add                   other  knapp_gammal
Correct               other  knapp_gammal
Delete(question)      other  knapp_gammal
Delete(addition)      other  knapp_gammal
Withdraw              other  knapp_gammal
Forget                other  knapp_gammal
Helped(yes)           other  knapp_gammal
Helped(no)            other  knapp_gammal
"""

OCCURRENCES: tuple[Occurrence, ...] = (
    Arrived(),
    Bounced(is_theirs=True),
    Delivered(),
    Undelivered("Stängt."),
    Stuck(),
    Remind(HALF),
    Unanswered(),
    DayOver(),
    Lapse(),
    Expire(),
)
BY_ITSELF = """
             who     open       claimed    answered   withdrawn  closed
Arrived      nobody  open       claimed    answered   withdrawn  closed
Bounced      nobody  open       open       -          -          -
Delivered    nobody  open       claimed    answered   withdrawn  closed
Undelivered  nobody  open       claimed    claimed    withdrawn  closed
Stuck        nobody  open       claimed    -          -          -
Remind       nobody  open       claimed    -          -          -
Unanswered   nobody  open       claimed    -          -          -
DayOver      nobody  open       claimed    -          -          -
Lapse        nobody  open       open       -          -          -
Expire       nobody  closed     closed     closed     -          -
"""


Cells = dict[tuple[str, str, State], str]


def read(table: str) -> Cells:
    """What comes of each act, by whom, in each state."""
    heading, *lines = (line.split() for line in table.strip().splitlines())
    assert heading == ["who", *STATES]
    cells: Cells = {}
    for act, people, *outcomes in lines:
        assert len(outcomes) in (1, len(STATES)), act
        by_state = outcomes if len(outcomes) > 1 else outcomes * len(STATES)
        for who in people.split(","):
            for state, outcome in zip(STATES, by_state, strict=True):
                assert (act, who, state) not in cells, act
                cells[act, who, state] = outcome
    return cells


def name(act: object) -> str:
    return type(act).__name__


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    """Lund and the country: two teams beside the default one."""
    return loading.load(ROOT / "tests" / "small")


@pytest.fixture
def known(knowledge: Knowledge) -> Circumstances:
    """An answer was given; every team has a room and is there."""
    cards, undo = Cards(knowledge, NOW), dt.timedelta(seconds=15)
    return Circumstances(CASE.number, cards, EVERYBODY, undo, history=ANSWERED)


def in_state(state: State) -> Case:
    return replace(CASE, state=state, claimed_by="" if state == "open" else "karin")


def people(who: str) -> Coordinator:
    sits = {"team": TEAM, "former": FORMER}.get(who, OTHER)
    return Coordinator((sits,), "karin", by_card=who == "card")


def outcome(ruling: Ruling | Refusal | None, knowledge: Knowledge) -> str:
    """The state after it, or the key of what is said instead."""
    if isinstance(ruling, Ruling):
        return ruling.case.state
    return key_of(ruling.text, knowledge) if ruling and ruling.text else "-"


def key_of(text: str, knowledge: Knowledge) -> str:
    """The key of the sentence that a text is."""
    keys = {cell for table in (BY_TEAM, BY_ASKER) for cell in read(table).values()} | {
        "bara_tecken",
        "dagen_går_inte",
        "för_sent",
        "inget_att_skicka",
        "inget_att_ångra",
        "redan_skickat",
        "svar_på_väg",
    }
    sentences = {key: str(knowledge.wording["sv"].get(key, "")) for key in keys}
    patterns = {
        key: re.sub(r"\\{\w+\\}", ".*", re.escape(sentence.strip()))
        for key, sentence in sentences.items()
    }
    (found,) = (key for key, pattern in patterns.items() if re.fullmatch(pattern, text))
    return found


@pytest.mark.parametrize("act", TEAM_ACTS, ids=name)
@pytest.mark.parametrize("who", ["team", "former", "other", "card"])
def test_what_a_team_does(act: TeamAct, who: str, known: Circumstances) -> None:
    """Those who have a case, or had it, may act on it while it lives; nobody else ever does."""
    table = read(BY_TEAM)
    for state in STATES:
        ruling = judge.by_team(act, in_state(state), people(who), known)
        assert outcome(ruling, known.cards.knowledge) == table[name(act), who, state], state
        may = who in ("team", "former") or (who == "card" and isinstance(act, Hold))
        assert may or isinstance(ruling, Refusal)


@pytest.mark.parametrize("act", ASKER_ACTS)
@pytest.mark.parametrize("who", ["own", "other"])
def test_what_an_asker_does(act: str, who: str, known: Circumstances) -> None:
    """Whoever asked may act on the case; for anybody else it is as if there were none."""
    table, by = read(BY_ASKER), Asker("anna" if who == "own" else "bo", "sv")
    for state in STATES:
        ruling = judge.by_asker(ASKER_ACTS[act], in_state(state), by, known)
        assert outcome(ruling, known.cards.knowledge) == table[act, who, state], state
    none = judge.by_asker(ASKER_ACTS[act], None, by, known)
    assert outcome(none, known.cards.knowledge) == "knapp_gammal"


@pytest.mark.parametrize("occurrence", OCCURRENCES, ids=name)
def test_what_happens_by_itself(occurrence: Occurrence, known: Circumstances) -> None:
    """What the network and time do to a case leaves one that has ended as it is."""
    table, long_ago = read(BY_ITSELF), NOW - 2 * QUIET
    for state in STATES:
        case = in_state(state)
        if isinstance(occurrence, Expire):
            case = replace(case, asked_back=long_ago, touched=long_ago)
        ruling = judge.by_itself(occurrence, case, known)
        expected = table[name(occurrence), "nobody", state]
        assert outcome(ruling, known.cards.knowledge) == expected, state


def test_the_tables_are_complete() -> None:
    """A new act, occurrence or state has to be entered, by each who may try it."""
    assert {name(act) for act in TEAM_ACTS} == {kind.__name__ for kind in get_args(TeamAct)}
    assert {act.partition("(")[0] for act in ASKER_ACTS} == {
        kind.__name__ for kind in get_args(AskerAct)
    }
    assert {name(one) for one in OCCURRENCES} == {kind.__name__ for kind in get_args(Occurrence)}
    everybody = {
        BY_TEAM: ([name(act) for act in TEAM_ACTS], ["team", "former", "other", "card"]),
        BY_ASKER: ([*ASKER_ACTS], ["own", "other"]),
        BY_ITSELF: ([name(one) for one in OCCURRENCES], ["nobody"]),
    }
    for table, (acts, who) in everybody.items():
        assert set(read(table)) == {
            (act, one, state) for act in acts for one in who for state in STATES
        }


@pytest.mark.parametrize("act", TEAM_ACTS, ids=name)
def test_a_number_without_a_case(act: TeamAct, known: Circumstances) -> None:
    """It is done to nothing, whoever types it, and whatever they sit in."""
    for who in ("team", "card"):
        assert isinstance(judge.by_team(act, None, people(who), known), Refusal)


@pytest.mark.parametrize(
    ("act", "key"),
    [
        (Answer("Ja.", "source", pressed=True), "redan_skickat"),
        (Repeat(ELSEWHERE, ANSWERED, "source"), "redan_skickat"),
        (Repeat(ELSEWHERE, (), "source"), "inget_att_skicka"),
        (Repeat(None, ANSWERED, "source"), "inget_att_skicka"),
        (Repeat(replace(ELSEWHERE, former=()), ANSWERED, "source"), "inget_att_skicka"),
        (TakeBack(GONE), "för_sent"),
        (Thumb(is_message=True), "bara_tecken"),
        (PutOff(dt.date(2026, 11, 28), "en lördag"), "dagen_går_inte"),
    ],
    ids=str,
)
def test_what_comes_too_late(act: TeamAct, key: str, known: Circumstances) -> None:
    """What has gone isn't sent twice nor taken back; another's answer isn't passed around."""
    ruling = judge.by_team(act, in_state("answered"), people("team"), known)
    assert outcome(ruling, known.cards.knowledge) == key


@pytest.mark.parametrize("act", TEAM_ACTS, ids=name)
def test_while_an_answer_waits(act: TeamAct, known: Circumstances) -> None:
    """Nobody closes, passes on or puts off a case whose answer can still be taken back."""
    waiting = replace(known, is_answer_waiting=True)
    ruling = judge.by_team(act, in_state("answered"), people("team"), waiting)
    stops = isinstance(act, Close | Transfer | PutOff)
    assert (outcome(ruling, known.cards.knowledge) == "svar_på_väg") == stops


def test_what_was_answered_before_stays_answered(known: Circumstances) -> None:
    """The second answer is taken back: the first still stands."""
    twice = replace(known, history=(*ANSWERED, Event("answered", "team", "Nej.")))
    ruling = judge.by_team(TakeBack(WAITING), in_state("answered"), people("team"), twice)
    assert outcome(ruling, known.cards.knowledge) == "answered"


@pytest.mark.parametrize("state", ["withdrawn", "closed"])
def test_what_waits_in_a_case_that_has_ended_is_stopped(state: State, known: Circumstances) -> None:
    """Taken back there, it doesn't go, and counts no more as the answer."""
    ruling = judge.by_team(TakeBack(WAITING), in_state(state), people("team"), known)
    assert isinstance(ruling, Ruling)
    assert ruling.stopped == WAITING.post
    assert last_answer((*known.history, *ruling.events)) is None


def test_what_is_edited_in_time_goes_instead(known: Circumstances) -> None:
    """Before it has gone the same post says other words; after that a correction follows."""
    said = {}
    for relay in (WAITING, GONE):
        change = Change(relay, "Kanske.", "source")
        ruling = judge.by_team(change, in_state("answered"), people("team"), known)
        assert isinstance(ruling, Ruling)
        said[relay] = ruling.tells[0]
    assert (said[WAITING].instead_of, said[GONE].instead_of) == (WAITING.post, None)
    assert "Rättat" in said[GONE].text


def test_nobody_who_is_forgotten_is_told(known: Circumstances) -> None:
    """The teams hear that the question is gone, and its asker hears nothing."""
    ruling = judge.by_asker(Forget(), in_state("open"), Asker("anna", "sv"), known)
    assert isinstance(ruling, Ruling)
    assert {tell.to for tell in ruling.tells} == {TEAM, FORMER}
    assert ASKER not in {tell.to for tell in ruling.tells}


# Nobody else judges

MADE_BY_THE_JUDGE = {"Ruling", "Refusal", "Tell", "Event", "Case"}
OF_A_CASE = {field.name for field in fields(Case)} - {
    field.name for kind in (Conversation, Incoming, Offer, Post, Turn) for field in fields(kind)
}
"""What only a case has: to replace it is to change a case."""


def calls(path: Path) -> Iterator[ast.Call]:
    tree = ast.parse(path.read_text("utf-8"))
    return (node for node in ast.walk(tree) if isinstance(node, ast.Call))


def is_made_by_hand(call: ast.Call) -> bool:
    """Whether a call makes a ruling, an event or a case, or another case of one."""
    whole = ast.unparse(call.func)
    called = whole.rpartition(".")[2]
    if called != "replace" or not call.args:
        return called in MADE_BY_THE_JUDGE and whole != "asyncio.Event"
    given = {keyword.arg for keyword in call.keywords}
    what = ast.unparse(call.args[0]).rpartition(".")[2]
    return bool(given & OF_A_CASE) or what in ("case", "other", "own", "ruling", "told", "tell")


def test_nobody_else_rules() -> None:
    """Outside bot/cases no module makes a ruling, an event or a changed case; the table's own
    module makes those that it reads."""
    own = (ROOT / "bot" / "cases", ROOT / "bot" / "storage" / "casebook.py")
    others = [
        path
        for path in (ROOT / "bot").rglob("*.py")
        if not any(path.is_relative_to(mine) for mine in own)
    ]
    assert len(others) > 50
    made = [
        f"{path.relative_to(ROOT)}:{call.lineno}"
        for path in others
        for call in calls(path)
        if is_made_by_hand(call)
    ]
    assert made == []


@pytest.mark.parametrize(
    "line",
    [
        "replace(case, state='closed')",
        "dataclasses.replace(row.case, language='sv')",
        "replace(mine, claimed_by='')",
        "Event('closed', 'bot')",
        "cases.Ruling(case)",
    ],
)
def test_what_is_made_by_hand_is_found(line: str) -> None:
    """Also under another name, where what is changed is only a case's."""
    (call,) = (node for node in ast.walk(ast.parse(line)) if isinstance(node, ast.Call))
    assert is_made_by_hand(call)
