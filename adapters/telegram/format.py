"""Our Markdown as Telegram's HTML, in messages that Telegram takes:
cut by UTF-16 length, and never inside a tag."""

from __future__ import annotations

import html
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache

from bot.markup import Mark, Span, blocks

LIMIT = 4096
"""UTF-16 units of text in one message, after its tags are taken away:
https://core.telegram.org/bots/api#sendmessage"""
CAPTION = 1024
"""The same for the text beside a file: https://core.telegram.org/bots/api#senddocument"""
_TAGS = {"strong": "b", "em": "i", "s": "s", "link": "a", "code": "code", "pre": "pre"}


@lru_cache(maxsize=64)  # the same answers go out again and again
def messages(markdown: str, limit: int = LIMIT) -> tuple[str, ...]:
    """The text as HTML, in as many messages as it needs; at least one, perhaps empty."""
    parts: list[str] = []
    room, current = limit, list[Span]()
    for span in _spans(markdown):
        rest = span
        while _units(rest.text) > room:
            fits = _cut(rest.text, room, fresh=not current)
            current.append(replace(rest, text=rest.text[:fits]))
            parts.append(_html(current))
            rest, current, room = replace(rest, text=rest.text[fits:].lstrip("\n ")), [], limit
        if rest.text:
            current.append(rest)
            room -= _units(rest.text)
    return (*parts, _html(current)) if current or not parts else tuple(parts)


def _spans(markdown: str) -> Iterator[Span]:
    for block in blocks(markdown, bullet="• ", indent="   "):
        yield Span(block.lead)
        yield from block.spans


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def _cut(text: str, room: int, *, fresh: bool) -> int:
    """Where to end a message: at a paragraph, a line or a word in its second half,
    or else where it is full."""
    fits = len(text.encode("utf-16-le")[: room * 2].decode("utf-16-le", errors="ignore"))
    for mark in ("\n\n", "\n", " "):
        at = text.rfind(mark, 0, fits + 1)
        if at > fits // 2 or (at >= 0 and not fresh):
            return at
    return fits if fresh else 0


def _html(spans: Sequence[Span]) -> str:
    return "".join(map(_tagged, spans)).strip()


def _tagged(span: Span) -> str:
    text = html.escape(span.text, quote=False)
    for mark in reversed(span.marks):
        text = f"<{_TAGS[mark.style]}{_attributes(mark)}>{text}</{_TAGS[mark.style]}>"
    return text


def _attributes(mark: Mark) -> str:
    return f' href="{html.escape(mark.address)}"' if mark.style == "link" else ""
