"""What is typed as an answer to the question that was asked: a number, or the words of a choice.
Where two choices may be meant none is: the question is asked again. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence

from bot.guides import counting, likeness
from bot.guides.hearing import OTHER_WAY, answer_in
from bot.knowledge.conditions import Guidance, Inquiry, Option, Questions, values
from bot.knowledge.own_words import OwnWords, Span, affirmed, is_denied
from bot.text import bare


def meant(guidance: Guidance, inquiry: Inquiry, said: str, today: dt.date) -> str | None:
    """The choice that an answer in somebody's own words means, or the several; None where that
    isn't sure."""
    own = guidance.own_words
    if own is None:
        return answer_in(inquiry, said)
    spans = own.denials.spans(said)
    worded, denied = _worded(inquiry, said, spans)
    counted = _counted(inquiry, own, said, today)
    found = counted if counted and inquiry.counts == "antal" else counted | worded
    if not found and (told := answer_in(inquiry, said, spans)) is not None:
        return told
    if not found and inquiry.is_yes_or_no:
        found = {OTHER_WAY[one] for one in denied}
    return inquiry.meant(found)


def denied(
    guidance: Guidance, questions: Questions, answers: Mapping[str, str], said: str
) -> list[str]:
    """The questions whose answers a text says are not so."""
    own = guidance.own_words
    spans = own.denials.spans(said) if own is not None else []
    if not spans:
        return []
    asked = ((questions.inquiry(question), value) for question, value in answers.items())
    return [one.id for one, value in asked if one is not None and _denies(one, value, said, spans)]


def _denies(inquiry: Inquiry, value: str, said: str, spans: Sequence[Span]) -> bool:
    heard = [one.heard for one in inquiry.chosen(value) if one.heard is not None]
    if any(one.search(said) and not affirmed(one, said, spans) for one in heard):
        return True
    _, words = _worded(inquiry, said, spans)
    return not words.isdisjoint(values(value))


def _counted(inquiry: Inquiry, own: OwnWords, said: str, today: dt.date) -> set[str]:
    if inquiry.counts is None:
        return set()
    return counting.meant(inquiry, own.amounts, said, today)


def _worded(inquiry: Inquiry, said: str, spans: Sequence[Span]) -> tuple[set[str], set[str]]:
    """The choices whose words stand in a text, and those whose words are denied there; without
    those within the words of another: "unga och gamla" says neither of the young nor of the
    old."""
    words = likeness.words(said)
    every = [
        (option.id, at)
        for option in inquiry.options
        for phrase in _phrases(option)
        for at in likeness.found(phrase, words)
    ]
    whole = [one for one in every if not any(_is_within(one[1], at) for _, at in every)]
    denied = {id_ for id_, at in whole if is_denied(words[at.start].start, spans)}
    return {id_ for id_, at in whole if not is_denied(words[at.start].start, spans)}, denied


def _phrases(option: Option) -> Iterator[str]:
    yield from option.typed
    yield from (bare(label) for label in option.label.values())


def _is_within(at: range, other: range) -> bool:
    return at != other and at.start >= other.start and at.stop <= other.stop
