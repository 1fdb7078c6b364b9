"""Which words of a question spoke for a label, and which for another. Pure."""

from __future__ import annotations

from bot.matching.matcher import Matcher, terms
from bot.matching.reading import Reading
from bot.matching.vectors import CHARS, PAIRS, Floats, Ints
from bot.text import fold


def influence(
    matcher: Matcher, reading: Reading, label: str, rival: str | None = None
) -> list[tuple[str, float]]:
    """How much each word of a question spoke for a label to the linear classifiers, against a rival
    if there is one; what spoke most for it comes first. A word has its own weight, that of its
    characters, and its share of the pairs it is in; a kind of fact asked for counts as a word."""
    weights = matcher.names.read(reading.words)[1]
    columns, values = matcher.space.vector(terms(reading, weights))
    worth = _weight(matcher, label, columns)
    if rival is not None:
        worth = worth - _weight(matcher, rival, columns)
    total = dict.fromkeys([*reading.words, *reading.facts], 0.0)
    for (channel, term), amount in zip(
        matcher.space.terms_at(columns), worth * values, strict=True
    ):
        sources = _sources(channel, term, reading)
        for word in sources:
            total[word] += float(amount) / len(sources)
    return sorted(total.items(), key=lambda item: (-item[1], item[0]))


def _weight(matcher: Matcher, label: str, columns: Ints) -> Floats:
    """What a label's classifier gives each term: shape (terms,)."""
    at = matcher.order.index(label)
    name = next(name for name, (begin, end) in matcher.blocks.items() if begin <= at < end)
    return matcher.linear[name].weight(columns, at - matcher.blocks[name][0])


def _sources(channel: int, term: str, reading: Reading) -> list[str]:
    """The words of a question that one of its terms was made of."""
    if channel == CHARS:
        return [word for word in dict.fromkeys(reading.words) if term in f" {fold(word)} "]
    parts = {term, *term.split("~" if channel == PAIRS else " ")}
    typed = zip(reading.terms, (*reading.words, *reading.facts), strict=True)
    return list(dict.fromkeys(word for stem, word in typed if stem in parts))
