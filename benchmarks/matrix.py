"""The bot on Matrix next to a bare echo bot on matrix-nio: question to answer in an encrypted room,
on one Synapse, in one run.

Both bots run at once, each a process of its own, and the asker, matrix-js-sdk, asks them in turn:
whatever slows the machine down slows both. The time is the asker's own, from the message's being
written to the answer's being readable.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import statistics
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks.telegram import QUESTIONS  # noqa: E402
from bot.matching.library import open_library  # noqa: E402
from tests.matrix_bot import SECRETS, running, settings  # noqa: E402
from tests.matrix_people import Person, people  # noqa: E402
from tests.outside import NotInstalledError  # noqa: E402
from tests.synapse import SynapseServer  # noqa: E402

ECHO = """
import asyncio, os, sys
from nio import AsyncClient, AsyncClientConfig, InviteMemberEvent, RoomMessageText

async def main():
    url, user, store = sys.argv[1:]
    config = AsyncClientConfig(encryption_enabled=True, store_sync_tokens=True, pickle_key="echo")
    client = AsyncClient(url, user, store_path=store, config=config)
    await client.login(os.environ["ONEWAYIN_MATRIX_PASSWORD"])

    async def joined(room, event):
        if event.membership == "invite" and event.state_key == client.user_id:
            await client.join(room.room_id)

    async def echo(room, event):
        if event.sender == client.user_id:
            return
        content = {"msgtype": "m.text", "body": event.body}
        await client.room_send(
            room.room_id, "m.room.message", content, ignore_unverified_devices=True
        )

    client.add_event_callback(joined, InviteMemberEvent)
    client.add_event_callback(echo, RoomMessageText)
    await client.sync_forever(timeout=30000, full_state=True)

asyncio.run(main())
"""


async def asked(anna: Person, room: str, bot: str, text: str) -> float:
    """Milliseconds from question to answer."""
    before, start = len(anna.said(room, bot)), time.perf_counter()
    await anna.say(room, text)
    await anna.read(room, bot, before + 1, 60)
    return (time.perf_counter() - start) * 1000


@asynccontextmanager
async def echoing(server: SynapseServer, user: str, store: Path) -> AsyncIterator[None]:
    """The echo bot, as a process."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", ECHO, server.url, user, str(store)),
        env={**os.environ, **SECRETS},
        stderr=asyncio.subprocess.DEVNULL,
    )
    try:
        yield
    finally:
        process.kill()
        await process.wait()


async def compare(count: int, folder: Path) -> float:
    """Print both, and give the ratio of the medians."""
    # Learned for the first time it takes half a minute, for which nobody below would wait.
    open_library(ROOT / "knowledge")
    server = SynapseServer(folder)
    server.start()
    users = {name: server.fresh(name) for name in ("echo", "bot")}
    (folder / "echo").mkdir()
    text = settings(server, users["bot"], {}, ROOT / "knowledge")
    try:
        async with (
            echoing(server, users["echo"], folder / "echo"),
            running(folder / "bot", text),
            people(server.url, folder / "client.log") as here,
        ):
            took = await measured(await here.login(server.fresh("anna")), users, count)
    finally:
        server.stop()
    return _told(took)


async def measured(anna: Person, users: dict[str, str], count: int) -> dict[str, list[float]]:
    """Milliseconds from each question to its answer, of each bot in turn."""
    rooms = {name: await anna.do("direct", other=user) for name, user in users.items()}
    for name, user in users.items():
        await anna.do("meet", room=rooms[name], other=user)
    took: dict[str, list[float]] = {name: [] for name in users}
    # The first are for warming up: keys are shared, the greeting is said.
    for number in range(-10, count):
        for name, user in users.items():
            text = QUESTIONS[number % len(QUESTIONS)]
            milliseconds = await asked(anna, rooms[name], user, text)
            if number >= 0:
                took[name].append(milliseconds)
    return took


def _told(took: dict[str, list[float]]) -> float:
    middle = {name: statistics.median(times) for name, times in took.items()}
    slowest = {name: statistics.quantiles(times, n=100)[98] for name, times in took.items()}
    for name, times in took.items():
        print(f"{name:5} median {middle[name]:.1f} ms, p99 {slowest[name]:.1f} ms, of {len(times)}")
    ratio = middle["bot"] / middle["echo"]
    at_p99 = slowest["bot"] / slowest["echo"]
    print(f"question to answer in an encrypted room: {ratio:.2f} of the echo, {at_p99:.2f} at p99")
    return ratio


def main() -> int:
    parser = argparse.ArgumentParser(description="the bot on Matrix beside a bare echo bot")
    parser.add_argument("--count", type=int, default=300, help="questions to each")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        try:
            asyncio.run(compare(options.count, Path(folder)))
        except NotInstalledError as error:
            raise SystemExit(str(error)) from None
    return 0


if __name__ == "__main__":
    sys.exit(main())
