"""Each guide that there is, made or written by editors: its questions, which one is next, and what
it is called. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from bot.guides import fitting
from bot.guides.progress import Progress
from bot.knowledge.conditions import UNSURE, Inquiry, Option, Questions
from bot.knowledge.fields import Topic
from bot.knowledge.guides import MADE
from bot.knowledge.model import Knowledge
from bot.knowledge.overviews import joined
from bot.knowledge.wording import Wording

Answer = tuple[str, str]
"""A question, and what was answered to it."""


def questions(know: Knowledge, guide: str) -> Questions | None:
    """Those of a guide; None where there is no such guide, any more. Where nothing says how people
    find their way in a guide there is none at all."""
    if know.guidance is None:
        return None
    return know.guidance if guide == MADE else know.guides.get(guide)


def next_question(know: Knowledge, progress: Progress, area: str, today: dt.date) -> Inquiry | None:
    """What is asked next in a place; None where it has come to its end."""
    guide = know.guides.get(progress.guide)
    if guide is not None:
        return guide.next(progress.given, know.chain(area))
    return fitting.next_question(know, area, progress.given, today)


def is_of_use(know: Knowledge, guide: str, area: str, today: dt.date) -> bool:
    """Whether there is anything to ask about in a place."""
    return guide in know.guides or fitting.is_of_use(know, area, today)


def topic(know: Knowledge, guide: str) -> Topic:
    """Which team a person is asked for at, in the middle of it."""
    return know.guides[guide].topic if guide in know.guides else "grants"


def beside(know: Knowledge, progress: Progress) -> list[str]:
    """The guides by editors that may be of more use to somebody with these answers."""
    asked = questions(know, progress.guide)
    chosen = (option for one in progress.answers for option in _chosen(asked, one))
    return [one.guide for one in chosen if one.guide is not None and one.guide in know.guides]


# In words


def understood(say: Wording, progress: Progress) -> str:
    """What has been answered, as it was understood; "" where nothing has."""
    told = said_back(say, progress.guide, progress.answers)
    return say("guide_förstått", svar=told) if told else ""


def in_brief(say: Wording, progress: Progress) -> str:
    """The same in fewer words: what it is about by the names of the choices."""
    asked = questions(say.knowledge, progress.guide)
    about = [one for one in progress.answers if _is_about(asked, one[0])]
    names = [_within(say, option) for one in about for option in _chosen(asked, one)]
    rest = said_back(say, progress.guide, [one for one in progress.answers if one not in about])
    if not names or not rest:
        return understood(say, progress)
    return say("guide_förstått_kort", svar=rest, val=joined(say, names))


def said_back(say: Wording, guide: str, answers: Iterable[Answer]) -> str:
    """Some answers, as they are said back; "" where there are none to say."""
    asked = questions(say.knowledge, guide)
    told = [say.localized(option.told) for one in answers for option in _chosen(asked, one)]
    return joined(say, told) if told else ""


def _chosen(asked: Questions | None, answer: Answer) -> list[Option]:
    """The choices of an answer; none where its question is no more."""
    inquiry = asked.inquiry(answer[0]) if asked is not None else None
    return inquiry.chosen(answer[1]) if inquiry is not None else []


def _is_about(asked: Questions | None, question: str) -> bool:
    """Whether a question is what something is about: its choices say enough by their names."""
    inquiry = asked.inquiry(question) if asked is not None else None
    return inquiry is not None and inquiry.may_be_several


def _within(say: Wording, option: Option) -> str:
    """The name of a choice as it stands within a sentence."""
    label = say.localized(option.label)
    return label[:1].lower() + label[1:]


def answered(say: Wording, progress: Progress) -> str:
    """What was asked and answered, for a card: exactly what will be sent."""
    asked, rows = questions(say.knowledge, progress.guide), []
    for question, value in progress.answers:
        inquiry = asked.inquiry(question) if asked is not None else None
        chosen = inquiry.chosen(value) if inquiry is not None else []
        if inquiry is not None and (chosen or value == UNSURE):
            labels = [say.localized(option.label) for option in chosen] or [say("vet_inte")]
            rows.append(f"{say.localized(inquiry.ask)} {'; '.join(labels)}.")
    return " ".join([about(say, progress), *rows])


def about(say: Wording, progress: Progress) -> str:
    """What a guide is about, as a sentence of its own: what is sent of it begins so."""
    guide = say.knowledge.guides.get(progress.guide)
    name = say.localized(guide.name) if guide is not None else say("guide_frågan")
    return name if name[-1] in ".!?" else f"{name}."
