"""One TOML file, read once and frozen; every key has a default. Secrets stand only in the
environment, where an opener looks for its own."""

from __future__ import annotations

import datetime as dt
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from bot.channel import Adapter, ChannelSettings
from bot.errors import OneWayInError

SHIPPED = Path(__file__).parent / "_knowledge"


class SettingsError(OneWayInError):
    """The settings can't be used; the text names the file, the line and the mend."""


class Settings(BaseModel):
    """What the settings file may say. ``channels`` are the tables of adapters, each as its own
    adapter's model."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    knowledge: Path | None = None
    database: Path = Path("onewayin.db")
    handoff: Literal["ask", "auto"] = "ask"
    operator: str = ""
    undo_seconds: int = Field(default=15, ge=0, le=600)
    rooms: dict[str, str] = Field(default_factory=dict)
    channels: dict[str, ChannelSettings] = Field(default_factory=dict)

    @property
    def undo(self) -> dt.timedelta:
        return dt.timedelta(seconds=self.undo_seconds)


def read(path: Path, channels: Mapping[str, Adapter]) -> Settings:
    """The settings file, with the tables of these adapters. Paths in it are from its own folder.

    Raises ``SettingsError`` with everything that is wrong in the first part that has something.
    """
    try:
        text = path.read_text("utf-8-sig")
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
        name: _channel(path, text, name, table.pop(name), channels[name])
        for name in list(table)
        if name in channels
    }
    try:
        settings = Settings.model_validate({**table, "channels": own})
    except ValidationError as error:
        raise SettingsError(
            "\n".join(_explained(path, text, one) for one in error.errors())
        ) from None
    for team, where in settings.rooms.items():
        name, _, room = where.partition(":")
        if name in channels and name not in settings.channels and room:
            raise SettingsError(
                f"{path}:{_line(text, team)}: rummet ligger på {name}, men tabellen [{name}] finns inte. Lägg till den."
            )
        if name not in channels or not room:
            raise SettingsError(
                f"{path}:{_line(text, team)}: ”{where}” är inget rum. Skriv KANAL:RUM, till exempel ”matrix:!abc:example.org”"
                f" eller ”telegram:-1001234567890/7”."
            )
    here = path.parent
    moved: dict[str, Any] = {"database": _from(here, settings.database)}
    return settings.model_copy(
        update=moved | ({"knowledge": here / settings.knowledge} if settings.knowledge else {})
    )


def _channel(path: Path, text: str, name: str, table: Any, adapter: Adapter) -> ChannelSettings:
    """A channel's table as its adapter reads it. Raises ``SettingsError``."""
    model = adapter.settings()
    try:
        return model.model_validate(table, context={"folder": path.parent})
    except ValidationError as error:
        raise SettingsError(
            "\n".join(_of_channel(path, text, name, model, one) for one in error.errors())
        ) from None


def _of_channel(path: Path, text: str, name: str, model: type[ChannelSettings], error: Any) -> str:
    key = str(error["loc"][0]) if error["loc"] else ""
    at = f"{path}:{_line(text, key, name)}: [{name}]"
    if not key:
        return f"{at} ska vara en tabell. Skriv [{name}] på en egen rad, och det som hör dit under."
    if error["type"] == "extra_forbidden":
        return f"{at} {key} finns inte. Tabellen kan ha {', '.join(model.model_fields)}."
    wrong = "saknas" if error["type"] == "missing" else f"kan inte vara {error['input']!r}"
    return f"{at} {key} {wrong}. {model.model_fields[key].description}"


def _from(here: Path, path: Path) -> Path:
    return path if str(path) == ":memory:" else here / path


def _explained(path: Path, text: str, error: Any) -> str:
    key = ".".join(str(part) for part in error["loc"])
    line = _line(text, str(error["loc"][-1]) if error["loc"] else "")
    if error["type"] == "extra_forbidden":
        known = ", ".join(name for name in Settings.model_fields if name != "channels")
        return f"{path}:{line}: ”{key}” finns inte. Inställningarna heter {known} och kanalernas tabeller."
    return f"{path}:{line}: {key} kan inte vara {error['input']!r}. {_MENDS.get(key, 'Se README.')}"


_MENDS = {
    "operator": "Skriv vem som driver boten, inom citattecken.",
    "handoff": 'Skriv "ask" eller "auto".',
    "undo_seconds": "Skriv ett heltal från 0 till 600.",
    "knowledge": "Skriv en mapp inom citattecken.",
    "database": "Skriv en fil inom citattecken.",
    "rooms": 'Skriv "område/lag" = "KANAL:RUM".',
}


def _line(text: str, key: str, table: str = "") -> int:
    """Where a key stands; else where its table begins, or the first line."""
    lines = text.splitlines()
    header = re.compile(rf"\s*\[?\s*[\"']?{re.escape(table)}\b")
    start = next((at for at, line in enumerate(lines) if table and header.match(line)), 0)
    pattern = re.compile(rf"\s*[\[\"']?{re.escape(key)}\b")
    for number, line in enumerate(lines[start:], start + 1):
        if table and number > start + 1 and line.lstrip().startswith("["):
            break
        if key and pattern.match(line):
            return number
    return start + 1


def knowledge_folder(given: Path | None = None) -> Path:
    """The folder to read: the one given, else ./knowledge if it is there, else the copy in the wheel or the checkout."""
    if given is not None:
        return given
    here = Path("knowledge")
    if here.is_dir():
        return here
    return SHIPPED if SHIPPED.is_dir() else Path(__file__).parent.parent / "knowledge"
