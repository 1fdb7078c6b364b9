"""The day that words anywhere in a coordinator's text put an answer off to. Pure."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from bot.days import daywords
from bot.days.workdays import Hours

_STARTS = re.compile(r"(?<![\w/.-])(?=[\w])")
_ENDED = re.compile(r"(?<=[a-zåäö]{3})[.!?]+(?=\s|$)")
"""The end of a sentence, which is no part of the day before it."""
_NO_WEEK = re.compile(r"\b(?:en|sista|förra|varje|per|flera) $", re.IGNORECASE)
"""Before a word for weeks that is not this one: "tar en vecka", "sista veckan i januari"."""
_BEFORE = re.compile(r"\b(?:före|innan) $", re.IGNORECASE)
"""Before a day that is too late."""
_THEN = re.compile(r"\b(?:efter det|därefter|efteråt|sen|sedan)\b", re.IGNORECASE)
"""After a day: what is spoken of comes when that has passed."""
_UNTIL_BEFORE = re.compile(r"\btill (?:den )?$", re.IGNORECASE)
_UNTIL = re.compile(r"till (?!och med)", re.IGNORECASE)
"""Up to a day: then somebody is there again, and that is what was promised."""
_GONE = re.compile(
    r"\b(?:semester|ledig\w*|lediga|julledig\w*|borta|bortrest|\w*sjuk\w*|kurs|tjänsteresa|"
    r"\w*stängt?|stängda|frånvarande|vabb\w*|komp)\b",
    re.IGNORECASE,
)
"""Somebody isn't there …"""
_BACK = re.compile(r"\b(?:tillbaka|åter\w*|svar\w*|hör|på plats|in igen)\b", re.IGNORECASE)
"""… and then is."""
_LONGEST = 80
"""Characters that a day is named in, wherever that is in a text."""


def named_in(text: str, today: dt.date, hours: Hours) -> dt.date | None:
    """The day that words anywhere in a text put something off to ("vi återkommer i morgon"): never
    one before any that they name, so that "hela veckan, tillbaka på måndag" is the Monday. Of one
    when the office is shut the next that it is open; of one when somebody is away, or that
    something comes after, the next after it."""
    written = _ENDED.sub("", " ".join(text.split()))
    found = [one for one in _all_named(written, today, hours) if one.last > today]
    if not found:
        return None
    last = max(found, key=lambda one: (one.last, one.end))
    before, after = written[last.before : last.start], written[last.end :]
    gone = [match.end() for match in _GONE.finditer(before)]
    is_until = _UNTIL_BEFORE.search(written[: last.start]) or _UNTIL.match(written[last.start :])
    is_gone = bool(gone) and _BACK.search(before, gone[-1]) is None
    comes_after = is_gone or (not last.is_after and _THEN.search(after) is not None)
    ahead = dt.timedelta(days=int(comes_after and not is_until))
    return daywords.open_from(last.last + ahead, hours)


@dataclass(frozen=True, slots=True)
class _Named:
    """A day that stands in a text: where, where the day before it ended, and whether it is one
    after what is named."""

    last: dt.date
    start: int
    end: int
    before: int
    is_after: bool


def _all_named(written: str, today: dt.date, hours: Hours) -> list[_Named]:
    found: list[_Named] = []
    for start in _STARTS.finditer(written):
        at, ended = start.start(), found[-1].end if found else 0
        before, ahead = written[max(0, at - _LONGEST) : at], written[at : at + _LONGEST]
        is_no_week = _NO_WEEK.search(before) and ahead.startswith("veck")
        if at < ended or is_no_week or _BEFORE.search(before):
            continue
        day = daywords.promised_day(ahead, today, hours)
        if day is not None:
            is_after = daywords.AFTER.match(ahead.lower()) is not None
            found.append(_Named(day[0], at, at + len(ahead) - len(day[1]), ended, is_after))
    return found
