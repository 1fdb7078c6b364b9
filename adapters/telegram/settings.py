"""What the table ``[telegram]`` may say, and where the token stands."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, Strict

from bot.channel import ChannelSettings

TOKEN = "ONEWAYIN_TELEGRAM_TOKEN"


class TelegramSettings(ChannelSettings):
    """Nothing need stand in it: the table's being there is enough."""

    base_url: str = Field(
        default="https://api.telegram.org/bot",
        pattern="^https?://.",
        description="Skriv adressen till er Bot API-server, till exempel"
        ' base_url = "http://localhost:8081/bot".',
    )
    """Another Bot API server."""
    limits: bool = Field(default=True, description="Skriv true eller false, utan citattecken.")
    """Whether at most thirty messages a second are sent in all."""
    trusted_channels: frozenset[Annotated[int, Strict()]] = Field(
        default=frozenset(),
        strict=False,
        description="Skriv en lista av kanalers nummer, till exempel"
        " trusted_channels = [-1001234567890].",
    )
    """Channels in whose name coordinators write: whoever may do so there answers for the team."""
