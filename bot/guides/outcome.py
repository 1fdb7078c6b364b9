"""What a guide says in the end: what may fit by its source, what decides it, what probably doesn't
and why; and that it is no assessment. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from bot import markup
from bot.guides.fitting import Fit, Judged
from bot.knowledge.model import COUNTRY, Thing
from bot.knowledge.overviews import joined
from bot.knowledge.wording import Wording

SHOWN, LONGEST = 4, 700
"""Things of one message, and characters: as much as is read on a phone."""


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
        out = [one for one in self.found if one.is_out]
        own = next((one for one in out if one.thing.area != COUNTRY), None)
        first = [own] if own is not None else []
        fits, rest = self.may_fit, [one for one in out if one is not own]
        at = SHOWN - len(first)
        return [*fits[:at], *first, *fits[at:], *rest]

    @cached_property
    def page(self) -> list[Fit]:
        """What is told now: as many as there is room for in a message that is read on a phone."""
        return self._fitted[0]

    @property
    def next_start(self) -> int | None:
        """Where the next page begins; None where this is the last one."""
        end = self.start + len(self.page)
        return end if end < len(self.order) else None

    @property
    def within_reach(self) -> list[Thing]:
        """The things that are one tap away."""
        return [one.thing for one in self.page]

    def text(self) -> str:
        """The whole; its last line says that it is no assessment, and who decides."""
        return self._fitted[1]

    @cached_property
    def _fitted(self) -> tuple[list[Fit], str]:
        """The page and its text: with what decides each thing too, where there is room for it."""
        left = self.order[self.start :]
        for most in range(SHOWN, 0, -1):
            for in_short in (False, True):
                page = left[:most]
                text = self._text(page, in_short=in_short)
                if len(markup.plain(f"{self.told}\n\n{text}")) <= LONGEST:
                    return page, text
        return left[:1], self._text(left[:1], in_short=True)

    def _text(self, page: list[Fit], *, in_short: bool) -> str:
        is_last = self.start + len(page) >= len(self.order)
        parts = [
            self._fitting([one for one in page if not one.is_out], in_short=in_short),
            self._out([one for one in page if one.is_out]),
            self._without_conditions() if is_last else "",
            self._ending(page),
        ]
        return "\n\n".join(filter(None, parts))

    def _fitting(self, fits: Sequence[Fit], *, in_short: bool) -> str:
        if not self.may_fit and self.start == 0:
            return self.say("guide_inget_passar")
        rows = [self._row(one, in_short=in_short) for one in fits]
        is_told = any(judged.is_answered for one in self.found for judged in one.judged)
        is_known = any(one.is_spoken_for for one in self.may_fit) or not is_told
        head = self.say("guide_kan_passa" if is_known else "guide_inget_säkert")
        return "\n".join([head, *rows]) if rows else ""

    def _row(self, one: Fit, *, in_short: bool) -> str:
        """A thing with what says most of the conditions that are met, and the first of those that
        decide."""
        met, left = sorted(one.having("met"), key=self._shared), one.having("open", "old")
        left = sorted(left, key=lambda judged: (not judged.is_doubtful, not judged.is_answered))
        is_told = bool(left) and left[0].is_answered
        told = [self.say("guide_sak", sak=one.thing.name, år=self._years(one.judged))]
        if left and left[0].is_doubtful:
            return " ".join([*told, self.say("guide_avgörs", villkor=self._said(left))])
        if met:
            told.append(self.say("guide_villkor", villkor=self._said(met)))
        if left and (is_told or not (met and in_short)):
            told.append(self.say("guide_avgörs", villkor=self._said(left)))
        return " ".join(told)

    @cached_property
    def _asked(self) -> Counter[str | None]:
        """How many of the things have a condition about each question."""
        return Counter(j.condition.question for one in self.found for j in one.judged)

    def _shared(self, one: Judged) -> int:
        """What many have in common says little of one of them."""
        return self._asked[one.condition.question]

    def _said(self, judged: Sequence[Judged]) -> str:
        more = f"; {self.say('med_mera')}" if len(judged) > 1 else ""
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

    def _ending(self, page: Sequence[Fit]) -> str:
        """That the bot doesn't decide, and who does, of what is shown."""
        mend = f"{self.say('guide_stämmer_inte')}\n" if self.start == 0 else ""
        return f"{mend}{self.say('guide_bedömning')} {self._deciding(page)}"

    def _deciding(self, page: Sequence[Fit]) -> str:
        whoms = [one.thing.whom for one in page if not one.is_out]
        known = [self.say.localized(one.decides) for one in whoms if one and one.decides]
        if not known or len(known) < len(whoms):
            return self.say("guide_beslutar_annars")
        said = self.say("guide_beslutar", vem=joined(self.say, list(dict.fromkeys(known))))
        return said[:1].upper() + said[1:]
