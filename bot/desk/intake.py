"""One page: the life of one message, and of one delivery. Nothing here waits: what it reads can't change before it commits."""

from __future__ import annotations

import datetime as dt
import sqlite3
import time
from dataclasses import replace

import structlog

from bot.cases.cards import Cards
from bot.desk import asker, team
from bot.desk.office import Office
from bot.errors import where
from bot.knowledge.wording import Wording
from bot.messages import Address, Incoming
from bot.storage import inbox, outbox, seating
from bot.storage.database import ITS_OWN
from bot.storage.outbox import Post

_MOMENT = 0.02
"""Seconds after which what has been handled so far is committed, and goes out."""
log = structlog.get_logger()


def handle_waiting(office: Office, now: dt.datetime) -> bool:
    """Take what waits, the oldest first, in one transaction, for as long as that takes no more than a moment. Whether there was any.

    A commit costs as much as handling a message; nothing is said of any of them before it.
    """
    end = time.perf_counter() + _MOMENT
    with office.db.atomic():
        taken = handle_next(office, now)
        while taken and time.perf_counter() < end and handle_next(office, now):
            pass
    return taken


def handle_next(office: Office, now: dt.datetime) -> bool:
    """Take the oldest message: what it leads to and the handled mark commit together. Whether there was one.

    A message that can't be handled is parked and becomes a case; it never blocks those after it.
    """
    waiting = inbox.next_unhandled(office.db)
    if waiting is None:
        return False
    try:
        with office.db.atomic():
            _handle(office, waiting.incoming, now)
            inbox.handled(office.db, waiting.id)
    except ITS_OWN as error:
        _park(office, waiting, error, now)
    except sqlite3.Error:
        raise  # the disk, not the message: it is tried again
    except Exception as error:  # noqa: BLE001 - whatever is wrong with one message, those after it are handled
        _park(office, waiting, error, now)
    return True


def _handle(office: Office, incoming: Incoming, now: dt.datetime) -> None:
    channel = incoming.address.channel
    if incoming.kind == "moved":
        office.room_moved(channel, incoming.address.room, incoming.text)
        return
    incoming = _where_it_stood(office, incoming)
    teams = _teams_in(office, incoming.address)
    if teams:
        team.handle(office, incoming, teams, now)
    elif incoming.direct:
        asker.handle(office, incoming, now)
    elif incoming.kind in ("joined", "left") and incoming.address.room in office.rooms.on(
        office.db, channel
    ):
        # What happens to a whole group happens to the teams that sit in its topics.
        for topic in office.rooms.topics(office.db, incoming.address):
            team.handle(office, replace(incoming, address=topic), _teams_in(office, topic), now)
    elif incoming.mentioned or incoming.kind == "joined":
        said = " ".join(
            filter(
                None,
                (Wording(office.knowledge, "sv")("bara_privat"), office.links.get(channel, "")),
            )
        )
        office.say(Post(said, address=incoming.address, reply_to=incoming.event_id or None), now)


def _teams_in(office: Office, address: Address) -> list[str]:
    return [team for team in office.rooms.teams_in(office.db, address) if team != seating.EDITORS]


def _where_it_stood(office: Office, incoming: Incoming) -> Incoming:
    """An old button whose message the network no longer shows comes without its thread: it was pressed where the message stood."""
    if (
        incoming.kind != "pressed"
        or incoming.direct
        or incoming.address.thread
        or not incoming.reply_to
    ):
        return incoming
    row = outbox.find(office.db, incoming.address.channel, incoming.address.room, incoming.reply_to)
    thread = row.post.address.thread if row is not None and row.post.address is not None else ""
    return (
        replace(incoming, address=replace(incoming.address, thread=thread)) if thread else incoming
    )


def _park(office: Office, waiting: inbox.Unhandled, error: Exception, now: dt.datetime) -> None:
    """Set a message aside: an asker's becomes a case, a coordinator's is said to have gone nowhere."""
    incoming = waiting.incoming
    log.error(
        "parked",
        message=waiting.id,
        kind=incoming.kind,
        error=type(error).__name__,
        at=where(error),
    )
    try:
        with office.db.atomic():
            inbox.handled(office.db, waiting.id, parked=True)
            if office.rooms.teams_in(office.db, incoming.address):
                said = Cards(office.knowledge, now).here("gick_snett_rum")
                post = Post(
                    said,
                    address=incoming.address,
                    reply_to=incoming.event_id,
                    person=incoming.person,
                )
                office.say(post, now)
            elif incoming.direct and incoming.kind == "said":
                asker.crashed(office, incoming, now)
    except (
        ArithmeticError,
        AttributeError,
        LookupError,
        TypeError,
        ValueError,
        RuntimeError,
        *ITS_OWN,
    ) as second:
        log.error(
            "parked without a case",
            message=waiting.id,
            error=type(second).__name__,
            at=where(second),
        )
        with office.db.atomic():
            inbox.handled(office.db, waiting.id, parked=True)
