"""Rules for a thing that is named: its place's own, or word that the place has none. Pure."""

from __future__ import annotations

from dataclasses import replace

from bot.cases.choices import AskerChoice, ThisEntry, ThisThing
from bot.dialogue.answering import answers, nearby, of_thing, told
from bot.dialogue.offering import offers
from bot.dialogue.turns import aspects, called, topics, verdicts
from bot.dialogue.turns.called import Named, find, find_there, kin_there
from bot.dialogue.turns.decision import Decision
from bot.dialogue.turns.turn import Turn
from bot.dialogue.words import signs
from bot.knowledge.model import COUNTRY, Thing
from bot.matching.assessor import WHAT_IT_IS
from bot.matching.matcher import Candidate
from bot.matching.verdict import Verdict


def the_thing_itself(turn: Turn, said: str | None = None) -> Decision | None:
    """ "Finns IOP i Lund?", "berätta om utvecklingsbidraget": a thing that is named, and of which
    nothing else is asked, is told of: the place's own. Where the place has none, that is said, and
    what the country has of the name is one tap away. ``said``: what is asked, where the question as
    it would be sent says more."""
    said = turn.core if said is None else said
    named = find(turn, said) if turn.area is not None else None
    here = named.within(turn, str(turn.area)) if named is not None else None
    if named is None:
        return None
    beside = named.beside_it(here) if here is not None else {*named.beside}
    if not turn.talk.around_name.issuperset(beside):
        return None
    if here is not None:
        if (made := _asked_last(turn, here)) is not None:
            return made
        return None if _is_told(turn, named, here, said) else of_thing.first_of(turn, here, said)
    if (silent := named.silent(str(turn.area))) is not None:
        of_country = _what_it_is(turn, silent, said)
        return of_country or of_thing.decide(turn, silent, _likeliest(turn, silent), None)
    return none_here(turn, named) if turn.signs.exists.search(said) else None


def of_the_country(turn: Turn) -> Decision | None:
    """ "Hur funkar Arvsfonden?": what is named is the country's alone, so nobody is asked for a
    place, and none is remembered."""
    named = find(turn, turn.core) if turn.area is None else None
    things = named.things if named is not None else ()
    if not things or any(_is_anywhere(turn, one) for one in things):
        return None
    if turn.signs.at_home.search(turn.core):
        return None
    is_alone = named is not None and not named.beside
    open_kinds = {"areas", "low", "unknown"} if is_alone else {"areas", "low"}
    if turn.verdict.kind not in open_kinds:
        return None
    there = replace(turn, area=COUNTRY)
    judged = replace(there, verdict=verdicts.verdict_on(there, turn.core))
    made = the_thing_itself(judged) or _sure_of_it(judged) or lacks_what_is_asked(judged)
    if made is None and judged.verdict.kind in ("answer", "slot", "unknown"):
        made = answers.decide(judged)
    if made is None and named is not None and (thing := named.within(judged, COUNTRY)) is not None:
        made = of_thing.lacking(judged, thing, aspects.of(turn, turn.core))
    return replace(made, turn=replace(made.turn, area=None)) if made is not None else None


def _is_anywhere(turn: Turn, thing: Thing) -> bool:
    """Whether a thing is some place's, or places have their own form of it."""
    forms = (one.local_form_of for one in turn.know.things.values())
    return thing.area != COUNTRY or thing.id in forms


def _sure_of_it(turn: Turn) -> Decision | None:
    """What a named thing says to a question; where that is hardly it, that what is asked of the
    thing is lacking."""
    made = something_of_it(turn)
    thing = turn.know.things.get(made.about_thing or "") if made is not None else None
    is_sure = made is None or made.outcome != "answer" or made.score >= turn.assessor.sure
    if is_sure or thing is None:
        return made
    return of_thing.lacking(turn, thing, aspects.of(turn, turn.core))


def _what_it_is(turn: Turn, silent: Thing, said: str) -> Decision | None:
    """ "Vad är iop" is answered by the country also where the sources lack whether the place has
    one; what is asked of a place by its name is not."""
    whole = turn.know.things.get(silent.local_form_of or "")
    asks_what = aspects.of(turn, said) == WHAT_IT_IS and not turn.named
    if whole is None or not whole.answers or not asks_what:
        return None
    return of_thing.first_of(turn, whole)


def something_of_it(turn: Turn) -> Decision | None:
    """A question that nothing is sure for, and that names a thing of the place, is about that
    thing: what it says to it, or by its name that what is asked of it is lacking."""
    there = find_there(turn, turn.core) if turn.area is not None else None
    if there is None or turn.verdict.kind != "low":
        return None
    thing, named = there
    rest = replace(turn, question=" ".join(named.beside) or turn.question)
    own, aspect = of_thing.found(rest, thing), aspects.of(turn, turn.core)
    if own is None and told.for_whom(turn, thing, aspect) is None:
        own = of_thing.found(turn, thing)
    if own is None and not thing.answers:
        own = _likeliest(turn, thing)
    if own is None and _has_near(turn, thing):
        return None
    return of_thing.decide(turn, thing, own, aspect)


def lacks_what_is_asked(turn: Turn) -> Decision | None:
    """An honest no about something else of a thing that is named would be beside the question: what
    is asked of it, by its name, is lacking."""
    label = turn.verdict.label or ""
    missing = turn.know.unknowns.get(label) if turn.verdict.kind == "unknown" else None
    thing = turn.know.things.get(missing.thing) if missing is not None else None
    if thing is None or not of_thing.is_of_something_else(turn, label, turn.verdict.chance):
        return None
    if not turn.assessor.names_it(turn.verdict):
        return None
    aspect = aspects.of(turn, turn.core)
    return of_thing.decide(turn, thing, of_thing.found(turn, thing), aspect)


def _likeliest(turn: Turn, thing: Thing) -> Candidate | None:
    """What a thing of unknowns alone is likeliest asked for."""
    ranked = of_thing.within_of(turn, thing).ranked(turn.core, None, thing.unknowns)
    return ranked[0] if ranked else None


def _has_near(turn: Turn, thing: Thing) -> bool:
    """Whether there are entries to choose from, and not of this thing alone."""
    near = [one.entry for one in nearby.all_near(turn) if isinstance(one, ThisEntry)]
    return any(turn.know.entries[one].thing != thing.id for one in near)


def only_elsewhere(turn: Turn, said: str | None = None) -> Decision | None:
    """Where nothing is sure and what is named is another place's, that is said."""
    named = find(turn, turn.core if said is None else said) if turn.area is not None else None
    if named is None or turn.verdict.kind != "low" or named.within(turn, COUNTRY) is not None:
        return None
    is_more = bool(signs.beside_going_on(turn.talk, " ".join(named.beside)))
    return None if is_more and _has_likely(turn) else none_here(turn, named)


def _has_likely(turn: Turn) -> bool:
    """Whether the place has something of its own, by another name, that is likely enough to be
    asked about."""
    candidates = turn.verdict.candidates
    likely = (one.label for one in candidates if one.chance >= turn.assessor.least)
    return any(turn.assessor.area_of(label) == turn.area for label in likely)


def there_too(turn: Turn, thing: Thing) -> Thing | None:
    """A place's own form of a thing of somewhere else: the one that is said to be that, or that has
    its name."""
    things = [one for one in turn.know.things.values() if one.area == turn.area and one.answers]
    whole = thing.local_form_of or thing.id
    form = next((one for one in things if one.local_form_of == whole), None)
    named = find(turn, thing.name)
    return form or (named.within(turn, str(turn.area)) if named is not None else None)


def _asked_last(turn: Turn, here: Thing) -> Decision | None:
    """ "Och för startbidraget?" asks of it what was asked last."""
    name = aspects.of(turn, turn.before.last_question)
    if name is None or not turn.follows or not turn.signs.goes_on.match(turn.core):
        return None
    whole = turn.talk.aspects[name].whole
    asked = replace(turn, question=whole.get(turn.language, whole["sv"]))
    own = of_thing.found(asked, here)
    return of_thing.decide(turn, here, own, name)


def _is_told(turn: Turn, named: Named, here: Thing, said: str) -> bool:
    """Whether what is sure is of the thing itself anyway, or of another one of the place with that
    name; who asks what a thing is, is told that and no more of another that has it in its own."""
    entry = turn.know.entries.get(turn.verdict.label or "")
    if turn.verdict.kind != "answer" or entry is None:
        return False
    asks_what = aspects.of(turn, said) == WHAT_IT_IS
    is_so_called = entry.thing in {one.id for one in named.things}
    return entry.area == here.area and (is_so_called or not asks_what)


def none_here(turn: Turn, named: Named) -> Decision | None:
    """That a place has none of what is named, as far as the sources say; and what the country has.
    Where they are known to say nothing of it, that is said by its own words."""
    area = str(turn.area)
    if any(one.area == area for one in named.things) or area == COUNTRY:
        return None
    # "Föreningsbidrag" is a name in one place, and in another with grants what they are called.
    if turn.know.has_own(area) and named.words <= set(turn.talk.overview.about):
        return None
    if (kin := kin_there(turn, named.words)) is not None:
        aspect = aspects.of(turn, turn.core)
        if aspect is None:
            return of_thing.first_of(turn, kin)
        return of_thing.decide(turn, kin, of_thing.found(turn, kin), aspect)
    if having := called.having(turn, named.words):
        return _which_of(turn, having)
    around = turn.know.chain(area)[1:]
    wider = next((one for place in around if (one := named.within(turn, place))), None)
    spoken_of = turn.known_thing if turn.known_thing in named.things else None
    first = wider or spoken_of or next((one for one in named.things if one.answers), None)
    return nothing_of(turn, first) if first is not None else None


def _which_of(turn: Turn, things: list[Thing]) -> Decision:
    """What a place has with the name in one of its own: which is meant is asked, and people are
    last."""
    near = tuple(ThisEntry(one.answers[0]) for one in things)[: turn.policy.most_choices]
    offered = offers.handoff(turn, [turn.say("menar_du")], "near", topic=things[0].topic)
    return nearby.instead(turn, offered, [turn.say("menar_du")], near)


def nothing_of(turn: Turn, thing: Thing) -> Decision:
    """That a place has none of a thing of somewhere else, as far as the sources say; where it is of
    the place's county or country, it is one tap away."""
    area, said = str(turn.area), none_of(turn, thing)
    asked = replace(turn, verdict=Verdict("low", rankings=turn.verdict.rankings))
    offered = offers.handoff(asked, [said], "lacking", topic=thing.topic)
    if offered.reason != "lacking":
        return offered
    is_around = thing.area in turn.know.chain(area) and bool(thing.answers)
    near: tuple[AskerChoice, ...] = (ThisThing(thing.id),) if is_around else ()
    if not near and thing.topic == "grants" and turn.know.has_joined(area):
        near = topics.of_kind(turn, area, "grants")
    remembers = turn.base or turn.question
    choices, about = (*near, *offered.choices), thing.id if is_around else None
    return replace(offered, choices=choices, remembers=remembers, thing=about)


def none_of(turn: Turn, thing: Thing) -> str:
    """That a place has none of a thing of somewhere else, in a sentence."""
    name, place = turn.say.called(_bare_name(turn, thing)), turn.say.area(str(turn.area))
    return turn.say("om_sak_inget", sak=name, område=place)


def _bare_name(turn: Turn, thing: Thing) -> str:
    """What people call a thing, without the place that it is in."""
    whole = thing.names[0] if thing.names else thing.name
    return whole.removesuffix(f" i {turn.say.area(thing.area)}")
