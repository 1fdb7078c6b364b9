"""`onewayin schema`: the JSON Schemas of a thing's file and of a guide's, for editors' programs."""

from __future__ import annotations

import json
from pathlib import Path

import click

from bot import settings
from bot.cli import options
from bot.cli.swedish import Command
from bot.errors import OneWayInError, reason
from bot.knowledge import loading
from bot.knowledge.schema import Node, guide_schema, schema

FILE, GUIDE_FILE = ".schema.json", ".schema-guide.json"
"""Where they are kept in the folder of knowledge."""


def text(folder: Path) -> str:
    """The schema of a folder's things, as it stands in its file. Raises ``KnowledgeError``."""
    return _written(schema(loading.load(folder)))


def guide_text(folder: Path) -> str:
    """The same of a folder's guides."""
    return _written(guide_schema(loading.load(folder)))


def _written(node: Node) -> str:
    return json.dumps(node, ensure_ascii=False, indent=2) + "\n"


@click.command(
    cls=Command,
    help="Skriv ut det som VS Code behöver för att föreslå nycklar, områden, lag och källor.",
)
@click.option("--write", is_flag=True, help=f"spara {FILE} och {GUIDE_FILE} i mappen med kunskap")
@click.option("--guide", is_flag=True, help="guidernas schema i stället för sakernas")
@options.knowledge()
def command(folder: Path | None, *, write: bool, guide: bool) -> None:
    """Print a schema, or write both where the editor's program looks for them."""
    if not write:
        path = settings.knowledge_folder(folder)
        print(guide_text(path) if guide else text(path), end="")
        return
    path = settings.own_folder(folder)
    knowledge = loading.load(path)
    for name, node in ((FILE, schema(knowledge)), (GUIDE_FILE, guide_schema(knowledge))):
        _write(path / name, _written(node))


def _write(file: Path, written: str) -> None:
    try:
        file.write_text(written, "utf-8", newline="\n")
    except OSError as error:
        raise OneWayInError(f"{file} går inte att skriva ({reason(error)}).") from None
    print(f"Sparat som {file}.")
