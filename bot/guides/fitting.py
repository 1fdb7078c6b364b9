"""What may fit whoever has given some answers, what probably doesn't, and which question parts the
rest best. Pure.

What a source doesn't say, and what nobody has answered, is neither a yes nor a no: it is open. A
condition that should have been compared with its source again excludes nothing.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Literal

from bot.knowledge.conditions import UNSURE, Condition, Inquiry
from bot.knowledge.model import Entry, Knowledge, Thing
from bot.knowledge.overviews import need_of, supports

MOST = 7
"""Questions, at most."""
_WORTH, _WORTH_LATE = 0.3, 0.5
"""How many things an answer should part from the rest, on an average, for a question to be worth
asking; and for one more, once there have been some."""
_SOME = 4
"""Questions that are asked gladly, and things that nobody needs to part any further after them."""
_FOR_WHOM = ("syfte", "for", "inriktning")
"""The questions of whom something is for."""
_EVERYBODY = "vilka"
"""The question that nearly every condition is about: that it is met speaks for little."""
_NOTHING = 3
"""How far away that is which nothing speaks for."""
Standing = Literal["met", "open", "old", "broken"]
Answers = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Judged:
    """A condition, the answer that says it, and how it stands."""

    condition: Condition
    entry: Entry
    standing: Standing
    is_doubtful: bool = False
    """Whether it is for a group that isn't known to be the asker's."""
    is_answered: bool = False
    """Whether what it is about has been answered."""


@dataclass(frozen=True, slots=True)
class Fit:
    """A thing, and how each of its conditions stands."""

    thing: Thing
    judged: tuple[Judged, ...]

    @property
    def is_out(self) -> bool:
        """Whether it probably doesn't fit: a known condition of today doesn't hold."""
        return any(one.standing == "broken" for one in self.judged)

    @property
    def is_spoken_for(self) -> bool:
        """Whether something is met, and it isn't for a group that isn't known to be the asker's."""
        return bool(self.having("met")) and not any(one.is_doubtful for one in self.judged)

    def having(self, *standings: Standing) -> list[Judged]:
        return [one for one in self.judged if one.standing in standings]


def applied_for(know: Knowledge, area: str, today: dt.date) -> list[Thing]:
    """What can be applied for in a place and around it, the place's own first, of which an editor
    has said for whom it is."""
    around = [thing for place in know.chain(area) for thing in supports(know, place, today)]
    alone = (thing for thing in around if need_of(thing) not in ("villkor", "avtal"))
    return [thing for thing in alone if thing.whom is not None]


def conditions(know: Knowledge, thing: Thing) -> Iterator[tuple[Condition, Entry]]:
    """A thing's own conditions, and those that hold for several things and so for it."""
    shared = (know.things[id_] for id_ in thing.belongs_to if id_ in know.things)
    for source in (thing, *(one for one in shared if need_of(one) == "villkor")):
        if source.whom is None or not source.answers:
            continue
        for condition in source.whom.conditions:
            said_by = condition.answer or source.whom.answer or source.answers[0]
            yield condition, know.entries[said_by]


def fits(know: Knowledge, area: str, answers: Answers, today: dt.date) -> list[Fit]:
    """Everything that can be applied for there, and how its conditions stand: what most is met of
    first, and last what most of it doesn't hold for."""
    found = [fit(know, thing, answers, today) for thing in applied_for(know, area, today)]
    return sorted(found, key=partial(_order, know))


def _order(know: Knowledge, found: Fit) -> tuple[float, ...]:
    if found.is_out:
        is_near = know.areas[found.thing.area].kind != "land"
        return len(found.having("broken")), -len(found.having("met")) - is_near
    return 0, _far(found), -_speaks(know, found)


def _far(found: Fit) -> int:
    """How little is known to speak for it: first what something of its own speaks for, then that
    the asker is of the kind that may apply; then what is for a group that isn't known to be the
    asker's; last, what nothing speaks for."""
    met = {one.condition.question for one in found.having("met")}
    if not met:
        return _NOTHING
    if not found.is_spoken_for:
        return 2
    return 0 if met - {_EVERYBODY} else 1


def _speaks(know: Knowledge, found: Fit) -> float:
    """How much speaks for it: what is met, and less what is open; the place's own is nearer than
    the county's, and that than the country's."""
    met = found.having("met")
    own = len({one.condition.question for one in met} - {_EVERYBODY})
    kind = know.areas[found.thing.area].kind
    near = {"kommun": 1.0, "län": 0.5}.get(kind, 0.0)
    asked = [one for one in found.having("open", "old") if one.condition.question is not None]
    return own + 0.25 * (len(met) > own) + near - 0.4 * len(asked)


def fit(know: Knowledge, thing: Thing, answers: Answers, today: dt.date) -> Fit:
    """How the conditions of one thing stand."""
    judged = (
        Judged(
            condition,
            entry,
            standing,
            _is_doubtful(condition, answers),
            answers.get(condition.question or "", UNSURE) != UNSURE,
        )
        for condition, entry in conditions(know, thing)
        if (standing := _standing(condition, entry, answers, today)) is not None
    )
    return Fit(thing, tuple(judged))


def _standing(
    condition: Condition, entry: Entry, answers: Answers, today: dt.date
) -> Standing | None:
    """None of one that says whom it isn't for, and is said nothing about."""
    value = answers.get(condition.question or "", UNSURE)
    if condition.excludes(value):
        return "old" if entry.review < today else "broken"
    if condition.excluded:
        return None
    return "met" if value in condition.holds and not condition.special else "open"


def _is_doubtful(condition: Condition, answers: Answers) -> bool:
    """Whether a condition is for a group, and what is answered doesn't say that the asker is it."""
    value = answers.get(condition.question or "")
    is_for_some = condition.question in _FOR_WHOM and not condition.excluded
    return condition.special or (is_for_some and value not in condition.holds)


def next_question(know: Knowledge, area: str, answers: Answers, today: dt.date) -> Inquiry | None:
    """The question whose answers part what is left best; None where none is worth asking any
    more."""
    if know.guidance is None or len(answers) >= MOST:
        return None
    left = [one.thing for one in fits(know, area, answers, today) if not one.is_out]
    parted = _parted(know, left, today)
    around, every = know.chain(area), know.guidance.inquiries
    open_ = [one for one in every if one.id not in answers and one.is_for(answers, around)]
    open_ = [one for one in open_ if one.is_asked]
    worth = {one.id: parted[one.id] / len(one.options) for one in open_}
    best = max(worth, key=lambda id_: worth[id_], default="")
    if len(answers) >= _SOME and len(left) <= _SOME:
        return None
    least = _WORTH if len(answers) < _SOME else _WORTH_LATE
    return know.guidance.inquiry(best) if worth.get(best, 0) >= least else None


def _parted(know: Knowledge, left: Sequence[Thing], today: dt.date) -> Counter[str]:
    """How many times an answer to each question takes one of the things away."""
    parted: Counter[str] = Counter()
    for thing in left:
        out = {
            (condition.question, value)
            for condition, entry in conditions(know, thing)
            if condition.question is not None and entry.review >= today
            for value in _excluding(know, condition)
        }
        parted.update(question for question, _ in out)
    return parted


def _excluding(know: Knowledge, condition: Condition) -> list[str]:
    """The answers with which a condition doesn't hold."""
    inquiry = know.guidance.inquiry(condition.question or "") if know.guidance else None
    options = inquiry.options if inquiry is not None else ()
    return [option.id for option in options if condition.excludes(option.id)]


def is_of_use(know: Knowledge, area: str, today: dt.date) -> bool:
    """Whether there is anything to ask about in a place."""
    return next_question(know, area, {}, today) is not None
