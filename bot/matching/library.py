"""What the bot knows right now, swapped whole: read and built, or taken from the cache."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from bot.knowledge import loading
from bot.knowledge.model import COUNTRY, Entry, Knowledge
from bot.matching import cache
from bot.matching.corpus import Corpus
from bot.matching.gazetteer import Gazetteer
from bot.matching.matcher import Matcher
from bot.matching.names import squash
from bot.matching.reading import Reader
from bot.text import tokens

Progress = Callable[[str], None]
"""Takes a sentence about what is going on."""


@dataclass(frozen=True)
class Current:
    """What the bot knows right now, ready to be asked."""

    knowledge: Knowledge
    matcher: Matcher
    gazetteer: Gazetteer
    path: Path

    def view_of(self, area: str | None) -> str:
        """The view that answers for an area: its own, or that of the nearest area around it that
        has one."""
        places = self.knowledge.chain(area) if area and area in self.knowledge.areas else [COUNTRY]
        return next((place for place in places if place in self.matcher.views), COUNTRY)

    def name_of(self, entry: Entry) -> str:
        """What people call the thing that an entry is about: its own name, its family's, or else
        its title."""
        family = set(self.matcher.labels[entry.id].names)
        siblings = (other for other in self.knowledge.entries.values() if other.area == entry.area)
        shared = (name for other in siblings for name in other.names if squash(name) in family)
        return next((name for names in (entry.names, shared) for name in names), entry.title)


def open_library(
    path: Path, *, cache_folder: Path | None = None, progress: Progress = lambda _: None
) -> Current:
    """Read the folder and build the matcher, or take both from the cache (the user's, where none is
    given). Raises ``KnowledgeError``."""
    stored = cache.folder_of(path, cache_folder)
    kept = cache.read(stored)
    if kept is not None:
        return assemble(*kept, path)
    knowledge = loading.load(path)
    progress("Läser in kunskapen. Det tar omkring en minut första gången …")
    matcher = build_matcher(knowledge)
    cache.write(stored, knowledge, matcher)
    return assemble(knowledge, matcher, path)


def build_matcher(knowledge: Knowledge) -> Matcher:
    """The matcher of everything that can be asked for. Slow: a minute of the processor's time for
    what is shipped."""
    from bot.matching.training import build  # noqa: PLC0415 - slow; only building needs it

    corpus = Corpus.of(knowledge)
    names = [name for entry in knowledge.entries.values() for name in entry.names]
    texts = [*(example.text for example in corpus.examples), *names]
    return build(corpus, Reader.learn(knowledge.words, texts))


def assemble(knowledge: Knowledge, matcher: Matcher, path: Path) -> Current:
    """The knowledge and its matcher, with the names of places."""
    with_items = {item.area for item in knowledge.items}
    examples = (example for own in matcher.examples.values() for example in own)
    words = {token for example in examples for token in tokens(example.text)}
    return Current(knowledge, matcher, Gazetteer(knowledge.areas, with_items, words), path)
