"""The channels: a plain table from name to opener, imported only when used."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager

from bot.channel import Channel

Opener = Callable[[], AbstractAsyncContextManager[Channel]]


def _lazily(module: str) -> Opener:
    def opener() -> AbstractAsyncContextManager[Channel]:
        opened: AbstractAsyncContextManager[Channel] = importlib.import_module(module).opened()
        return opened

    return opener


CHANNELS: dict[str, Opener] = {"console": _lazily("adapters.console")}
