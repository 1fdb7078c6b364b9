"""Finds and masks what must never be kept: personal numbers, bank accounts, cards. Pure.

It is looked for in the comparable form of a text and taken out of what was written, by position;
all else stays as it was. The patterns stand in ``numbers`` and not among the editors' words: what
must never be kept is masked before the knowledge is read, and no edit of a word list may let it
through.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from stdnum import luhn

from bot.numbers.accounts import accounts, cards, ibans
from bot.numbers.digits import Found, Kind, groups, read
from bot.numbers.personal import found as personal
from bot.numbers.personal import halves, is_one
from bot.text import LONGEST, clean

PERSONAL = "[personnummer borttaget]"
ACCOUNT = "[kontonummer borttaget]"
CARD = "[kortnummer borttaget]"
_LABELS = {"personal": PERSONAL, "account": ACCOUNT, "card": CARD}
_NEAR = 300
"""Characters of what was said before that a number may begin in."""
_MOST_HALVES, _CALL = 10, 44
"""The newest days of birth that are looked at, and the characters before each that call it one."""
_PIECE = 60
"""Characters of a message that may be no more than a piece of a number."""
_CARD_LONGEST, _CARD_SHORTEST = 19, 13
"""Digits of a card, at most, and at least."""
_LONGEST_PIECE = 12
_LABEL = re.compile(r"\[(?:personnummer|kontonummer|kortnummer) borttaget\]")
_LABELS_IN_A_ROW = re.compile(rf"(?:{_LABEL.pattern}\s?)+")


_Span = tuple[int, int, Kind]


@dataclass(frozen=True, slots=True)
class Masked:
    """A text without what must not be kept, and the kinds taken out: "personal", "account",
    "card"."""

    text: str
    found: frozenset[str]


def mask(text: str, *, sure: bool = False) -> Masked:
    """Take out personal numbers, bank accounts and cards. Telephone numbers and e-mail addresses
    stay. ``sure``: what only looks like one stays too."""
    whole = _cut(text, _spans(text, sure=sure))
    # What was masked before it came here (the inbox does that) counts too.
    return Masked(whole, frozenset(kind for kind, label in _LABELS.items() if label in whole))


def _cut(text: str, spans: Iterable[_Span]) -> str:
    kept, at = list[str](), 0
    for start, end, kind in spans:
        kept += [text[at:start], _LABELS[kind]]
        at = end
    return "".join([*kept, text[at:]])


def _spans(text: str, *, sure: bool = False) -> Iterator[_Span]:
    """Where in a text something must go, in order, each stretch once."""
    looked_at = read(text)
    for found in sorted(_found(looked_at.text), key=lambda found: found.start):
        if found.is_sure or not sure:
            yield *looked_at.written(found.start, found.end), found.kind


def _found(text: str) -> list[Found]:
    """The numbers of a comparable text; where two overlap, the first of the surest kind."""
    kept, taken = list[Found](), bytearray(len(text))
    if not any(char.isdigit() for char in text):
        return kept
    for kind in (ibans, cards, personal, accounts):
        for one in kind(text):
            if not any(taken[one.start : one.end]):
                taken[one.start : one.end] = b"x" * (one.end - one.start)
                kept.append(one)
    return kept


_NAME = r"[A-ZÀ-ÖØ-Þ][\w'’-]{1,40}"
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


_MOST_SIGNS = 100
"""Signs, pictures and line breaks in a row that are kept: more say no more, and what is looked for
at each of them would take long."""
_SIGNS = re.compile(rf"(\W{{{_MOST_SIGNS}}})\W+")


_FEW = 3
"""Signs between two digits that are kept, as many as a number may have there; of line breaks and
blanks one blank: what stands far apart is read as if it didn't."""
_BETWEEN_DIGITS = re.compile(rf"(?<=\d)\W{{{_FEW + 1},}}(?=\d)")


def _few(signs: re.Match[str]) -> str:
    return "".join(signs[0].split())[:_FEW] or " "


def _seen(text: str, most: int = LONGEST) -> str:
    return _SIGNS.sub(r"\1", clean(text, most))


def _joined(text: str) -> str:
    """The text with few signs between its digits, where there is more to mask so: what is written
    far apart is read as one. Else as it was written."""
    joined = _BETWEEN_DIGITS.sub(_few, text)
    is_more = joined != text and len(list(_spans(joined))) > len(list(_spans(text)))
    return joined if is_more else text


def masked(text: str, *, sure: bool = False) -> str:
    """A message as it is stored and sent."""
    return mask(_joined(_seen(text)), sure=sure).text.strip()


def heard(text: str, *, sure: bool = False) -> str:
    """A message as it is stored when it comes: masked, and one that is too long still is, which is
    what its writer is told."""
    whole = _joined(_seen(text, 2 * LONGEST))
    if len(whole) <= LONGEST:
        return mask(whole, sure=sure).text
    return mask(clean(whole), sure=sure).text.ljust(LONGEST + 1, "…")[: LONGEST + 1]


def together(parts: Sequence[str]) -> list[str]:
    """Texts that are read one after another: what must go only where they are joined goes too, from
    each of them."""
    joined, at, masked_parts = " ".join(parts), 0, list[str]()
    spans = list(_spans(joined))
    for part in parts:
        end = at + len(part)
        own = [(max(s, at) - at, min(e, end) - at, kind) for s, e, kind in spans]
        masked_parts.append(_cut(part, [span for span in own if span[0] < span[1]]))
        at = end + 1
    return masked_parts


def after(before: str, text: str) -> str:
    """What may be kept of a text that is read after another one: no end of a number that ends that
    one, or of a day of birth anywhere in it."""
    for beginning in (*_beginnings(before), before[-_NEAR:]):
        text = together([beginning, text])[1]
    return text


def after_pieces(before: Sequence[str], text: str) -> str:
    """What may be kept of a text that ends a number which is written in pieces, a few digits in
    each of several short messages, whatever words stand around them."""
    digits = _piece(text)
    for piece in map(_piece, reversed(before) if digits else ()):
        digits = piece + digits
        if not piece or len(digits) > _CARD_LONGEST:
            break
        if (kind := _kind_of(digits)) is not None:
            looked_at = read(text)
            runs = groups(looked_at.text)
            return _cut(text, [(*looked_at.written(run.start, run.end), kind) for run in runs])
    return text


def _kind_of(digits: str) -> Kind | None:
    """What digits that were written in pieces are, where they are something."""
    if is_one(digits):
        return "personal"
    is_card = _CARD_SHORTEST <= len(digits) <= _CARD_LONGEST and digits[0] in "3456"
    return "card" if is_card and luhn.is_valid(digits) else None


def _piece(text: str) -> str:
    """The digits of a short message; "" of one that is no piece of a number."""
    digits = "".join(run.text for run in groups(read(text[: _PIECE + 1]).text))
    return digits if len(text) <= _PIECE and len(digits) <= _LONGEST_PIECE else ""


def _beginnings(before: str) -> Iterator[str]:
    """The days in a text that may begin a personal number, each with what calls it so."""
    looked_at = read(before)
    for start, end in list(halves(looked_at.text))[-_MOST_HALVES:]:
        yield before[slice(*looked_at.written(max(0, start - _CALL), end))]


def has_digits(text: str) -> bool:
    """Whether there is any digit in it, however that is written."""
    return any(char.isdigit() for char in read(text).text)


def has_mark(text: str) -> bool:
    """Whether a number was taken out of a text."""
    return _LABEL.search(text) is not None


def has_contact_details(text: str) -> bool:
    """Whether a text names its writer, or has a telephone number or an e-mail address: that goes
    along only if it is left in."""
    return _DETAILS.search(text) is not None


def without_marks(text: str) -> str:
    """The text without the labels that ``mask`` put there: what is left to understand."""
    return _LABELS_IN_A_ROW.sub(" ", text)
