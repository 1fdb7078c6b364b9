"""What falls due for a case, and when. Pure."""

from __future__ import annotations

import datetime as dt

from bot.cases.cards import Cards
from bot.cases.case import Case
from bot.cases.occurrences import DayOver, Lapse, Occurrence, Remind, Stuck, Unanswered
from bot.cases.routing import hours_of
from bot.days import workdays

HALF, TODAY, CLOSED, LATE = 1, 2, 3, 4
"""How far the reminders of a promise have come: half the time, the day itself, its end, and nobody
left to give it to."""
_OCCURS: dict[int, Occurrence] = {CLOSED: DayOver(), LATE: Lapse()}
QUIET = dt.timedelta(days=14)
"""How long an answered case, or one that waits for its asker, stays when nobody says more."""
_EVENING = dt.time(17)
"""From when on the promised day whoever asked hears that no answer has come."""
_STUCK = dt.timedelta(minutes=2)
"""A card that isn't with the network by then is told of."""


def fallen_due(case: Case, cards: Cards) -> list[Occurrence]:
    """What happens to an open case now, as far as the case itself tells."""
    if case.practice:
        return []
    due: list[Occurrence] = []
    if case.delivered is None and cards.now - case.created >= _STUCK:
        due.append(Stuck())
    step = _step(case, cards)
    if case.asked_back and step >= TODAY > case.step:
        due.append(Unanswered())
    elif not case.asked_back and step > case.step:
        due.append(_OCCURS.get(step, Remind(step)))
    return due


def _step(case: Case, cards: Cards) -> int:
    """The furthest step that has fallen due: 0 for none yet, CLOSED where whoever asked is to hear
    on the promised day that it dragged on, LATE where the promise has lapsed: people were told a
    day, which is over when it is, whoever works then."""
    today, last = workdays.local(cards.now).date(), workdays.local(case.due).date()
    if today >= last:
        is_evening = workdays.local(cards.now).time() >= _EVENING and cards.now >= case.due
        return LATE if today > last else CLOSED if is_evening else TODAY
    hours = hours_of(cards.team(case.team))
    whole = hours.between(case.started, case.due)
    return HALF if hours.between(case.started, cards.now) * 2 >= whole else 0


def is_quiet(case: Case, now: dt.datetime) -> bool:
    """Whether nobody has said more for long, of an answered case or to a coordinator's question."""
    if case.is_open:
        return case.asked_back is not None and now - case.asked_back >= QUIET
    return case.state == "answered" and now - case.touched > QUIET
