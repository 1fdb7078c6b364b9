"""Keeps the knowledge that the bot answers from as its folder is.

What is wrong with the folder keeps what was right before. Texts, facts and dates are used as soon
as they are read; ways of asking once they are learned, and until then those learned before.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from pathlib import Path

import structlog

from bot.days import workdays
from bot.errors import Problem, where
from bot.knowledge import loading
from bot.knowledge.folder import Folder
from bot.knowledge.model import Knowledge
from bot.knowledge.reading import Kept
from bot.knowledge.written.steps import Steps
from bot.live.editors import Clock, Editors
from bot.live.learning import LearningError, learned
from bot.live.rehearsal import rehearsing
from bot.live.slices import in_slices
from bot.matching.lessons import teach_the_same
from bot.matching.library import Current, renewed

Changes = Callable[[Path], AsyncIterator[None]]
"""Tells of each change in a folder, and once at first."""
Objections = Callable[[Knowledge], Sequence[Problem]]
"""What else makes some knowledge unusable for this bot: its settings need what isn't there."""
AGAIN = 60.0
"""Seconds after which what failed is tried again."""
_UNANSWERABLE = (
    "Boten kan inte svara med den här kunskapen. Ta tillbaka den senaste ändringen, och be den som"
    " sköter servern att titta i loggen."
)
log = structlog.get_logger()


class Keeper:
    """``current`` is what the bot answers from now: swapped whole, between two messages."""

    def __init__(
        self, current: Current, clock: Clock, objections: Objections = lambda _: ()
    ) -> None:
        self.current, self._clock = current, clock
        self.is_learned = asyncio.Event()
        """Set while there is nothing new to learn."""
        self.is_learned.set()
        self._learned, self._objections = current, objections
        self._files: Mapping[Path, bytes] = {}
        """What stood in the folder when ``current`` was read."""
        self._kept: Kept = {}
        self._news, self._using = asyncio.Event(), asyncio.Lock()

    async def follow(self, changes: Changes, editors: Editors) -> None:
        """Read the folder at each of its changes, and learn what is new in it. A fault in that
        stops nothing else: the bot answers as before, and it is tried again."""
        while True:
            try:
                await self._follow(changes(self.current.path), editors)
                return
            except Exception as error:  # noqa: BLE001 - as above
                fault = error.exceptions[0] if isinstance(error, ExceptionGroup) else error
                log.error("knowledge", error=type(fault).__name__, at=where(fault))
            await asyncio.sleep(AGAIN)

    async def _follow(self, changes: AsyncIterator[None], editors: Editors) -> None:
        async with asyncio.TaskGroup() as group:
            learning = group.create_task(self._learn_news(), name="learn")
            async for _ in changes:
                await self._read(editors)
            learning.cancel()

    async def _read(self, editors: Editors) -> None:
        today = workdays.today(self._clock())
        folder = await in_slices(loading.judging(self.current.path, today, self._kept))
        errors = await self._errors(folder)
        if errors:
            await editors.tell_broken(errors, self.current.path)
        else:
            await editors.tell_mended()

    async def _errors(self, folder: Folder) -> Sequence[Problem]:
        """Why a folder isn't used; nothing where it is from now on."""
        knowledge = folder.knowledge
        if knowledge is None or folder.errors:
            return folder.errors
        if objections := self._objections(knowledge):
            return objections
        try:
            await self._use(knowledge)
        except Exception as error:  # noqa: BLE001 - whatever it is, the bot answers as before
            log.error("rehearsal", error=type(error).__name__, at=where(error))
            return [Problem(self.current.path, 1, _UNANSWERABLE)]
        self._files = folder.contents
        return ()

    async def _use(self, knowledge: Knowledge) -> None:
        """Answer from this knowledge from now on."""
        if knowledge.version == self.current.knowledge.version:
            return
        async with self._using:
            self.current, is_learned = await in_slices(self._renewing(knowledge))
        log.info("knowledge", version=knowledge.version, learned=is_learned)
        if not is_learned:
            self.is_learned.clear()
            self._news.set()

    def _renewing(self, knowledge: Knowledge) -> Steps[tuple[Current, bool]]:
        """What is to be used, and whether all of it is learned."""
        current = renewed(self._learned, knowledge)
        yield
        yield from rehearsing(current, self._clock(), self.current)
        return current, teach_the_same(self._learned.knowledge, knowledge)

    # Learning

    async def _learn_news(self) -> None:
        while True:
            while not teach_the_same(self._learned.knowledge, self.current.knowledge):
                await self._learn()
            self.is_learned.set()
            await self._news.wait()
            self._news.clear()

    async def _learn(self) -> None:
        """Learn what is used now; what has changed meanwhile is learned after it."""
        began, knowledge = time.monotonic(), self.current.knowledge
        try:
            current = await learned(self._learned, knowledge, self._files)
        except (LearningError, OSError) as error:
            log.error("learning", error=type(error).__name__, why=str(error))
            await asyncio.sleep(AGAIN)
            return
        async with self._using:
            self._learned = current
            newest, _ = await in_slices(self._renewing(self.current.knowledge))
            self.current = newest
        seconds = round(time.monotonic() - began, 1)
        log.info("learned", version=knowledge.version, seconds=seconds)
