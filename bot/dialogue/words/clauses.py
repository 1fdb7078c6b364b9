"""What a message says at an offer that stands, in its order: the yes, the no or the wait that it
begins with, and all that comes after. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Literal

from bot import text
from bot.dialogue.words.phrases import after, without
from bot.knowledge.wording import Wording

Reply = Literal["yes", "no", "wait"]

_BREAK = re.compile(r"[.!?,;:\n–—]+(?=\s|$)")
_MOST_BREAKS = 20
_LEADS: Sequence[tuple[Reply, str, str]] = (
    ("wait", "vänta_ord", "vänta_först"),
    ("no", "nej_ord", "nej_först"),
    ("yes", "ja_ord", "ja_först"),
)
"""In their order: "ja nej, vänta" waits, and "nej" wins over the "ja" after it."""


@dataclass(frozen=True, slots=True)
class Heard:
    """``reply``: what a message begins with, None where it begins with neither. ``rest``: what
    comes after, as it was written, without the words that only join the two. ``sends``: whether
    it was said that it is to be sent."""

    reply: Reply | None
    rest: str
    sends: bool = False


def heard(said: str, say: Wording) -> Heard:
    """A message cut in two."""
    meant = without(said, say.words("utrop")) or said
    for start in (meant, said):
        for reply, rest in _cut(start, say):
            left = _joined(rest, reply, say)
            begun = start[: len(start) - len(left)]
            sends = say.knowledge.talk.patterns.sends.search(begun) is not None
            if reply == "no" and (after_all := _after_all(left, say)) is not None:
                return after_all
            return Heard(reply, left, sends)
    return Heard(None, said)


def _after_all(said: str, say: Wording) -> Heard | None:
    """ "No. Yes, send the first one": what comes after a no may be a yes."""
    then = heard(said, say) if text.has_words(said) else Heard(None, said)
    return then if then.reply == "yes" and then.sends else None


def _cut(said: str, say: Wording) -> Iterator[tuple[Reply, str]]:
    """The longest beginning up to a sign that says one thing and no more; else the word that it
    begins with. A yes or a no is over after the first signs."""
    breaks = [mark.end() for mark in islice(_BREAK.finditer(said), _MOST_BREAKS)]
    breaks = [len(said), *reversed(breaks)]
    for end in breaks:
        if (reply := whole(said[:end], say)) is not None:
            yield reply, said[end:]
    for reply, _, first in _LEADS:
        rest = after(said, say.words(first))
        if rest is not None:
            yield reply, rest


def whole(said: str, say: Wording) -> Reply | None:
    """What a text says that is a yes, a no or a wait and nothing else."""
    bare, around = text.bare(said), say.words("ja_nej_med")
    for reply, full, first in _LEADS:
        if bare and say.has_word(bare, full):
            return reply
        words = say.words(full)
        if without(after(said, [*words, *say.words(first)]), [*around, *words]) == "":
            return reply
    return None


def _joined(rest: str, reply: Reply, say: Wording) -> str:
    """What comes after, without the words between."""
    joins = say.words("svar_sedan")
    rest = without(rest, [*joins, *say.words("ja_sedan")] if reply == "yes" else joins) or ""
    return rest[:1].upper() + rest[1:]
