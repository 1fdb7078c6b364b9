"""What a Matrix message says: its plain text, with the addresses that stand behind words in its
HTML."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from html.parser import HTMLParser
from typing import Any

_TELL = ("http://", "https://", "mailto:", "tel:")
_CALLS = "https://matrix.to/"
"""A mention is a link too, to the person: their name is in the text."""
_LONGEST = 65_536


def with_addresses(text: str, content: Mapping[str, Any]) -> str:
    """A message's plain text as it would be read anywhere else: an address that only its HTML has
    stands after its words."""
    formatted = content.get("formatted_body")
    if not isinstance(formatted, str):
        return text
    at = 0
    for words, address in _links(formatted[:_LONGEST]):
        if address in text:
            continue
        where = text.find(words, at) if words else -1
        at = where + len(words) if where >= 0 else len(text)
        told = f" ({address})"
        text, at = text[:at] + told + text[at:], at + len(told)
    return text


def _links(formatted: str) -> list[tuple[str, str]]:
    """The links up to what is no HTML at all, which the library's reader ends at: "<![x"."""
    reader = _Links()
    with suppress(AssertionError):
        reader.feed(formatted)
    return reader.found


class _Links(HTMLParser):
    """The links of a message and their words, without those of what it quotes."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, str]] = []
        self._words: list[str] = []
        self._address, self._quotes = "", 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A link begins, or the quotation of what is replied to."""
        self._quotes += tag == "mx-reply"
        address = dict(attrs).get("href") or ""
        if tag == "a" and address.startswith(_TELL) and not address.startswith(_CALLS):
            self._address, self._words = address.removeprefix("mailto:").removeprefix("tel:"), []

    def handle_endtag(self, tag: str) -> None:
        """It ends."""
        self._quotes -= tag == "mx-reply"
        if tag == "a" and self._address:
            if not self._quotes:
                self.found.append(("".join(self._words).strip(), self._address))
            self._address = ""

    def handle_data(self, data: str) -> None:
        """The words of a link."""
        if self._address:
            self._words.append(data)
