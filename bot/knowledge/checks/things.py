"""What can be wrong with a thing as a whole: answers that disagree, languages that nobody reads,
labels that look alike on a phone, files too long to keep."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from bot.errors import Problem
from bot.knowledge.checks.stats import ABOVE_QUESTIONS, ALL_LINES, Size
from bot.knowledge.fields import LANGUAGES, LONGEST_NAME, TOLD_APART
from bot.knowledge.folder import Places, thing_key
from bot.knowledge.model import Entry, Knowledge, Thing, Unknown
from bot.knowledge.written.yamltext import Where

_VALUE = re.compile(
    r"\d[\d .\u00a0]{0,20}\s?(?:kr\b|kronor|tkr|mnkr|miljoner|euro|procent|%)"
    r"|\d{1,2} (?:jan|feb|mar|apr|maj|jun|jul|aug|sep|okt|nov|dec)\w*|\d{4}-\d\d-\d\d"
)
"""An amount or a day."""


@dataclass(frozen=True)
class Things:
    """The knowledge, and where each item stands."""

    know: Knowledge
    places: Places

    def parts(self) -> Iterator[Iterable[Problem]]:
        """What is wrong with one thing at a time, then with their names beside each other."""
        yield from map(self._thing, self.know.things.values())
        yield self._names_alike()

    def _thing(self, thing: Thing) -> Iterator[Problem]:
        yield from self._disagreeing(thing)
        yield from self._languages(thing)
        yield from self._buttons(thing)
        yield from self._unlike_numbers(thing)
        yield from self._size(thing)

    def _disagreeing(self, thing: Thing) -> Iterator[Problem]:
        """Answers where a fact of the same name is another amount or another day."""
        first: dict[str, tuple[str, str]] = {}
        for entry in self._entries(thing):
            for name, fact in entry.facts.items():
                value = fact["sv"]
                id_, before = first.setdefault(name, (entry.id, value))
                if before != value and _VALUE.search(before) and _VALUE.search(value):
                    mend = "Skriv det en gång, under sakens ”fakta”, eller ge dem olika namn."
                    unlike = f"”{name}” är {value} här, men {before} i ”{id_}”. {mend}"
                    yield self._warning(entry.id, ("fakta", name), unlike, "disagree")

    def _unlike_numbers(self, thing: Thing) -> Iterator[Problem]:
        """A fact that has other numbers in another language: it was changed in one alone."""
        facts = [(thing_key(thing.id), thing.facts)]
        facts += [(entry.id, entry.facts) for entry in self._entries(thing)]
        for item, named in facts:
            for name, fact in named.items():
                for language in sorted(fact.keys() - {"sv"}):
                    own, swedish = numbers(fact[language]), numbers(fact["sv"])
                    if own and swedish and own != swedish:
                        both = f"{fact['sv']} efter sv, men {fact[language]} efter {language}"
                        said = f"”{name}” är {both}. Ändra den som är fel."
                        yield self._warning(item, ("fakta", name, language), said, "languages")

    def _entries(self, thing: Thing) -> list[Entry]:
        return [self.know.entries[id_] for id_ in thing.answers]

    def _languages(self, thing: Thing) -> Iterator[Problem]:
        """Languages that nobody reads in a thing's file."""
        mend = "Svaren skrivs på svenska (sv), engelska (en) och lätt svenska (lätt)."
        items: list[Entry | Unknown] = [*self._entries(thing)]
        items += (self.know.unknowns[id_] for id_ in thing.unknowns)
        for item in items:
            for where, texts in _localized(item):
                for language in sorted(texts.keys() - set(LANGUAGES)):
                    lines = "Ta bort raden och texten under den."
                    wrong = f"Språket ”{language}” läses inte här. {mend} {lines}"
                    place = (*where, language)
                    yield self.places.problem(item.id, place, wrong, kind="language")

    def _buttons(self, thing: Thing) -> Iterator[Problem]:
        """Buttons that are cut on a phone, or look like each other there."""
        buttons = {entry.id: entry.button for entry in self._entries(thing)}
        for id_, label in buttons.items():
            if len(label) > LONGEST_NAME:
                mend = f"Skriv den med högst {LONGEST_NAME} under ”knapp”."
                wrong = f"Rubriken är {len(label)} tecken, för lång på en knapp. {mend}"
                yield self._warning(id_, ("rubrik",), wrong, "button")
        for id_, label, other in _alike(buttons):
            alike = f"Knappen ”{label}” börjar som ”{other}”. {_TELL_APART}"
            yield self._warning(id_, ("rubrik",), alike, "alike")

    def _names_alike(self) -> Iterator[Problem]:
        by_area: dict[str, dict[str, str]] = defaultdict(dict)
        for thing in self.know.things.values():
            by_area[thing.area][thing.id] = thing.name
        for names in by_area.values():
            for id_, name, other in _alike(names):
                alike = f"Saken ”{name}” heter nästan som ”{other}”. {_TELL_APART}"
                yield self._warning(thing_key(id_), ("sak",), alike, "alike")

    def _size(self, thing: Thing) -> Iterator[Problem]:
        size = Size.of(thing, self.places)
        if size.above > ABOVE_QUESTIONS:
            wrong = f"{size.above} rader står före ”frågor:”, högst {ABOVE_QUESTIONS}. {_SPLIT}"
            yield Problem(size.file, size.above + 1, wrong, kind="long")
        if size.lines > ALL_LINES:
            wrong = f"Filen har {size.lines} rader, högst {ALL_LINES}. {_SPLIT}"
            yield Problem(size.file, size.lines, wrong, kind="long")

    def _warning(self, item: str, where: Where, words: str, kind: str) -> Problem:
        return self.places.problem(item, where, words, kind=kind, warning=True)


_SPLIT = "Dela saken i två filer."
_TELL_APART = f"Låt de första {TOLD_APART} tecknen skilja dem åt: så mycket syns på en telefon."


def numbers(text: str) -> list[int]:
    """The numbers of a text, however they are parted."""
    bare = re.sub(r"(?<=\d)[ ,.\u00a0](?=\d{3}\b)", "", text)
    return sorted(int(number) for number in re.findall(r"\d+", bare))


def _localized(item: Entry | Unknown) -> Iterator[tuple[Where, Mapping[str, object]]]:
    """Where an item has texts in several languages, and the texts."""
    yield ("frågor",), item.questions
    if isinstance(item, Entry):
        for name, fact in item.facts.items():
            yield ("fakta", name), fact
        return
    yield ("vad",), item.what
    if item.opening is not None:
        yield ("inledning",), item.opening


def _alike(labels: Mapping[str, str]) -> Iterator[tuple[str, str, str]]:
    """Each label that begins like an earlier one: its id, itself, and that one."""
    seen: dict[str, str] = {}
    for id_, label in labels.items():
        begins = label.casefold()[:TOLD_APART]
        if begins in seen:
            yield id_, label, seen[begins]
        seen.setdefault(begins, label)
