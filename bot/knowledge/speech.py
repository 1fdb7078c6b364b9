"""Sentences, words and dates in one language, out of ``knowledge/wording``. Pure."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.knowledge.model import Knowledge
from bot.markup import within

PREFIX = "\ue000"
"""Stands for what a command begins with ("/", "!"), until it is known on which channel the text is
read."""
_BRACES = re.compile(r"”{(\w+)}”?|{(\w+)}")


def filled(sentence: str, **values: str) -> str:
    """A sentence with its braces filled in, at once: braces in a value stay as they were typed,
    and what stands between quotation marks ends where ours do."""

    def value(braces: re.Match[str]) -> str:
        name = braces[1] or braces[2]
        if name not in values:
            return braces[0]
        quotes = braces[0].partition(f"{{{name}}}")
        return quotes[0] + (within(values[name]) if braces[1] else values[name]) + quotes[2]

    return _BRACES.sub(value, sentence)


@dataclass(frozen=True)
class Speech:
    """Sentences in one language; what it lacks is said in Swedish."""

    knowledge: Knowledge
    language: str

    def __call__(self, key: str, **values: str) -> str:
        """One sentence with its braces filled in."""
        return filled(str(self._get(key)).strip(), **values)

    def _get(self, key: str) -> Any:
        own: Mapping[str, Any] = self.knowledge.wording.get(self.language, {})
        return own[key] if key in own else self.knowledge.wording["sv"][key]

    def words(self, key: str) -> list[str]:
        """A list of words, in this language and in Swedish: people mix."""
        swedish = self.knowledge.wording["sv"][key]
        return [*self._get(key), *swedish]

    def has_word(self, bare: str, *keys: str) -> bool:
        """Whether a whole message, without signs and case, is in one of these lists."""
        own, swedish = (self.knowledge.bare_words.get(one, {}) for one in (self.language, "sv"))
        lists = (words.get(key, ()) for key in keys for words in (own, swedish))
        return any(bare in words for words in lists)

    def localized(self, texts: Mapping[str, str]) -> str:
        return texts.get(self.language, texts["sv"])

    def called(self, thing: str) -> str:
        """A thing's name within a sentence: ”Starta en förening” is no name by itself."""
        first = thing.partition(" ")[0]
        return f"”{thing}”" if first in self.words("börjar_med_verb") else thing

    def date(self, day: dt.date) -> str:
        return f"{day.day} {self._get('månader')[day.month - 1]} {day.year}"

    def in_year(self, day: dt.date) -> str:
        """ "25 november": a day of any year."""
        return f"{day.day} {self._get('månader')[day.month - 1]}"

    def weekday(self, day: dt.date) -> str:
        """ "onsdag 25 november"."""
        month = self._get("månader")[day.month - 1]
        return f"{self._get('dagar')[day.weekday()]} {day.day} {month}"

    def table(self, key: str) -> dict[str, str]:
        """A table of words, in this language."""
        return dict(self._get(key))

    def language_name(self, language: str) -> str:
        """What a language is called: "arabiska"."""
        return str(self._get("språk").get(language, language))

    def area(self, area: str) -> str:
        return self.knowledge.areas[area].name if area in self.knowledge.areas else area
