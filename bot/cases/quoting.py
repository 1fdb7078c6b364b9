"""Somebody's words, and a name, where they stand among the bot's own. Pure."""

from __future__ import annotations

import re

from bot.markup import escape

_CALL = re.compile(r"(?<![\w/.+-])@")
"""What may call somebody; the one in an e-mail address or a link doesn't, and has to stay whole."""


def brief(text: str, most: int = 80) -> str:
    """The beginning of a question, to recognise it by."""
    flat = " ".join(text.split())
    return flat if len(flat) <= most else f"{flat[: most - 1].rsplit(' ', 1)[0]} …"


def relayed(text: str) -> str:
    """A person's own words, line by line as they were written; nothing in them becomes a mark or
    calls anybody."""
    return "\n".join(shown(line.strip()) for line in text.strip().splitlines())


def shown(text: str) -> str:
    """Somebody's words in a chat of others: as they were typed, and calling nobody."""
    return _CALL.sub("@\u2060", escape(text))


def capital(name: str) -> str:
    """A team's name at the beginning of a sentence."""
    return name[:1].upper() + name[1:]
