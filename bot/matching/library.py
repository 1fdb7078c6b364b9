"""What the bot knows right now, swapped whole: read and built, taken from the cache, or read anew
with what was learned before."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from bot.knowledge import loading
from bot.knowledge.model import COUNTRY, Entry, Knowledge
from bot.knowledge.steps import Steps, finished
from bot.matching import cache
from bot.matching.corpus import Corpus, common
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
        label = self.matcher.labels.get(entry.id)
        family = set(label.names) if label is not None else set(map(squash, entry.names))
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
    """Read the folder and build the matcher, or take both from the cache (the user's, where none is
    given). Raises ``KnowledgeError`` where it can't be used on the day ``today``, or the one that
    it is; what could be used once is kept, and can be on each day after it."""
    kept = cache.read(cache.folder_of(path, cache_folder))
    if kept is not None:
        return assemble(*kept, path)
    knowledge = loading.load(path, today)
    progress("Läser in kunskapen. Det tar omkring en minut första gången …")
    matcher = build_matcher(knowledge)
    # Under its own version: a file may have been changed since its folder was looked for.
    cache.write(cache.folder_for(knowledge.version, cache_folder), knowledge, matcher)
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
    return finished(assembling(knowledge, matcher, path))


def assembling(knowledge: Knowledge, matcher: Matcher, path: Path) -> Steps[Current]:
    """The same in small steps."""
    words: set[str] = set()
    for own in matcher.examples.values():
        words.update(token for example in own for token in tokens(example.text))
        yield
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
    known = {*knowledge.entries, *knowledge.unknowns, *common(knowledge)}
    gone = frozenset(matcher.order) - known
    views = {area: own for area, own in matcher.views.items() if area in knowledge.areas}
    if not gone and len(views) == len(matcher.views):
        return matcher
    return replace(matcher, gone=gone, views=views)
