"""The drill: the installed bot is killed again and again under mixed load, and nothing that was
asked may be lost.

A tiny server plays the network. It keeps every event until it is polled past, knows a repeat by its
key (like Matrix; with ``--no-idempotency`` it doesn't, like Telegram) and counts what it was sent.
``--channel matrix`` is a real Synapse and matrix-js-sdk in encrypted rooms instead, and
``--restarts`` restarts it under load. People are played against it: askers who ask, press, say yes,
edit and thank, and a coordinator who answers cards. Half the kills are SIGKILL at random times
after listening has begun, a tenth come during the start, and the rest the process gives itself at a
named point (``drill_bot.POINTS``).

The last line is ``lost 0, answered twice 0, of 2000; cases lost 0``; the status is 0 where that is
so. ``--break cursor`` and ``--break receipt`` put in the faults that it is there to find. Seeded;
figures are counts, never times.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))  # run as a file, it finds the tests' servers beside it

from benchmarks.drill_bot import POINTS  # noqa: E402
from benchmarks.drill_load import Figures, Load  # noqa: E402
from benchmarks.drill_matrix import MatrixNetwork, matrix_network  # noqa: E402
from benchmarks.drill_networks import AnyNetwork, Network, TelegramNetwork  # noqa: E402
from tests.outside import NotInstalledError  # noqa: E402
from tests.telegram_server import running  # noqa: E402


async def drill(options: argparse.Namespace, folder: Path) -> Figures:
    """Run it, on the network of the options."""
    async with _network(options, folder) as network:
        figures = await Load(options, folder / "bot", network).run()
        if isinstance(network, MatrixNetwork):
            again, waited = network.rewritten, len(network.waited)
            print(f"written again because the bot asked for it: {again}; told of a wait: {waited}")
            print(f"unreadable to people: {len(network.unreadable())} {network.unreadable()[:5]}")
        return figures


def _network(options: argparse.Namespace, folder: Path) -> AbstractAsyncContextManager[AnyNetwork]:
    if options.channel == "telegram":
        return running(TelegramNetwork())
    if options.channel == "matrix":
        return matrix_network(folder, options.askers)
    return _tiny(Network(options.idempotent))


@asynccontextmanager
async def _tiny(network: Network) -> AsyncIterator[Network]:
    server = await asyncio.start_server(network.serve, "127.0.0.1", 0, limit=1 << 24)
    network.port = server.sockets[0].getsockname()[1]
    try:
        yield network
    finally:
        server.close()


_NUMBERS: tuple[tuple[str, float, str], ...] = (
    ("--kills", 200, "times that the bot is killed"),
    ("--questions", 2000, "acts of the askers in all"),
    ("--terms", 0, "orderly restarts (SIGTERM) after the kills"),
    ("--full-disk", 0, "times that the disk is full for a while"),
    ("--restarts", 0, "times that the homeserver is restarted (matrix)"),
    ("--askers", 25, "people who ask at once"),
    ("--pause", 0.5, "seconds between an asker's errands, on average"),
    ("--patience", 45.0, "seconds without anything new before what is missing counts as lost"),
    ("--seed", 1, "what chance is drawn from"),
)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n\n")[0])
    for name, default, why in _NUMBERS:
        parser.add_argument(name, type=type(default), default=default, help=why)
    networks = ("drill", "telegram", "matrix")
    parser.add_argument("--channel", choices=networks, default="drill", help="the network")
    why = "a network that doesn't know a repeat, as Telegram doesn't"
    parser.add_argument("--no-idempotency", dest="idempotent", action="store_false", help=why)
    faults = ("cursor", "receipt")
    parser.add_argument("--break", dest="broken", choices=faults, help="a fault that must show")
    parser.add_argument("--at", choices=POINTS, help="kill at this point only")
    return parser


def main(arguments: list[str] | None = None) -> int:
    options = _parser().parse_args(arguments)
    options.idempotent = options.idempotent and options.channel != "telegram"
    with tempfile.TemporaryDirectory() as folder:
        try:
            figures = asyncio.run(drill(options, Path(folder)))
        except NotInstalledError as error:
            raise SystemExit(str(error)) from None
    lost, twice, kills = figures.lost, figures.twice, figures.kills
    print("kills:", ", ".join(f"{kind} {count}" for kind, count in sorted(kills.items())))
    allowed = 0 if options.idempotent else kills.total() - kills["term"]
    if not options.idempotent:
        print(f"repeats {twice}, kills {allowed}")
    cases_lost = figures.cases_lost
    print(f"lost {lost}, answered twice {twice}, of {figures.acts}; cases lost {cases_lost}")
    return 0 if lost == cases_lost == 0 and twice <= allowed else 1


if __name__ == "__main__":
    sys.exit(main())
