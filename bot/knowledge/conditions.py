"""Whom a thing is for: its conditions as the source says them, and the questions that a guide asks
about them. Pure.

What a source doesn't say stands in no condition, and is never taken for a yes or a no.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import partial
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from bot.knowledge.fields import PLACEHOLDER, Id, Localized, Row, Text
from bot.knowledge.own_words import Counted, OwnWords, Reach
from bot.knowledge.written.yamltext import Where

Gives = Literal["pengar", "lokal", "råd"]
UNSURE = "vet-inte"
"""The answer of somebody who doesn't know."""
OTHER = "annat"
"""The answer of somebody whose own is none of the choices: it doesn't say what theirs is."""
_AND = "+"
"""What stands between the choices of an answer that is several of them."""


def values(answer: str) -> list[str]:
    """The choices that an answer is: one, or several where somebody has said so."""
    return answer.split(_AND)


def joined_values(chosen: Collection[str]) -> str | None:
    """One answer of several choices; None of none."""
    return _AND.join(chosen) or None


class Condition(Row):
    """One condition of a thing, as its source says it. One without a question can't be asked in a
    few choices: it is said to be what decides."""

    said: Localized = Field(alias="står")
    question: Id | None = Field(None, alias="fråga")
    holds: list[Text] = Field(default_factory=list, alias="är")
    """The answers with which it holds."""
    also: dict[Id, list[Text]] = Field(default_factory=dict, alias="eller")
    """The answers to other questions with which it holds as well."""
    unclear: list[Text] = Field(default_factory=list, alias="oklart")
    """The answers of which the source doesn't say whether it holds; with any other it doesn't."""
    excluded: list[Text] = Field(default_factory=list, alias="inte")
    """Instead of ``holds``: the answers with which it doesn't hold; of others nothing is said."""
    special: bool = Field(False, alias="särskilt")
    """Whether it is for a group that isn't asked about: the answers with which it may hold don't
    say that it does."""
    answer: Id | None = Field(None, alias="enligt")
    """The answer that says it, where that isn't the one of the whole."""
    ticked: bool = Field(True, alias="bockas")
    """Whether a checklist has it; what nobody can see to themselves isn't ticked off."""

    def is_met(self, answers: Mapping[str, str]) -> bool:
        """Whether it is known to hold with what somebody has answered."""
        if self.question is None or self.special:
            return False
        asked = {self.question: self.holds, **self.also}
        return any(
            value in held
            for question, held in asked.items()
            for value in values(answers.get(question, UNSURE))
        )

    def excludes(self, answer: str) -> bool:
        """Whether it doesn't hold with an answer that somebody has given to its question; of
        several choices, with none of them."""
        return self.question is not None and all(map(self._excludes_one, values(answer)))

    def is_answered(self, answers: Mapping[str, str]) -> bool:
        """Whether what it is about has been answered; whoever chose none of the choices has said
        nothing of it, where the source says nothing of those either."""
        given = answers.get(self.question or "", UNSURE)
        return given != UNSURE and not (given == OTHER and OTHER in self.unclear)

    def _excludes_one(self, value: str) -> bool:
        if self.excluded or value in (UNSURE, OTHER):
            return value in self.excluded
        return value not in self.holds and value not in self.unclear

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        if self.question is None and (self.holds or self.unclear or self.excluded or self.also):
            raise ValueError("skriv ”fråga” också: vilken fråga svaren hör till.")
        if self.question is not None and not (self.holds or self.excluded):
            raise ValueError("skriv ”är” också: svaren som villkoret gäller med.")
        return self


class Whom(Row):
    """Whom a thing is for, what it gives, who decides, and what must be enclosed."""

    answer: Id | None = Field(None, alias="enligt")
    """The answer that says so: its source and its age are those of the conditions. Where none is
    named, the thing's first."""
    gives: Gives = Field("pengar", alias="ger")
    decides: Localized | None = Field(None, alias="beslutar")
    conditions: list[Condition] = Field(default_factory=list, alias="villkor")
    enclosed: list[Localized] = Field(default_factory=list, alias="bifoga")
    democratic: list[Localized] = Field(default_factory=list, alias="demokrati")
    """The conditions of democracy, one by one, as a checklist has them."""

    def texts(self) -> Iterator[tuple[Where, Mapping[str, str]]]:
        """What people read of it, each with the way to it in a thing's file."""
        if self.decides is not None:
            yield ("vem", "beslutar"), self.decides
        for at, condition in enumerate(self.conditions):
            yield ("vem", "villkor", at, "står"), condition.said
        for key, listed in (("bifoga", self.enclosed), ("demokrati", self.democratic)):
            for at, text in enumerate(listed):
                yield ("vem", key, at), text

    @property
    def placeholders(self) -> frozenset[str]:
        """The names of the facts that are to be filled in."""
        every = " ".join(said for _, texts in self.texts() for said in texts.values())
        return frozenset(name.strip() for name in PLACEHOLDER.findall(every))

    def filled(self, facts: Mapping[str, Mapping[str, str]]) -> Whom:
        """The same with a thing's facts in its texts."""
        own = [one.model_copy(update={"said": _filled(one.said, facts)}) for one in self.conditions]
        texts: dict[str, object] = {
            "conditions": own,
            "decides": _filled(self.decides, facts) if self.decides is not None else None,
            "enclosed": [_filled(one, facts) for one in self.enclosed],
            "democratic": [_filled(one, facts) for one in self.democratic],
        }
        return self.model_copy(update=texts)


def _filled(texts: Mapping[str, str], facts: Mapping[str, Mapping[str, str]]) -> dict[str, str]:
    """A text in each language, with the facts as they are in that one, or else in Swedish."""

    def said(language: str, match: re.Match[str]) -> str:
        fact = facts.get(match[1].strip())
        return match[0] if fact is None else fact.get(language, fact["sv"])

    return {one: PLACEHOLDER.sub(partial(said, one), text) for one, text in texts.items()}


class Option(Row):
    """An answer to a question of the guide's: a choice, and how people say it by themselves."""

    id: Id
    label: Localized = Field(alias="knapp")
    told: Localized = Field(alias="sägs")
    """As it is said back: "ni är nya"."""
    heard: re.Pattern[str] | None = Field(None, alias="hörs")
    unless: re.Pattern[str] | None = Field(None, alias="utom")
    """What makes that unsure, so that it is asked: "varje söndag", but "i sommar"."""
    guide: Id | None = Field(None, alias="vidare")
    """A guide by editors that may be of more use to whoever answers so."""
    typed: list[Text] = Field(default_factory=list, alias="svaras")
    """What people write for it once it is asked: looked for in any inflection. "-klubb" is the end
    of a word, "kultur-" its beginning."""
    reach: Reach | None = Field(None, alias="tal")
    """The numbers that mean it."""
    places: Literal["en", "flera"] | None = Field(None, alias="orter")
    """Whether naming one place, or several, means it."""

    def told_in(self, said: str) -> re.Pattern[str] | None:
        """How it is said where a text tells it; None where nothing surely does."""
        return self.heard if self.unless is None or not self.unless.search(said) else None


class Step(Row):
    """A part of a guide that isn't for everybody."""

    when: dict[Id, list[Id]] = Field(default_factory=dict, alias="om")
    """The answers to other questions that it is for; where none are named, any."""
    where: list[Id] = Field(default_factory=list, alias="där")
    """The areas that it is for, with what lies in them; where none are named, all."""

    def is_for(self, answers: Mapping[str, str], around: Collection[str]) -> bool:
        """Whether it is for somebody who has answered so, in a place with what is around it."""
        is_here = not self.where or any(area in around for area in self.where)
        given = {one: values(answers[one]) for one in self.when if one in answers}
        return is_here and all(
            any(value in given.get(one, []) for value in wanted)
            for one, wanted in self.when.items()
        )


class Inquiry(Step):
    """A question that a guide may ask, in plain words, with at most five choices."""

    id: Id
    ask: Localized = Field(alias="fråga")
    easy: Text | None = Field(None, alias="lätt")
    options: Annotated[list[Option], Field(min_length=2, max_length=5)] = Field(alias="val")
    is_asked: bool = Field(True, alias="frågas")
    """Whether it is asked at all, or only heard in what people tell."""
    counts: Counted | None = Field(None, alias="räknas")
    """What a number in an answer to it is."""
    may_be_several: bool = Field(False, alias="flera")
    """Whether somebody may answer it with several of its choices in their own words."""

    @property
    def is_yes_or_no(self) -> bool:
        return {option.id for option in self.options} == {"ja", "nej"}

    def option(self, id_: str) -> Option | None:
        """The choice with this id; None where there is none, any more."""
        return next((one for one in self.options if one.id == id_), None)

    def chosen(self, answer: str) -> list[Option]:
        """The choices of an answer; none where it is unsure, or any of them is no more."""
        found = [self.option(one) for one in values(answer)]
        return [one for one in found if one is not None] if all(found) else []

    def meant(self, found: Collection[str]) -> str | None:
        """The one answer that these choices are; None where that isn't sure."""
        several = [one.id for one in self.options if one.id in found]
        return joined_values(several) if len(several) == 1 or self.may_be_several else None

    def lacks_some(self, answer: str) -> bool:
        """Whether an answer that was said to be several things is only one of them."""
        return self.may_be_several and len(values(answer)) == 1


class GuideWords(Row):
    """How people begin a guide, and find their way in it; ``starts`` is looked for in what they
    ask, the others are all that they say."""

    starts: list[re.Pattern[str]] = Field(alias="börjar")
    back: list[Text] = Field(alias="tillbaka")
    change: list[Text] = Field(alias="ändra")
    anew: list[Text] = Field(alias="om")
    leave: list[Text] = Field(alias="sluta")
    resume: list[Text] = Field(alias="fortsätt")
    unsure: list[Text] = Field(alias="vet_inte")
    person: list[Text] = Field(alias="människa")
    answers: re.Pattern[str] | None = Field(None, alias="svarar")
    """What an answer begins with that otherwise begins a question: "är en förening"."""
    sum_up: list[Text] = Field(default_factory=list, alias="sammanfatta")


class ListWords(Row):
    """How people ask for a checklist, and tick it off in their own words."""

    asks: list[Text] = Field(alias="ber")
    """All that they say; "vår lista" is one that they have already."""
    mine: list[Text] = Field(alias="min")
    of_the_thing: list[Text] = Field(alias="om_saken")
    """The same of the thing that is talked about, and of nothing else."""
    asks_for: re.Pattern[str] = Field(alias="för")
    """What they say with the thing that it is for: the group ``sak``."""
    done: re.Pattern[str] = Field(alias="klar")
    left: re.Pattern[str] = Field(alias="kvar")
    """That something is left after all; looked for before ``done``."""
    undo: list[Text] = Field(alias="ångra")
    forward: list[Text] = Field(alias="text")
    page: list[Text] = Field(alias="fil")


class Questions(Row):
    """The questions of a guide."""

    inquiries: Sequence[Inquiry] = Field(alias="frågor")

    def inquiry(self, id_: str) -> Inquiry | None:
        """The question with this id; None where there is none, any more."""
        return next((one for one in self.inquiries if one.id == id_), None)


class Guidance(Questions):
    """The questions of "Vilket kan passa oss?", and the words around any guide."""

    words: GuideWords = Field(alias="ord")
    lists: ListWords | None = Field(None, alias="checklistor")
    own_words: OwnWords | None = Field(None, alias="egna_ord")
