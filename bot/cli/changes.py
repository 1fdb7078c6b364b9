"""Which files an editor has changed since the last commit, where git keeps the folder."""

from __future__ import annotations

import subprocess
from pathlib import Path

_ASKED = (
    ("diff", "--name-only", "-z", "--relative", "HEAD", "--", "."),
    ("ls-files", "-z", "--others", "--exclude-standard", "--", "."),
)
_PATIENCE = 20
"""Seconds that git may take."""


def changes(folder: Path) -> set[Path]:
    """The files of a folder that are changed or new; none where git doesn't know the folder, or
    isn't there."""
    try:
        return {folder / name for arguments in _ASKED for name in _git(folder, *arguments)}
    except (OSError, subprocess.SubprocessError):
        return set()


def _git(folder: Path, *arguments: str) -> list[str]:
    command = ["git", "-C", str(folder), *arguments]
    done = subprocess.run(command, capture_output=True, check=True, timeout=_PATIENCE)
    return [name for name in done.stdout.decode("utf-8", "replace").split("\0") if name]
