"""The areas that compete where one area's questions are asked: its own, its county's, the country's
with what is common to all. What is known of a view comes from these areas alone, so that nothing
that is written about another municipality changes what is answered here."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import chain

import numpy as np
import numpy.typing as npt

from bot.knowledge.words import Words
from bot.matching.block import Block
from bot.matching.evidence import Evidence, named
from bot.matching.lexicon import General
from bot.matching.look import Asked, Looks
from bot.matching.names import Label, Names
from bot.matching.reading import Reader
from bot.matching.vectors import Floats

FAMILY = 0.25
"""The share of a label's examples that use a name, from which the label belongs to what has that
name: an editor declares a name once, and it belongs to each entry and unknown that is asked for by
it."""


class View:
    """Some areas' blocks side by side, an area's own first."""

    def __init__(self, blocks: Mapping[str, Block], words: Words, general: General) -> None:
        self.blocks, self._background = blocks, general.background
        spellings = [block.spelling for block in blocks.values()]
        self.reader = Reader(words, [*spellings, general.spelling])
        self.labels: tuple[Label, ...] = tuple(
            chain.from_iterable(block.labels for block in blocks.values())
        )
        self.declared = Names(self.labels, words.around_names)

    def read(self, question: str, language: str) -> Asked:
        """Read a question, and look for names in it."""
        reading = self.reader.read(question, language)
        names, weights = self.declared.read(reading.words)
        return Asked(reading, names, tuple(weights))

    @cached_property
    def unknown(self) -> Floats:
        """1 where a label is an unknown: shape (labels,)."""
        return np.array([float(label.unknown) for label in self.labels])

    @cached_property
    def many(self) -> Floats:
        """How many examples each label has: shape (labels,)."""
        return np.concatenate([block.many for block in self.blocks.values()])

    def evidence(self, asked: Asked, looks: Looks) -> Evidence:
        """What its blocks know of a question: a row."""
        looked = [looks.of(block, asked) for block in self.blocks.values()]
        has = self.owners(asked.names)[None] if asked.names else np.zeros((1, len(self.labels)))
        return Evidence(
            scores=np.concatenate([look.scores for look in looked])[None],
            likely=np.concatenate([look.likely for look in looked], axis=1)[:, None],
            cover=np.concatenate([look.cover for look in looked], axis=1)[:, None],
            beside=np.concatenate([look.beside for look in looked], axis=1)[:, None],
            named=named(has.astype(np.bool_)),
            unseen=np.array([self._unseen(asked.reading.terms)]),
            length=np.array([float(len(asked.reading.terms))]),
            unknown=self.unknown[None],
            many=self.many[None],
            is_like=np.array([any(look.is_like for look in looked)]),
        )

    def _unseen(self, stems: Sequence[str]) -> float:
        """The share of a question's weight that lies in words that no example of the view has."""
        known = unknown = 0.0
        for stem in stems:
            most = max(block.space.known(stem) for block in self.blocks.values())
            rare = 0.0 if most else self._own.space.worth(stem, self._background)
            known, unknown = known + most**2, unknown + rare**2
        return unknown / (known + unknown) if stems else 1.0

    @property
    def _own(self) -> Block:
        return next(iter(self.blocks.values()))

    def owners(self, names: Collection[str]) -> npt.NDArray[np.bool_]:
        """Which labels have one of these names, by declaration or by use: shape (labels,)."""
        return self._any(share > FAMILY for share in map(self._share, names))

    def users(self, names: Collection[str]) -> npt.NDArray[np.bool_]:
        """Which labels are asked for with one of these names: shape (labels,)."""
        return self._any(share > 0 for share in map(self._share, names))

    def having(self, which: npt.NDArray[np.bool_]) -> list[str]:
        """The ids of those labels: shape (labels,)."""
        return [self.labels[at].id for at in np.flatnonzero(which)]

    def _any(self, each: Iterator[npt.NDArray[np.bool_]]) -> npt.NDArray[np.bool_]:
        none = np.zeros(len(self.labels), np.bool_)
        return np.asarray(np.logical_or.reduce([none, *each]))

    def _share(self, name: str) -> Floats:
        """The share of each label's examples that use a name; all of those that declare it."""
        if name not in self._shares:
            stems = self._stems_of(self.declared.written[name])
            share = np.concatenate([block.using(stems) for block in self.blocks.values()])
            owners = self.declared.labels[name]
            share[[label.id in owners for label in self.labels]] = 1.0
            self._shares[name] = share
        return self._shares[name]

    @cached_property
    def _shares(self) -> dict[str, Floats]:
        return {}

    def _stems_of(self, name: str) -> Sequence[str]:
        return self.reader.read_example(name).stems

    def names_of(self, label: str) -> frozenset[str]:
        """The names that a label has, by declaration or by use, squashed."""
        return self._names.get(label, frozenset())

    @cached_property
    def _names(self) -> Mapping[str, frozenset[str]]:
        found: dict[str, set[str]] = {}
        for name in self.declared.labels:
            for at in np.flatnonzero(self._share(name) > FAMILY):
                found.setdefault(self.labels[at].id, set()).add(name)
        return {label: frozenset(names) for label, names in found.items()}
