"""What a guide says in the end: what may fit by its source, what decides it, what probably doesn't
and why; and that it is no assessment. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from bot.guides.fitting import Fit, Judged
from bot.guides.progress import UNSURE, Progress
from bot.knowledge.model import Thing
from bot.knowledge.overviews import joined
from bot.knowledge.wording import Wording

SHOWN, SHOWN_OUT = 4, 2
"""Things that are told of with their conditions."""
_NAMED = 3
"""Things that are only named, in a row."""
_SHORT = 2
"""Conditions of a thing that are told in a row."""


def understood(say: Wording, progress: Progress) -> str:
    """What has been answered, as it was understood; "" where nothing has."""
    guidance, told = say.knowledge.guidance, []
    for question, value in progress.answers:
        inquiry = guidance.inquiry(question) if guidance is not None else None
        option = inquiry.option(value) if inquiry is not None else None
        told += [say.localized(option.told)] if option is not None else []
    return say("guide_förstått", svar=joined(say, told)) if told else ""


def answered(say: Wording, progress: Progress) -> str:
    """What was asked and answered, for a card: exactly what will be sent."""
    guidance, rows = say.knowledge.guidance, []
    for question, value in progress.answers:
        inquiry = guidance.inquiry(question) if guidance is not None else None
        option = inquiry.option(value) if inquiry is not None else None
        if inquiry is not None and (option is not None or value == UNSURE):
            label = say.localized(option.label) if option is not None else say("vet_inte")
            rows.append(f"{say.localized(inquiry.ask)} {label}.")
    return " ".join([say("guide_frågan"), *rows])


@dataclass(frozen=True)
class Outcome:
    """What the things that can be applied for come to, in one language."""

    say: Wording
    found: Sequence[Fit]

    @cached_property
    def may_fit(self) -> list[Fit]:
        """Those with conditions that may hold."""
        return [one for one in self.found if not one.is_out and one.judged]

    @cached_property
    def unsaid(self) -> list[Fit]:
        """Those whose sources say nothing of whom they are for."""
        return [one for one in self.found if not one.judged]

    @cached_property
    def out(self) -> list[Fit]:
        return [one for one in self.found if one.is_out]

    @property
    def within_reach(self) -> list[Thing]:
        """The things that are one tap away."""
        shown = [*self.may_fit[:SHOWN], *self.out[:SHOWN_OUT]]
        return [one.thing for one in shown]

    def text(self) -> str:
        """The whole; its last line says that it is no assessment, and who decides."""
        parts = [self._fitting(), self._without_conditions(), self._out(), self._ending()]
        return "\n\n".join(filter(None, parts))

    def _fitting(self) -> str:
        if not self.may_fit:
            return self.say("guide_inget_passar")
        rows = [self.say("guide_kan_passa"), *map(self._row, self.may_fit[:SHOWN])]
        if len(self.may_fit) > SHOWN:
            rows.append(self.say("guide_också", saker=self._names(self.may_fit[SHOWN:])))
        return "\n".join(rows)

    def _row(self, one: Fit) -> str:
        met, left = one.having("met"), one.having("open", "old")
        told = [self.say("guide_sak", sak=one.thing.name, år=self._years(one.judged))]
        if met:
            told.append(self.say("guide_villkor", villkor=self._said(met)))
        if left:
            told.append(self.say("guide_avgörs", villkor=self._said(left)))
        return " ".join(told)

    def _said(self, judged: Sequence[Judged]) -> str:
        words = [self._of_age(one) for one in judged[:_SHORT]]
        more = [self.say("med_mera")] if len(judged) > _SHORT else []
        return "; ".join([*words, *more])

    def _of_age(self, one: Judged) -> str:
        said = self.say.localized(one.condition.said)
        return said if one.standing != "old" else self.say("guide_gammalt", villkor=said)

    def _years(self, judged: Iterable[Judged]) -> str:
        """The years of what says the conditions."""
        sources = self.say.knowledge.sources
        years = (sources[one.entry.source.document].year for one in judged)
        return ", ".join(dict.fromkeys(map(self.say.localized, years)))

    def _without_conditions(self) -> str:
        return self.say("guide_okända", saker=self._names(self.unsaid)) if self.unsaid else ""

    def _out(self) -> str:
        if not self.out:
            return ""
        rows = [self.say("guide_passar_inte")]
        for one in self.out[:SHOWN_OUT]:
            (first, *_) = one.having("broken")
            said = self.say.localized(first.condition.said)
            years = self._years([first])
            rows.append(self.say("guide_skäl", sak=one.thing.name, år=years, villkor=said))
        if len(self.out) > SHOWN_OUT:
            rows.append(self.say("guide_inte_heller", saker=self._names(self.out[SHOWN_OUT:])))
        return "\n".join(rows)

    def _names(self, found: Sequence[Fit]) -> str:
        listed = ", ".join(one.thing.name for one in found[:_NAMED])
        return self.say("med_flera", saker=listed) if len(found) > _NAMED else listed

    def _ending(self) -> str:
        """That the bot doesn't decide, and who does, of what was shown."""
        return f"{self.say('guide_stämmer_inte')}\n{self.say('guide_bedömning')} {self._deciding()}"

    def _deciding(self) -> str:
        by_whom: dict[str, list[str]] = {}
        for one in self.may_fit[:SHOWN]:
            whom = one.thing.whom
            who = self.say.localized(whom.decides) if whom and whom.decides else ""
            by_whom.setdefault(who, []).append(one.thing.name)
        known = [
            self.say("guide_beslutar", vem=who, saker=joined(self.say, names))
            for who, names in by_whom.items()
            if who
        ]
        last = [self.say("guide_beslutar_annars")] if "" in by_whom or not known else []
        return " ".join([*map(_capital, known), *last])


def _capital(sentence: str) -> str:
    return sentence[:1].upper() + sentence[1:]
