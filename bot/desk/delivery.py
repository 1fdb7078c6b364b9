"""The life of one delivery: what the network said of a message that was sent, and what follows from it."""

from __future__ import annotations

import datetime as dt
import sqlite3
from dataclasses import replace

import structlog

from bot import workdays
from bot.cases import casework, choices
from bot.cases.cards import Cards
from bot.cases.case import Case, Event
from bot.cases.choices import NoThanks, YesSend
from bot.cases.routing import deputy_of, hours_of, team_of
from bot.channel import Undeliverable
from bot.desk.office import Office
from bot.dialogue.conversation import (
    Answering,
    ChoosingArea,
    ChoosingCase,
    Confirming,
    Idle,
    Rewriting,
    StartingAnew,
    WritingMore,
)
from bot.errors import where
from bot.knowledge.wording import PREFIX, Wording
from bot.markup import escape
from bot.messages import Address, Choice, Outgoing, Receipt
from bot.storage import askers, casebook, decisions, outbox, seating
from bot.storage.database import ITS_OWN
from bot.storage.outbox import Post, Row

log = structlog.get_logger()


def outgoing(office: Office, row: Row, prefix: str) -> Outgoing:
    """The row as it goes out now: to its address of today, with commands as they are written there.

    Raises ``Undeliverable`` where its asker has been forgotten.
    """
    post = row.post
    address = post.address or askers.address_of(office.db, post.asker)
    if address is None:
        raise Undeliverable(Wording(office.knowledge, "sv")("skäl_glömd"))
    address = replace(address, channel=row.channel)
    text, replaces = post.markdown.replace(PREFIX, prefix), post.replaces
    return Outgoing(
        row.key, address, text, post.choices, post.reply_to, replaces, silent=post.silent
    )


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


def _only_receive(
    office: Office, row: Row, result: Receipt | Undeliverable, error: Exception, now: dt.datetime
) -> None:
    log.error(
        "settle",
        purpose=row.post.purpose,
        case=row.post.about,
        error=type(error).__name__,
        at=where(error),
    )
    with office.db.atomic():
        _receive(office, row, result, now)


def _receive(office: Office, row: Row, result: Receipt | Undeliverable, now: dt.datetime) -> None:
    if isinstance(result, Receipt):
        outbox.sent(office.db, row, result, now)
    else:
        outbox.failed(office.db, row)
        where = _room(office, row)
        log.warning(
            "undeliverable",
            channel=row.channel,
            purpose=row.post.purpose,
            case=row.post.about,
            **where,
        )


def _room(office: Office, row: Row) -> dict[str, str]:
    """Which team's room a message is for, as the log tells it; nothing of an asker's chat."""
    where = row.post.address
    if where is None or row.post.asker or not office.rooms.teams_in(office.db, where):
        return {}
    return {"room": where.room, "thread": where.thread} if where.thread else {"room": where.room}


def _follow(office: Office, row: Row, result: Receipt | Undeliverable, now: dt.datetime) -> None:
    if isinstance(result, Receipt) and result.migrated_to and row.post.address is not None:
        office.room_moved(row.channel, row.post.address.room, result.migrated_to)
    if isinstance(result, Receipt) and result.moved_to is not None and row.post.address is not None:
        _thread_gone(office, row.post.address, result.moved_to, now)
    case = casebook.find(office.db, row.post.about) if row.post.about else None
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
    if seating.thread_gone(office.db, was):
        office.say(Post(Wording(office.knowledge, "sv")("ämnet_borta"), address=now_in), now)


def _card_arrived(office: Office, case: Case, now: dt.datetime) -> None:
    """The asker is told "sent" once the network has the card."""
    first = not any(event.kind == "delivered" for event in casebook.history(office.db, case.number))
    casebook.save(
        office.db, replace(case, delivered=now), now, Event("delivered", "bot", case.team)
    )
    # Also where an answer has come already: a kill can leave the card's receipt till after it.
    if first and not case.practice and case.state not in ("withdrawn", "closed"):
        _tell_sent(office, case, now)


def _bounced(office: Office, case: Case, row: Row, now: dt.datetime) -> None:
    """A question whose card, or whose addition, can't arrive goes to the next team with all that was said."""
    table = office.table(now, case.number)
    if not case.is_open or row.post.address != office.rooms.of(office.db, case.team):
        return
    passed = frozenset(
        event.text
        for event in casebook.history(office.db, case.number)
        if event.kind == "undeliverable"
    )
    deputy = deputy_of(office.knowledge, case.team, office.staff(now), passed)
    if deputy is None or deputy in passed:
        # One that it passed from, and that has its card, may still answer.
        deputy = next(
            (team for team in reversed(case.former) if team not in passed and team != case.team),
            None,
        )
    event = Event("undeliverable", "bot", case.team)
    if deputy is None or deputy == case.team or case.practice:
        contact = table.cards.contact(case, case.owner, "ring_eller_mejla")
        lost = casework.Tell(
            "asker", table.cards.tell("kom_inte_fram", case, kontakt=contact), "notice"
        )
        office.carry_out(
            casework.Ruling(replace(case, state="closed"), (lost,), (event,), is_done=True), now
        )
        return
    came = table.cards.here("studsade_hit", case, team=table.cards.name(case.team))
    ruling = casework.moved(case, deputy, came, table, event)
    heard = any(event.kind == "delivered" for event in casebook.history(office.db, case.number))
    # Whoever hasn't been told "sent" is told where the question is by that very message.
    tells = tuple(
        tell for tell in ruling.tells if tell.to == deputy or (tell.to == "asker" and heard)
    )
    office.carry_out(replace(ruling, tells=tells), now)


def _tell_sent(office: Office, case: Case, now: dt.datetime) -> None:
    cards = Cards(office.knowledge, now)
    shut = not hours_of(team_of(office.knowledge, case.team)).is_open(now)
    said = cards.tell(
        "skickat", case, stängt=cards.tell("kontoret_stängt", case) + " " if shut else ""
    )
    conversation, shown = askers.by_key(office.db, case.asker), tuple[Choice, ...]()
    if conversation is not None and conversation.offers and conversation.case == case.number:
        offer = conversation.offers[-1]
        said += "\n\n" + cards.tell("en_till", case, fråga=escape(offer.question))
        say = cards.say(case)
        shown = tuple(choices.shown(one, say) for one in (YesSend(offer.id), NoThanks(offer.id)))
        office.save(
            case.asker, replace(conversation, state=Confirming(offer.id), choices=shown), now
        )
    office.say(
        Post(said, asker=case.asker, choices=shown, purpose="notice", about=case.number), now
    )


def _settled_relay(
    office: Office, case: Case, row: Row, result: Receipt | Undeliverable, now: dt.datetime
) -> None:
    """The coordinator is told "delivered", or why not; the asker's conversation is about the answer from now on."""
    cards = Cards(office.knowledge, now)
    came_from = outbox.room_of(row.post.source)
    if isinstance(result, Undeliverable):
        after = replace(
            case, state=case.waiting if case.state == "answered" else case.state, asked_back=None
        )
        casebook.save(office.db, after, now, Event("not-delivered", "bot", str(result)))
        said = cards.here("inte_levererat", case, varför=str(result))
    else:
        casebook.record(office.db, case.number, now, Event("delivered-answer", "bot"))
        if row.post.purpose == "relay":
            decisions.answered(office.db, case.number, (now - case.created).total_seconds() / 3600)
        _listen_for_more(office, case, row, now)
        said = cards.here("levererat", case, kl=f"{workdays.local(now):%-H.%M}")
    if came_from is not None and not case.practice:
        address, event = came_from
        silent, person = isinstance(result, Receipt), row.post.person
        office.say(
            Post(
                said,
                address=address,
                reply_to=event,
                about=case.number,
                silent=silent,
                person=person,
            ),
            now,
        )


_BUSY = (Confirming, Rewriting, ChoosingArea, ChoosingCase, StartingAnew, WritingMore)


def _listen_for_more(office: Office, case: Case, row: Row, now: dt.datetime) -> None:
    conversation = askers.by_key(office.db, case.asker)
    if conversation is None:
        return
    asked = row.post.purpose == "question"
    # A coordinator's question says that the next message answers it; an answer lets the asker finish what they are at.
    number = (
        case.number if asked else "" if conversation.asked == case.number else conversation.asked
    )
    state = (
        Answering(case.number)
        if asked
        else conversation.state
        if isinstance(conversation.state, _BUSY)
        else Idle()
    )
    after = replace(
        conversation,
        case=case.number,
        case_answered=not asked,
        asked=number,
        state=state,
        choices=row.post.choices,
    )
    office.save(case.asker, after, now)
