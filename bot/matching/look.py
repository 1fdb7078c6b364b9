"""What each block says of one question."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from bot.knowledge.words import Words
from bot.matching.block import Block, terms
from bot.matching.lexicon import General
from bot.matching.reading import Reading
from bot.matching.vectors import WORDS, Floats, Weighed, weighed

TELLING = 4.5
"""The inverse document frequency from which a word tells what a question is about."""


class Asked(NamedTuple):
    """A question as one view reads it."""

    reading: Reading
    names: frozenset[str]
    """Declared names found in it, squashed."""
    weights: tuple[float, ...]
    """How much each of its words tells labels apart."""


class Look(NamedTuple):
    """What one block says of a question. Shapes: ``scores`` (labels,), ``likely`` (2, labels),
    ``cover`` (channels, labels), ``beside`` (3, labels)."""

    scores: Floats
    likely: Floats
    cover: Floats
    beside: Floats
    is_like: bool
    """Whether any term of the question stands in its examples."""


class Looks:
    """Each block's look at one question, as each view reads it: views that read it alike share
    those of the blocks that they share."""

    def __init__(self, words: Words, general: General) -> None:
        self._words, self._background = words, general.background
        self._texts: dict[tuple[tuple[str, ...], tuple[float, ...]], tuple[Weighed, ...]] = {}
        self._looks: dict[tuple[int, int], Look] = {}

    def of(self, block: Block, asked: Asked) -> Look:
        """The look of a block at a question."""
        read = (asked.reading.terms, asked.weights)
        if read not in self._texts:
            self._texts[read] = weighed(terms(asked.reading, asked.weights), self._background)
        text = self._texts[read]
        key = (id(block), id(text))
        if key not in self._looks:
            columns, values = block.space.vector(text)
            likely, cover = block.counts.weigh(columns, values)
            things = block.things.likely(columns, values)[:, block.thing]
            self._looks[key] = Look(
                scores=block.linear.scores(columns, values),
                likely=likely,
                cover=cover,
                beside=np.concatenate([things, self.told(block, asked)[None]]),
                is_like=len(columns) > 0,
            )
        return self._looks[key]

    def told(self, block: Block, asked: Asked) -> Floats:
        """How much of the words that tell what a question is about, beside the names in it, each
        label's examples have: "är Csam gratis" is about Csam, and still no question that its entry
        was written for. Shape (labels,)."""
        told, whole = np.zeros(len(block.labels)), 0.0
        reading = asked.reading
        for word, stem, weight in zip(reading.words, reading.stems, asked.weights, strict=True):
            worth = block.space.worth(stem, self._background)
            if weight < 1.0 or worth < TELLING or word in self._words.only_asking:
                continue
            whole += worth
            having = block.counts.having(block.space.terms[WORDS].get(stem))
            if having is not None:
                told[having] += worth
        return told / whole if whole else np.ones(len(block.labels))
