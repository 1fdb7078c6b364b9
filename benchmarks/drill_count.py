"""What came of all that the drill's people did: what was lost, and what came twice."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from benchmarks.drill_networks import ROOM, AnyNetwork
from benchmarks.drill_people import CARD, NUMBER, Asker, Coordinator

_RELAYED = re.compile(r"svar (20\d\d\-\d{4,})")


@dataclass(frozen=True)
class Party:
    """The people on one network."""

    network: AnyNetwork
    askers: list[Asker]
    coordinator: Coordinator

    def card_texts(self) -> list[str]:
        texts = [message["text"] for message in self.network.chats[ROOM]]
        return [text for text in texts if CARD.match(text)]

    def cards(self) -> Counter[str]:
        """How often the card of each case was shown here."""
        numbers = map(NUMBER.search, self.card_texts())
        return Counter(number[0] for number in numbers if number is not None)

    def told(self, asker: Asker) -> list[str]:
        texts = (message["text"] for message in self.network.chats[asker.room])
        return [text.replace("\\", "") for text in texts]

    def relayed(self) -> Counter[str]:
        """How often an asker here was told the answer to each case."""
        texts = (text for asker in self.askers for text in self.told(asker))
        return Counter(number[1] for number in map(_RELAYED.search, texts) if number is not None)


class Count:
    """Of people on one network or several: a question from one may be answered on another."""

    def __init__(self, parties: Sequence[Party]) -> None:
        self._parties = parties
        self._askers = [asker for party in parties for asker in party.askers]
        for asker in self._askers:
            asker.count_extra()
        self._cards, self._relayed = Counter[str](), Counter[str]()
        self._answered = Counter[str]()
        for party in parties:
            self._cards += party.cards()
            self._relayed += party.relayed()
            self._answered += party.coordinator.answered

    @property
    def lost(self) -> int:
        return sum(asker.lost for asker in self._askers)

    @property
    def late(self) -> int:
        """Of those that are lost: what came when it wasn't waited for any more."""
        return sum(asker.late for asker in self._askers)

    @property
    def acts(self) -> int:
        return sum(asker.acts for asker in self._askers)

    @property
    def cases_lost(self) -> int:
        """Those without a card, without an answer, or whose answer somebody else got."""
        untold = sum(self._relayed[number] < 1 for number in self._cards)
        return self._unshown() + untold + self._strangers()

    def twice(self, party: Party) -> int:
        """What people on one of the networks were shown again."""
        relayed = party.relayed()
        return (
            sum(asker.extra for asker in party.askers)
            + sum(count - 1 for count in party.cards().values())
            + sum(max(0, relayed[number] - self._answered[number]) for number in self._cards)
            + party.network.repeats
        )

    def _unshown(self) -> int:
        """Questions that were sent on and stand on no card."""
        shown = "\n".join(text for party in self._parties for text in party.card_texts())
        markers = (marker for asker in self._askers for marker in asker.cases)
        return sum(f"{marker}?" not in shown for marker in markers)

    def _strangers(self) -> int:
        """Answers that somebody else got."""
        return sum(
            not any(marker in text for marker in asker.cases)
            for party in self._parties
            for asker in party.askers
            for text in party.told(asker)
            if "svar 20" in text
        )
