"""Every way through an editors' guide: what can be answered, in which places, and what it comes to.
Pure.

Answers that nothing after them tells apart are one way; so a guide has few of them, however many
choices.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from bot.knowledge.conditions import UNSURE, Inquiry, Step
from bot.knowledge.guides import Ending, Guide

MOST = 5_000
"""Ways that are followed."""


@dataclass(frozen=True, slots=True)
class Way:
    """One way: the place, the questions with the answers that lead along it, and the ending; None
    where it leads nowhere."""

    area: str
    answers: tuple[tuple[str, tuple[str, ...]], ...]
    ending: Ending | None


@dataclass(frozen=True)
class Ways:
    """A guide, and what is around each of the places that it tells apart."""

    guide: Guide
    around: Mapping[str, Collection[str]]
    """By the place: what it lies in. One of them is a place that the guide doesn't name."""

    def __iter__(self) -> Iterator[Way]:
        """Each way, the first choices first; no more than ``MOST``."""
        for area in self.around:
            yield from self._from(area, {}, ())

    def _from(
        self,
        area: str,
        given: Mapping[str, str],
        answers: tuple[tuple[str, tuple[str, ...]], ...],
    ) -> Iterator[Way]:
        around = self.around[area]
        inquiry = self.guide.next(given, around)
        if inquiry is None:
            yield Way(area, answers, self.guide.ending(given, around))
            return
        for alike in self._told_apart(inquiry):
            after = {**given, inquiry.id: alike[0]}
            yield from self._from(area, after, (*answers, (inquiry.id, alike)))

    def _told_apart(self, inquiry: Inquiry) -> list[tuple[str, ...]]:
        """The answers to a question, those together that no condition tells apart."""
        asking: list[Step] = [*self.guide.inquiries, *self.guide.endings]
        wanted = [one.when[inquiry.id] for one in asking if inquiry.id in one.when]
        groups: dict[tuple[bool, ...], list[str]] = {}
        for value in (*(option.id for option in inquiry.options), UNSURE):
            groups.setdefault(tuple(value in values for values in wanted), []).append(value)
        return [tuple(group) for group in groups.values()]
