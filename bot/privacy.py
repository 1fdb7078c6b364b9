"""Finds and masks what must never be kept: personal numbers, bank accounts, IBAN. Pure.

A personal number is a date and four digits, with any separators. What looks alike and stays:
organisation numbers (their "month" is 20 or more), telephone numbers (grouped otherwise), bankgiro
and plusgiro, case numbers, dates.

The patterns stand here and not among the editors' words: what must never be kept is masked before
the knowledge is read, and no edit of a word list may let it through.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from stdnum import iban, luhn

from bot.text import clean

PERSONAL = "[personnummer borttaget]"
ACCOUNT = "[kontonummer borttaget]"
_MARKS = {PERSONAL: "personal", ACCOUNT: "account"}

_GAP = r"[\s.,*()~\-\u2010-\u2015\u2212\u00ad\uff0d+/_]{0,3}"
# Ten or twelve digits from the start of a group; looked for at every start, since other digits may
# stand before.
_NUMBERS = [re.compile(rf"(?<!\d)(?=(\d(?:{_GAP}\d){{{more}}})(?!\d))") for more in (11, 9)]
_CALLED_SO = re.compile(
    r"(?:personn|person nr|\bpnr|\bp-?nr|samordn)\w*\W{0,3}\w{0,8}\W{0,3}$", re.IGNORECASE
)
_LAST_FOUR = (
    r"(?:(?:de )?(?:fyra sista|sista fyra|sista siffr\w+|sista(?=\W{0,3}\d))|kontrollsiffr\w+"
    r"|last (?:four|4)(?: digits)?|viimeiset neljä)"
)
_FOUR = rf"(?:\d{_GAP}){{3}}\d"
_DATE = rf"(?:(?:18|19|20)\d\d|\d\d){_GAP}\d\d{_GAP}\d\d"
_SPLIT = re.compile(
    rf"(?<!\d)(?P<date>{_DATE})(?!\d)"
    rf"(?P<between>[^\d]{{0,60}}?\b{_LAST_FOUR}\b[^\d]{{0,40}}?)(?P<four>{_FOUR})(?!\d)",
    re.IGNORECASE,
)
_SPLIT_BACK = re.compile(
    rf"(?P<before>\b{_LAST_FOUR}\b[^\d]{{0,40}}?)(?P<four>(?<!\d){_FOUR})(?!\d)"
    rf"(?P<between>[^\d]{{0,60}}?)(?P<date>{_DATE})(?!\d)",
    re.IGNORECASE,
)
_FOUR_ALONE = re.compile(
    r"(\b(?:fyra sista|sista fyra|sista siffrorna|last four|last 4)\b[^\d\n]{0,20}?)"
    rf"(?<!\d){_FOUR}(?!\d)",
    re.IGNORECASE,
)
_SWEDISH_IBAN = re.compile(r"SE[\s.\-]{0,2}\d{2}(?:[\s.\-]{0,2}\d){20}(?!\d)", re.IGNORECASE)
_IBAN = re.compile(r"\b[A-Z]{2}\d{2}(?:[ \-]?[A-Z0-9]){11,30}\b", re.IGNORECASE)
_ACCOUNT = re.compile(
    r"(?P<word>(?<!\w)\w{0,20}(?:konto(?:t|nummer|numret|nr)?|account(?: number| no)?)\b"
    r"[^\d\n]{0,25}?)"
    r"(?P<digits>\d(?:[\s.,\-–]{0,2}\d){5,19})(?!\d)",
    re.IGNORECASE,
)
_CLEARING = re.compile(
    r"(?P<word>\bclearing\w*\W{0,3}(?:nr|nummer)?[^\d\n]{0,10}?)"
    r"(?P<digits>\d{4}(?:[\s\-–]?\d(?!\d))?(?:[,\s]{1,2}\d(?:[\s.\-–]?\d){5,11})?)(?!\d)",
    re.IGNORECASE,
)
_CLEARED = re.compile(r"(?<![\d\-])\d{4}(?:-\d)?\s?,\s?\d(?:[\s.\-–]?\d){5,11}(?!\d)")
_GIRO_BEFORE = re.compile(
    r"(?:bankgiro|plusgiro|postgiro|\bbg|\bpg|\borg(?:anisations)?\.?\s?(?:nr|nummer))"
    r"\W*\w{0,8}\W*$",
    re.IGNORECASE,
)
_O_FOR_NOUGHT = re.compile(r"(?<=\d)[oO](?=[\d\-])")


@dataclass(frozen=True, slots=True)
class Masked:
    """A text without what must not be kept, and the kinds taken out: "personal", "account"."""

    text: str
    found: frozenset[str]


def mask(text: str) -> Masked:
    """Take out personal numbers and bank accounts. Telephone numbers and e-mail addresses stay."""
    for step in _STEPS:
        text = step(text)
    # What was masked before it came here (the inbox does that) counts too.
    return Masked(text, frozenset(kind for mark, kind in _MARKS.items() if mark in text))


def _without_account(match: re.Match[str]) -> str:
    """An account number, unless it is a giro number or that of an organisation."""
    start = match.start("digits")
    before = match.string[max(0, start - 40) : start].rstrip()
    if _GIRO_BEFORE.search(before) or "giro" in match["word"].lower():
        return match[0]
    return f"{match['word']}{ACCOUNT}"


def _without_iban(match: re.Match[str]) -> str:
    length = _iban_length(match[0])
    return f"{ACCOUNT}{match[0][length:]}" if length else match[0]


def _without_split(match: re.Match[str]) -> str:
    """A date and four digits that are told apart from each other."""
    if not _is_date(_digits(match["date"])):
        return match[0]
    parts = match.groupdict()
    return f"{parts.get('before') or ''}{PERSONAL}{parts['between']}{PERSONAL}"


def _without_personal(text: str) -> str:
    """The text with each personal number replaced by its label."""
    kept, at = [], 0
    spans = sorted(match.span(1) for pattern in _NUMBERS for match in pattern.finditer(text))
    for start, end in spans:
        called_so = _CALLED_SO.search(text[max(0, start - 40) : start]) is not None
        if start >= at and _is_personal(text[start:end], called_so=called_so):
            kept += [text[at:start], PERSONAL]
            at = end
    return "".join([*kept, text[at:]])


_STEPS: tuple[Callable[[str], str], ...] = (
    partial(_O_FOR_NOUGHT.sub, "0"),
    partial(_SWEDISH_IBAN.sub, ACCOUNT),
    partial(_IBAN.sub, _without_iban),
    _without_personal,
    partial(_SPLIT.sub, _without_split),
    partial(_SPLIT_BACK.sub, _without_split),
    partial(_FOUR_ALONE.sub, rf"\g<1>{PERSONAL}"),
    partial(_ACCOUNT.sub, _without_account),
    partial(_CLEARING.sub, _without_account),
    partial(_CLEARED.sub, ACCOUNT),
)


_NAME = r"[A-ZÀ-ÖØ-Þ][\w'’-]+"
_NAMES = rf"{_NAME}(?:[ ]{_NAME}){{0,2}}"
_REGARDS = r"(?:m\.?\s?v\.?\s?h|hälsning(?:ar)?|regards|sincerely)\b\.?"
_DETAILS = re.compile(
    "|".join(
        (
            r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,64}\.\w",
            r"(?<![\d-])(?:\+46|0)[\s\-/]{0,2}\d(?:[\s\-/]{0,2}\d){6,10}(?!\d)",
            r"\b(?i:jag heter|mitt namn är|my name is|my name['’]s)\s+\w",
            # Words that are said of other things too need a capital letter: "jag är ordförande",
            # "vänligen svara", "tack för hjälpen".
            rf"\b(?i:jag är|i am|i['’]m)\s+{_NAME}",
            rf"\b(?i:{_REGARDS}|vänligen)\W{{1,3}}{_NAME}",
            rf"\b(?i:tack|förhand|thanks|thank you|in advance)[ ,.!]+{_NAMES}\W*\Z",
            # Signatures: the end of a line, or a line of their own.
            rf"\b(?i:{_REGARDS})(?:[^\w\n]+\w+){{1,3}}\W*$",
            rf"\b(?i:{_REGARDS}|vänligen)[ ,.!]*\n\s*\w",
            rf"(?:\n[^\w\n]{{0,3}}|\s/{{1,2}}\s?){_NAMES}\W*\Z",
        )
    ),
    re.MULTILINE,
)


def masked(text: str) -> str:
    """A message as it is stored and sent."""
    return mask(clean(text)).text.strip()


def has_mark(text: str) -> bool:
    """Whether a personal number or an account was taken out of a text."""
    return bool(mask(text).found)


def has_contact_details(text: str) -> bool:
    """Whether a text names its writer, or has a telephone number or an e-mail address: that goes
    along only if it is left in."""
    return _DETAILS.search(text) is not None


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


def _is_personal(written: str, *, called_so: bool) -> bool:
    """Whether ten or twelve digits are a personal number. A valid date and four digits in one group
    are, whatever the check digit; it decides where nothing separates the digits, or where the last
    four are split or look like a year."""
    digits = _digits(written)
    if not _is_date(digits[:-4]):
        return False
    groups = [len(group) for group in re.findall(r"\d+", written)]
    ends = {sum(groups[:n]) for n in range(1, len(groups))}
    date = len(digits) - 4
    if called_so or all(size == 1 for size in groups) or groups == [12]:
        return True
    if groups == [10] or date not in ends or max(ends) > date:
        return bool(luhn.is_valid(digits[-10:])) and (
            len(digits) == 12 or groups == [10] or ends <= {2, 4, 6, 7, 8, 9}
        )
    if date - 2 in ends and digits[-4:-2] in ("19", "20"):
        return bool(luhn.is_valid(digits[-10:]))
    return ends <= ({2, 4, 6} if date == 6 else {2, 4, 6, 8})


def _iban_length(written: str) -> int:
    """How many characters of a text that begins like an IBAN belong to it; 0 where it is none.
    Words may follow."""
    ends = [at + 1 for at, c in enumerate(written) if c.isalnum()]
    compact = "".join(c for c in written if c.isalnum()).upper()
    for size in range(min(len(compact), 34), 14, -1):
        if iban.is_valid(compact[:size]):
            return ends[size - 1]
    return 0
