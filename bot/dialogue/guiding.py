"""Rules for a guide: how it is begun, asked on, mended, left and found again. Pure.

What stands in ``guides`` says what is asked and what it comes to; here it is a conversation.
"""

from __future__ import annotations

from dataclasses import replace

from bot.cases.choices import (
    AllSupport,
    AskerChoice,
    BeginGuide,
    GuideAnswer,
    GuideChange,
    GuideStep,
    ThisThing,
    WhichList,
)
from bot.cases.ids import Chosen, all_read
from bot.dialogue import offers, places, unjoined
from bot.dialogue.decision import Decision
from bot.dialogue.states import Guiding
from bot.dialogue.turn import Turn
from bot.guides import fitting, hearing, outcome
from bot.guides.progress import KEPT, UNSURE, Progress
from bot.knowledge import checklists
from bot.knowledge.conditions import Guidance, Inquiry
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
    return begin(turn, guidance)


def begin(turn: Turn, guidance: Guidance) -> Decision | None:
    """The first question that isn't answered already; the place first, where that isn't known. None
    where there is nothing to ask about."""
    if turn.area is None:
        return places.ask_which(turn)
    if not fitting.is_of_use(turn.know, turn.area, turn.today):
        return None
    told = turn.plain_question
    if turn.follows and turn.before.last_question != turn.question:
        told = f"{turn.before.last_question} {told}"
    progress = having_heard(turn, guidance, told)
    if fitting.next_question(turn.know, turn.area, progress.given, turn.today) is None:
        return _on(having(turn, progress), [])
    there = "" if turn.area == COUNTRY else Overview(turn.say, turn.area, turn.today).in_short()
    opening = [there, _not_joined(turn), outcome.understood(turn.say, progress)]
    return _on(having(turn, progress), [turn.say("guide_början"), *filter(None, opening)])


def having_heard(turn: Turn, guidance: Guidance, told: str) -> Progress:
    """What was answered before, and what a text tells beside."""
    progress = progress_of(turn) or Progress(turn.now + KEPT)
    for question, value in hearing.heard(guidance, told):
        progress = progress.answered(question, value, turn.now)
    return progress


def _not_joined(turn: Turn) -> str:
    is_there = turn.area is None or turn.know.has_joined(turn.area)
    return "" if is_there else unjoined.short_notice(turn, str(turn.area), "grants")


def progress_of(turn: Turn) -> Progress | None:
    """How far the asker has come, where that is still kept."""
    kept = turn.before.guide
    return kept if kept is not None and turn.now < kept.until else None


# Asked on


def _on(turn: Turn, opening: list[str]) -> Decision:
    """The next question, or what it all comes to; where the questions have been changed since, that
    is said."""
    progress, guidance = progress_of(turn), turn.know.guidance
    if progress is None or guidance is None or turn.area is None:
        return places.ask_which(turn)
    left = progress.standing(guidance)
    if left != progress:
        opening = [*opening, turn.say("guide_ändrad")]
    turn = having(turn, left)
    question = fitting.next_question(turn.know, str(turn.area), left.given, turn.today)
    return _ask(turn, question, opening) if question is not None else _end(turn, left, opening)


def _ask(turn: Turn, inquiry: Inquiry, opening: list[str]) -> Decision:
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


def _end(turn: Turn, progress: Progress, opening: list[str]) -> Decision:
    """What may fit, what decides it, what probably doesn't and why."""
    found = fitting.fits(turn.know, str(turn.area), progress.given, turn.today)
    said = outcome.Outcome(turn.say, found)
    told = "" if opening else outcome.understood(turn.say, progress)
    change = (GuideStep("change"),) if progress.answers else ()
    has_list = any(checklists.items(turn.know, one.thing) for one in said.may_fit)
    lists = (WhichList(),) if has_list else ()
    more = (AllSupport(str(turn.area)),) if len(found) > len(said.within_reach) else ()
    room = _ROOM - len((*lists, *change, *more, GuideStep("person")))
    things = tuple(ThisThing(thing.id) for thing in said.within_reach[:room])
    return Decision(
        turn,
        "answer",
        "guide",
        "\n\n".join([*opening, *filter(None, [told]), said.text()]),
        Guiding(""),
        (*things, *lists, *change, *more, GuideStep("person")),
        area=turn.area,
        score=1.0,
    )


# Pressed


def pressed(turn: Turn, choice: Chosen) -> Decision | None:
    """What is chosen in a guide; a choice of one that is no longer kept is too old."""
    guidance = turn.know.guidance
    if guidance is None or not isinstance(
        choice, BeginGuide | GuideAnswer | GuideChange | GuideStep
    ):
        return None
    if isinstance(choice, BeginGuide):
        return begin(replace(turn, question=turn.say("knapp_guide")), guidance)
    if progress_of(turn) is None:
        return begun_anew(turn) if isinstance(turn.before.state, Guiding) else None
    if isinstance(choice, GuideAnswer):
        return answered(turn, guidance, choice.question, choice.value)
    if isinstance(choice, GuideChange):
        inquiry = guidance.inquiry(choice.question)
        return _ask(turn, inquiry, []) if inquiry is not None else _on(turn, [])
    return step(turn, choice.step)


def begun_anew(turn: Turn) -> Decision:
    """Of answers that are no longer kept: that they are gone, and the first question."""
    return _on(having(turn, Progress(turn.now + KEPT)), [turn.say("guide_borta")])


def answered(turn: Turn, guidance: Guidance, question: str, value: str) -> Decision:
    """An answer, and what else its words tell; then on."""
    progress, inquiry = progress_of(turn), guidance.inquiry(question)
    is_there = inquiry is not None and (value == UNSURE or inquiry.option(value) is not None)
    if progress is None or not is_there:
        return _on(turn, [turn.say("guide_ändrad")])
    after = progress.answered(question, value, turn.now)
    for other, told in hearing.heard(guidance, turn.plain):
        after = after if other in after.given else after.answered(other, told, turn.now)
    return _on(having(turn, after), [])


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
        return _on(having(turn, Progress(turn.now + KEPT)), [turn.say("guide_om")])
    if step == "leave":
        return Decision(
            turn, "smalltalk", "guide", turn.say("guide_lämnad"), area=turn.area, score=1.0
        )
    if step == "person":
        return _to_people(turn, progress)
    return _on(having(turn, replace(progress, asides=0)), [])


def _again(turn: Turn, progress: Progress) -> Decision:
    """The question that was answered last, once more."""
    guidance = turn.know.guidance
    last = progress.answers[-1][0] if progress.answers else ""
    inquiry = guidance.inquiry(last) if guidance is not None else None
    before = having(turn, progress.without_last(turn.now))
    return _ask(before, inquiry, []) if inquiry is not None else _on(before, [])


def _change(turn: Turn, progress: Progress) -> Decision:
    """Which answer is to be changed; the others stay."""
    known: tuple[AskerChoice, ...] = tuple(map(GuideChange, *zip(*progress.answers, strict=True)))
    choices = (*known, GuideStep("anew"), GuideStep("resume"))
    said, state = turn.say("guide_vilket_svar"), Guiding("")
    return Decision(turn, "clarify", "guide", said, state, choices, area=turn.area)


def _to_people(turn: Turn, progress: Progress) -> Decision:
    """A person instead: all that was asked and answered is shown, and goes along if they say so."""
    before = replace(turn.before, last_question="", last_entry=None)
    asking = replace(
        turn, before=before, question=outcome.answered(turn.say, progress), is_new=True
    )
    return offers.handoff(asking, [], "asked-person", topic="grants")


def is_beside(turn: Turn) -> bool:
    """Whether the guide lies a tap away, under what was said last."""
    return GuideStep("resume") in all_read(turn.before.choices)


def having(turn: Turn, progress: Progress) -> Turn:
    return replace(turn, before=replace(turn.before, guide=progress))
