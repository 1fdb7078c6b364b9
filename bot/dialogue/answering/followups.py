"""Rules for what goes on about the thing that the conversation is about: "när?", "gäller det oss",
"vem bestämmer". Never another thing. Pure."""

from __future__ import annotations

from dataclasses import replace

from bot import markup, text
from bot.cases.choices import AskTeam, ThisEntry
from bot.cases.ids import all_read
from bot.dialogue.answering import nearby, of_thing, told
from bot.dialogue.offering import national, offers
from bot.dialogue.turns import aspects, called, topics, verdicts
from bot.dialogue.turns.conversation import LEANS, Offer, leant
from bot.dialogue.turns.decision import Decision, chat, holds_for
from bot.dialogue.turns.states import ChoosingEntry, Confirming
from bot.dialogue.turns.turn import Turn
from bot.dialogue.words import signs
from bot.knowledge.model import COUNTRY, Thing
from bot.matching.matcher import Candidate
from bot.matching.verdict import Verdict

_FOR_WHOM = "vem"
"""What a question shows that asks whom a thing is for."""
_LEANING = 10
"""Words of a message that may go on about a thing that it doesn't name."""
_ASIDE, _ASKS_HOW = 2, 6
"""Words beside those of any question, and of a whole question about how a thing is, at most."""
_SHORT = 3
"""Words of one that hardly says anything by itself: "vilka åldrar"."""
_LIKELIER = 0.5
_SHARE = 0.5
"""The share of what another thing's answer has, from which the thing's own is preferred."""


def follow_up(turn: Turn) -> Decision | None:
    """A question that leaves out what it is about is about the thing of the last answer. What isn't
    known of it is said to be that, with what is, and with people."""
    thing, spoken_of = turn.thing, _spoken_of(turn)
    found = {one.id: made for one in spoken_of if (made := about(turn, one)) is not None}
    told = (id_ for id_, one in found.items() if one.reason != "lacking")
    first = thing.id if thing is not None and thing.id in found else next(iter(found), "")
    which = next(told, first)
    is_back = thing is not None and which == thing.id and thing != spoken_of[0]
    return _named(found[which], thing) if thing and is_back else found.get(which)


def _named(made: Decision, thing: Thing) -> Decision:
    """An answer about what was spoken of before what holds for it, under its name."""
    if made.outcome != "answer":
        return made
    return replace(made, markdown=f"**{markup.escape(thing.name)}**\n{made.markdown}")


def _spoken_of(turn: Turn) -> list[Thing]:
    """The thing of the conversation, and beside it the one that was told of last: the people who
    were named for it, or before it what holds for it, or the others of several questions that
    were answered in one message."""
    if turn.thing is None:
        return []
    entry = turn.know.entries.get(turn.before.last_entry or "") if turn.follows else None
    told = turn.know.things.get(entry.thing) if entry is not None else None
    is_here = told is not None and told.area in turn.know.chain(turn.thing.area)
    both = [turn.thing, told] if told is not None and is_here else [turn.thing]
    if told is not None and holds_for(told, turn.thing):
        both.reverse()
    return list({one.id: one for one in (*both, *_answered_together(turn))}.values())


def _answered_together(turn: Turn) -> list[Thing]:
    """The things of the questions whose beginnings were told: the first is one of the choices."""
    shown = [one.entry for one in all_read(turn.before.choices) if isinstance(one, ThisEntry)]
    if not turn.follows or turn.before.last_entry not in shown:
        return []
    found = (turn.know.entries[id_].thing for id_ in shown if id_ in turn.know.entries)
    return [turn.know.things[id_] for id_ in found if id_ in turn.know.things]


def about(turn: Turn, thing: Thing) -> Decision | None:
    """The same, for the thing that it may be about."""
    if not _may_lean(turn, thing):
        return None
    if turn.signs.more.search(turn.core) and aspects.is_bare(turn, turn.core):
        return stuck(turn)
    own = of_thing.found(turn, thing)
    if own is None and _is_of_an_authority(turn, thing):
        return None
    leans_on = leaning(turn, thing)
    aspect = aspects.of(turn, turn.core)
    if aspects.is_bare(turn, turn.core):
        return of_thing.decide(leans_on, thing, own, aspect)
    goes_on = turn.signs.goes_on.match(turn.core) is not None
    points_back = signs.points_back(turn.talk, turn.core) or _asks_how_it_is(turn)
    if not goes_on and not points_back and aspect is None:
        is_short = len(text.tokens(turn.core)) <= _SHORT
        return of_thing.answered(leans_on, thing, own) if own is not None and is_short else None
    other = turn.assessor.in_area([turn.core], turn.area or thing.area, turn.language)
    own = _by_itself(thing, other) or own
    leans = goes_on or points_back
    is_other = _is_another(turn, thing, other, leans=leans)
    is_afar = turn.assessor.area_of(other.label) == COUNTRY != thing.area
    if is_other and not leans and other.chance >= _LIKELIER and not (own and is_afar):
        return None
    if own is not None and (not is_other or is_afar or own.chance >= _SHARE * other.chance):
        return of_thing.answered(leans_on, thing, own)
    is_open = other.kind == "low" and not turn.named
    is_about = points_back or (is_open and _is_of_its_kind(turn, thing))
    return of_thing.lacking(leans_on, thing, aspect) if is_about and not is_other else None


def _by_itself(thing: Thing, other: Verdict) -> Candidate | None:
    """The answer of a thing that a question is likelier than not about by itself: beside the
    thing's name its own words would count for less."""
    if other.kind != "answer" or other.label not in thing.answers or other.chance < _LIKELIER:
        return None
    return next((one for one in other.candidates if one.label == other.label), None)


def of_the_country(turn: Turn) -> Decision | None:
    """A question that names nothing, after a thing of the whole country, is about that: no place is
    asked for. Nor is it of one that is named, and that somebody of the whole country knows."""
    if (made := _of_a_name(turn)) is not None:
        return made
    thing, is_open = turn.thing, turn.verdict.kind in ("areas", "low", "entries")
    if thing is None or thing.area != COUNTRY or turn.area not in (None, COUNTRY) or not is_open:
        return None
    is_home = turn.signs.at_home.search(turn.core) is not None
    own, aspect = of_thing.found(turn, thing), aspects.of(turn, turn.core)
    is_asked = turn.asks or aspect is not None
    if is_home or not is_asked or not verdicts.names_nothing(turn):
        return None
    if own is None and aspect is None:
        return None
    return of_thing.decide(leaning(turn, thing), thing, own, aspect)


def _of_a_name(turn: Turn) -> Decision | None:
    """ "Är Arvsfonden något för oss?": what it says to that, or whom it is for."""
    is_open = turn.verdict.kind in ("areas", "low")
    named = called.find(turn, turn.core) if is_open else None
    thing = named.within(turn, COUNTRY) if named is not None and turn.area is None else None
    if thing is None or national.of_thing(turn, thing) is None:
        return None
    own, aspect = of_thing.found(turn, thing), aspects.of(turn, turn.core)
    is_likely = own is not None and own.chance >= turn.assessor.sure
    if aspect is None and not is_likely:
        return None
    return of_thing.decide(leaning(turn, thing), thing, own, aspect)


def must_be_one(turn: Turn) -> Decision | None:
    """ "Måste vi starta förening först?", of a grant that was spoken of: whom it is for."""
    thing = turn.thing
    if thing is None or thing.topic != "grants" or turn.mentions:
        return None
    if turn.signs.must_be_association.search(turn.core) is None:
        return None
    asked = replace(turn, question=turn.talk.aspects[_FOR_WHOM].whole["sv"])
    return told.for_whom(asked, thing, _FOR_WHOM)


def with_who_asks(turn: Turn) -> Decision | None:
    """ "Hur söker man? Vi är 4 st", "hon fyller 79, gäller det henne": a question that leaves out
    what it is about is about the thing that was spoken of also where it tells who asks."""
    thing, parts = turn.thing, signs.told_and_asked(turn.talk, turn.core)
    if thing is None or parts is None or turn.verdict.kind == "answer":
        return None
    who, asked = parts
    bare = replace(turn, question=asked)
    if not verdicts.names_nothing(turn) or not _may_lean(bare, thing):
        return None
    own, aspect = of_thing.found(bare, thing), aspects.of(turn, asked)
    stated = _stated_for(turn, thing, who) if aspect == _FOR_WHOM else None
    return stated or of_thing.decide(leaning(turn, thing), thing, own, aspect)


def _stated_for(turn: Turn, thing: Thing, who: str) -> Decision | None:
    """What a thing's answers say of an age, to who tells one and asks whether it is for them."""
    facts = (one for one in aspects.every(turn, who) if one in told.FACTS)
    for name in facts:
        whole = turn.talk.aspects[name].whole
        asked = replace(turn, question=whole.get(turn.language, whole["sv"]))
        if (made := told.as_stated(leaning(asked, thing), thing, name)) is not None:
            return made
    return None


def still_about(turn: Turn) -> Decision | None:
    """A question that nothing is sure for, and that has words for the kind of thing that was spoken
    of and no name, is about that thing; so is a short one, right after it, that nothing is near:
    "finns det parkering"."""
    thing = turn.thing
    if thing is None or turn.verdict.kind != "low" or not _may_lean(turn, thing):
        return None
    topic = topics.topic_of(turn, turn.core)
    if topic != thing.topic and (topic is not None or not _is_aside(turn, thing)):
        return None
    return of_thing.lacking(leaning(turn, thing), thing, aspects.of(turn, turn.core))


def _is_aside(turn: Turn, thing: Thing) -> bool:
    """Whether a message asks in a word or two for something that nothing is near, right after what
    was told of a thing."""
    entry = turn.know.entries.get(turn.before.last_entry or "")
    is_after = turn.follows and entry is not None and entry.thing == thing.id
    is_short = len(signs.beside_going_on(turn.talk, turn.core)) <= _ASIDE
    return is_after and is_short and turn.asks and not turn.mentions and not nearby.all_near(turn)


def _asks_how_it_is(turn: Turn) -> bool:
    """ "Är det varje vecka?", "blir det fullt": a few words of what was just told of."""
    is_short = len(text.tokens(turn.core)) <= _ASKS_HOW
    return is_short and turn.signs.asks_how_it_is.match(turn.core) is not None


def only_tells(turn: Turn) -> Decision | None:
    """Somebody who only tells more of who they are, about a thing that was spoken of ("vi är 12
    personer"), is asked what they want to know of it."""
    thing, patterns = turn.thing, turn.talk.patterns
    is_unsure = turn.verdict.kind in ("areas", "low")
    if thing is None or not is_unsure or turn.asks or turn.named:
        return None
    tells = patterns.tells.match(turn.core) is not None and not patterns.wants.search(turn.core)
    if not tells or len(text.tokens(turn.core)) > _LEANING:
        return None
    said = turn.say("vad_om_sak", sak=turn.say.called(thing.name))
    near = tuple(map(ThisEntry, of_thing.others(turn, thing)))
    told = turn.before.last_question
    made = Decision(turn, "clarify", "near", said, ChoosingEntry(told), near, turn.area)
    return replace(made, thing=thing.id, remembers=leant(told, turn.core) if told else turn.core)


def _is_of_an_authority(turn: Turn, thing: Thing) -> bool:
    """Whether a question has words for what somebody else knows than who knows the thing."""
    known = national.authority(turn)
    return known is not None and known != national.of_thing(turn, thing)


def _is_of_its_kind(turn: Turn, thing: Thing) -> bool:
    """Whether a question without a name may be about a thing: it has no word of another kind, and
    nothing else is near."""
    return topics.topic_of(turn, turn.core) in (None, thing.topic)


def _is_another(turn: Turn, thing: Thing, other: Verdict, *, leans: bool) -> bool:
    """Whether a question that may go on about a thing is rather about another. Where it ``leans``
    on something, or the other is of another place, that must be likelier than not: the country's is
    never given to a local question by a thin margin."""
    within, area = of_thing.within_of(turn, thing), turn.assessor.area_of(other.label)
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
    if not aspects.is_bare(turn, turn.core) and not _points_back(turn):
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
        if aspects.of(turn, turn.core) is not None and turn.asks:
            return also_asked(turn, turn.offers[state.offer])
        said = turn.say("vad_gäller_det", område=turn.say.area(turn.area))
        return replace(chat(turn, "oklart"), markdown=said)
    if (more := _to_people(turn)) is not None:
        return more
    if thing is not None and thing.answers:
        ask = turn.say("vad_om_sak", sak=turn.say.called(thing.name))
        choices = tuple(map(ThisEntry, of_thing.others(turn, thing)))
        state = ChoosingEntry(turn.before.last_question)
        made = Decision(turn, "clarify", "near", ask, state, choices, area=turn.area)
        return replace(made, thing=thing.id)
    if turn.area is not None:
        ask = turn.say("vad_gäller_det", område=turn.say.area(turn.area))
        return Decision(turn, "clarify", "small-talk", ask, area=turn.area, chat="oklart")
    if signs.asks(turn.talk.help, text.tokens(turn.core)):
        return replace(chat(turn, "oklart"), markdown=turn.say("vad_och_var"))
    return chat(turn, "oklart")


def also_asked(turn: Turn, offer: Offer, known: str = "") -> Decision:
    """ "Vad kostar det?", about what is offered to be sent: that isn't known either, or no more
    than was last ``known``, and goes along."""
    longer = replace(offer, parts={**offer.parts, turn.event: turn.message})
    said = f"{known} {turn.say('lagt_till')}" if known else turn.say("vet_inte_heller")
    return offers.show(turn, longer, [said], "added")


def _to_people(turn: Turn) -> Decision | None:
    """The same about what was answered with no more than what is near: both are offered."""
    asked = turn.before.last_question
    is_near = any(isinstance(one, AskTeam) for one in all_read(turn.before.choices))
    has_aspect = aspects.of(turn, turn.core) is not None
    if turn.area is None or not is_near or not turn.follows or not has_aspect:
        return None
    both = replace(turn, question=f"{asked}{LEANS}{turn.message}", verdict=Verdict("low"))
    topic = topics.topic_of(turn, asked) or "other"
    offered = offers.handoff(both, [turn.say("vet_inte_det_heller")], "low", topic=topic)
    return replace(offered, remembers=asked)


def leaning(turn: Turn, thing: Thing) -> Turn:
    """The turn whose question says what it is about. It is a question, and no more of the one that
    is offered."""
    name, area = of_thing.within_of(turn, thing).name, thing.area if thing.area != COUNTRY else None
    about = replace(turn, question=leant(name, turn.question), area=turn.area or area)
    return replace(about, is_new=turn.is_new or not turn.before.case)


def _may_lean(turn: Turn, thing: Thing) -> bool:
    """Whether a message is so short, and names so little, that it may go on about a thing."""
    if len(text.tokens(turn.core)) > _LEANING or not turn.core:
        return False
    if any(area not in turn.know.chain(thing.area) for area in turn.named):
        return False
    named = called.find(turn, turn.core)
    is_another = named is not None and thing not in named.things
    return verdicts.names_nothing(turn) and not is_another
