"""Our matcher as one more system beside its peers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from benchmarks.peers import BEST, FALSE_ANSWERS, PEERS, Pair, Ranked, System, confidence

if TYPE_CHECKING:
    from bot.matching.corpus import AreaCorpus
    from bot.matching.matcher import Matcher
    from bot.matching.trust import Trust

WORDS = Path(__file__).parent.parent / "knowledge" / "words.yaml"
OFFERED = 0.6
"""The share of questions about what is missing for which another entry may be offered: above it, a
person takes the question."""

ROUNDS, MORE_ROUNDS, FEW = 3, 10, 3000
"""Rounds of holding out; more of them where there are few examples, of which each then learns
nearly all."""
_ALL = "all"

Decision = Literal["answer", "clarify", "handoff"]


class Ours(System):
    """The matcher as the bot builds it: one block with every entry, in one view, without the
    everyday words and the names of an editor."""

    name = "En väg in"

    def fit(self, train: Sequence[Pair]) -> None:
        from bot.knowledge.words import Words  # noqa: PLC0415
        from bot.knowledge.written import yamltext  # noqa: PLC0415
        from bot.matching.block import learn  # noqa: PLC0415
        from bot.matching.corpus import AreaCorpus, Example  # noqa: PLC0415
        from bot.matching.lexicon import General  # noqa: PLC0415
        from bot.matching.matcher import Matcher  # noqa: PLC0415
        from bot.matching.names import Label  # noqa: PLC0415
        from bot.matching.trust import Trust  # noqa: PLC0415

        shipped = Words.model_validate(yamltext.read(WORDS).tree)
        words = shipped.model_copy(update={"spoken": {}, "meaning": {}, "ours": []})
        examples = [Example(entry, text, self.language) for entry, text in train]
        general = General.nothing()
        corpus = AreaCorpus([*map(Label, sorted({entry for entry, _ in train}))], examples)
        blocks, views = {_ALL: learn(corpus, words, general.background)}, {_ALL: [_ALL]}
        unfitted = Matcher(words, blocks, views, general, Trust.unfitted())
        self._matcher = replace(unfitted, trust=_fitted(corpus, unfitted))

    def rank(self, text: str) -> Ranked:
        candidates = self._matcher.rank(text, _ALL, self.language).candidates[:BEST]
        return [(candidate.label, candidate.chance) for candidate in candidates]

    def calibrate(self, train: Sequence[Pair]) -> None:
        """The matcher did it when it was built."""
        self.threshold = self._matcher.trust.bound(FALSE_ANSWERS)
        self.offered = self._matcher.trust.bound(OFFERED)

    def decision(self, ranked: Ranked) -> Decision:
        """What the bot would do: say the answer, offer what is near, or hand the question to a
        person."""
        sure = confidence(ranked)
        if sure >= self.threshold:
            return "answer"
        return "clarify" if sure >= self.offered else "handoff"


def _fitted(corpus: AreaCorpus, matcher: Matcher) -> Trust:
    """The trust that holding out some of the corpus gives."""
    from benchmarks.trust import fit  # noqa: PLC0415
    from bot.matching.holdout import trials  # noqa: PLC0415

    rounds = MORE_ROUNDS if len(corpus.examples) < FEW else ROUNDS
    held = list(trials(corpus, _ALL, matcher, rounds))
    return fit(held, matcher) if held else matcher.trust


SYSTEMS: dict[str, type[System]] = {Ours.name: Ours, **{peer.name: peer for peer in PEERS}}
"""All that are compared, by name."""
