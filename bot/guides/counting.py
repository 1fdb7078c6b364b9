"""The numbers that somebody answers with: "34", "vi är 34", "ett trettiotal", "12–20 år",
"sedan 1987". Pure."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass

from bot.knowledge.conditions import Inquiry
from bot.knowledge.own_words import Amounts
from bot.text import fold

_TOKEN = re.compile(r"\d{1,3}(?:[  ]\d{3}){1,4}(?!\d)|\d+(?:,\d+)?|[^\W\d_]+")
_FIRST_YEAR = 1800
_OLDEST = 99
_A_BIT = 0.5
"""By how much more than twenty "över tjugo" is."""
_MOSTLY = 0.75
"""How much of a span a choice has to cover, to be meant by it."""


@dataclass(frozen=True, slots=True)
class Number:
    """A number, or the two ends of a span, and what stands around it."""

    low: float
    high: float
    before: str
    after: str


def numbers(amounts: Amounts, said: str) -> list[Number]:
    """Those of a text, as they come; two with a sign of a span between are one."""
    found = list(_found(amounts, said))
    joined: list[Number] = []
    for value, start, end in found:
        last = joined[-1] if joined else None
        gap = last.after[: len(last.after) - len(said[start:])] if last is not None else ""
        if last is not None and last.low <= value and amounts.span.fullmatch(gap.strip()):
            joined[-1] = Number(last.low, value, last.before, said[end:])
        else:
            joined.append(Number(value, value, said[:start], said[end:]))
    return joined


def _found(amounts: Amounts, said: str) -> Iterator[tuple[float, int, int]]:
    """Each number with where it begins and ends; words in a row are one: "hundra tjugo"."""
    last: tuple[float, int, int] | None = None
    for match in _TOKEN.finditer(said):
        value = _value(amounts, match[0])
        if value is None or _is_article(amounts, match[0], said[match.end() :]):
            continue
        is_word = not match[0][0].isdigit()
        if last is not None and is_word and said[last[2] : match.start()] == " ":
            value, start = (last[0] + value, last[1]) if last[0] >= 100 > value else (value, None)
        else:
            start = None
        if last is not None and start is None:
            yield last
        last = (value, match.start() if start is None else start, match.end())
    if last is not None:
        yield last


def _is_article(amounts: Amounts, word: str, after: str) -> bool:
    counted = (amounts.years, amounts.parts, amounts.heads, amounts.span)
    if word.lower() not in amounts.articles or not after.strip(" .!"):
        return False
    return not any(one.match(after.lstrip() if one is amounts.span else after) for one in counted)


def _value(amounts: Amounts, word: str) -> float | None:
    if word[0].isdigit():
        return float(re.sub(r"\s", "", word).replace(",", "."))
    plain = fold(word.lower())
    for ending in amounts.about:
        plain = plain.removesuffix(ending) or plain
    return _word(amounts, plain)


def _word(amounts: Amounts, plain: str) -> float | None:
    """A number in letters; of two that are one word both: "trettiofyra", "trehundra"."""
    known = {fold(word): value for word, value in amounts.words.items()}
    if plain in known:
        return known[plain]
    for head, value in known.items():
        rest = known.get(plain.removeprefix(head)) if plain.startswith(head) else None
        if rest is not None and rest < value:
            return value + rest
        if rest is not None and rest in (100, 1000):
            return value * rest
    return None


def meant(inquiry: Inquiry, amounts: Amounts, said: str, today: dt.date) -> set[str]:
    """The choices that the numbers of a text mean: none, one, or several."""
    every = [one for one in numbers(amounts, said) if not amounts.other.match(one.after)]
    named = [one for one in every if amounts.heads.match(one.after)]
    found = set[str]()
    for one in named or every:
        span = _span(inquiry, amounts, one, today)
        value = _reached(inquiry, *span) if span is not None else None
        found |= {value} if value is not None else set()
    return found


def _span(
    inquiry: Inquiry, amounts: Amounts, number: Number, today: dt.date
) -> tuple[float, float] | None:
    """What a number says of what is counted; None where it counts something else."""
    if inquiry.counts == "antal" and amounts.years.match(number.after):
        return None
    if inquiry.counts == "år" and number.low >= _FIRST_YEAR:
        return _since(number, today)
    if inquiry.counts == "år" and amounts.parts.match(number.after):
        return number.low / 12, number.high / 12
    return _bounded(amounts, number, is_age=inquiry.counts == "ålder")


def _since(number: Number, today: dt.date) -> tuple[float, float] | None:
    """The years that there have been since one."""
    ago = today.year - number.low
    return (ago, ago) if ago >= 0 else None


def _bounded(amounts: Amounts, number: Number, *, is_age: bool) -> tuple[float, float]:
    """A number, or all that it is a bound of: "under fem", "65+"; a little more than "över
    tjugo"."""
    is_more = amounts.more.search(number.before) or amounts.upwards.match(number.after)
    if number.low != number.high or not (is_more or amounts.less.search(number.before)):
        return number.low, number.high
    if not is_more:
        return 0, number.low - _A_BIT
    return (number.low, max(number.low, _OLDEST)) if is_age else (number.low + _A_BIT,) * 2


def _reached(inquiry: Inquiry, low: float, high: float) -> str | None:
    """The choice that a span lies in, or mostly."""
    if low == high:
        within = (one for one in inquiry.options if one.reach and one.reach.has(low))
        return next((one.id for one in within), None)
    shares = {one.id: one.reach.share(low, high) for one in inquiry.options if one.reach}
    best = max(shares, key=lambda id_: shares[id_], default="")
    return best if shares.get(best, 0) >= _MOSTLY else None
