"""Which entries and unknowns a question is like, and how sure that is: milliseconds a question.

An area's labels are a *block*; the blocks that compete for an area are its *view*. Each block has a
linear classifier of its own labels; the calibrated chance that a candidate is right is the same
function in every view.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import NamedTuple

from rapidfuzz import fuzz, process

from bot.knowledge.words import Words
from bot.matching.block import Block
from bot.matching.corpus import Example
from bot.matching.evidence import Evidence
from bot.matching.lexicon import General
from bot.matching.look import Asked, Looks
from bot.matching.reading import Reading
from bot.matching.trust import MANY, Trust
from bot.matching.view import View

OTHER_NAME = 0.4
"""What is left of a candidate's chance where the question names something else."""


class Candidate(NamedTuple):
    """A label with the chance (0 to 1) that it is what was asked."""

    label: str
    chance: float


@dataclass(frozen=True)
class Ranking:
    """Candidates, best first, and how the question was read."""

    candidates: tuple[Candidate, ...]
    reading: Reading
    names: frozenset[str]
    """Declared names found in the question, squashed."""


@dataclass(frozen=True)
class Matcher:
    """What is learned, area by area; ``areas`` names those of each area's view, its own first."""

    words: Words
    blocks: Mapping[str, Block]
    areas: Mapping[str, Sequence[str]]
    general: General
    trust: Trust
    gone: frozenset[str] = frozenset()
    """Labels that are no more since it was learned: rivals still, but never candidates."""
    talk: Mapping[str, Block] = field(default_factory=dict)
    """What people do by what they say, by who says it."""

    @property
    def all_blocks(self) -> dict[str, Block]:
        """All that is learned by itself, by name: ``Corpus.blocks``."""
        return {**self.blocks, **self.talk}

    @property
    def views(self) -> Iterable[str]:
        """The areas that have a view."""
        return self.areas.keys()

    def view(self, area: str) -> View:
        """The view of an area; made once."""
        if area not in self._views:
            blocks = {name: self.blocks[name] for name in self.areas[area]}
            self._views[area] = View(blocks, self.words, self.general)
        return self._views[area]

    @cached_property
    def _views(self) -> dict[str, View]:
        return {}

    @cached_property
    def of_talk(self) -> Matcher:
        """The same of what people do by what they say: a view for each who says it."""
        views = {who: [who] for who in self.talk}
        return Matcher(self.words, self.talk, views, self.general, self.trust)

    @cached_property
    def everywhere(self) -> View:
        """All areas side by side, for who hasn't said where they are."""
        return View(self.blocks, self.words, self.general)

    @cached_property
    def home(self) -> Mapping[str, str]:
        """The area of each label's block."""
        return {label.id: area for area, block in self.blocks.items() for label in block.labels}

    def names_of(self, label: str) -> frozenset[str]:
        """The names that a label has in its own area, by declaration or by use, squashed."""
        return self.view(self.home[label]).names_of(label) if label in self.home else frozenset()

    def rank(self, question: str, view: str, language: str = "sv") -> Ranking:
        """The candidates of one view for one question."""
        return self.rank_views(question, [view], language)[view]

    def rank_everywhere(self, question: str, language: str = "sv") -> dict[str, Ranking]:
        """The candidates of every view for one question."""
        return self.rank_views(question, self.views, language)

    def rank_views(
        self, question: str, views: Iterable[str], language: str = "sv"
    ) -> dict[str, Ranking]:
        """The same question in several views; a block is looked at once by those that read it
        alike."""
        asked = {view: self.view(view).read(question, language) for view in views}
        evidence = self.evidence(asked)
        if not evidence.many.any():
            return {view: Ranking((), one.reading, one.names) for view, one in asked.items()}
        order, features = evidence.features()
        chances = self.trust.chance(features) * evidence.is_like[:, None]
        rows = zip(asked.items(), order.tolist(), chances.tolist(), strict=True)
        return {
            view: Ranking(self._candidates(view, one, *row), one.reading, one.names)
            for (view, one), *row in rows
        }

    def evidence(self, asked: Mapping[str, Asked]) -> Evidence:
        """What is known of a question in some views: a row for each."""
        looks = Looks(self.words, self.general)
        return Evidence.stacked(
            [self.view(name).evidence(one, looks) for name, one in asked.items()]
        )

    def _candidates(
        self, area: str, asked: Asked, places: Iterable[int], chances: Iterable[float]
    ) -> tuple[Candidate, ...]:
        """The candidates in order. A question that names a thing is hardly about an entry that
        nobody asks for with that name."""
        view = self.view(area)
        fits = view.users(asked.names) if asked.names else None
        candidates = []
        for at, chance in zip(places, chances, strict=True):
            is_there = at < len(view.labels) and view.many[at] > 0
            if is_there and view.labels[at].id not in self.gone:
                fitting = chance if fits is None or fits[at] else chance * OTHER_NAME
                candidates.append(Candidate(view.labels[at].id, fitting))
        return tuple(sorted(candidates, key=lambda one: (-one.chance, one.label)))

    def says_nothing_of(self, label: str, reading: Reading) -> bool:
        """Whether a question has words that tell what it is about, beside the names in it, and no
        example of the label has any of them, though it has many: "är Csam gratis" is about Csam,
        and still no question that its entry was written for. That a label with few examples lacks a
        word tells nothing."""
        area = self.home[label]
        block, view = self.blocks[area], self.view(area)
        at = block.place[label]
        if block.many[at] < MANY:
            return False
        weights = tuple(view.declared.read(reading.words)[1])
        looks = Looks(self.words, self.general)
        return bool(looks.told(block, Asked(reading, frozenset(), weights))[at] == 0)

    def nearest(self, label: str, reading: Reading) -> Example | None:
        """The label's example that is most like a question, if it has any."""
        examples = self.blocks[self.home[label]].examples[label]
        texts = [example.text.lower() for example in examples]
        best = process.extractOne(" ".join(reading.words), texts, scorer=fuzz.token_sort_ratio)
        return examples[best[2]] if best else next(iter(examples), None)


def merged(rankings: Sequence[Ranking]) -> Ranking:
    """The rankings of a story's parts as one: each label's best chance."""
    if len(rankings) == 1:
        return rankings[0]
    best: dict[str, Candidate] = {}
    for candidate in (one for ranking in rankings for one in ranking.candidates):
        if candidate.label not in best or candidate.chance > best[candidate.label].chance:
            best[candidate.label] = candidate
    ordered = tuple(sorted(best.values(), key=lambda c: (-c.chance, c.label)))
    sharpest = max(rankings, key=lambda r: r.candidates[0].chance if r.candidates else 0.0)
    names = frozenset().union(*(ranking.names for ranking in rankings))
    return replace(sharpest, candidates=ordered, names=names)
