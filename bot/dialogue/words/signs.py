"""How a message shows what it does: what it is made of, by the words of ``knowledge/talk.yaml``.
Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from functools import lru_cache

from bot import text
from bot.knowledge.words import Asked, LeftOut, OwnQuestion, Talk

_BREAK = re.compile(r"[.!?,;:\n–—]{1,8}(?:\s{1,8}|$)")


def has_no_subject(talk: Talk, message: str) -> bool:
    """Whether a message is all question words and pronouns."""
    return _is_all(talk.pointing, message)


def points_back(talk: Talk, message: str) -> bool:
    """Whether a message has a word for what was just spoken of: "hur länge har man den"."""
    return talk.patterns.points_back.search(message) is not None


def is_only_another_place(talk: Talk, message: str) -> bool:
    """Whether a message, without the place that it names, only says that the place is another:
    "nej, jag menade", "och för", "ok … får det bli"."""
    rest = talk.patterns.settles_on.sub(" ", message)
    return _is_all(talk.only_a_place | talk.other_place, rest)


def only_goes_on(talk: Talk, message: str) -> bool:
    """Whether a message has no word for what it is about, to somebody who has just spoken of
    something: "vem får komma"."""
    return not beside_going_on(talk, message)


def introduces(talk: Talk, message: str) -> bool:
    """Whether a message, without the place that it names, only says who asks: "vi är en förening
    i"."""
    return _is_all(talk.introducing, message)


def asks(asked: Asked, words: Sequence[str]) -> bool:
    """Whether a message, as its words, asks this and says nothing else."""
    rest, whole = _left(words, asked.whole)
    rest, about = _left(rest, asked.about)
    return (whole or about) and not _left(rest, asked.around)[0]


def own_question(own: OwnQuestion, words: Sequence[str]) -> str | None:
    """What a message, as its words, says of the asker's own question, or of the service; None where
    it says more than that."""
    return kind_said(own.kinds, own.around, words)


def kind_said(
    kinds: Mapping[str, list[str]], around: Iterable[str], words: Sequence[str]
) -> str | None:
    """The first kind that a message, as its words, has a phrase of, where it has nothing else but
    words that may stand around it."""
    for kind, phrases in kinds.items():
        rest, is_there = _left(words, phrases)
        if is_there and not _left(rest, around)[0]:
            return kind
    return None


def says(own: OwnQuestion, words: Sequence[str], kind: str) -> bool:
    """Whether this is what a message says of it: most have none of its words."""
    return _left(words, own.kinds.get(kind, ()))[1] and own_question(own, words) == kind


def is_regret(own: OwnQuestion, words: Sequence[str], *, first: bool) -> bool:
    """Whether a clause takes a question back: the first one of a message; a later one only where it
    begins so, or names the question ("vi vill ta bort den" may be said of a stage)."""
    if not says(own, words, "ångrar"):
        return False
    line = f"{' '.join(words)} "
    begins = any(line.startswith(f"{phrase} ") for phrase in own.kinds["ångrar"])
    return first or begins or not own.clear.isdisjoint(words)


def noise(words: LeftOut, sentence: str) -> tuple[str, list[str]]:
    """A sentence without its thanks and abuse, and without a link that is all of it; and those."""
    if words.links and words.links.fullmatch(sentence):
        return "", [sentence]
    left_out: list[str] = []
    for pattern in filter(None, (words.abuse, words.thanks)):
        left_out += [found[0].strip(" ,;.!–-") for found in pattern.finditer(sentence)]
        sentence = pattern.sub(" ", sentence)
    rest = " ".join(sentence.split()).lstrip(",;.!– ") if left_out else sentence
    return (rest if text.has_words(rest) else ""), left_out


def ordinal(talk: Talk, word: str) -> int | None:
    """The number of a choice that a word means: "trean" is 3."""
    return next((at for at, words in enumerate(talk.ordinals, 1) if word in words), None)


def _left(words: Sequence[str], phrases: Iterable[str]) -> tuple[list[str], bool]:
    """The words that are in none of the phrases, the longest phrases first; and whether any was
    there."""
    by_first_word = _spaced(tuple(phrases))
    if by_first_word.keys().isdisjoint(words):
        return [*words], False
    near = [one for word in dict.fromkeys(words) for one in by_first_word.get(word, ())]
    # Two spaces between words: of two that are alike and stand side by side both are found.
    text = f" {'  '.join(words)} "
    for phrase in sorted(near, key=len, reverse=True):
        text = text.replace(phrase, " ")
    left = text.split()
    return left, len(left) < len(words)


@lru_cache(maxsize=64)
def _spaced(phrases: tuple[str, ...]) -> dict[str, list[str]]:
    """Phrases with two spaces between their words, by their first one: most have none in common
    with a message, and each message is asked of all of them."""
    by_first_word: dict[str, list[str]] = {}
    for phrase in phrases:
        words = phrase.split(" ")
        by_first_word.setdefault(words[0], []).append(f" {'  '.join(words)} ")
    return by_first_word


def aspect(talk: Talk, question: str) -> str | None:
    """What a question wants to know of a thing: when, who, how much; None where that isn't
    plain."""
    aspects = talk.aspects.items()
    return next((name for name, one in aspects if one.pattern.search(question)), None)


def aspects(talk: Talk, question: str) -> list[str]:
    """All that a question may want to know, the plainest first: "kan vi ansöka om det" who, and
    how; only the plainest, where that is asked with words for others."""
    names = [name for name, one in talk.aspects.items() if one.pattern.search(question)]
    return names[:1] if names and talk.aspects[names[0]].alone else names


def is_bare(talk: Talk, question: str) -> bool:
    """Whether a question says what it wants to know and nothing of what it is about."""
    name = aspect(talk, question)
    return only_goes_on(talk, talk.aspects[name].pattern.sub(" ", question) if name else question)


def asks_barely(talk: Talk, said: str) -> bool:
    """Whether a text asks something, with or without a sign for it, and says nothing of what it is
    about: "kostar det", "vem beslutar"."""
    return aspect(talk, said) is not None and is_bare(talk, said)


def told_and_asked(talk: Talk, message: str) -> tuple[str, str] | None:
    """What a message tells, and the one thing that it asks beside that and that says nothing of
    what it is about: "hon fyller 79, gäller det henne". None where it asks more, or nothing."""
    parts = [part for part in _BREAK.split(message) if text.has_words(part)]
    asked = [part for part in parts if _asks_by_itself(talk, part)]
    told = [part for part in parts if part not in asked]
    if len(asked) != 1 or not told or text.asking(told):
        return None
    return ", ".join(told), asked[0]


def _asks_by_itself(talk: Talk, part: str) -> bool:
    return asks_barely(talk, part) and not talk.patterns.when_clause.match(part)


def without_comparing(talk: Talk, message: str) -> str:
    """What a question that compares two places is about, without the words that compare."""
    patterns = talk.patterns
    if not patterns.compares.search(message):
        return message
    return patterns.around_compared.sub(" ", patterns.compares.sub(" ", message))


def beside_going_on(talk: Talk, message: str) -> list[str]:
    """The words of a message that say what it is about, to somebody who has just spoken of
    something."""
    known = talk.pointing | talk.going_on
    return [word for word in text.tokens(message) if word not in known and not word.isdecimal()]


def _is_all(words: AbstractSet[str], message: str) -> bool:
    return all(word in words for word in text.tokens(message))
