"""What the bot tells an asker by itself: that a question of theirs isn't sent, and what they wanted
to be reminded of. Gathered in one message, at most one a day, and only when it may begin."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from bot.cases.choices import AskerChoice, EditFirst, EndWatch, SolvedAlready, YesSend
from bot.cases.labels import shown
from bot.cases.quoting import brief
from bot.dates import manners, watch
from bot.dates.calendar import Days
from bot.dates.letter import Letter
from bot.dates.watch import Notice, Watch
from bot.days import workdays
from bot.desk import conversations, mail
from bot.desk.office import Moment
from bot.dialogue.turns.conversation import KEPT, Conversation, Offer
from bot.dialogue.turns.states import AskedBack, Confirming
from bot.knowledge.wording import Wording
from bot.markup import escape
from bot.messages import Attached
from bot.storage import askers, watches
from bot.storage.post import Post

_SHOWN = 3
"""Choices to end a watch, at most."""


def due(at: Moment) -> Iterable[str]:
    """Those who may have something to be told now."""
    if not manners.may_begin(at.now):
        return ()
    offered = (key for key, _ in askers.with_offers_due(at.db, at.now))
    watched = watches.due(at.db, at.today, at.knowledge.version)
    return dict.fromkeys([*offered, *watched])


def write(at: Moment, key: str) -> None:
    """Tell somebody what there is to tell, unless they have been told something today."""
    before = askers.by_key(at.db, key)
    if before is None or askers.was_begun(at.db, key, at.today):
        return
    say = Wording(at.knowledge, before.reads)
    offer = _unsent(at, before)
    notices = _looked_at(at, key)
    asks = [_asked_again(at, offer, say)] if offer is not None else []
    told = [Letter(say, at.today).notices(notices)] if notices else []
    if not asks and not told:
        return
    choices = tuple(shown(one, say) for one in _choices(offer, notices))
    words = "\n\n".join([*asks, *told])
    file = _moved(at, key, notices, say)
    mail.say(at, Post(words, asker=key, choices=choices, purpose="letter", file=file))
    askers.begun(at.db, key, at.today)
    conversations.save(at, key, replace(_after(before, offer), choices=choices))


def _unsent(at: Moment, conversation: Conversation) -> Offer | None:
    """The newest offer that nobody has answered, from an earlier day, and that wasn't asked about
    since; none of somebody who wants nothing by itself."""
    waiting = (one for one in reversed(conversation.offers) if _is_to_ask(at, one))
    return None if conversation.is_quiet else next(waiting, None)


def _is_to_ask(at: Moment, offer: Offer) -> bool:
    made = workdays.local(offer.made).date()
    is_kept = at.now - offer.made < KEPT and not offer.asked_again
    return is_kept and made < at.today and at.is_open(str(offer.route.receiver))


def _asked_again(at: Moment, offer: Offer, say: Wording) -> str:
    when = at.cards.when(offer.made, say.language)
    return say("god_morgon_erbjudande", när=when, fråga=escape(brief(offer.question)))


def _looked_at(at: Moment, key: str) -> list[Notice]:
    """All that is to be told of what somebody watches, with the watches as they are after it."""
    every, version = list[Notice](), at.knowledge.version
    for own in watches.of(at.db, key):
        notices, after = watch.looked_at(own, at.knowledge, at.today)
        every += notices
        if after is None:
            watches.end(at.db, key, own.thing)
        else:
            due_on = watch.next_look(after, at.knowledge, at.today)
            watches.save(at.db, key, after, due_on, version)
    return every


def _moved(at: Moment, key: str, notices: list[Notice], say: Wording) -> Attached | None:
    """The days of what has moved, for the calendar that had them where they were."""
    moved = {one.watch.thing for one in notices if one.what == "moved"}
    return Days(say, at.now).file(one for one in watches.of(at.db, key) if one.thing in moved)


def _choices(offer: Offer | None, notices: list[Notice]) -> tuple[AskerChoice, ...]:
    """An answer to the offer, and to be told no more of what was told of."""
    asked: tuple[AskerChoice, ...] = ()
    if offer is not None:
        asked = (YesSend(offer.id), EditFirst(offer.id), SolvedAlready(offer.id))
    told: list[Watch] = [one.watch for one in notices if one.what != "gone"]
    ends = dict.fromkeys(EndWatch(one.thing) for one in told)
    return (*asked, *[*ends][:_SHOWN])


def _after(conversation: Conversation, offer: Offer | None) -> Conversation:
    """The conversation that an offer was asked about in; a coordinator's question that waits for an
    answer waits on."""
    if offer is None:
        return conversation
    again = (
        replace(one, asked_again=True) if one.id == offer.id else one for one in conversation.offers
    )
    is_asked = isinstance(conversation.state, AskedBack)
    state = conversation.state if is_asked else Confirming(offer.id)
    return replace(conversation, state=state, offers=tuple(again))
