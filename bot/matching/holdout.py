"""What would be said if some ways of asking had not been written: what the trust is fitted on, and
which examples go astray.

In each of some rounds, a part of the labels is left out whole (what would be said if nobody had
written it?) and a part of every other label's examples (would its siblings have found it?); the
rest is learned from and the left out are asked, each in its own area's view.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from bot.matching.block import learn
from bot.matching.corpus import AreaCorpus, Example
from bot.matching.matcher import Matcher
from bot.matching.trust import Trust
from bot.matching.vectors import Floats

ROUNDS = 3
SINGLES, WHOLES = 300, 150
"""Held-out examples of an area that are asked in a round, at most, left out by themselves and with
their label."""


@dataclass(frozen=True)
class Trial:
    """A held-out example, and what was found for it: the ids of the candidates, and their features,
    shape (candidates, features)."""

    example: Example
    whole: bool
    """Whether its label was left out whole."""
    candidates: Sequence[str]
    features: Floats

    @property
    def right(self) -> Floats:
        """1 for each candidate that was right: none where the label is left out."""
        asked = None if self.whole else self.example.label
        return np.array([float(label == asked) for label in self.candidates])

    def best(self, trust: Trust) -> tuple[str, float]:
        """The candidate that is likeliest, and its chance."""
        chances = trust.chance(self.features)
        at = int(chances.argmax())
        return self.candidates[at], float(chances[at])


def trials(
    corpus: AreaCorpus, area: str, matcher: Matcher, rounds: int = ROUNDS
) -> Iterator[Trial]:
    """Every round of an area, asked in its view of a matcher whose other areas are whole."""
    corpus = corpus.cleaned()
    for fold in _folds(corpus, rounds):
        block = learn(fold.kept, matcher.words, matcher.general.background)
        left = replace(matcher, blocks={**matcher.blocks, area: block})
        for whole, examples in ((False, fold.singles), (True, fold.wholes)):
            for example in examples:
                trial = _trial(example, left, area, whole=whole)
                if trial is not None:
                    yield trial


def _trial(example: Example, matcher: Matcher, area: str, *, whole: bool) -> Trial | None:
    """Ask an example; None where nothing is left that could be said."""
    view = matcher.view(area)
    asked = view.read(example.text, example.language)
    evidence = matcher.evidence({area: asked})
    if not (evidence.is_like.any() and evidence.many.any()):
        return None
    order, features = evidence.features()
    there = evidence.many[0, order[0]] > 0
    labels = [view.labels[at].id for at in order[0][there]]
    return Trial(example, whole, labels, features[0][there])


@dataclass(frozen=True)
class _Fold:
    """One round's parts: what is learned from, and what is asked."""

    kept: AreaCorpus
    singles: Sequence[Example]
    wholes: Sequence[Example]


def _folds(corpus: AreaCorpus, rounds: int) -> Iterator[_Fold]:
    """Each round. A label is left out whole in one of them, and its examples one by one in the
    others."""
    rng = np.random.default_rng(0)
    round_of = dict(
        zip(
            [one.id for one in corpus.labels],
            rng.permutation(len(corpus.labels)) % rounds,
            strict=True,
        )
    )
    turns_of: dict[str, Iterator[int]] = {}
    for label, many in Counter(example.label for example in corpus.examples).items():
        turns_of[label] = iter(
            (round_of[label] + 1 + rng.permutation(many) % (rounds - 1)) % rounds
        )
    turn = [next(turns_of[example.label]) for example in corpus.examples]
    for number in range(rounds):
        wholes = [one for one in corpus.examples if round_of[one.label] == number]
        alone = zip(corpus.examples, turn, strict=True)
        singles = [one for one, at in alone if at == number]
        rest = zip(corpus.examples, turn, strict=True)
        kept = [one for one, at in rest if at != number and round_of[one.label] != number]
        yield _Fold(
            replace(corpus, examples=kept), _some(singles, SINGLES, rng), _some(wholes, WHOLES, rng)
        )


def _some(examples: Sequence[Example], most: int, rng: np.random.Generator) -> Sequence[Example]:
    """At most so many of them, in their order."""
    if len(examples) <= most:
        return examples
    return [examples[at] for at in sorted(rng.choice(len(examples), most, replace=False))]
