"""Whether a coordinator's reply to a card is really an answer: a command without its sign, words
that put it off and talk to a colleague look like one, and must not reach the asker unasked. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from bot import privacy, text
from bot.cases.case import number_before
from bot.cases.unsigned import command as command_in
from bot.cases.unsigned import opened
from bot.knowledge.held import Held

_LONGEST_TALK = 25
_LONGEST_DELAY = 30
_LONGEST_ACT = 20
"""Words: what says more than so beside it has answered something."""
_CALL = re.compile(r"@[^\W\d]\w*\b(?![.@])")
_HEADED = re.compile(
    r"\W{0,9}(?:(?:obs|ps|nb|hej|cc)\b\W{1,5})?(?:(?:till|för|åt|to)\b\s{1,9})?"
    r"([^\W\d_]{1,40}(?:-[^\W\d_]{1,40})?)\s{0,9}:"
)
"""Whom a sentence is for, said before it: "Till Anna: …", "(PS Anna: …"."""
_NAME_FIRST = re.compile(r"([^\W\d_]+(?:-[^\W\d_]+)?)\b(.*)", re.DOTALL)
_NAME_LAST = re.compile(r"(,?)\s{0,9}\b([^\W\d_]{1,40}(?:-[^\W\d_]{1,40})?)\s{0,9}\?{1,9}\W{0,20}$")


@dataclass(frozen=True, slots=True)
class Doubt:
    """Why a reply is held, and the name of the command that it was perhaps meant as."""

    kind: Literal["command", "delay", "colleague", "question", "moved", "other", "reason"]
    command: str = ""


HANDED_ON, CLOSING = Doubt("command", "lamna"), Doubt("command", "stang")
_OF_ACT: Mapping[str, Doubt] = {
    "dröjer": Doubt("delay"),
    "lämnar": HANDED_ON,
    "kollega": Doubt("colleague"),
    "fel_kort": Doubt("command", "angra"),
    "borta": Doubt("command", "borta"),
    "klar": CLOSING,
    "frågar": Doubt("command", "fraga"),
    "undrar": Doubt("question"),
    "svarar": Doubt("command", "svara"),
}


_ABOUT_THEM = ("frågar", "svarar")
_ABOUT_ONESELF = ("dröjer", "borta")


def of_act(kind: str, reply: str, held: Held) -> Doubt | None:
    """The doubt of an act that ``matching.acts`` knows it by; of a long text, or one that names an
    amount or says how to reach somebody, there is none: it has answered something. Nor is what is
    said to whoever asked said about them."""
    low, sentences = reply.lower(), [part.lower() for part in text.sentences(reply)]
    if len(text.tokens(reply)) > _LONGEST_ACT or held.reaches.search(low):
        return None
    if sentences and not _untold(sentences, held):
        return None
    if held.amount.search(low) or (kind in _ABOUT_THEM and held.to_asker.search(low)):
        return None
    if kind not in _ABOUT_ONESELF and "?" not in low and held.theirs.search(low):
        return None
    return _OF_ACT.get(kind)


def doubt(reply: str, held: Held, asked: str = "") -> Doubt | None:
    """Why this is perhaps no answer to what was asked, by its patterns; None where they find
    nothing. To a question about when something is, a time is an answer."""
    low = " ".join(number_before(reply)[1].lower().split())
    sentences = [part.lower() for part in text.sentences(reply)]
    if held.wants_time.match(opened(low, held)) or _first(held.automatic, low):
        return Doubt("delay")
    if (command := command_in(low, held)) is not None:
        return Doubt("command", command)
    if len(rest := _untold(sentences, held)) < len(sentences):
        low, sentences = " ".join(rest), rest
    if _is_to_colleague(low, sentences, held):
        return Doubt("colleague")
    if _puts_off(sentences, held, () if held.asks_when.search(asked.lower()) else held.times):
        return Doubt("delay")
    if any(_first(held.promises, one) for one in sentences):
        return Doubt("delay")
    return Doubt("question") if _only_asks(sentences, held) else None


def may_ask(reply: str, held: Held) -> bool:
    """Whether words that look like talk to a colleague may as well be a question to the asker: they
    end in one, call nobody by name, say no "we", and nothing of the card itself."""
    low = " ".join(reply.lower().split())
    if held.of_card.search(low):
        return False
    calls = _CALL.match(low) is not None or _names_one(opened(low, held), held)
    return low.endswith("?") and not calls and not held.us.search(low)


# Talk to a colleague


def is_for_colleague(why: str, held: Held) -> bool:
    """Whether the reason that a case is closed or put off for speaks to a colleague, or of whoever
    asked: "Anna ringer hen", "jag tar det internt"."""
    low = " ".join(privacy.without_marks(why).lower().split())
    if any(pattern.search(low) for pattern in held.for_colleague):
        return True
    names = (part for one in held.name_does.finditer(low) for part in one["name"].split("-"))
    return not held.to_asker.search(low) and any(name in held.first_names for name in names)


def _is_to_colleague(low: str, sentences: Sequence[str], held: Held) -> bool:
    if text.bare(low) in held.acknowledges or _CALL.match(low):
        return True
    if _first(held.hushed, low) or any(_is_of_the_house(one, held) for one in sentences):
        return True
    if len(text.tokens(low)) > _LONGEST_TALK or held.reaches.search(low):
        return False
    said = opened(low, held)
    return (
        any(pattern.search(said) for pattern in held.colleague)
        or _names_one(said, held)
        or _asks_the_room(sentences, held)
    )


def _is_of_the_house(sentence: str, held: Held) -> bool:
    """A sentence that mustn't reach whoever asked, whatever stands beside it: it says so itself, by
    whom it is headed, or asks somebody by name."""
    said = opened(sentence, held)
    if any(_first(held.internal, one) for one in (sentence, said)) or _is_headed(sentence, held):
        return True
    return "?" in said and _names_one(said, held)


def _is_headed(sentence: str, held: Held) -> bool:
    """Whether it says by its heading that it is for somebody of the house."""
    to = _HEADED.match(sentence)
    return to is not None and to[1] in held.first_names and not held.reaches.search(sentence)


def _names_one(said: str, held: Held) -> bool:
    """ "Lisa, kan du ta den?", "Är det här din, Anna?", "Lisa tar den"; a name that a sentence is
    about calls nobody."""
    last = _NAME_LAST.search(said)
    if last is not None and last[2] in held.first_names:
        return bool(last[1]) or held.them.search(said) is not None or last.start() == 0
    first = _NAME_FIRST.match(said)
    if first is None or first[1] not in held.first_names:
        return False
    is_called, is_theirs = first[2].lstrip().startswith(","), held.to_asker.search(first[2])
    asks = "?" in said and (held.them.search(first[2]) or (is_called and not is_theirs))
    speaks = is_called and _of_the_card(first[2], held)
    return bool(asks) or speaks or held.does.match(first[2]) is not None


def _of_the_card(said: str, held: Held) -> bool:
    """Whether it is about the question as a thing: "avslag på denna"."""
    return not held.to_asker.search(said) and held.this_one.search(said) is not None


def _asks_the_room(sentences: Sequence[str], held: Held) -> bool:
    """Nothing but questions, none of them with a word to the asker; or one with "vi"."""
    said = [one for one in sentences if not _is_courtesy(one, held)]
    asks = [one for one in said if one.rstrip(' "”)').endswith("?")]
    to_nobody = [one for one in asks if not held.to_asker.search(one)]
    only_asks = bool(said) and len(to_nobody) == len(said)
    return only_asks or any(held.us.search(one) for one in to_nobody)


def _only_asks(sentences: Sequence[str], held: Held) -> bool:
    """Nothing but questions to the asker: they are asked back, and the answer is still owed."""
    said = [opened(one, held) for one in sentences if not _is_courtesy(one, held)]
    asks = [one for one in said if _is_asking(one, held)]
    return bool(said) and asks == said and not any(held.reaches.search(one) for one in said)


def _is_asking(sentence: str, held: Held) -> bool:
    """With its sign, or in words that only ask."""
    ends = sentence.rstrip(' "”)').endswith("?")
    return ends or any(pattern.search(sentence) for pattern in held.asks)


# Words that put it off


def _untold(sentences: Sequence[str], held: Held) -> list[str]:
    """The sentences but those that tell what somebody else does, or what is free; courtesies alone
    beside one of those are told too."""
    left = [one for one in sentences if not _tells(opened(one, held), held)]
    is_told = len(left) < len(sentences) and all(_is_courtesy(one, held) for one in left)
    return [] if is_told else left


def _tells(sentence: str, held: Held) -> bool:
    """ "En tekniker kommer i eftermiddag": an answer; "Lisa kommer i eftermiddag" may be talk of a
    colleague."""
    first = next(iter(text.tokens(sentence)), "")
    return first not in held.first_names and _first(held.told, sentence) is not None


def answers_too(said: str, held: Held) -> bool:
    """Whether a sentence of what puts an answer off answers something: "Kort svar: ja. Längre svar
    kommer på fredag"."""
    sentences = [part.lower() for part in text.sentences(said)]
    late = [one for one in sentences if _first((*held.delays, *held.times), one)]
    return any(_first(held.brief, one) for one in sentences if one not in late)


def _puts_off(sentences: Sequence[str], held: Held, times: Iterable[re.Pattern[str]]) -> bool:
    """Whether an answer is put off, and nothing is answered beside that."""
    said = [opened(one, held) for one in sentences if not _is_courtesy(one, held)]
    if not said:
        return bool(sentences)
    delays = (*held.delays, *times)
    late = {one: match for one in said if (match := _first(delays, one)) is not None}
    others = [one for one in said if one not in late]
    before = [one[: match.start()] for one, match in late.items()]
    if not late or any(_first(held.answers, one) for one in (*others, *before)):
        return False
    return sum(len(text.tokens(one)) for one in others) <= _LONGEST_DELAY


def _is_courtesy(sentence: str, held: Held) -> bool:
    return any(pattern.fullmatch(sentence) for pattern in held.courtesy)


def _first(patterns: Iterable[re.Pattern[str]], said: str) -> re.Match[str] | None:
    return next((match for pattern in patterns if (match := pattern.search(said))), None)
