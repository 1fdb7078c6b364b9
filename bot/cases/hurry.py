"""Whether the last day of what a question is about may come before its answer. Pure."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator

from bot import text
from bot.days import workdays
from bot.knowledge import times
from bot.knowledge.model import Knowledge

_DAY = re.compile(
    r"\b(?<!varje )(?:mån|tis|ons|tors|fre|lör|sön)dag(?:en)?\b[^.!?\n]{0,20}"
    r"|\b(?:i ?morgon|i ?morron|i ?morrn|i ?övermorgon)\b"
    r"|\b\d{1,2}(?:[:.]?[ea])? (?:jan|feb|mars|apr|maj|jun|jul|aug|sep|okt|nov|dec)[a-z]*\b"
    r"|(?<![\d/])\d{1,2}/\d{1,2}(?![\d/])|\b20\d\d-\d\d-\d\d\b",
    re.IGNORECASE,
)
_TODAY = re.compile(r"\b(?:i ?dag|i ?kväll|today|tonight)\b", re.IGNORECASE)
_ENDS = re.compile(
    r"\b(?:senast|innan|före|redan|sista|stänger|hinn\w+|går ut|bråttom|brådska\w*|akut\w*"
    r"|by|before|last|closes)\b",
    re.IGNORECASE,
)
_APPLIES = re.compile(
    r"\b(?:an)?sök\w*|\b(?:lämna|skicka)\w* in\b|\bsista (?:dag|ansöknings)\w*"
    r"|\bstänger\b|\bgår ut\b|\bapply\w*|\bapplication\w*|\bdeadline\b|\bcloses\b",
    re.IGNORECASE,
)
_ANSWERED = re.compile(
    r"\b(?:svar\w*|besked\w*|återkom\w*|hör\w* av|answer\w*|repl(?:y|ies)|hear from)\b",
    re.IGNORECASE,
)
_ENGLISH = {
    "monday": "måndag",
    "tuesday": "tisdag",
    "wednesday": "onsdag",
    "thursday": "torsdag",
    "friday": "fredag",
    "tomorrow": "i morgon",
}


def last_day(knowledge: Knowledge, thing: str, asked: str, today: dt.date) -> dt.date | None:
    """The first day that matters to a question: the last one of the thing that it is about, or one
    that it names; None where neither is known."""
    named = (day for one in text.sentences(asked) if _may_close(one) for day in _named(one, today))
    return min((*_closes(knowledge, thing, today), *named), default=None)


def _may_close(said: str) -> bool:
    """Whether the day that a sentence names may be a last one: of applying, or of anything but the
    answer that is waited for ("jag vill ha svar i morgon")."""
    if _APPLIES.search(said):
        return True
    return _ENDS.search(said) is not None and _ANSWERED.search(said) is None


def _closes(knowledge: Knowledge, thing: str, today: dt.date) -> Iterator[dt.date]:
    known = knowledge.things.get(thing)
    for id_ in known.answers if known is not None else ():
        periods = knowledge.entries[id_].periods if id_ in knowledge.entries else ()
        found = times.opening(periods, today) if periods else None
        if found is not None and found.state == "open" and found.closes is not None:
            yield found.closes


def _named(said: str, today: dt.date) -> Iterator[dt.date]:
    """The days that a text names, from today on. Today itself only where something ends then:
    "hur gör man i dag?" has no hurry."""
    if _TODAY.search(said) and _ENDS.search(said):
        yield today
    for english, swedish in _ENGLISH.items():
        said = re.sub(rf"\b{english}\b", swedish, said, flags=re.IGNORECASE)
    for found in _DAY.finditer(said):
        day = workdays.parse_day(re.sub(r"^i ?morro?n\b", "i morgon", found[0]), today)
        if day is not None and day[0] >= today:
            yield day[0]
