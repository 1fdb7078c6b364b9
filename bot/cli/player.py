"""The player of a dialogue: carries out each turn, and tells what was said because of it."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Callable, Sequence
from typing import Any

from bot.cli.lines import LineError
from bot.cli.stage import CHANNEL, Shown, Stage, chat
from bot.dialogue.turns.conversation import Conversation
from bot.messages import Address, Choice
from bot.storage import askers, decisions

Turn = dict[str, Any]
_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86_400, "w": 604_800}
_SPAN = re.compile(r"(\d{1,4})\s{0,3}([smhdw])")
_LONGEST = dt.timedelta(days=400)
_BEFORE = dt.timedelta(minutes=1)
"""What passes before each act."""
_ASKER, _COORDINATOR = "asker", "coordinator"


class Player:
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
        act = _act(turn, list(acts))
        shown, before = len(self.stage.shown), decisions.newest(self.stage.db)
        if act != "wait":
            self.stage.pass_time(_BEFORE)
        acts[act](turn, str(turn[act]))
        after = decisions.newest(self.stage.db)
        return self._row(self.stage.shown[shown:], after if after != before else None)

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
        """The newest card, or that of the question with the number ``card``: 2, or "2026-0002"."""
        wanted = str(turn.get("card", ""))
        number = f"-{wanted.lstrip('0').zfill(4)}" if wanted.isdecimal() else wanted
        cards = [
            shown
            for shown in self.stage.shown
            if shown.purpose == "card" and shown.about.endswith(number)
        ]
        return cards[-1] if cards else None

    def _choice(
        self, room: str, label: str, card: Shown | None = None
    ) -> tuple[Shown, Choice] | None:
        """The newest choice in a room, or on a card, whose label begins so.

        A number counts in the newest message with choices.
        """
        here = [
            shown
            for shown in reversed(self.stage.shown)
            if shown.choices and shown.room == room and card in (None, shown)
        ]
        if label.isdecimal():
            numbered, number = enumerate(here[0].choices, 1) if here else (), label.lstrip("0")
            return next(((here[0], choice) for at, choice in numbered if str(at) == number), None)
        every = ((shown, choice) for shown in here for choice in shown.choices)
        begins = label.lower()
        return next((one for one in every if one[1].label.lower().startswith(begins)), None)

    def _row(self, shown: list[Shown], decided: decisions.Record | None) -> dict[str, Any]:
        rooms, entries = self.stage.rooms, self.stage.current.knowledge.entries
        return {
            "asker": [_message(one) for one in shown if one.room not in rooms],
            "team": [{"room": one.room, **_message(one)} for one in shown if one.room in rooms],
            "outcome": decided and decided.outcome,
            "thing": self._thing(decided.entry) if decided else None,
            "entry": decided.entry if decided and decided.entry in entries else None,
            "area": decided and decided.area,
            "lang": decided and decided.language,
        }

    def _thing(self, label: str | None) -> str | None:
        """The thing that an entry or an unknown is about."""
        know = self.stage.current.knowledge
        item = know.entries.get(label or "") or know.unknowns.get(label or "")
        return item.thing or None if item is not None else None


def _act(turn: Turn, acts: Sequence[str]) -> str:
    """Which of the acts a turn is: one with a text, or a number. Raises ``LineError``."""
    named = [act for act in acts if turn.get(act) is not None]
    fits = (act for act in named if type(turn[act]) in (str, int))  # a bool is no number
    if (act := next(fits, None)) is not None:
        return act
    shown = json.dumps(turn, ensure_ascii=False)
    if named:
        raise LineError(f"”{named[0]}” i turen {shown} ska vara en text inom citattecken.")
    raise LineError(f"turen {shown} har ingen av {', '.join(acts)}.")


def _message(shown: Shown) -> dict[str, Any]:
    return {"text": shown.text, "choices": [choice.label for choice in shown.choices]}


def _who(turn: Turn, default: str) -> str:
    """Who acts; half a character (``\\udc00``), which no table takes, is a question mark."""
    who = turn.get("who")
    name = who if isinstance(who, str) and who else default
    return name.encode("utf-8", "replace").decode()


def _span(text: str) -> dt.timedelta:
    """ "30m", "2h", "1d 4h"."""
    parts = _SPAN.findall(text)
    span = dt.timedelta(seconds=sum(int(number) * _UNITS[unit] for number, unit in parts))
    if not parts or _SPAN.sub("", text).strip() or span > _LONGEST:
        raise LineError(
            f"wait ”{text}” går inte att läsa. Skriv till exempel 30m, 2h eller 1d,"
            " högst 400 dagar."
        )
    return span
