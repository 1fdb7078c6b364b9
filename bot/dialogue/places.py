"""Which place a question is about: the one named, the one remembered, or the one that the bot asks for. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace

from bot import text
from bot.cases.choices import AskerChoice, OtherArea, ThisArea
from bot.dialogue.conversation import ChoosingArea, Conversation
from bot.dialogue.turn import ASKS, TELLS, WANTS, Decision, Turn
from bot.knowledge.model import COUNTRY
from bot.matching import gazetteer
from bot.matching.matcher import Ranking

_FROM = re.compile(r"\b(från|bor (i|på)|bosatt i|from|live in)\s+$", re.IGNORECASE)
_TOWARDS = re.compile(r"\b(till|mot|to)\s+$", re.IGNORECASE)
_HERE = re.compile(
    r"\b(i|från|på) (vår |våran |min )?(kommunen?|stan|staden)\b|\bhar kommunen\b|\bhos oss\b"
    r"|\b(in|from|of) (our|my|the) (municipality|town|city)\b|\bthe municipality's\b",
    re.IGNORECASE,
)
"""What somebody says who asks about where they live; the country has no answer to that."""
_MANY = 6
"""Areas that are offered as they are; of more than these, municipalities stand back for their county."""
_STATEMENT_WORDS = frozenset(
    "hej vi jag är bor kommer finns håller till en ett förening föreningen från i på det gäller för kommun kommunen och nystartad liten ny"
    " idrottsförening kulturförening we are an association from in live i am a the club it is about nu här lokal".split()
)


def asked_about(
    turn: Turn, asked: str, mentions: list[gazetteer.Mention], named: list[str]
) -> str | None:
    """The area that a question is about; ``named``: those of its ``mentions``. None where it can't be told."""
    return _at_home(turn, asked, mentions, named) or _of(turn, named)


def _at_home(
    turn: Turn, asked: str, mentions: list[gazetteer.Mention], named: list[str]
) -> str | None:
    """The area whose own thing is asked about by somebody from a place that we know nothing of, or who is going there: "jag bor i
    Malmö, får jag plats på Stenkrossen", "läger i maj, resa till Gotland"."""
    if len(named) != 1 or turn.know.has_own(named[0]):
        return None
    before = [asked[: mention.start] for mention in mentions]
    if all(map(_FROM.search, before)):
        found = turn.current.matcher.names.find(
            turn.current.matcher.reader.read(asked, turn.language).words
        )
        owners = turn.judge.areas_named(found)
        return next(iter(owners)) if len(owners) == 1 else None
    return (
        turn.area
        if all(map(_TOWARDS.search, before)) and turn.area and turn.know.has_own(turn.area)
        else None
    )


def _of(turn: Turn, named: list[str]) -> str | None:
    """The area that the question is about: the one named; of several, the one remembered or the one we know of."""
    if not named:
        return turn.area
    if len(named) == 1:
        return named[0]
    if turn.area in named:
        return turn.area
    innermost = [
        area
        for area in named
        if not any(area != other and area in turn.know.chain(other) for other in named)
    ]
    known = [area for area in innermost if turn.know.has_own(area)]
    return known[0] if len(known) == 1 else innermost[0] if len(innermost) == 1 else None


def is_home(said: str) -> bool:
    """Whether a question is about where the asker lives."""
    return _HERE.search(said) is not None


def is_all_it_says(turn: Turn, question: str, mentions: list[gazetteer.Mention]) -> bool:
    """ "Vi är en förening i Borås" sets the area; "och i Lund?" asks the last question there."""
    rest = gazetteer.without(question, mentions, [m.area for m in mentions])
    if "?" in question or ASKS.search(rest) or re.search(r"\b(inte|not)\b", rest):
        return False
    words = text.tokens(rest)
    tells = TELLS.match(rest) is not None and len(words) <= 12 and WANTS.search(rest) is None
    return tells or all(word in _STATEMENT_WORDS for word in words)


def settled(turn: Turn) -> tuple[Decision, Conversation]:
    """The area is known from now on."""
    said = turn.say("område_satt", område=turn.say.area(str(turn.area)))
    return turn.done(Decision("smalltalk", "area", turn.question, said, area=turn.area, score=1.0))


def ask_which(
    turn: Turn,
    question: str,
    offered: tuple[str, ...],
    opening: list[str] | None = None,
    rankings: Mapping[str, Ranking] | None = None,
) -> tuple[Decision, Conversation]:
    """Ask which place it is about, with those that are ``offered``, or where they are too many or none, those that we know of."""
    ask = turn.say("vilken_kommun_olika" if len(offered) > 1 else "vilken_kommun")
    shown = (
        offered
        if 0 < len(offered) <= _MANY
        else _mains(turn, offered) or _mains(turn, turn.current.matcher.views)
    )
    ids: tuple[AskerChoice, ...] = (
        *(ThisArea(area) for area in sorted(shown, key=turn.say.area)),
        OtherArea(),
    )
    parts = [part for part in (opening or []) if part]
    decided, after = turn.clarify("\n".join([*parts, ask]), ids, ChoosingArea(question), "area")
    return replace(decided, rankings=rankings or {}), after


def _mains(turn: Turn, areas: Iterable[str]) -> tuple[str, ...]:
    """Where there are too many to show, a county stands for its municipalities."""
    found = (
        next((one for one in turn.know.chain(area) if _is_main(turn, one)), None) for area in areas
    )
    return tuple(dict.fromkeys(area for area in found if area is not None))


def _is_main(turn: Turn, area: str) -> bool:
    """Areas shown where none is more likely than another: those with answers of their own, not their villages."""
    return (
        area != COUNTRY
        and any(entry.area == area for entry in turn.know.entries.values())
        and (
            turn.know.areas[area].kind == "län"
            or not any(p in turn.current.matcher.views for p in turn.know.chain(area)[1:-1])
        )
    )
