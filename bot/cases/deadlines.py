"""What falls due for a case, and when. Pure."""

from __future__ import annotations

import datetime as dt

from bot import workdays
from bot.cases.cards import Cards
from bot.cases.case import Case
from bot.cases.occurrences import Lapse, Occurrence, Remind, Stuck, Unanswered
from bot.cases.routing import hours_of

HALF, TODAY, LATE = 1, 2, 3
"""How far the reminders of a promise have come: half the time, the day itself, and nobody left to
give it to."""
QUIET = dt.timedelta(days=14)
"""How long an answered case, or one that waits for its asker, stays when nobody says more."""
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
        due.append(Lapse() if step == LATE else Remind(step))
    return due


def _step(case: Case, cards: Cards) -> int:
    """The furthest step that has fallen due: 0 for none yet, LATE where the promise has lapsed:
    people were told a day, which is over when it is, whoever works then."""
    today, last = workdays.local(cards.now).date(), workdays.local(case.due).date()
    if today >= last:
        return LATE if today > last else TODAY
    hours = hours_of(cards.team(case.team))
    whole = hours.between(case.started, case.due)
    return HALF if hours.between(case.started, cards.now) * 2 >= whole else 0


def is_quiet(case: Case, now: dt.datetime) -> bool:
    """Whether nobody has said more for long, of an answered case or to a coordinator's question."""
    if case.is_open:
        return case.asked_back is not None and now - case.asked_back >= QUIET
    return case.state == "answered" and now - case.touched > QUIET
