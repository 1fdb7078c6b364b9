"""What can be wrong with the guides that editors write: names that lead nowhere, questions that
wait for one another, ways without an end, and what nobody is ever asked or told."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice

from bot.errors import Problem
from bot.knowledge import checklists
from bot.knowledge.checks.nowhere import ANSWER, AREA, GUIDE, THING, leads_nowhere
from bot.knowledge.conditions import UNSURE, Step
from bot.knowledge.fields import LONGEST_NAME
from bot.knowledge.folder import Places, guide_key
from bot.knowledge.guide_ways import MOST, Way, Ways
from bot.knowledge.guides import MADE, Ending, Guide
from bot.knowledge.model import COUNTRY, Knowledge
from bot.knowledge.written.validation import choose
from bot.knowledge.written.yamltext import Where
from bot.text import bare

MOST_ASKED = 7
"""Questions that somebody is asked in a guide, at most."""


def astray(know: Knowledge, guide: Guide) -> Iterator[tuple[Where, str]]:
    """The names in a guide that lead nowhere: questions, choices, places, answers, guides."""
    asked: list[tuple[Where, Step]] = [(("frågor", at), s) for at, s in enumerate(guide.inquiries)]
    told: list[tuple[Where, Step]] = [(("slut", at), s) for at, s in enumerate(guide.endings)]
    for where, step in (*asked, *told):
        yield from _no_answers(guide, (*where, "om"), step)
        yield from _astray(know, (*where, "där"), step.where, AREA, know.areas)
    guides = [MADE, *know.guides]
    for at, ending in enumerate(guide.endings):
        yield from _astray(know, ("slut", at, "svar"), ending.entries, ANSWER, know.entries)
        yield from _astray(know, ("slut", at, "guider"), ending.guides, GUIDE, guides)
        yield from _no_list(know, ("slut", at, "checklista"), ending.lists)


def _no_list(know: Knowledge, where: Where, names: Sequence[str]) -> Iterator[tuple[Where, str]]:
    yield from _astray(know, where, names, THING, know.things)
    for at, name in enumerate(names):
        if name in know.things and not checklists.items(know, know.things[name]):
            mend = "Skriv ”bifoga” i saken, eller ta bort den."
            yield (*where, at), f"”{name}” har ingen checklista. {mend}"


def _no_answers(guide: Guide, where: Where, step: Step) -> Iterator[tuple[Where, str]]:
    for question, values in step.when.items():
        inquiry = guide.inquiry(question)
        if inquiry is None:
            known = [one.id for one in guide.inquiries]
            said = f"Frågan ”{question}” finns inte i den här guiden."
            yield (*where, question), said + choose(question, known)
            continue
        options = [*(option.id for option in inquiry.options), UNSURE]
        for at, value in enumerate(values):
            if value not in options:
                said = f"Valet ”{value}” finns inte i frågan ”{question}”."
                yield (*where, question, at), said + choose(value, options)


def _astray(
    know: Knowledge, where: Where, names: Collection[str], kind: str, known: Collection[str]
) -> Iterator[tuple[Where, str]]:
    for at, name in enumerate(names):
        if name not in known:
            yield (*where, at), leads_nowhere(know, name, kind, known)


@dataclass(frozen=True)
class Guides:
    """The guides, and where each stands."""

    know: Knowledge
    places: Places

    def parts(self) -> Iterator[list[Problem]]:
        """What is wrong with one guide at a time. Names that lead nowhere are known not to be
        there."""
        for guide in self.know.guides.values():
            yield [*self._named_twice(guide), *self._labels(guide)]
            waiting = list(self._waiting(guide))
            yield waiting
            yield [] if waiting else list(Walked(self.know, self.places, guide).problems())

    def _named_twice(self, guide: Guide) -> Iterator[Problem]:
        """Ids of questions that another question has, in any guide; ids and ways of asking that
        stand twice."""
        own = self.know.guidance.inquiries if self.know.guidance is not None else ()
        seen = {one.id: "guidance.yaml" for one in own}
        for other in self._before(guide):
            seen |= {one.id: f"guides/{other.id}.yaml" for one in other.inquiries}
        for at, inquiry in enumerate(guide.inquiries):
            if inquiry.id in seen:
                mend = f"Välj ett annat, till exempel {guide.id}-{inquiry.id}."
                text = f"Frågan ”{inquiry.id}” finns redan i {seen[inquiry.id]}. {mend}"
                yield self._problem(guide, ("frågor", at, "id"), text)
            seen[inquiry.id] = f"guides/{guide.id}.yaml"
        yield from self._endings_twice(guide)
        yield from self._asked_twice(guide)

    def _before(self, guide: Guide) -> list[Guide]:
        """The guides that are read before one."""
        every = list(self.know.guides.values())
        return every[: every.index(guide)]

    def _endings_twice(self, guide: Guide) -> Iterator[Problem]:
        seen: set[str] = set()
        for at, ending in enumerate(guide.endings):
            if ending.id in seen:
                text = f"Två slut heter ”{ending.id}”. Ge det ena ett annat id."
                yield self._problem(guide, ("slut", at, "id"), text)
            seen.add(ending.id)
            if guide.id in ending.guides:
                text = "Slutet leder tillbaka till samma guide. Ta bort den ur ”guider”."
                yield self._problem(guide, ("slut", at, "guider"), text)

    def _asked_twice(self, guide: Guide) -> Iterator[Problem]:
        others = self._before(guide)
        seen = {
            bare(said): one.id for one in others for each in one.asked.values() for said in each
        }
        for language, said in guide.asked.items():
            for at, one in enumerate(said):
                if bare(one) in seen:
                    text = f"”{one}” börjar också guiden ”{seen[bare(one)]}”. Ta bort det ena."
                    yield self._problem(guide, ("börjar", language, at), text)

    def _labels(self, guide: Guide) -> Iterator[Problem]:
        for at, inquiry in enumerate(guide.inquiries):
            for number, option in enumerate(inquiry.options):
                if any(len(label) > LONGEST_NAME for label in option.label.values()):
                    text = f"Texten på knappen är för lång. Högst {LONGEST_NAME} tecken."
                    yield self._problem(guide, ("frågor", at, "val", number, "knapp"), text)

    def _waiting(self, guide: Guide) -> Iterator[Problem]:
        """Questions that wait for an answer to one that comes later, or that waits for them."""
        order = {one.id: at for at, one in enumerate(guide.inquiries)}
        for at, inquiry in enumerate(guide.inquiries):
            for question in inquiry.when:
                if order[question] < at:
                    continue
                ring = _ring(guide, inquiry.id)
                text = f"”{question}” ställs först efter den här. Flytta upp den frågan."
                if ring is not None:
                    text = f"Frågorna väntar på varandra i ring: {ring}. Ta bort ett av ”om”."
                yield self._problem(guide, ("frågor", at, "om", question), text)

    def _problem(self, guide: Guide, where: Where, text: str) -> Problem:
        return self.places.problem(guide_key(guide.id), where, text, kind="guide")


def _ring(guide: Guide, start: str) -> str | None:
    """The way from a question over those that it waits for back to itself, if there is one."""
    ways = [[start]]
    while ways:
        way = ways.pop()
        inquiry = guide.inquiry(way[-1])
        for question in inquiry.when if inquiry is not None else ():
            if question == start:
                return " → ".join([*way, start])
            if question not in way:
                ways.append([*way, question])
    return None


@dataclass(frozen=True)
class Walked:
    """A guide whose names and order are right, with every way through it."""

    know: Knowledge
    places: Places
    guide: Guide

    @cached_property
    def around(self) -> Mapping[str, Collection[str]]:
        """What is around each place that the guide names, and around one that it doesn't."""
        return places_of(self.know, self.guide)

    @cached_property
    def ways(self) -> list[Way]:
        return list(islice(Ways(self.guide, self.around), MOST + 1))

    def problems(self) -> Iterator[Problem]:
        """Ways that are too many or too long or lead nowhere, and what no way leads to."""
        if len(self.ways) > MOST:
            text = f"Guiden har över {MOST} vägar. Ta bort frågor, eller villkor som inte behövs."
            yield self._problem(("frågor",), text)
            return
        longest = max(self.ways, key=lambda way: len(way.answers))
        if len(longest.answers) > MOST_ASKED:
            said = f"Den som svarar {self._said(longest)} får {len(longest.answers)} frågor."
            yield self._problem(("frågor",), f"{said} Högst {MOST_ASKED}: ta bort några.")
        nowhere = next((way for way in self.ways if way.ending is None), None)
        if nowhere is not None:
            mend = "Lägg till ett slut sist, utan ”om” och ”där”."
            yield self._problem(
                ("slut",), f"Den som svarar {self._said(nowhere)} får inget. {mend}"
            )
        yield from self._never_asked()
        yield from self._never_told()

    def _said(self, way: Way) -> str:
        """What somebody answers on a way, in the words of the choices."""
        told = []
        for question, values in way.answers:
            inquiry = self.guide.inquiry(question)
            option = inquiry.option(values[0]) if inquiry is not None else None
            told.append(option.label["sv"] if option is not None else "Vet inte")
        place = f" ({self.know.areas[way.area].name})" if way.area != COUNTRY else ""
        return ", ".join(f"”{label}”" for label in told) + place

    def _never_asked(self) -> Iterator[Problem]:
        asked = {question for way in self.ways for question, _ in way.answers}
        for at, inquiry in enumerate(self.guide.inquiries):
            if inquiry.id not in asked:
                text = f"Frågan ”{inquiry.id}” ställs aldrig. {self._why(inquiry)}"
                yield self._problem(("frågor", at, "om"), text)

    def _never_told(self) -> Iterator[Problem]:
        told = {way.ending.id for way in self.ways if way.ending is not None}
        for at, ending in enumerate(self.guide.endings):
            if ending.id in told:
                continue
            before = self._taken_by(ending)
            why = (
                f"Slutet ”{before}” står före och tar alla. Flytta upp det här."
                if before
                else self._why(ending)
            )
            where = ("slut", at, "id") if before else ("slut", at, "om")
            yield self._problem(where, f"Ingen kommer till slutet ”{ending.id}”. {why}")

    def _taken_by(self, ending: Ending) -> str:
        """The ending before it that whoever it is for comes to; "" where it is for nobody."""
        theirs = (
            way.ending.id
            for way in self.ways
            for given in [{question: values[0] for question, values in way.answers}]
            if way.ending is not None and ending.is_for(given, self.around[way.area])
        )
        return next(theirs, "")

    def _why(self, step: Step) -> str:
        """Which of its conditions can't be true together."""
        for question in step.when:
            other = self.guide.inquiry(question)
            for earlier, values in other.when.items() if other is not None else ():
                if earlier in step.when and not set(values) & set(step.when[earlier]):
                    needed = " eller ".join(values)
                    why = f"”{question}” frågas bara den som har svarat {needed} på ”{earlier}”."
                    return f"Villkoren kan inte stämma ihop: {why} Ändra ”om”."
        return "Ingen svarar så som ”om” säger. Ändra ”om” eller ”där”."

    def _problem(self, where: Where, text: str) -> Problem:
        return self.places.problem(guide_key(self.guide.id), where, text, kind="guide")


def places_of(know: Knowledge, guide: Guide) -> Mapping[str, Collection[str]]:
    """What is around each place that a guide names, and around the whole country."""
    steps: list[Step] = [*guide.inquiries, *guide.endings]
    named = dict.fromkeys(area for step in steps for area in step.where)
    return {area: know.chain(area) for area in (COUNTRY, *named)}
