"""Chromium for the pictures: driven by playwright-core in a node process, both installed by
themselves. Chromium is the machine's own (Debian: ``apt-get install chromium``).
"""

from __future__ import annotations

import asyncio
import json
import shutil
from asyncio.subprocess import PIPE
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from tests.matrix_people import node, packages
from tests.outside import NotInstalledError

SCRIPTS = Path(__file__).parent / "pictures"
_NAMES = ("chromium", "chromium-browser", "google-chrome")


class Browser:
    """The node process that drives Chromium, one command at a time."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process

    async def do(self, act: str, **what: Any) -> None:
        """RuntimeError with the browser's own words where it fails."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps({"do": act, **what}).encode() + b"\n")
        answer = json.loads(
            await self._process.stdout.readline() or '{"error": "the browser has ended"}'
        )
        if "error" in answer:
            raise RuntimeError(answer["error"])


@asynccontextmanager
async def browser() -> AsyncIterator[Browser]:
    """Chromium, for as long as this is open. Raises ``NotInstalledError``."""
    chromium = next(filter(None, map(shutil.which, _NAMES)), None)
    if chromium is None:
        raise NotInstalledError(
            "Chromium is needed for the pictures: on Debian, apt-get install chromium."
        )
    folder = await asyncio.to_thread(packages, "pictures", SCRIPTS)
    process = await asyncio.create_subprocess_exec(
        node(), SCRIPTS / "browser.mjs", chromium, cwd=folder, stdin=PIPE, stdout=PIPE
    )
    assert process.stdin is not None
    try:
        yield Browser(process)
    finally:
        process.stdin.close()
        await process.wait()
