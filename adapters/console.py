"""The smallest channel: a terminal, or a pipe. Read this one first.

One person plays both sides: a line is the asker's; a line that begins with @ is a coordinator's.
"@3 Ja, det går bra." replies to message 3 in the coordinators' room; "@ /ko" is said there without
replying. A letter of several lines is one message: pasted into a terminal as it is, or with a
backslash at the end of each line that goes on.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import re
import secrets
import select
import sys
import threading
from collections.abc import AsyncGenerator, AsyncIterator, Iterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import TextIO

from pydantic import Field
from rich.console import Console
from rich.markdown import Markdown
from rich.markup import escape

from bot import markup
from bot.channel import Batch, ChannelSettings, OwnPath, Undeliverable
from bot.errors import reason
from bot.messages import Address, Attached, Incoming, Outgoing, Profile, Receipt

ROOM = "samordnare"
_ASKER, _TEAM = Address("console", "terminal"), Address("console", ROOM)
_LONGEST = 200_000
_PASTED = 0.05
"""Seconds within which the next line of a pasted block is there."""
_LEAVE = frozenset({"sluta", "avsluta", "quit", "exit", "/quit", "/exit", "/sluta"})
_COORDINATOR = re.compile(r"@(\d*)(.*)", re.DOTALL)


class ConsoleSettings(ChannelSettings):
    """The table ``[console]``."""

    first: str = Field(default="", description="Skriv en rad inom citattecken.")
    """A line that is said before any other."""
    files: OwnPath | None = Field(
        default=None, description='Skriv en mapp, till exempel files = "filer".'
    )
    """The folder where the files that the bot sends are written."""


class ConsoleChannel:
    """Lines in, rendered Markdown out; choices are numbered lines."""

    name = "console"
    prefix = "/"
    idempotent = False
    link = ""

    def __init__(
        self, source: TextIO, console: Console, first: str = "", files: Path | None = None
    ) -> None:
        self._source, self._console, self._first = source, console, first
        self._files = files
        self._interactive = console.is_terminal and source.isatty()
        self._sent = 0
        self._reading: asyncio.Future[str | None] | None = None

    # What is typed

    async def listen(self, after: str | None) -> AsyncGenerator[Batch, None]:
        """One line is one message, and so is a block that is pasted or whose lines end with a
        backslash. Ends where the input ends; what was read before is in no cursor."""
        if self._first:
            yield Batch((_said(self._first),), "0")
            self._first = ""
        while (line := await self._letter()) is not None:
            if not line.strip() and self._interactive:
                continue
            if line.strip().lower() in _LEAVE:
                return
            yield Batch((_said(line),), "0")

    async def _letter(self) -> str | None:
        """The next message: a line, with those that it goes on in."""
        line = await self._next_line()
        while line is not None and line.endswith("\\"):
            more = await self._next_line()
            line = f"{line[:-1]}\n{more}" if more is not None else line[:-1]
        return line

    async def _next_line(self) -> str | None:
        """A line, or None at the end.
        One that comes when nobody listens any more is the next listener's."""
        if self._reading is None:
            self._reading = self._read()
        line = await asyncio.shield(self._reading)
        self._reading = None
        return line

    def _read(self) -> asyncio.Future[str | None]:
        """Read a line in a thread that nothing waits for:
        Ctrl-C ends the program at once, not at the next line."""
        loop = asyncio.get_running_loop()
        read: asyncio.Future[str | None] = loop.create_future()

        def done(line: str | None) -> None:
            if not read.done():
                read.set_result(line)

        def reading() -> None:
            line = self._line()
            with suppress(RuntimeError):  # the loop has ended meanwhile
                loop.call_soon_threadsafe(done, line)

        threading.Thread(target=reading, daemon=True).start()
        return read

    def _line(self) -> str | None:
        if self._interactive:
            typed = list(_typed())
            return "\n".join(typed) if typed else None
        raw = self._source.buffer.readline(_LONGEST)
        return raw.decode("utf-8", errors="replace").rstrip("\r\n") if raw else None

    # What is shown

    async def introduce(self, profile: Profile) -> None:
        """A terminal has no place for it; a team's room can only be the coordinators'."""
        for room in profile.rooms:
            _check(room)

    async def send(self, outgoing: Outgoing) -> Receipt:
        """Write it out: with style in a terminal, as plain text in a pipe."""
        _check(outgoing.address.room)
        self._sent += 1
        if outgoing.address.room == ROOM:
            header = f"── Samordnarnas rum, meddelande {self._sent} (svara: @{self._sent} …) ──"
            self._console.print(f"\n[bold]{header}[/bold]", highlight=False)
        self._show(outgoing.markdown)
        for number, choice in enumerate(outgoing.choices, 1):
            if choice.told:
                continue
            line = f"  [bold]{number}[/bold]  {escape(choice.label)}"
            self._console.print(line, highlight=False, soft_wrap=True)
        if outgoing.file is not None:
            self._say(self._written(outgoing.file))
        if not self._interactive:
            self._console.print()
        return Receipt((str(self._sent),))

    def _written(self, file: Attached) -> str:
        """Where the file is now, or why it is nowhere. One that is there already is never written
        over."""
        if self._files is None:
            return f"Filen {file.name} sparas om du startar med --files MAPP."
        try:
            self._files.mkdir(parents=True, exist_ok=True)
            path = self._files / f"{secrets.token_hex(2)}-{file.name}"
            with path.open("xb") as opened:
                opened.write(file.content)
        except OSError as error:
            return f"Filen {file.name} gick inte att spara i {self._files} ({reason(error)})."
        return f"Filen ligger i {path}"

    def _say(self, line: str) -> None:
        self._console.print(line, markup=False, highlight=False, soft_wrap=True)

    def _show(self, markdown: str) -> None:
        if self._interactive:
            self._console.print()
            self._console.print(Markdown(markdown.replace("\n", "  \n")))
        else:
            self._say(markup.plain(markdown))


def _said(line: str) -> Incoming:
    event, now = secrets.token_hex(8), dt.datetime.now(dt.UTC)
    match = _COORDINATOR.fullmatch(line.strip())
    if match is None:
        return Incoming(event, now, _ASKER, "terminal", "said", text=line)
    reply, text = match[1] or None, match[2].lstrip()
    to_us = reply is not None
    return Incoming(
        event, now, _TEAM, ROOM, "said", text, reply_to=reply, direct=False, mentioned=to_us
    )


def _check(room: str) -> None:
    """Whether this is a room of the terminal's. Raises ``Undeliverable``."""
    if room not in (ROOM, _ASKER.room):
        raise Undeliverable(
            f"”console:{room}” är inget rum: i terminalen finns bara {ROOM} och {_ASKER.room}."
        )


def _typed() -> Iterator[str]:
    """The next line that somebody types, or each line of a block that they paste;
    nothing where the input ends."""
    with suppress(EOFError):
        yield input("\n> ")
        while _is_pasted():
            yield input()


def _is_pasted() -> bool:
    """Whether more has been typed already:
    nobody types the next line as fast as a block is pasted."""
    return sys.platform != "win32" and bool(select.select([sys.stdin], [], [], _PASTED)[0])


@asynccontextmanager
async def opened(settings: ConsoleSettings) -> AsyncIterator[ConsoleChannel]:
    """The terminal that the program runs in."""
    with suppress(ImportError):
        import readline  # noqa: PLC0415 - line editing and history for input()

        readline.parse_and_bind("set enable-bracketed-paste on")  # a pasted block comes whole
    console = Console(file=sys.stdout, emoji=False)
    yield ConsoleChannel(sys.stdin, console, settings.first, settings.files)
