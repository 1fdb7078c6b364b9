"""A guide that editors write: its questions in their order, and what they come to. Pure.

The questions of "Vilket kan passa oss?" stand in ``conditions``; what they come to is made of whom
things are for.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Annotated

from pydantic import AfterValidator, Field

from bot.knowledge.conditions import Inquiry, Questions, Step
from bot.knowledge.fields import (
    LONGEST_NAME,
    Id,
    Listed,
    Localized,
    Need,
    Text,
    Told,
    Topic,
)

MADE = "fits"
"""The guide that is made from whom things are for, and written by nobody."""


def _short(name: dict[str, str]) -> dict[str, str]:
    if any(len(one) > LONGEST_NAME for one in name.values()):
        raise ValueError(f"namnet är för långt för en knapp. Högst {LONGEST_NAME} tecken.")
    return name


_Name = Annotated[Localized, AfterValidator(_short)]
_Said = Annotated[Text, Field(max_length=600)]


class Ending(Step, Told):
    """What a guide comes to for whoever has given some answers: what is said, what is one tap away,
    and who takes over."""

    id: Id
    sv: _Said
    en: _Said | None = None
    entries: list[Id] = Field(default_factory=list, alias="svar")
    """Answers that are one tap away, each in the place where it holds; what is said comes from
    them."""
    needs: list[Need] = Field(default_factory=list, alias="behov")
    """What the place itself has for whoever needs this is one tap away too."""
    guides: list[Id] = Field(default_factory=list, alias="guider")
    """Guides that go on from here."""
    lists: list[Id] = Field(default_factory=list, alias="checklista")
    """Things whose checklists are one tap away, each in the place where it holds."""
    team: Topic | None = Field(None, alias="lag")
    """The team for this is told of, and offered what was asked and answered."""
    decides: Localized | None = Field(None, alias="beslutar")
    """Who decides, where it might be taken for an assessment: said last."""


class Guide(Questions):
    """A guide in a file of its own."""

    name: _Name = Field(alias="guide")
    """As it stands on a button."""
    id: Id
    topic: Topic = Field(alias="ämne")
    """Which team a person is asked for at, in the middle of it."""
    asked: Listed = Field(alias="börjar")
    """How people ask for it."""
    opening: Localized | None = Field(None, alias="inledning")
    inquiries: Annotated[list[Inquiry], Field(min_length=1)] = Field(alias="frågor")
    endings: Annotated[list[Ending], Field(min_length=1)] = Field(alias="slut")

    def next(self, answers: Mapping[str, str], around: Collection[str]) -> Inquiry | None:
        """The first question that isn't answered and may be asked; None where all have been."""
        left = (one for one in self.inquiries if one.id not in answers)
        return next((one for one in left if one.is_for(answers, around)), None)

    def ending(self, answers: Mapping[str, str], around: Collection[str]) -> Ending | None:
        """The first that is for these answers; None where none is."""
        return next((one for one in self.endings if one.is_for(answers, around)), None)
