"""What somebody wants changed in the text of a question before it is sent: swapped, struck, or only
some of it kept. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot import text
from bot.knowledge.words import Wishes

_STEM = 5
"""Letters by which two words are taken for forms of one."""


def revised(question: str, wish: str, wishes: Wishes, pieces: Sequence[str]) -> str | None:
    """The text as it is wished; None where nothing is wished, or it isn't plain what. ``pieces``:
    its sentences, or its questions, where they stand in one."""
    said = wish.strip(" .!")
    for pattern, change in (
        (wishes.swaps, _swapped),
        (wishes.keeps, _kept),
        (wishes.strikes, _struck),
    ):
        found = pattern.match(said) if pattern is not None else None
        if found is not None:
            changed = change(question, _named(found), wishes, pieces)
            return changed if changed and changed != question else None
    return None


def without(question: str, what: str, wishes: Wishes, pieces: Sequence[str]) -> str | None:
    """The text without the sentences that are named; None where none or all of them are."""
    return _struck(question, {"what": what}, wishes, pieces)


def _named(found: re.Match[str]) -> dict[str, str]:
    """What was said, by its group's name without the number that parts several ways to say it."""
    groups = found.groupdict().items()
    return {name.rstrip("0123456789"): said for name, said in groups if said is not None}


def _swapped(question: str, said: dict[str, str], _: Wishes, __: Sequence[str]) -> str | None:
    old, new = said.get("old", "").strip(' ”"'), said.get("new", "").strip(' ”"')
    found = re.search(rf"(?<!\w){re.escape(old)}(?!\w)", question, re.IGNORECASE) if old else None
    if found is None or not new:
        return None
    return question[: found.start()] + new + question[found.end() :]


def _kept(_: str, said: dict[str, str], wishes: Wishes, sentences: Sequence[str]) -> str | None:
    meant = _meant(sentences, said.get("what", ""), wishes)
    return " ".join(sentences[at] for at in meant) or None


def _struck(
    question: str, said: dict[str, str], wishes: Wishes, sentences: Sequence[str]
) -> str | None:
    what = said.get("what", "")
    if wishes.one_word and (word := wishes.one_word.match(what)) is not None:
        return _without_word(question, word["word"])
    meant = _meant(sentences, what, wishes)
    if len(meant) == len(sentences):
        # "Inget om min man", and "hur går man med?": what is struck is told, not asked.
        meant = [at for at in meant if not text.asking([sentences[at]])]
    left = [one for at, one in enumerate(sentences) if at not in meant]
    return " ".join(left) if meant and left else None


def _without_word(question: str, word: str) -> str | None:
    """The text without one word, which is written as it is."""
    found = re.search(rf"\s*(?<!\w){re.escape(word)}(?!\w)", question, re.IGNORECASE)
    return (question[: found.start()] + question[found.end() :]).strip() if found else None


def _meant(sentences: Sequence[str], what: str, wishes: Wishes) -> list[int]:
    """Which sentences are meant: the last, the first, or those that have the words."""
    words = text.tokens(what)
    if not wishes.last.isdisjoint(words):
        return [len(sentences) - 1]
    if not wishes.first.isdisjoint(words):
        return [0]
    named = [word[:_STEM] for word in words if word not in wishes.small]
    return [at for at, one in enumerate(sentences) if named and _has(one, named)]


def has(said: str, what: str, wishes: Wishes) -> bool:
    """Whether a text has all the words by which something is named."""
    return bool(_meant([said], what, wishes))


def _has(sentence: str, stems: Sequence[str]) -> bool:
    words = text.tokens(sentence)
    return all(any(word.startswith(stem) for word in words) for stem in stems)
