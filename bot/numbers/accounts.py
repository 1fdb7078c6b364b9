"""Bank accounts and payment cards. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from stdnum import iban, luhn, numdb

from bot.numbers.around import is_amount, is_called_otherwise, is_card
from bot.numbers.digits import Found, Group, gaps, has_letters, runs

# IBAN

_IBAN_BEGINS = re.compile(r"(?<![a-z0-9])[a-z][^\w\n]?[a-z][^\w\n]{0,3}\d[^\w\n]{0,3}\d")
_PARTS = re.compile(r"!(?:n|a|c)")
_SECOND = re.compile(r"[^a-z]")
_NEXT = re.compile(r"[^\w\n]{0,3}([a-z0-9])")


def ibans(text: str) -> Iterator[Found]:
    """International account numbers. A Swedish one is taken also where its check digits are
    wrong."""
    for match in _IBAN_BEGINS.finditer(text):
        country = (match[0][0] + _SECOND.sub("", match[0][1:])[0]).upper()
        size = _iban_length(country)
        compact, end = _compact(text, match.start(), size)
        if size == 0 or len(compact) < size or text[end : end + 1].isalnum():
            continue
        is_swedish = country == "SE" and compact[2:].isdecimal()
        if is_swedish or iban.is_valid(compact, check_country=False):
            yield Found(match.start(), end, "account")


@cache
def _iban_length(country: str) -> int:
    """How long a country's numbers are; 0 where it has none."""
    (_, about), *_ = numdb.get("iban").info(country) or [("", {})]
    parts = _PARTS.sub(" ", about.get("bban", "")).split()
    return 4 + sum(map(int, parts)) if parts else 0


def _compact(text: str, start: int, size: int) -> tuple[str, int]:
    """The letters and digits from there on, as many as belong to it, and where they end."""
    compact, end = "", start
    while len(compact) < size and (match := _NEXT.match(text, end)):
        compact, end = compact + match[1].upper(), match.end()
    return compact, end


# Cards

_BRANDS = re.compile(
    r"4(?:\d{12}|\d{15}|\d{18})$|5[1-5]\d{14}$|2(?:22[1-9]|2[3-9]\d|[3-6]\d\d|7[01]\d|720)\d{12}$"
    r"|3[47]\d{13}$|6(?:011|4[4-9]\d|5\d\d)\d{12}$|3(?:0[0-5]|[68]\d)\d{11}$|35\d{14}$|62\d{14,17}$"
    r"|(?:5018|5020|5038|5893|6304|67\d\d)\d{8,15}$"
)
_CARD_GAP = 4


def cards(text: str) -> Iterator[Found]:
    """The numbers of payment cards: a known beginning and length, and the check digit."""
    for row in runs(text, range(13, 20), 19):
        digits = "".join(group.text for group in row)
        if _BRANDS.match(digits) and _is_in_groups(text, row):
            called = is_card(text, row[0].start)
            is_checked = luhn.is_valid(digits) and not is_called_otherwise(text, row[0].start)
            if called or is_checked:
                yield Found(row[0].start, row[-1].end, "card")


def _is_in_groups(text: str, row: tuple[Group, ...]) -> bool:
    """Whether it stands in groups as on a card, or digit by digit."""
    sizes, between = [len(group.text) for group in row], gaps(text, row)
    if any(len(gap) > _CARD_GAP or has_letters(gap) for gap in between):
        return False
    in_fours = all(size == 4 for size in sizes[:-1]) and sizes[-1] <= 4
    known = sizes in ([4, 6, 5], [4, 6, 4], [8, 8], [6, 10])
    return len(sizes) == 1 or in_fours or known or set(sizes) in ({1}, {2})


# Swedish accounts

_DIGITS = r"\d(?:[^\w\n+]{0,3}\d){5,19}(?!\d)"
_CALLED = re.compile(
    r"(?P<word>konto(?:t|nummer|numret|nr)?\b|account(?: number| no)?\b)[^\d\n\[\]]{0,25}?"
    rf"(?P<digits>{_DIGITS})"
)
_CLEARING_CALLED = re.compile(
    r"\bclearing[^\W\d]{0,12}[^\w\n]{0,3}(?:nr|nummer)?[^\d\n\[\]]{0,10}?"
    r"(?P<digits>\d{4}(?:[\s\-–]?\d(?!\d))?(?:[,\s]{1,2}\d(?:[\s.\-–]?\d){5,11})?)(?!\d)"
)
_CLEARING = r"(?:[13-9]\d{3}|2[1-9]\d\d)"
_CLEARED = re.compile(
    rf"(?<![\d\-.,]){_CLEARING}(?:-\d)?\s?,\s?(?!20\d\d-)\d(?:[\s.\-–]?\d){{5,11}}(?![\d.,]?\d)"
    r"|(?<![\d\-.,])8\d{3}-\d[\s,]{1,2}\d(?:[\s.\-–]?\d){5,11}(?!\d)"
)
_PAID_TO = re.compile(
    r"(?:\b(?:swed|sparb|bank|seb\b|nordea|handelsb|länsförs|lansfors|danske|skandia|icab|avanza"
    r"|marginalen|sbab)[^\W\d]{0,20}|\b(?:bet[ao]l|sätt|sätts|utbet|för)[^\W\d]{0,9} [^\d\n]{0,16}?"
    r"(?:till|på))"
    rf"[^\w\n]{{0,3}}(?P<digits>(?<![\d\-.,]){_CLEARING}[-,\s]{{1,2}}"
    r"\d(?:[\s.,\-–]{0,2}\d){6,11})"
    r"(?!\d)"
)
_GIRO_BEFORE = re.compile(
    r"(?:giro|\b90-?konto|\bbg|\bpg|\borg(?:anisations)?\.?\s?(?:nr|nummer)|swish)"
    r"\W{0,3}\w{0,8}\W{0,3}$"
)
_BY_NAME = ("kontonummer", "kontonumret", "kontonr", "account number", "account no")
_IN_THOUSANDS = re.compile(r"\d{1,3}(?:[ .]\d{3})+(?:,\d\d?)?$")
_LIST = re.compile(r"\d{4}(?:, ?\d{4})+$")
_LIKE_A_DATE = re.compile(r"(?:19|20)\d\d-?[01]\d-?[0-3]\d(?!\d)")


def accounts(text: str) -> Iterator[Found]:
    """Account and clearing numbers: called so, or written as nothing else is."""
    for match in _CALLED.finditer(text):
        if not _is_something_else(text, match):
            yield Found(*match.span("digits"), "account")
    for match in _CLEARING_CALLED.finditer(text):
        is_year = match["digits"][:2] in ("19", "20") and len(match["digits"]) == 4
        if not is_year and not _has_giro_before(text, match.start("digits")):
            yield Found(*match.span("digits"), "account")
    for pattern in (_CLEARED, _PAID_TO):
        for match in pattern.finditer(text):
            start, end = match.span("digits") if "digits" in match.groupdict() else match.span()
            if not is_amount(text, end):
                yield Found(start, end, "account")


def _has_giro_before(text: str, start: int) -> bool:
    return _GIRO_BEFORE.search(text[max(0, start - 40) : start].rstrip()) is not None


def _is_something_else(text: str, match: re.Match[str]) -> bool:
    """A giro number, that of an organisation, money, a day or a telephone."""
    start, end = match.span("digits")
    digits, before = match["digits"], text[max(0, match.start() - 12) : match.start()]
    if _has_giro_before(text, start) or "giro" in before or before.endswith("90-"):
        return True
    if is_amount(text, end) or _LIKE_A_DATE.match(digits):
        return True
    is_named = match["word"] in _BY_NAME
    is_phone = digits[0] == "0" or text[start - 1 : start] == "+"
    is_other = _IN_THOUSANDS.match(digits) or _LIST.match(digits)
    return not is_named and (is_phone or is_other is not None)
