"""Which open questions ask the same, and which one a reply is about. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from rapidfuzz import fuzz

from bot.cases.case import Case
from bot.text import bare

_SAME = 85
"""From this likeness of their words (of 100) two open questions in one area are shown as perhaps
the same."""


_NAME, _FAR = 2, 2
"""What a name counts beside a word, and from how much more two texts have in common they are far
more alike."""


@dataclass(frozen=True, slots=True)
class Said:
    """The names of things in a text, and its other words, as the matcher reads them."""

    names: frozenset[str]
    words: frozenset[str]

    def shared(self, other: Said) -> int:
        return _NAME * len(self.names & other.names) + len(self.words & other.words)


def fits_better(reply: Said, own: Said, others: Mapping[str, Said]) -> str:
    """The number of the question that a reply is far more like than its own, with which it has
    nothing in common; "" where there is none, or where either is about nothing that has a name."""
    known = {number: said for number, said in others.items() if said.names - own.names}
    if not own.names or reply.shared(own) or not known:
        return ""
    best = max(known, key=lambda number: reply.shared(known[number]))
    return best if reply.shared(known[best]) >= _FAR else ""


def alike(case: Case, others: Iterable[Case]) -> list[Case]:
    """Those of the others in the same area that ask the same: the same unknown, or much the same
    words."""
    words = bare(case.question)
    return [
        other
        for other in others
        if other.number != case.number
        and other.area == case.area
        and other.practice == case.practice
        and (
            (case.label and other.label == case.label)
            or fuzz.token_sort_ratio(words, bare(other.question)) >= _SAME
        )
    ]
