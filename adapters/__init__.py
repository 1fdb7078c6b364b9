"""The channels: a plain table from name to opener, imported only when used."""

from __future__ import annotations

import importlib
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AbstractAsyncContextManager
from typing import Any

from bot.channel import Channel

Opener = Callable[[Mapping[str, Any]], AbstractAsyncContextManager[Channel]]
"""Opens a channel with its own table of the settings; its secrets it takes from the environment."""
Setup = Callable[[Mapping[str, Any]], AsyncIterator[str]]
"""Tells, line by line, how a channel is set up; writes nothing."""


def _lazily(module: str, name: str) -> Callable[[Mapping[str, Any]], Any]:
    return lambda table: getattr(importlib.import_module(module), name)(table)


CHANNELS: dict[str, Opener] = {
    name: _lazily(f"adapters.{name}", "opened") for name in ("console", "matrix", "telegram")
}
SETUPS: dict[str, Setup] = {
    name: _lazily(f"adapters.{name}.setup", "lines") for name in ("matrix", "telegram")
}
COMMANDS: dict[str, dict[str, Setup]] = {
    "matrix": {"reset-identity": _lazily("adapters.matrix.setup", "reset_identity")}
}
"""What else can be done with a channel from the command line, and tells of it line by line."""
