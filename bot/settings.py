"""One TOML file, read once and frozen; every key has a default. Secrets stand only in the
environment, where an opener looks for its own."""

from __future__ import annotations

import datetime as dt
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from bot.channel import Adapter, ChannelSettings
from bot.errors import OneWayInError, reason
from bot.limits import Limits

SHIPPED = Path(__file__).parent / "_knowledge"
_HERE = Path("knowledge")


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
    undo_seconds: int = Field(default=15, ge=0, le=600, strict=True)
    limits: Limits = Limits()
    rooms: dict[str, str] = Field(default_factory=dict)
    channels: dict[str, ChannelSettings] = Field(default_factory=dict)

    @property
    def undo(self) -> dt.timedelta:
        return dt.timedelta(seconds=self.undo_seconds)


def read(path: Path, channels: Mapping[str, Adapter]) -> Settings:
    """The settings file, with the tables of these adapters. Paths in it are from its own folder.

    Raises ``SettingsError`` with everything that is wrong in the first part that has something.
    """
    file = _read(path)
    table = _parsed(file)
    own = {name: table.pop(name) for name in list(table) if name in channels}
    opened = {name: _channel(file, name, rows, channels[name]) for name, rows in own.items()}
    try:
        settings = Settings.model_validate({**table, "channels": opened})
    except ValidationError as error:
        raise SettingsError("\n".join(_explained(file, one) for one in error.errors())) from None
    for team, where in settings.rooms.items():
        _check_room(file, settings, team, where, channels)
    return _from_folder(settings, path.parent)


@dataclass(frozen=True, slots=True)
class _File:
    """The settings as they stand, to say where something is wrong."""

    path: Path
    text: str

    def at(self, key: str, table: str = "") -> str:
        """The file and the line of a key; else where its table begins, or the first line."""
        return f"{self.path}:{self._line(key, table)}:"

    def _line(self, key: str, table: str) -> int:
        lines = self.text.splitlines()
        header = re.compile(rf"\s*\[?\s*[\"']?{re.escape(table)}\b")
        start = next((at for at, line in enumerate(lines) if table and header.match(line)), 0)
        pattern = re.compile(rf"\s*[\[\"']?{re.escape(key)}\b")
        for number, line in enumerate(lines[start:], start + 1):
            if table and number > start + 1 and line.lstrip().startswith("["):
                break
            if key and pattern.match(line):
                return number
        return start + 1


def _read(path: Path) -> _File:
    try:
        return _File(path, path.read_text("utf-8-sig"))
    except OSError as error:
        mend = "Ange inställningarna med --settings FIL."
        raise SettingsError(f"{path} går inte att läsa ({reason(error)}). {mend}") from None
    except UnicodeDecodeError:
        raise SettingsError(f"{path} är inte sparad som UTF-8. Spara om den.") from None


def _parsed(file: _File) -> dict[str, Any]:
    try:
        return tomllib.loads(file.text)
    except tomllib.TOMLDecodeError as error:
        mend = "Text ska stå inom citattecken."
        raise SettingsError(f"{file.path}: TOML går inte att läsa ({error}). {mend}") from None
    except (RecursionError, ValueError):
        mend = "Ta bort den hakparentes eller det tal som är alldeles för långt."
        raise SettingsError(f"{file.path}: TOML går inte att läsa. {mend}") from None


def _check_room(
    file: _File, settings: Settings, team: str, where: str, channels: Mapping[str, Adapter]
) -> None:
    """A team's room must be on a channel that is there. Raises ``SettingsError``."""
    name, _, room = where.partition(":")
    if name not in channels or not room:
        example = "”matrix:!abc:example.org” eller ”telegram:-1001234567890/7”"
        mend = f"Skriv KANAL:RUM, till exempel {example}."
        raise SettingsError(f"{file.at(team)} ”{where}” är inget rum. {mend}")
    if name not in settings.channels:
        wrong = f"rummet ligger på {name}, men tabellen [{name}] finns inte. Lägg till den."
        raise SettingsError(f"{file.at(team)} {wrong}")


def _from_folder(settings: Settings, here: Path) -> Settings:
    """The settings with their paths from the folder of the file."""
    paths: dict[str, Path] = {}
    if str(settings.database) != ":memory:":
        paths["database"] = here / settings.database
    if settings.knowledge:
        paths["knowledge"] = here / settings.knowledge
    return settings.model_copy(update=paths)


def _channel(file: _File, name: str, table: Any, adapter: Adapter) -> ChannelSettings:
    """A channel's table as its adapter reads it. Raises ``SettingsError``."""
    model = adapter.settings()
    try:
        return model.model_validate(table, context={"folder": file.path.parent})
    except ValidationError as error:
        wrong = (_of_channel(file, name, model, one) for one in error.errors())
        raise SettingsError("\n".join(wrong)) from None


def _of_channel(file: _File, name: str, model: type[ChannelSettings], error: Any) -> str:
    key = str(error["loc"][0]) if error["loc"] else ""
    at = f"{file.at(key, name)} [{name}]"
    if not key:
        return f"{at} ska vara en tabell. Skriv [{name}] på en egen rad, och det som hör dit under."
    if error["type"] == "extra_forbidden":
        return f"{at} {key} finns inte. Tabellen kan ha {', '.join(model.model_fields)}."
    is_missing = error["type"] == "missing"
    wrong = "saknas" if is_missing else f"kan inte vara {_written(error['input'])}"
    return f"{at} {key} {wrong}. {model.model_fields[key].description}"


def _explained(file: _File, error: Any) -> str:
    key = ".".join(str(part) for part in error["loc"])
    table = str(error["loc"][0]) if len(error["loc"]) > 1 else ""
    at = file.at(str(error["loc"][-1]) if error["loc"] else "", table)
    if error["loc"][0] == "limits":
        known = ", ".join(Limits.model_fields)
        if error["type"] == "extra_forbidden":
            wrong = f"{key.removeprefix('limits.')} finns inte"
            return f"{at} [limits] {wrong}. Tabellen kan ha {known}."
        mend = f"I [limits] står {known}, var och en ett heltal."
        return f"{at} {key} kan inte vara {_written(error['input'])}. {mend}"
    if error["type"] == "extra_forbidden":
        known = ", ".join(name for name in Settings.model_fields if name != "channels")
        known = f"Inställningarna heter {known} och kanalernas tabeller."
        return f"{at} ”{key}” finns inte. {known}"
    mend = _MENDS.get(key, "Se docs/operating.md.")
    return f"{at} {key} kan inte vara {_written(error['input'])}. {mend}"


def _written(value: Any) -> str:
    """A value as it stands in a settings file."""
    return str(value).lower() if isinstance(value, bool) else repr(value)


_MENDS = {
    "operator": "Skriv vem som driver boten, inom citattecken.",
    "handoff": 'Skriv "ask" eller "auto".',
    "undo_seconds": "Skriv ett heltal från 0 till 600.",
    "knowledge": "Skriv en mapp inom citattecken.",
    "database": "Skriv en fil inom citattecken.",
    "rooms": 'Skriv "område/lag" = "KANAL:RUM".',
}


def own_folder(given: Path | None = None) -> Path:
    """The folder to write in: the one given, or ./knowledge, never the copy that comes with the
    program. Raises ``OneWayInError``."""
    if given is None and not _HERE.is_dir():
        mend = "Gå till mappen där knowledge ligger, eller ange den."
        raise OneWayInError(f"Här finns ingen mapp som heter {_HERE}. {mend}")
    return knowledge_folder(given)


def knowledge_folder(given: Path | None = None) -> Path:
    """The folder to read: the one given, else ./knowledge if it is there, else the copy in the
    wheel or the checkout."""
    if given is not None:
        return given
    if _HERE.is_dir():
        return _HERE
    return SHIPPED if SHIPPED.is_dir() else Path(__file__).parent.parent / "knowledge"
