"""What is held, and nobody has said yet where it goes, is asked about again: after a quarter of an
hour, and when the office opens next."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from bot import workdays
from bot.cases.case import Case, Event
from bot.desk import mail
from bot.desk.office import Moment
from bot.storage import casebook, outbox, seating

_SOON = dt.timedelta(minutes=15)


def ask_again(at: Moment) -> None:
    """Ask about all that it is time for; of one that both times have come for, once."""
    for number, events in casebook.undecided_in(at.db).items():
        case = casebook.find(at.db, number)
        for event in events if case is not None else ():
            if case is not None and _is_time(at, case, event):
                _ask(at, number, event)


def _is_time(at: Moment, case: Case, event: Event) -> bool:
    if event.at is None or at.now - event.at < _SOON:
        return False
    another_day = workdays.local(event.at).date() < at.today and at.is_open(case.team)
    steps = ["soon", *(["opening"] if another_day else [])]
    news = [seating.first_time(at.db, f"held:{event.id}:{step}", at.now) for step in steps]
    return any(news)


def _ask(at: Moment, number: str, event: Event) -> None:
    """As it was asked the first time, in the same room."""
    row = outbox.asked_about(at.db, number, event.id)
    if row is None:
        return
    words = at.cards.here("hålls_väntar", fråga=row.post.markdown)
    mail.say(at, replace(row.post, markdown=words, reply_to=None, replaces=None, purpose="held"))
