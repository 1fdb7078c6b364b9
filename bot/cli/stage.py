"""A whole bot on a network in memory: the real inbox, desk, outbox and database; time is given.

The network takes everything at once, unless told to refuse; nothing sleeps. `onewayin play` and
the tests' dialogues run on it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from bot import markup
from bot.cases.case import Purpose
from bot.channel import Batch, TryLater, Undeliverable
from bot.desk import delivery, intake, reminders
from bot.desk.office import Office
from bot.limits import Limits
from bot.matching.library import Current
from bot.matching.verdict import Policy
from bot.messages import Address, Attached, Choice, Incoming, Kind, Outgoing, Receipt
from bot.storage import database, inbox, outbox
from bot.storage.post import Row
from bot.storage.seating import Rooms

CHANNEL = "net"
_PREFIX = "/"
_STEP = dt.timedelta(minutes=15)
"""How often the bot looks for what has fallen due while time passes; in life, twice a minute."""


@dataclass
class Shown:
    """A message as it stands in a chat on the network."""

    id: str
    room: str
    text: str
    choices: tuple[Choice, ...]
    reply_to: str | None
    silent: bool
    key: str
    at: dt.datetime
    purpose: Purpose
    about: str
    file: Attached | None = None


def chat(who: str) -> str:
    """The room of somebody's private chat with the bot."""
    return f"dm-{who}"


@dataclass
class Stage:
    """People's acts in, what the network shows out."""

    current: Current
    now: dt.datetime
    rooms: Mapping[str, str]
    """Where each team sits, as in the settings: team → "net:ROOM"."""
    undo: int = 15
    path: Path = database.MEMORY
    policy: Policy = field(default_factory=Policy)
    limits: Limits = field(default_factory=Limits)
    shown: list[Shown] = field(default_factory=list)
    broken: dict[str, Exception] = field(default_factory=dict)
    """Rooms that refuse what is sent there, and how."""
    _events: int = 0

    def __post_init__(self) -> None:
        self._opened = database.opened(self.path)
        self.db = self._opened.__enter__()
        self.office = self._office()

    def _office(self) -> Office:
        return Office(
            self.db,
            lambda: self.current,
            self.policy,
            Rooms.read(self.rooms),
            dt.timedelta(seconds=self.undo),
            self.limits,
        )

    def close(self) -> None:
        self._opened.__exit__(None, None, None)

    def restart(self) -> None:
        """A new process on the same database."""
        if self.path != database.MEMORY:
            self.close()
            self._opened = database.opened(self.path)
            self.db = self._opened.__enter__()
        self.office = self._office()

    # What people do

    def hear(
        self,
        who: str,
        text: str = "",
        *,
        room: str | None = None,
        kind: Kind = "said",
        reply_to: str | None = None,
        edits: str | None = None,
        choice: str | None = None,
        language: str | None = None,
        event: str | None = None,
    ) -> str:
        """One thing happens; the bot handles it and says what follows. The id of the event."""
        self._events += 1
        event = event or f"e{self._events}"
        where = room or chat(who)
        said = Incoming(
            event,
            self.now,
            Address(CHANNEL, where),
            who,
            kind,
            text,
            reply_to=reply_to,
            edits=edits,
            choice=choice,
            direct=room is None,
            language=language,
        )
        free = self.office.rooms.on(self.db, CHANNEL)
        batch = Batch((said,), str(self._events))
        inbox.accept(self.db, CHANNEL, batch, self.now, self.limits, free=free)
        self.work()
        return event

    def ask(self, text: str, who: str = "anna") -> list[Shown]:
        """An asker writes; what is said back to them."""
        before = len(self.shown)
        self.hear(who, text)
        return [shown for shown in self.shown[before:] if shown.room == chat(who)]

    def press(
        self, choice: str, who: str = "anna", room: str | None = None, on: Shown | None = None
    ) -> list[Shown]:
        before = len(self.shown)
        self.hear(who, room=room, kind="pressed", choice=choice, reply_to=on.id if on else None)
        return self.shown[before:]

    def room(
        self, text: str, room: str = "hbg", who: str = "karin", on: Shown | None = None
    ) -> list[Shown]:
        """A coordinator writes in the room, perhaps as a reply; all that is said then, anywhere."""
        before = len(self.shown)
        self.hear(who, text, room=room, reply_to=on.id if on else None)
        return self.shown[before:]

    def wait(self, **time: float) -> list[Shown]:
        """Time passes, and the bot sweeps at its end."""
        return self.at(self.now + dt.timedelta(**time))

    def at(self, moment: dt.datetime) -> list[Shown]:
        """It is now this time; what the bot says by itself."""
        before = len(self.shown)
        self.now = moment
        self.work()
        reminders.sweep(self.office, self.now)
        self.work()
        return self.shown[before:]

    def pass_time(self, span: dt.timedelta) -> None:
        """Time passes, and the bot sweeps again and again meanwhile."""
        end = self.now + span
        while self.now < end:
            self.at(min(self.now + _STEP, end))

    # The bot

    def work(self) -> None:
        """Handle and deliver all there is."""
        while intake.handle_waiting(self.office, self.now) or self._deliver():
            pass

    def _deliver(self) -> bool:
        row = outbox.next_due(self.db, CHANNEL, self.now)
        if row is None:
            return False
        try:
            result = self._send(row)
        except TryLater as error:
            outbox.later(self.db, row, self.now, error.after)
        else:
            delivery.settle(self.office, row, result, self.now)
        return True

    def _send(self, row: Row) -> Receipt | Undeliverable:
        try:
            sent = delivery.outgoing(self.office, row, _PREFIX, self.now)
            if sent.address.room in self.broken:
                raise self.broken[sent.address.room]
        except Undeliverable as error:
            return error
        shown = self._show(row, sent)
        if not sent.notice or sent.replaces is None:
            return Receipt((shown.id,))
        shown.id = sent.replaces  # it is the same message, changed
        if sent.reply_to is None:
            return Receipt((shown.id,))
        said = self._show(row, replace(sent, markdown=sent.notice, choices=()))
        return Receipt((shown.id, said.id))

    def _show(self, row: Row, sent: Outgoing) -> Shown:
        shown = Shown(
            f"m{len(self.shown)}",
            sent.address.room,
            markup.plain(sent.markdown),
            sent.choices,
            sent.reply_to,
            sent.silent,
            sent.key,
            self.now,
            row.post.purpose,
            row.post.about,
            sent.file,
        )
        self.shown.append(shown)
        return shown

    # What is to be seen

    def card(self, room: str = "hbg") -> Shown:
        """The newest card in a room."""
        return next(
            shown
            for shown in reversed(self.shown)
            if shown.room == room and shown.purpose == "card"
        )

    def told(self, who: str = "anna") -> str:
        """The last thing that an asker was told."""
        return next(shown.text for shown in reversed(self.shown) if shown.room == chat(who))
