"""What may fit whoever has given some answers, what probably doesn't, and which question parts the
rest best. Pure.

What a source doesn't say, and what nobody has answered, is neither a yes nor a no: it is open. A
condition that should have been compared with its source again excludes nothing.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Literal

from bot.knowledge.conditions import UNSURE, Condition, Inquiry, values
from bot.knowledge.model import Entry, Knowledge, Thing
from bot.knowledge.overviews import need_of, supports

MOST = 7
"""Questions, at most."""
_WORTH, _WORTH_LATE = 0.3, 0.6
"""How many things an answer should part from the rest, on an average, for a question to be worth
asking; and for one more, once there have been some."""
_SOME = 4
"""Questions that are asked gladly, and things that nobody needs to part any further after them."""
_GROUP = "medlemmar"
"""The question that is never asked: whoever is of such a group mostly says so."""
_FOR_WHOM = ("syfte", "for", "inriktning", "alder", "omradet", _GROUP)
"""The questions of whom something is for."""
_EVERYBODY = "vilka"
"""The question that nearly every condition is about: that it is met speaks for little."""
_SHARED, _LACKING = 0.25, 0.2
"""What it speaks for a thing that the asker is of the kind that may apply, and against it that
something isn't known to hold."""
_NEAR = {"kommun": 0.5, "län": 0.25}
"""How much nearer than the country's what a place and its county have is."""
_GIVER, _GIVERS = "givare", {"region": "län", "stat": "land"}
"""Whose support somebody asks for in so many words, and the kind of place that it is."""
_AGREED = "avtal"
"""What somebody wants instead of a grant, in so many words: an agreement. What has a condition of
it is shown to nobody else, and to them first."""
_NEAR_ENOUGH = 1
_NOTHING = 4
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

    @property
    def is_sure(self) -> bool:
        """Whether something of its own speaks for it, and nothing that is asked about is open."""
        return self.far == 0

    @property
    def is_near(self) -> bool:
        """Whether something of its own speaks for it, and nothing that was answered against it."""
        return self.far <= _NEAR_ENOUGH

    @property
    def is_agreed(self) -> bool:
        """Whether it is the agreement that somebody wants."""
        return any(one.condition.question == _AGREED for one in self.having("met"))

    @property
    def is_far(self) -> bool:
        """Whether nothing speaks for it."""
        return self.far == _NOTHING

    @property
    def far(self) -> int:
        """How little is known to speak for it: first what something of its own speaks for; then the
        same where the source doesn't say whether it holds with what was answered, or it is for a
        group that nobody has asked about; then that the asker is of the kind that may apply; then
        what is for a group that isn't known to be the asker's; last, what nothing speaks for, or
        is for those who say so themselves."""
        met = {one.condition.question for one in self.having("met")}
        doubtful = [one for one in self.judged if one.is_doubtful]
        if not met or any(one.condition.question == _GROUP for one in doubtful):
            return _NOTHING
        own = met - {_EVERYBODY}
        if doubtful:
            is_unasked = not any(one.is_answered or one.condition.special for one in doubtful)
            return 1 if own and is_unasked else 3
        if not own:
            return 2
        return 1 if any(one.is_answered for one in self._open_of_its_own) else 0

    @property
    def _open_of_its_own(self) -> list[Judged]:
        """What is open, but for whether the asker is of the kind that may apply."""
        return [one for one in self.having("open") if one.condition.question != _EVERYBODY]

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
    found += _agreement(know, area, answers, today)
    givers = [_GIVERS.get(one) for one in values(answers.get(_GIVER, UNSURE))]
    return sorted(found, key=partial(_order, know, givers))


def _agreement(know: Knowledge, area: str, answers: Answers, today: dt.date) -> list[Fit]:
    """What is agreed on instead of applied for, where somebody has said that it is what they want:
    the place's own, or else the nearest of which nothing is open."""
    around = know.chain(area)
    named = [one for one in know.things.values() if one.area in around and _is_agreed_on(one)]
    here = [one for one in named if one.answers and one.ended(today) is None]
    every = [fit(know, one, answers, today) for one in here]
    meant = [one for one in every if one.is_agreed]
    meant.sort(key=lambda one: around.index(one.thing.area))
    there = [one for one in meant if one.thing.area == area or not one.having("open", "broken")]
    return there[:1] or meant[-1:]


def _is_agreed_on(thing: Thing) -> bool:
    return any(one.question == _AGREED for one in thing.whom.conditions) if thing.whom else False


def _order(know: Knowledge, givers: Collection[str | None], found: Fit) -> tuple[float, ...]:
    kind = know.areas[found.thing.area].kind
    if found.is_out:
        return len(found.having("broken")), -len(found.having("met")) - (kind != "land")
    is_asked_for = kind in givers and found.far < _NOTHING
    is_general = kind == "land" and not found.is_sure
    wanted = not found.is_agreed, not is_asked_for
    return 0, *wanted, found.far, is_general, -_speaks(know, found)


def _speaks(know: Knowledge, found: Fit) -> float:
    """How much speaks for it: what is met, each the more the fewer it holds for, and less what is
    open; the place's own is nearer than the county's, and that than the country's."""
    told = dict[str | None, float]()
    for one in found.having("met"):
        question = one.condition.question
        told[question] = max(told.get(question, 0), _tells(know, one.condition))
    near = _NEAR.get(know.areas[found.thing.area].kind, 0)
    lacking = [one for one in found.having("open", "old") if one.condition.question is not None]
    return sum(told.values()) + near - _LACKING * len(lacking)


def _tells(know: Knowledge, condition: Condition) -> float:
    """How much it tells that a condition is met: of one that holds with most answers, little."""
    inquiry = know.guidance.inquiry(condition.question or "") if know.guidance else None
    if condition.question == _EVERYBODY or inquiry is None:
        return _SHARED
    return 1 - len(condition.holds) / len(inquiry.options) if inquiry.is_asked else 1


def fit(know: Knowledge, thing: Thing, answers: Answers, today: dt.date) -> Fit:
    """How the conditions of one thing stand."""
    judged = (
        Judged(
            condition,
            entry,
            standing,
            _is_doubtful(condition, answers),
            condition.is_answered(answers),
        )
        for condition, entry in conditions(know, thing)
        if (standing := _standing(condition, entry, answers, today)) is not None
    )
    return Fit(thing, tuple(judged))


def _standing(
    condition: Condition, entry: Entry, answers: Answers, today: dt.date
) -> Standing | None:
    """None of one that says whom it isn't for, and is said nothing about."""
    if condition.is_met(answers):
        return "met"
    if condition.excludes(answers.get(condition.question or "", UNSURE)):
        return "old" if entry.review < today else "broken"
    return None if condition.excluded else "open"


def _is_doubtful(condition: Condition, answers: Answers) -> bool:
    """Whether a condition is for a group, and what is answered doesn't say that the asker is it."""
    is_for_some = condition.question in _FOR_WHOM and not condition.excluded
    return condition.special or (is_for_some and not condition.is_met(answers))


def next_question(know: Knowledge, area: str, answers: Answers, today: dt.date) -> Inquiry | None:
    """The question whose answers part what is left best; None where none is worth asking any
    more."""
    every = know.guidance.inquiries if know.guidance is not None else ()
    answered = [one for one in every if one.is_asked and one.id in answers]
    if know.guidance is None or len(answered) >= MOST:
        return None
    fitting = [one for one in fits(know, area, answers, today) if not one.is_out]
    left = [one.thing for one in fitting]
    parted = _parted(know, left, today)
    around = know.chain(area)
    open_ = [one for one in every if one.id not in answers and one.is_for(answers, around)]
    open_ = [one for one in open_ if one.is_asked]
    worth = {one.id: parted[one.id] / len(one.options) for one in open_}
    best = max(worth, key=lambda id_: worth[id_], default="")
    least = _WORTH if len(answered) < _SOME else _WORTH_LATE
    are_few = len(answered) >= _SOME and len(left) <= _SOME
    if are_few or worth.get(best, 0) < least:
        best = "" if len(answered) > _SOME else _doubted(fitting, [one.id for one in open_])
    return know.guidance.inquiry(best)


def _doubted(fitting: Sequence[Fit], open_: Collection[str]) -> str:
    """The question on which it hangs whether what would be told first is for the asker at all."""
    near = [one for one in fitting if one.is_near][:_SOME]
    doubts = (judged for one in near for judged in one.judged if judged.is_doubtful)
    asked = (one.condition.question or "" for one in doubts)
    return next((question for question in asked if question in open_), "")


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
