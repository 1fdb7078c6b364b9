"""One page: the life of one message. Nothing here waits: what it reads can't change before it
commits."""

from __future__ import annotations

import datetime as dt
import sqlite3
import time
from dataclasses import replace

from bot.desk import asker, mail, patience, team
from bot.desk.office import Moment, Office
from bot.desk.parking import park
from bot.desk.team import absence, presence
from bot.messages import Address, Incoming
from bot.storage import inbox, outbox, seating, traces
from bot.storage.database import ITS_OWN
from bot.storage.post import Post

_MOMENT = 0.02
"""Seconds after which what has been handled so far is committed, and goes out."""


def handle_waiting(office: Office, now: dt.datetime) -> bool:
    """Take what waits, each asker in turn, in one transaction, for as long as that takes no more
    than a moment. Whether there was any.

    A commit costs as much as handling a message; nothing is said of any of them before it.
    """
    end = time.perf_counter() + _MOMENT
    with office.db.atomic():
        patience.tell(Moment(office, now))
        taken = handle_next(office, now)
        while taken and time.perf_counter() < end and handle_next(office, now):
            pass
    if taken:
        traces.wipe(office.db)
    return taken


def handle_next(office: Office, now: dt.datetime) -> bool:
    """Take the message whose turn it is: what it leads to and the handled mark commit together.
    Whether there was one.

    A message that can't be handled is parked and becomes a case; it never blocks those after it.
    """
    waiting, at = inbox.next_unhandled(office.db, now, office.limits), Moment(office, now)
    if waiting is None:
        return False
    try:
        with office.db.atomic():
            _handle(at, waiting.incoming)
            inbox.handled(office.db, waiting.id)
    except ITS_OWN as error:
        park(at, waiting, error)
    except sqlite3.Error:
        raise  # the disk, not the message: it is tried again
    except Exception as error:  # noqa: BLE001 - those after it are handled
        park(at, waiting, error)
    return True


def _handle(at: Moment, incoming: Incoming) -> None:
    """To the team whose room it came from, or to the asker's side."""
    address, rooms = incoming.address, at.office.rooms
    if incoming.kind == "moved":
        mail.room_moved(at.db, address.channel, address.room, incoming.text)
        return
    if incoming.kind == "exposed":
        presence.exposed(at, incoming)
        return
    incoming = _where_it_stood(at, incoming)
    if teams := _teams_in(at, incoming.address):
        team.handle(at, incoming, teams, is_editors=_is_editors(at, incoming.address))
    elif _is_editors(at, incoming.address):
        absence.editors(at, incoming)
    elif incoming.direct:
        asker.handle(at, incoming)
    elif incoming.kind in ("joined", "left") and address.room in rooms.on(at.db, address.channel):
        # What happens to a whole group happens to the teams that sit in its topics.
        for topic in rooms.topics(at.db, address):
            team.handle(at, replace(incoming, address=topic), _teams_in(at, topic))
    elif incoming.mentioned or incoming.kind == "joined":
        link = at.office.links.get(address.channel, "")
        sentence = f"{at.cards.here('bara_privat')} {link}".strip()
        mail.say(at, Post(sentence, address=address, reply_to=incoming.event_id or None))


def _teams_in(at: Moment, address: Address) -> tuple[str, ...]:
    teams = at.office.rooms.teams_in(at.db, address)
    return tuple(team for team in teams if team != seating.EDITORS)


def _is_editors(at: Moment, address: Address) -> bool:
    return seating.EDITORS in at.office.rooms.teams_in(at.db, address)


def _where_it_stood(at: Moment, incoming: Incoming) -> Incoming:
    """An old button whose message the network no longer shows comes without its thread: it was
    pressed where the message stood."""
    address, pressed_on = incoming.address, incoming.reply_to
    if incoming.kind != "pressed" or incoming.direct or address.thread or not pressed_on:
        return incoming
    row = outbox.find(at.db, address.channel, address.room, pressed_on)
    stood = row.post.address if row is not None else None
    thread = stood.thread if stood is not None else ""
    return replace(incoming, address=replace(address, thread=thread))
