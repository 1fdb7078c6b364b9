"""The folder with the login and the keys: ours alone, and with room for what is to be kept."""

from __future__ import annotations

import os
import stat
from contextlib import suppress
from pathlib import Path
from typing import NoReturn

from bot.errors import OneWayInError, reason

OWNERS = stat.S_IRUSR | stat.S_IWUSR
SESSION, IDENTITY = "session.json", "identity.json"
_PROOF = "prov"
_NEEDED = 512 * 1024
"""Bytes that a new login's keys may take."""


def make(folder: Path) -> None:
    """A folder of our own. Raises ``OneWayInError``."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        refuse(folder, error)
    with suppress(PermissionError):  # a volume's root is another's; what we lay there is ours
        folder.chmod(0o700)


def refuse(folder: Path, error: OSError) -> NoReturn:
    """It can't be used. Raises ``OneWayInError``."""
    why = f"{folder} går inte att använda som store ({reason(error)})."
    mend = "Mappen ska ha plats, och gå att skriva i för den som kör programmet."
    raise OneWayInError(f"{why} {mend}") from None


def prove(folder: Path) -> None:
    """See to it that a login could be kept: none is made that can't. Raises ``OneWayInError``."""
    proof = folder / _PROOF
    try:
        write_private(proof, "0" * _NEEDED)
        proof.unlink()
    except OSError as error:
        with suppress(OSError):
            proof.with_suffix(".new").unlink(missing_ok=True)
        refuse(folder, error)


def close_to_others(folder: Path) -> None:
    """Nobody else reads what is ours there; what another laid there is left alone. Raises
    ``OneWayInError`` where a secret stays open."""
    for file in folder.iterdir():
        if not file.is_file() or not stat.S_IMODE(file.stat().st_mode) & ~OWNERS:
            continue
        try:
            file.chmod(OWNERS)
        except OSError:
            if file.name in (SESSION, IDENTITY) or file.suffix == ".db":
                raise OneWayInError(
                    f"{file} kan läsas av andra. Kör chmod 600 på den som den hör till."
                ) from None


def write_private(file: Path, text: str) -> None:
    """Write a file that only its owner may read, whole or not at all."""
    beside = file.with_suffix(".new")
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, OWNERS)
    with os.fdopen(descriptor, "w", encoding="utf-8") as opened:
        opened.write(text)
        opened.flush()
        os.fsync(opened.fileno())
    os.replace(beside, file)
