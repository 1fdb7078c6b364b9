"""What the bot knows: areas, teams, sources, entries, unknowns and words.

``loading`` reads them from the editors' folder. The editors' guide is ``knowledge/README.md``; the
Swedish keys of the files stand here as aliases.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal

from pydantic import Field

from bot.knowledge.acts import Acts
from bot.knowledge.conditions import Guidance, Inquiry, Whom
from bot.knowledge.fields import (
    PLACEHOLDER,
    Id,
    Listed,
    Localized,
    Need,
    Row,
    Slot,
    TeamId,
    Text,
    Topic,
)
from bot.knowledge.guides import Guide
from bot.knowledge.held import Held
from bot.knowledge.tables import Area, Source, Team
from bot.knowledge.times import Period
from bot.knowledge.words import Danger, Feeling, Right, Sensitive, Talk, Words
from bot.text import bare, begins_sentence, capitalised, fold, tokens

COUNTRY = "sverige"
DEFAULT_TEAM = "default"


class SourceRef(Row):
    """Where in which source."""

    document: Id = Field(alias="dokument")
    place: Text = Field(alias="ställe")


class Confirmed(Row):
    """That the municipality's own people have said that it is right."""

    day: dt.date = Field(alias="datum")
    by: Text = Field(alias="av")
    """A role, never a name."""


class Gone(Row):
    """That a thing is no more, since a day, and the id of the thing that is there instead."""

    day: dt.date = Field(alias="datum")
    instead: Id | None = Field(None, alias="i_stället")
    source: SourceRef | None = Field(None, alias="källa")
    """Where it stands that it is no more; the thing's own source says otherwise."""


class LastKnown(Row):
    """An old fact that is no answer any more, but may help while a person looks."""

    text: Localized = Field(alias="uppgift")
    year: Localized = Field(alias="år")


class Unknown(Row):
    """What people ask and no source says: it leads to a person and never to a guess.

    One that stands under a thing has its area, topic and team from there.
    """

    id: Id
    area: Id = Field("", alias="område")
    topic: Topic = Field("other", alias="ämne")
    team: TeamId | Literal[""] = Field("", alias="team")
    what: Localized = Field(alias="vad")
    questions: Listed = Field(alias="frågor")
    missing: list[Slot] = Field(default_factory=list, alias="saknas")
    last_known: LastKnown | None = Field(None, alias="senast_känt")
    opening: Localized | None = Field(None, alias="inledning")
    """Said instead of "Det står inte i mina källor …": to one who is angry, or wants a person."""
    evidence: list[Text] = Field(default_factory=list, alias="underlag")
    names: list[Text] = Field(default_factory=list, alias="namn")
    thing: str = ""
    """The id of the thing that it is about."""


class Entry(Row):
    """One curated answer of a thing: the questions that lead to it, its source, owner and gaps."""

    id: Id
    area: Id
    topic: Topic
    title: Text
    button: Text
    """The title as it stands on a button: in short, where it is long."""
    names: list[Text]
    team: TeamId
    sources: list[SourceRef]
    """The first is shown under the answer."""
    evidence: list[Text]
    checked: dt.date
    review_months: int
    confirmed: Confirmed | None
    facts: dict[str, Localized]
    missing: list[Slot]
    last_known: LastKnown | None
    questions: Listed
    answer: Localized
    thing: str
    periods: tuple[Period, ...] = ()
    """When it can be applied for, or is open."""

    @property
    def review(self) -> dt.date:
        """The day by which it should have been compared with its source again."""
        return self.due(1)

    def due(self, times: int) -> dt.date:
        """The day on which so many times its review period has passed."""
        month = self.checked.month - 1 + times * self.review_months
        year, day = self.checked.year + month // 12, min(self.checked.day, 28)
        return dt.date(year, month % 12 + 1, day)

    @property
    def source(self) -> SourceRef:
        return self.sources[0]

    @property
    def placeholders(self) -> set[str]:
        """The names of the facts that the answer is filled in with."""
        texts = " ".join(self.answer.values())
        return {name.strip() for name in PLACEHOLDER.findall(texts)}

    def answer_in(self, language: str) -> str:
        """The answer as Markdown with its facts filled in, in ``language`` or else in Swedish; one
        that a sentence begins with has a capital letter."""
        language = language if language in self.answer else "sv"

        def fact(match: re.Match[str]) -> str:
            values = self.facts.get(match[1].strip())
            if values is None:
                return match[0]
            value = values.get(language, values["sv"])
            return capitalised(value) if begins_sentence(match.string[: match.start()]) else value

        return PLACEHOLDER.sub(fact, self.answer[language])


class Thing(Row):
    """What people ask about: a grant, a house, a forum, a role, a set of rules."""

    id: Id
    name: Text
    """As it stands on a button."""
    area: Id
    topic: Topic
    team: TeamId
    names: list[Text]
    facts: dict[str, Localized]
    answers: list[Id]
    """Its entries, the first one what "vad är X?" gets."""
    unknowns: list[Id]
    need: Need | None
    """What somebody needs whom it is for; None where no editor has said."""
    belongs_to: list[Id]
    """Things that hold for it too: the formal conditions of several grants."""
    local_form_of: Id | None
    """The national thing that it is a place's own form of."""
    whom: Whom | None
    """Whom it is for, its facts filled in; None where no editor has said."""
    facts_of_whom: list[str] = Field(default_factory=list)
    """The names of the facts that that is filled in with."""
    gone: Gone | None
    valid_until: dt.date | None
    """The last day on which it holds."""

    def ended(self, today: dt.date) -> dt.date | None:
        """The day since which it is no more, where it isn't any more."""
        if self.gone is not None and self.gone.day <= today:
            return self.gone.day
        past = self.valid_until is not None and self.valid_until < today
        return self.valid_until if past else None


class Rejects(Row):
    """What is never answered out of the knowledge."""

    danger: Danger = Field(alias="fara")
    outside: Listed = Field(alias="utanför")
    """What surely no association office answers: no case is offered."""
    sensitive: Sensitive | None = Field(None, alias="känsligt")
    """What is sensitive of a person: a hint says to leave it out."""
    rights: dict[Right, Danger] = Field(default_factory=dict, alias="rätt")
    """What somebody has a right to and isn't done here; a sentence tells where it is."""
    feelings: dict[Feeling, Danger] = Field(default_factory=dict, alias="känslor")
    """What is met with a human sentence first; the first that fits."""
    people: list[Unknown] = Field(alias="människa")
    """What only a person can answer, in any area: one's own case, log-in, booking, complaint."""


@dataclass(frozen=True)
class Knowledge:
    """Everything in the folder, by id. ``version`` is a hash of it; ``wording`` is by language."""

    version: str
    areas: Mapping[str, Area]
    teams: Mapping[str, Team]
    sources: Mapping[str, Source]
    things: Mapping[str, Thing]
    entries: Mapping[str, Entry]
    unknowns: Mapping[str, Unknown]
    words: Words
    talk: Talk
    rejects: Rejects
    wording: Mapping[str, Mapping[str, Any]]
    guidance: Guidance | None = None
    """The guide's questions; None where the folder has none."""
    held: Held = field(default_factory=Held)
    acts: Acts = field(default_factory=Acts)
    guides: Mapping[str, Guide] = field(default_factory=dict)
    """Those that editors have written."""

    def inquiry(self, id_: str) -> Inquiry | None:
        """The question of any guide with this id; None where there is none, any more."""
        every = (self.guidance, *self.guides.values())
        found = (one.inquiry(id_) for one in every if one is not None)
        return next((one for one in found if one is not None), None)

    def chain(self, area: str) -> list[str]:
        """The area and what it lies in: municipality, county, country."""
        chain: list[str] = []
        current: str | None = area
        while current and current not in chain:
            chain.append(current)
            current = self.areas[current].parent
        return chain

    @property
    def items(self) -> list[Entry | Unknown]:
        """Everything that can be asked for: entries and unknowns."""
        return [*self.entries.values(), *self.unknowns.values()]

    @cached_property
    def parents(self) -> Mapping[str, str]:
        """The first answer of the thing that each unknown is about; where there is none, none."""
        first = {thing.id: thing.answers[0] for thing in self.things.values() if thing.answers}
        unknowns = self.unknowns.values()
        return {one.id: first[one.thing] for one in unknowns if one.thing in first}

    def instead_of(self, thing: Thing) -> Thing | None:
        """What there is instead of a thing that is no more, or soon won't be."""
        named = thing.gone.instead if thing.gone is not None else None
        return self.things.get(named or "")

    def is_vouched_for(self, entry: Entry, today: dt.date) -> bool:
        """Whether what an answer says of days is as good as today's: it was compared with its
        source in time, and that says of which year it is."""
        return today <= entry.review and self.sources[entry.source.document].is_dated

    def has_own(self, area: str) -> bool:
        """Whether the area itself has entries or unknowns."""
        return area in self._areas_with_items

    @cached_property
    def _areas_with_items(self) -> frozenset[str]:
        return frozenset(item.area for item in self.items)

    def has_joined(self, area: str) -> bool:
        """Whether the area's teams answer here: only then is a question ever sent there."""
        said = self.areas[area].joined if area in self.areas else None
        if said is not None:
            return said
        return any(team.area == area for team in self.teams.values())

    @cached_property
    def called(self) -> Mapping[str, tuple[Thing, ...]]:
        """The things by what they are called: the name on the button, without its place, and the
        names that editors declare."""
        found: dict[str, dict[str, Thing]] = {}
        for thing in self.things.values():
            place = self.areas[thing.area].name if thing.area in self.areas else ""
            for name in (thing.name.removesuffix(f" i {place}"), *thing.names):
                found.setdefault(bare(name), {})[thing.id] = thing
        return {name: tuple(things.values()) for name, things in found.items()}

    @cached_property
    def called_several(self) -> frozenset[str]:
        """The first words of those names that have several."""
        return frozenset(name.split()[0] for name in self.called if " " in name)

    @cached_property
    def written_names(self) -> frozenset[str]:
        """All that things and their answers are called, as editors wrote it, in small letters."""
        names = [name for entry in self.entries.values() for name in entry.names]
        for thing in self.things.values():
            names += [thing.name, *thing.names]
        return frozenset(map(str.lower, names))

    def own_form(self, thing: str, area: str) -> Thing | None:
        """What a place has itself of a thing of the whole country: what is said to be its form of
        it, or has its name; and that there is something to say of."""
        there = {one.id: one for one in self.things.values() if one.area == area and one.answers}
        said = next((one for one in there.values() if one.local_form_of == thing), None)
        alike = (one for called in self.called.values() if _has(called, thing) for one in called)
        return said or next((one for one in alike if one.id in there), None)

    @cached_property
    def phrases(self) -> tuple[tuple[str, str, str], ...]:
        """Small talk: the language of each phrase, its kind ("hej", "tack"), and the phrase."""
        return tuple(
            (language, kind, phrase)
            for language, wording in self.wording.items()
            for kind, phrases in wording.get("småprat", {}).items()
            for phrase in phrases
        )

    @cached_property
    def smalltalk(self) -> Mapping[str, str]:
        """What is said as small talk, bare, and of which kind it is."""
        learned = {bare(phrase): kind for _, kind, phrase in reversed(self.phrases)}
        return learned | {bare(one): kind for kind, own in self.talk.chat.items() for one in own}

    @cached_property
    def bare_words(self) -> Mapping[str, Mapping[str, frozenset[str]]]:
        """The lists of words in the wording, bare, by language and key."""
        return {
            language: {
                key: frozenset(bare(str(word)) for word in words)
                for key, words in wording.items()
                if isinstance(words, list)
            }
            for language, wording in self.wording.items()
        }

    @cached_property
    def short_words(self) -> frozenset[str]:
        """What a short line of a language that the bot speaks may be, bare: small talk, a yes, a
        no, the commonest words."""
        own = frozenset(bare(phrase) for _, _, phrase in self.phrases)
        own |= {word for small in self.words.common.values() for word in small}
        lists = self.bare_words.values()
        return own.union(*(words.get(key, ()) for words in lists for key in ("ja_ord", "nej_ord")))

    @cached_property
    def proper(self) -> frozenset[str]:
        """The words of the names of places and things: they are the same in any language."""
        names = [name for thing in self.things.values() for name in (thing.name, *thing.names)]
        for area in self.areas.values():
            names += [area.name, *area.aliases, *area.places]
        return frozenset(fold(word) for name in names for word in tokens(name))

    @cached_property
    def greeting(self) -> re.Pattern[str]:
        """A greeting before something else."""
        greetings = (re.escape(phrase) for _, kind, phrase in self.phrases if kind == "hej")
        longest = sorted(greetings, key=len, reverse=True)
        return re.compile(rf"^\s*(?:{'|'.join(longest)})\b[\s,.!:)-]+", re.IGNORECASE)


def _has(called: Iterable[Thing], thing: str) -> bool:
    return any(one.id == thing for one in called)
