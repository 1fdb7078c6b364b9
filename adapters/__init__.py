"""The channels: a plain table from name to opener, imported only when used."""

from __future__ import annotations

import importlib
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AbstractAsyncContextManager
from typing import Any

from bot.channel import Channel

Opener = Callable[[Mapping[str, Any]], AbstractAsyncContextManager[Channel]]
"""Opens a channel with its own table of the settings; its secrets it takes from the environment."""


def _lazily(module: str) -> Opener:
    def opener(table: Mapping[str, Any]) -> AbstractAsyncContextManager[Channel]:
        opened: AbstractAsyncContextManager[Channel] = importlib.import_module(module).opened(table)
        return opened

    return opener


CHANNELS: dict[str, Opener] = {"console": _lazily("adapters.console"), "telegram": _lazily("adapters.telegram")}


Setup = Callable[[Mapping[str, Any]], AsyncIterator[str]]
"""Tells, line by line, how a channel is set up; writes nothing."""


def _setup_lazily(module: str) -> Setup:
    def lines(table: Mapping[str, Any]) -> AsyncIterator[str]:
        told: AsyncIterator[str] = importlib.import_module(module).lines(table)
        return told

    return lines


SETUPS: dict[str, Setup] = {"telegram": _setup_lazily("adapters.telegram.setup")}
