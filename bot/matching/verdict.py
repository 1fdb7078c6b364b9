"""What a question may come to, and how sure is sure enough. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from bot.knowledge.fields import Slot
from bot.matching.matcher import Candidate, Ranking

Kind = Literal["answer", "entries", "areas", "unknown", "slot", "low", "outside", "smalltalk"]


@dataclass(frozen=True)
class Policy:
    """How sure is sure enough."""

    false_answers: float = 0.17
    """The share of questions about an entry that is missing that may be answered by another. It
    looks high because it is measured on the knowledge's own siblings, each of which carries the
    core of the others' matter; on the exam it gives a tenth as many."""
    doubt: float = 0.6
    """An unknown this near to the best entry, as a share of its chance, is what the question is
    taken for."""
    own: float = 0.4
    """An area's own entry this near to the country's, as a share of its chance, is preferred."""
    whole: float = 1.2
    """The country's answer that is so many times as likely as an unknown about a place's own form
    of a national thing is preferred."""
    named_no: float = 0.2
    """How sure an unknown must be for the bot to say by name what its sources lack; else it only
    says that it finds nothing."""
    siblings: float = 0.5
    """How much of the chance of entries about the same named thing is added to the best one's."""
    near: float = 0.8
    """The share of the bound from which an area is worth asking about; entries are from half of
    that, where they reach the bound together."""
    few_words: int = 3
    vague: float = 0.3
    """So few words, with no name among them, are asked back about where no entry is likelier than
    this: "ungdomar", "hjälp oss"."""
    smalltalk_words: int = 12
    followup_minutes: int = 30
    most_choices: int = 3
    handoff: Literal["ask", "auto"] = "ask"
    """Whether a question is sent only once the asker has said yes."""


@dataclass(frozen=True)
class Verdict:
    """What a question came to: the entry or unknown it is about, how sure, and what was near."""

    kind: Kind
    label: str | None = None
    chance: float = 0.0
    others: tuple[str, ...] = ()
    areas: tuple[str, ...] = ()
    slot: Slot | None = None
    area: str | None = None
    """The area that the question itself gives away, by a name that only one area has."""
    rankings: Mapping[str, Ranking] = field(default_factory=dict)

    @property
    def candidates(self) -> list[Candidate]:
        """All that the question was compared with, in every place that it may be of."""
        return [one for ranking in self.rankings.values() for one in ranking.candidates]

    @property
    def chances(self) -> dict[str, float]:
        """What each of them is worth, by its label; of one that stands in several places, in the
        last."""
        return {one.label: one.chance for one in self.candidates}
