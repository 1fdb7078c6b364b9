"""What the table ``[telegram]`` may say, and where the token stands."""

from __future__ import annotations

from pydantic import Field

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
