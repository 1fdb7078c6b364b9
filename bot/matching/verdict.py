"""From rankings to what they mean for one question: answer, ask back, or say that the sources are silent. Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from bot.knowledge.model import COUNTRY, Entry, Slot, Unknown
from bot.matching import slots
from bot.matching.library import OUTSIDE, SMALLTALK, Current
from bot.matching.matcher import Candidate, Ranking

Kind = Literal["answer", "entries", "areas", "unknown", "slot", "low", "outside", "smalltalk"]


@dataclass(frozen=True)
class Policy:
    """How sure is sure enough."""

    false_answers: float = 0.30
    """The share of questions about an entry that is missing that may be answered by another. It looks high because it is measured on
    the knowledge's own siblings, each of which carries the core of the others' matter; on the exam it gives a tenth as many."""
    doubt: float = 0.6
    """An unknown this near to the best entry, as a share of its chance, is what the question is taken for."""
    own: float = 0.7
    """An area's own entry this near to the country's, as a share of its chance, is preferred to it."""
    named_no: float = 0.2
    """How sure an unknown must be for the bot to say by name what its sources lack; else it only says that it finds nothing."""
    siblings: float = 0.5
    """How much of the chance of entries about the same named thing is added to the best one's."""
    near: float = 0.8
    """The share of the bound from which an area is worth asking about; entries are from half of that, where they reach the bound
    together."""
    few_words: int = 3
    vague: float = 0.3
    """So few words, with no name among them, are asked back about where no entry is likelier than this: "ungdomar", "hjälp oss"."""
    smalltalk: float = 0.4
    smalltalk_words: int = 12
    followup_minutes: int = 30
    most_choices: int = 3
    handoff: Literal["ask", "auto"] = "ask"
    """Whether a question is sent only once the asker has said yes."""


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
        self.sure = current.matcher.bound(policy.false_answers)

    def in_area(self, parts: Sequence[str], area: str, language: str) -> Verdict:
        """Judge a question, given as the parts of its text to rank, for one area."""
        view = self.current.view_of(area)
        ranking = _merged([self.current.matcher.rank(part, view, language) for part in parts])
        return self._judge(ranking, view, parts)

    def _judge(self, ranking: Ranking, view: str, parts: Sequence[str]) -> Verdict:
        found = {view: ranking}
        if not ranking.candidates:
            return Verdict("low", rankings=found)
        ranking = self._own_first(ranking, view)
        top = ranking.candidates[0]
        entries = tuple(c.label for c in ranking.candidates if c.label in self.know.entries)
        verdict = Verdict("low", top.label, top.chance, entries, rankings=found)
        if top.label.startswith(SMALLTALK):
            chatty = (
                top.chance >= self.policy.smalltalk
                and len(ranking.reading.words) <= self.policy.smalltalk_words
            )
            return replace(
                verdict, kind="smalltalk" if chatty and not self._is_ours(ranking, parts) else "low"
            )
        if top.label == OUTSIDE:
            far = top.chance >= self.sure and not self._is_ours(ranking, parts)
            return replace(verdict, kind="outside" if far else "low")
        rival = next((c for c in ranking.candidates if c.label in self.know.unknowns), None)
        if rival is not None and rival.chance >= self.policy.doubt * top.chance:
            # An honest no about another thing would be beside the question.
            kind: Kind = "unknown" if rival.chance >= self.policy.named_no else "low"
            return replace(verdict, kind=kind, label=rival.label, chance=rival.chance)
        if self._together(top, ranking) >= self.sure and not self.current.matcher.says_nothing_of(
            top.label, ranking.reading
        ):
            if (
                not ranking.names
                and len(ranking.reading.words) <= self.policy.few_words
                and top.chance < self.policy.vague
            ):
                return replace(verdict, kind="entries", others=entries[: self.policy.most_choices])
            slot = self._missing(self.know.entries[top.label], ranking)
            return (
                replace(verdict, kind="slot", slot=slot)
                if slot
                else replace(verdict, kind="answer")
            )
        near = [c for c in ranking.candidates if c.chance >= self.sure * self.policy.near * 0.5]
        likely = sum(c.chance for c in near)
        if (
            likely >= self.sure
            and len(near) <= self.policy.most_choices
            and all(c.label in self.know.entries for c in near)
        ):
            return replace(verdict, kind="entries", others=tuple(c.label for c in near))
        return verdict

    def _is_ours(self, ranking: Ranking, parts: Sequence[str]) -> bool:
        """Whether any sentence of the question has a word of associations and municipalities: then a person is offered, to be sure."""
        read = self.current.matcher.reader.read_example
        ours = set(read(" ".join(self.know.words.ours)).terms)
        return bool(ours & {*ranking.reading.terms, *read(" ".join(parts)).terms}) or bool(
            ranking.names
        )

    def _together(self, top: Candidate, ranking: Ranking) -> float:
        """How sure it is that the question is about the thing that the best entry is about: what its siblings got counts too,
        since each of them carries the core of the matter."""
        names = set(self.know.entries[top.label].names)
        siblings = [
            c.chance
            for c in ranking.candidates[1:]
            if c.label in self.know.entries and names & set(self.know.entries[c.label].names)
        ]
        return top.chance + self.policy.siblings * sum(siblings)

    def _own_first(self, ranking: Ranking, view: str) -> Ranking:
        """An area's own answer wins over that of the county or the country that is hardly likelier."""
        top = ranking.candidates[0]
        own = next(
            (
                c
                for c in ranking.candidates
                if c.label in self.know.entries and self.area_of(c.label) == view
            ),
            None,
        )
        if (
            own is None
            or top.label not in self.know.entries
            or own.chance < self.policy.own * top.chance
        ):
            return ranking
        return replace(ranking, candidates=(own, *(c for c in ranking.candidates if c is not own)))

    def _missing(self, entry: Entry, ranking: Ranking) -> Slot | None:
        """The kind of fact that is asked for and that the entry says it lacks. An example of its own that asks likewise
        shows that an editor thought of the question, and that the answer is for it."""
        question = " ".join(ranking.reading.words)
        nearest = self.current.matcher.nearest(entry.id, ranking.reading)
        example = nearest.text.lower() if nearest else ""
        if (
            slots.asks_whether_still(question)
            and not slots.asks_whether_still(example)
            and entry.area != COUNTRY
            and not entry.confirmed
        ):
            return "nuläge"
        asked = slots.asked(question) - slots.asked(example)
        return next((slot for slot in entry.missing if slot in asked), None)

    def anywhere(self, parts: Sequence[str], language: str) -> Verdict:
        """Judge a question where no area is known: it may give one away, be the country's, or need to be asked about."""
        by_part = [
            self.current.matcher.rank_views(part, self.current.matcher.views, language)
            for part in parts
        ]
        rankings = {
            view: _merged([ranked[view] for ranked in by_part])
            for view in self.current.matcher.views
        }
        named = self.areas_named(rankings[COUNTRY].names)
        if len(named) == 1:
            (area,) = named
            view = self.current.view_of(area)
            return replace(self._judge(rankings[view], view, parts), area=area)
        if len(named) > 1:
            return Verdict("areas", areas=tuple(sorted(named)), rankings=rankings)
        country = replace(self._judge(rankings[COUNTRY], COUNTRY, parts), rankings=rankings)
        local = {
            view: self._best_own(ranking, view)
            for view, ranking in rankings.items()
            if view != COUNTRY
        }
        rivals = max((best.chance for best in local.values() if best), default=0.0)
        if country.chance > rivals and (
            country.kind in ("answer", "slot", "smalltalk", "outside") or self._for_people(country)
        ):
            return country
        strong = [
            view
            for view, best in local.items()
            if best and best.chance >= self.sure * self.policy.near
        ]
        if strong:
            return Verdict("areas", areas=tuple(sorted(strong)), chance=rivals, rankings=rankings)
        return (
            replace(country, kind="low")
            if country.kind == "unknown" and not self.names_it(country)
            else country
        )

    def _for_people(self, verdict: Verdict) -> bool:
        """Whether it is something that only a person can answer, wherever it is, or that the country's sources lack by name."""
        unknown = self.know.unknowns.get(verdict.label or "")
        return (
            verdict.kind == "unknown"
            and unknown is not None
            and (not unknown.area or self.names_it(verdict))
        )

    def names_it(self, verdict: Verdict) -> bool:
        """Whether the question names what it is about; "hur mycket pengar kan man få" names nothing."""
        label = self.current.matcher.labels.get(verdict.label or "")
        return label is not None and any(
            ranking.names & set(label.names) for ranking in verdict.rankings.values()
        )

    def _best_own(self, ranking: Ranking, view: str) -> Candidate | None:
        """The best candidate that is the view's own area's."""
        return next((c for c in ranking.candidates if self.area_of(c.label) == view), None)

    def areas_named(self, found: Collection[str]) -> frozenset[str]:
        """The areas that the declared names in a question belong to. None where the country has the name too, or where
        the name is a word that people use for other things elsewhere."""
        names = self.current.matcher.names
        owners = {
            self.know.entries[label].area
            for name in found
            for label in names.labels[name] & self.know.entries.keys()
        }
        users = {
            self.know.entries[label].area
            for name in found
            for label in names.mentioned[name] & self.know.entries.keys()
        }
        return frozenset(owners) if users <= owners and COUNTRY not in owners else frozenset()

    def area_of(self, label: str | None) -> str | None:
        item: Entry | Unknown | None = self.know.entries.get(label or "") or self.know.unknowns.get(
            label or ""
        )
        return item.area or None if item else None


def _merged(rankings: Sequence[Ranking]) -> Ranking:
    """The rankings of a story's parts as one: each label's best chance."""
    if len(rankings) == 1:
        return rankings[0]
    best: dict[str, Candidate] = {}
    for ranking in rankings:
        for candidate in ranking.candidates:
            if candidate.label not in best or candidate.chance > best[candidate.label].chance:
                best[candidate.label] = candidate
    ordered = tuple(sorted(best.values(), key=lambda c: (-c.chance, c.label)))
    sharpest = max(rankings, key=lambda r: r.candidates[0].chance if r.candidates else 0.0)
    return replace(
        sharpest,
        candidates=ordered,
        names=frozenset().union(*(ranking.names for ranking in rankings)),
    )
