"""The log of a command: one line of JSON for each thing that happens, on standard error."""

from __future__ import annotations

import sys
from contextlib import suppress
from typing import TextIO

import structlog


class _Patient:
    """A stream that fails in silence: a full disk must not stop what the log tells of."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def write(self, text: str) -> None:
        with suppress(OSError):
            self._stream.write(text)

    def flush(self) -> None:
        with suppress(OSError):
            self._stream.flush()


def to_stderr(level: int) -> None:
    """Log what has this level of ``logging`` or more; never a word that somebody wrote."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper("iso"),
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(_Patient(sys.stderr)),  # type: ignore[arg-type]
    )
