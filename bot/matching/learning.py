"""Each area's block, out of the cache or learned, mostly in other processes: the solver has one
random generator for the whole process, and what it needs stays in memory. A running bot learns
nothing in its own (``bot/live``)."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor, as_completed
from multiprocessing import get_context, parent_process

from bot.knowledge.words import Words
from bot.matching.block import Block, learn
from bot.matching.cache import Cache
from bot.matching.corpus import AreaCorpus, Corpus
from bot.matching.lexicon import General

MOST_PROCESSES = 2
"""Each of them takes some hundred megabytes."""
_FEW = 1000
"""Examples that are learned sooner than a process starts."""
Progress = Callable[[float], None]
"""Takes the share of the work that is done, from 0 to 1."""


def blocks(
    corpus: Corpus, words: Words, general: General, cache: Cache, progress: Progress
) -> dict[str, Block]:
    """The block of each area, and of each kind of talk."""
    text = words.model_dump_json()
    keys = {area: own.key(text) for area, own in corpus.blocks.items()}
    kept = {area: block for area, key in keys.items() if (block := cache.block(key)) is not None}
    missing = {area: own for area, own in corpus.blocks.items() if area not in kept}
    for area, block in _learned(missing, words, general, progress):
        cache.keep(keys[area], block)
        kept[area] = block
    return {area: kept[area] for area in corpus.blocks}


def _end_with_parent() -> None:
    """End this process when the one that it learns for is gone, however that was ended."""

    def wait() -> None:
        parent = parent_process()
        if parent is not None:
            parent.join()
            os._exit(1)

    threading.Thread(target=wait, daemon=True).start()


def _learned(
    missing: Mapping[str, AreaCorpus], words: Words, general: General, progress: Progress
) -> Iterator[tuple[str, Block]]:
    """Each area that isn't known, as it is learned; the largest first."""
    if not missing:
        return
    size = {area: len(own.examples) + len(own.shared) for area, own in missing.items()}
    done, every = 0, sum(size.values())
    progress(0.0)
    learned = _here if every < _FEW else _elsewhere
    largest_first = {area: missing[area] for area in sorted(missing, key=lambda area: -size[area])}
    for area, block in learned(largest_first, words, general):
        done += size[area]
        progress(done / every)
        yield area, block


def _here(
    missing: Mapping[str, AreaCorpus], words: Words, general: General
) -> Iterator[tuple[str, Block]]:
    for area, corpus in missing.items():
        yield area, learn(corpus, words, general.background)


def _elsewhere(
    missing: Mapping[str, AreaCorpus], words: Words, general: General
) -> Iterator[tuple[str, Block]]:
    processes = min(MOST_PROCESSES, os.cpu_count() or 1, len(missing))
    with ProcessPoolExecutor(processes, get_context("spawn"), _end_with_parent) as pool:
        learning = {
            pool.submit(learn, corpus, words, general.background): area
            for area, corpus in missing.items()
        }
        for one in as_completed(learning):
            yield learning[one], one.result()
