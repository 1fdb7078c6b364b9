"""From rankings to a verdict: answer, ask back, or say that the sources are silent. Pure."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from functools import cache, partial

from bot.knowledge.fields import Slot
from bot.knowledge.model import COUNTRY, Entry, Unknown
from bot.matching import gazetteer, slots
from bot.matching.acts import act
from bot.matching.corpus import OUTSIDE, SMALLTALK
from bot.matching.library import Current
from bot.matching.matcher import Candidate, Ranking, merged
from bot.matching.verdict import Policy, Verdict

WHAT_IT_IS = "vad"
"""What is asked of a thing when nothing else is."""


class Assessor:
    """Assesses the questions of one turn against the current knowledge. Many rules ask the same of
    the same text: it is found out once, and kept as long as the turn."""

    def __init__(self, current: Current, policy: Policy) -> None:
        self.current, self.policy = current, policy
        self.know = current.knowledge
        self.sure = current.matcher.trust.bound(policy.false_answers)
        """The chance from which an entry is an answer."""
        self.rank, self.words = cache(current.matcher.rank), cache(current.words)
        self.mentions = cache(current.gazetteer.find)
        self._everywhere = cache(current.matcher.rank_everywhere)
        self.act = cache(partial(act, current.matcher))

    def without_places(self, said: str) -> str:
        """A text without the names of places."""
        mentions = self.mentions(said)
        return gazetteer.without(said, mentions, [mention.area for mention in mentions])

    def in_area(self, parts: Sequence[str], area: str, language: str) -> Verdict:
        """Assess a question, given as the parts of its text to rank, for one area."""
        view = self.current.view_of(area)
        ranking = merged([self.rank(part, view, language) for part in parts])
        return self._assess(ranking, view, parts)

    def anywhere(self, parts: Sequence[str], language: str) -> Verdict:
        """Assess a question where no area is known: it may give one away, be the country's, or need
        to be asked about."""
        by_part = [self._everywhere(part, language) for part in parts]
        views = self.current.matcher.views
        rankings = {view: merged([ranked[view] for ranked in by_part]) for view in views}
        named = self.areas_named(frozenset().union(*(one.names for one in rankings.values())))
        if len(named) == 1:
            (area,) = named
            view = self.current.view_of(area)
            return replace(self._assess(rankings[view], view, parts), area=area)
        if named:
            return Verdict("areas", areas=tuple(sorted(named)), rankings=rankings)
        country = replace(self._assess(rankings[COUNTRY], COUNTRY, parts), rankings=rankings)
        local = {
            view: best.chance
            for view, ranking in rankings.items()
            if view != COUNTRY and (best := self._best_own(ranking, view)) is not None
        }
        likeliest = max(local.values(), default=0.0)
        if country.chance > likeliest and self._holds_anywhere(country):
            return country
        near = self.policy.near
        strong = [view for view, chance in local.items() if chance >= near * self.sure]
        if strong:
            areas = tuple(sorted(strong))
            return Verdict("areas", areas=areas, chance=likeliest, rankings=rankings)
        nameless = country.kind == "unknown" and not self.names_it(country)
        return replace(country, kind="low") if nameless else country

    def names_it(self, verdict: Verdict) -> bool:
        """Whether the question names what it is about; "hur mycket pengar kan man få" names
        nothing."""
        own = self.current.matcher.names_of(verdict.label or "")
        return any(one.names & own for one in verdict.rankings.values())

    def areas_named(self, names: Collection[str]) -> frozenset[str]:
        """The areas that the declared names in a question belong to. None where the country has the
        name too, or where the name is a word that people use for other things elsewhere."""
        everywhere, entries = self.current.matcher.everywhere, self.know.entries
        known = names & everywhere.declared.labels.keys()
        owners, users = (
            {entries[label].area for label in everywhere.having(labels) if label in entries}
            for labels in (everywhere.owners(known), everywhere.users(known))
        )
        return frozenset(owners) if users <= owners and COUNTRY not in owners else frozenset()

    def area_of(self, label: str | None) -> str | None:
        """The area of an entry or an unknown; None where it has none."""
        id_ = label or ""
        item: Entry | Unknown | None = self.know.entries.get(id_) or self.know.unknowns.get(id_)
        return item.area or None if item else None

    def _holds_anywhere(self, verdict: Verdict) -> bool:
        """Whether what the country has to say is enough wherever the asker is: also what only a
        person can answer, and what the country's sources lack by name."""
        unknown = self.know.unknowns.get(verdict.label or "")
        if verdict.kind == "unknown" and unknown is not None:
            return not unknown.area or self.names_it(verdict)
        return verdict.kind in ("answer", "slot", "smalltalk", "outside")

    def _best_own(self, ranking: Ranking, view: str) -> Candidate | None:
        """The best candidate that is the view's own area's."""
        return next((c for c in ranking.candidates if self.area_of(c.label) == view), None)

    # The verdict in one view: the first of these rules that has one, and else that nothing is near.

    def _assess(self, ranking: Ranking, view: str, parts: Sequence[str]) -> Verdict:
        if not ranking.candidates:
            return Verdict("low", rankings={view: ranking})
        best_first = self._own_first(self._whole_first(ranking, parts), view)
        top = best_first.candidates[0]
        entries = tuple(c.label for c in best_first.candidates if c.label in self.know.entries)
        low = Verdict("low", top.label, top.chance, entries, rankings={view: ranking})
        rules = (self._chat, self._outside, self._unknown, self._vague, self._answer, self._several)
        verdicts = (rule(low, best_first, parts) for rule in rules)
        return next((verdict for verdict in verdicts if verdict is not None), low)

    def _whole_first(self, ranking: Ranking, parts: Sequence[str]) -> Ranking:
        """Whether a place has its own form of a national thing isn't what the thing is: what the
        sources lack of the former stands back for the country's answer where that is asked, or is
        clearly likelier."""
        lacking = [c for c in ranking.candidates if self._lacks_a_form(c.label)]
        answers = (c for c in ranking.candidates if c.label in self.know.entries)
        best = next((c for c in answers if self.area_of(c.label) == COUNTRY), None)
        if best is None or best.chance < self.sure or not lacking:
            return ranking
        aspects = self.know.talk.aspects.items()
        asked = next((name for name, one in aspects if one.pattern.search(parts[0])), None)
        if asked != WHAT_IT_IS and best.chance < self.policy.whole * lacking[0].chance:
            return ranking
        rest = tuple(c for c in ranking.candidates if c not in lacking)
        return replace(ranking, candidates=rest)

    def _lacks_a_form(self, label: str) -> bool:
        """Whether it is an unknown about a place's own form of a national thing."""
        unknown = self.know.unknowns.get(label)
        thing = self.know.things.get(unknown.thing) if unknown else None
        return thing is not None and thing.local_form_of is not None

    def _own_first(self, ranking: Ranking, view: str) -> Ranking:
        """An area's own answer wins over that of the county or the country that is hardly
        likelier."""
        top, entries = ranking.candidates[0], self.know.entries
        answers = (c for c in ranking.candidates if c.label in entries)
        own = next((c for c in answers if self.area_of(c.label) == view), None)
        if own is None or top.label not in entries or own.chance < self.policy.own * top.chance:
            return ranking
        return replace(ranking, candidates=(own, *(c for c in ranking.candidates if c is not own)))

    def _chat(self, low: Verdict, ranking: Ranking, parts: Sequence[str]) -> Verdict | None:
        """Small talk, where it is short and has no word of associations."""
        top, policy = ranking.candidates[0], self.policy
        if not top.label.startswith(SMALLTALK):
            return None
        short = len(ranking.reading.words) <= policy.smalltalk_words
        chatty = top.chance >= self.sure and short and not self._is_ours(ranking, parts)
        return replace(low, kind="smalltalk" if chatty else "low")

    def _outside(self, low: Verdict, ranking: Ranking, parts: Sequence[str]) -> Verdict | None:
        """What no association office answers, where it has no word of associations."""
        top = ranking.candidates[0]
        if top.label != OUTSIDE:
            return None
        far = top.chance >= self.sure and not self._is_ours(ranking, parts)
        return replace(low, kind="outside" if far else "low")

    def _unknown(self, low: Verdict, ranking: Ranking, _: Sequence[str]) -> Verdict | None:
        """What the sources don't say, where that is nearly as likely as an answer. An honest no
        about another thing would be beside the question: it must be likely enough to be named."""
        unknowns = (c for c in ranking.candidates if c.label in self.know.unknowns)
        rival = next(unknowns, None)
        if rival is None or rival.chance < self.policy.doubt * ranking.candidates[0].chance:
            return None
        named = rival.chance >= self.policy.named_no
        kind = replace(low, kind="unknown" if named else "low")
        return replace(kind, label=rival.label, chance=rival.chance)

    def _vague(self, low: Verdict, ranking: Ranking, _: Sequence[str]) -> Verdict | None:
        """A question so short and vague that it is asked back about, where anything is near."""
        top, policy = ranking.candidates[0], self.policy
        short = not ranking.names and len(ranking.reading.words) <= policy.few_words
        if short and self.least <= top.chance < policy.vague and len(low.others) > 1:
            return replace(low, kind="entries", others=low.others[: policy.most_choices])
        return None

    @property
    def least(self) -> float:
        """The chance from which an entry is worth asking about."""
        return self.sure * self.policy.near * 0.5

    def _answer(self, low: Verdict, ranking: Ranking, _: Sequence[str]) -> Verdict | None:
        """The best entry, where it is sure, unless it says itself that it lacks what is asked
        for."""
        top, reading = ranking.candidates[0], ranking.reading
        if self._together(top, ranking) < self.sure:
            return None
        if self.current.matcher.says_nothing_of(top.label, reading):
            return None
        slot = self._missing(self.know.entries[top.label], ranking)
        return replace(low, kind="slot" if slot else "answer", slot=slot)

    def _several(self, low: Verdict, ranking: Ranking, _: Sequence[str]) -> Verdict | None:
        """A few entries that are sure together and none by itself."""
        near = [c for c in ranking.candidates if c.chance >= self.least]
        sure = sum(c.chance for c in near) >= self.sure
        few = len(near) <= self.policy.most_choices
        if sure and few and all(c.label in self.know.entries for c in near):
            return replace(low, kind="entries", others=tuple(c.label for c in near))
        return None

    def _is_ours(self, ranking: Ranking, parts: Sequence[str]) -> bool:
        """Whether any sentence of the question has a word of associations and municipalities: then
        a person is offered, to be sure."""
        read = self.current.matcher.view(COUNTRY).reader.read_example
        ours = set(read(" ".join(self.know.words.ours)).terms)
        asked = {*ranking.reading.terms, *read(" ".join(parts)).terms}
        return bool(ours & asked) or bool(ranking.names)

    def _together(self, top: Candidate, ranking: Ranking) -> float:
        """How sure it is that the question is about the thing that the best entry is about: what
        its siblings got counts too, since each of them carries the core of the matter."""
        entries = self.know.entries
        names = set(entries[top.label].names)
        siblings = [
            c.chance
            for c in ranking.candidates[1:]
            if c.label in entries and names & set(entries[c.label].names)
        ]
        return top.chance + self.policy.siblings * sum(siblings)

    def _missing(self, entry: Entry, ranking: Ranking) -> Slot | None:
        """The kind of fact that is asked for and that the entry says it lacks. An example of its
        own that asks likewise shows that an editor thought of the question, and that the answer is
        for it."""
        question, words = " ".join(ranking.reading.words), self.know.words
        nearest = self.current.matcher.nearest(entry.id, ranking.reading)
        example = nearest.text.lower() if nearest else ""
        still = slots.asks_whether_still(question, words)
        unchecked = entry.area != COUNTRY and not entry.confirmed
        if still and unchecked and not slots.asks_whether_still(example, words):
            return "nuläge"
        wanted = slots.of(question, words) - slots.of(example, words)
        return next((slot for slot in entry.missing if slot in wanted), None)
