"""The detector of languages in a process of its own: while its models load, and that takes seconds,
whoever writes is answered as ever. Only what nothing but the detector can tell waits for them, in
the first seconds after the start."""

from __future__ import annotations

import asyncio
import json
import socket
import subprocess
import sys
from contextlib import suppress
from threading import Lock

import structlog

from bot.dialogue.words import languages
from bot.live.detector import READY
from bot.live.learning import environment

_AFTER = 1.0
"""Seconds after the start: what waits is answered first."""
_LOADS, _ANSWERS = 60.0, 2.0
"""Seconds that the models may take to load, and one text to be told."""
log = structlog.get_logger()


async def kept_beside() -> None:
    """From soon after the start, for as long as the bot runs. Without that process, the detector is
    asked in this one."""
    await asyncio.sleep(_AFTER)
    starting = asyncio.create_task(asyncio.to_thread(_Beside))
    beside = None
    try:
        beside = await asyncio.shield(starting)
        with languages.detected_by(beside.detected):
            await asyncio.to_thread(beside.wait_until_ready)
            await beside.lost.wait()
        log.warning("the detector of languages is lost")
    except OSError as error:
        log.warning("no detector of languages beside", error=type(error).__name__)
    finally:
        with suppress(OSError):
            await asyncio.to_thread((beside or await starting).close)


class _Beside:
    """The other process, and the line to it."""

    def __init__(self) -> None:
        self._socket, theirs = socket.socketpair()
        self._socket.settimeout(_LOADS)
        command = [sys.executable, "-m", "bot.live.detector"]
        quiet = subprocess.DEVNULL
        with theirs:
            self._process = subprocess.Popen(
                command,
                stdin=theirs.fileno(),
                stdout=theirs.fileno(),
                stderr=quiet,
                env=environment(),
            )
        self._line = self._socket.makefile("rwb")
        self._turn, self._is_ready = Lock(), False
        self.lost = asyncio.Event()

    def wait_until_ready(self) -> None:
        """Raises ``OSError`` where it never will be."""
        with self._turn:
            self._wait()

    def _wait(self) -> None:
        if not self._is_ready:
            if self._line.readline() != READY:
                raise ConnectionError
            self._is_ready = True
            self._socket.settimeout(_ANSWERS)

    def detected(self, text: str) -> tuple[str, float] | None:
        """As the detector of this process would tell, which is asked where the other is lost."""
        try:
            with self._turn:
                self._wait()
                self._line.write(json.dumps(text).encode() + b"\n")
                self._line.flush()
                found = json.loads(self._line.readline())
        except (OSError, ValueError):
            self.lost.set()
            return languages.detector()(text)
        return (found[0], found[1]) if found else None

    def close(self) -> None:
        """It goes with the bot."""
        self._process.kill()
        self._process.wait()
        with suppress(OSError):
            self._line.close()
        self._socket.close()
