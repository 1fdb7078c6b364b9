"""The drill: the installed bot is killed again and again under mixed load, and nothing that was asked may be lost.

A tiny server plays the network. It keeps every event until it is polled past, knows a repeat by its key (like Matrix; with
``--no-idempotency`` it doesn't, like Telegram) and counts what it was sent. ``--channel matrix`` is a real Synapse and matrix-js-sdk
in encrypted rooms instead, and ``--restarts`` restarts it under load. People are played against it: askers who ask, press,
say yes, edit and thank, and a coordinator who answers cards. Half the kills are SIGKILL at random times after listening has
begun, a tenth come during the start, and the rest the process gives itself at a named point (``drill_bot.POINTS``).

The last line is ``lost 0, answered twice 0, of 2000; cases lost 0``; the status is 0 where that is so.
``--break cursor`` and ``--break receipt`` put in the faults that it is there to find. Seeded; figures are counts, never times.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import re
import signal
import sys
import tempfile
from collections import Counter
from contextlib import AsyncExitStack
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))  # run as a file, it finds the tests' servers beside it

from benchmarks.drill_bot import Bot  # noqa: E402
from benchmarks.drill_matrix import MatrixNetwork, matrix_network  # noqa: E402
from benchmarks.drill_networks import ROOM, AnyNetwork, Network, TelegramNetwork  # noqa: E402
from benchmarks.drill_people import CARD, LONGEST_ERRAND, NUMBER, Asker, Coordinator  # noqa: E402
from tests.outside import NotInstalledError  # noqa: E402
from tests.telegram_server import running  # noqa: E402


async def drill(
    options: argparse.Namespace, folder: Path
) -> tuple[int, int, int, int, Counter[str]]:
    """Run it; what was lost, what was answered twice, how many acts there were, cases lost, and the kills by kind."""
    chance = random.Random(options.seed)
    async with AsyncExitStack() as opened:
        network: AnyNetwork
        if options.channel == "telegram":
            network = await opened.enter_async_context(running(TelegramNetwork()))
        elif options.channel == "matrix":
            network = await opened.enter_async_context(matrix_network(folder, options.askers))
        else:
            network = Network(options.idempotent)
            server = await asyncio.start_server(network.serve, "127.0.0.1", 0, limit=1 << 24)
            opened.callback(server.close)
            network.port = server.sockets[0].getsockname()[1]
        found = await _drill(options, folder / "bot", network, chance)
        if isinstance(network, MatrixNetwork):
            print(
                f"written again because the bot asked for it: {network.rewritten}; told of a wait: {len(network.waited)}"
            )
            print(f"unreadable to people: {len(network.unreadable())} {network.unreadable()[:5]}")
        return found


async def _drill(
    options: argparse.Namespace, folder: Path, network: AnyNetwork, chance: random.Random
) -> tuple[int, int, int, int, Counter[str]]:
    askers = [
        Asker(
            number, network, random.Random(options.seed * 1000 + number), patience=options.patience
        )
        for number in range(options.askers)
    ]
    bot, coordinator = Bot(network, folder, options, chance), Coordinator(network)

    reserved = 0

    def allowed() -> int:
        """Acts so far: as many for each kill, so that every kill falls into the load and all are done at its end."""
        done = bot.kills.total() / bot.planned if bot.planned else 1.0
        return (
            options.questions
            if done >= 1 or tormenting.done()
            else int(options.questions * (done + 1 / (bot.planned + 1)))
        )

    async def load(asker: Asker) -> None:
        nonlocal reserved
        while (used := sum(one.acts for one in askers)) < options.questions:
            # What is under way counts whole, also what of it is done: rather a little slow than one too many.
            left = allowed() - used - reserved
            if left >= LONGEST_ERRAND or (
                left >= 1 and options.questions - used < LONGEST_ERRAND * (options.askers + 1)
            ):
                size = LONGEST_ERRAND if left >= LONGEST_ERRAND else 1
                before, reserved = asker.acts, reserved + size
                await asker.turn(short=size == 1)
                reserved -= size
                assert asker.acts - before <= size
            await asyncio.sleep(asker.random.expovariate(1.0) * options.pause)

    if isinstance(network, MatrixNetwork):
        await bot.start()
        await network.met()
        await bot.end(signal.SIGTERM)
    working = asyncio.create_task(coordinator.work())
    tormenting = asyncio.create_task(bot.torment())
    try:
        await asyncio.gather(*(load(asker) for asker in askers))
        await tormenting
        for asker in askers:
            await asker.seen()
        await asyncio.sleep(1)
    finally:
        tormenting.cancel()
        working.cancel()
        await bot.end(signal.SIGTERM)
    for asker in askers:
        asker.count_extra()
    lost, twice = sum(asker.lost for asker in askers), sum(asker.extra for asker in askers)
    cards = Counter(
        match[0]
        for message in network.chats[ROOM]
        if CARD.match(message["text"]) and (match := NUMBER.search(message["text"])) is not None
    )
    asked = [marker for asker in askers for marker in asker.cases]
    shown = "\n".join(
        message["text"] for message in network.chats[ROOM] if CARD.match(message["text"])
    )
    relayed = Counter(
        number
        for asker in askers
        for message in network.chats[asker.room]
        if (found := re.search(r"svar (20\d\d\-\d{4,})", message["text"].replace("\\", "")))
        and (number := found[1])
    )
    strangers = sum(
        not any(marker in message["text"] for marker in asker.cases)
        for asker in askers
        for message in network.chats[asker.room]
        if "svar 20" in message["text"].replace("\\", "")
    )
    cases_lost = (
        sum(f"{marker}?" not in shown for marker in asked)
        + sum(relayed[number] < 1 for number in cards)
        + strangers
    )
    twice += sum(count - 1 for count in cards.values()) + sum(
        max(0, relayed[number] - coordinator.answered[number]) for number in cards
    )
    twice += network.repeats
    return lost, twice, sum(asker.acts for asker in askers), cases_lost, bot.kills


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else "")
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--questions", type=int, default=2000)
    parser.add_argument(
        "--terms", type=int, default=0, help="orderly restarts (SIGTERM) after the kills"
    )
    parser.add_argument(
        "--full-disk", type=int, default=0, help="times that the disk is full for a while"
    )
    parser.add_argument(
        "--no-idempotency",
        dest="idempotent",
        action="store_false",
        help="a network that doesn't know a repeat",
    )
    parser.add_argument(
        "--break",
        dest="broken",
        choices=("cursor", "receipt"),
        help="put in a fault that must show",
    )
    parser.add_argument(
        "--channel",
        choices=("drill", "telegram", "matrix"),
        default="drill",
        help="the network; telegram knows no repeat",
    )
    parser.add_argument(
        "--restarts", type=int, default=0, help="times that the homeserver is restarted (matrix)"
    )
    parser.add_argument("--askers", type=int, default=25)
    parser.add_argument(
        "--pause", type=float, default=0.5, help="seconds between an asker's errands, on average"
    )
    parser.add_argument(
        "--patience",
        type=float,
        default=45,
        help="seconds without anything new before what is missing counts as lost",
    )
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args(arguments)
    options.idempotent = options.idempotent and options.channel != "telegram"
    with tempfile.TemporaryDirectory() as folder:
        try:
            lost, twice, of, cases_lost, kills = asyncio.run(drill(options, Path(folder)))
        except NotInstalledError as error:
            raise SystemExit(str(error)) from None
    print("kills:", ", ".join(f"{kind} {count}" for kind, count in sorted(kills.items())))
    if not options.idempotent:
        print(f"repeats {twice}, kills {kills.total() - kills['term']}")
    print(f"lost {lost}, answered twice {twice}, of {of}; cases lost {cases_lost}")
    allowed = 0 if options.idempotent else kills.total() - kills["term"]
    return 0 if lost == cases_lost == 0 and twice <= allowed else 1


if __name__ == "__main__":
    sys.exit(main())
