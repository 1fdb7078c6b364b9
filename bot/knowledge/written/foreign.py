"""What never belongs in an editor's text, wherever in a file it stands: merge markers, letters
that were destroyed on the way, HTML, personal numbers. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from bot import privacy

_MERGE = re.compile(r"^\s*(?:<{7}|>{7}|\|{7})(?:\s|$)")
_MOJIBAKE = re.compile("Ã[\u0080-\u00bf…„–‰]|â€|Â[\u00a7\u00b0\u00b4\u00b7\u00bb\u00ab]|√[•§∂ÖÑ]")
_HTML = re.compile(
    r"</?(?:p|b|br|strong|em|i|u|a|div|span|ul|ol|li|h[1-6]|table|tr|td|th|font|img)\b[^>]*>",
    re.IGNORECASE,
)
LONGEST_ROW = 10_000
"""Characters of a row: what is longer is no text of an editor's, and would take long to look
through."""
_ORDINARY = re.compile(r"[a-zåäöéA-ZÅÄÖÉ ,.:;?!'\"”()/{}*–_-]*")
"""A row with nothing but what none of it has: most are."""
_UNMERGED = (
    "Här har två versioner av filen inte slagits ihop. Välj vilken text som gäller, och ta bort"
    " raderna med <<<<<<<, ======= och >>>>>>>."
)
_NUMBERS = {"personal": "ett personnummer", "account": "ett kontonummer", "card": "ett kortnummer"}
_FEWEST_DIGITS = 6
"""Digits of a row from which it may hold something that must not be kept."""


def foreign(rows: Sequence[str]) -> Iterator[tuple[int, str, str]]:
    """The line, the kind and what to say of each such thing in a file's rows."""
    for line, row in enumerate(rows, 1):
        if len(row) > LONGEST_ROW:
            text = f"Raden är {len(row)} tecken, högst {LONGEST_ROW}. Är en bild inklistrad?"
            yield line, "merge", f"{text} Ta bort det."
            continue
        if _ORDINARY.fullmatch(row):
            continue
        if _MERGE.match(row):
            yield line, "merge", _UNMERGED
        if (broken := _MOJIBAKE.search(row)) is not None:
            text = f"”{broken[0]}” är ett å, ä, ö eller något annat tecken som blivit fel på vägen."
            yield line, "mojibake", f"{text} Skriv ordet på nytt, eller kopiera texten igen."
        if "\ufffd" in row:
            text = "”\ufffd” står där en bokstav gått förlorad."
            yield line, "mojibake", f"{text} Skriv ordet på nytt."
        if (tag := _HTML.search(row)) is not None:
            mend = "Ta bort den. Fet text skrivs **så här**, och en tom rad ger nytt stycke."
            yield line, "html", f"”{tag[0]}” är HTML, och den visas för den som frågar. {mend}"
        yield from _personal(line, row)


def _personal(line: int, row: str) -> Iterator[tuple[int, str, str]]:
    if sum(map(str.isdigit, row)) < _FEWEST_DIGITS:
        return
    for kind in sorted(privacy.mask(row).found):
        number = _NUMBERS[kind]
        text = f"Här står {number}. Ta bort det: sådant får aldrig stå i kunskapen."
        yield line, "personal", text
