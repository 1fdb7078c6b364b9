"""Commands that are written without their sign, and what such words say. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from bot import text
from bot.cases.case import number_before
from bot.knowledge.held import Held

_LONGEST = 14
"""Words: what says more than so beside it has answered something."""
_SHORTEST_MISSPELT = 4
_SIGNS = re.compile(r"^[\s/!.#\\-]+")
_INSIDE = re.compile(r"(?:^|\s)[/!]([a-z]+)\b")
"""A command with its sign, within a text."""


def opened(sentence: str, held: Held) -> str:
    """A sentence without what stands before anything is said: "Hej!", "Oj,"."""
    return held.opens.sub("", sentence, count=1) if held.opens.match(sentence) else sentence


def command(low: str, held: Held) -> str | None:
    """The name of the command that a text in small letters begins with the words of."""
    written = opened(_SIGNS.sub("", low), held)
    if len(text.tokens(written)) > _LONGEST or held.reaches.search(written):
        return None
    if (inside := _INSIDE.search(low)) is not None and inside[1] in held.commands:
        return inside[1]
    for name, patterns in held.commands.items():
        if any(pattern.match(written) for pattern in patterns):
            return name
    folded = _spelt(text.fold(written), held.commands)
    for name, patterns in held.commands.items():
        if any(_folded(pattern).match(folded) for pattern in patterns):
            return name
    return None


def said_in(reply: str, held: Held) -> str:
    """What a command without its sign says: what follows its words, as it was written."""
    written = _SIGNS.sub("", number_before(reply)[1].strip())
    begins = held.opens.match(written.lower())
    written = written[begins.end() :] if begins else written
    found = _folded(held.word).match(text.fold(written.lower()))
    return written[found.end() :] if found else written


def reason_in(reply: str, held: Held) -> str:
    """Why something is closed, as it was written; "" where it only says that it is: "den kan vi
    stänga"."""
    said = said_in(reply, held)
    is_bare = all(word in held.no_reason for word in text.tokens(said))
    return "" if is_bare else said


@cache
def _folded(pattern: re.Pattern[str]) -> re.Pattern[str]:
    """It, where neither it nor what it is looked for in has diacritics."""
    return re.compile(text.fold(pattern.pattern))


def _spelt(folded: str, commands: Iterable[str]) -> str:
    """A text whose first word is a command's with letters doubled or in another order, with the
    command instead."""
    first = re.match(r"[a-z]+", folded)
    if first is None or len(first[0]) < _SHORTEST_MISSPELT:
        return folded
    letters = _letters(first[0])
    meant = next(
        (one for one in commands if one[0] == first[0][0] and _letters(one) == letters), first[0]
    )
    return meant + folded[first.end() :]


def _letters(word: str) -> list[str]:
    return sorted(re.sub(r"(.)\1+", r"\1", word))
