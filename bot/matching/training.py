"""Builds the matcher from a corpus. Slow: a minute of the processor's time for what is shipped."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

import numpy as np
from scipy import sparse

from bot.matching.calibration import Logistic
from bot.matching.corpus import Corpus, Example
from bot.matching.crossvalidation import calibrated
from bot.matching.evidence import RISING
from bot.matching.matcher import Matcher, terms
from bot.matching.names import Label, Names
from bot.matching.reading import Reader, Reading
from bot.matching.trainingset import TrainingSet
from bot.matching.vectors import Space

FAMILY = 0.25
"""The share of an entry's examples that use a name, from which the entry belongs to what has that
name."""


def build(corpus: Corpus, reader: Reader) -> Matcher:
    """The matcher of a corpus: what its examples teach, and how far to trust that."""
    wanted = {label for own in corpus.blocks.values() for label in own}
    examples = sorted(
        (example for example in corpus.examples if example.label in wanted),
        key=lambda example: example.label,
    )
    readings = [reader.read_example(example.text, example.language) for example in examples]
    labels = _with_families(corpus.labels, examples, readings, reader)
    space, rows = _vectors(labels, readings, reader)
    order = tuple(label for own in corpus.blocks.values() for label in sorted(own))
    place = {label: at for at, label in enumerate(order)}
    owner = np.array([place[example.label] for example in examples], np.int64)
    lessons = TrainingSet(space, rows, owner, len(order), _spans(corpus.blocks))
    counts, linear = lessons.learn(np.ones(len(owner), np.bool_))
    matcher = Matcher(
        reader=reader,
        space=space,
        labels=labels,
        order=order,
        blocks=lessons.blocks,
        views={name: tuple(view) for name, view in corpus.views.items()},
        counts=counts,
        linear=linear,
        trust=Logistic.unfitted(len(RISING)),
        near=np.zeros(0),
        examples=_grouped(examples, order),
    )
    return calibrated(matcher, lessons, examples, readings)


def _with_families(
    labels: Iterable[Label],
    examples: Sequence[Example],
    readings: Sequence[Reading],
    reader: Reader,
) -> dict[str, Label]:
    """The labels with every declared name that people use when they ask for them: an editor
    declares a name once, and it belongs to each entry and unknown that is asked for by it."""
    declared = {label.id: label for label in labels}
    names = Names(declared.values(), reader.words.around_names)
    total: Counter[str] = Counter(example.label for example in examples)
    used: dict[str, Counter[str]] = {id_: Counter() for id_ in declared}
    for example, reading in zip(examples, readings, strict=True):
        used[example.label].update(names.find(reading.words, repair=False))
    families = {}
    for id_, label in declared.items():
        often = {name for name, times in used[id_].items() if times > FAMILY * total[id_]}
        own, mentions = sorted({*label.names, *often}), sorted(used[id_])
        families[id_] = replace(label, names=tuple(own), mentions=tuple(mentions))
    return families


def _vectors(
    labels: Mapping[str, Label], readings: Iterable[Reading], reader: Reader
) -> tuple[Space, sparse.csr_matrix]:
    """The space of the examples' terms, and each example in it."""
    names = Names(labels.values(), reader.words.around_names)
    return Space.learn(
        terms(reading, names.read(reading.words, repair=False)[1]) for reading in readings
    )


def _spans(blocks: Mapping[str, Sequence[str]]) -> dict[str, tuple[int, int]]:
    """Where each block's labels begin and end, block by block."""
    ends = np.cumsum([len(own) for own in blocks.values()]).tolist()
    return {
        name: (end - len(own), end) for (name, own), end in zip(blocks.items(), ends, strict=True)
    }


def _grouped(examples: Iterable[Example], order: Iterable[str]) -> dict[str, tuple[Example, ...]]:
    """Each label's examples."""
    grouped: dict[str, list[Example]] = {label: [] for label in order}
    for example in examples:
        grouped[example.label].append(example)
    return {label: tuple(own) for label, own in grouped.items()}
