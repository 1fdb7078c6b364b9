"""`onewayin schema`: the JSON Schema of a thing's file, for editors' programs."""

from __future__ import annotations

import json
from pathlib import Path

import click

from bot import settings
from bot.cli import options
from bot.cli.swedish import Command
from bot.errors import OneWayInError, reason
from bot.knowledge import loading
from bot.knowledge.schema import schema

FILE = ".schema.json"
"""Where it is kept in the folder of knowledge."""


def text(folder: Path) -> str:
    """The schema of a folder's things, as it stands in its file. Raises ``KnowledgeError``."""
    return json.dumps(schema(loading.load(folder)), ensure_ascii=False, indent=2) + "\n"


@click.command(
    cls=Command,
    help="Skriv ut det som VS Code behöver för att föreslå nycklar, områden, lag och källor.",
)
@click.option("--write", is_flag=True, help=f"spara det som {FILE} i mappen med kunskap")
@options.knowledge()
def command(folder: Path | None, *, write: bool) -> None:
    """Print the schema, or write it where the editor's program looks for it."""
    if not write:
        print(text(settings.knowledge_folder(folder)), end="")
        return
    path = settings.own_folder(folder)
    file, written = path / FILE, text(path)
    try:
        file.write_text(written, "utf-8", newline="\n")
    except OSError as error:
        raise OneWayInError(f"{file} går inte att skriva ({reason(error)}).") from None
    print(f"Sparat som {file}.")
