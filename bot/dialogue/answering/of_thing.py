"""What one thing says to a question that goes on about it: found among its own, and answered, or
said to be lacking. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot import markup, text
from bot.cases.choices import ThisEntry
from bot.dialogue.answering import answers, told
from bot.dialogue.offering import offers
from bot.dialogue.turns import aspects, heirs, verdicts
from bot.dialogue.turns.decision import Decision, Reason
from bot.dialogue.turns.turn import Turn
from bot.dialogue.words import signs
from bot.knowledge.model import COUNTRY, Thing
from bot.matching.matcher import Candidate, Ranking
from bot.matching.verdict import Kind, Verdict
from bot.matching.within import Within

_LEAST, _LEAST_UNKNOWN = 0.02, 0.04
"""From which chance an entry, and an unknown, that was written for what is asked is what was
meant: the thing is known, so that only its own compete."""
_LIKELY = 0.3
"""From which chance an unknown is what was meant, however it was asked."""
_DEMANDS = "villkor"
"""What a question shows that asks what must be done."""
_ITSELF = "vad"
"""What a question shows that asks what a thing is: of one that is no more, that it isn't."""
_ABOVE_AN_OFFER = 2
"""Entries above an offer that is shown whole: with its three choices they are five."""


def found(turn: Turn, thing: Thing) -> Candidate | None:
    """What a thing says to a question that goes on about it; None where it says nothing."""
    within, talk = within_of(turn, thing), turn.talk
    names = aspects.every(turn, turn.core)
    asked = [talk.aspects[name] for name in names]
    # A number, an age or who leads it may stand in an answer that was written for more than that.
    facts = told.FACTS.intersection(names) if aspects.is_bare(turn, turn.core) else frozenset()
    is_bare = aspects.is_bare(turn, turn.core) and not facts
    for labels in (within.labels, within.around):
        for one in asked if is_bare and asked else (None, *asked[:1]):
            ranked = within.ranked(turn.core, one, labels)
            best = _the_one_named(turn, thing, ranked)
            if best is None or not _is_meant(turn, best, within, has_aspect=one is not None):
                continue
            if all(_has(turn, best.label, within, name) for name in facts):
                return best
    return None


def _has(turn: Turn, label: str, within: Within, fact: str) -> bool:
    """Whether an item was written for a fact that is asked for, or says it: what is merely likely
    would be beside the question."""
    aspect, entry = turn.talk.aspects[fact], turn.know.entries.get(label)
    answer = turn.say.answered(entry) if entry is not None else ""
    is_said = aspect.told is not None and aspect.told.search(answer) is not None
    return is_said or within.is_written_for(aspect, label)


def _the_one_named(turn: Turn, thing: Thing, ranked: Sequence[Candidate]) -> Candidate | None:
    """The likeliest; or of two answers whose buttons differ in a word that the thing is called by
    ("Midi på Stenkrossen", "Maxi på Stenkrossen") the one whose word the question has."""
    words = {id_: {*text.tokens(turn.know.entries[id_].button)} for id_ in thing.answers}
    if not ranked or ranked[0].label not in words:
        return next(iter(ranked), None)
    names = {word for name in thing.names for word in text.tokens(name)[:1]}
    asked, first = names.intersection(text.tokens(turn.core)), words[ranked[0].label]

    def is_named(label: str) -> bool:
        other = words.get(label, first)
        its, firsts = other - first, first - other
        return len(its) == len(firsts) == 1 and its <= asked and asked.isdisjoint(firsts)

    return next((one for one in ranked if is_named(one.label)), ranked[0])


def _is_meant(turn: Turn, best: Candidate, within: Within, *, has_aspect: bool) -> bool:
    """Whether the likeliest of a thing's own is likely enough, and about what was asked."""
    if not has_aspect and is_of_something_else(turn, best.label, best.chance):
        return False
    if has_aspect:
        least = _LEAST_UNKNOWN if best.label in turn.know.unknowns else _LEAST
        is_strange = _is_strange(turn, best.label) or _is_beside(turn, best.label, within)
        return best.chance >= least and not is_strange
    words = signs.beside_going_on(turn.talk, turn.core)
    speaks = not words or within.speaks_of(best.label, words)
    return best.chance >= turn.assessor.sure and speaks


def is_of_something_else(turn: Turn, label: str, chance: float) -> bool:
    """Whether an unknown that is hardly likely is asked in no way that a question is: "hur
    redovisar vi", of whether an application has arrived."""
    missing, aspect = turn.know.unknowns.get(label), aspects.of(turn, turn.core)
    if missing is None or aspect in (None, _ITSELF) or chance >= _LIKELY:
        return False
    asks = turn.talk.aspects[aspect].pattern
    ways = (*missing.questions, turn.say.localized(missing.what))
    return not any(map(asks.search, ways))


def _is_strange(turn: Turn, label: str) -> bool:
    """Whether a question that isn't bare has words that are nothing to an item."""
    matcher, reading = turn.current.matcher, verdicts.read(turn).reading
    if aspects.is_bare(turn, turn.core):
        return False
    return bool(reading.unseen) or matcher.says_nothing_of(label, reading)


def _is_beside(turn: Turn, label: str, within: Within) -> bool:
    """Whether what must be done is of something that an item has no word for: "måste vi betala el",
    of what is demanded of whoever gets a room."""
    if aspects.of(turn, turn.core) != _DEMANDS or aspects.is_bare(turn, turn.core):
        return False
    rest = turn.talk.aspects[_DEMANDS].pattern.sub(" ", turn.core)
    words = signs.beside_going_on(turn.talk, rest)
    return bool(words) and not any(within.speaks_of(label, [word]) for word in words)


def decide(turn: Turn, thing: Thing, own: Candidate | None, aspect: str | None) -> Decision:
    """What was found of the thing, or that what is asked of it is lacking."""
    return answered(turn, thing, own) if own else lacking(turn, thing, aspect)


def answered(turn: Turn, thing: Thing, own: Candidate) -> Decision:
    """What was found of the thing: an answer, or an honest no, and what is known beside it."""
    if (heir := of_its_heir(turn, thing)) is not None:
        return heir
    judged = replace(turn, verdict=verdict_of(turn, own))
    if (stated := _stated(judged, thing, own)) is not None:
        return stated
    decision = replace(answers.decide(judged), thing=thing.id)
    if decision.reason != "unknown":
        return decision
    shown = [one for one in decision.choices if isinstance(one, ThisEntry)]
    near = list(dict.fromkeys([*map(ThisEntry, others(turn, thing)), *shown]))[:_ABOVE_AN_OFFER]
    rest = (one for one in decision.choices if one not in shown)
    stands = told.sentence(turn, thing, aspects.of(turn, turn.core))
    nearest = [told.nearest(turn, thing, stands)] if stands else []
    said = "\n\n".join([*nearest, decision.markdown])
    return replace(decision, markdown=said, choices=(*near, *rest))


def _stated(turn: Turn, thing: Thing, own: Candidate) -> Decision | None:
    """The sentence that has the fact that is asked for, before an honest no about something near
    ("en gång per år", before which days those are this year); and the one of the answer just
    given before another answer that wasn't written for that."""
    name = aspects.of(turn, turn.core)
    made = told.as_stated(turn, thing, name)
    if name is None or made is None or own.label in turn.know.unknowns:
        return made
    is_of_it = within_of(turn, thing).is_written_for(turn.talk.aspects[name], own.label)
    return made if made.entry == turn.before.last_entry and not is_of_it else None


def of_its_heir(turn: Turn, thing: Thing) -> Decision | None:
    """What is asked of a thing that is no more: that it isn't, and what the one that there is
    instead says to it; None where it is, or nothing is said to it there."""
    gone, heir = turn.say.gone(thing.id, turn.today), turn.know.instead_of(thing)
    name = aspects.of(turn, turn.core)
    if gone is None or heir is None or heir.ended(turn.today) is not None:
        return None
    if name is None or name == _ITSELF:
        return None
    whole = turn.talk.aspects[name].whole
    asked = replace(turn, question=whole.get(turn.language, whole["sv"]))
    own = found(asked, heir)
    entry = turn.know.entries.get(own.label) if own is not None else None
    if own is None or entry is None:
        return None
    answer = answers.answer(replace(turn, verdict=verdict_of(turn, own)))
    heading = f"**{markup.escape(entry.button)}**"
    return replace(answer, markdown=f"{gone}\n\n{heading}\n{answer.markdown}", thing=heir.id)


def verdict_of(turn: Turn, own: Candidate | None) -> Verdict:
    """What was found of a thing, or that nothing was."""
    if own is None:
        return Verdict("low", rankings=_rankings(turn))
    kind: Kind = "unknown" if own.label in turn.know.unknowns else "answer"
    return Verdict(kind, own.label, own.chance, rankings=_rankings(turn))


def lacking(
    turn: Turn, thing: Thing, aspect: str | None, reason: Reason = "lacking", opening: str = ""
) -> Decision:
    """That the sources don't say it of this thing, or as much as they say; what else is known of it
    is one tap away, above the people."""
    if not opening and (heir := of_its_heir(turn, thing)) is not None:
        return heir
    if not opening and (known := told.known(turn, thing, aspect)) is not None:
        return known
    if not opening and aspect == _ITSELF and (itself := _itself(turn, thing)) is not None:
        return itself
    say, instead = turn.say, heirs.of(turn, thing.id)
    near = [] if instead else others(turn, thing)
    more = [say("annat_jag_vet", sak=say.called(thing.name))] if near else []
    said = opening or say.gone(thing.id, turn.today) or told.lacking(turn, thing, aspect)
    asked = replace(turn, verdict=verdict_of(turn, None))
    # What every association does alike is asked of no place.
    if turn.area is None and thing.area == COUNTRY and thing.topic == "other":
        asked = replace(asked, area=COUNTRY)
    # Of what is the whole country's the asker's own people are asked.
    is_joined = turn.area is not None and turn.know.has_joined(turn.area)
    owner = "" if thing.area == COUNTRY and is_joined else thing.team
    lines = [" ".join([said, *more])]
    offered = offers.handoff(asked, lines, reason, topic=thing.topic, owner=owner)
    if offered.reason != reason:
        return offered
    choices = (*instead, *map(ThisEntry, near), *offered.choices)
    remembers = turn.base or turn.question
    return replace(offered, choices=choices, thing=thing.id, remembers=remembers)


def _itself(turn: Turn, thing: Thing) -> Decision | None:
    """What a thing is, by its first answer; None where that was said just now, or where it is
    compared with something."""
    is_said = not thing.answers or turn.before.last_entry == thing.answers[0]
    if is_said or thing.ended(turn.today) is not None or turn.signs.compares.search(turn.core):
        return None
    return replace(first_of(turn, thing), thing=thing.id)


def first_of(turn: Turn, thing: Thing, said: str = "") -> Decision:
    """What a thing is: its first answer, or the one that is called just what was said ("midi på
    Stenkrossen", of all three)."""
    words, entries = {*text.tokens(said)}, turn.know.entries
    called = (id_ for id_ in thing.answers if words.issuperset(text.tokens(entries[id_].button)))
    label = next(called, thing.answers[0])
    verdict = replace(turn.verdict, kind="answer", label=label, chance=1.0)
    return answers.answer(replace(turn, verdict=verdict))


def others(turn: Turn, thing: Thing) -> list[str]:
    """What else is known of a thing, or of what holds for it too: entries but for the one last
    shown, the likeliest first."""
    (ranking,), within = _rankings(turn).values(), within_of(turn, thing)
    likely = [one.label for one in ranking.candidates if one.chance >= _LEAST]
    own = [one for one in likely if one in thing.answers]
    near = [one for one in likely if one in within.labels | within.around]
    shown, every = turn.before.last_entry, dict.fromkeys([*own, *thing.answers, *near])
    entries = [one for one in every if one in turn.know.entries and one != shown]
    return entries[:_ABOVE_AN_OFFER]


def within_of(turn: Turn, thing: Thing) -> Within:
    """A thing's own, and what it belongs to, to be ranked where the asker is."""
    return Within(turn.assessor, thing, turn.language, turn.area)


def _rankings(turn: Turn) -> dict[str, Ranking]:
    view = turn.current.view_of(turn.area)
    return {view: turn.assessor.rank(turn.question, view, turn.language)}
