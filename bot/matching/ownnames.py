"""Things that nobody finds by their own name: each with file, line and the mend. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from bot.errors import Problem
from bot.knowledge.folder import Places, thing_key
from bot.knowledge.model import Knowledge, Thing
from bot.matching.matcher import Matcher

_MEND = "Skriv sakens namn i fler av frågorna, eller ge den ett namn som skiljer den från andra."


@dataclass(frozen=True)
class OwnNames:
    """The knowledge, where each item stands, and the matcher that was built of it."""

    know: Knowledge
    places: Places
    matcher: Matcher

    def problems(self) -> Iterator[Problem]:
        """Each thing whose name, asked for in its own area, leads to another one, which isn't the
        thing that it is a form of. What has no answer isn't asked for by its name."""
        for thing in self.know.things.values():
            names = (thing.name, *thing.names[:1])
            leads = [
                self._thing_of(question, thing)
                for name in names
                for question in (f"vad är {name}", name)
            ]
            if thing.answers and not {thing.id, thing.local_form_of}.intersection(leads):
                text = f"Den som frågar ”vad är {thing.name}” hamnar hos ”{leads[0]}”. {_MEND}"
                where = thing_key(thing.id)
                yield self.places.problem(where, ("sak",), text, kind="own-name", warning=True)

    def _thing_of(self, question: str, thing: Thing) -> str:
        """The thing of what comes first for a question in a thing's area."""
        ranking = self.matcher.rank(question, thing.area)
        label = ranking.candidates[0].label if ranking.candidates else ""
        item = self.know.entries.get(label) or self.know.unknowns.get(label)
        return item.thing if item and item.thing else "en människa"
