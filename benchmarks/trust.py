"""Fit how far the matcher is to be trusted, on the shipped knowledge whole and with fewer ways of
asking, and keep it beside the program.

python benchmarks/trust.py [--write]
"""

from __future__ import annotations

import argparse
import random
import sys
from collections.abc import Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from multiprocessing import get_context
from pathlib import Path
from typing import TypeVar

import numpy as np

sys.path.insert(0, str(Path(__file__).parent.parent))

from bot.knowledge import loading
from bot.knowledge.model import Entry, Knowledge, Unknown
from bot.matching import learning, lexicon, trust
from bot.matching.block import learn
from bot.matching.cache import Cache
from bot.matching.corpus import Corpus
from bot.matching.holdout import Trial, trials
from bot.matching.lexicon import General, Lexicon
from bot.matching.matcher import Matcher
from bot.matching.trust import STEPS, Trust
from bot.matching.vectors import Floats

ROOT = Path(__file__).parent.parent
LEVELS = (4, 8, 15, 30, 1000)
"""To how many Swedish ways of asking each entry and unknown is cut; the last cuts none."""
_Item = TypeVar("_Item", Entry, Unknown)


def thinned(knowledge: Knowledge, most: int, seed: str, area: str | None = None) -> Knowledge:
    """The knowledge with at most so many Swedish ways of asking for each entry and unknown, and a
    third as many in each other language; of one area, or of all."""

    def cut(item: _Item) -> _Item:
        if area is not None and item.area != area:
            return item
        chosen = {}
        for language, texts in item.questions.items():
            many = most if language == "sv" else max(1, most // 3)
            draw = random.Random(f"{seed} {item.id} {language}")
            chosen[language] = draw.sample(texts, min(many, len(texts)))
        return item.model_copy(update={"questions": chosen})

    entries = {id_: cut(entry) for id_, entry in knowledge.entries.items()}
    unknowns = {id_: cut(one) if one.area else one for id_, one in knowledge.unknowns.items()}
    return replace(knowledge, entries=entries, unknowns=unknowns)


def fit(held: Sequence[Trial], matcher: Matcher) -> Trust:
    """The trust that fits what holding out gave."""
    features = np.concatenate([trial.features for trial in held])
    right = np.concatenate([trial.right for trial in held])
    fitted = Trust(trust.fitted(features, right), np.ones(STEPS + 1))
    return replace(fitted, near=_near(held, fitted, matcher))


def _near(held: Iterable[Trial], fitted: Trust, matcher: Matcher) -> Floats:
    """The chance of what would be answered where the label is left out whole, from the least to the
    most; 0 where nothing would be. The answer of an entry that has a name in common with the
    missing one is not counted, since each of them carries the core of the matter, nor that of the
    entry that an unknown is about."""
    labels = {label.id: label for block in matcher.blocks.values() for label in block.labels}
    chances = []
    for trial in held:
        if trial.whole:
            answer, chance = trial.best(fitted)
            missing = trial.example.label
            shared = matcher.names_of(answer) & matcher.names_of(missing)
            kin = labels[missing].about == answer or bool(shared)
            chances.append(0.0 if labels[answer].unknown or kin else chance)
    return np.quantile(chances or [1.0], np.linspace(0, 1, STEPS + 1))


_KNOWN: list[tuple[Knowledge, Matcher]] = []
"""What the processes inherit: it would take longer to send it to them with each task."""


def _trials(task: tuple[int, str]) -> list[Trial]:
    """The trials of one area with so many ways of asking, where the others have all of theirs."""
    (knowledge, matcher), (most, area) = _KNOWN[-1], task
    corpus = Corpus.of(thinned(knowledge, most, "trust", area)).areas[area]
    return list(trials(corpus, area, matcher))


def held_out(knowledge: Knowledge, matcher: Matcher) -> list[Trial]:
    """All trials of all levels, area by area in processes of their own."""
    areas = sorted(matcher.blocks, key=lambda area: -len(matcher.blocks[area].labels))
    _KNOWN.append((knowledge, matcher))
    with ProcessPoolExecutor(2, mp_context=get_context("fork")) as pool:
        tasks = [(most, area) for most in LEVELS for area in areas]
        return [trial for own in pool.map(_trials, tasks) for trial in own]


def sample(folder: Path) -> list[float]:
    """The mean of each feature over a small folder's own ways of asking: what a trust that was
    fitted for other features doesn't have."""
    knowledge = loading.load(folder)
    corpus = Corpus.of(knowledge)
    general = lexicon.general(knowledge.words)
    blocks = {
        area: learn(own, knowledge.words, general.background) for area, own in corpus.areas.items()
    }
    matcher = Matcher(knowledge.words, blocks, corpus.views, general, Trust.unfitted())
    held = [trial for area in blocks for trial in trials(corpus.areas[area], area, matcher)]
    return list(np.concatenate([trial.features for trial in held]).mean(axis=0).round(3))


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--write", action="store_true", help="keep it beside the program")
    options = parser.parse_args()
    knowledge = loading.load(ROOT / "knowledge")
    corpus = Corpus.of(knowledge)
    learned = Lexicon.learn(corpus.areas.values(), knowledge.words)
    general = General.of(learned, knowledge.words)
    blocks = learning.blocks(corpus, knowledge.words, general, Cache(None), print)
    areas = {area: blocks[area] for area in corpus.areas}
    matcher = Matcher(knowledge.words, areas, corpus.views, general, Trust.unfitted())
    fitted = fit(held_out(knowledge, matcher), matcher)
    print(f"bound for a share of 0.1: {fitted.bound(0.1):.3f}, of 0.2: {fitted.bound(0.2):.3f}")
    if options.write:
        lexicon.write(learned)
        lexicon.shipped.cache_clear()
        trust.write(fitted, sample(ROOT / "tests" / "small"))
    return 0


if __name__ == "__main__":
    sys.exit(main())
