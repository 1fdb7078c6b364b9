"""One message through inbox, desk and outbox, with the database on disk, beside the same with a
desk that does nothing.

Prints medians and 99th percentiles in milliseconds, messages a second, and the ratio to the floor:
what the desk itself costs. Both are measured in one run, message by message in turn, so that the
machine's other work falls on both alike.
"""

from __future__ import annotations

import argparse
import datetime as dt
import secrets
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

from bot.channel import Batch
from bot.desk import delivery, intake
from bot.desk.office import Office
from bot.limits import UNLIMITED
from bot.matching.library import open_library
from bot.matching.verdict import Policy
from bot.messages import Address, Incoming, Receipt
from bot.settings import knowledge_folder
from bot.storage import database, inbox, outbox
from bot.storage.post import Post
from bot.storage.seating import Rooms

QUESTIONS = (
    "Hur mycket kan man få i Snabb slant i Ekerö?",
    "/hjalp",
    "När är nästa FRÖ-möte i Borås?",
    "Vad är en IOP?",
    "tack",
)


def message(number: int, text: str) -> Incoming:
    now = dt.datetime.now(dt.UTC)
    return Incoming(f"e{number}", now, Address("bench", f"dm{number % 50}"), "p", "said", text=text)


def nothing(office: Office, now: dt.datetime) -> None:
    """The floor: take the message, queue one reply, mark it handled; no deciding."""
    waiting = inbox.next_unhandled(office.db, now)
    assert waiting is not None
    with office.db.atomic():
        outbox.enqueue(office.db, Post("svar", address=waiting.incoming.address), now, "bench")
        inbox.handled(office.db, waiting.id)


def whole(office: Office, now: dt.datetime) -> None:
    intake.handle_next(office, now)


def one(office: Office, handle: Callable[[Office, dt.datetime], None], incoming: Incoming) -> float:
    """Milliseconds from what was heard to the stored receipt of its answer."""
    start = time.perf_counter()
    inbox.accept(office.db, "bench", Batch((incoming,), incoming.event_id), incoming.at, UNLIMITED)
    handle(office, incoming.at)
    while (row := outbox.next_due(office.db, "bench", dt.datetime.now(dt.UTC))) is not None:
        delivery.settle(office, row, Receipt((secrets.token_hex(8),)), incoming.at)
    return (time.perf_counter() - start) * 1000


def measured(folder: Path, count: int) -> dict[str, list[float]]:
    """Milliseconds of each message, by what was measured."""
    current = open_library(knowledge_folder())
    took: dict[str, list[float]] = {"floor": [], "/hjalp": [], "questions": []}
    with ExitStack() as opened:

        def office(name: str) -> Office:
            db = opened.enter_context(database.opened(folder / name))
            return Office(db, lambda: current, Policy(), Rooms.read({}), dt.timedelta())

        floor, desk = office("floor.db"), office("desk.db")
        for number in range(count):
            text = QUESTIONS[number % len(QUESTIONS)]
            kind = "/hjalp" if text == "/hjalp" else "questions"
            took["floor"].append(one(floor, nothing, message(number, text)))
            took[kind].append(one(desk, whole, message(number, text)))
    return took


def main() -> int:
    parser = argparse.ArgumentParser(
        description="inbox, desk and outbox beside a desk that does nothing"
    )
    parser.add_argument("--messages", type=int, default=500)
    count = parser.parse_args().messages
    with tempfile.TemporaryDirectory() as folder:
        took = measured(Path(folder), count)
    floor = statistics.median(took["floor"])
    print(f"{'':10} {'median ms':>10} {'p99 ms':>10} {'a second':>10} {'of the floor':>13}")
    for name, values in took.items():
        median, p99 = statistics.median(values), statistics.quantiles(values, n=100)[98]
        rate = 1000 / statistics.fmean(values)
        print(f"{name:10} {median:10.2f} {p99:10.2f} {rate:10.0f} {median / floor:12.1f}×")
    return 0


if __name__ == "__main__":
    sys.exit(main())
