"""A bot on the small knowledge in a folder that a test changes: what its askers and its editors
read, and a source of changes that the test gives."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

from bot.cli.stage import Stage
from bot.desk.disk import Disk
from bot.live.editors import Editors
from bot.live.keeper import Keeper, Objections
from bot.matching.library import Current
from bot.storage import database
from tests.conftest import NOW, ROOMS

WITH_EDITORS = {**ROOMS, "editors": "net:editors"}
_PATIENCE = 120.0
PLACE, STAGE = "entries/lund/lund-platsen.yaml", "entries/lund/lund-scenen.yaml"
NEW_THING = """\
sak: Cykelköket
id: lund-cykelkoket
område: lund
ämne: premises
team: lund/huset
källa: {dokument: haftet, ställe: kapitel 9}
kontrollerad: 2026-11-20
svar:
  - id: lund-cykelkoket
    rubrik: Laga cykeln
    sv: Ni lagar cyklar i **källaren**.
frågor:
  lund-cykelkoket:
    sv:
      - Var lagar man cyklar i Lund?
      - cykelkök för föreningar
      - Kan vi laga våra cyklar någonstans?
      - verkstad för cyklar
"""


@dataclass
class Changes:
    """Tells of changes when the test says so."""

    queue: asyncio.Queue[None] = field(default_factory=asyncio.Queue)

    async def __call__(self, folder: Path) -> AsyncIterator[None]:
        while True:
            await self.queue.get()
            yield
            self.queue.task_done()

    async def tell(self) -> None:
        """Tell of one, and wait until it has been read."""
        self.queue.put_nowait(None)
        async with asyncio.timeout(_PATIENCE):
            await self.queue.join()


@dataclass
class Live:
    """The folder, the bot and those who talk with it."""

    folder: Path
    stage: Stage
    keeper: Keeper
    changes: Changes = field(default_factory=Changes)

    async def change(self, file: str, old: str, new: str) -> None:
        """An editor saves other text in a file; the bot has seen it afterwards."""
        edit(self.folder, file, old, new)
        await self.seen()

    async def seen(self) -> None:
        """The bot has seen what the folder is like now."""
        await self.changes.tell()
        self.stage.current = self.keeper.current
        self.stage.at(self.stage.now)

    async def learned(self) -> None:
        """The bot has learned all that is new."""
        await self.keeper.is_learned.wait()
        self.stage.current = self.keeper.current

    def ask(self, text: str, who: str = "anna") -> str:
        return "\n".join(shown.text for shown in self.stage.ask(text, who))

    def editors(self) -> list[str]:
        """All that the editors' room was told."""
        return [shown.text for shown in self.stage.shown if shown.room == "editors"]


@asynccontextmanager
async def living(
    folder: Path,
    lund: Current,
    rooms: dict[str, str] | None = None,
    objections: Objections = lambda _: (),
) -> AsyncIterator[Live]:
    """A bot that follows a copy of the small knowledge."""
    current = replace(lund, path=folder)
    stage = Stage(current, NOW, WITH_EDITORS if rooms is None else rooms)
    live = Live(folder, stage, Keeper(current, lambda: stage.now, objections))
    editors = Editors(stage.office, Disk(stage.db, database.MEMORY), lambda: stage.now)
    following = asyncio.create_task(live.keeper.follow(live.changes, editors))
    try:
        await live.changes.tell()
        yield live
    finally:
        following.cancel()
        with suppress(asyncio.CancelledError):
            await following
        stage.close()


def edit(folder: Path, file: str, old: str, new: str) -> None:
    path = folder / file
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")
