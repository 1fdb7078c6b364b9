"""What an asker has answered in a guide, or told before there was one, and how long that is kept.
Pure."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from bot.dialogue.turns import places
from bot.dialogue.turns.turn import Turn
from bot.guides import course, hearing, replying
from bot.guides.progress import KEPT, Progress
from bot.knowledge.conditions import Questions


def told_who(turn: Turn) -> Turn:
    """What a text tells of who somebody is isn't asked later."""
    kept = kept_of(turn) or Progress(turn.now)
    questions = course.questions(turn.know, kept.guide)
    if questions is None or not hears(turn, questions, turn.plain):
        return turn
    return having(turn, having_heard(turn, questions, kept, turn.plain))


def told_in_passing(turn: Turn) -> Turn:
    """The same of what is told with a question: for as long as the question is remembered, and
    where no guide has begun."""
    kept = kept_of(turn)
    window = dt.timedelta(minutes=turn.policy.followup_minutes)
    if kept is not None and kept.is_begun:
        return turn
    after = told_who(having(turn, None) if kept is not None and not turn.follows else turn)
    heard = after.before.guide if after is not turn else None
    if heard is None:
        return turn
    return having(after, replace(heard, until=turn.now + window, is_begun=False))


def hears(turn: Turn, questions: Questions, said: str) -> list[tuple[str, str]]:
    return hearing.heard(turn.know.guidance, questions, said)


def having_heard(turn: Turn, questions: Questions, progress: Progress, told: str) -> Progress:
    """What was answered before, and what a text tells beside."""
    progress = replace(without_denied(turn, questions, progress, told), until=turn.now + KEPT)
    for question, value in hears(turn, questions, told):
        progress = progress.answered(question, value, turn.now)
    return progress


def without_denied(turn: Turn, questions: Questions, progress: Progress, told: str) -> Progress:
    """Without the answers that a text says are not so."""
    guidance = turn.know.guidance
    if guidance is None:
        return progress
    return progress.without(replying.denied(guidance, questions, progress.given, told))


def progress_of(turn: Turn) -> Progress | None:
    """How far the asker has come, where that is still kept and the guide is still there."""
    kept = kept_of(turn)
    return kept if kept is not None and kept.is_begun else None


def kept_of(turn: Turn) -> Progress | None:
    """The same, or only what they have told."""
    kept = turn.before.guide
    if kept is None or turn.now >= kept.until:
        return None
    return kept if course.questions(turn.know, kept.guide) is not None else None


def questions_of(turn: Turn) -> Questions | None:
    """The questions of the guide that the asker is in."""
    progress = progress_of(turn)
    return course.questions(turn.know, progress.guide) if progress is not None else None


def having(turn: Turn, progress: Progress | None) -> Turn:
    return replace(turn, before=replace(turn.before, guide=progress))


def in_their_county(turn: Turn, questions: Questions) -> Turn:
    """Who is active in several municipalities of a county is taken to be in the county, and has
    said so."""
    within, county = places.innermost(turn), shared_county(turn)
    several = [
        (one.id, option.id)
        for one in questions.inquiries
        for option in one.options
        if option.places == "flera"
    ]
    if len(within) < 2 or turn.area in within or county is None or not several:
        return turn
    kept = kept_of(turn) or Progress(turn.now)
    (question, value), *_ = several
    return replace(having(turn, kept.answered(question, value, turn.now)), area=county)


def shared_county(turn: Turn) -> str | None:
    """The county that all the places named lie in."""
    chains = [turn.know.chain(area) for area in places.innermost(turn)]
    shared = [one for one in chains[0] if all(one in chain for chain in chains)] if chains else []
    return next((one for one in shared if turn.know.areas[one].kind == "län"), None)
