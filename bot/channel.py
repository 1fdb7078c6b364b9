"""The seam between the bot and a network: what an adapter gives the core, and how it fails."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Protocol

from bot.errors import OneWayInError
from bot.messages import Incoming, Outgoing, Profile, Receipt


class TryLater(OneWayInError):
    """The network asks to wait: ``after`` seconds, or as long as the outbox thinks. ``uncertain``: the message may have arrived."""

    def __init__(self, after: float | None = None, *, uncertain: bool = False) -> None:
        super().__init__("Nätet tar inte emot just nu.")
        self.after, self.uncertain = after, uncertain


class Undeliverable(OneWayInError):
    """The message can't reach its address, now or later; the text says why."""


class ChannelClosed(OneWayInError):
    """The channel has ended and takes nothing more."""


@dataclass(frozen=True, slots=True)
class Batch:
    """What was heard, and the cursor from which to listen on once it is stored."""

    incoming: tuple[Incoming, ...]
    cursor: str


class Channel(Protocol):
    """A service that people chat on."""

    @property
    def name(self) -> str: ...

    @property
    def idempotent(self) -> bool:
        """Whether the network knows a repeat by the key of what is sent."""

    @property
    def link(self) -> str:
        """Where anybody can begin a private chat with the bot; empty where there is no such address."""

    def listen(self, after: str | None) -> AsyncIterator[Batch]:
        """What has happened since the cursor ``after``. Resumed only once the last batch is stored."""

    async def introduce(self, profile: Profile) -> None:
        """Show what this is where the network has a place for it. What goes wrong with that is no reason to stop; a team's room that
        can't be one on this network is: raises ``OneWayInError``."""

    async def send(self, outgoing: Outgoing) -> Receipt:
        """Deliver one message, or raise ``TryLater``, ``Undeliverable`` or ``ChannelClosed``."""
