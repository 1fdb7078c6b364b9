"""The options that several commands have."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import click

FILE = click.Path(dir_okay=False, readable=False, path_type=Path)
"""A file's name, which a shell completes; whether it is there and can be read the command says."""
FOLDER = click.Path(file_okay=False, readable=False, path_type=Path)
EITHER = click.Path(readable=False, path_type=Path)

settings = partial(
    click.option,
    "--settings",
    "settings_file",
    type=FILE,
    metavar="FIL",
    help="inställningarna, en TOML-fil",
)
knowledge = partial(
    click.option,
    "--knowledge",
    "folder",
    type=FOLDER,
    metavar="MAPP",
    help="mappen med kunskap (annars ./knowledge, eller den som följer med)",
)
