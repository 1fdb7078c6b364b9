"""What the tests set up from outside the project: installed once into the user's cache, from the
machine's package registries.

Every folder is keyed by what is pinned, made beside its place and renamed into it, so that an
interrupted installation is never taken for a whole one. Delete the cache's folder
``onewayin-tests`` to begin again.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

import filelock
import platformdirs


class NotInstalledError(Exception):
    """Something from outside couldn't be set up; the text says what, why and what to do."""


def installed(name: str, pinned: str, make: Callable[[Path], None]) -> Path:
    """The folder that ``make`` filled for exactly these pins, made now where there is none.

    Raises ``NotInstalledError`` in one sentence where it can't be made. Several test runs at once
    wait for each other.
    """
    root = platformdirs.user_cache_path("onewayin-tests", ensure_exists=True)
    key = hashlib.sha256(f"{sys.version_info[:2]} {pinned}".encode()).hexdigest()[:12]
    folder = root / f"{name}-{key}"
    with filelock.FileLock(root / f"{name}.lock"):
        if not folder.is_dir():
            beside = Path(tempfile.mkdtemp(dir=root, prefix=f"{name}-making-"))
            try:
                make(beside)
            except (OSError, subprocess.CalledProcessError) as error:
                raise NotInstalledError(
                    f"{name} could not be installed for the tests ({_why(error)}): "
                    "let pip and npm reach a package registry and run them again,"
                    " or leave them out with `make quick`."
                ) from None
            else:
                os.replace(beside, folder)
            finally:
                shutil.rmtree(beside, ignore_errors=True)
    return folder


def run(*command: str | Path, cwd: Path | None = None) -> None:
    """Run an installer quietly; its output is kept for the reason."""
    subprocess.run(
        command, cwd=cwd, check=True, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )


def virtual_environment(folder: Path, requirements: Path) -> None:
    """A virtual environment of its own. Run it with ``-m``:
    scripts in ``bin`` name the folder that it was made in."""
    run(sys.executable, "-m", "venv", folder)
    run(
        folder / "bin" / "python",
        "-m",
        "pip",
        "install",
        "--quiet",
        "--disable-pip-version-check",
        "-r",
        requirements,
    )


def _why(error: Exception) -> str:
    if not isinstance(error, subprocess.CalledProcessError):
        return str(error)
    lines: Sequence[str] = str(error.stdout).strip().splitlines() or [
        f"{error.cmd[0]} ended with {error.returncode}"
    ]
    return next((line for line in reversed(lines) if "error" in line.lower()), lines[-1]).strip()
