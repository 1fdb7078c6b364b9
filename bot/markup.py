"""Our Markdown as plain text, by a real parser. Adapters make their own forms of it."""

from __future__ import annotations

import re
from functools import cache

from markdown_it import MarkdownIt
from markdown_it.token import Token


@cache
def parser() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": False})


def escape(text: str) -> str:
    """Somebody's own words as Markdown that shows them as they were typed."""
    marked = re.sub(r"([\\`*_\[\]<>#|~&])", r"\\\1", " ".join(text.split()))
    return (
        re.sub(r"^(\s*)([-+]|\d+[.)])", r"\1\\\2", marked)
        if re.match(r"\s*[-+]", marked)
        else marked
    )


def plain(markdown: str) -> str:
    """The text without marks: lists keep a dash or number, links show their address after the text."""
    out: list[str] = []
    numbers: list[int] = []
    fresh = True
    for token in parser().parse(markdown):
        if token.type == "ordered_list_open":
            numbers.append(int(token.attrGet("start") or 1))
        elif token.type == "bullet_list_open":
            numbers.append(0)
        elif token.type in ("ordered_list_close", "bullet_list_close"):
            numbers.pop()
        elif token.type == "list_item_open":
            indent = "  " * (len(numbers) - 1)
            out.append(
                f"{'' if fresh else chr(10)}{indent}{f'{numbers[-1]}. ' if numbers[-1] else '– '}"
            )
            numbers[-1] += bool(numbers[-1])
            fresh = True
        elif token.type == "inline":
            out.append(("" if fresh else "\n\n") + _inline(token))
            fresh = False
        elif token.type in ("fence", "code_block"):
            out.append(("" if fresh else "\n\n") + token.content.rstrip())
            fresh = False
    return "".join(out).strip()


def _inline(token: Token) -> str:
    out: list[str] = []
    address = ""
    for child in token.children or []:
        if child.type in ("text", "code_inline"):
            out.append(child.content)
        elif child.type in ("softbreak", "hardbreak"):
            out.append("\n")
        elif child.type == "link_open":
            address = str(child.attrGet("href") or "")
        elif child.type == "link_close" and address and address not in "".join(out):
            out.append(f" ({address})")
    return "".join(out)
