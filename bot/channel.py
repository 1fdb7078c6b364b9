"""The seam between the bot and a network: what an adapter gives the core, and how it fails."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Protocol

from pydantic import AfterValidator, BaseModel, ConfigDict, Strict, ValidationInfo

from bot.errors import OneWayInError
from bot.messages import Incoming, Outgoing, Profile, Receipt

LONGEST_WAIT = 3600.0
"""Seconds: whatever a network asks for, it is asked again after so long."""
_SHORTEST_WAIT = 0.1


def wait_of(asked: object, per_second: int = 1) -> float | None:
    """The seconds that a network asks to wait, within reason; None where it names none."""
    if isinstance(asked, bool) or not isinstance(asked, int | float):
        return None
    if not asked > 0:  # nor is what is no number
        return None
    return max(min(asked, LONGEST_WAIT * per_second) / per_second, _SHORTEST_WAIT)


class TryLater(OneWayInError):
    """The network asks to wait: ``after`` seconds, or as long as the outbox thinks.

    ``uncertain``: the message may have arrived.
    """

    def __init__(self, after: float | None = None, *, uncertain: bool = False) -> None:
        super().__init__("Nätet tar inte emot just nu.")
        self.after, self.uncertain = wait_of(after), uncertain


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
    def prefix(self) -> str:
        """What a command begins with there."""

    @property
    def idempotent(self) -> bool:
        """Whether the network knows a repeat by the key of what is sent."""

    @property
    def link(self) -> str:
        """Where anybody can begin a private chat with the bot;
        empty where there is no such address."""

    def listen(self, after: str | None) -> AsyncGenerator[Batch, None]:
        """What has happened since the cursor ``after``.
        Resumed only once the last batch is stored."""

    async def introduce(self, profile: Profile) -> None:
        """Show what this is where the network has a place for it, before anything is heard or sent.

        What goes wrong with that is no reason to stop; a team's room that can't be one on this
        network is: raises ``OneWayInError``.
        """

    async def send(self, outgoing: Outgoing) -> Receipt:
        """Deliver one message, or raise ``TryLater``, ``Undeliverable`` or ``ChannelClosed``."""


class ChannelSettings(BaseModel):
    """A channel's table in the settings file; each adapter says what may stand in its own.

    A field's ``description`` is the mend, in Swedish, for whoever wrote something else there.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


def _beside(path: Path, info: ValidationInfo) -> Path:
    if path == Path():
        raise ValueError("the settings' own folder")
    return Path((info.context or {}).get("folder", "")) / path


OwnPath = Annotated[Path, Strict(False), AfterValidator(_beside)]
"""A file or folder of the channel's own, read from the folder of the settings file (which the
validation's context names ``folder``)."""
Opener = Callable[[Any], AbstractAsyncContextManager[Channel]]
"""Opens a channel with its settings; its secrets it takes from the environment.

Raises ``OneWayInError`` where something is missing, or the network says no for good.
"""


class Adapter(Protocol):
    """A channel that isn't open yet; its package is imported only when it is used."""

    @property
    def settings(self) -> Callable[[], type[ChannelSettings]]:
        """The type of the channel's table."""

    @property
    def opened(self) -> Opener: ...
