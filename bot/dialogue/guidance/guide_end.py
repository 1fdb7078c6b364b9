"""What a guide comes to, as a decision: what may fit, what editors wrote for these answers, or the
people who take over with all that was answered. Pure."""

from __future__ import annotations

from dataclasses import replace

from bot.cases.choices import (
    AllSupport,
    AskerChoice,
    BeginGuide,
    GuideMore,
    GuideStep,
    OpenList,
    ThisEntry,
    ThisThing,
    WhichList,
)
from bot.cases.routing import chain
from bot.dialogue.offering import offers
from bot.dialogue.turns import teams
from bot.dialogue.turns.decision import Decision
from bot.dialogue.turns.states import Guiding
from bot.dialogue.turns.turn import Turn
from bot.guides import course, fitting, outcome
from bot.guides.ending import Told
from bot.guides.progress import Progress
from bot.knowledge import checklists
from bot.knowledge.fields import Topic


def reached(turn: Turn, progress: Progress, opening: list[str]) -> Decision:
    """What a guide comes to, after what is to be said first."""
    guide, area = turn.know.guides.get(progress.guide), str(turn.area)
    if guide is None:
        return what_fits(turn, progress, opening)
    ending = guide.ending(progress.given, turn.know.chain(area))
    if ending is None:
        return to_people(turn, progress)
    told = Told(turn.say, ending, area, turn.today)
    if ending.team is not None:
        return _team_of(turn, progress, [*opening, told.text()], ending.team)
    said = [*opening, *_understood(turn, progress, opening), told.text()]
    near: tuple[AskerChoice, ...] = (
        *(ThisEntry(entry.id) for entry in told.entries),
        *(ThisThing(thing.id) for thing in told.things),
        *_lists(told),
        *map(BeginGuide, dict.fromkeys([*ending.guides, *course.beside(turn.know, progress)])),
    )
    return _answer(turn, said, (*near, *_mends(progress)))


def _lists(told: Told) -> list[AskerChoice]:
    """The checklist of what an ending names; of several, each by the thing's name."""
    way = "name" if len(told.lists) > 1 else "under"
    return [OpenList(thing.id, way) for thing in told.lists]


def what_fits(turn: Turn, progress: Progress, opening: list[str], start: int = 0) -> Decision:
    """What may fit, what decides it, what probably doesn't and why: from one of the things on."""
    found = fitting.fits(turn.know, str(turn.area), progress.given, turn.today)
    first = [*opening, *(_understood(turn, progress, opening) if start == 0 else [])]
    is_told = len(first) > len(opening)
    brief = course.in_brief(turn.say, progress) if is_told else ""
    said = outcome.Outcome(turn.say, found, start, "\n\n".join(first), brief)
    more = (GuideMore(str(said.next_start)),) if said.next_start is not None else ()
    around = (AllSupport(str(turn.area)),) if said.unsaid and not more else ()
    things = (ThisThing(thing.id) for thing in said.within_reach)
    has_list = any(checklists.items(turn.know, one.thing) for one in said.may_fit)
    lists = (WhichList(),) if has_list and start == 0 else ()
    others = map(BeginGuide, course.beside(turn.know, progress) if start == 0 else [])
    choices = (*things, *others, *lists, *more, *_mends(progress, around))
    return _answer(turn, [*filter(None, [said.head]), said.text()], choices)


def _understood(turn: Turn, progress: Progress, opening: list[str]) -> list[str]:
    told = "" if opening else course.understood(turn.say, progress)
    return [told] if told else []


def _mends(progress: Progress, around: tuple[AskerChoice, ...] = ()) -> tuple[AskerChoice, ...]:
    change = (GuideStep("change"),) if progress.answers else ()
    return (*change, *around, GuideStep("person"))


def _answer(turn: Turn, said: list[str], choices: tuple[AskerChoice, ...]) -> Decision:
    text = "\n\n".join(said)
    state, area = Guiding(""), turn.area
    return Decision(turn, "answer", "guide", text, state, choices, area=area, score=1.0)


# People


def to_people(turn: Turn, progress: Progress) -> Decision:
    """A person instead: all that was asked and answered is shown, and goes along if they say so."""
    topic = course.topic(turn.know, progress.guide)
    return offers.handoff(_asking(turn, progress), [], "asked-person", topic=topic)


def _team_of(turn: Turn, progress: Progress, opening: list[str], topic: Topic) -> Decision:
    """The team of the place for this: what it helps with, how it is reached, and the offer to send
    what was asked and answered."""
    near = chain(turn.know, str(turn.area), topic, "", turn.language)
    is_there = bool(near) and turn.know.has_joined(str(turn.area))
    presented = [teams.presented(turn, near[0])] if is_there else []
    offered = offers.handoff(_asking(turn, progress), [*opening, *presented], "guide", topic=topic)
    is_shown = offered.reason == "guide"
    return replace(offered, choices=(*offered.choices, GuideStep("back"))) if is_shown else offered


def _asking(turn: Turn, progress: Progress) -> Turn:
    """What was asked and answered is the question; what was offered before of the same guide, and
    isn't sent, it takes the place of."""
    before = replace(turn.before, last_question="", last_entry=None)
    about = course.about(turn.say, progress)
    kept = {id_: one for id_, one in turn.offers.items() if not one.question.startswith(about)}
    asked = course.answered(turn.say, progress)
    return replace(turn, before=before, question=asked, is_new=True, offers=kept)
