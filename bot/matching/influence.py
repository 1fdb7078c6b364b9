"""Which words of a question spoke for a label, and which for another. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from bot.matching.block import terms
from bot.matching.matcher import Matcher
from bot.matching.reading import Reading
from bot.matching.vectors import CHARS, PAIRS, weighed
from bot.text import fold


def influence(
    matcher: Matcher, reading: Reading, label: str, rival: str | None = None
) -> list[tuple[str, float]]:
    """How much each word of a question spoke for a label to the linear classifiers, against a rival
    if there is one; what spoke most for it comes first. A word has its own weight, that of its
    characters, and its share of the pairs it is in; a kind of fact asked for counts as a word."""
    total = dict.fromkeys([*reading.words, *reading.facts], 0.0)
    for id_, sign in ((label, 1.0), *([(rival, -1.0)] if rival else [])):
        for channel, term, amount in _spoke(matcher, reading, id_):
            sources = _sources(channel, term, reading)
            for word in sources:
                total[word] += sign * amount / len(sources)
    return sorted(total.items(), key=lambda item: (-item[1], item[0]))


def _spoke(matcher: Matcher, reading: Reading, label: str) -> Iterator[tuple[int, str, float]]:
    """How much each term of a question spoke for a label: its channel, the term and the score."""
    area = matcher.home[label]
    block, weights = matcher.blocks[area], matcher.view(area).declared.read(reading.words)[1]
    text = weighed(terms(reading, weights), matcher.general.background)
    columns, values = block.space.vector(text)
    worth = block.linear.weight(columns, block.place[label]) * values
    for (channel, term), amount in zip(block.space.terms_at(columns), worth, strict=True):
        yield channel, term, float(amount)


def _sources(channel: int, term: str, reading: Reading) -> list[str]:
    """The words of a question that one of its terms was made of."""
    if channel == CHARS:
        return [word for word in dict.fromkeys(reading.words) if term in f" {fold(word)} "]
    parts = {term, *term.split("~" if channel == PAIRS else " ")}
    typed = zip(reading.terms, (*reading.words, *reading.facts), strict=True)
    return list(dict.fromkeys(word for stem, word in typed if stem in parts))
