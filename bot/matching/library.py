"""What the bot knows right now, swapped whole: read and built, taken from the cache, or read anew
with what was learned before."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from pathlib import Path

from bot.knowledge import loading
from bot.knowledge.model import COUNTRY, Entry, Knowledge
from bot.knowledge.written.steps import made_to_stay
from bot.matching import learning, lexicon, trust
from bot.matching.cache import Cache
from bot.matching.corpus import OUTSIDE, SMALLTALK, Corpus
from bot.matching.gazetteer import Gazetteer
from bot.matching.learning import Progress
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

    def words(self, said: str, area: str | None) -> tuple[str, ...]:
        """The words of a text as they are read in an area, or anywhere."""
        return self.reader(area).words_of(said)

    def name_of(self, entry: Entry) -> str:
        """What people call the thing that an entry is about: its own name, its family's, or else
        its title."""
        family = self.matcher.names_of(entry.id)
        siblings = (other for other in self.knowledge.entries.values() if other.area == entry.area)
        shared = (name for other in siblings for name in other.names if squash(name) in family)
        return next((name for names in (entry.names, shared) for name in names), entry.title)


def open_library(
    path: Path,
    *,
    cache_folder: Path | None = None,
    progress: Progress = lambda _: None,
    today: dt.date | None = None,
) -> Current:
    """Read the folder and learn what is asked for, or take it from the cache (the user's, where
    none is given). Raises ``KnowledgeError`` where it can't be used on the day ``today``, or the
    one that it is; what could be used once is kept, and can be on each day after it."""
    cache = Cache(cache_folder)
    with made_to_stay():
        knowledge = cache.knowledge(path)
        if knowledge is None:
            knowledge = loading.load(path, today)
            cache.keep_knowledge(knowledge)
        corpus = Corpus.of(knowledge)
        general = lexicon.general(knowledge.words)
        blocks = learning.blocks(corpus, knowledge.words, general, cache, progress)
        areas, talk = ({name: blocks[name] for name in own} for own in (corpus.areas, corpus.talk))
        judge = trust.shipped()
        matcher = Matcher(knowledge.words, areas, corpus.views, general, judge, talk=talk)
        return assemble(knowledge, matcher, path)


def assemble(knowledge: Knowledge, matcher: Matcher, path: Path) -> Current:
    """The knowledge and its matcher, with the names of places. A word that is used in all areas is
    no misspelt place."""
    words = {*matcher.blocks[COUNTRY].spelling.counts, *matcher.general.spelling.counts}
    return Current(
        knowledge, matcher, Gazetteer(knowledge.areas, _with_items(knowledge), words), path
    )


def _with_items(knowledge: Knowledge) -> set[str]:
    return {item.area for item in knowledge.items}


def renewed(learned: Current, knowledge: Knowledge) -> Current:
    """Newer knowledge with what was learned of an older one: what is gone since is no answer any
    more, and what is new becomes one only when it is learned."""
    gazetteer = learned.gazetteer
    if knowledge.areas != learned.knowledge.areas:
        gazetteer = gazetteer.of(knowledge.areas, _with_items(knowledge))
    return Current(knowledge, _of_now(learned.matcher, knowledge), gazetteer, learned.path)


def _of_now(matcher: Matcher, knowledge: Knowledge) -> Matcher:
    """A matcher that knows which labels and views there are no more."""
    shared = {OUTSIDE, *(SMALLTALK + kind for _, kind, _ in knowledge.phrases)}
    gone = frozenset(matcher.home) - {*knowledge.entries, *knowledge.unknowns, *shared}
    areas = {area: own for area, own in matcher.areas.items() if area in knowledge.areas}
    if not gone and len(areas) == len(matcher.areas):
        return matcher
    return replace(matcher, gone=gone, areas=areas)
