"""The life of one delivery: what the network said of a message, and what follows from it."""

from __future__ import annotations

import datetime as dt
import sqlite3
from dataclasses import replace

import structlog

from bot.cases import judge
from bot.cases.case import Case
from bot.cases.occurrences import Arrived, Bounced, Delivered, Occurrence, Undelivered
from bot.cases.ruling import Ruling
from bot.channel import Undeliverable
from bot.dates.manners import is_night
from bot.desk import conversations, mail, rulings
from bot.desk.mail import Here
from bot.desk.office import Moment, Office
from bot.dialogue.turns.conversation import Conversation, Offer
from bot.dialogue.turns.states import (
    IDLE,
    AskedBack,
    ChoosingArea,
    ChoosingCase,
    Confirming,
    Rewriting,
    StartingAnew,
    Withdrawing,
    WritingMore,
)
from bot.dialogue.wishes.afterwards import asks_anything, asks_for_contact, telling_words
from bot.errors import where
from bot.knowledge.speech import PREFIX
from bot.knowledge.wording import Wording
from bot.messages import Address, Outgoing, Receipt
from bot.storage import askers, attached, casebook, decisions, outbox, seating, traces
from bot.storage.database import ITS_OWN
from bot.storage.post import Post, Row, room_of

_BUSY = (
    Confirming,
    Rewriting,
    ChoosingArea,
    ChoosingCase,
    StartingAnew,
    Withdrawing,
    WritingMore,
)
"""What an asker is at that an answer doesn't interrupt."""
_UNASKED = ("relay", "question", "notice", "letter")
"""What comes to an asker at any time, and not because they have just written."""
Result = Receipt | Undeliverable
log = structlog.get_logger()


def outgoing(office: Office, row: Row, prefix: str, now: dt.datetime) -> Outgoing:
    """The row as it goes out now: to its address of today, with commands as they are written there,
    and at night without a sound to somebody who hasn't just written.

    Raises ``Undeliverable`` where its asker has been forgotten.
    """
    post = row.post
    address = post.address or askers.address_of(office.db, post.asker)
    if address is None:
        raise Undeliverable(Wording(office.knowledge, "sv")("skäl_glömd"))
    address = replace(address, channel=row.channel)
    text, replaces = post.markdown.replace(PREFIX, prefix), post.replaces
    silent = post.silent or (post.purpose in _UNASKED and bool(post.asker) and is_night(now))
    return Outgoing(
        row.key,
        address,
        text,
        post.choices,
        post.reply_to,
        replaces,
        silent=silent,
        notice=post.notice,
        file=attached.of(office.db, row.id),
    )


def settle(office: Office, row: Row, result: Result, now: dt.datetime) -> None:
    """What the network said, and what follows from it, in one transaction. "Delivered" is said
    only from here.

    Where what follows can't be done, the receipt is stored all the same: nothing is sent again for
    it.
    """
    at = Moment(office, now)
    try:
        with at.db.atomic():
            _receive(at, row, result)
            _follow(at, row, result)
    except ITS_OWN as error:
        _only_receive(at, row, result, error)
    except sqlite3.Error:
        raise
    except Exception as error:  # noqa: BLE001 - as above
        _only_receive(at, row, result, error)
    traces.wipe(at.db)


def _only_receive(at: Moment, row: Row, result: Result, error: Exception) -> None:
    log.error(
        "settle",
        purpose=row.post.purpose,
        case=row.post.about,
        error=type(error).__name__,
        at=where(error),
    )
    with at.db.atomic():
        _receive(at, row, result)


def _receive(at: Moment, row: Row, result: Result) -> None:
    if isinstance(result, Receipt):
        outbox.sent(at.db, row, result, at.now)
        return
    outbox.failed(at.db, row)
    about = {"channel": row.channel, "purpose": row.post.purpose, "case": row.post.about}
    log.warning("undeliverable", **about, **_room(at, row))


def _room(at: Moment, row: Row) -> dict[str, str]:
    """Which team's room a message is for, as the log tells it; nothing of an asker's chat."""
    address = row.post.address
    if address is None or row.post.asker or not at.office.rooms.teams_in(at.db, address):
        return {}
    room = {"room": address.room}
    return room | {"thread": address.thread} if address.thread else room


def _follow(at: Moment, row: Row, result: Result) -> None:
    address = row.post.address
    if isinstance(result, Receipt) and address is not None:
        _move(at, row.channel, address, result)
    case = casebook.find(at.db, row.post.about) if row.post.about else None
    if case is None:
        return
    if row.post.purpose in ("card", "addition") and isinstance(result, Undeliverable):
        is_theirs = address == at.office.rooms.of(at.db, case.team)
        _carry_out(at, Bounced(is_theirs), case)
    elif row.post.purpose == "card":
        _settle_card(at, case)
    elif row.post.purpose in ("relay", "question"):
        _settle_relay(at, case, row, result)


def _move(at: Moment, channel: str, address: Address, receipt: Receipt) -> None:
    """The room has another id; or the topic that a team sat in is deleted: it sits in the whole
    group from now on, and is told so once."""
    if receipt.migrated_to:
        mail.room_moved(at.db, channel, address.room, receipt.migrated_to)
    if receipt.moved_to is not None and seating.thread_gone(at.db, address):
        mail.say(at, Post(at.cards.here("ämnet_borta"), address=receipt.moved_to))


def _carry_out(
    at: Moment, occurrence: Occurrence, case: Case, here: Here | None = None
) -> Ruling | None:
    """What follows from it for the case, if anything does."""
    ruling = judge.by_itself(occurrence, case, rulings.circumstances(at, case.number))
    if ruling is not None:
        rulings.carry_out(at, ruling, here)
    return ruling


def _settle_card(at: Moment, case: Case) -> None:
    """The asker may be told, and be asked whether to send what else was offered, too."""
    conversation = askers.by_key(at.db, case.asker)
    offer = _next_offer(conversation, case)
    arrived = Arrived(offer.id, offer.question) if offer else Arrived()
    ruling = _carry_out(at, arrived, case)
    if ruling and ruling.tells and offer and conversation:
        asks = replace(conversation, state=Confirming(offer.id), choices=ruling.tells[0].choices)
        conversations.save(at, case.asker, asks)


def _next_offer(conversation: Conversation | None, case: Case) -> Offer | None:
    if conversation is None or conversation.case != case.number or not conversation.offers:
        return None
    return conversation.offers[-1]


def _settle_relay(at: Moment, case: Case, row: Row, result: Result) -> None:
    """The coordinator is told "delivered", or why not; the asker's conversation is about the
    answer from now on."""
    written = room_of(row.post.source)
    here = Here(*written, row.post.person) if written else None
    if isinstance(result, Undeliverable):
        _carry_out(at, Undelivered(str(result)), case, here)
        return
    _carry_out(at, Delivered(), case, here)
    if row.post.purpose == "relay":
        hours = (at.now - case.created).total_seconds() / 3600
        decisions.answered(at.db, case.number, hours)
    _listen_for_more(at, case, row)


def _own_words(post: Post) -> str:
    """What a person answered, without what stands before and after it."""
    _, *answer = post.markdown.split("\n\n")
    return "\n\n".join(answer[:-1])


def _listen_for_more(at: Moment, case: Case, row: Row) -> None:
    """A coordinator's question says that the next message answers it; an answer lets the asker
    finish what they are at, and is what the conversation is about from now on."""
    before = askers.by_key(at.db, case.asker)
    if before is None:
        return
    after = replace(
        before, case=case.number, team=case.team, choices=row.post.choices, focus=None, said=""
    )
    if row.post.purpose == "question":
        answering = AskedBack(case.number)
        after = replace(after, case_answered=False, asked=case.number, state=answering)
    else:
        asked = "" if before.asked == case.number else before.asked
        state = before.state if isinstance(before.state, _BUSY) else IDLE
        after = replace(after, case_answered=True, asked=asked, state=state)
        wanted = asks_for_contact(at.knowledge.talk, row.post.markdown)
        said = _own_words(row.post)
        asks = asks_anything(at.knowledge.talk, said)
        words = telling_words(at.knowledge.talk, case.question, said)
        after = replace(after, answered_at=at.now, contact_wanted=wanted, answer_asks=asks)
        after = replace(after, answer_words=words)
    conversations.save(at, case.asker, after)
