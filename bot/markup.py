"""Our Markdown, read by a real parser: one walk over it for every form that it takes on a network.

A form is only how each mark is written: ``plain`` here leaves them out, an adapter writes its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Literal

from markdown_it import MarkdownIt
from markdown_it.token import Token

Style = Literal["strong", "em", "s", "link", "code", "pre"]
_APART = "\n\n"
_STYLES: dict[str, Style] = {"strong": "strong", "em": "em", "s": "s", "link": "link"}


@dataclass(frozen=True, slots=True)
class Mark:
    """How a stretch of text is marked; ``address`` is a link's."""

    style: Style
    address: str = ""


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of text; ``marks`` are open around it, the outermost first.

    One without text tells that the mark ``closed`` has ended.
    """

    text: str
    marks: tuple[Mark, ...] = ()
    closed: Mark | None = None


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, an item of a list, a heading or code;
    ``lead`` stands between it and the one before."""

    lead: str
    spans: tuple[Span, ...] = ()


@cache
def _parser() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": False})


def escape(text: str) -> str:
    """Somebody's own words as Markdown that shows them as they were typed."""
    marked = re.sub(r"([\\`*_\[\]<>#|~&])", r"\\\1", " ".join(text.split()))
    return (
        re.sub(r"^(\s*)([-+]|\d+[.)])", r"\1\\\2", marked)
        if re.match(r"\s*[-+]", marked)
        else marked
    )


_QUOTES = re.compile('["“”„‟«»〝〞〟＂]')


def within(words: str) -> str:
    """Words that stand between quotation marks: none of theirs ends them."""
    return _QUOTES.sub("’", words)


def quoted(text: str) -> str:
    """Somebody's own words between quotation marks."""
    return f"”{within(escape(text))}”"


def plain(markdown: str) -> str:
    """The text without marks: lists keep a dash or number, links their address after the text."""
    return "".join(map(_plain, blocks(markdown, bullet="– ", indent="  "))).strip()


def _plain(block: Block) -> str:
    text = ""
    for span in block.spans:
        text += span.text
        if span.closed and span.closed.address not in text:
            text += f" ({span.closed.address})"
    return block.lead + text


def blocks(markdown: str, *, bullet: str, indent: str) -> Iterator[Block]:
    """The blocks one after another: a blank line between paragraphs, a mark before each item.

    ``bullet`` is an item's mark where it has no number; ``indent`` stands before it, once for each
    list around its own.
    """
    numbers: list[int] = []
    lead = ""
    for token in _parser().parse(_few_brackets(markdown)):
        if token.type in ("ordered_list_open", "bullet_list_open"):
            numbers.append(_first_number(token))
        elif token.type in ("ordered_list_close", "bullet_list_close"):
            numbers.pop()
        elif token.type == "list_item_open":
            mark = f"{numbers[-1]}. " if numbers[-1] else bullet
            before = "\n" if lead == _APART else lead
            lead = before + indent * (len(numbers) - 1) + mark
            numbers[-1] += bool(numbers[-1])
        elif token.type in ("inline", "fence", "code_block"):
            yield Block(lead, tuple(_spans(token)))
            lead = _APART
    if lead != _APART:
        yield Block(lead)


_MOST_BRACKETS = 50
_NO_LINK = re.compile(r"(?<!\\)\[(?![^\[\]\n]{1,300}\]\()")


def _few_brackets(markdown: str) -> str:
    """Where there are very many brackets, those that begin no link are signs like others: the
    parser looks for the end of each through all the others."""
    if markdown.count("[") <= _MOST_BRACKETS:
        return markdown
    return _NO_LINK.sub(r"\\[", markdown)


def _first_number(list_open: Token) -> int:
    """The number of a list's first item; 0 where its items have none."""
    return int(list_open.attrGet("start") or 1) if list_open.type.startswith("ordered") else 0


def _spans(token: Token) -> Iterator[Span]:
    if token.type != "inline":
        yield Span(token.content.rstrip(), (Mark("pre"),))
        return
    marks: list[Mark] = []
    for child in token.children or []:
        style = _STYLES.get(child.type.removesuffix("_open").removesuffix("_close"))
        if child.type in ("softbreak", "hardbreak"):
            yield Span("\n")
        elif child.type == "text":
            yield Span(child.content, tuple(marks))
        elif child.type == "code_inline":
            yield Span(child.content, (*marks, Mark("code")))
        elif style and child.nesting > 0:
            marks.append(Mark(style, str(child.attrGet("href") or "")))
        elif style:
            yield Span("", closed=marks.pop())
