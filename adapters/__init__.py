"""The channels: a plain table from name to adapter, imported only when used."""

from __future__ import annotations

import importlib
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:  # the list of channels is read also where none is used
    from bot.channel import Adapter, ChannelSettings, Opener

Setup = Callable[[Any], AsyncIterator[str]]
"""Tells, line by line, how a channel is set up, or what was done with it. Takes the channel's
settings, or None where the file has no table for it."""


@dataclass(frozen=True, slots=True)
class Unopened:
    """An adapter whose package is imported only when it is used."""

    settings: Callable[[], type[ChannelSettings]]
    opened: Opener


def _lazily(module: str, name: str) -> Callable[[Any], Any]:
    return lambda settings: getattr(importlib.import_module(module), name)(settings)


def _adapter(settings: str, model: str, opener: str) -> Adapter:
    return Unopened(
        lambda: getattr(importlib.import_module(settings), model), _lazily(opener, "opened")
    )


CHANNELS: dict[str, Adapter] = {
    "console": _adapter("adapters.console", "ConsoleSettings", "adapters.console"),
    "matrix": _adapter("adapters.matrix.settings", "MatrixSettings", "adapters.matrix.channel"),
    "telegram": _adapter(
        "adapters.telegram.settings", "TelegramSettings", "adapters.telegram.channel"
    ),
}
SETUPS: dict[str, Setup] = {
    name: _lazily(f"adapters.{name}.setup", "lines") for name in ("matrix", "telegram")
}
COMMANDS: dict[str, dict[str, Setup]] = {
    "matrix": {"reset-identity": _lazily("adapters.matrix.setup", "reset_identity")}
}
"""What else can be done with a channel from the command line."""
