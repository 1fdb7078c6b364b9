"""Whatever askers and coordinators do, in any order: no question is lost, and no word reaches a chat that it isn't for.

Every text that somebody writes has a word of its own in it (``zqaaa``, ``zqaab`` …), and the machine knows who may read it.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from typing import ClassVar

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from bot import cases, conversations, outbox
from bot.cases import Case
from bot.library import Current
from bot.workdays import STOCKHOLM, local
from tests.conftest import NOW
from tests.play import ROOMS, Play, Said

CHATS = {f"dm-{who}": who for who in ("anna", "bo", "cia")}
TEAMS = {where.partition(":")[2]: team for team, where in ROOMS.items()}
"""The rooms of Helsingborg's teams and of the default team; no other team has one."""
COORDINATOR = "karin1957"
QUESTIONS = (
    "Vad är maxbeloppet för startbidrag i Helsingborg {}?",
    "Vem hyr ut gympasalen {} på Lombiaskolan i Helsingborg?",
    "Kan vår förening {} få låna kommunens minibuss i Helsingborg?",
)
NOBODY = ""
PAUSES = [dt.timedelta(seconds=4), dt.timedelta(seconds=16), dt.timedelta(hours=3), dt.timedelta(hours=15)]
PAUSES += [dt.timedelta(days=days) for days in (1, 3, 8)]
askers, rooms, newest = st.sampled_from(sorted(CHATS)), st.sampled_from(sorted(TEAMS)), st.sampled_from((0, 0, 1))


class People(RuleBasedStateMachine):
    """Three askers and three rooms; each rule is something that somebody does, or time passing."""

    current: ClassVar[Current]

    def __init__(self) -> None:
        super().__init__()
        self.play = Play(self.current, NOW)
        self.db = self.play.db
        self.may_read: dict[str, str] = {COORDINATOR: NOBODY}
        """Word → the only asker's chat in which it may stand."""
        self.answers: dict[str, dict[str, dt.datetime]] = defaultdict(dict)
        """Case → the words of its answers, and when they were written."""
        self.on_their_way: dict[str, list[tuple[str, dt.datetime]]] = defaultdict(list)
        """Room → what was written there for an asker, and when."""
        self.questions: dict[str, str] = {}
        """Case → the message that its question stands in."""
        self.past: dict[int, tuple[str, ...]] = {}

    # Doing things

    def word(self, reader: str = NOBODY) -> str:
        """A new word, which only this chat may show."""
        at = len(self.may_read)
        new = "zq" + "".join(chr(97 + at // place % 26) for place in (676, 26, 1))
        self.may_read[new] = reader
        return new

    def said_by(self, chat: str, text: str = "", **how: str | None) -> str:
        """An asker does something, and is always told something; the id of the message."""
        self.play.now += dt.timedelta(seconds=1)
        before = len(self.shown(chat))
        event = self.play.hear(CHATS[chat], text, **how)  # type: ignore[arg-type]
        assert len(self.shown(chat)) > before, (text, how)
        return event

    def press(self, chat: str, *kinds: str) -> bool:
        """An asker presses the first such choice under the last message."""
        last = self.shown(chat)[-1:]
        choice = next((c.id for said in last for c in said.choices if c.id.partition(":")[0] in kinds), None)
        if choice is not None:
            self.said_by(chat, kind="pressed", choice=choice, reply_to=last[0].id)
        return choice is not None

    def in_room(self, room: str, text: str = "", on: Said | None = None, press: str | None = None) -> str:
        """A coordinator writes or presses; what is said in the room then."""
        self.play.now += dt.timedelta(seconds=1)
        before = len(self.shown(room))
        on_id, kind = on.id if on else None, "pressed" if press else "said"
        self.play.hear(COORDINATOR, text, room=room, reply_to=on_id, choice=press, kind=kind)  # type: ignore[arg-type]
        return "\n".join(said.text for said in self.shown(room)[before:])

    def relay(self, room: str, number: str, word: str, said: str, *, answer: bool) -> None:
        """Where the room was told that what was written goes to the asker: from now on they may read it."""
        if f"{number} går om" in said:
            self.may_read[word] = self.chat_of(number)
            self.on_their_way[room].append((word, self.play.now))
            if answer:
                self.answers[number][word] = self.play.now

    # Seeing things

    def shown(self, room: str) -> list[Said]:
        return [said for said in self.play.shown if said.room == room]

    def card(self, room: str, back: int) -> tuple[Said | None, str]:
        """The newest card in a room, or the one before, and its number; an unknown number where there is none."""
        here = [said for said in self.shown(room) if said.text.startswith("Fråga ")]
        found = here[-1 - min(back, len(here) - 1)] if here else None
        return found, found.text.split()[1] if found else "2026-9999"

    def chat_of(self, number: str) -> str:
        case = cases.find(self.db, number)
        where = conversations.address_of(self.db, case.asker) if case else None
        return where.room if where else NOBODY

    def own(self, chat: str) -> list[Case]:
        """An asker's cases, the newest first."""
        return [case for case in reversed(cases.every(self.db)) if self.chat_of(case.number) == chat]

    def is_on_its_way(self, number: str) -> bool:
        return any(row.state == "waiting" for row in outbox.relays(self.db, number))

    # What askers do

    @rule(chat=askers, question=st.sampled_from(QUESTIONS))
    def ask(self, chat: str, question: str) -> None:
        known = {case.number for case in self.own(chat)}
        event = self.said_by(chat, question.format(self.word(chat)))
        while self.press(chat, "yes", "new"):
            pass
        self.questions |= {case.number: event for case in self.own(chat) if case.number not in known}

    @rule(chat=askers, as_reply=st.booleans())
    def add(self, chat: str, as_reply: bool) -> None:
        notices = [said for said in self.shown(chat) if "Nu är frågan skickad" in said.text]
        on = notices[-1].id if notices and as_reply else None
        self.said_by(chat, f"Vi är tolv personer {self.word(chat)} och har egen städning.", reply_to=on)
        self.press(chat, "add")

    @rule(chat=askers)
    def edit(self, chat: str) -> None:
        for case in self.own(chat)[:1]:
            if case.number in self.questions:
                text = QUESTIONS[0].format(self.word(chat))
                self.said_by(chat, text, kind="edited", edits=self.questions[case.number])

    @rule(chat=askers, in_words=st.booleans())
    def withdraw(self, chat: str, in_words: bool) -> None:
        self.said_by(chat, "ta tillbaka" if in_words else "/status")
        self.press(chat, "withdraw")

    @rule(chat=askers, how=st.sampled_from(("tack", "helped", "unhelped")))
    def thank(self, chat: str, how: str) -> None:
        if not self.press(chat, how):
            self.said_by(chat, "tack")

    # What coordinators do

    @rule(room=rooms, back=newest)
    def answer(self, room: str, back: int) -> None:
        card, number = self.card(room, back)
        word = self.word()
        text = f"Hälsningar {COORDINATOR[:5]}: det går bra {word}." if card else f"/svara {number} {word}"
        self.relay(room, number, word, self.in_room(room, text, card), answer=True)

    @rule(room=rooms, back=newest)
    def ask_back(self, room: str, back: int) -> None:
        number, word = self.card(room, back)[1], self.word()
        self.relay(room, number, word, self.in_room(room, f"/fraga {number} Hur många är ni {word}?"), answer=False)

    @rule(room=rooms)
    def take_back(self, room: str) -> None:
        said = self.in_room(room, "ångra")
        in_time = [word for word, at in self.on_their_way[room] if self.play.now - at < dt.timedelta(seconds=self.play.undo)]
        if in_time and self.may_read[in_time[-1]] != NOBODY:
            assert "Inget är skickat" in said
            self.may_read[in_time[-1]] = NOBODY
        self.on_their_way[room] = [sent for sent in self.on_their_way[room] if self.may_read[sent[0]] != NOBODY]

    @rule(room=rooms, back=newest)
    def claim(self, room: str, back: int) -> None:
        card, number = self.card(room, back)
        self.in_room(room, on=card, press=f"ta:{number}")

    @rule(room=rooms, to=st.sampled_from([*sorted(ROOMS), "sverige/mucf", "lund/stenkrossen"]), typed=st.booleans(), back=newest)
    def transfer(self, room: str, to: str, typed: bool, back: int) -> None:
        number = self.card(room, back)[1]
        if typed:
            self.in_room(room, f"/lamna {number} {to} ni kan det här {self.word()}")
        else:
            self.in_room(room, press=f"to:{number}:{to}")

    @rule(room=rooms, back=newest, days=st.integers(0, 14))
    def put_off(self, room: str, back: int, days: int) -> None:
        number, word, day = self.card(room, back)[1], self.word(), local(self.play.now) + dt.timedelta(days=days)
        if "Den som frågade får veta" in self.in_room(room, f"/senare {number} {day.day}/{day.month} vi väntar på {word}"):
            self.may_read[word] = self.chat_of(number)

    @rule(room=rooms, back=newest)
    def close(self, room: str, back: int) -> None:
        number, word = self.card(room, back)[1], self.word()
        if "avslutad utan svar" in self.in_room(room, f"/stang {number} vi har ingen sådan {word}"):
            self.may_read[word] = self.chat_of(number)

    @rule(room=rooms)
    def talk(self, room: str) -> None:
        self.in_room(room, f"Vi tar det på mötet {self.word()} sa chefen")

    @rule(room=rooms, send=st.sampled_from((False, False, True)))
    def reply_to_a_notice(self, room: str, send: bool) -> None:
        """What is written as a reply to anything but a card is held, and then kept, or sent after all."""
        notices = [said for said in self.shown(room) if re.match(r"(Levererat|\S+ är (tagen|lämnad)|Den som frågade)", said.text)]
        word = self.word()
        said = self.in_room(room, f"Det var den som ringde {word}", notices[-1] if notices else None)
        if "Ska det här gå till den som frågade" in said:
            held = self.shown(room)[-1]
            choice = held.choices[0 if send else 1].id
            number = choice.split(":")[1]
            self.relay(room, number, word, self.in_room(room, on=held, press=choice), answer=True)

    # What happens by itself

    @rule(pause=st.sampled_from(PAUSES))
    def time_passes(self, pause: dt.timedelta) -> None:
        self.play.at(self.play.now + pause)

    @rule()
    def restart(self) -> None:
        self.play.restart()
        self.db = self.play.db

    # What always holds

    @invariant()
    def each_case_is_one_teams(self) -> None:
        """Exactly one team has it, and that team has a room."""
        assert all(case.team in ROOMS and case.team not in case.former for case in cases.every(self.db))
        assert not self.db.execute("SELECT 1 FROM incoming WHERE state != 'handled'").fetchone(), "a message wasn't handled"

    @invariant()
    def every_end_is_told(self) -> None:
        """Whoever asked has been told how it ended; "answered" means an answer to the last that they wrote."""
        for case in cases.every(self.db):
            chat, history = self.shown(self.chat_of(case.number)), cases.history(self.db, case.number)
            end = next((event for event in reversed(history) if event.kind in ("closed", "withdrawn", "helped")), None)
            if case.state in ("closed", "withdrawn") and end and end.text != "quiet":
                assert any(case.number in said.text and end.at and said.at >= end.at for said in chat), (case, history)
            elif case.state not in cases.OPEN and not self.is_on_its_way(case.number):
                wrote = max(event.at for event in history if event.at and event.kind in ("asked", "added", "corrected"))
                late = [word for word, at in self.answers[case.number].items() if at >= wrote]
                assert any(word in said.text for word in late for said in chat), (case, history)

    @invariant()
    def nobody_reads_what_is_not_theirs(self) -> None:
        """No talk, kept text, reason, coordinator or answer taken back in any asker's chat; nothing of one asker's in another's."""
        for chat in CHATS:
            read = "\n".join(said.text for said in self.shown(chat))
            for word in [COORDINATOR, *re.findall(r"zq[a-z]{3}", read)]:
                assert word not in read or self.may_read[word] == chat, (word, chat)

    @invariant()
    def history_is_only_added_to(self) -> None:
        now = {row[0]: row[1:] for row in self.db.execute("SELECT id, case_number, at, kind, side, text FROM history")}
        assert self.past.items() <= now.items()
        self.past = now

    def teardown(self) -> None:
        """Forty days later, whoever still waits has been told that it is late, after the last day that was promised."""
        today = local(self.play.now).date()
        for at in range(1, 81):
            clock = dt.time(9 if at % 2 else 15, 30, tzinfo=STOCKHOLM)
            self.play.at(dt.datetime.combine(today + dt.timedelta(days=(at + 1) // 2), clock).astimezone(dt.UTC))
        self.every_end_is_told()
        self.nobody_reads_what_is_not_theirs()
        for case in cases.open_cases(self.db):
            told = [said for said in self.shown(self.chat_of(case.number)) if case.number in said.text and said.at >= case.due]
            assert any("inte ditt fel" in said.text for said in told), (case, cases.history(self.db, case.number))
        self.play.close()


def test_cases_in_any_order(current: Current) -> None:
    """No order of acts, pauses and restarts loses a question or lets a word out."""
    how = settings(max_examples=25, stateful_step_count=25, deadline=None, derandomize=True, database=None)
    People.current = current
    run_state_machine_as_test(People, settings=settings(how, suppress_health_check=[HealthCheck.too_slow]))
