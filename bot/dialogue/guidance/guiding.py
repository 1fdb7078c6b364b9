"""Rules for a guide: how it is begun, asked on, mended, left and found again. Pure.

What stands in ``guides`` says what is asked and what it comes to; here it is a conversation.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.cases.choices import (
    AskerChoice,
    BeginGuide,
    GuideAnswer,
    GuideChange,
    GuideMore,
    GuideStep,
)
from bot.cases.ids import Chosen, all_read
from bot.dialogue.guidance import guide_end
from bot.dialogue.guidance.kept import (
    having,
    having_heard,
    hears,
    in_their_county,
    kept_of,
    progress_of,
    questions_of,
    shared_county,
    without_denied,
)
from bot.dialogue.turns import learned, places, unjoined, verdicts
from bot.dialogue.turns.decision import Decision
from bot.dialogue.turns.states import Guiding
from bot.dialogue.turns.turn import Turn
from bot.guides import course, hearing
from bot.guides.progress import KEPT, Progress
from bot.knowledge.conditions import UNSURE, Inquiry, Questions
from bot.knowledge.guides import MADE
from bot.knowledge.model import COUNTRY
from bot.knowledge.overviews import Overview

_ROOM = 9
"""Choices of a message, at most."""

# Begun


def asked(turn: Turn) -> Decision | None:
    """ "Vilket bidrag passar oss?", or somebody new who asks what they can get: the guide."""
    guidance = turn.know.guidance
    if guidance is None or not hearing.begins(guidance, turn.plain_question):
        return None
    if len(places.innermost(turn)) > 1 and shared_county(turn) is None:
        return None
    compares = len(turn.named) > 1 and turn.signs.compares.search(turn.plain_question)
    return begin(turn, MADE) if not compares else None


def in_other_words(turn: Turn) -> Decision | None:
    """The same asked in words that nobody wrote down, where nothing is sure and nothing is
    named."""
    is_open = verdicts.leaves_grants_open(turn) and verdicts.names_nothing(turn)
    is_so = is_open and learned.is_general(turn, turn.plain_question, "passar")
    return begin(turn, MADE) if is_so else None


def begin(turn: Turn, guide: str) -> Decision | None:
    """The first question that isn't answered already; the place first, where that isn't known. None
    where there is nothing to ask about."""
    questions = course.questions(turn.know, guide)
    if questions is None:
        return None
    turn = in_their_county(turn, questions)
    if turn.area is None:
        return places.ask_which(turn, places.innermost(turn), guide=guide)
    if not course.is_of_use(turn.know, guide, turn.area, turn.today):
        return None
    told = turn.plain_question
    if turn.follows and turn.before.last_question != turn.question:
        told = f"{turn.before.last_question} {told}"
    kept = kept_of(turn)
    progress = kept if kept is not None and kept.guide == guide else Progress(turn.now, guide=guide)
    progress = replace(progress, is_begun=True)
    progress = having_heard(turn, questions, progress, told)
    progress = progress.on_the_way(questions, turn.know.chain(turn.area))
    if course.next_question(turn.know, progress, turn.area, turn.today) is None:
        return asked_on(having(turn, progress), [])
    return asked_on(having(turn, progress), _opening(turn, progress))


def _opening(turn: Turn, progress: Progress) -> list[str]:
    """What the guide is for, what there is in the place, and what is known already."""
    guide, area = turn.know.guides.get(progress.guide), str(turn.area)
    what = turn.say("guide_början") if guide is None else ""
    if guide is not None and guide.opening is not None:
        what = turn.say.localized(guide.opening)
    is_there = guide is not None or area == COUNTRY
    there = "" if is_there else Overview(turn.say, area, turn.today).in_short()
    told = course.understood(turn.say, progress)
    return [one for one in (what, there, *not_joined(turn, progress), told) if one]


def not_joined(turn: Turn, progress: Progress) -> list[str]:
    """Of a place that hasn't joined, that."""
    if turn.area is None or turn.know.has_joined(turn.area):
        return []
    topic = course.topic(turn.know, progress.guide)
    return [unjoined.short_notice(turn, turn.area, topic)]


# Asked on


def asked_on(turn: Turn, opening: list[str], noted: Sequence[tuple[str, str]] = ()) -> Decision:
    """The next question, after what of an answer was about others, or what it all comes to; where
    the questions have been changed since, that is said."""
    progress, questions = progress_of(turn), questions_of(turn)
    if progress is None or questions is None or turn.area is None:
        return places.ask_which(turn, guide=progress.guide if progress is not None else "")
    left = progress.standing(questions)
    if left != progress:
        opening = [*opening, turn.say("guide_ändrad")]
    left = left.on_the_way(questions, turn.know.chain(turn.area))
    turn = having(turn, left)
    question = course.next_question(turn.know, left, str(turn.area), turn.today)
    if question is None:
        return guide_end.reached(turn, left, opening)
    told = course.said_back(turn.say, left.guide, [one for one in noted if one in left.answers])
    also = [turn.say("guide_noterat", svar=told)] if told else []
    return ask(turn, question, [*opening, *also])


def ask(turn: Turn, inquiry: Inquiry, opening: list[str]) -> Decision:
    said = "\n\n".join([*opening, f"**{turn.say.localized(inquiry.ask)}**"])
    return Decision(
        turn, "clarify", "guide", said, Guiding(inquiry.id), choices(turn, inquiry), area=turn.area
    )


def choices(turn: Turn, inquiry: Inquiry) -> tuple[AskerChoice, ...]:
    progress = progress_of(turn)
    values = [*(option.id for option in inquiry.options), UNSURE]
    back = (GuideStep("back"),) if progress is not None and progress.answers else ()
    answers: tuple[AskerChoice, ...] = tuple(GuideAnswer(inquiry.id, value) for value in values)
    return (*answers, *back, GuideStep("person"))


# Pressed


def pressed(turn: Turn, choice: Chosen) -> Decision | None:
    """What is chosen in a guide; a choice of one that is no longer kept is too old."""
    if not isinstance(choice, BeginGuide | GuideAnswer | GuideChange | GuideMore | GuideStep):
        return None
    if isinstance(choice, BeginGuide):
        guide = turn.know.guides.get(choice.guide)
        name = turn.say.localized(guide.name) if guide is not None else turn.say("knapp_guide")
        return begin(replace(turn, question=name), choice.guide)
    progress, questions = progress_of(turn), questions_of(turn)
    if progress is None or questions is None:
        return begun_anew(turn) if isinstance(turn.before.state, Guiding) else None
    if isinstance(choice, GuideStep):
        return step(turn, choice.step)
    if isinstance(choice, GuideMore):
        is_there = progress.guide == MADE and choice.start.isdecimal() and turn.area is not None
        return guide_end.what_fits(turn, progress, [], int(choice.start)) if is_there else None
    if _is_of_another(turn, choice.question, questions):
        return None
    if isinstance(choice, GuideAnswer):
        return answered(turn, choice.question, choice.value)
    return ask_anew(turn, progress, questions.inquiry(choice.question))


def ask_anew(turn: Turn, progress: Progress, inquiry: Inquiry | None) -> Decision:
    """The question once more; what is never asked no longer counts instead."""
    if inquiry is None:
        return asked_on(turn, [])
    if inquiry.is_asked:
        return ask(turn, inquiry, [])
    return asked_on(having(turn, progress.without([inquiry.id])), [turn.say("guide_bort")])


def _is_of_another(turn: Turn, question: str, questions: Questions) -> bool:
    """Whether a question is asked in another guide than the one that somebody is in."""
    return turn.know.inquiry(question) is not None and questions.inquiry(question) is None


def begun_anew(turn: Turn) -> Decision | None:
    """Of answers that are no longer kept: that they are gone, and the first question; of a guide
    that is no more, that."""
    kept = turn.before.guide
    guide = kept.guide if kept is not None else MADE
    if course.questions(turn.know, guide) is None:
        said = turn.say("guide_finns_inte")
        return Decision(turn, "smalltalk", "guide", said, area=turn.area, score=1.0)
    return asked_on(having(turn, Progress(turn.now + KEPT, guide=guide)), [turn.say("guide_borta")])


def answered(turn: Turn, question: str, value: str) -> Decision:
    """An answer, and what else its words tell, which is said back; then on."""
    progress, questions = progress_of(turn), questions_of(turn)
    inquiry = questions.inquiry(question) if questions is not None else None
    is_there = inquiry is not None and (value == UNSURE or inquiry.chosen(value) != [])
    if progress is None or questions is None or not is_there:
        return asked_on(turn, [turn.say("guide_ändrad")])
    before = without_denied(turn, questions, progress, turn.plain)
    after = before.answered(question, value, turn.now)
    for other, told in hears(turn, questions, turn.plain):
        after = after if other in after.given else after.answered(other, told, turn.now)
    state, given = turn.before.state, before.given
    waited = state.question if isinstance(state, Guiding) else ""
    noted = [
        one
        for one in after.answers
        if one[0] != waited and (one[0] == question or given.get(one[0]) != one[1])
    ]
    return asked_on(having(turn, after), [], noted)


def step(turn: Turn, step: str) -> Decision:
    """Back, to change an answer, anew, on again, out of it, or to a person."""
    progress = progress_of(turn)
    if progress is None:
        return places.ask_which(turn)
    if step == "back":
        return _again(turn, progress)
    if step == "change" and progress.answers:
        return _change(turn, progress)
    if step == "anew":
        return asked_on(having(turn, progress.anew(turn.now)), [turn.say("guide_om")])
    if step == "leave":
        return Decision(
            turn, "smalltalk", "guide", turn.say("guide_lämnad"), area=turn.area, score=1.0
        )
    if step == "person":
        return guide_end.to_people(turn, progress)
    return asked_on(having(turn, replace(progress, asides=0)), [])


def _again(turn: Turn, progress: Progress) -> Decision:
    """The question that was answered last, once more."""
    questions = questions_of(turn)
    given = [questions.inquiry(one) for one, _ in progress.answers] if questions else []
    asked = [one for one in given if one is not None and one.is_asked]
    if not asked:
        return asked_on(having(turn, progress.anew(turn.now)), [])
    before = having(turn, progress.again([asked[-1].id], turn.now))
    return ask(before, asked[-1], [])


def _change(turn: Turn, progress: Progress) -> Decision:
    """Which answer is to be changed; the others stay."""
    known: tuple[AskerChoice, ...] = tuple(map(GuideChange, *zip(*progress.answers, strict=True)))
    choices = (*known, GuideStep("anew"), GuideStep("resume"))
    said, state = turn.say("guide_vilket_svar"), Guiding("")
    return Decision(turn, "clarify", "guide", said, state, choices, area=turn.area)


def is_beside(turn: Turn) -> bool:
    """Whether the guide lies a tap away, under what was said last."""
    steps = (GuideStep("resume"), GuideStep("back"))
    return any(one in steps for one in all_read(turn.before.choices))
