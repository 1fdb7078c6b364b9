"""Each guide that there is, made or written by editors: its questions, which one is next, and what
it is called. Pure."""

from __future__ import annotations

import datetime as dt

from bot.guides import fitting
from bot.guides.progress import Progress
from bot.knowledge.conditions import UNSURE, Inquiry, Questions
from bot.knowledge.fields import Topic
from bot.knowledge.guides import MADE
from bot.knowledge.model import Knowledge
from bot.knowledge.overviews import joined
from bot.knowledge.wording import Wording


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
    asked, found = questions(know, progress.guide), list[str]()
    for question, value in progress.answers:
        inquiry = asked.inquiry(question) if asked is not None else None
        option = inquiry.option(value) if inquiry is not None else None
        guide = option.guide if option is not None else None
        found += [guide] if guide is not None and guide in know.guides else []
    return found


# In words


def understood(say: Wording, progress: Progress) -> str:
    """What has been answered, as it was understood; "" where nothing has."""
    asked, told = questions(say.knowledge, progress.guide), []
    for question, value in progress.answers:
        inquiry = asked.inquiry(question) if asked is not None else None
        option = inquiry.option(value) if inquiry is not None else None
        told += [say.localized(option.told)] if option is not None else []
    return say("guide_förstått", svar=joined(say, told)) if told else ""


def answered(say: Wording, progress: Progress) -> str:
    """What was asked and answered, for a card: exactly what will be sent."""
    asked, rows = questions(say.knowledge, progress.guide), []
    for question, value in progress.answers:
        inquiry = asked.inquiry(question) if asked is not None else None
        option = inquiry.option(value) if inquiry is not None else None
        if inquiry is not None and (option is not None or value == UNSURE):
            label = say.localized(option.label) if option is not None else say("vet_inte")
            rows.append(f"{say.localized(inquiry.ask)} {label}.")
    return " ".join([about(say, progress), *rows])


def about(say: Wording, progress: Progress) -> str:
    """What a guide is about, as a sentence of its own: what is sent of it begins so."""
    guide = say.knowledge.guides.get(progress.guide)
    name = say.localized(guide.name) if guide is not None else say("guide_frågan")
    return name if name[-1] in ".!?" else f"{name}."
