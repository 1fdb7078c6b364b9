"""One page: the life of one message, and of one delivery. Nothing here waits: what it reads can't change before it commits."""

from __future__ import annotations

import datetime as dt
import sqlite3
import time
import traceback
from dataclasses import replace
from pathlib import Path

import structlog

from bot import answering, asking, cases, casework, conversations, decisions, inbox, outbox, rooms, workdays
from bot.cards import Cards
from bot.cases import Case, Event
from bot.channel import Undeliverable
from bot.conversations import Answering, ChoosingArea, ChoosingCase, Confirming, Idle, Rewriting, StartingAnew, WritingMore
from bot.database import ITS_OWN
from bot.markup import escape
from bot.messages import Address, Choice, Incoming, Receipt
from bot.office import Office
from bot.outbox import Post, Row
from bot.routing import deputy_of, hours_of, team_of
from bot.wording import Wording

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
        _room_moved(office, channel, incoming.address.room, incoming.text)
        return
    incoming = _where_it_stood(office, incoming)
    teams = _teams_in(office, incoming.address)
    if teams:
        answering.handle(office, incoming, teams, now)
    elif incoming.direct:
        asking.handle(office, incoming, now)
    elif incoming.kind in ("joined", "left") and incoming.address.room in office.rooms.on(office.db, channel):
        # What happens to a whole group happens to the teams that sit in its topics.
        for topic in office.rooms.topics(office.db, incoming.address):
            answering.handle(office, replace(incoming, address=topic), _teams_in(office, topic), now)
    elif incoming.mentioned or incoming.kind == "joined":
        said = " ".join(filter(None, (Wording(office.knowledge, "sv")("bara_privat"), office.links.get(channel, ""))))
        office.say(Post(said, address=incoming.address, reply_to=incoming.event_id or None), now)


def _teams_in(office: Office, address: Address) -> list[str]:
    return [team for team in office.rooms.teams_in(office.db, address) if team != rooms.EDITORS]


def _where_it_stood(office: Office, incoming: Incoming) -> Incoming:
    """An old button whose message the network no longer shows comes without its thread: it was pressed where the message stood."""
    if incoming.kind != "pressed" or incoming.direct or incoming.address.thread or not incoming.reply_to:
        return incoming
    row = outbox.find(office.db, incoming.address.channel, incoming.address.room, incoming.reply_to)
    thread = row.post.address.thread if row is not None and row.post.address is not None else ""
    return replace(incoming, address=replace(incoming.address, thread=thread)) if thread else incoming


def _room_moved(office: Office, channel: str, old: str, new: str) -> None:
    rooms.moved(office.db, channel, old, new)
    conversations.room_moved(office.db, channel, old, new)
    outbox.room_moved(office.db, channel, old, new)


def _where(error: BaseException) -> str:
    """The file and line of a fault; never its text, which may hold what somebody wrote."""
    frame = traceback.extract_tb(error.__traceback__)[-1]
    return f"{Path(frame.filename).name}:{frame.lineno}"


def _park(office: Office, waiting: inbox.Unhandled, error: Exception, now: dt.datetime) -> None:
    """Set a message aside: an asker's becomes a case, a coordinator's is said to have gone nowhere."""
    incoming = waiting.incoming
    log.error("parked", message=waiting.id, kind=incoming.kind, error=type(error).__name__, at=_where(error))
    try:
        with office.db.atomic():
            inbox.handled(office.db, waiting.id, parked=True)
            if office.rooms.teams_in(office.db, incoming.address):
                said = Cards(office.knowledge, now).here("gick_snett_rum")
                post = Post(said, address=incoming.address, reply_to=incoming.event_id, person=incoming.person)
                office.say(post, now)
            elif incoming.direct and incoming.kind == "said":
                asking.crashed(office, incoming, now)
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError, RuntimeError, *ITS_OWN) as second:
        log.error("parked without a case", message=waiting.id, error=type(second).__name__, at=_where(second))
        with office.db.atomic():
            inbox.handled(office.db, waiting.id, parked=True)


def settle(office: Office, row: Row, result: Receipt | Undeliverable, now: dt.datetime) -> None:
    """What the network said, and what follows from it, in one transaction. "Delivered" is said only from here.

    Where what follows can't be done, the receipt is stored all the same: nothing is sent again for it.
    """
    try:
        with office.db.atomic():
            _receive(office, row, result, now)
            _follow(office, row, result, now)
    except ITS_OWN as error:
        _only_receive(office, row, result, error, now)
    except sqlite3.Error:
        raise
    except Exception as error:  # noqa: BLE001 - as above
        _only_receive(office, row, result, error, now)


def _only_receive(office: Office, row: Row, result: Receipt | Undeliverable, error: Exception, now: dt.datetime) -> None:
    log.error("settle", purpose=row.post.purpose, case=row.post.about, error=type(error).__name__, at=_where(error))
    with office.db.atomic():
        _receive(office, row, result, now)


def _receive(office: Office, row: Row, result: Receipt | Undeliverable, now: dt.datetime) -> None:
    if isinstance(result, Receipt):
        outbox.sent(office.db, row, result, now)
    else:
        outbox.failed(office.db, row)
        where = _room(office, row)
        log.warning("undeliverable", channel=row.channel, purpose=row.post.purpose, case=row.post.about, **where)


def _room(office: Office, row: Row) -> dict[str, str]:
    """Which team's room a message is for, as the log tells it; nothing of an asker's chat."""
    where = row.post.address
    if where is None or row.post.asker or not office.rooms.teams_in(office.db, where):
        return {}
    return {"room": where.room, "thread": where.thread} if where.thread else {"room": where.room}


def _follow(office: Office, row: Row, result: Receipt | Undeliverable, now: dt.datetime) -> None:
    if isinstance(result, Receipt) and result.migrated_to and row.post.address is not None:
        _room_moved(office, row.channel, row.post.address.room, result.migrated_to)
    if isinstance(result, Receipt) and result.moved_to is not None and row.post.address is not None:
        _thread_gone(office, row.post.address, result.moved_to, now)
    case = cases.find(office.db, row.post.about) if row.post.about else None
    if case is None:
        return
    if row.post.purpose in ("card", "addition") and isinstance(result, Undeliverable):
        _bounced(office, case, row, now)
    elif row.post.purpose == "card":
        _card_arrived(office, case, now)
    elif row.post.purpose in ("relay", "question"):
        _settled_relay(office, case, row, result, now)


def _thread_gone(office: Office, was: Address, now_in: Address, now: dt.datetime) -> None:
    """The topic that a team sat in is deleted: it sits in the whole group from now on, and is told so once."""
    if rooms.thread_gone(office.db, was):
        office.say(Post(Wording(office.knowledge, "sv")("ämnet_borta"), address=now_in), now)


def _card_arrived(office: Office, case: Case, now: dt.datetime) -> None:
    """The asker is told "sent" once the network has the card."""
    first = not any(event.kind == "delivered" for event in cases.history(office.db, case.number))
    cases.save(office.db, replace(case, delivered=now), now, Event("delivered", "bot", case.team))
    # Also where an answer has come already: a kill can leave the card's receipt till after it.
    if first and not case.practice and case.state not in ("withdrawn", "closed"):
        _tell_sent(office, case, now)


def _bounced(office: Office, case: Case, row: Row, now: dt.datetime) -> None:
    """A question whose card, or whose addition, can't arrive goes to the next team with all that was said."""
    table = office.table(now, case.number)
    if not case.is_open or row.post.address != office.rooms.of(office.db, case.team):
        return
    passed = frozenset(event.text for event in cases.history(office.db, case.number) if event.kind == "undeliverable")
    deputy = deputy_of(office.knowledge, case.team, office.staff(now), passed)
    if deputy is None or deputy in passed:
        # One that it passed from, and that has its card, may still answer.
        deputy = next((team for team in reversed(case.former) if team not in passed and team != case.team), None)
    event = Event("undeliverable", "bot", case.team)
    if deputy is None or deputy == case.team or case.practice:
        contact = table.cards.contact(case, case.owner, "ring_eller_mejla")
        lost = casework.Tell("asker", table.cards.tell("kom_inte_fram", case, kontakt=contact), "notice")
        office.carry_out(casework.Ruling(replace(case, state="closed"), (lost,), (event,), is_done=True), now)
        return
    came = table.cards.here("studsade_hit", case, team=table.cards.name(case.team))
    ruling = casework.moved(case, deputy, came, table, event)
    heard = any(event.kind == "delivered" for event in cases.history(office.db, case.number))
    # Whoever hasn't been told "sent" is told where the question is by that very message.
    tells = tuple(tell for tell in ruling.tells if tell.to == deputy or (tell.to == "asker" and heard))
    office.carry_out(replace(ruling, tells=tells), now)


def _tell_sent(office: Office, case: Case, now: dt.datetime) -> None:
    cards = Cards(office.knowledge, now)
    shut = not hours_of(team_of(office.knowledge, case.team)).is_open(now)
    said = cards.tell("skickat", case, stängt=cards.tell("kontoret_stängt", case) + " " if shut else "")
    conversation, shown = conversations.by_key(office.db, case.asker), tuple[Choice, ...]()
    if conversation is not None and conversation.offers and conversation.case == case.number:
        offer = conversation.offers[-1]
        said += "\n\n" + cards.tell("en_till", case, fråga=escape(offer.question))
        shown = tuple(cards.say(case).choice(f"{kind}:{offer.id}") for kind in ("yes", "no"))
        office.save(case.asker, replace(conversation, state=conversations.Confirming(offer.id), choices=shown), now)
    office.say(Post(said, asker=case.asker, choices=shown, purpose="notice", about=case.number), now)


def _settled_relay(office: Office, case: Case, row: Row, result: Receipt | Undeliverable, now: dt.datetime) -> None:
    """The coordinator is told "delivered", or why not; the asker's conversation is about the answer from now on."""
    cards = Cards(office.knowledge, now)
    came_from = outbox.room_of(row.post.source)
    if isinstance(result, Undeliverable):
        after = replace(case, state=case.waiting if case.state == "answered" else case.state, asked_back=None)
        cases.save(office.db, after, now, Event("not-delivered", "bot", str(result)))
        said = cards.here("inte_levererat", case, varför=str(result))
    else:
        cases.record(office.db, case.number, now, Event("delivered-answer", "bot"))
        if row.post.purpose == "relay":
            decisions.answered(office.db, case.number, (now - case.created).total_seconds() / 3600)
        _listen_for_more(office, case, row, now)
        said = cards.here("levererat", case, kl=f"{workdays.local(now):%-H.%M}")
    if came_from is not None and not case.practice:
        address, event = came_from
        silent, person = isinstance(result, Receipt), row.post.person
        office.say(Post(said, address=address, reply_to=event, about=case.number, silent=silent, person=person), now)


_BUSY = (Confirming, Rewriting, ChoosingArea, ChoosingCase, StartingAnew, WritingMore)


def _listen_for_more(office: Office, case: Case, row: Row, now: dt.datetime) -> None:
    conversation = conversations.by_key(office.db, case.asker)
    if conversation is None:
        return
    asked = row.post.purpose == "question"
    # A coordinator's question says that the next message answers it; an answer lets the asker finish what they are at.
    number = case.number if asked else "" if conversation.asked == case.number else conversation.asked
    state = Answering(case.number) if asked else conversation.state if isinstance(conversation.state, _BUSY) else Idle()
    after = replace(
        conversation, case=case.number, case_answered=not asked, asked=number, state=state, choices=row.post.choices
    )  # fmt: skip
    office.save(case.asker, after, now)
