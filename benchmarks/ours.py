"""Our matcher as one more system beside its peers."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Literal

from benchmarks.peers import BEST, FALSE_ANSWERS, PEERS, Pair, Ranked, System, confidence

WORDS = Path(__file__).parent.parent / "knowledge" / "words.yaml"
OFFERED = 0.6
"""The share of questions about what is missing for which another entry may be offered: above it, a
person takes the question."""

Decision = Literal["answer", "clarify", "handoff"]


class Ours(System):
    """The matcher as the bot builds it: one block with every entry, in one view, without the
    everyday words and the names of an editor."""

    name = "En väg in"

    def fit(self, train: Sequence[Pair]) -> None:
        from bot.knowledge import yamltext  # noqa: PLC0415
        from bot.knowledge.words import Words  # noqa: PLC0415
        from bot.matching.corpus import Corpus, Example  # noqa: PLC0415
        from bot.matching.names import Label  # noqa: PLC0415
        from bot.matching.reading import Reader  # noqa: PLC0415
        from bot.matching.training import build  # noqa: PLC0415

        shipped = Words.model_validate(yamltext.read(WORDS).tree)
        words = shipped.model_copy(update={"spoken": {}, "meaning": {}, "ours": []})
        examples = [Example(entry, text, self.language) for entry, text in train]
        entries = sorted({entry for entry, _ in train})
        corpus = Corpus(examples, [*map(Label, entries)], {"all": entries}, {"all": ["all"]})
        self._matcher = build(corpus, Reader.learn(words, [text for _, text in train]))

    def rank(self, text: str) -> Ranked:
        candidates = self._matcher.rank(text, "all", self.language).candidates[:BEST]
        return [(candidate.label, candidate.chance) for candidate in candidates]

    def calibrate(self, train: Sequence[Pair]) -> None:
        """The matcher did it when it was built."""
        self.threshold = self._matcher.bound(FALSE_ANSWERS)
        self.offered = self._matcher.bound(OFFERED)

    def decision(self, ranked: Ranked) -> Decision:
        """What the bot would do: say the answer, offer what is near, or hand the question to a
        person."""
        sure = confidence(ranked)
        if sure >= self.threshold:
            return "answer"
        return "clarify" if sure >= self.offered else "handoff"


SYSTEMS: dict[str, type[System]] = {Ours.name: Ours, **{peer.name: peer for peer in PEERS}}
"""All that are compared, by name."""
