"""What a guide says in the end: what may fit by its source, what decides it, what probably doesn't
and why; and that it is no assessment. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from bot import markup
from bot.guides.fitting import Fit, Judged
from bot.knowledge.model import COUNTRY, Thing
from bot.knowledge.overviews import joined
from bot.knowledge.wording import Wording

SHOWN, LONGEST = 4, 700
"""Things of one message, and characters: as much as is read on a phone."""
_OF_THE_KIND = 2
"""How far away that is which only speaks of what kind the asker is to be."""
_NEAREST = "kommun"
_MANY = 3
"""Things that may fit, beside which none is told that doesn't."""
Length = Literal["whole", "short", "brief", "least"]
_LENGTHS: tuple[Length, ...] = ("whole", "short", "brief", "least")
"""How much is said of each thing: also what decides it; what is met; one condition alone; and
without the names of those who decide, which each thing has when it is opened."""
_BRIEF = ("brief", "least")


@dataclass(frozen=True)
class Outcome:
    """What the things that can be applied for come to, in one language: the best first, a few on
    each page."""

    say: Wording
    found: Sequence[Fit]
    start: int = 0
    """From which of them on."""
    told: str = ""
    """What stands above it in the same message."""
    in_brief: str = ""
    """The same, where there is little room."""

    @cached_property
    def may_fit(self) -> list[Fit]:
        """Those with conditions that may hold."""
        return [one for one in self.found if not one.is_out and one.judged]

    @cached_property
    def unsaid(self) -> list[Fit]:
        """Those whose sources say nothing of whom they are for."""
        return [one for one in self.found if not one.judged]

    @cached_property
    def order(self) -> list[Fit]:
        """All with conditions, as they are told: what may fit, then what probably doesn't; one of
        the place's own that doesn't is told among the first, since it may be what was hoped
        for."""
        own, first = self._own_out, self._first_fits
        later = [one for one in self.may_fit if one not in first]
        rest = [one for one in self.found if one.is_out and one not in own]
        at = min(SHOWN - len(own), len(first))
        return [*first[:at], *own, *first[at:], *later, *rest]

    @cached_property
    def _own_out(self) -> list[Fit]:
        """The one of the place's own that is told among the first though it probably doesn't fit,
        where little else is."""
        own = [one for one in self.found if one.is_out and one.thing.area != COUNTRY]
        return own[:1] if len(self._first_fits) < _MANY else []

    @cached_property
    def _first_fits(self) -> list[Fit]:
        """What is told first: what something of its own speaks for, and of what holds all over the
        country only what that surely does, or else also what the place has for their kind; where
        there is none, or it was asked whose support it is, what speaks most; or else all."""
        near = [one for one in self.may_fit if one.is_near]
        is_sure = any(one.is_sure for one in near)
        own = [one for one in self.may_fit if one.thing.area != COUNTRY]
        if is_sure:
            near = [one for one in near if one.is_sure or one in own]
        elif near:
            near = [*near, *(one for one in own if one.far == _OF_THE_KIND)]
        least = min((one.far for one in self.may_fit if not one.is_far), default=0)
        some = [one for one in self.may_fit if one.far == least]
        if near and self.may_fit[: len(near)] == near:
            return self._with_the_places_own(near)
        return some or self.may_fit

    def _with_the_places_own(self, first: list[Fit]) -> list[Fit]:
        """What is told first, and as far as there is room the municipality's own for all of the
        asker's kind: it may be all that a place has."""
        areas = self.say.knowledge.areas
        own = (one for one in self.may_fit if areas[one.thing.area].kind == _NEAREST)
        more = [one for one in own if one.far == _OF_THE_KIND and one not in first]
        return [*first, *more[: max(0, SHOWN - len(first))]]

    @cached_property
    def page(self) -> list[Fit]:
        """What is told now: as many as there is room for in a message that is read on a phone."""
        return self._fitted[0]

    @property
    def head(self) -> str:
        """What stands above it, as long as there is room for."""
        return self._head(self._fitted[1])

    @property
    def next_start(self) -> int | None:
        """Where the next page begins; None where this is the last one."""
        end = self.start + len(self.page)
        return end if end < len(self.order) else None

    @property
    def within_reach(self) -> list[Thing]:
        """The things that are one tap away."""
        return [one.thing for one in self.page]

    @property
    def _end(self) -> int | None:
        """Where the first page ends at the latest: what is merely not ruled out comes after it."""
        if self.start or len(self._first_fits) == len(self.may_fit):
            return None
        return len(self._first_fits) + len(self._own_out)

    def text(self) -> str:
        """The whole; its last line says that it is no assessment, and who decides."""
        return self._text(*self._fitted)

    def _head(self, length: Length) -> str:
        return self.in_brief if length in _BRIEF and self.in_brief else self.told

    @cached_property
    def _fitted(self) -> tuple[list[Fit], Length]:
        """The page and how much it says: what decides each thing too, where there is room for
        it."""
        left = self.order[self.start : self._end]
        for most in range(SHOWN, 0, -1):
            for length in _LENGTHS:
                page = left[:most]
                whole = f"{self._head(length)}\n\n{self._text(page, length)}"
                if len(markup.plain(whole)) <= LONGEST:
                    return page, length
        return left[:1], "least"

    def _text(self, page: list[Fit], length: Length) -> str:
        is_last = self.start + len(page) >= len(self.order)
        parts = [
            self._fitting([one for one in page if not one.is_out], length),
            self._out([one for one in page if one.is_out]),
            self._without_conditions() if is_last else "",
            self._ending(page, length),
        ]
        return "\n\n".join(filter(None, parts))

    def _fitting(self, fits: Sequence[Fit], length: Length) -> str:
        if not self.may_fit and self.start == 0:
            return self.say("guide_inget_passar")
        rows = [self._row(one, length) for one in fits]
        is_told = any(judged.is_answered for one in self.found for judged in one.judged)
        is_known = any(one.is_spoken_for for one in self.may_fit) or not is_told
        head = self.say("guide_kan_passa" if is_known else "guide_inget_säkert")
        return "\n".join([head, *rows]) if rows else ""

    def _row(self, one: Fit, length: Length) -> str:
        """A thing with what says most of the conditions that are met, and the first of those that
        decide; in brief the one of these that says more."""
        met, left = sorted(one.having("met"), key=self._shared), one.having("open", "old")
        left = sorted(left, key=lambda judged: (not judged.is_doubtful, not judged.is_answered))
        is_told = bool(left) and left[0].is_answered
        told = [self.say("guide_sak", sak=one.thing.name, år=self._years(one.judged))]
        if left and (left[0].is_doubtful or (is_told and length in _BRIEF)):
            return " ".join([*told, self.say("guide_avgörs", villkor=self._said(left, length))])
        if met:
            told.append(self.say("guide_villkor", villkor=self._said(met, length)))
        if left and (is_told or not met or length == "whole"):
            told.append(self.say("guide_avgörs", villkor=self._said(left, length)))
        return " ".join(told)

    @cached_property
    def _asked(self) -> Counter[str | None]:
        """How many of the things have a condition about each question."""
        return Counter(j.condition.question for one in self.found for j in one.judged)

    def _shared(self, one: Judged) -> int:
        """What many have in common says little of one of them."""
        return self._asked[one.condition.question]

    def _said(self, judged: Sequence[Judged], length: Length) -> str:
        has_more = len(judged) > 1 and length not in _BRIEF
        more = f"; {self.say('med_mera')}" if has_more else ""
        return self._of_age(judged[0]) + more

    def _of_age(self, one: Judged) -> str:
        said = self.say.localized(one.condition.said)
        return said if one.standing != "old" else self.say("guide_gammalt", villkor=said)

    def _years(self, judged: Iterable[Judged]) -> str:
        """The years of what says the conditions."""
        sources = self.say.knowledge.sources
        told = (sources[one.entry.source.document] for one in judged)
        undated, localized = self.say("odaterad_kort"), self.say.localized
        years = (localized(one.year) if one.is_dated else undated for one in told)
        return ", ".join(dict.fromkeys(years))

    def _without_conditions(self) -> str:
        names = [one.thing.name for one in self.unsaid]
        if not names:
            return ""
        listed = ", ".join(names[:SHOWN])
        few = self.say("med_flera", saker=listed) if len(names) > SHOWN else listed
        return self.say("guide_okända", saker=few)

    def _out(self, out: Sequence[Fit]) -> str:
        rows = [self.say("guide_passar_inte")] if out else []
        for one in out:
            (first, *_) = one.having("broken")
            said = self.say.localized(first.condition.said)
            years = self._years([first])
            rows.append(self.say("guide_skäl", sak=one.thing.name, år=years, villkor=said))
        return "\n".join(rows)

    def _ending(self, page: Sequence[Fit], length: Length) -> str:
        """That the bot doesn't decide, and who does, of what is shown."""
        how = self.say("guide_stämmer_kort" if length in _BRIEF else "guide_stämmer_inte")
        mend = f"{how}\n" if self.start == 0 else ""
        return f"{mend}{self.say('guide_bedömning')} {self._deciding(page, length)}"

    def _deciding(self, page: Sequence[Fit], length: Length) -> str:
        whoms = [one.thing.whom for one in page if not one.is_out]
        known = [self.say.localized(one.decides) for one in whoms if one and one.decides]
        if not known or len(known) < len(whoms) or length == "least":
            return self.say("guide_beslutar_annars")
        said = self.say("guide_beslutar", vem=joined(self.say, list(dict.fromkeys(known))))
        return said[:1].upper() + said[1:]
