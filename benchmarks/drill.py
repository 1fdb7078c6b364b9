"""The drill: the installed bot is killed again and again under mixed load, and nothing that was asked may be lost.

A tiny server plays the network. It keeps every event until it is polled past, knows a repeat by its key (like Matrix; with
``--no-idempotency`` it doesn't, like Telegram) and counts what it was sent. ``--channel matrix`` is a real Synapse and matrix-js-sdk
in encrypted rooms instead, and ``--restarts`` restarts it under load. People are played against it: askers who ask, press,
say yes, edit and thank, and a coordinator who answers cards. Half the kills are SIGKILL at random times after listening has
begun, a tenth come during the start, and the rest the process gives itself at a named point (``POINTS``).

The last line is ``lost 0, answered twice 0, of 2000; cases lost 0``; the status is 0 where that is so.
``--break cursor`` and ``--break receipt`` put in the faults that it is there to find. Seeded; figures are counts, never times.
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import json
import os
import random
import re
import resource
import signal
import sys
import tempfile
import time
from collections import Counter, defaultdict
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))  # run as a file, it finds the tests' Bot API server beside it

from benchmarks.drill_matrix import MatrixNetwork, matrix_network  # noqa: E402
from tests.matrix_bot import SECRETS  # noqa: E402
from tests.outside import NotInstalledError  # noqa: E402
from tests.telegram_server import TOKEN, TelegramServer, running  # noqa: E402

POINTS = (
    "accept:before",
    "accept:after",
    "handle_next:before",
    "handle_next:after",
    "send:before",
    "settle:before",
    "settle:after",
)
ROOM = "team"
_LONGEST_ERRAND = 5
"""Acts: a question, that it is a new one, yes, an edit, thanks."""
_STALLED = 45.0
"""Seconds without anything new from a living bot, after which what is missing counts as lost."""
_KNOWN = (
    "Hur länge får man ha en plats i huset i Lund?",
    "Vilka åldrar gäller för LOK-stöd?",
    "får man ett rum gratis i Lund",
    "hej",
)
_NUMBER = re.compile(r"20\d\d-\d{4,}")
_CARD = re.compile(r"\**Fråga 20\d\d-\d+\** ·")


_HEAD = f'knowledge = "{ROOT / "tests" / "small"}"\ndatabase = "drill.db"\nundo_seconds = 0\n'


@dataclass
class Network:
    """The server: events for the bot to poll, and what it sent."""

    idempotent: bool
    port: int = 0
    events: list[dict[str, Any]] = field(default_factory=list)
    chats: dict[str, list[dict[str, Any]]] = field(default_factory=lambda: defaultdict(list))
    keys: dict[str, str] = field(default_factory=dict)
    polls: int = 0
    repeats: int = 0
    changed: asyncio.Condition = field(default_factory=asyncio.Condition)
    last: float = 0.0

    def settings(self) -> str:
        """What the bot's settings say of this network."""
        return f'{_HEAD}[drill]\n[rooms]\n"lund/huset" = "drill:{ROOM}"\ndefault = "drill:{ROOM}"\n'

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            request = json.loads(await reader.readline())
            reply = await (self._poll(request, reader) if request["op"] == "poll" else self._take(request))
            writer.write(json.dumps(reply).encode() + b"\n")
            await writer.drain()
        except (ConnectionError, ValueError, asyncio.CancelledError):
            pass  # the bot was killed in the middle of a line, or the drill is over
        finally:
            writer.close()

    async def _poll(self, request: dict[str, Any], reader: asyncio.StreamReader) -> dict[str, Any]:
        async with self.changed:
            self.polls += 1
            self.changed.notify_all()
            await self.changed.wait_for(lambda: len(self.events) > request["after"] or reader.at_eof())
            upto = min(len(self.events), request["after"] + 20)
            return {"events": self.events[request["after"] : upto], "cursor": upto}

    async def _take(self, sent: dict[str, Any]) -> dict[str, Any]:
        async with self.changed:
            self.last = time.monotonic()
            if sent["key"] in self.keys and self.idempotent:
                return {"id": self.keys[sent["key"]]}
            if sent["key"] in self.keys:
                # Shown twice; people see that it is the same, and act on the first.
                self.repeats += 1
                return {"id": f"{self.keys[sent['key']]}:again{self.repeats}"}
            chat = self.chats[sent["room"]]
            sent["id"] = self.keys[sent["key"]] = f"{sent['room']}:{len(chat)}"
            chat.append(sent)
            self.changed.notify_all()
            return {"id": sent["id"]}

    async def happen(self, **event: Any) -> str:
        async with self.changed:
            event["id"] = f"e{len(self.events)}"
            self.events.append(event)
            self.changed.notify_all()
            return str(event["id"])


class TelegramNetwork(TelegramServer):
    """The same on a Bot API server: what people see in each chat, and what was shown to them twice."""

    def __init__(self) -> None:
        super().__init__()
        self.chats: dict[str, list[dict[str, Any]]] = defaultdict(list)
        self.repeats, self.last, self._events, self.port = 0, 0.0, dict[str, int](), 0

    def settings(self) -> str:
        """What the bot's settings say of this network."""
        room = f"telegram:{_TEAM_CHAT}"
        seats = f'[rooms]\n"lund/huset" = "{room}"\ndefault = "{room}"\n'
        return f'{_HEAD}[telegram]\nbase_url = "{self.url}"\nlimits = false\n{seats}'

    @staticmethod
    def _room(chat: int) -> str:
        return ROOM if chat < 0 else f"dm{chat - 1000}"

    @staticmethod
    def _chat_of(room: str) -> int:
        return _TEAM_CHAT if room == ROOM else 1000 + int(room.removeprefix("dm"))

    async def happen(self, **event: Any) -> str:
        """One act of somebody's, as an update; its name for later edits."""
        chat, name = self._chat_of(event["room"]), f"e{len(self._events)}"
        replied = int(event["reply_to"].partition(":")[2]) if event.get("reply_to") else None
        if event["kind"] == "pressed":
            await self.press_data(chat, self._newest_with(event["room"], event["choice"]), event["choice"])
        elif event["kind"] == "edited":
            await self.edit(chat, self._events[event["edits"]], event["text"])
        else:
            self._events[name] = await self.say(chat, event["text"], person=7 if chat < 0 else None, reply_to=replied)
        return name

    def _newest_with(self, room: str, choice: str) -> int:
        found = (message for message in reversed(self.chats[room]) if [choice] in [pair[:1] for pair in message["choices"]])
        return int(next(found)["id"].partition(":")[2])

    async def do_send_message(self, sent: dict[str, Any]) -> Any:
        message = await super().do_send_message(sent)
        reply = (sent.get("reply_parameters") or {}).get("message_id")
        await self._show(message, (message["text"], reply))
        return message

    async def do_edit_message_text(self, sent: dict[str, Any]) -> Any:
        message = await super().do_edit_message_text(sent)
        await self._show(message, (message["text"], f"edit {message['message_id']}"))
        return message

    async def _show(self, message: dict[str, Any], same: object) -> None:
        chat, keyboard = message["chat"]["id"], message.get("reply_markup", {}).get("inline_keyboard", [])
        shown = {
            "id": f"{chat}:{message['message_id']}", "text": message["text"], "same": same,
            "choices": [[row[0]["callback_data"], row[0]["text"]] for row in keyboard],
        }  # fmt: skip
        async with self.changed:
            self.last = time.monotonic()
            here = self.chats[self._room(chat)]
            if any(same == other["same"] for other in here):
                self.repeats += 1  # people see that it is the same, and act on the first
            else:
                here.append(shown)
            self.changed.notify_all()


_TEAM_CHAT = -1001


AnyNetwork = Network | TelegramNetwork | MatrixNetwork


@dataclass
class Asker:
    """One person: each act waits for its reply, so what is missing and what came twice can be told for each event."""

    number: int
    network: AnyNetwork
    random: random.Random
    acts: int = 0
    expected: int = 0
    cases: list[str] = field(default_factory=list)
    extra: int = 0
    lost: int = 0

    @property
    def room(self) -> str:
        return f"dm{self.number}"

    async def _act(self, replies: int, **event: Any) -> str:
        """One event, and the replies that it must lead to. What has come beyond what was expected so far came twice."""
        chat = self.network.chats[self.room]
        self.extra += max(0, len(chat) - self.expected)
        self.expected = max(len(chat), self.expected) + replies
        self.acts += 1
        id_ = await self.network.happen(room=self.room, person=self.room, **event)
        before = self.lost
        await self.seen()
        if self.lost > before:
            last = [message["text"][:90] for message in self.network.chats[self.room][-3:]]
            print(f"missing: {self.room} {id_} {event}, {replies} expected; last said: {last}", file=sys.stderr)
        return id_

    async def seen(self) -> None:
        """Wait until what is expected has come, or the bot has stood still too long."""
        async with self.network.changed:
            self.network.last = max(self.network.last, time.monotonic())
            while len(self.network.chats[self.room]) < self.expected:
                try:
                    await asyncio.wait_for(self.network.changed.wait(), _STALLED)
                except TimeoutError:
                    if time.monotonic() - self.network.last >= _STALLED:
                        self.lost += 1
                        self.expected = len(self.network.chats[self.room])
                        return

    def _choice(self, prefix: str) -> str | None:
        shown = (choice[0] for message in reversed(self.network.chats[self.room][-3:]) for choice in message["choices"])
        return next((choice for choice in shown if choice.startswith(prefix)), None)

    async def turn(self, *, short: bool) -> None:
        """One errand: a question that is answered, or, unless it must be short, one that goes to people."""
        if short or self.random.random() < 0.6:
            await self._act(1, kind="said", text=self.random.choice(_KNOWN))
            return
        marker = f"{self.room}x{self.acts}"
        asked = await self._act(1, kind="said", text=f"Vad kostar det att hyra scenen i Lund, {marker}?")
        if (new := self._choice("new:")) is not None:
            await self._act(1, kind="pressed", choice=new)
        if (yes := self._choice("yes:")) is None:
            return
        self.cases.append(marker)
        edits = self.random.random() < 0.3
        # "Sent", the relayed answer of the coordinator, and the word that a correction was passed on.
        await self._act(2, kind="pressed", choice=yes)
        if edits:
            await self._act(2, kind="edited", edits=asked, text=f"Vad kostar det att hyra stora scenen i Lund, {marker}?")
        if (helped := self._choice("helped:")) is not None:
            await self._act(1, kind="pressed", choice=helped)


@dataclass
class Coordinator:
    """Answers every card, and every addition to one, once."""

    network: AnyNetwork
    answered: Counter[str] = field(default_factory=Counter)

    async def work(self) -> None:
        chat = self.network.chats[ROOM]
        seen: set[tuple[str, str]] = set()
        for at in itertools.count():
            async with self.network.changed:
                await self.network.changed.wait_for(lambda at=at: len(chat) > at)
            message = chat[at]
            number = _NUMBER.search(message["text"])
            kind = "card" if _CARD.match(message["text"]) else "more" if "Rättelse till" in message["text"] else ""
            if number is None or not kind or (kind, number[0] + message["text"][-40:] * (kind == "more")) in seen:
                continue
            seen.add((kind, number[0] + message["text"][-40:] * (kind == "more")))
            self.answered[number[0]] += 1
            await self.network.happen(
                room=ROOM,
                person="karin",
                kind="said",
                text=f"svar {number[0]} rad {at}",
                reply_to=message["id"],
                quoted=message["text"],
            )


class Bot:
    """The process, killed and started again."""

    def __init__(self, network: AnyNetwork, folder: Path, options: argparse.Namespace, chance: random.Random) -> None:
        self.network, self.folder, self.options, self.random = network, folder, options, chance
        self.process: asyncio.subprocess.Process | None = None
        self.kills: Counter[str] = Counter()
        self.planned = options.kills + options.terms + options.full_disk + options.restarts
        folder.mkdir()
        self.settings = folder / "onewayin.toml"
        self.settings.write_text(network.settings(), "utf-8")

    async def start(self, point: str = "") -> None:
        plan = {"port": self.network.port, "idempotent": self.options.idempotent, "break": self.options.broken}
        plan |= {"tell": isinstance(self.network, MatrixNetwork), "point": point, "count": self.random.randint(1, 8)}
        log = (self.folder / "log.jsonl").open("ab")
        self.process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "benchmarks.drill_child", str(self.settings), cwd=ROOT, env={**os.environ, **SECRETS, "DRILL": json.dumps(plan), "ONEWAYIN_TELEGRAM_TOKEN": TOKEN},
            stdout=log, stderr=log,
        )  # fmt: skip
        log.close()

    async def listening(self, polls: int) -> bool:
        """Wait for the first poll of this process; False where it ended before."""
        assert self.process is not None
        ended = asyncio.create_task(self.process.wait())
        async with self.network.changed:
            while self.network.polls == polls and not ended.done():
                try:
                    await asyncio.wait_for(self.network.changed.wait(), 0.5)
                except TimeoutError:
                    continue
        ended.cancel()
        return self.process.returncode is None

    async def end(self, sign: signal.Signals) -> int:
        assert self.process is not None
        if self.process.returncode is None:
            self.process.send_signal(sign)
        return await self.process.wait()

    async def torment(self) -> None:
        """All the kills, spread over the load, then a last start that stays."""
        kinds = ["outside"] * (self.options.kills // 2) + ["start"] * (self.options.kills // 10)
        kinds += ["point"] * (self.options.kills - len(kinds))
        self.random.shuffle(kinds)
        points = itertools.cycle(self.random.sample(POINTS, len(POINTS)))
        restarts = ["homeserver"] * self.options.restarts
        for at in range(len(restarts)):
            kinds.insert((at + 1) * len(kinds) // (len(restarts) + 1), restarts[at])
        for kind in [*kinds, *["term"] * self.options.terms, *["disk"] * self.options.full_disk]:
            await self._one(kind, next(points) if kind == "point" else "")
            if self.kills.total() % 10 == 0:
                print(f"{self.kills.total()} of {self.planned}", file=sys.stderr)
        polls = self.network.polls
        await self.start()
        if not await self.listening(polls):
            raise SystemExit(f"The bot doesn't start: {(self.folder / 'log.jsonl').read_text()[-2000:]}")

    async def _one(self, kind: str, point: str) -> None:
        polls = self.network.polls
        await self.start(point)
        assert self.process is not None
        if kind == "start":
            await asyncio.sleep(self.random.uniform(0.05, 0.9))
        elif await self.listening(polls):
            if kind == "point":
                try:
                    await asyncio.wait_for(self.process.wait(), 10)
                except TimeoutError:
                    kind = "outside"  # the load didn't pass that point so often
            elif kind == "disk":
                await self._fill_the_disk()
            elif kind == "homeserver":
                await self._restart_the_homeserver()
            else:
                await asyncio.sleep(self.random.uniform(0.02, 0.6))
        self.kills[point or kind] += 1
        await self.end(signal.SIGTERM if kind in ("term", "disk", "homeserver") else signal.SIGKILL)

    async def _restart_the_homeserver(self) -> None:
        """Away under load, and back: the bot waits for it and goes on."""
        assert isinstance(self.network, MatrixNetwork)
        assert self.process is not None
        await asyncio.sleep(1)
        await asyncio.to_thread(self.network.server.restart)
        await asyncio.sleep(5)
        if self.process.returncode is not None:
            raise SystemExit(f"A homeserver's restart ended the bot: {(self.folder / 'log.jsonl').read_text()[-2000:]}")

    async def _fill_the_disk(self) -> None:
        """No file may grow, for a while: SQLite fails as on a full disk. Then there is room again."""
        assert self.process is not None
        await asyncio.sleep(0.3)
        soft, hard = resource.prlimit(self.process.pid, resource.RLIMIT_FSIZE, (1024, resource.RLIM_INFINITY))
        await asyncio.sleep(3)
        resource.prlimit(self.process.pid, resource.RLIMIT_FSIZE, (soft, hard))
        await asyncio.sleep(4)
        if self.process.returncode is not None:
            raise SystemExit(f"A full disk ended the bot: {(self.folder / 'log.jsonl').read_text()[-2000:]}")


async def drill(options: argparse.Namespace, folder: Path) -> tuple[int, int, int, int, Counter[str]]:
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
            print(f"written again because the bot asked for it: {network.rewritten}")
        return found


async def _drill(
    options: argparse.Namespace, folder: Path, network: AnyNetwork, chance: random.Random
) -> tuple[int, int, int, int, Counter[str]]:
    askers = [Asker(number, network, random.Random(options.seed * 1000 + number)) for number in range(options.askers)]
    bot, coordinator = Bot(network, folder, options, chance), Coordinator(network)

    reserved = 0

    def allowed() -> int:
        """Acts so far: as many for each kill, so that every kill falls into the load and all are done at its end."""
        done = bot.kills.total() / bot.planned if bot.planned else 1.0
        return options.questions if done >= 1 or tormenting.done() else int(options.questions * (done + 1 / (bot.planned + 1)))

    async def load(asker: Asker) -> None:
        nonlocal reserved
        while (used := sum(one.acts for one in askers)) < options.questions:
            # What is under way counts whole, also what of it is done: rather a little slow than one too many.
            left = allowed() - used - reserved
            if left >= _LONGEST_ERRAND or (left >= 1 and options.questions - used < _LONGEST_ERRAND * (options.askers + 1)):
                size = _LONGEST_ERRAND if left >= _LONGEST_ERRAND else 1
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
        asker.extra += max(0, len(network.chats[asker.room]) - asker.expected)
    lost, twice = sum(asker.lost for asker in askers), sum(asker.extra for asker in askers)
    cards = Counter(
        match[0]
        for message in network.chats[ROOM]
        if _CARD.match(message["text"]) and (match := _NUMBER.search(message["text"])) is not None
    )
    asked = [marker for asker in askers for marker in asker.cases]
    shown = "\n".join(message["text"] for message in network.chats[ROOM] if _CARD.match(message["text"]))
    relayed = Counter(
        number
        for asker in askers
        for message in network.chats[asker.room]
        if (found := re.search(r"svar (20\d\d\-\d{4,})", message["text"].replace("\\", ""))) and (number := found[1])
    )
    strangers = sum(
        not any(marker in message["text"] for marker in asker.cases)
        for asker in askers
        for message in network.chats[asker.room]
        if "svar 20" in message["text"].replace("\\", "")
    )
    cases_lost = sum(f"{marker}?" not in shown for marker in asked) + sum(relayed[number] < 1 for number in cards) + strangers
    twice += sum(count - 1 for count in cards.values()) + sum(
        max(0, relayed[number] - coordinator.answered[number]) for number in cards
    )
    twice += network.repeats
    return lost, twice, sum(asker.acts for asker in askers), cases_lost, bot.kills


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else "")
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--questions", type=int, default=2000)
    parser.add_argument("--terms", type=int, default=0, help="orderly restarts (SIGTERM) after the kills")
    parser.add_argument("--full-disk", type=int, default=0, help="times that the disk is full for a while")
    parser.add_argument("--no-idempotency", dest="idempotent", action="store_false", help="a network that doesn't know a repeat")
    parser.add_argument("--break", dest="broken", choices=("cursor", "receipt"), help="put in a fault that must show")
    parser.add_argument(
        "--channel", choices=("drill", "telegram", "matrix"), default="drill", help="the network; telegram knows no repeat"
    )
    parser.add_argument("--restarts", type=int, default=0, help="times that the homeserver is restarted (matrix)")
    parser.add_argument("--askers", type=int, default=25)
    parser.add_argument("--pause", type=float, default=0.5, help="seconds between an asker's errands, on average")
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
