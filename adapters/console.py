"""The smallest channel: a terminal, or a pipe. Read this one first."""

from __future__ import annotations

import asyncio
import datetime as dt
import sys
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from rich.console import Console
from rich.markdown import Markdown
from rich.markup import escape

from bot import markup
from bot.channel import Batch
from bot.messages import Address, Incoming, Outgoing, Receipt

_ADDRESS = Address("console", "terminal")
_LONGEST = 200_000
_LEAVE = frozenset({"sluta", "avsluta", "quit", "exit", "/quit", "/exit", "/sluta"})


class ConsoleChannel:
    """Lines in, rendered Markdown out; choices are numbered lines."""

    name = "console"
    idempotent = False

    def __init__(self, console: Console) -> None:
        self._console = console
        self._interactive = console.is_terminal and sys.stdin.isatty()
        self._sent = 0

    async def listen(self, after: str | None) -> AsyncIterator[Batch]:
        """One line is one message. Ends where the input ends."""
        if self._interactive:
            self._console.print("[dim]Skriv din fråga. ”sluta” avslutar.[/dim]")
        number = int(after or 0)
        while (line := await self._next_line()) is not None:
            if not line.strip() and self._interactive:
                continue
            if line.strip().lower() in _LEAVE:
                return
            number += 1
            said = Incoming(str(number), dt.datetime.now(dt.UTC), _ADDRESS, "terminal", "said", text=line)
            yield Batch((said,), str(number))

    async def _next_line(self) -> str | None:
        """A line from a thread that nothing waits for: Ctrl-C ends the program at once, not at the next line."""
        loop = asyncio.get_running_loop()
        read: asyncio.Future[str | None] = loop.create_future()

        def done(line: str | None) -> None:
            if not read.done():
                read.set_result(line)

        threading.Thread(target=lambda: loop.call_soon_threadsafe(done, self._line()), daemon=True).start()
        return await read

    def _line(self) -> str | None:
        if self._interactive:
            with suppress(EOFError):
                return input("\n> ")
            return None
        raw = sys.stdin.buffer.readline(_LONGEST)
        return raw.decode("utf-8", errors="replace").rstrip("\r\n") if raw else None

    async def send(self, outgoing: Outgoing) -> Receipt:
        """Write it out: with style in a terminal, as plain text in a pipe."""
        if self._interactive:
            self._console.print()
            self._console.print(Markdown(outgoing.markdown.replace("\n", "  \n")))
        else:
            self._console.print(markup.plain(outgoing.markdown), markup=False, highlight=False, soft_wrap=True)
        for number, choice in enumerate(outgoing.choices, 1):
            self._console.print(f"  [bold]{number}[/bold]  {escape(choice.label)}", highlight=False, soft_wrap=True)
        if not self._interactive:
            self._console.print()
        self._sent += 1
        return Receipt((str(self._sent),))


@asynccontextmanager
async def opened() -> AsyncIterator[ConsoleChannel]:
    """The terminal that the program runs in."""
    with suppress(ImportError):
        import readline  # noqa: F401, PLC0415  # line editing and history for input()
    yield ConsoleChannel(Console(emoji=False))
