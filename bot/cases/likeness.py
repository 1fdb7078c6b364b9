"""Which open questions ask the same. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from rapidfuzz import fuzz

from bot.cases.case import Case
from bot.text import bare

_SAME = 85
"""From this likeness of their words (of 100) two open questions in one area are shown as perhaps
the same."""


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
