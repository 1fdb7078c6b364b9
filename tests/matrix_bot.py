"""The bot as it is run, ``onewayin run --settings``, as a process on the tests' Synapse."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

from tests.conftest import ROOT
from tests.synapse import PASSWORD, SynapseServer

SECRETS = {"ONEWAYIN_MATRIX_PASSWORD": PASSWORD, "ONEWAYIN_MATRIX_PICKLE_KEY": "ett lås för provet"}


def settings(
    server: SynapseServer,
    user: str,
    rooms: Mapping[str, str],
    knowledge: Path = ROOT / "tests" / "small",
) -> str:
    """The TOML file's text: this user on this server,
    and who sits in which room (``AREA/ROLE`` to a room's id)."""
    seats = "".join(f'"{team}" = "matrix:{room}"\n' for team, room in rooms.items())
    return (
        f'knowledge = "{knowledge}"\ndatabase = "bot.db"\nundo_seconds = 0\n'
        f'[matrix]\nhomeserver = "{server.url}"\nuser = "{user}"\nstore = "matrix-store"\n'
        f"[rooms]\n{seats}"
    )


class MatrixBot:
    """The process, to be killed and started again;
    its database, store and log stay in ``folder``."""

    def __init__(self, folder: Path, settings: str) -> None:
        self.folder = folder
        folder.mkdir(exist_ok=True)
        self.file, self.log = folder / "onewayin.toml", folder / "bot.log"
        self.file.write_text(settings, "utf-8")
        self.process: asyncio.subprocess.Process | None = None

    async def start(self) -> None:
        """Begin; it answers once it is ready."""
        with self.log.open("ab") as log:
            command = [sys.executable, "-m", "bot", "run", "--settings", str(self.file)]
            environment = {**os.environ, **SECRETS, "PYTHONPATH": str(ROOT)}
            self.process = await asyncio.create_subprocess_exec(
                *command, cwd=self.folder, env=environment, stdout=log, stderr=log
            )

    async def end(self, sign: signal.Signals = signal.SIGTERM) -> int:
        """SIGKILL is a crash."""
        assert self.process is not None
        if self.process.returncode is None:
            self.process.send_signal(sign)
        return await self.process.wait()


@asynccontextmanager
async def running(folder: Path, settings: str) -> AsyncIterator[MatrixBot]:
    """The bot, from its start to its orderly end."""
    bot = MatrixBot(folder, settings)
    await bot.start()
    try:
        yield bot
    finally:
        await bot.end()
