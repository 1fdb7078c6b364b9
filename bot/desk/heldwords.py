"""What is held, and nobody has said yet where it goes, is asked about again: after a quarter of an
hour, and when the office opens next."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from bot.cases.quoting import shown
from bot.days import workdays
from bot.desk import mail
from bot.desk.office import Moment
from bot.storage import casebook, held, outbox, seating
from bot.storage.held import Kept

_SOON = dt.timedelta(minutes=15)


def ask_again(at: Moment) -> None:
    """Ask about all that it is time for; of one that both times have come for, once."""
    for kept in held.waiting(at.db):
        if _is_time(at, kept):
            _ask(at, kept)


def _is_time(at: Moment, kept: Kept) -> bool:
    case = casebook.find(at.db, kept.number)
    if case is None or at.now - kept.at < _SOON:
        return False
    another_day = workdays.local(kept.at).date() < at.today and at.is_open(case.team)
    steps = ["soon", *(["opening"] if another_day else [])]
    news = [seating.first_time(at.db, f"held:{kept.id}:{step}", at.now) for step in steps]
    return any(news)


def _ask(at: Moment, kept: Kept) -> None:
    """With the same choices, in the same room."""
    row = outbox.asked_about(at.db, kept.number, kept.id)
    written = held.find(at.db, kept.number, kept.id)
    if row is None or written is None:
        return
    words = at.cards.here("hålls_väntar", nummer=kept.number, text=shown(written))
    mail.say(at, replace(row.post, markdown=words, reply_to=None, replaces=None, purpose="held"))
