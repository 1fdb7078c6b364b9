"""Our Markdown as Telegram's HTML, in messages that Telegram takes: cut by UTF-16 length, and never inside a tag."""

from __future__ import annotations

import html
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from markdown_it.token import Token

from bot import markup

LIMIT = 4096
"""UTF-16 units of text in one message, after its tags are taken away: https://core.telegram.org/bots/api#sendmessage"""
_TAGS = {"strong": "b", "em": "i", "s": "s"}


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text in one style; ``tags`` are open around it, the outermost first."""

    text: str
    tags: tuple[str, ...] = ()


@lru_cache(maxsize=64)  # the same answers go out again and again
def messages(markdown: str, limit: int = LIMIT) -> tuple[str, ...]:
    """The text as HTML, in as many messages as it needs; at least one, perhaps empty."""
    parts: list[str] = []
    room, current = limit, list[Run]()
    for run in _runs(markdown):
        rest = run
        while _units(rest.text) > room:
            fits = _cut(rest.text, room, fresh=not current)
            current.append(replace(rest, text=rest.text[:fits]))
            parts.append(_html(current))
            rest, current, room = replace(rest, text=rest.text[fits:].lstrip("\n ")), [], limit
        if rest.text:
            current.append(rest)
            room -= _units(rest.text)
    return (*parts, _html(current)) if current or not parts else tuple(parts)


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def _cut(text: str, room: int, *, fresh: bool) -> int:
    """Where to end a message: at a paragraph, a line or a word in its second half, or else where it is full."""
    fits = len(text.encode("utf-16-le")[: room * 2].decode("utf-16-le", errors="ignore"))
    for mark in ("\n\n", "\n", " "):
        at = text.rfind(mark, 0, fits + 1)
        if at > fits // 2 or (at >= 0 and not fresh):
            return at
    return fits if fresh else 0


def _html(runs: list[Run]) -> str:
    out: list[str] = []
    for run in runs:
        closing = [f"</{tag.partition(' ')[0]}>" for tag in reversed(run.tags)]
        out += [*(f"<{tag}>" for tag in run.tags), html.escape(run.text, quote=False), *closing]
    return "".join(out).strip()


def _runs(markdown: str) -> Iterator[Run]:
    """The blocks one after another: a blank line between paragraphs, a mark before each item of a list."""
    numbers: list[int] = []
    fresh, pending = True, ""
    for token in markup.parser().parse(markdown):
        if token.type in ("ordered_list_open", "bullet_list_open"):
            numbers.append(
                int(token.attrGet("start") or 1) if token.type.startswith("ordered") else 0
            )
        elif token.type in ("ordered_list_close", "bullet_list_close"):
            numbers.pop()
        elif token.type == "list_item_open":
            mark = f"{numbers[-1]}. " if numbers[-1] else "• "
            numbers[-1] += bool(numbers[-1])
            pending = ("" if fresh else "\n") + "   " * (len(numbers) - 1) + mark
        elif token.type in ("inline", "fence", "code_block"):
            yield Run(pending or ("" if fresh else "\n\n"))
            pending, fresh = "", False
            yield from (
                _inline(token)
                if token.type == "inline"
                else [Run(token.content.rstrip("\n"), ("pre",))]
            )


def _inline(token: Token) -> Iterator[Run]:
    tags: list[str] = []
    for child in token.children or []:
        name = child.type.removesuffix("_open").removesuffix("_close")
        if child.type in ("text", "code_inline"):
            yield Run(
                child.content, (*tags, "code") if child.type == "code_inline" else tuple(tags)
            )
        elif child.type in ("softbreak", "hardbreak"):
            yield Run("\n")
        elif name in _TAGS or name == "link":
            if child.nesting == 1:
                address = html.escape(str(child.attrGet("href") or ""))
                tags.append(_TAGS.get(name) or f'a href="{address}"')
            else:
                tags.pop()
