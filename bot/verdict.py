"""From rankings to what they mean for one question: answer, ask back, or say that the sources are silent. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from bot import slots
from bot.knowledge import COUNTRY, Entry, Slot, Unknown
from bot.library import OUTSIDE, SMALLTALK, Current
from bot.matcher import Candidate, Ranking

Kind = Literal["answer", "entries", "areas", "unknown", "slot", "low", "outside", "smalltalk"]


@dataclass(frozen=True)
class Policy:
    """How sure is sure enough. The chance from which an entry is an answer is the matcher's own, times ``answer``."""

    answer: float = 1.0
    near: float = 0.6
    """The share of that chance from which entries are worth asking about."""
    smalltalk: float = 0.5
    smalltalk_words: int = 9
    followup_minutes: int = 30
    most_choices: int = 3


@dataclass(frozen=True)
class Verdict:
    """What a question came to: the entry or unknown it is about, how sure, and what else was near."""

    kind: Kind
    label: str | None = None
    chance: float = 0.0
    others: tuple[str, ...] = ()
    areas: tuple[str, ...] = ()
    slot: Slot | None = None
    area: str | None = None
    """The area that the question itself gives away, by a name that only one area has."""
    rankings: Mapping[str, Ranking] = field(default_factory=dict)


class Judge:
    """Judges questions against the current knowledge."""

    def __init__(self, current: Current, policy: Policy) -> None:
        self.current, self.policy = current, policy
        self.know = current.knowledge
        self.sure = current.matcher.threshold * policy.answer

    def in_area(self, parts: Sequence[str], area: str, language: str) -> Verdict:
        """Judge a question, given as the parts of its text to rank, for one area."""
        view = self.current.view_of(area)
        ranking = _merged([self.current.matcher.rank(part, view, language) for part in parts])
        return self._judge(ranking, view, parts)

    def _judge(self, ranking: Ranking, view: str, parts: Sequence[str]) -> Verdict:
        found = {view: ranking}
        if not ranking.candidates:
            return Verdict("low", rankings=found)
        top = ranking.candidates[0]
        entries = tuple(c.label for c in ranking.candidates if c.label in self.know.entries)
        verdict = Verdict("low", top.label, top.chance, entries, rankings=found)
        if top.label.startswith(SMALLTALK):
            chatty = top.chance >= self.policy.smalltalk and len(ranking.reading.words) <= self.policy.smalltalk_words
            return replace(verdict, kind="smalltalk" if chatty else "low")
        if top.label == OUTSIDE:
            return replace(verdict, kind="outside" if top.chance >= self.sure else "low")
        if top.label in self.know.unknowns:
            return replace(verdict, kind="unknown" if top.chance >= self.sure * self.policy.near else "low")
        if top.chance >= self.sure:
            slot = self._missing(self.know.entries[top.label], ranking)
            return replace(verdict, kind="slot", slot=slot) if slot else replace(verdict, kind="answer")
        near = [c for c in ranking.candidates if c.chance >= self.sure * self.policy.near * 0.5]
        likely = sum(c.chance for c in near)
        if likely >= self.sure and len(near) <= self.policy.most_choices and all(c.label in self.know.entries for c in near):
            return replace(verdict, kind="entries", others=tuple(c.label for c in near))
        return verdict

    def _missing(self, entry: Entry, ranking: Ranking) -> Slot | None:
        asked = slots.asked(" ".join(ranking.reading.words))
        return next((slot for slot in entry.missing if slot in asked), None)

    def anywhere(self, parts: Sequence[str], language: str) -> Verdict:
        """Judge a question where no area is known: it may give one away, be the country's, or need to be asked about."""
        by_part = [self.current.matcher.rank_views(part, self.current.matcher.views, language) for part in parts]
        rankings = {view: _merged([ranked[view] for ranked in by_part]) for view in self.current.matcher.views}
        verdicts = {view: self._judge(ranking, view, parts) for view, ranking in rankings.items()}
        named = self._named_areas(rankings[COUNTRY])
        if len(named) == 1:
            (area,) = named
            return replace(verdicts[area], area=area)
        if len(named) > 1:
            return Verdict("areas", areas=tuple(sorted(named)), rankings=rankings)
        country = verdicts[COUNTRY]
        local = {view: self._best_own(ranking, view) for view, ranking in rankings.items() if view != COUNTRY}
        strong = [view for view, best in local.items() if best and best.chance >= self.sure * self.policy.near]
        rivals = max((best.chance for best in local.values() if best), default=0.0)
        if country.kind in ("answer", "slot", "smalltalk", "outside") and country.chance > rivals:
            return replace(country, rankings=rankings)
        if country.kind == "unknown" and country.chance > rivals:
            return replace(country, rankings=rankings)
        if strong:
            return Verdict("areas", areas=tuple(sorted(strong)), chance=rivals, rankings=rankings)
        return replace(country, rankings=rankings)

    def _best_own(self, ranking: Ranking, view: str) -> Candidate | None:
        """The best candidate that is the view's own area's."""
        return next((c for c in ranking.candidates if self.area_of(c.label) == view), None)

    def _named_areas(self, ranking: Ranking) -> frozenset[str]:
        """The areas that the declared names in the question belong to; none where the country has the name too."""
        labels = {label for name in ranking.names for label in self.current.matcher.names.labels[name]}
        areas = {self.area_of(label) for label in labels} - {None}
        return frozenset(area for area in areas if area) if COUNTRY not in areas else frozenset()

    def area_of(self, label: str | None) -> str | None:
        item: Entry | Unknown | None = self.know.entries.get(label or "") or self.know.unknowns.get(label or "")
        return item.area or None if item else None


def _merged(rankings: Sequence[Ranking]) -> Ranking:
    """The rankings of a story's parts as one: each label's best chance."""
    best: dict[str, Candidate] = {}
    for ranking in rankings:
        for candidate in ranking.candidates:
            if candidate.label not in best or candidate.chance > best[candidate.label].chance:
                best[candidate.label] = candidate
    ordered = tuple(sorted(best.values(), key=lambda c: (-c.chance, c.label)))
    sharpest = max(rankings, key=lambda r: r.candidates[0].chance if r.candidates else 0.0)
    return replace(sharpest, candidates=ordered, names=frozenset().union(*(ranking.names for ranking in rankings)))
