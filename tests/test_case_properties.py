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
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from bot import cases, conversations, outbox
from bot.library import Current
from bot.workdays import STOCKHOLM, local
from tests.conftest import NOW
from tests.play import ROOMS, Play, Said

CHATS = {f"dm-{who}": who for who in ("anna", "bo", "cia")}
SEATS = {team: where.partition(":")[2] for team, where in ROOMS.items()}
"""The rooms of Helsingborg's teams and of the default team; no other team has one."""
COORDINATOR, NOBODY = "karin1957", ""
QUESTIONS = (
    "Vad är maxbeloppet för startbidrag i Helsingborg {}?",
    "Vem hyr ut gympasalen {} på Lombiaskolan i Helsingborg?",
    "Kan vår förening {} få låna kommunens minibuss i Helsingborg?",
)
TEAMS = (*SEATS, "lund/stenkrossen")
WRITTEN = (
    "/ta {number}",
    "/fraga {number} Hur många är ni {word}?",
    "/senare {number} {day} vi väntar på {word}",
    "/stang {number} vi har ingen sådan {word}",
    "Vi tar det på mötet {word} sa chefen",
    *(f"/lamna {{number}} {team} ni kan det {{word}}" for team in TEAMS),
)
PRESSED = ("ta:{number}", *(f"to:{{number}}:{team}" for team in TEAMS))
PROMISED = ("asked", "added", "corrected", "transferred", "put-off", "escalated")
"""What is followed by "du får svar senast …"."""
PAUSES = [dt.timedelta(hours=hours) for hours in (3, 15, 24, 72, 200)]
askers, yes_or_no = st.sampled_from(sorted(CHATS)), st.booleans()
places = st.tuples(st.sampled_from((0, 0, 1)), st.sampled_from((*[""] * 6, *SEATS.values())))
"""Which case (the newest or the one before), and in which room something is done to it: where it is now, or another."""


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
        self.on_their_way: list[tuple[str, str, dt.datetime]] = []
        """What was written for an asker: in which room, its word, and when."""
        self.past: dict[int, tuple[str, ...]] = {}

    # Doing and seeing

    def word(self, reader: str = NOBODY) -> str:
        """A new word, which only this chat may show."""
        at = len(self.may_read)
        new = "zq" + "".join(chr(97 + at // place % 26) for place in (676, 26, 1))
        self.may_read[new] = reader
        return new

    def said_by(self, chat: str, text: str = "", **how: str | None) -> None:
        """An asker does something, and is always told something."""
        self.play.now += dt.timedelta(seconds=1)
        before = len(self.shown(chat))
        self.play.hear(CHATS[chat], text, **how)  # type: ignore[arg-type]
        assert len(self.shown(chat)) > before, (text, how)

    def press(self, chat: str, *kinds: str) -> bool:
        """An asker presses the first such choice under the last message; whether there was one."""
        last = self.shown(chat)[-1:]
        choice = next((c.id for said in last for c in said.choices if c.id.partition(":")[0] in kinds), None)
        if choice is not None:
            self.said_by(chat, kind="pressed", choice=choice, reply_to=last[0].id)
        return choice is not None

    def in_room(self, room: str, text: str = "", on: Said | None = None, press: str | None = None) -> str:
        """A coordinator writes or presses; what is said in the room then."""
        self.play.now += dt.timedelta(seconds=1)
        before, on_id = len(self.shown(room)), on.id if on else None
        kind = "pressed" if press else "said"
        self.play.hear(COORDINATOR, text, room=room, reply_to=on_id, choice=press, kind=kind)  # type: ignore[arg-type]
        return "\n".join(said.text for said in self.shown(room)[before:])

    def from_room(self, room: str, word: str, text: str = "", on: Said | None = None, press: str | None = None) -> None:
        """The same, with a word in it: the asker may read it where the room is told that it goes to them."""
        said = self.in_room(room, text, on, press)
        told = re.search(r"(20\S+?):? (går om|är avslutad utan svar|svar senast)|om (20\S+) går om", said)
        for number in [told[1] or told[3]] if told else []:
            self.may_read[word] = self.chat_of(number)
            if "Svaret på" in said:
                self.answers[number][word] = self.play.now
            if "går om" in said:
                self.on_their_way.append((room, word, number))

    def shown(self, room: str) -> list[Said]:
        return [said for said in self.play.shown if said.room == room]

    def at(self, place: tuple[int, str]) -> tuple[str, str, Said | None]:
        """A room, a case's number, and its newest card in that room, if there is one."""
        every = cases.every(self.db)
        case = every[-1 - min(place[0], len(every) - 1)]
        room = place[1] or SEATS[case.team]
        return room, case.number, next((s for s in reversed(self.shown(room)) if s.text.startswith(f"Fråga {case.number}")), None)

    def chat_of(self, number: str) -> str:
        case = cases.find(self.db, number)
        where = conversations.address_of(self.db, case.asker) if case else None
        return where.room if where else NOBODY

    # What askers do

    @initialize(first=askers, second=askers)
    def begin(self, first: str, second: str) -> None:
        self.ask(first, QUESTIONS[0])
        self.ask(second, QUESTIONS[1])

    @rule(chat=askers, question=st.sampled_from(QUESTIONS))
    def ask(self, chat: str, question: str) -> None:
        self.said_by(chat, question.format(self.word(chat)))
        while self.press(chat, "yes", "new"):
            pass

    @rule(chat=askers, as_reply=yes_or_no)
    def add(self, chat: str, as_reply: bool) -> None:
        notices = [said.id for said in self.shown(chat) if re.search("Nu är frågan skickad|Svar från", said.text)]
        on = notices[-1] if notices and as_reply else None
        self.said_by(chat, f"Vi är tolv personer {self.word(chat)} och har egen städning.", reply_to=on)
        self.press(chat, "add")

    @rule(chat=askers)
    def edit(self, chat: str) -> None:
        """The newest of what somebody has asked or added is written anew."""
        rows = self.db.execute("SELECT event_id FROM said JOIN askers ON key = asker WHERE room = ? ORDER BY said.rowid", [chat])
        for (event,) in rows.fetchall()[-1:]:
            self.said_by(chat, QUESTIONS[0].format(self.word(chat)), kind="edited", edits=event)

    @rule(chat=askers, in_words=yes_or_no)
    def withdraw(self, chat: str, in_words: bool) -> None:
        self.said_by(chat, "ta tillbaka" if in_words else "/status")
        self.press(chat, "withdraw")

    @rule(chat=askers, how=st.sampled_from(("helped", "unhelped", "")))
    def thank(self, chat: str, how: str) -> None:
        if not self.press(chat, how):
            self.said_by(chat, "tack")

    # What coordinators do

    @rule(place=places, wait=yes_or_no)
    def answer(self, place: tuple[int, str], wait: bool) -> None:
        """As a reply to the card, or by number where there is none; perhaps nothing else happens until it is there."""
        (room, number, card), word = self.at(place), self.word()
        self.relay(room, number, word, self.in_room(room, f"Det går bra {word}." if card else f"/svara {number} {word}", card))
        if wait:
            self.play.wait(seconds=self.play.undo)

    @rule(place=places)
    def ask_back(self, place: tuple[int, str]) -> None:
        (room, number, _), word = self.at(place), self.word()
        self.relay(room, number, word, self.in_room(room, f"/fraga {number} Hur många är ni {word}?"), answer=False)

    @rule()
    def take_back(self) -> None:
        """What was last written for an asker, in its room."""
        for room, word, at in self.on_their_way[-1:]:
            said = self.in_room(room, "ångra")
            if self.play.now - at < dt.timedelta(seconds=self.play.undo):
                assert "Inget är skickat" in said
                self.may_read[word] = NOBODY
                self.on_their_way.pop()

    @rule(place=places)
    def claim(self, place: tuple[int, str]) -> None:
        room, number, card = self.at(place)
        self.in_room(room, on=card, press=f"ta:{number}")

    @rule(place=places, to=st.sampled_from([*sorted(SEATS), ROOMLESS]), typed=yes_or_no)
    def transfer(self, place: tuple[int, str], to: str, typed: bool) -> None:
        room, number, _ = self.at(place)
        if typed:
            self.in_room(room, f"/lamna {number} {to} ni kan det {self.word()}")
        else:
            self.in_room(room, press=f"to:{number}:{to}")

    @rule(place=places, days=st.sampled_from((0, 1, 5, 12)))
    def put_off_or_close(self, place: tuple[int, str], days: int) -> None:
        """To a day with a word why; on the day itself: closed with a word why."""
        (room, number, _), word, day = self.at(place), self.word(), local(self.play.now) + dt.timedelta(days=days)
        command = f"/senare {number} {day.day}/{day.month}" if days else f"/stang {number}"
        if "Den som frågade får veta" in self.in_room(room, f"{command} vi väntar på {word}"):
            self.may_read[word] = self.chat_of(number)

    @rule(room=st.sampled_from(sorted(SEATS.values())))
    def talk(self, room: str) -> None:
        self.in_room(room, f"Vi tar det på mötet {self.word()} sa chefen")

    @rule(place=places, send=yes_or_no)
    def reply_to_a_notice(self, place: tuple[int, str], send: bool) -> None:
        """What is written as a reply to anything but a card is held, and then kept, or sent after all."""
        (room, _, _), word = self.at(place), self.word()
        notices = [said for said in self.shown(room) if re.match(r"Levererat|\S+ är (tagen|lämnad)|Den som frågade", said.text)]
        if "Ska det här gå till" in self.in_room(room, f"Hon ringde {word} nyss", notices[-1] if notices else None):
            held = self.shown(room)[-1]
            choice = held.choices[0 if send else 1].id
            self.relay(room, choice.split(":")[1], word, self.in_room(room, on=held, press=choice))

    # What happens by itself

    @rule(pause=st.sampled_from(PAUSES))
    def time_passes(self, pause: dt.timedelta) -> None:
        self.play.at(self.play.now + pause)

    @rule()
    def restart(self) -> None:
        self.play.restart()

    # What always holds

    @invariant()
    def each_case_is_one_teams(self) -> None:
        """Exactly one team has it, and that team has a room; and no message was too much for the bot."""
        assert all(case.team in SEATS and case.team not in case.former for case in cases.every(self.db))
        assert not self.db.execute("SELECT 1 FROM incoming WHERE state = 'parked'").fetchone()

    @invariant()
    def every_end_is_told(self) -> None:
        """Whoever asked has been told how it ended; "answered" means an answer to the last that they wrote."""
        for case in cases.every(self.db):
            chat, history = self.shown(self.chat_of(case.number)), cases.history(self.db, case.number)
            end = next((event for event in reversed(history) if event.kind in ("closed", "withdrawn", "helped")), None)
            if case.state in ("closed", "withdrawn") and end and end.text != "quiet":
                assert any(case.number in said.text for said in chat if end.at and said.at >= end.at), (case, history)
            elif not (case.is_open or any(row.state == "waiting" for row in outbox.relays(self.db, case.number))):
                wrote = max(event.at for event in history if event.at and event.kind in ("asked", "added", "corrected"))
                late = [word for word, at in self.answers[case.number].items() if at >= wrote]
                assert any(word in said.text for word in late for said in chat), (case, history)

    @invariant()
    def nobody_reads_what_is_not_theirs(self) -> None:
        """No talk, kept text, reason, coordinator or answer taken back in any asker's chat; nothing of one asker's in another's."""
        for chat in CHATS:
            read = "\n".join(said.text for said in self.shown(chat))
            assert COORDINATOR not in read
            assert all(self.may_read[word] == chat for word in re.findall(r"zq[a-z]{3}", read)), read

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
            since, chat = case.due if case.due < self.play.now else case.started, self.shown(self.chat_of(case.number))
            told = [said.text for said in chat if case.number in said.text and said.at >= since]
            assert any("inte ditt fel" in text for text in told), (case, cases.history(self.db, case.number))
        self.play.close()


def test_cases_in_any_order(current: Current) -> None:
    """No order of acts, pauses and restarts loses a question or lets a word out."""
    People.current = current
    how = settings(max_examples=25, stateful_step_count=25, deadline=None, derandomize=True, database=None)
    run_state_machine_as_test(People, settings=settings(how, suppress_health_check=[HealthCheck.too_slow]))
