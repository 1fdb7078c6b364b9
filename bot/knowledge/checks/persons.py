"""People who are named in what the bot says: by name, or by what looks like a personal number."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from bot import privacy
from bot.errors import Problem
from bot.knowledge.folder import Places, thing_key
from bot.knowledge.model import Entry, Knowledge, Thing, Unknown
from bot.knowledge.written.yamltext import Where

_LIKE_A_NUMBER = re.compile(
    r"(?<![\d-])(?:19|20)?\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?:[-+–]| ?- ?)\d{4}(?![\d-])"
    r"|(?<![\d-])(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01]) ?\d{4}(?![\d-])"
)
"""A birthday and four digits. An organisation's number has no month there."""


@dataclass(frozen=True)
class Persons:
    """The knowledge, and where each item stands."""

    know: Knowledge
    places: Places

    def parts(self) -> Iterator[Iterable[Problem]]:
        """The people in one item at a time, then in what stands once for a thing."""
        yield from map(self._item, self.know.items)
        yield from map(self._thing, self.know.things.values())

    def _item(self, item: Entry | Unknown) -> Iterator[Problem]:
        for where, said in _said(item):
            yield from self._wrong(item.id, where, said)

    def _thing(self, thing: Thing) -> Iterator[Problem]:
        for where, texts in thing.whom.texts() if thing.whom is not None else ():
            for language, said in texts.items():
                yield from self._wrong(thing_key(thing.id), (*where, language), said)

    def _wrong(self, item: str, where: Where, said: str) -> Iterator[Problem]:
        number = _LIKE_A_NUMBER.search(said)
        # One that is right is an error already, wherever in a file it stands.
        if number is not None and "personal" not in privacy.mask(said).found:
            wrong = f"”{number[0]}” ser ut som ett personnummer, fast kontrollsiffran inte stämmer."
            mend = "Ta bort det, om det är en människas."
            yield self._warning(item, where, f"{wrong} {mend}")
        if (name := self._named.search(said)) is not None:
            wrong = f"”{name[1]}” ser ut som en persons namn. Skriv rollen i stället, till exempel"
            yield self._warning(item, where, f"{wrong} föreningssamordnaren.")

    @cached_property
    def _named(self) -> re.Pattern[str]:
        """A common first name after a word like "kontakta", with what comes before and after."""
        words = self.know.words
        first = "|".join(map(re.escape, words.first_names)) or "(?!)"
        between = r"(?:[ \n]+[a-zåäö]+){0,3}[:,]?[ \n]+\**"
        surname = r"(?:[- ][A-ZÅÄÖ][\wåäöé-]+)*"
        return re.compile(rf"\b{words.turns_to.pattern}{between}((?:{first})\b{surname})")

    def _warning(self, item: str, where: Where, words: str) -> Problem:
        return self.places.problem(item, where, words, kind="person", warning=True)


def _said(item: Entry | Unknown) -> Iterator[tuple[Where, str]]:
    """What people read of an item."""
    if isinstance(item, Unknown):
        for language, said in item.what.items():
            yield ("vad", language), said
    else:
        for language, said in item.answer.items():
            yield ("svar", language), said
        for name, fact in item.facts.items():
            for said in fact.values():
                yield ("fakta", name), f"{name.capitalize()}: {said}"
    if item.last_known is not None:
        for said in item.last_known.text.values():
            yield ("senast_känt", "uppgift"), said
