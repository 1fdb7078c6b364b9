"""Somebody who writes more than their budget is told so, once: that it waits, or that it isn't
taken."""

from __future__ import annotations

from bot.desk import mail
from bot.desk.office import Moment
from bot.knowledge.wording import Wording
from bot.messages import Incoming
from bot.storage import askers, inbox, turns
from bot.storage.post import Post

_SENTENCES: dict[turns.Notice, str] = {"slowed": "tar_i_tur", "refused": "tar_inte_fler"}


def tell(at: Moment) -> None:
    """Tell those who don't know yet, in their own language."""
    for who, notice in turns.to_be_told(at.db):
        incoming = inbox.newest_of(at.db, who)
        if incoming is not None and _say(at, incoming, notice):
            turns.told(at.db, who, notice)


def _say(at: Moment, incoming: Incoming, notice: turns.Notice) -> bool:
    """Whether it was said: only to somebody whom the desk knows, and who so was greeted."""
    if not incoming.direct:
        return True  # a group isn't talked to
    found = askers.load(at.db, incoming.address, incoming.person)
    if found is None:
        return False
    key, conversation = found
    most = str(at.office.limits.waiting)
    words = Wording(at.knowledge, conversation.reads)(_SENTENCES[notice], antal=most)
    mail.say(at, Post(words, asker=key))
    return True
