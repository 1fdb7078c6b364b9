"""What is remembered of a conversation: stored, and changed by what happens to its case."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from bot.cases.case import Case
from bot.cases.routing import hours_of, team_of
from bot.cases.ruling import Ruling
from bot.dates import manners
from bot.days import workdays
from bot.desk.office import Moment
from bot.dialogue.turns.conversation import KEPT, Conversation, Offer, bounded
from bot.dialogue.turns.states import IDLE, AskedBack
from bot.storage import askers, decisions


def save(at: Moment, key: str, conversation: Conversation) -> None:
    """Remember a conversation, and when its unanswered offers are to be looked at again. Offers
    beyond those that are remembered count as lapsed."""
    conversation, gone = bounded(conversation)
    for offer in gone:
        count_lapsed(at, conversation, offer)
    is_quiet = conversation.is_quiet
    due = min((_due(at, one, is_quiet=is_quiet) for one in conversation.offers), default=None)
    askers.save(at.db, key, conversation, at.now, due.astimezone(dt.UTC) if due else None)


def _due(at: Moment, offer: Offer, *, is_quiet: bool) -> dt.datetime:
    """The next working morning after an offer was made; once it has been asked about, or where
    nothing is to come by itself, when it is dropped."""
    if offer.asked_again or is_quiet:
        return offer.made + KEPT
    hours = hours_of(team_of(at.knowledge, str(offer.route.receiver)))
    midnight = workdays.local(offer.made).replace(hour=0, minute=0, second=0, microsecond=0)
    return manners.next_moment(hours.next_open(midnight + dt.timedelta(days=1)))


def count_lapsed(at: Moment, conversation: Conversation, offer: Offer) -> None:
    """One row without text, of an offer that nobody answered."""
    decisions.record(
        at.db,
        at.now,
        area=offer.route.area,
        topic=offer.route.topic,
        language=conversation.reads,
        outcome="handoff",
        reason="offer-lapsed",
        entry=offer.label or None,
        knowledge=at.knowledge.version,
        confidence=0.0,
    )


def after_ruling(conversation: Conversation, ruling: Ruling) -> Conversation:
    """The conversation of whoever asked: who has its case now, and without what is over: a
    coordinator's question to them, an answer that was taken back, or all talk of the case."""
    number, case = ruling.case.number, ruling.case
    idle = IDLE if isinstance(conversation.state, AskedBack) else conversation.state
    if number in (conversation.case, conversation.closed):
        conversation = replace(conversation, team=case.team)
    if ruling.over == "talk" and conversation.case == number:
        over = replace(conversation, case="", case_answered=False, asked="", state=idle)
        return replace(over, closed=number, closed_at=case.touched) if _is_closed(case) else over
    if ruling.over == "answer" and number in (conversation.case, conversation.closed):
        owed = replace(conversation, case=number, case_answered=False, closed="", said="")
        owed = replace(owed, answered_at=None, answer_words=())
        return replace(owed, answer_asks=False, contact_wanted=False)
    if ruling.over == "question" and conversation.asked == number:
        return replace(conversation, asked="", state=idle)
    return conversation


def _is_closed(case: Case) -> bool:
    return case.state == "closed"


def settle(at: Moment, ruling: Ruling) -> None:
    """Remember what is over for whoever asked."""
    before = askers.by_key(at.db, ruling.case.asker)
    after = after_ruling(before, ruling) if before is not None else None
    if after is not None and after != before:
        save(at, ruling.case.asker, after)
