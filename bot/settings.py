"""Where things are. (The settings file comes with the channels.)"""

from __future__ import annotations

from pathlib import Path

SHIPPED = Path(__file__).parent / "_knowledge"


def knowledge_folder(given: Path | None = None) -> Path:
    """The folder to read: the one given, else ./knowledge if it is there, else the copy in the wheel or the checkout."""
    if given is not None:
        return given
    here = Path("knowledge")
    if here.is_dir():
        return here
    return SHIPPED if SHIPPED.is_dir() else Path(__file__).parent.parent / "knowledge"
