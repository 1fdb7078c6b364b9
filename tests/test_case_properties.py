"""Whatever askers and coordinators do, in any order: no question is lost, and no word reaches a
chat that it isn't for.

Every text that somebody writes has a word of its own in it (``zqaaa``, ``zqaab`` …), and the
machine knows who may read it.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from typing import ClassVar

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from bot.cases.case import Case, EventKind
from bot.cli.stage import Shown, Stage
from bot.days.workdays import STOCKHOLM, local
from bot.matching.library import Current
from bot.messages import Kind
from bot.storage import casebook, outbox
from tests.conftest import NOW, ROOMS

CHATS = {f"dm-{who}": who for who in ("anna", "bo", "cia")}
SEATS = {team: where.partition(":")[2] for team, where in ROOMS.items()}
TEAMS = (*SEATS, "lund/stenkrossen")  # the last has no room
COORDINATOR, NOBODY = "karin1957", ""
QUESTIONS = (
    "Vad är startbidragets högsta belopp i Helsingborg {}?",
    "Vem hyr ut gympasalen {} på Lombiaskolan i Helsingborg?",
    "Kan vår förening {} få låna kommunens minibuss i Helsingborg?",
)
ACTS = [
    act
    for team in TEAMS
    for act in (f"to:{{number}}:{team}", f"/lamna {{number}} {team} ni kan det {{word}}")
]
ACTS += [
    "/senare {number} {day} vi väntar på {word}",
    "/stang {number} vi har ingen sådan {word}",
] * 2
ACTS += ["ta:{number}", "/ta {number}", "Vi tar det på mötet {word} sa chefen"]
PROMISED: tuple[EventKind, ...] = (
    "asked",
    "added",
    "corrected",
    "transferred",
    "put-off",
    "escalated",
    "reopened",
)  # each is followed by "du får svar senast …"
askers, yes_or_no = st.sampled_from(sorted(CHATS)), st.booleans()
places = st.tuples(st.sampled_from((0, 0, 1)), st.sampled_from((*[""] * 6, *SEATS.values())))
"""Which case (the newest or the one before), and in which room something is done to it: where it is
now, or another."""


class People(RuleBasedStateMachine):
    """Three askers and three rooms; each rule is something that somebody does, or time passing."""

    current: ClassVar[Current]

    def __init__(self) -> None:
        super().__init__()
        self.stage = Stage(self.current, NOW, ROOMS)
        self.db = self.stage.db
        self.may_read: dict[str, str] = {
            COORDINATOR: NOBODY
        }  # word → the only asker's chat in which it may stand
        self.relayed: dict[str, dict[str, dt.datetime]] = defaultdict(
            dict
        )  # case → words for its asker, and when written
        self.answers: set[str] = set()  # those of them that answer
        self.last = ("", "", "")  # what was written last for an asker: the room, the case, the word
        self.past: dict[int, tuple[str, ...]] = {}

    def word(self, reader: str = NOBODY) -> str:
        """A new word, which only this chat may show."""
        new = "zq" + "".join(chr(97 + len(self.may_read) // place % 26) for place in (676, 26, 1))
        self.may_read[new] = reader
        return new

    def said_by(self, chat: str, text: str = "", **how: str | None) -> None:
        """An asker does something, and is always told something."""
        self.stage.now += dt.timedelta(seconds=1)
        before = len(self.shown(chat))
        self.stage.hear(CHATS[chat], text, **how)  # type: ignore[arg-type]
        assert len(self.shown(chat)) > before, (text, how)

    def press(self, chat: str, *kinds: str) -> bool:
        """An asker presses the first such choice under the last message; whether there was one."""
        last = self.shown(chat)[-1:]
        choices = [
            choice.id
            for said in last
            for choice in said.choices
            if choice.id.partition(":")[0] in kinds
        ]
        for choice in choices[:1]:
            self.said_by(chat, kind="pressed", choice=choice, reply_to=last[0].id)
        return choices != []

    def in_room(self, room: str, number: str, word: str, text: str, on: Shown | None = None) -> str:
        """A coordinator writes or presses; the asker may read it where the room is told that they
        get it. What is said there."""
        self.stage.now += dt.timedelta(seconds=1)
        before, pressed = (
            len(self.shown(room)),
            text if re.match("(ta|to|send|keep):", text) else None,
        )
        kind: Kind = "pressed" if pressed else "said"
        self.stage.hear(
            COORDINATOR, text, room=room, kind=kind, choice=pressed, reply_to=on.id if on else None
        )
        said = "\n".join(said.text for said in self.shown(room)[before:])
        if word and f"{number} går om" in said:
            self.relayed[number][word], self.last = self.stage.now, (room, number, word)
            self.answers |= {word} if "Svaret på" in said else set()
        if word and re.search(rf"{number} går om|Den som frågade får veta", said):
            self.may_read[word] = self.chat_of(number)
        return said

    def shown(self, room: str) -> list[Shown]:
        return [said for said in self.stage.shown if said.room == room]

    def at(self, place: tuple[int, str]) -> tuple[str, Case]:
        case = casebook.every(self.db)[-1 - place[0]]
        return place[1] or SEATS[case.team], case

    def chat_of(self, number: str) -> str:
        row = self.db.execute(
            "SELECT room FROM askers JOIN cases ON asker = key WHERE number = ?", [number]
        ).fetchone()
        return str(row[0])

    def waits(self, number: str) -> bool:
        return any(row.state == "waiting" for row in outbox.relays(self.db, number))

    @initialize(first=askers, second=askers)
    def begin(self, first: str, second: str) -> None:
        self.ask(first, QUESTIONS[0])
        self.ask(second, QUESTIONS[1])

    @precondition(lambda self: len(casebook.every(self.db)) < 4)
    @rule(chat=askers, question=st.sampled_from(QUESTIONS))
    def ask(self, chat: str, question: str) -> None:
        self.said_by(chat, question.format(self.word(chat)))
        while self.press(chat, "yes", "new", "ask"):
            pass

    @rule(place=places, how=st.sampled_from(("said", "replied", "edited")))
    def add(self, place: tuple[int, str], how: str) -> None:
        """More words; or the newest of those that belong to a case written anew."""
        chat = self.chat_of(self.at(place)[1].number)
        rows = self.db.execute(
            "SELECT event_id FROM said JOIN askers ON key = asker WHERE room = ?"
            " ORDER BY said.rowid",
            [chat],
        )
        old = rows.fetchall()[-1][0] if how == "edited" else None
        known = [
            said.id
            for said in self.shown(chat)
            if re.search("Nu är frågan skickad|Svar från", said.text)
        ]
        on = known[-1] if known and how == "replied" else None
        kind = "edited" if old else "said"
        self.said_by(
            chat,
            f"Vi är tolv {self.word(chat)} och har egen städning.",
            kind=kind,
            edits=old,
            reply_to=on,
        )
        self.press(chat, "add")

    @rule(
        place=places, how=st.sampled_from(("ta tillbaka", "/status", "helped", "unhelped", "tack"))
    )
    def end(self, place: tuple[int, str], how: str) -> None:
        """Withdraw, or say whether it helped: by a press where there is one, or in words."""
        chat = self.chat_of(self.at(place)[1].number)
        if not self.press(chat, how):
            self.said_by(chat, "tack" if how.endswith("helped") else how)
        self.press(chat, "withdraw")

    @rule(place=places, asks=yes_or_no, wait=yes_or_no)
    def answer(self, place: tuple[int, str], asks: bool, wait: bool) -> None:
        """Reply to the card, or ask back by number; perhaps nothing happens until it is there."""
        (room, case), word = self.at(place), self.word()
        cards = [
            said
            for said in self.shown(room)
            if said.text.startswith(f"Fråga {case.number}") and not asks
        ]
        text = (
            f"Det går bra {word}."
            if cards
            else f"/{'fraga' if asks else 'svara'} {case.number} Så här {word}"
        )
        self.in_room(room, case.number, word, text, cards[-1] if cards else None)
        if wait:
            self.stage.wait(seconds=self.stage.undo)

    @rule(place=places, act=st.sampled_from(ACTS), days=st.sampled_from((1, 5, 12)))
    def act(self, place: tuple[int, str], act: str, days: int) -> None:
        (room, case), word, day = (
            self.at(place),
            self.word(),
            local(self.stage.now) + dt.timedelta(days=days),
        )
        self.in_room(
            room,
            case.number,
            word,
            act.format(number=case.number, word=word, day=f"{day.day}/{day.month}"),
        )

    @precondition(lambda self: self.last[0])
    @rule()
    def take_back(self) -> None:
        """What was written last for an asker."""
        room, number, word = self.last
        if word and self.stage.now - self.relayed[number][word] < dt.timedelta(
            seconds=self.stage.undo - 1
        ):
            said, case = self.in_room(room, number, "", "ångra"), casebook.find(self.db, number)
            # A withdrawal has taken it back already; what lies with another team is that team's.
            assert re.search("Inget är skickat|ligger nu hos", said) or (
                case and case.state == "withdrawn"
            ), said
            self.may_read[word], self.last = NOBODY, ("", "", "")

    @rule(place=places, send=yes_or_no)
    def reply_to_a_notice(self, place: tuple[int, str], send: bool) -> None:
        """What replies to anything but a card is held, and then kept, or sent after all."""
        (room, _), word = self.at(place), self.word()
        notices = [
            said
            for said in self.shown(room)
            if re.match(r"Levererat|\S+ är (tagen|lämnad)|Den som frågade", said.text)
        ]
        self.in_room(room, "", "", f"Hon ringde {word} nyss", notices[-1] if notices else None)
        for held in [said for said in self.shown(room) if f"{word} nyss" in said.text]:
            choice = held.choices[0 if send else 1].id
            self.in_room(room, choice.split(":")[1], word, choice, held)

    @rule(hours=st.sampled_from((3, 15, 24, 72, 200)), restart=yes_or_no)
    def time_passes(self, hours: int, restart: bool) -> None:
        if restart:
            self.stage.restart()
        self.stage.wait(hours=hours)

    @invariant()
    def each_case_is_one_teams(self) -> None:
        """Exactly one team has it, and that team has a room; no message was too much for the bot;
        history is only added to."""
        assert all(
            case.team in SEATS and case.team not in case.former for case in casebook.every(self.db)
        )
        assert not self.db.execute("SELECT 1 FROM incoming WHERE state = 'parked'").fetchone()
        now = {
            row[0]: row[1:]
            for row in self.db.execute("SELECT id, case_number, at, kind, side, text FROM history")
        }
        assert self.past.items() <= now.items()
        self.past = now

    @invariant()
    def every_end_is_told(self) -> None:
        """A case is open while what was promised last is unanswered; whoever asked is told how it
        ended, and nothing after that."""
        for case in casebook.every(self.db):
            chat, relayed = self.shown(self.chat_of(case.number)), self.relayed[case.number]
            last = {
                e.kind: e.at or NOW
                for e in casebook.history(self.db, case.number)
                if e.text != "quiet"
            }
            promised = max(last.get(kind, NOW) for kind in PROMISED)
            ended = max(last.get("closed", NOW), last.get("withdrawn", NOW))
            read = {
                word: said.at
                for word in relayed
                for said in chat
                if word in said.text and self.may_read[word]
            }
            answered = any(word in self.answers and relayed[word] >= promised for word in read)
            if case.is_open:
                assert case.asked_back or not answered, (case, last)
            elif case.state != "answered" and ended > promised:
                # To close what has its answer says nothing more: the answer was the end.
                told = (answered and case.state == "closed") or any(
                    case.number in said.text for said in chat if said.at >= ended
                )
                assert told, (case, last)
                assert all(at <= ended for at in read.values()), (case, last)
            elif not self.waits(case.number) and last.get("helped", NOW) <= promised:
                assert answered, (case, last)

    @invariant()
    def nobody_reads_what_is_not_theirs(self) -> None:
        """No talk, kept text, reason, coordinator or answer taken back in any asker's chat; nothing
        of one asker's in another's."""
        for said in self.stage.shown:
            if said.room in CHATS:
                words = re.findall(rf"zq[a-z]{{3}}|{COORDINATOR}", said.text)
                assert all(self.may_read[word] == said.room for word in words), said

    def teardown(self) -> None:
        """Forty days later, whoever still waits has been told that it is late, after the last day
        that was promised."""
        today = local(self.stage.now).date()
        for at in range(1, 81):
            clock = dt.time(9 if at % 2 else 15, 30, tzinfo=STOCKHOLM)
            self.stage.at(
                dt.datetime.combine(today + dt.timedelta(days=(at + 1) // 2), clock).astimezone(
                    dt.UTC
                )
            )
        self.every_end_is_told()
        for case in casebook.open_cases(self.db):
            since = case.due if case.due < self.stage.now else case.started
            told = [
                s.text
                for s in self.shown(self.chat_of(case.number))
                if case.number in s.text and s.at >= since
            ]
            assert any("inte ditt fel" in text for text in told), case
        self.stage.close()


@pytest.mark.parametrize("examples", [8, pytest.param(40, marks=pytest.mark.slow(seconds=12))])
@pytest.mark.long
def test_cases_in_any_order(current: Current, examples: int) -> None:
    """No order of acts, pauses and restarts loses a question or lets a word out.

    What fails is printed as it was found. To have it short takes minutes of trying: put
    ``Phase.shrink`` in for that.
    """
    People.current = current
    how = settings(
        max_examples=examples,
        stateful_step_count=40,
        deadline=None,
        derandomize=True,
        database=None,
        phases=[Phase.generate],
        report_multiple_bugs=False,
        suppress_health_check=[HealthCheck.too_slow],
    )
    run_state_machine_as_test(People, settings=how)
