"""Dialogues played with the whole bot, both sides and the time between: what `onewayin play` reads and prints.

A dialogue is a JSON object: ``{"id", "start"?, "area"?, "lang"?, "turns": […]}``. A turn has one act:

``say``        the asker writes this
``press``      the asker presses the newest choice whose label begins so, or has this number in the newest message with
               choices; where there is no such choice, the asker has written it
``edit``       the last message that the asker wrote is changed to this
``wait``       time passes: "30m", "2h", "1d 4h"
``team``       a coordinator replies with this to the newest card, or to that of question number ``card``
``teampress``  a coordinator presses a choice on it, or one that the bot has shown since in that room
``teamedit``   the last such reply is changed to this
``room``       a coordinator writes this in the room of the newest card, as a reply to nothing

``who`` is another asker or coordinator. A minute passes before each act but ``wait``; after what a coordinator writes, the
time passes in which it can be taken back. Where there is nothing to act on (no card yet), nothing happens.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from bot.cli.stage import CHANNEL, Shown, Stage, chat
from bot.dialogue.conversation import Conversation
from bot.knowledge.model import DEFAULT_TEAM
from bot.matching.library import Current
from bot.messages import Address, Choice
from bot.storage import askers
from bot.workdays import STOCKHOLM

Turn = dict[str, Any]
_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86_400, "w": 604_800}
_SPAN = re.compile(r"\s*(\d{1,4})\s*([smhdw])\s*")
_LONGEST = dt.timedelta(days=400)
_BEFORE = dt.timedelta(minutes=1)
"""What passes before each act."""
_ASKER, _COORDINATOR = "asker", "coordinator"


class UnplayableError(Exception):
    """A dialogue that can't be read; the text says what is wrong with it."""


def played(lines: Iterable[str], current: Current, now: dt.datetime) -> Iterator[str]:
    """One JSON line for each dialogue, in order. A line that can't be played says so; it never stops the run."""
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            row = play(_read(line), current, now)
        except UnplayableError as error:
            row = {"id": None, "error": f"Rad {number}: {error}"}
        yield json.dumps(row, ensure_ascii=False)


def play(dialogue: dict[str, Any], current: Current, now: dt.datetime) -> dict[str, Any]:
    """A dialogue, and all that was said because of each of its turns. Raises ``UnplayableError``."""
    start = dialogue.get("start")
    stage = Stage(current, _moment(start) if start else now, _rooms(current))
    player = _Player(stage, _text(dialogue.get("area")), _text(dialogue.get("lang")))
    try:
        return {
            "id": dialogue.get("id"),
            "turns": [player.take(turn) for turn in dialogue["turns"]],
        }
    finally:
        stage.close()


class _Player:
    """Takes the turns of one dialogue."""

    def __init__(self, stage: Stage, area: str | None, language: str | None) -> None:
        self.stage = stage
        know = stage.current.knowledge
        self.first = Conversation(
            area=area if area in know.areas else None,
            language=language if language in know.wording else None,
        )
        self.wrote: dict[str, str] = {}
        """The last message of each asker's."""
        self.replied: tuple[str, str, str] | None = None
        """Who last replied to a card, in which room and with which message."""

    def take(self, turn: Turn) -> dict[str, Any]:
        """Carry out a turn; what was said because of it, and what was decided."""
        acts: dict[str, Callable[[Turn, str], None]] = {
            "say": self._say,
            "press": self._press,
            "edit": self._edit,
            "wait": self._wait,
            "team": self._team,
            "teampress": self._teampress,
            "teamedit": self._teamedit,
            "room": self._room,
        }
        act = next((act for act in acts if isinstance(turn.get(act), str | int)), None)
        if act is None:
            raise UnplayableError(
                f"turen {json.dumps(turn, ensure_ascii=False)} har ingen av {', '.join(acts)}."
            )
        shown, decided = len(self.stage.shown), self._last_decision()
        if act != "wait":
            self.stage.pass_time(_BEFORE)
        acts[act](turn, str(turn[act]))
        return self._row(self.stage.shown[shown:], decided)

    # An asker's acts

    def _say(self, turn: Turn, text: str) -> None:
        who = self._asker(turn)
        self.wrote[who] = self.stage.hear(who, text)

    def _press(self, turn: Turn, label: str) -> None:
        who = self._asker(turn)
        found = self._choice(chat(who), label)
        if found is None:
            self._say(turn, label)
        else:
            self.stage.press(found[1].id, who, on=found[0])

    def _edit(self, turn: Turn, text: str) -> None:
        who = self._asker(turn)
        if who in self.wrote:
            self.stage.hear(who, text, kind="edited", edits=self.wrote[who])

    def _wait(self, _: Turn, span: str) -> None:
        self.stage.pass_time(_span(span))

    # A coordinator's

    def _team(self, turn: Turn, text: str) -> None:
        card, who = self._card(turn), _who(turn, _COORDINATOR)
        if card is not None:
            event = self.stage.hear(who, text, room=card.room, reply_to=card.id)
            self.replied = (who, card.room, event)
            self._can_be_taken_back()

    def _teampress(self, turn: Turn, label: str) -> None:
        card, who = self._card(turn), _who(turn, _COORDINATOR)
        found = self._choice(card.room, label, card if "card" in turn else None) if card else None
        if card is None or found is None:
            self._team(turn, label)
        else:
            self.stage.press(found[1].id, who, card.room, found[0])
            self._can_be_taken_back()

    def _teamedit(self, _: Turn, text: str) -> None:
        if self.replied is not None:
            who, room, event = self.replied
            self.stage.hear(who, text, room=room, kind="edited", edits=event)
            self._can_be_taken_back()

    def _room(self, turn: Turn, text: str) -> None:
        card = self._card(turn)
        if card is not None:
            self.stage.hear(_who(turn, _COORDINATOR), text, room=card.room)
            self._can_be_taken_back()

    def _can_be_taken_back(self) -> None:
        """The time passes in which it can be."""
        self.stage.pass_time(dt.timedelta(seconds=self.stage.undo + 1))

    # What is there

    def _asker(self, turn: Turn) -> str:
        """Who asks; somebody new has the dialogue's area and language from the beginning."""
        who, stage = _who(turn, _ASKER), self.stage
        if askers.load(stage.db, Address(CHANNEL, chat(who)), who) is None:
            key, _ = askers.start(stage.db, Address(CHANNEL, chat(who)), who, stage.now)
            askers.save(stage.db, key, self.first, stage.now)
        return who

    def _card(self, turn: Turn) -> Shown | None:
        """The newest card, or the newest one of the question with the number ``card``: 2, or "2026-0002"."""
        wanted = str(turn.get("card", ""))
        number = f"-{int(wanted):04}" if wanted.isdecimal() else wanted
        cards = [
            shown
            for shown in self.stage.shown
            if shown.purpose == "card" and shown.about.endswith(number)
        ]
        return cards[-1] if cards else None

    def _choice(
        self, room: str, label: str, card: Shown | None = None
    ) -> tuple[Shown, Choice] | None:
        """The newest choice in a room, or on a card, whose label begins so; a number counts in the newest message with choices."""
        here = [
            shown
            for shown in reversed(self.stage.shown)
            if shown.choices and shown.room == room and card in (None, shown)
        ]
        if label.isdecimal():
            at = int(label) - 1
            return (
                (here[0], here[0].choices[at]) if here and 0 <= at < len(here[0].choices) else None
            )
        begins = label.lower()
        found = (
            (shown, choice)
            for shown in here
            for choice in shown.choices
            if choice.label.lower().startswith(begins)
        )
        return next(found, None)

    def _last_decision(self) -> int:
        return int(self.stage.db.execute("SELECT ifnull(max(id), 0) FROM decisions").fetchone()[0])

    def _row(self, shown: list[Shown], before: int) -> dict[str, Any]:
        rooms = self.stage.rooms
        row = self.stage.db.execute(
            "SELECT outcome, entry, area, language FROM decisions WHERE id > ? ORDER BY id DESC LIMIT 1",
            [before],
        ).fetchone()
        outcome, entry, area, language = row or (None, None, None, None)
        return {
            "asker": [_message(one) for one in shown if one.room not in rooms],
            "team": [{"room": one.room, **_message(one)} for one in shown if one.room in rooms],
            "outcome": outcome,
            "entry": entry if entry in self.stage.current.knowledge.entries else None,
            "area": area,
            "lang": language,
        }


def _message(shown: Shown) -> dict[str, Any]:
    return {"text": shown.text, "choices": [choice.label for choice in shown.choices]}


def _rooms(current: Current) -> dict[str, str]:
    """Every team has a room, and its name is the team's id."""
    return {team: f"{CHANNEL}:{team}" for team in (*current.knowledge.teams, DEFAULT_TEAM)}


def _who(turn: Turn, default: str) -> str:
    return _text(turn.get("who")) or default


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and value else None


def _read(line: str) -> dict[str, Any]:
    try:
        dialogue = json.loads(line)
    except (ValueError, RecursionError):
        raise UnplayableError("raden är inte JSON.") from None
    turns = dialogue.get("turns") if isinstance(dialogue, dict) else None
    if not isinstance(turns, list) or not all(isinstance(turn, dict) for turn in turns):
        raise UnplayableError('raden har ingen lista "turns".')
    return dict(dialogue)


def _moment(start: object) -> dt.datetime:
    """A time in Sweden: "2026-11-24T10:00"."""
    try:
        moment = dt.datetime.fromisoformat(str(start))
    except ValueError:
        raise UnplayableError(
            f"start ”{start}” är ingen tid. Skriv till exempel 2026-11-24T10:00."
        ) from None
    return (moment if moment.tzinfo else moment.replace(tzinfo=STOCKHOLM)).astimezone(dt.UTC)


def _span(text: str) -> dt.timedelta:
    """ "30m", "2h", "1d 4h"."""
    parts = _SPAN.findall(text)
    span = dt.timedelta(seconds=sum(int(number) * _UNITS[unit] for number, unit in parts))
    if not parts or _SPAN.sub("", text) or span > _LONGEST:
        raise UnplayableError(
            f"wait ”{text}” går inte att läsa. Skriv till exempel 30m, 2h eller 1d, högst 400 dagar."
        )
    return span
