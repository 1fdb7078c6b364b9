"""What the bot knows right now, swapped whole: read and built, or taken from the cache."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from bot.knowledge import loading
from bot.knowledge.model import COUNTRY, Entry, Knowledge
from bot.matching import learning, lexicon, trust
from bot.matching.cache import Cache
from bot.matching.corpus import Corpus
from bot.matching.gazetteer import Gazetteer
from bot.matching.learning import Progress
from bot.matching.lexicon import General
from bot.matching.matcher import Matcher
from bot.matching.names import squash
from bot.matching.reading import Reader


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

    def reader(self, area: str | None) -> Reader:
        """What reads what is written in an area, or by somebody who may be anywhere."""
        matcher = self.matcher
        return (matcher.view(self.view_of(area)) if area else matcher.everywhere).reader

    def name_of(self, entry: Entry) -> str:
        """What people call the thing that an entry is about: its own name, its family's, or else
        its title."""
        family = self.matcher.names_of(entry.id)
        siblings = (other for other in self.knowledge.entries.values() if other.area == entry.area)
        shared = (name for other in siblings for name in other.names if squash(name) in family)
        return next((name for names in (entry.names, shared) for name in names), entry.title)


def open_library(
    path: Path, *, cache_folder: Path | None = None, progress: Progress = lambda _: None
) -> Current:
    """Read the folder and learn what is asked for, or take it from the cache (the user's, where
    none is given). Raises ``KnowledgeError``."""
    cache = Cache(cache_folder)
    knowledge = cache.knowledge(path)
    if knowledge is None:
        knowledge = loading.load(path)
        cache.keep_knowledge(path, knowledge)
    corpus = Corpus.of(knowledge)
    general = General.of(lexicon.shipped(), knowledge.words)
    blocks = learning.blocks(corpus, knowledge.words, general, cache, progress)
    matcher = Matcher(knowledge.words, blocks, corpus.views, general, trust.shipped())
    return assemble(knowledge, matcher, path)


def assemble(knowledge: Knowledge, matcher: Matcher, path: Path) -> Current:
    """The knowledge and its matcher, with the names of places. A word that is used in all areas is
    no misspelt place."""
    with_items = {item.area for item in knowledge.items}
    words = {*matcher.blocks[COUNTRY].spelling.counts, *matcher.general.spelling.counts}
    return Current(knowledge, matcher, Gazetteer(knowledge.areas, with_items, words), path)
