"""The three standard streams: in UTF-8, none of them missing, and what it comes to where nothing
more can be written."""

from __future__ import annotations

import errno
import io
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TextIO, cast

from bot.errors import reason

_GONE = 1
"""The exit status where what was to be said is lost."""


class OutputLost(SystemExit):
    """Nothing more can be written on standard output: the program ends, whatever it was doing.

    An exit, so that no loop takes it for a fault of its own and tries again. ``text`` is what to
    say of it: nothing where the reader of a pipe went away (`| head`), who has what they wanted.
    """

    def __init__(self, error: OSError) -> None:
        is_read = error.errno == errno.EPIPE
        super().__init__(0 if is_read else _GONE)
        self.text = "" if is_read else f"Det går inte att skriva ut svaret ({reason(error)})."


class _Output:
    """A stream that ends the program where it can't be written on."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def write(self, text: str) -> int:
        try:
            return self._stream.write(text)
        except OSError as error:
            raise OutputLost(error) from None

    def flush(self) -> None:
        try:
            self._stream.flush()
        except OSError as error:
            raise OutputLost(error) from None

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)


@contextmanager
def opened() -> Iterator[None]:
    """The streams as a command needs them. What is written has left the program at the end, or
    ``OutputLost`` is raised; where it is, what is left is written nowhere."""
    _open()
    stream = sys.stdout
    sys.stdout = cast(TextIO, _Output(stream))
    try:
        yield
        sys.stdout.flush()
    except OutputLost:
        # Python writes at its end what still waits, and would complain.
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
        raise
    finally:
        sys.stdout = stream


def _open() -> None:
    """The three streams in UTF-8, also where the caller closed one (`<&-`)."""
    for name, mode in ("stdin", "r"), ("stdout", "w"), ("stderr", "w"):
        if getattr(sys, name) is None:
            nothing = Path(os.devnull).open(mode, encoding="utf-8")  # noqa: SIM115 - stays open
            setattr(sys, name, nothing)
        stream = getattr(sys, name)
        if isinstance(stream, io.TextIOWrapper):  # a test may have put something else there
            stream.reconfigure(encoding="utf-8", errors="replace")
