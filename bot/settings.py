"""One TOML file, read once and frozen; every key has a default. Secrets stand only in the environment, where an opener looks for its own."""

from __future__ import annotations

import datetime as dt
import re
import tomllib
from collections.abc import Collection
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from bot.errors import OneWayInError

SHIPPED = Path(__file__).parent / "_knowledge"


class SettingsError(OneWayInError):
    """The settings can't be used; the text names the file, the line and the mend."""


class Settings(BaseModel):
    """What the settings file may say. ``channels`` are the tables that belong to adapters, each read by its own opener."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    knowledge: Path | None = None
    database: Path = Path("onewayin.db")
    handoff: Literal["ask", "auto"] = "ask"
    operator: str = ""
    undo_seconds: int = Field(default=15, ge=0, le=600)
    rooms: dict[str, str] = Field(default_factory=dict)
    channels: dict[str, dict[str, Any]] = Field(default_factory=dict)

    @property
    def undo(self) -> dt.timedelta:
        return dt.timedelta(seconds=self.undo_seconds)


def read(path: Path, channels: Collection[str]) -> Settings:
    """The settings file; ``channels`` are the names that adapters have. Paths in it are from the file's own folder.

    Raises ``SettingsError``.
    """
    try:
        text = path.read_text("utf-8")
        table = tomllib.loads(text)
    except OSError as error:
        raise SettingsError(
            f"{path} går inte att läsa ({error.strerror}). Ange inställningarna med --settings FIL."
        ) from None
    except UnicodeDecodeError:
        raise SettingsError(f"{path} är inte sparad som UTF-8. Spara om den.") from None
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(
            f"{path}: TOML går inte att läsa ({error}). Text ska stå inom citattecken."
        ) from None
    own = {
        name: table.pop(name)
        for name in list(table)
        if name in channels and isinstance(table[name], dict)
    }
    try:
        settings = Settings.model_validate({**table, "channels": own})
    except ValidationError as error:
        raise SettingsError(
            "\n".join(_explained(path, text, one) for one in error.errors())
        ) from None
    for team, where in settings.rooms.items():
        if (wrong := _wrong_room(where, set(channels), set(settings.channels))) is not None:
            raise SettingsError(f"{path}:{_line(text, team)}: {wrong}")
    here = path.parent
    folders = {
        name: table
        | ({"store": str(here / table["store"])} if isinstance(table.get("store"), str) else {})
        for name, table in own.items()
    }
    moved: dict[str, Any] = {"database": _from(here, settings.database), "channels": folders}
    return settings.model_copy(
        update=moved | ({"knowledge": here / settings.knowledge} if settings.knowledge else {})
    )


def _from(here: Path, path: Path) -> Path:
    return path if str(path) == ":memory:" else here / path


def _explained(path: Path, text: str, error: Any) -> str:
    key = ".".join(str(part) for part in error["loc"])
    line = _line(text, str(error["loc"][-1]) if error["loc"] else "")
    if error["type"] == "extra_forbidden":
        known = ", ".join(name for name in Settings.model_fields if name != "channels")
        mend = f"Inställningarna heter {known} och kanalernas tabeller."
        return f"{path}:{line}: ”{key}” finns inte. {mend}"
    return f"{path}:{line}: {key} kan inte vara {error['input']!r}. {_MENDS.get(key, 'Se README.')}"


_MENDS = {
    "operator": "Skriv vem som driver boten, inom citattecken.",
    "handoff": 'Skriv "ask" eller "auto".',
    "undo_seconds": "Skriv ett heltal från 0 till 600.",
    "knowledge": "Skriv en mapp inom citattecken.",
    "database": "Skriv en fil inom citattecken.",
    "rooms": 'Skriv "område/lag" = "KANAL:RUM".',
}


def _line(text: str, key: str) -> int:
    pattern = re.compile(rf"^\s*[\[\"']?{re.escape(key)}\b")
    return next(
        (number for number, line in enumerate(text.splitlines(), 1) if key and pattern.match(line)),
        1,
    )


def knowledge_folder(given: Path | None = None) -> Path:
    """The folder to read: the one given, else ./knowledge if it is there, else the copy in the
    wheel or the checkout."""
    if given is not None:
        return given
    here = Path("knowledge")
    if here.is_dir():
        return here
    return SHIPPED if SHIPPED.is_dir() else Path(__file__).parent.parent / "knowledge"


def _wrong_room(where: str, channels: set[str], opened: set[str]) -> str | None:
    """What is wrong with a room, if anything: it lies on one of the channels that are opened."""
    name, _, room = where.partition(":")
    if name not in channels or not room:
        examples = "”matrix:!abc:example.org” eller ”telegram:-1001234567890/7”"
        return f"”{where}” är inget rum. Skriv KANAL:RUM, till exempel {examples}."
    if name not in opened:
        return f"rummet ligger på {name}, men tabellen [{name}] finns inte. Lägg till den."
    return None
