"""A thing as an editor writes it, one in a file, and what it is made into: entries and unknowns,
each with what stands once for the thing. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Annotated, Any, Literal, Self, TypeVar

from pydantic import BeforeValidator, Field, ValidationError, model_validator
from pydantic_core import InitErrorDetails

from bot.knowledge import times
from bot.knowledge.conditions import Whom
from bot.knowledge.fields import (
    LONGEST_NAME,
    PLACEHOLDER,
    Id,
    Listed,
    Localized,
    Need,
    Row,
    Slot,
    TeamId,
    Text,
    Told,
    Topic,
)
from bot.knowledge.model import (
    Confirmed,
    Entry,
    Gone,
    LastKnown,
    SourceRef,
    Thing,
    Unknown,
)
from bot.knowledge.times import Period
from bot.knowledge.written.validation import misplaced, mistake
from bot.knowledge.written.yamltext import Where

_Value = TypeVar("_Value")


class PeriodRow(Row):
    """A time when a thing is open, as an editor writes it."""

    opens: Text | None = Field(None, alias="öppnar")
    closes: Text | None = Field(None, alias="stänger")
    about: Literal["ja"] | None = Field(None, alias="ungefär")

    @model_validator(mode="after")
    def _has_a_day(self) -> Self:
        self.period()
        if self.opens is None and self.closes is None:
            raise ValueError(f"skriv öppnar, stänger eller ”{times.ALWAYS}”.")
        return self

    def period(self) -> Period:
        """The time itself."""
        opens, closes = (times.parse(day) if day else None for day in (self.opens, self.closes))
        return Period(opens, closes, about=self.about is not None)


def _always(value: object) -> object:
    """A thing that is open all year is written as a word."""
    return {"öppnar": times.ALWAYS} if value == times.ALWAYS else value


Times = Annotated[
    PeriodRow,
    BeforeValidator(_always, json_schema_input_type=PeriodRow | Literal["löpande"]),
]


def _listed(value: object) -> object:
    """One source stands as it is, several as a list."""
    return [value] if isinstance(value, dict) else value


Sources = Annotated[list[SourceRef], BeforeValidator(_listed), Field(min_length=1)]


class _Own(Row):
    """What an answer or an unknown may say otherwise than its thing; where it doesn't, the thing's
    holds."""

    id: Id
    names: list[Text] | None = Field(None, alias="namn")
    topic: Topic | None = Field(None, alias="ämne")
    team: TeamId | None = None
    sources: Sources | None = Field(None, alias="källa")
    evidence: list[Text] | None = Field(None, alias="underlag")
    facts: dict[str, Localized] = Field(default_factory=dict, alias="fakta")
    checked: dt.date | None = Field(None, alias="kontrollerad")
    review_months: int | None = Field(None, alias="kontroll_månader", ge=1, le=60)
    confirmed: Confirmed | None = Field(None, alias="bekräftad")
    last_known: LastKnown | None = Field(None, alias="senast_känt")
    opening: Localized | None = Field(None, alias="inledning")
    missing: list[Slot] | None = Field(None, alias="saknas")
    times: list[Times] | None = Field(None, alias="tider")


class Answer(_Own, Told):
    """One answer, in Swedish and perhaps in English and easy Swedish."""

    title: Annotated[Text, Field(max_length=60)] = Field(alias="rubrik")
    button: Annotated[Text, Field(max_length=LONGEST_NAME)] | None = Field(None, alias="knapp")
    """The heading in short, as it stands on a button."""


class Gap(_Own):
    """What people ask about the thing and the source does not say."""

    what: Localized = Field(alias="vad")


class ThingFile(_Own):
    """A whole file. What stands here stands once, for every answer and unknown under it."""

    name: Annotated[Text, Field(max_length=LONGEST_NAME)] = Field(alias="sak")
    area: Id = Field(alias="område")
    topic: Topic = Field(alias="ämne")
    team: TeamId
    need: Need | None = Field(None, alias="behov")
    belongs_to: list[Id] = Field(default_factory=list, alias="hör_ihop")
    local_form_of: Id | None = Field(None, alias="lokal_form_av")
    whom: Whom | None = Field(None, alias="vem")
    gone: Gone | None = Field(None, alias="utgått")
    valid_until: dt.date | None = Field(None, alias="gäller_till")
    answers: list[Answer] = Field(default_factory=list, alias="svar")
    gaps: list[Gap] = Field(default_factory=list, alias="okänt")
    questions: dict[str, Listed] = Field(alias="frågor")

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        asked: dict[str, Where] = {}
        for key, items in (("svar", self.answers), ("okänt", self.gaps)):
            asked |= {item.id: (key, at, "id") for at, item in enumerate(items)}
        wrong = [*self._lacking(), *misplaced(asked, self.questions)]
        if wrong:
            raise ValidationError.from_exception_data(self.name, wrong)
        return self

    def _lacking(self) -> Iterator[InitErrorDetails]:
        if not (self.answers or self.gaps):
            yield mistake((), "Saken har varken svar eller okänt. Skriv minst ett av dem.")
        for key, value in (("källa", self.sources), ("kontrollerad", self.checked)):
            if self.answers and value is None:
                yield mistake((), f"Nyckeln ”{key}” saknas. En sak med svar måste ha den.")

    def thing(self) -> Thing:
        """The thing itself."""
        return Thing(
            id=self.id,
            name=self.name,
            area=self.area,
            topic=self.topic,
            team=self.team,
            names=self.names or [],
            facts=self.facts,
            answers=[answer.id for answer in self.answers],
            unknowns=[gap.id for gap in self.gaps],
            need=self.need,
            belongs_to=self.belongs_to,
            local_form_of=self.local_form_of,
            whom=self.whom.filled(self.facts) if self.whom else None,
            facts_of_whom=sorted(self.whom.placeholders & self.facts.keys()) if self.whom else [],
            gone=self.gone,
            valid_until=self.valid_until,
        )

    def entries(self) -> Iterator[Entry]:
        """Its answers, each with what it has from the thing."""
        for answer in self.answers:
            yield Entry(
                id=answer.id,
                area=self.area,
                topic=answer.topic or self.topic,
                title=answer.title,
                button=answer.button or answer.title,
                names=_either(answer.names, self.names, []),
                team=answer.team or self.team,
                sources=_either(answer.sources, self.sources, []),
                evidence=_either(answer.evidence, self.evidence, []),
                checked=_either(answer.checked, self.checked, dt.date.min),
                review_months=_either(answer.review_months, self.review_months, 12),
                confirmed=answer.confirmed or self.confirmed,
                facts=self._facts_of(answer),
                missing=_either(answer.missing, self.missing, []),
                last_known=answer.last_known or self.last_known,
                questions=self.questions[answer.id],
                answer=answer.texts,
                periods=_periods(_either(answer.times, self.times, [])),
                thing=self.id,
            )

    def _facts_of(self, answer: Answer) -> dict[str, dict[str, str]]:
        """The thing's facts that an answer uses, and its own."""
        texts = " ".join(answer.texts.values())
        used = {name.strip() for name in PLACEHOLDER.findall(texts)}
        return {name: fact for name, fact in self.facts.items() if name in used} | answer.facts

    def unknowns(self) -> Iterator[Unknown]:
        """What it doesn't say, each with what it has from the thing."""
        for gap in self.gaps:
            own: dict[str, object] = {
                "thing": self.id,
                "id": gap.id,
                "område": self.area,
                "ämne": gap.topic or self.topic,
                "team": gap.team or self.team,
                "vad": gap.what,
                "frågor": self.questions[gap.id],
                "saknas": gap.missing or [],
                "senast_känt": gap.last_known or self.last_known,
                "inledning": gap.opening or self.opening,
                "underlag": gap.evidence or [],
                "namn": _either(gap.names, self.names, []),
            }
            yield Unknown.model_validate(own)

    def where(self, tree: Any, id_: str, where: Where) -> Where:
        """Where in the file a value of an answer or unknown stands: its own, or the thing's."""
        for key, items in (("svar", self.answers), ("okänt", self.gaps)):
            at = next((at for at, item in enumerate(items) if item.id == id_), None)
            if at is None:
                continue
            if where[:1] == ("frågor",):
                return ("frågor", id_, *where[1:])
            if where[:1] == ("svar",):
                return (key, at, *where[1:])
            is_own = not where or where[0] in tree[key][at]
            return (key, at, *where) if is_own else where
        return where


def _periods(rows: list[PeriodRow]) -> tuple[Period, ...]:
    return tuple(row.period() for row in rows)


def _either(own: _Value | None, things: _Value | None, otherwise: _Value) -> _Value:
    """An answer's own value, else its thing's."""
    if own is not None:
        return own
    return things if things is not None else otherwise
