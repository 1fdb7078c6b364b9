"""The drill's people: askers who ask, press, say yes, edit and thank,
and a coordinator who answers cards."""

from __future__ import annotations

import asyncio
import itertools
import random
import re
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from benchmarks.drill_networks import ROOM, AnyNetwork
from bot.limits import Limits

LONGEST_ERRAND = 5
"""Acts: a question, that it is a new one, yes, an edit, thanks."""
_KNOWN = (
    "Hur länge får man ha en plats i huset i Lund?",
    "Vilka åldrar gäller för LOK-stöd?",
    "får man ett rum gratis i Lund",
    "hej",
)
_MOST_CASES = Limits().cards_a_day
"""Whom the shipped budget lets no more questions through to people asks what is known."""
NUMBER = re.compile(r"20\d\d-\d{4,}")
CARD = re.compile(r"\**Fråga 20\d\d-\d+\** ·")


@dataclass
class Asker:
    """One person: each act waits for its reply,
    so what is missing and what came twice can be told for each event."""

    number: int
    network: AnyNetwork
    random: random.Random
    acts: int = 0
    asked: int = 0
    expected: int = 0
    cases: list[str] = field(default_factory=list)
    extra: int = 0
    lost: int = 0
    late: int = 0
    """Of what was lost: what came after all, when nobody waited for it any more."""
    patience: float = 45.0
    """Seconds without anything new from a living bot,
    after which what is missing counts as lost."""
    waits: list[tuple[float, float]] = field(default_factory=list)
    """When something was said that the bot alone answers, and when the answer was there."""

    @property
    def room(self) -> str:
        return f"dm{self.number}"

    async def _act(self, replies: int, **event: Any) -> str:
        """One event, and the replies that it must lead to."""
        chat = self.network.chats[self.room]
        self.count_extra()
        self.expected = len(chat) + replies
        self.acts += 1
        before, began = self.lost, time.monotonic()
        id_ = await self.network.act(room=self.room, person=self.room, **event)
        await self.seen()
        if replies == 1 and self.lost == before:
            self.waits.append((began, time.monotonic()))
        if self.lost > before:
            last = [message["text"][:90] for message in self.network.chats[self.room][-3:]]
            print(
                f"missing: {self.room} {id_} {event}, {replies} expected; last said: {last}",
                file=sys.stderr,
            )
        return id_

    def count_extra(self) -> None:
        """What has come beyond what was expected came twice, but for as much as was missing."""
        for message in self.network.chats[self.room][self.expected :]:
            if self.late < self.lost:
                self.late += 1
                print(f"late: {self.room} {message['text'][:90]!r}", file=sys.stderr)
                continue
            self.extra += 1
            last = [other["text"][:50] for other in self.network.chats[self.room][-7:]]
            print(
                f"unexpected: {self.room} {message['text'][:90]!r}; last said: {last}",
                file=sys.stderr,
            )

    async def seen(self) -> None:
        """Wait until what is expected has come, or the bot has stood still too long."""
        async with self.network.changed:
            self.network.last = max(self.network.last, time.monotonic())
            while len(self.network.chats[self.room]) < self.expected:
                try:
                    await asyncio.wait_for(self.network.changed.wait(), self.patience)
                except TimeoutError:
                    if time.monotonic() - self.network.last >= self.patience:
                        self.lost += 1
                        self.expected = len(self.network.chats[self.room])
                        return

    def _choice(self, prefix: str) -> str | None:
        shown = (
            choice[0]
            for message in reversed(self.network.chats[self.room][-3:])
            for choice in message["choices"]
        )
        return next((choice for choice in shown if choice.startswith(prefix)), None)

    async def turn(self, *, short: bool) -> None:
        """One errand: a question that is answered, or, unless it must be short,
        one that goes to people."""
        if short or self.random.random() < 0.6 or len(self.cases) >= _MOST_CASES:
            self.asked += 1
            # Never the same again and again, which only a machine says.
            await self._act(1, kind="said", text=_KNOWN[(self.number + self.asked) % len(_KNOWN)])
            return
        marker = f"{self.room}x{self.acts}"
        asked = await self._act(
            1, kind="said", text=f"Vad kostar det att hyra scenen i Lund, {marker}?"
        )
        if (new := self._choice("new:")) is not None:
            await self._act(1, kind="pressed", choice=new)
        if (yes := self._choice("yes:")) is None:
            return
        self.cases.append(marker)
        edits = self.random.random() < 0.3
        # "Sent", the coordinator's answer, and the word that a correction was passed on.
        await self._act(2, kind="pressed", choice=yes)
        if edits:
            await self._act(
                2,
                kind="edited",
                edits=asked,
                text=f"Vad kostar det att hyra stora scenen i Lund, {marker}?",
            )
        if (helped := self._choice("helped:")) is not None:
            await self._act(1, kind="pressed", choice=helped)


@dataclass
class Coordinator:
    """Answers every card, and every addition to one, once."""

    network: AnyNetwork
    answered: Counter[str] = field(default_factory=Counter)

    async def work(self) -> None:
        chat = self.network.chats[ROOM]
        seen: set[tuple[str, str]] = set()
        for at in itertools.count():
            async with self.network.changed:
                while len(chat) <= at:
                    await self.network.changed.wait()
            message = chat[at]
            number = NUMBER.search(message["text"])
            kind = (
                "card"
                if CARD.match(message["text"])
                else "more"
                if "Rättelse till" in message["text"]
                else ""
            )
            if (
                number is None
                or not kind
                or (kind, number[0] + message["text"][-40:] * (kind == "more")) in seen
            ):
                continue
            seen.add((kind, number[0] + message["text"][-40:] * (kind == "more")))
            self.answered[number[0]] += 1
            await self.network.act(
                room=ROOM,
                person="karin",
                kind="said",
                text=f"svar {number[0]} rad {at}",
                reply_to=message["id"],
                quoted=message["text"],
            )
