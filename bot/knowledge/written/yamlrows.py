"""What the rows of a file look like that can't be read: a key without its colon, and one space too
many or too few. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

KEYS = frozenset(
    """
    adress ansluten av behov bekräftad beslutar bifoga bockas börjar checklista datum demokrati
    dokument där eller en enligt epost ersättare fakta flera fråga frågas frågor från förälder ger
    guide guider gäller_till hör_ihop hörs i_stället id inledning inte knapp kontakt kontorstid
    kontroll_månader kontrollerad kort källa lag lokal_form_av lätt löfte namn oklart okänt om
    område orter rubrik räknas sak saknas senast_känt slut språk ställe stängda_veckor stänger
    stängt står sv svar svaras sägs särskilt tal team telefon tider till titel tvetydig typ
    underlag ungefär uppgift utgått utom vad val vem vidare villkor webb ämne ämnen är även år
    öppnar
    """.split()
)
"""Every key of a thing, of a guide, and of a row of areas.yaml, teams.yaml and sources.yaml."""
_ALSO_WORDS = frozenset(
    """
    av där en från fråga frågas frågor ger guide guider inte kontakt kort lag lätt namn om räknas
    sak slut språk stänger svar svaras särskilt tal telefon tider till val vem vidare villkor år
    är även öppnar
    """.split()
)
"""Keys that a row of text may begin with as well."""
_FIRST = frozenset("datum dokument fråga id står stänger sv öppnar".split())
"""Keys that an item of a list begins with."""
_BEGINS = re.compile(r"^( *)(- +)?([\w-]+)(?=\s|$)(?!\s*:)")
_KEY_ROW = re.compile(r"^ *(?:- +)*[\w-]+:(?:\s|$)")
_TEXT_BELOW = re.compile(r"[|>][+-]?\s*$")


def without_colon(rows: Sequence[str], line: int) -> tuple[int, str] | None:
    """The row at a line, or above it up to the last key, that begins with a key without a colon:
    its line and the key; None where there is none."""
    for at in range(line, 0, -1):
        row = rows[at - 1]
        begins = _BEGINS.match(row)
        if begins is not None and _is_key(rows, at, begins):
            return at, begins[3]
        if at < line and _KEY_ROW.match(row):
            return None
    return None


def _is_key(rows: Sequence[str], at: int, begins: re.Match[str]) -> bool:
    key = begins[3]
    if key not in (_FIRST if begins[2] else KEYS) or _is_in_text(rows, at):
        return False
    return key not in _ALSO_WORDS or bool(begins[2]) or _has_sibling(rows, at)


def _is_in_text(rows: Sequence[str], at: int) -> bool:
    """Whether a row is one of a text that follows on the rows below its key."""
    own = _indent(rows[at - 1])
    around = next((row for row in _above(rows, at) if _indent(row) < own), "")
    return _TEXT_BELOW.search(around) is not None


def _has_sibling(rows: Sequence[str], at: int) -> bool:
    """Whether the nearest row at the same depth, before or after, is one with a key."""
    own = _indent(rows[at - 1])
    before = next((row for row in _above(rows, at) if _depth(row) <= own), "")
    below = (row for row in rows[at:] if row.strip())
    after = next((row for row in below if _depth(row) <= own), "")
    return any(_depth(row) == own and _KEY_ROW.match(row) for row in (before, after))


def misindented(rows: Sequence[str], line: int) -> tuple[int, int] | None:
    """How many spaces the row at a line begins with, and how many that one above has which is the
    same sort and begins one space further in or out; None where there is none."""
    row = rows[line - 1]
    own, is_item = _indent(row), row.lstrip().startswith("- ")
    if not (is_item or _KEY_ROW.match(row)):
        return None
    levels = list(dict.fromkeys(_levels(rows, line, is_item=is_item)))
    if own in levels:
        return None
    near = next((one for one in levels if abs(one - own) == 1), None)
    return None if near is None else (own, near)


def _levels(rows: Sequence[str], line: int, *, is_item: bool) -> Iterator[int]:
    for row in _above(rows, line):
        if is_item and row.lstrip().startswith("- "):
            yield _indent(row)
        elif not is_item and _KEY_ROW.match(row):
            yield _depth(row)


def _above(rows: Sequence[str], line: int) -> Iterator[str]:
    """The rows above a line, the nearest first; empty ones and comments are none."""
    above = (rows[at - 1] for at in range(line - 1, 0, -1))
    return (row for row in above if row.strip() and not row.lstrip().startswith("#"))


def _indent(row: str) -> int:
    return len(row) - len(row.lstrip(" "))


def _depth(row: str) -> int:
    """Where what a row says begins: after its dash, where it has one."""
    return len(row) - len(re.sub(r"^ *(?:- +)*", "", row))
