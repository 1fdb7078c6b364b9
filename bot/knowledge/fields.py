"""The kinds of value that editors' files hold, each with what is checked of it."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from typing import Annotated, Any, Literal, get_args

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
)

from bot.days import closures, workdays

PLACEHOLDER = re.compile(r"\{([^{}\n]*)\}")
"""Where a fact is filled in: ``{its name}``."""
_ALONE = re.compile(r"\(\?[aiLmsux]+\)|\\[1-9]|\(\?P")
"""What a pattern has that means something else, or nothing, among others: flags, numbers and names
of groups."""


def _localized(value: object) -> object:
    """A bare text means Swedish."""
    return {"sv": value} if isinstance(value, str) else value


def _has_swedish(value: dict[str, Any]) -> dict[str, Any]:
    if not value.get("sv"):
        raise ValueError("texten på svenska (sv) saknas. Lägg till den.")
    return value


def _hours(value: str) -> str:
    try:
        workdays.parse(value)
    except ValueError:
        mend = "Skriv till exempel mån–fre 9–16, tors 9–18."
        raise ValueError(f"”{value}” är inga kontorstider. {mend}") from None
    return value


def _closed(value: object) -> object:
    """YAML reads 2026-12-24 as a date."""
    text = value.isoformat() if isinstance(value, dt.date) else value
    if isinstance(text, str):
        closures.parse(text)
    return text


def joined(patterns: Sequence[re.Pattern[str]]) -> re.Pattern[str]:
    """What finds what any of some patterns does."""
    return re.compile("|".join(f"(?:{one.pattern})" for one in patterns))


def _joinable(pattern: re.Pattern[str]) -> re.Pattern[str]:
    if _ALONE.search(pattern.pattern):
        mend = "Skriv det utan (?i), (?P och \\1."
        raise ValueError(f"”{pattern.pattern}” går inte att läsa ihop med de andra. {mend}")
    return pattern


Id = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
TeamId = Annotated[str, Field(pattern=r"^[a-z0-9-]+/[a-z0-9-]+$")]
DeputyId = Annotated[str, Field(pattern=r"^(?:[a-z0-9-]+/[a-z0-9-]+|default)$")]
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Language = Annotated[str, Field(pattern=r"^[a-z]{2}$")]
Localized = Annotated[
    dict[Language, Text], BeforeValidator(_localized), AfterValidator(_has_swedish)
]
"""A text in each language; Swedish always."""
Listed = Annotated[dict[Language, list[Text]], AfterValidator(_has_swedish)]
"""Some texts in each language (ways of asking, words); Swedish always."""
Alternatives = list[Annotated[re.Pattern[str], AfterValidator(_joinable)]]
"""Patterns of which any may fit: read as one."""
OpeningHours = Annotated[Text, AfterValidator(_hours)]
"""What ``workdays.parse`` can read."""
Closed = Annotated[Text, BeforeValidator(_closed)]
"""Days that an office is shut, as ``closures.parse`` can read them."""
Week = Annotated[int, Field(ge=1, le=53)]
"""The number of a week."""
Slot = Literal["belopp", "datum", "kontakt", "ansökan", "nuläge"]
"""A kind of fact that a source may not have."""
Topic = Literal[
    "grants", "iop", "contacts", "collaboration", "premises", "volunteers", "forums", "other"
]
TOPICS: tuple[Topic, ...] = get_args(Topic)
Need = Literal[
    "ny",
    "tillfälligt",
    "projekt",
    "året",
    "barn",
    "unga",
    "idrott",
    "kultur",
    "hälsa",
    "landsbygd",
    "lokal",
    "uppdrag",
    "mer",
    "avtal",
    "villkor",
    "inget",
]
"""What people need when a thing is for them, in the order in which overviews have it; "villkor" is
what holds for several grants, "inget" is in no overview."""
NEEDS: tuple[Need, ...] = get_args(Need)


LANGUAGES = ("sv", "en", "lätt")
"""What an answer is written in; other languages stand in translations."""
TOLD_APART = 15
"""Characters of a label that are surely read on a phone."""
LONGEST_NAME = 30
"""Characters of the name of a thing or a guide: as many as fit on a button."""


class Row(BaseModel):
    """A part of an editor's file: a key that nobody knows is an error."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Told(Row):
    """A text in Swedish, and perhaps in English and easy Swedish."""

    sv: Text
    en: Text | None = None
    easy: Text | None = Field(None, alias="lätt")

    @property
    def texts(self) -> dict[str, str]:
        """It, by language."""
        texts = zip(LANGUAGES, (self.sv, self.en, self.easy), strict=True)
        return {language: text for language, text in texts if text is not None}
