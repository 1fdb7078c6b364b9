"""Days, weeks and spans as coordinators write them in a chat, in Swedish; single words also in
English. Pure."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from itertools import islice

from bot.days import feasts, workdays
from bot.days.workdays import Hours

_WEEKS = {"en": 1, "1": 1, "två": 2, "2": 2, "tre": 3, "3": 3, "fyra": 4, "4": 4}
_TO = r"\s*(?:[-–—]+|t\.?\s?o\.?\s?m\.?|till och med|till|och|fram till)\s*"
_WEEK = re.compile(
    r"(?:hela |under |i slutet av |slutet av |i mitten av |mitten av |i början av |början av )?"
    r"(?:(?P<next>nästa (?:v(?:ecka(?:n)?|\.)))|(?P<this>(?:den här |denna )?veckan?(?! ?\d)"
    r"|i veckan)"
    rf"|v(?:ecka(?:n|or|orna)?|\.)? ?(?P<first>\d{{1,2}})(?:{_TO}(?:v(?:ecka(?:n)?|\.)? ?)?"
    r"(?P<last>\d{1,2}))?)(?=[\s,.:;!?]|$)"
)
_AHEAD = re.compile(rf"(?:inom|om) (?P<many>{'|'.join(_WEEKS)}) veck(?:a|or)\b")
_ON_WEEKDAY = re.compile(
    r"(?:på )?(?P<day>mån|tis|ons|tors?|fre|lör|sön)(?:dag(?:en)?)?,? (?:i )?v(?:ecka|\.)? ?"
    r"(?P<week>\d{1,2})(?=[\s,.:;!?]|$)"
)
_UNTIL = re.compile(r"(?:fram )?(?:till och med|t\.?\s?o\.?\s?m\.?|till) (?=\S)")
_FROM = re.compile(r"(?:från och med|fr\.?\s?o\.?\s?m\.?|från) (?=\S)")
_HALF = re.compile(
    r"(?:den )?(?P<day>\d{1,2})(?:\s*[-–—]\s*| (?:till|t\.?o\.?m\.?) )"
    r"(?=(?:den )?\d{1,2}\s*[a-zåäö/])"
)
_PLAIN = {
    "nasta": "nästa",
    "mandag": "måndag",
    "lordag": "lördag",
    "sondag": "söndag",
    "tva": "två",
    "imorrn": "imorgon",
    "i morrn": "i morgon",
    "i morron": "i morgon",
    "i mårn": "i morgon",
    "imårn": "imorgon",
    "månda": "måndag",
    "tisda": "tisdag",
    "onsda": "onsdag",
    "tosda": "torsdag",
    "tosdag": "torsdag",
    "torsda": "torsdag",
    "freda": "fredag",
    "monday": "måndag",
    "tuesday": "tisdag",
    "wednesday": "onsdag",
    "thursday": "torsdag",
    "friday": "fredag",
    "tomorrow": "i morgon",
    "next week": "nästa vecka",
}
_OTHERWISE = re.compile(rf"\b(?:{'|'.join(_PLAIN)})\b", re.IGNORECASE)
"""Words of days as they are typed without å and ö, as they are spoken, and in English: each is
read as the word beside it."""
_LAST_WEEK = 53
AFTER = re.compile(r"(?:efter|förrän efter) (?=\S)")
_OVER = re.compile(r"(?:över|under|hela) (?=\S)")
_PART = re.compile(
    r"(?:i )?(?P<part>början|mitten|slutet) av (?:(?P<this>månaden)|"
    r"(?P<month>jan|feb|mar|apr|maj|jun|jul|aug|sep|okt|nov|dec)[a-zåäö]*)"
    r"(?=[\s,.:;!?]|$)"
)
_PARTS = {"början": 10, "mitten": 20}
"""The last day of the beginning and of the middle of a month."""


@dataclass(frozen=True, slots=True)
class Span:
    """From a day to a day, both in it, and what is written after it."""

    first: dt.date
    last: dt.date
    rest: str = ""


def span(text: str, today: dt.date) -> Span | None:
    """The days that a text begins with: "1–10 dec", "v. 50–51", "nästa vecka", "från måndag till
    onsdag"; a single day, also with "till" before it, is from today up to it. None where there
    are none."""
    written = " ".join(text.split())
    if (weeks := _weeks(written, today)) is not None:
        return weeks
    low = written.lower()
    over = _OVER.match(low)
    if (feast := feasts.named(low[over.end() :] if over else low, today)) is not None:
        first, last, end = feast
        return Span(max(first, today), last, written[end + (over.end() if over else 0) :].strip())
    if (until := _UNTIL.match(low)) is not None:
        found = workdays.parse_day(written[until.end() :], today)
        return Span(today, found[0], found[1]) if found else None
    begins = _FROM.match(low)
    rest = written[begins.end() :] if begins else written
    both = _between(rest, today)
    if both is not None or begins is not None:
        return both
    found = workdays.parse_day(written, today)
    return Span(today, found[0], found[1]) if found else None


def promised_day(text: str, today: dt.date, hours: Hours) -> tuple[dt.date, str] | None:
    """The day that a text begins with as the last one for an answer, and what follows it: of a
    week the last that the office is open."""
    text = _OTHERWISE.sub(lambda match: _PLAIN[match[0].lower()], text)
    found = workdays.parse_day(text, today)
    if found is not None:
        return found
    written = " ".join(text.split())
    if (after := AFTER.match(written.lower())) is not None:
        return _after(written[after.end() :], today, hours)
    if (part := _PART.match(written.lower())) is not None:
        last = _part_of_month(part, today)
        return (_open_by(last, today, hours), _rest(written, part.end())) if last else None
    if (ahead := _AHEAD.match(written.lower())) is not None:
        day = today + dt.timedelta(weeks=_WEEKS[ahead["many"]])
        return _open_by(day, today, hours), written[ahead.end() :].strip(" ,:")
    if (named := _ON_WEEKDAY.match(written.lower())) is not None:
        week = _week_of(int(named["week"]), today)
        if week is None:
            return None
        at = next(at for at, day in enumerate(_DAYS) if day.startswith(named["day"][:3]))
        return week + dt.timedelta(days=at), written[named.end() :].strip(" ,:")
    weeks = _weeks(written, today)
    return (_open_by(weeks.last, today, hours), weeks.rest) if weeks is not None else None


def _after(written: str, today: dt.date, hours: Hours) -> tuple[dt.date, str] | None:
    """ "efter jul", "efter den 9:e": the next open day after it."""
    feast = feasts.named(written.lower(), today)
    if feast is not None:
        last, rest = feast[1], _rest(written, feast[2])
    elif (day := workdays.parse_day(written, today)) is not None:
        last, rest = day
    elif (weeks := _weeks(written, today)) is not None:
        last, rest = weeks.last, weeks.rest
    else:
        return None
    opens = open_from(last + dt.timedelta(days=1), hours)
    return (opens, rest) if opens is not None else None


def _part_of_month(part: re.Match[str], today: dt.date) -> dt.date | None:
    """The last day of the beginning, the middle or the end of a month, this or one that comes."""
    named = part["month"]
    month = today.month if part["this"] else workdays.month_of(named)
    if month is None:
        return None
    next_first = dt.date(today.year + month // 12, month % 12 + 1, 1)
    for year in (0, 1):
        end = next_first.replace(year=next_first.year + year) - dt.timedelta(days=1)
        last = end.replace(day=_PARTS.get(part["part"], end.day))
        if last >= today:
            return last
    return None


def _rest(written: str, at: int) -> str:
    return written[at:].strip(" ,:")


_DAYS = ("mån", "tis", "ons", "tors", "fre", "lör", "sön")


def _weeks(written: str, today: dt.date) -> Span | None:
    """Whole weeks."""
    match = _WEEK.match(written.lower())
    if match is None:
        return None
    rest = written[match.end() :].strip(" ,:")
    monday = today - dt.timedelta(days=today.weekday())
    if match["this"]:
        return Span(today, monday + dt.timedelta(days=6), rest)
    if match["next"]:
        return Span(monday + dt.timedelta(days=7), monday + dt.timedelta(days=13), rest)
    first = _week_of(int(match["first"]), today)
    last = _week_of(int(match["last"]), today) if match["last"] else first
    if first is None or last is None:
        return None
    if last < first:  # "v. 52–1"
        last = _week_of(int(match["last"]), first)
    return Span(first, last + dt.timedelta(days=6), rest) if last is not None else None


def _week_of(number: int, today: dt.date) -> dt.date | None:
    """The Monday of the next week with this number; the one that it is counts."""
    year = today.isocalendar().year
    for each in (year, year + 1):
        if not 0 < number <= _LAST_WEEK:
            return None
        try:
            monday = dt.date.fromisocalendar(each, number, 1)
        except ValueError:
            continue
        if monday + dt.timedelta(days=6) >= today:
            return monday
    return None


_MOST_DASHES = 8
"""Signs in a text that may part two days; each day may have some of its own."""


def _between(written: str, today: dt.date) -> Span | None:
    """ "1–10 dec", "1 dec – 10 dec", "måndag till onsdag"."""
    if (half := _HALF.match(written.lower())) is not None:
        end = workdays.parse_day(written[half.end() :], today)
        if end is None:
            return None
        try:
            first = end[0].replace(day=int(half["day"]))
        except ValueError:
            return None
        return Span(first, end[0], end[1]) if first <= end[0] else None
    for dash in islice(re.finditer(_TO, written), _MOST_DASHES):
        begin = workdays.parse_day(written[: dash.start()], today)
        end = workdays.parse_day(written[dash.end() :], begin[0] if begin else today)
        if begin is not None and not begin[1] and end is not None:
            return Span(begin[0], end[0], end[1])
    return None


def _open_by(day: dt.date, today: dt.date, hours: Hours) -> dt.date:
    """The last day up to this one that the office is open, within a week and after today; else
    this one."""
    earlier = (day - dt.timedelta(days=back) for back in range(7))
    return next((one for one in earlier if one > today and hours.on(one) is not None), day)


def open_from(day: dt.date, hours: Hours) -> dt.date | None:
    """The next day from this one that the office is open."""
    later = (day + dt.timedelta(days=ahead) for ahead in range(60))
    return next((one for one in later if hours.on(one) is not None), None)
