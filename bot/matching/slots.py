"""Which kinds of fact a question asks for: an amount, a date, a contact, how to apply. Pure.

An entry says itself which kinds it is ``missing``; a question that asks for one of those is not
answered by it. How people ask for each kind stands in ``words.yaml``. Questions are normalised, in
lower case.
"""

from __future__ import annotations

from bot.knowledge.fields import Slot
from bot.knowledge.words import Words

_STILL: Slot = "nuläge"


def of(question: str, words: Words) -> frozenset[Slot]:
    """The kinds of fact that a question asks for, but for whether something is still so."""
    return frozenset(s for s in words.slots if s != _STILL and _asks(question, s, words))


def asks_whether_still(question: str, words: Words) -> bool:
    """Whether a question asks if something is still so: an old source can't say that."""
    return _asks(question, _STILL, words)


def _asks(question: str, slot: Slot, words: Words) -> bool:
    return slot in words.asked and words.asked[slot].search(question) is not None
