"""What can be wrong with whom things are for: conditions about what nobody asks, answers that
nothing hangs on, grants of which no editor has said it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from bot.errors import Problem
from bot.knowledge.checks.nowhere import ANSWER, GUIDE, leads_nowhere
from bot.knowledge.checks.things import numbers
from bot.knowledge.conditions import Condition, Guidance, Whom
from bot.knowledge.fields import LANGUAGES
from bot.knowledge.folder import Places, thing_key
from bot.knowledge.model import Knowledge, Thing
from bot.knowledge.overviews import need_of
from bot.knowledge.written.validation import choose, suggestion
from bot.knowledge.written.yamltext import Where

_FILE = "guidance.yaml"
_NOT_APPLIED_FOR = ("villkor", "avtal")
"""What overviews have that nobody applies for by itself."""


@dataclass(frozen=True)
class Conditions:
    """The knowledge, and where each item stands."""

    know: Knowledge
    places: Places

    def parts(self) -> Iterator[Iterable[Problem]]:
        """What is wrong with one thing at a time, then with the questions."""
        yield from map(self._other_numbers, self.know.things.values())
        if self.know.guidance is None:
            return
        yield from map(self._unsaid, self.know.things.values())
        yield from map(self._repeated, self.know.things.values())
        yield self._unused(self.know.guidance)

    def _unsaid(self, thing: Thing) -> Iterator[Problem]:
        """What can be applied for, and doesn't say by whom."""
        need = need_of(thing)
        is_listed = need is not None and need not in _NOT_APPLIED_FOR and thing.gone is None
        if thing.whom is None and thing.answers and is_listed:
            mend = "Skriv villkoren under ”vem”, eller ”vem: {villkor: []}” om källan inget säger."
            said = f"”{thing.name}” säger inte vem som kan söka. {mend}"
            yield self._warning(thing_key(thing.id), ("sak",), said)

    def _repeated(self, thing: Thing) -> Iterator[Problem]:
        """An answer that is named twice in one condition, or a question in two."""
        asked: set[str] = set()
        for at, condition in enumerate(thing.whom.conditions if thing.whom else ()):
            where = ("vem", "villkor", at)
            for id_ in sorted(set(condition.holds) & set(condition.unclear)):
                said = f"”{id_}” står både under ”är” och ”oklart”. Ta bort det ena."
                yield self._warning(thing_key(thing.id), (*where, "oklart"), said)
            if condition.question in asked:
                said = f"Frågan ”{condition.question}” har redan ett villkor här. Slå ihop dem."
                yield self._warning(thing_key(thing.id), (*where, "fråga"), said)
            asked |= {condition.question} if condition.question else set()

    def _other_numbers(self, thing: Thing) -> Iterator[Problem]:
        """Numbers that no fact and no answer has: they were changed in one place alone."""
        if thing.whom is None or not thing.answers:
            return
        known = self._known_numbers(thing, thing.whom)
        for where, texts in thing.whom.texts():
            for language, said in texts.items():
                if (other := sorted(set(numbers(said)) - known)) and language in LANGUAGES:
                    few = " och ".join(map(str, other))
                    wrong = f"”{said}”: {few} står inte i något av sakens fakta eller svar."
                    mend = "Ändra det som är gammalt, och skriv helst faktumets {namn} här."
                    place = (*where, language)
                    yield self._warning(thing_key(thing.id), place, f"{wrong} {mend}")

    def _known_numbers(self, thing: Thing, whom: Whom) -> set[int]:
        """The numbers of what is known of a thing and of those that hold for it too, and of the
        answers that say its conditions."""
        things = [thing, *map(self.know.things.__getitem__, thing.belongs_to)]
        named = [whom.answer, *(one.answer for one in whom.conditions)]
        ids = {id_ for one in things for id_ in one.answers} | {id_ for id_ in named if id_}
        entries = [self.know.entries[id_] for id_ in ids]
        texts = [entry.answer_in(language) for entry in entries for language in entry.answer]
        facts = [fact for one in things for fact in one.facts.values()]
        unknowns = [self.know.unknowns[id_] for one in things for id_ in one.unknowns]
        facts += [one.last_known.text for one in unknowns if one.last_known is not None]
        texts += [text for fact in facts for text in fact.values()]
        return {number for text in texts for number in numbers(text)}

    def _unused(self, guidance: Guidance) -> Iterator[Problem]:
        """Questions, and answers to them, that no condition of any thing hangs on."""
        every = list(_conditions(self.know))
        for at, inquiry in enumerate(guidance.inquiries):
            own = [one for one in every if one.question == inquiry.id]
            if not own and inquiry.is_asked:
                said = f"Ingen sak har villkor om ”{inquiry.id}”. Ta bort frågan."
                yield self._warning(_FILE, ("frågor", at, "id"), said)
            for number, option in enumerate(inquiry.options):
                guides = self.know.guides
                if option.guide is not None and option.guide not in guides:
                    said = leads_nowhere(self.know, option.guide, GUIDE, guides)
                    yield self._warning(_FILE, ("frågor", at, "val", number, "vidare"), said)

    def _warning(self, item: str, where: Where, words: str) -> Problem:
        return self.places.problem(item, where, words, kind="whom", warning=True)


def _conditions(know: Knowledge) -> Iterator[Condition]:
    for thing in know.things.values():
        yield from thing.whom.conditions if thing.whom else ()


def astray(know: Knowledge, thing: Thing) -> Iterator[tuple[Where, str]]:
    """The names under ``vem`` that lead nowhere: questions, answers to them, answers of things."""
    if thing.whom is None:
        return
    yield from _no_entry(know, ("vem", "enligt"), thing.whom.answer)
    for at, condition in enumerate(thing.whom.conditions):
        where: Where = ("vem", "villkor", at)
        yield from _no_entry(know, (*where, "enligt"), condition.answer)
        if condition.question is None or know.guidance is None:
            continue
        inquiry = know.guidance.inquiry(condition.question)
        if inquiry is None:
            known = [one.id for one in know.guidance.inquiries]
            said = f"Frågan ”{condition.question}” finns inte i guidance.yaml."
            yield (*where, "fråga"), said + choose(condition.question, known)
            continue
        options = [option.id for option in inquiry.options]
        for key, ids in (
            ("är", condition.holds),
            ("oklart", condition.unclear),
            ("inte", condition.excluded),
        ):
            for number, id_ in enumerate(ids):
                if id_ not in options:
                    said = f"Valet ”{id_}” finns inte i frågan ”{inquiry.id}”."
                    meant = f"{said}{suggestion(id_, options, '')}".rstrip()
                    yield (*where, key, number), f"{meant} Valen är: {', '.join(options)}."


def _no_entry(know: Knowledge, where: Where, id_: str | None) -> Iterator[tuple[Where, str]]:
    if id_ is not None and id_ not in know.entries:
        yield where, leads_nowhere(know, id_, ANSWER, know.entries)
