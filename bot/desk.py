"""One page: the life of one message, and of one delivery. Nothing here waits: what it reads can't change before it commits."""

from __future__ import annotations

import datetime as dt
import traceback
from dataclasses import replace
from pathlib import Path

import structlog

from bot import answering, asking, cases, casework, conversations, decisions, inbox, outbox, rooms, workdays
from bot.cards import Cards
from bot.cases import Case, Event
from bot.channel import Undeliverable
from bot.conversations import Answering, ChoosingCase, Confirming, Idle, Rewriting, StartingAnew
from bot.messages import Address, Incoming, Receipt
from bot.office import Office
from bot.outbox import Post, Row
from bot.routing import deputy_of, hours_of, team_of
from bot.wording import Wording

log = structlog.get_logger()


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
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError, RuntimeError) as error:
        log.error("parked", message=waiting.id, kind=waiting.incoming.kind, error=type(error).__name__, at=_where(error))
        _park(office, waiting, now)
    return True


def _handle(office: Office, incoming: Incoming, now: dt.datetime) -> None:
    channel = incoming.address.channel
    if incoming.kind == "moved":
        rooms.moved(office.db, channel, incoming.address.room, incoming.text)
        conversations.room_moved(office.db, channel, incoming.address.room, incoming.text)
        outbox.room_moved(office.db, channel, incoming.address.room, incoming.text)
        return
    teams = [team for team in office.rooms.teams_in(office.db, incoming.address) if team != rooms.EDITORS]
    if teams:
        answering.handle(office, incoming, teams, now)
    elif incoming.direct:
        asking.handle(office, incoming, now)
    elif incoming.mentioned or incoming.kind == "joined":
        said = " ".join(filter(None, (Wording(office.knowledge, "sv")("bara_privat"), office.links.get(channel, ""))))
        office.say(Post(said, address=incoming.address, reply_to=incoming.event_id or None), now)


def _where(error: BaseException) -> str:
    """The file and line of a fault; never its text, which may hold what somebody wrote."""
    frame = traceback.extract_tb(error.__traceback__)[-1]
    return f"{Path(frame.filename).name}:{frame.lineno}"


def _park(office: Office, waiting: inbox.Unhandled, now: dt.datetime) -> None:
    with office.db.atomic():
        inbox.handled(office.db, waiting.id, parked=True)
    incoming = waiting.incoming
    if incoming.direct and not office.rooms.teams_in(office.db, incoming.address) and incoming.kind == "said":
        with office.db.atomic():
            asking.crashed(office, incoming, now)


def settle(office: Office, row: Row, result: Receipt | Undeliverable, now: dt.datetime) -> None:
    """What the network said, and what follows from it, in one transaction. "Delivered" is said only from here."""
    with office.db.atomic():
        if isinstance(result, Receipt):
            outbox.sent(office.db, row, result, now)
            if result.moved_to is not None and row.post.address is not None:
                _thread_gone(office, row.post.address, result.moved_to, now)
        else:
            outbox.failed(office.db, row)
            log.warning("undeliverable", channel=row.channel, purpose=row.post.purpose, case=row.post.about)
        case = cases.find(office.db, row.post.about) if row.post.about else None
        if case is None:
            return
        if row.post.purpose == "card":
            _settled_card(office, case, row, result, now)
        elif row.post.purpose in ("relay", "question"):
            _settled_relay(office, case, row, result, now)


def _thread_gone(office: Office, was: Address, now_in: Address, now: dt.datetime) -> None:
    """The topic that a team sat in is deleted: it sits in the whole group from now on, and is told so."""
    rooms.thread_gone(office.db, was)
    office.say(Post(Wording(office.knowledge, "sv")("ämnet_borta"), address=now_in), now)


def _settled_card(office: Office, case: Case, row: Row, result: Receipt | Undeliverable, now: dt.datetime) -> None:
    """The asker is told "sent" once the network has the card; a card that can't arrive goes to the next team."""
    table = office.table(now)
    if isinstance(result, Receipt):
        first = not any(event.kind == "delivered" for event in cases.history(office.db, case.number))
        cases.save(office.db, replace(case, delivered=now), now, Event("delivered", "bot", case.team))
        if first and not case.practice:
            _tell_sent(office, case, now)
        return
    if not case.is_open or row.post.address != office.rooms.of(office.db, case.team):
        return
    passed = frozenset(event.text for event in cases.history(office.db, case.number) if event.kind == "undeliverable")
    deputy = deputy_of(office.knowledge, case.team, office.staff(now), passed)
    event = Event("undeliverable", "bot", case.team)
    if deputy is None or deputy == case.team or case.practice:
        contact = table.cards.contact(case, case.owner)
        lost = casework.Tell("asker", table.cards.tell("kom_inte_fram", case, kontakt=contact), "notice")
        office.carry_out(casework.Ruling(replace(case, state="closed"), (lost,), (event,), "done"), now)
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
    conversation = conversations.by_key(office.db, case.asker)
    choices: tuple[str, ...] = ()
    if conversation is not None and conversation.offers and conversation.case == case.number:
        offer = conversation.offers[-1]
        said += "\n\n" + cards.tell("en_till", case, fråga=offer.question)
        choices = (f"yes:{offer.id}", f"no:{offer.id}")
        shown = tuple(cards.say(case).choice(id_) for id_ in choices)
        office.save(case.asker, replace(conversation, state=conversations.Confirming(offer.id), choices=shown), now)
    shown = tuple(cards.say(case).choice(id_) for id_ in choices)
    office.say(Post(said, asker=case.asker, choices=shown, purpose="notice", about=case.number), now)


def _settled_relay(office: Office, case: Case, row: Row, result: Receipt | Undeliverable, now: dt.datetime) -> None:
    """The coordinator is told "delivered", or why not; the asker's conversation is about the answer from now on."""
    cards = Cards(office.knowledge, now)
    came_from = outbox.room_of(row.post.source)
    if isinstance(result, Undeliverable):
        state = "claimed" if case.claimed_by else "open"
        after = replace(case, state=state if case.state == "answered" else case.state, asked_back=None)  # type: ignore[arg-type]
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
        post = Post(said, address=address, reply_to=event, about=case.number, silent=isinstance(result, Receipt))
        office.say(post, now)


def _listen_for_more(office: Office, case: Case, row: Row, now: dt.datetime) -> None:
    conversation = conversations.by_key(office.db, case.asker)
    if conversation is None:
        return
    asked = row.post.purpose == "question"
    # What the asker is in the middle of goes first; the coordinator's question is taken up after it.
    busy = isinstance(conversation.state, Confirming | Rewriting | ChoosingCase | StartingAnew)
    state = conversation.state if busy else Answering(case.number) if asked else Idle()
    number = case.number if asked else "" if conversation.asked == case.number else conversation.asked
    shown = conversation.choices if busy and asked else row.post.choices
    after = replace(conversation, case=case.number, case_answered=not asked, asked=number, state=state, choices=shown)
    office.save(case.asker, after, now)
