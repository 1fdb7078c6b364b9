"""Where an answer comes from: in one short line under it, and the whole. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

from bot.knowledge.model import COUNTRY, Entry, SourceRef
from bot.knowledge.speech import PREFIX, Speech
from bot.knowledge.tables import Source

LONGEST = 90
"""Characters of the line."""
_CUT = re.compile(r"[,;] |(?<=\d) (?=[”(])")
"""Where the place in a source may be cut."""
_TELLING = 10
"""Characters of a place that was cut that still say something."""


@dataclass(frozen=True)
class Citation:
    """The sources of an answer, in one language."""

    say: Speech
    entry: Entry
    is_seen: bool = True
    """Whether the day on which it was compared is that of this source."""

    def line(self, *, hint: bool = True) -> str:
        """The first source, the place in it, how old it is, where the answer holds, and whether
        anybody there has checked it.

        Where there is no room for all of it, this goes first: the end of the place, then how to
        read the whole (``hint``), the place, and the end of a title; at last the title is cut.
        """
        more = f" · {self.say('källrad_mer', p=PREFIX)}" if hint else ""
        for title in self._titles():
            for cited, tail in self._tries(title, more):
                if len(line := self._framed(cited) + tail) <= LONGEST:
                    return line
        title = self._titles()[-1]
        return self._framed(_words(title, self._room) or f"{title[: self._room - 1]}…")

    def whole(self) -> str:
        """Each source with its place and age; when it was compared, where the answer holds, and
        who there has checked it."""
        say, entry = self.say, self.entry
        checked = say("sedd" if self._source.url else "jämförd", datum=say.date(entry.checked))
        holds = self._holds() if entry.area == COUNTRY else f"{self._holds()} {self._checked_by()}"
        return "\n".join([*map(self._reference, entry.sources), f"{checked} {holds}"])

    def brief(self) -> str:
        """The first source in a few words: its name, and its year or that it has none."""
        source = self._source
        year = self._year(source) if source.is_dated else self.say("odaterad_kort")
        return f"{source.short or source.title} ({year})"

    @property
    def _source(self) -> Source:
        return self.say.knowledge.sources[self.entry.source.document]

    def _year(self, source: Source) -> str:
        return self.say.localized(source.year)

    # The line

    def _tries(self, title: str, more: str) -> Iterator[tuple[str, str]]:
        """What may be cited under a title, with a tail: the best first."""
        place = self._short(self.entry.source.place)
        cited = [title if part in title else f"{title}, {part}" for part in _beginnings(place)]
        yield from product(cited, [more])
        yield from product(cited, [""])
        part = _words(place.replace("”", ""), self._room - len(f"{title}, "))
        if len(part) >= _TELLING:
            yield f"{title}, {part}", ""
        yield from product([title], [more, ""])

    @property
    def _room(self) -> int:
        return LONGEST - len(self._framed(""))

    def _titles(self) -> list[str]:
        """What the source may be called: a short name, or its title and who publishes it."""
        if self._source.short:
            return [self._source.short]
        publisher, _, rest = self._source.title.partition(": ")
        return [self._source.title, publisher] if rest else [publisher]

    def _framed(self, cited: str) -> str:
        """The line, without its tail."""
        say, source = self.say, self._source
        age = self._short(self._year(source)) if source.is_dated else say("odaterad_kort")
        if source.url and self.is_seen:
            age = f"{age}, {say('sedd_kort', dag=str(self.entry.checked))}"
        return say("källrad", källa=cited, ålder=age, där=self._there())

    def _there(self) -> str:
        """Where the answer holds, and whether anybody there has checked it; what holds in the whole
        country nobody has to."""
        if self.entry.area == COUNTRY:
            return self.say("hela_landet")
        key = "granskad" if self.entry.confirmed else "ogranskad"
        return self.say(key, område=self.say.area(self.entry.area))

    def _short(self, text: str) -> str:
        for long, short in self.say.table("förkortat").items():
            text = text.replace(long, short)
        return text

    # The whole

    def _reference(self, reference: SourceRef) -> str:
        """One source, with its address, its place and its age."""
        say, source = self.say, self.say.knowledge.sources[reference.document]
        key = "källa_adress" if source.url else "källa"
        named = say(key, titel=source.title, ställe=reference.place, adress=source.url or "")
        dated = say("från", år=self._year(source)) if source.is_dated else say("odaterad")
        return f"{named} {dated}"

    def _holds(self) -> str:
        if self.entry.area == COUNTRY:
            return self.say("gäller_landet")
        return self.say("gäller", område=self.say.area(self.entry.area))

    def _checked_by(self) -> str:
        """Who in the place has said that the answer is right, and when; or that nobody has."""
        say, known, there = self.say, self.entry.confirmed, self.say.area(self.entry.area)
        if known is None:
            return say("ogranskad_än", område=there)
        return say("granskad_av", område=there, av=known.by, datum=say.date(known.day))


def _beginnings(place: str) -> list[str]:
    """A place in a source and what it may be cut to, the longest first; nothing is cut in a
    quotation."""
    cuts = [cut.start() for cut in _CUT.finditer(place)]
    return [place, *(place[:at] for at in reversed(cuts) if not place.count("”", 0, at) % 2)]


def _words(text: str, room: int) -> str:
    """The whole words at the beginning of a text that there is room for; "" where there are
    none."""
    if len(text) <= room:
        return text
    begins = text[: max(room, 0)].rpartition(" ")[0].rstrip(" ,;:")
    return f"{begins}…" if begins else ""
