"""The bot on Telegram next to a bare echo bot on the same library and the same server, in one run.

Both poll, answer each message with one message, and have Telegram's limits off; each is a process
of its own, and the people and the Bot API server are this one. Prints messages a second when
everything is waiting at once, for the echo, for ``/hjalp`` (no ranking) and for questions, with the
ratio to the echo; the time from update to answer at a steady rate; and the memory of each.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import statistics
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from tests.telegram_server import TOKEN, TelegramServer, running  # noqa: E402

QUESTIONS = (
    "Hur mycket kan man få i Snabb slant i Ekerö?",
    "När är nästa FRÖ-möte i Borås?",
    "Vad är en IOP?",
    "hur gammal får man vara för lok-stöd",
    "Vem samordnar inkluderingen i Lund?",
)
ECHO = """
import asyncio, logging, os, sys
from telegram import LinkPreviewOptions
from telegram.ext import ExtBot
logging.getLogger("httpx").setLevel(logging.WARNING)

async def main():
    async with ExtBot(os.environ["ONEWAYIN_TELEGRAM_TOKEN"], base_url=sys.argv[1]) as bot:
        offset = None
        while True:
            for update in await bot.get_updates(offset, timeout=30, read_timeout=60):
                offset = update.update_id + 1
                if update.message:
                    await bot.send_message(update.message.chat.id, update.message.text)

asyncio.run(main())
"""
_CHATS = 50


async def burst(server: TelegramServer, texts: list[str]) -> float:
    """Messages a second when all of these wait at once."""
    before = _answers(server)
    for number, text in enumerate(texts):
        await server.say(1 + number % _CHATS, text)
    start = time.perf_counter()
    await server.wait_until(lambda: _answers(server) >= before + len(texts), seconds=300)
    return len(texts) / (time.perf_counter() - start)


async def steady(server: TelegramServer, texts: list[str], rate: float) -> list[float]:
    """Milliseconds from each update to its answer, at so many a second."""
    took: list[float] = []

    async def one(chat: int, text: str) -> None:
        before, start = len(server.shown(chat)), time.perf_counter()
        await server.say(chat, text)
        await server.wait_for(chat, before + 1, 60)
        took.append((time.perf_counter() - start) * 1000)

    async with asyncio.TaskGroup() as group:
        for number, text in enumerate(texts):
            group.create_task(one(10_000 + number, text))
            await asyncio.sleep(1 / rate)
    return took


def _answers(server: TelegramServer) -> int:
    return server.calls.count("sendMessage")


def _memory(process: asyncio.subprocess.Process) -> float:
    status = Path(f"/proc/{process.pid}/status").read_text()
    return (
        int(next(line for line in status.splitlines() if line.startswith("VmRSS")).split()[1])
        / 1024
    )


def _fill_in(settings: Path, url: str) -> None:
    settings.write_text(settings.read_text().replace("URL", url))


async def measured(
    name: str, command: list[str], bursts: dict[str, list[str]], rate: float, count: int
) -> dict[str, float]:
    """One bot, from its start to its end; prints its line and gives its rates."""
    async with running(TelegramServer()) as server:
        command = [part.replace("URL", server.url) for part in command]
        if name == "bot":
            _fill_in(Path(command[-1]), server.url)
        environment = {**os.environ, "ONEWAYIN_TELEGRAM_TOKEN": TOKEN}
        process = await asyncio.create_subprocess_exec(
            *command, cwd=ROOT, env=environment, stderr=asyncio.subprocess.DEVNULL
        )
        await server.wait_until(lambda: server.polls > 0, seconds=120)
        await burst(server, ["/hjalp"] * _CHATS)  # everybody has been greeted
        rates = {kind: await burst(server, texts) for kind, texts in bursts.items()}
        took = await steady(server, [QUESTIONS[n % len(QUESTIONS)] for n in range(count)], rate)
        p99 = statistics.quantiles(took, n=100)[98]
        times = f"p50 {statistics.median(took):.1f} ms, p99 {p99:.1f} ms"
        print(f"{name:5} at {rate:g} a second: {times}; memory {_memory(process):.0f} MB")
        process.terminate()
        await process.wait()
    return rates


def _settings(folder: Path) -> Path:
    file = folder / "onewayin.toml"
    file.write_text('database = "bench.db"\n[telegram]\nbase_url = "URL"\nlimits = false\n')
    return file


async def compare(messages: int, rate: float) -> None:
    questions = [QUESTIONS[number % len(QUESTIONS)] for number in range(messages)]
    with tempfile.TemporaryDirectory() as folder:
        settings = _settings(Path(folder))
        count = max(100, messages // 3)
        echo = await measured(
            "echo", [sys.executable, "-c", ECHO, "URL"], {"echo": questions}, rate, count
        )
        ours = {"/hjalp": ["/hjalp"] * messages, "questions": questions}
        bot = await measured(
            "bot",
            [sys.executable, "-m", "bot", "run", "--settings", str(settings)],
            ours,
            rate,
            count,
        )
    print(f"{'echo':10} {echo['echo']:7.0f} a second")
    for kind, found in bot.items():
        print(f"{kind:10} {found:7.0f} a second, {found / echo['echo']:.2f} of the echo")


def main() -> int:
    parser = argparse.ArgumentParser(description="the bot on Telegram beside a bare echo bot")
    parser.add_argument("--messages", type=int, default=600)
    parser.add_argument("--rate", type=float, default=20)
    options = parser.parse_args()
    asyncio.run(compare(options.messages, options.rate))
    return 0


if __name__ == "__main__":
    sys.exit(main())
