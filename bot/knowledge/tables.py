"""What the answers lean on: areas, teams and sources, each in a file of its own."""

from __future__ import annotations

import datetime as dt
from typing import Literal, Self

from pydantic import Field, model_validator

from bot.days import closures, workdays
from bot.knowledge.fields import (
    Closed,
    DeputyId,
    Id,
    Language,
    Localized,
    OpeningHours,
    Row,
    TeamId,
    Text,
    Topic,
    Week,
)

UNDATED = "odaterad"
"""The year of what doesn't say when it was written."""


class Area(Row):
    """A municipality, a county or the country, with the names and villages that mean it."""

    id: Id
    name: Text = Field(alias="namn")
    kind: Literal["kommun", "län", "land"] = Field(alias="typ")
    parent: Id | None = Field(None, alias="förälder")
    aliases: list[Text] = Field(default_factory=list, alias="även")
    places: list[Text] = Field(default_factory=list, alias="orter")
    ambiguous: bool = Field(False, alias="tvetydig")
    """Also a common word or a person's name ("Nora"): only "i Nora" or "Nora kommun" means it."""
    joined: bool | None = Field(None, alias="ansluten")
    """Whether its teams answer here; where nothing is said, an area with a team of its own does."""


class Contact(Row):
    """How people reach a team without the bot, and how old that is."""

    email: Text | None = Field(None, alias="epost")
    phone: Text | None = Field(None, alias="telefon")
    web: Text | None = Field(None, alias="webb")
    year: Text = Field(alias="år")


class Team(Row):
    """A role in an area that answers questions, never only a person."""

    id: TeamId
    name: Localized = Field(alias="namn")
    """How the offer names it, after "till": "föreningssamordnarna i Helsingborg"."""
    topics: list[Topic] = Field(alias="ämnen")
    hours: OpeningHours = Field("mån–fre 9–16", alias="kontorstid")
    closed_weeks: list[Week] = Field(default_factory=list, alias="stängda_veckor")
    closures: list[Closed] = Field(default_factory=list, alias="stängt")
    """Days and spans of days: "24 december – 6 januari"."""
    languages: list[Language] = Field(default_factory=lambda: ["sv"], alias="språk")
    """What it answers in; a question in one of them goes to it before its area's other teams."""
    short: Localized | None = Field(None, alias="kort")
    """As it is called on a button, where the name is too long for it."""
    deputy: DeputyId = Field(alias="ersättare")
    promise: int = Field(2, alias="löfte", ge=1, le=20)
    """Working days within which it has agreed to answer."""
    contact: Contact | None = Field(None, alias="kontakt")

    @model_validator(mode="after")
    def _opens(self) -> Self:
        """A team that is never there would hold all that is asked of it for ever."""
        start = dt.datetime.combine(workdays.PUBLISHED, dt.time(), workdays.STOCKHOLM)
        if next(self.office.spans(start), None) is None:
            raise ValueError(
                "laget har aldrig öppet. Ändra kontorstid, stängda_veckor eller stängt."
            )
        return self

    @property
    def area(self) -> str:
        return self.id.partition("/")[0]

    @property
    def office(self) -> workdays.Hours:
        """When it works."""
        shut = tuple(map(closures.parse, self.closures))
        return workdays.parse(self.hours, frozenset(self.closed_weeks), shut)


class Source(Row):
    """A document or a page that answers come from, and the year that it describes."""

    id: Id
    title: Text = Field(alias="titel")
    short: Text | None = Field(None, alias="kort")
    """As it is called in the line under an answer, where the title is too long for it."""
    year: Localized = Field(alias="år")
    url: Text | None = Field(None, alias="adress")
    """A public page's: what it says is shown with the day on which it was seen."""

    @property
    def is_dated(self) -> bool:
        return self.year["sv"] != UNDATED
