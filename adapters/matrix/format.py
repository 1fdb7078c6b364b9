"""Our Markdown as a Matrix message:
plain text and HTML side by side, in as many messages as it needs."""

from __future__ import annotations

import html
import json
from collections.abc import Iterator, Mapping, Sequence
from itertools import accumulate, takewhile
from typing import Any

from markdown_it import MarkdownIt

from bot import markup
from bot.messages import Choice

LIMIT = 3_500
"""Characters of Markdown in one message."""
_BYTES = 20_000
"""Bytes of it as JSON, where an å takes six and an emoji twelve. An event may be 65 536 bytes:
encrypted, with the text twice: https://spec.matrix.org/latest/client-server-api/#size-limits"""
_HTML = "org.matrix.custom.html"
_PARSER = MarkdownIt("commonmark", {"html": False, "breaks": True})


def contents(
    markdown: str, choices: Sequence[Choice] = (), *, silent: bool = False
) -> list[dict[str, Any]]:
    """The contents of its messages, at least one;
    the choices are numbered lines at the end of the last.

    ``silent``: as notices, for which the rule `.m.rule.suppress_notices` that every account has
    from the beginning lets nothing sound and counts nothing unread:
    https://spec.matrix.org/latest/client-server-api/#default-override-rules"""
    parts, msgtype = list(_parts(markdown)) or [""], "m.notice" if silent else "m.text"
    return [
        _content(part, choices if at == len(parts) else ()) | {"msgtype": msgtype}
        for at, part in enumerate(parts, 1)
    ]


def change(event: str, content: Mapping[str, Any], notice: str) -> dict[str, Any]:
    """A message as it is now, as a change of it; who can't show changes reads the notice:
    https://spec.matrix.org/latest/client-server-api/#event-replacements"""
    return {
        "msgtype": content["msgtype"],
        "body": f"* {notice}",
        "m.mentions": {},
        "m.new_content": dict(content),
        "m.relates_to": {"rel_type": "m.replace", "event_id": event},
    }


def _content(markdown: str, choices: Sequence[Choice]) -> dict[str, Any]:
    body, formatted = markup.plain(markdown), _PARSER.render(markdown).strip()
    told = sum(choice.told for choice in choices)
    if labels := [choice.label for choice in choices[told:]]:
        first = told + 1
        body += "\n\n" + "\n".join(f"{at}. {label}" for at, label in enumerate(labels, first))
        items = "".join(f"<li>{html.escape(label, quote=False)}</li>" for label in labels)
        formatted += f'<ol start="{first}">{items}</ol>' if told else f"<ol>{items}</ol>"
    # Nothing in it calls anybody:
    # https://spec.matrix.org/latest/client-server-api/#user-and-room-mentions
    return {
        "body": body.strip() or "…",
        "format": _HTML,
        "formatted_body": formatted,
        "m.mentions": {},
    }


def _parts(markdown: str) -> Iterator[str]:
    """The text cut between blocks, or inside one that is too long at a line or a word."""
    part = ""
    for block in _blocks(markdown):
        if part and not _fits(f"{part}\n\n{block}"):
            yield part
            part = ""
        part = f"{part}\n\n{block}" if part else block
    if part:
        yield part


def _fits(markdown: str) -> bool:
    return len(markdown) <= LIMIT and len(json.dumps(markdown)) <= _BYTES


def _most(markdown: str) -> int:
    """How many of its first characters fit in one message. No further ones are looked at: of signs
    that take many bytes, what comes after would be counted anew for each part."""
    sizes = accumulate(len(json.dumps(char)) - 2 for char in markdown[:LIMIT])
    return sum(1 for _ in takewhile(lambda whole: whole <= _BYTES, sizes))


def _blocks(markdown: str) -> Iterator[str]:
    for block in markdown.split("\n\n"):
        rest = block
        while not _fits(rest):
            most = _most(rest)
            at = max(rest.rfind("\n", 1, most), rest.rfind(" ", 1, most))
            at = at if at > most // 2 else most
            yield rest[:at]
            rest = rest[at:].strip()
        if rest.strip():
            yield rest.strip("\n")
