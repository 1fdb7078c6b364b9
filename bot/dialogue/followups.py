"""Rules for what goes on about the thing that the conversation is about: "när?", "gäller det oss",
"vem bestämmer". Never another thing. Pure."""

from __future__ import annotations

from dataclasses import replace

from bot import text
from bot.cases.choices import AskTeam, ThisEntry, all_read
from bot.dialogue import answers, offers, signs, told, topics
from bot.dialogue.conversation import LEANS, ChoosingEntry, Confirming, Offer, leant
from bot.dialogue.decision import Decision, Reason, chat
from bot.dialogue.turn import Turn
from bot.knowledge.model import COUNTRY, Thing
from bot.matching.look import Asked
from bot.matching.matcher import Candidate, Ranking
from bot.matching.verdict import Kind, Verdict
from bot.matching.within import Within

_LEANING = 10
"""Words of a message that may go on about a thing that it doesn't name."""
_LEAST, _LEAST_UNKNOWN = 0.02, 0.04
"""From which chance an entry, and an unknown, that was written for what is asked is what was
meant: the thing is known, so that only its own compete."""
_LIKELIER = 0.5
_ABOVE_AN_OFFER = 2
"""Entries above an offer that is shown whole: with its three choices they are five."""
_SHARE = 0.5
"""The share of what another thing's answer has, from which the thing's own is preferred."""


def follow_up(turn: Turn) -> Decision | None:
    """A question that leaves out what it is about is about the thing of the last answer. What isn't
    known of it is said to be that, with what is, and with people."""
    return about(turn, turn.thing) if turn.thing is not None else None


def about(turn: Turn, thing: Thing) -> Decision | None:
    """The same, for the thing that it may be about."""
    if not _may_lean(turn, thing):
        return None
    if turn.signs.more.search(turn.core) and is_bare_question(turn, turn.core):
        return stuck(turn)
    leans_on, own, aspect = leaning(turn, thing), found(turn, thing), aspect_of(turn, turn.core)
    if is_bare_question(turn, turn.core):
        return answered(leans_on, thing, own) if own else lacking(leans_on, thing, aspect)
    goes_on = turn.signs.goes_on.match(turn.core) is not None
    points_back = signs.points_back(turn.talk, turn.core)
    if not goes_on and not points_back and aspect is None:
        return None
    other = turn.assessor.in_area([turn.core], turn.area or thing.area, turn.language)
    leans = goes_on or points_back
    is_other = _is_another(turn, thing, other, leans=leans)
    is_afar = turn.assessor.area_of(other.label) == COUNTRY != thing.area
    if is_other and not leans and other.chance >= _LIKELIER and not (own and is_afar):
        return None
    if own is not None and (not is_other or is_afar or own.chance >= _SHARE * other.chance):
        return answered(leans_on, thing, own)
    is_about = points_back or (other.kind == "low" and _is_of_its_kind(turn, thing))
    return lacking(leans_on, thing, aspect) if is_about and not is_other else None


def still_about(turn: Turn) -> Decision | None:
    """A question that nothing is sure for, and that has words for the kind of thing that was spoken
    of and no name, is about that thing."""
    thing = turn.thing
    if thing is None or turn.verdict.kind != "low" or not _may_lean(turn, thing):
        return None
    is_about = topics.topic_of(turn, turn.core) == thing.topic
    return lacking(leaning(turn, thing), thing, aspect_of(turn, turn.core)) if is_about else None


def _is_of_its_kind(turn: Turn, thing: Thing) -> bool:
    """Whether a question without a name may be about a thing: it has no word of another kind, and
    nothing else is near."""
    return topics.topic_of(turn, turn.core) in (None, thing.topic)


def _is_another(turn: Turn, thing: Thing, other: Verdict, *, leans: bool) -> bool:
    """Whether a question that may go on about a thing is rather about another. Where it ``leans``
    on something, or the other is of another place, that must be likelier than not: the country's is
    never given to a local question by a thin margin."""
    within, area = _within(turn, thing), turn.assessor.area_of(other.label)
    is_own = other.label in within.labels | within.around
    if other.kind == "low" or is_own or (leans and other.kind == "outside"):
        return False
    is_afar = area is not None and area != thing.area
    is_thin = (leans or is_afar) and other.chance < _LIKELIER
    return other.kind not in ("answer", "unknown") or not is_thin


def gone(turn: Turn) -> Decision | None:
    """Somebody who goes on about a thing that has gone from the knowledge since is told so,
    once."""
    focus = turn.focus
    if focus is None or turn.thing is not None:
        return None
    if not is_bare_question(turn, turn.core) and not _points_back(turn):
        return None
    told = replace(turn, before=replace(turn.before, focus=None, last_question=""))
    said = turn.say("sak_borta", sak=turn.say.called(focus.name))
    return Decision(told, "clarify", "gone", said, area=turn.area)


def _points_back(turn: Turn) -> bool:
    """Whether a message is short, and something in it is about what was said before."""
    goes_on = turn.signs.goes_on.match(turn.core) is not None
    is_short = len(text.tokens(turn.core)) <= _LEANING
    return is_short and (goes_on or signs.has_no_subject(turn.talk, turn.core))


def stuck(turn: Turn) -> Decision:
    """What can't be understood by itself is asked about: as much as is known of what it is about
    stands in the question back. An offer that stands keeps its choices."""
    thing, state = turn.thing, turn.before.state
    if isinstance(state, Confirming) and state.offer in turn.offers and turn.area is not None:
        if aspect_of(turn, turn.core) is not None and turn.asks:
            return also_asked(turn, turn.offers[state.offer])
        said = turn.say("vad_gäller_det", område=turn.say.area(turn.area))
        return replace(chat(turn, "oklart"), markdown=said)
    if (more := _to_people(turn)) is not None:
        return more
    if thing is not None and thing.answers:
        ask = turn.say("vad_om_sak", sak=turn.say.called(thing.name))
        choices = tuple(map(ThisEntry, others(turn, thing)))
        state = ChoosingEntry(turn.before.last_question)
        made = Decision(turn, "clarify", "near", ask, state, choices, area=turn.area)
        return replace(made, thing=thing.id)
    if turn.area is not None:
        ask = turn.say("vad_gäller_det", område=turn.say.area(turn.area))
        return Decision(turn, "clarify", "small-talk", ask, area=turn.area, chat="oklart")
    return chat(turn, "oklart")


def also_asked(turn: Turn, offer: Offer) -> Decision:
    """ "Vad kostar det?", about what is offered to be sent: that isn't known either, and goes
    along."""
    longer = replace(offer, parts={**offer.parts, turn.event: turn.message})
    return offers.show(turn, longer, [turn.say("vet_inte_heller")], "added")


def _to_people(turn: Turn) -> Decision | None:
    """The same about what was answered with no more than what is near: both are offered."""
    asked = turn.before.last_question
    is_near = any(isinstance(one, AskTeam) for one in all_read(turn.before.choices))
    if turn.area is None or not is_near or not turn.follows or aspect_of(turn, turn.core) is None:
        return None
    both = replace(turn, question=f"{asked}{LEANS}{turn.message}", verdict=Verdict("low"))
    topic = topics.topic_of(turn, asked) or "other"
    offered = offers.handoff(both, [turn.say("vet_inte_det_heller")], "low", topic=topic)
    return replace(offered, remembers=asked)


def aspect_of(turn: Turn, question: str) -> str | None:
    """What a question wants to know of a thing."""
    return signs.aspect(turn.talk, question)


def is_bare_question(turn: Turn, question: str) -> bool:
    """Whether a question says what it wants to know and nothing of what it is about."""
    return signs.is_bare(turn.talk, question)


def found(turn: Turn, thing: Thing) -> Candidate | None:
    """What a thing says to a question that goes on about it; None where it says nothing."""
    name, within = aspect_of(turn, turn.core), _within(turn, thing)
    aspect = turn.talk.aspects[name] if name else None
    is_bare = is_bare_question(turn, turn.core)
    for labels in (within.labels, within.around):
        for one in (aspect,) if is_bare or aspect is None else (None, aspect):
            ranked = within.ranked(turn.core, one, labels)
            if ranked and _is_meant(turn, ranked[0], within, has_aspect=one is not None):
                return ranked[0]
    return None


def _is_meant(turn: Turn, best: Candidate, within: Within, *, has_aspect: bool) -> bool:
    """Whether the likeliest of a thing's own is likely enough, and about what was asked."""
    if has_aspect:
        least = _LEAST_UNKNOWN if best.label in turn.know.unknowns else _LEAST
        return best.chance >= least and not _is_strange(turn, best.label)
    words = signs.beside_going_on(turn.talk, turn.core)
    speaks = not words or within.speaks_of(best.label, words)
    return best.chance >= turn.assessor.sure and speaks


def _is_strange(turn: Turn, label: str) -> bool:
    """Whether a question that isn't bare has words that are nothing to an item."""
    matcher, reading = turn.current.matcher, _read(turn).reading
    is_bare = is_bare_question(turn, turn.core)
    return not is_bare and (bool(reading.unseen) or matcher.says_nothing_of(label, reading))


def leaning(turn: Turn, thing: Thing) -> Turn:
    """The turn whose question says what it is about. It is a question, and no more of the one that
    is offered."""
    name, area = _within(turn, thing).name, thing.area if thing.area != COUNTRY else None
    about = replace(turn, question=leant(name, turn.question), area=turn.area or area)
    return replace(about, is_new=turn.is_new or not turn.before.case)


def answered(turn: Turn, thing: Thing, own: Candidate) -> Decision:
    """What was found of the thing: an answer, or an honest no, and what is known beside it."""
    judged = replace(turn, verdict=verdict_of(turn, own))
    decision = replace(answers.decide(judged), thing=thing.id)
    if decision.reason != "unknown":
        return decision
    near = map(ThisEntry, others(turn, thing))
    return replace(decision, choices=(*near, *decision.choices))


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
    if not opening and (whom := told.for_whom(turn, thing, aspect)) is not None:
        return whom
    say, near = turn.say, others(turn, thing)
    more = [say("annat_jag_vet", sak=say.called(thing.name))] if near else []
    said = opening or say.gone(thing.id, turn.today) or told.lacking(turn, thing, aspect)
    asked = replace(turn, verdict=verdict_of(turn, None))
    # Of what is the whole country's the asker's own people are asked.
    is_joined = turn.area is not None and turn.know.has_joined(turn.area)
    owner = "" if thing.area == COUNTRY and is_joined else thing.team
    lines = [" ".join([said, *more])]
    offered = offers.handoff(asked, lines, reason, topic=thing.topic, owner=owner)
    if offered.reason != reason:
        return offered
    choices = (*map(ThisEntry, near), *offered.choices)
    remembers = turn.base or turn.question
    return replace(offered, choices=choices, thing=thing.id, remembers=remembers)


def others(turn: Turn, thing: Thing) -> list[str]:
    """What else is known of a thing, or of what holds for it too: entries but for the one last
    shown, the likeliest first."""
    (ranking,), within = _rankings(turn).values(), _within(turn, thing)
    likely = [one.label for one in ranking.candidates if one.chance >= _LEAST]
    own = [one for one in likely if one in thing.answers]
    near = [one for one in likely if one in within.labels | within.around]
    shown, every = turn.before.last_entry, dict.fromkeys([*own, *thing.answers, *near])
    entries = [one for one in every if one in turn.know.entries and one != shown]
    return entries[:_ABOVE_AN_OFFER]


def _may_lean(turn: Turn, thing: Thing) -> bool:
    """Whether a message is so short, and names so little, that it may go on about a thing."""
    if len(text.tokens(turn.core)) > _LEANING or not turn.core:
        return False
    if any(area not in turn.know.chain(thing.area) for area in turn.named):
        return False
    return names_nothing(turn)


def names_nothing(turn: Turn) -> bool:
    """Whether a question has no name of anything."""
    return not _read(turn).names


def _read(turn: Turn) -> Asked:
    current = turn.current
    return current.matcher.view(current.view_of(turn.area)).read(turn.core, turn.language)


def _within(turn: Turn, thing: Thing) -> Within:
    return Within(turn.current, thing, turn.language, turn.area)


def _rankings(turn: Turn) -> dict[str, Ranking]:
    view = turn.current.view_of(turn.area)
    return {view: turn.current.matcher.rank(turn.question, view, turn.language)}
