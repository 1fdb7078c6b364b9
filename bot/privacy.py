"""Finds and masks what must never be kept: personal numbers, bank accounts, IBAN. Pure.

A personal number is a date and four digits, with any separators. What looks alike and stays: organisation numbers (their
"month" is 20 or more), telephone numbers (grouped otherwise), bankgiro and plusgiro, case numbers, dates.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from stdnum import iban, luhn

PERSONAL = "[personnummer borttaget]"
ACCOUNT = "[kontonummer borttaget]"

_GAP = r"[\s.\-–—−+/_:]{0,3}"
_NUMBER = re.compile(rf"(?<![\d])(?:\d{_GAP}){{9,11}}\d(?!\d)")
_LAST_FOUR = r"(?:(?:de )?(?:fyra sista|sista fyra|sista siffr\w+|sista(?=\W{0,3}\d))|kontrollsiffr\w+|last (?:four|4)(?: digits)?|viimeiset neljä)"
_FOUR = rf"(?:\d{_GAP}){{3}}\d"
_DATE = rf"(?:(?:18|19|20)\d\d|\d\d){_GAP}\d\d{_GAP}\d\d"
_SPLIT = re.compile(
    rf"(?<!\d)(?P<date>{_DATE})(?!\d)(?P<between>[^\d]{{0,60}}?\b{_LAST_FOUR}\b[^\d]{{0,40}}?)(?P<four>{_FOUR})(?!\d)",
    re.IGNORECASE,
)
_SPLIT_BACK = re.compile(
    rf"(?P<before>\b{_LAST_FOUR}\b[^\d]{{0,40}}?)(?P<four>(?<!\d){_FOUR})(?!\d)(?P<between>[^\d]{{0,60}}?)(?P<date>{_DATE})(?!\d)",
    re.IGNORECASE,
)
_FOUR_ALONE = re.compile(
    rf"(\b(?:fyra sista|sista fyra|sista siffrorna|last four|last 4)\b[^\d\n]{{0,20}}?)(?<!\d){_FOUR}(?!\d)",
    re.IGNORECASE,
)
_IBAN = re.compile(r"\b[A-Z]{2}\d{2}(?:[ \-]?[A-Z0-9]){11,30}\b", re.IGNORECASE)
_ACCOUNT = re.compile(
    r"(?P<word>(?<![a-zåäö])(?:bank|löne|spar|förenings)?(?:konto(?:t|nummer|numret|nr)?|account(?: number| no)?)\b[^\d\n]{0,25}?)"
    r"(?P<digits>\d(?:[\s.,\-–]{0,2}\d){5,19})(?!\d)",
    re.IGNORECASE,
)
_CLEARING = re.compile(
    r"(?P<word>\bclearing\w*\W{0,3}(?:nr|nummer)?[^\d\n]{0,10}?)(?P<digits>\d{4}(?:[\s\-–]?\d(?!\d))?)(?!\d)", re.IGNORECASE
)
_CLEARED = re.compile(r"(?<![\d\-])\d{4}(?:-\d)?\s?,\s?\d(?:[\s.\-–]?\d){5,11}(?!\d)")
_GIRO_BEFORE = re.compile(r"(?:bankgiro|plusgiro|postgiro|\bbg|\bpg|org\w*)\W*\w{0,8}\W*$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Masked:
    """A text without what must not be kept, and which kinds were taken out: "personal", "account"."""

    text: str
    found: frozenset[str]


def mask(text: str) -> Masked:
    """Take out personal numbers and bank accounts. Telephone numbers and e-mail addresses stay."""
    found: set[str] = set()

    def put(label: str, kind: str) -> str:
        found.add(kind)
        return label

    def number(match: re.Match[str]) -> str:
        return put(PERSONAL, "personal") if _is_personal(match[0]) else match[0]

    def account(match: re.Match[str]) -> str:
        if _GIRO_BEFORE.search(match.string[: match.start("digits")].rstrip()):
            return match[0]
        return match["word"] + put(ACCOUNT, "account")

    def split(match: re.Match[str]) -> str:
        if not _is_date(_digits(match["date"])):
            return match[0]
        parts = match.groupdict()
        put("", "personal")
        return f"{parts.get('before') or ''}{PERSONAL}{parts['between']}{PERSONAL}"

    def numbered(match: re.Match[str]) -> str:
        length = _iban_length(match[0])
        return put(ACCOUNT, "account") + match[0][length:] if length else match[0]

    text = re.sub(r"(?<=\d)[oO](?=[\d\-])", "0", text)
    text = _IBAN.sub(numbered, text)
    text = _NUMBER.sub(number, text)
    text = _SPLIT.sub(split, text)
    text = _SPLIT_BACK.sub(split, text)
    text = _FOUR_ALONE.sub(lambda m: m[1] + put(PERSONAL, "personal"), text)
    text = _ACCOUNT.sub(account, text)
    text = _CLEARING.sub(account, text)
    text = _CLEARED.sub(lambda _: put(ACCOUNT, "account"), text)
    return Masked(text, frozenset(found))


def without_marks(text: str) -> str:
    """The text without the labels that ``mask`` put there: what is left to understand."""
    return re.sub(r"\[(?:personnummer|kontonummer) borttaget\]", " ", text)


def _digits(text: str) -> str:
    return "".join(str(int(c)) for c in text if c.isdigit())


def _is_date(digits: str) -> bool:
    """Six or eight digits that are a day, or a day + 60 as in a coordination number."""
    if len(digits) == 8 and not 1800 <= int(digits[:4]) <= 2099:
        return False
    year = int(digits[:4]) if len(digits) == 8 else 2000 + int(digits[:2])
    month, day = int(digits[-4:-2]), int(digits[-2:])
    try:
        # Two digits don't tell the century: 29 February is a day in some year that ends so.
        dt.date(year if len(digits) == 8 else 2000, month, day - 60 if day > 60 else day)
    except ValueError:
        return False
    return True


def _is_personal(written: str) -> bool:
    digits = _digits(written)
    if len(digits) not in (10, 12) or not _is_date(digits[:-4]):
        return False
    groups = [len(group) for group in re.findall(r"\d+", written)]
    if groups == [10]:
        return bool(luhn.is_valid(digits))
    if len(groups) == 1 or all(size == 1 for size in groups):
        return True
    if len(digits) == 12:
        return True
    ends = {sum(groups[:n]) for n in range(1, len(groups))}
    return 6 in ends and ends <= {2, 4, 6, 7, 8, 9}


def _iban_length(written: str) -> int:
    """How many characters of a text that begins like an IBAN belong to it; 0 where it is none. Words may follow."""
    ends = [at + 1 for at, c in enumerate(written) if c.isalnum()]
    compact = "".join(c for c in written if c.isalnum()).upper()
    for size in range(min(len(compact), 34), 14, -1):
        if iban.is_valid(compact[:size]):
            return ends[size - 1]
    # A Swedish one with a digit wrong is as much somebody's account.
    return ends[23] if re.match(r"SE\d{22}", compact) else 0
