"""An area on the command line: by its id or its name, and completed by a shell."""

from __future__ import annotations

import click

from bot import settings
from bot.errors import OneWayInError
from bot.knowledge.model import Knowledge
from bot.knowledge.written import yamltext
from bot.knowledge.written.validation import choose
from bot.matching.gazetteer import Gazetteer


def named(text: str, knowledge: Knowledge) -> str:
    """The id of an area that is given by its id or its name. Raises ``OneWayInError``."""
    area = found(text, knowledge)
    if area is None:
        raise OneWayInError(f"Området ”{text}” finns inte.{choose(text, knowledge.areas)}")
    return area


def found(text: str | None, knowledge: Knowledge) -> str | None:
    """The id of an area that is given by its id or its name; None where there is none."""
    if text is None or text in knowledge.areas:
        return text
    mentions = Gazetteer(knowledge.areas).find(text)
    return mentions[0].area if len(mentions) == 1 else None


def completions(ctx: click.Context, _: click.Parameter, beginning: str) -> list[str]:
    """The ids of areas that begin so; none where the knowledge can't be read."""
    folder = settings.knowledge_folder(ctx.params.get("folder"))
    rows = yamltext.read(folder / "areas.yaml").tree
    ids = (row.get("id") for row in rows or () if isinstance(row, dict))
    return sorted(id_ for id_ in ids if isinstance(id_, str) and id_.startswith(beginning))
