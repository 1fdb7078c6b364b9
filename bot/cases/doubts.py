"""Whether a coordinator's reply to a card is really an answer: a command without its sign, words
that put it off and talk to a colleague look like one, and must not reach the asker unasked. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal

from bot import text
from bot.cases.case import number_before
from bot.knowledge.held import Held

_LONGEST_COMMAND = 14
_LONGEST_TALK = 25
_LONGEST_DELAY = 30
_LONGEST_ACT = 20
"""Words: what says more than so beside it has answered something."""
_SHORTEST_MISSPELT = 4
_SIGNS = re.compile(r"^[\s/!.#\\-]+")
_CALL = re.compile(r"@[^\W\d]\w*\b(?![.@])")
_INSIDE = re.compile(r"(?:^|\s)[/!]([a-z]+)\b")
"""A command with its sign, within a text."""
_NAME_FIRST = re.compile(r"([^\W\d_]+(?:-[^\W\d_]+)?)\b(.*)", re.DOTALL)
_NAME_LAST = re.compile(r"(,?)\s{0,9}\b([^\W\d_]{1,40}(?:-[^\W\d_]{1,40})?)\s{0,9}\?{1,9}\W{0,20}$")


@dataclass(frozen=True, slots=True)
class Doubt:
    """Why a reply is held, and the name of the command that it was perhaps meant as."""

    kind: Literal["command", "delay", "colleague", "question", "moved"]
    command: str = ""


_OF_ACT: Mapping[str, Doubt] = {
    "dröjer": Doubt("delay"),
    "lämnar": Doubt("command", "lamna"),
    "kollega": Doubt("colleague"),
    "fel_kort": Doubt("command", "angra"),
    "borta": Doubt("command", "borta"),
    "klar": Doubt("command", "stang"),
}


def of_act(kind: str, reply: str, held: Held) -> Doubt | None:
    """The doubt of an act that ``matching.acts`` knows it by; of a long text, or one that says how
    to reach somebody, there is none: it has answered something."""
    if len(text.tokens(reply)) > _LONGEST_ACT or held.reaches.search(reply.lower()):
        return None
    return _OF_ACT.get(kind)


def doubt(reply: str, held: Held) -> Doubt | None:
    """Why this is perhaps no answer, by its patterns; None where they find nothing."""
    low = " ".join(number_before(reply)[1].lower().split())
    sentences = [part.lower() for part in text.sentences(reply)]
    if (command := _command(low, held)) is not None:
        return Doubt("command", command)
    if _is_to_colleague(low, sentences, held):
        return Doubt("colleague")
    if _puts_off(sentences, held):
        return Doubt("delay")
    return Doubt("question") if _only_asks(sentences, held) else None


def may_ask(reply: str, held: Held) -> bool:
    """Whether words that look like talk to a colleague may as well be a question to the asker: they
    end in one, and call nobody by name and say no "we"."""
    low = " ".join(reply.lower().split())
    calls = _CALL.match(low) is not None or _names_one(_opened(low, held), held)
    return low.endswith("?") and not calls and not held.us.search(low)


def said_in(reply: str, held: Held) -> str:
    """What a command without its sign says: what follows its words, as it was written."""
    written = _SIGNS.sub("", number_before(reply)[1].strip())
    opened = held.opens.match(written.lower())
    written = written[opened.end() :] if opened else written
    found = _folded(held.word).match(text.fold(written.lower()))
    return written[found.end() :] if found else written


def _command(low: str, held: Held) -> str | None:
    written = _opened(_SIGNS.sub("", low), held)
    if len(text.tokens(written)) > _LONGEST_COMMAND or held.reaches.search(written):
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


# Talk to a colleague


def _is_to_colleague(low: str, sentences: Sequence[str], held: Held) -> bool:
    if text.bare(low) in held.acknowledges or _CALL.match(low):
        return True
    if len(text.tokens(low)) > _LONGEST_TALK or held.reaches.search(low):
        return False
    said = _opened(low, held)
    return (
        any(pattern.search(said) for pattern in held.colleague)
        or _names_one(said, held)
        or _asks_the_room(sentences, held)
    )


def _names_one(said: str, held: Held) -> bool:
    """ "Lisa, kan du ta den?", "Är det här din, Anna?", "Lisa tar den"; a name that a sentence is
    about calls nobody."""
    last = _NAME_LAST.search(said)
    if last is not None and last[2] in held.first_names:
        return bool(last[1]) or held.them.search(said) is not None or last.start() == 0
    first = _NAME_FIRST.match(said)
    if first is None or first[1] not in held.first_names:
        return False
    asks = "?" in said and held.them.search(first[2]) is not None
    return asks or held.does.match(first[2]) is not None


def _asks_the_room(sentences: Sequence[str], held: Held) -> bool:
    """Nothing but questions, none of them with a word to the asker; or one with "vi"."""
    said = [one for one in sentences if not _is_courtesy(one, held)]
    asks = [one for one in said if one.rstrip(' "”)').endswith("?")]
    to_nobody = [one for one in asks if not held.to_asker.search(one)]
    only_asks = bool(said) and len(to_nobody) == len(said)
    return only_asks or any(held.us.search(one) for one in to_nobody)


def _only_asks(sentences: Sequence[str], held: Held) -> bool:
    """Nothing but questions to the asker: they are asked back, and the answer is still owed."""
    said = [one for one in sentences if not _is_courtesy(one, held)]
    asks = [one for one in said if one.rstrip(' "”)').endswith("?")]
    return bool(said) and asks == said and not any(held.reaches.search(one) for one in said)


# Words that put it off


def _puts_off(sentences: Sequence[str], held: Held) -> bool:
    """Whether an answer is put off, and nothing is answered beside that."""
    said = [_opened(one, held) for one in sentences if not _is_courtesy(one, held)]
    if not said:
        return bool(sentences)
    late = {one: match for one in said if (match := _first(held.delays, one)) is not None}
    others = [one for one in said if one not in late]
    before = [one[: match.start()] for one, match in late.items()]
    if not late or any(_first(held.answers, one) for one in (*others, *before)):
        return False
    return sum(len(text.tokens(one)) for one in others) <= _LONGEST_DELAY


def _opened(sentence: str, held: Held) -> str:
    return held.opens.sub("", sentence, count=1) if held.opens.match(sentence) else sentence


def _is_courtesy(sentence: str, held: Held) -> bool:
    return any(pattern.fullmatch(sentence) for pattern in held.courtesy)


def _first(patterns: Iterable[re.Pattern[str]], said: str) -> re.Match[str] | None:
    return next((match for pattern in patterns if (match := pattern.search(said))), None)
