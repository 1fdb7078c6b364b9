"""A rule for what goes on about places that were just put beside each other: "vad är skillnaden
mellan dom", "hur mycket får man", "vem pratar man med". Pure."""

from __future__ import annotations

from dataclasses import replace

from bot import text
from bot.cases.choices import AllSupport, AskerChoice, ThisArea
from bot.cases.routing import chain
from bot.dialogue.answering import comparing, of_thing, overviews, told
from bot.dialogue.answering.each_place import Known, all_there, of_each, of_thing_there
from bot.dialogue.turns import asks_who, aspects, places, teams
from bot.dialogue.turns.conversation import LEANS, leant
from bot.dialogue.turns.decision import Decision
from bot.dialogue.turns.states import ChoosingArea
from bot.dialogue.turns.turn import Turn
from bot.dialogue.words import signs
from bot.knowledge.fields import Topic
from bot.knowledge.model import Thing
from bot.knowledge.overviews import supports, to_apply_for

_LONGEST = 10
"""Words of a message that goes on about what was said."""
_FACETS = ("vem", "belopp", "när", "beslut")
"""What two of a kind may differ in."""
_MOST = 4
"""Of one place's support, the names that are told."""


def goes_on(turn: Turn) -> Decision | None:
    """What goes on about two places that were just compared is about both, one under the other."""
    there = _places(turn)
    if not there or len(text.tokens(turn.plain)) > _LONGEST:
        return None
    known = next((found for rule in _RULES if (found := rule(turn, there)) is not None), None)
    if known is None:
        return None
    if not any(one.said for one in known):
        return _which(turn, known)
    if all(one.is_all for one in known) and not any(one.thing for one in turn.before.beside):
        return _no_more(turn, known)
    things = {one.area: one.thing for one in turn.before.beside}
    kept = [replace(one, thing=one.thing or things.get(one.area, "")) for one in known]
    opening = turn.say("jämför_bäst") if turn.signs.best.search(turn.plain) else ""
    made = comparing.beside(turn, kept, opening)
    return replace(made, remembers=_went_on(turn))


def _went_on(turn: Turn) -> str:
    """What was asked of both, where it goes on: what a third place is asked, too."""
    first, is_fact = turn.before.last_question, aspects.of(turn, turn.core) is not None
    return leant(first.partition(LEANS)[0], turn.core) if is_fact else first


def _places(turn: Turn) -> list[str]:
    """The places that are still spoken of; a message that names none, or both, is about them."""
    there = [one.area for one in turn.before.beside if one.area in turn.know.areas]
    is_others = bool(turn.named) and not set(there) <= set(places.innermost(turn))
    is_asked = turn.incoming.choice is None and turn.follows and not is_others
    return there if is_asked and len(there) > 1 else []


def _who(turn: Turn, there: list[str]) -> list[Known] | None:
    """Whom to talk to in each."""
    if not asks_who.is_asked(turn):
        return None
    things = _things(turn)
    topic = next((one.topic for one in things.values()), asks_who.topic(turn))
    return [Known(area, _team(turn, area, topic, things.get(area))) for area in there]


def _team(turn: Turn, area: str, topic: Topic, thing: Thing | None) -> str:
    owner = thing.team if thing is not None else ""
    near = chain(turn.know, area, topic, owner, turn.language)
    is_joined = turn.know.has_joined(area)
    return teams.presented(replace(turn, area=area), near[0]) if near and is_joined else ""


def _fact(turn: Turn, there: list[str]) -> list[Known] | None:
    """ "Hur mycket kan man få?": of what was told of each, or of its support."""
    aspect = aspects.of(turn, turn.core)
    is_about = aspects.is_bare(turn, turn.core) or signs.points_back(turn.talk, turn.core)
    if aspect is None or not is_about or overviews.is_asked(turn, turn.core):
        return None
    things = _things(turn)
    return [_fact_of(replace(turn, area=area), things.get(area), aspect) for area in there]


def _fact_of(turn: Turn, thing: Thing | None, aspect: str) -> Known:
    area = str(turn.area)
    if thing is None:
        return Known(area, _in_support(turn, area, aspect))
    if of_thing.found(turn, thing) is not None:
        return of_thing_there(turn, thing, turn.core)
    return Known(area, told.lacking(turn, thing, aspect), thing=thing.id)


def _in_support(turn: Turn, area: str, aspect: str) -> str:
    """That what is asked differs between the kinds of support of a place, which are named."""
    things = to_apply_for(supports(turn.know, area, turn.today))
    names = ", ".join(one.name for one in things[:_MOST])
    what = turn.say.table("följd")[aspect]
    return turn.say("jämför_beror", vad=what, saker=names) if things else ""


def _difference(turn: Turn, there: list[str]) -> list[Known] | None:
    """ "Vad är skillnaden?", "jämför dom": what each says of what they may differ in."""
    sign, core = turn.signs.puts_beside, turn.core
    if sign is None or not sign.search(core):
        return None
    rest = sign.sub(" ", core)
    is_for = overviews.is_around(turn, rest, turn.talk.audiences)
    if not is_for and not signs.has_no_subject(turn.talk, rest):
        return None
    things = _things(turn)
    return [_facets(replace(turn, area=area), things.get(area)) for area in there]


def _facets(turn: Turn, thing: Thing | None) -> Known:
    area = str(turn.area)
    if thing is None:
        return Known(area, all_there(turn, area), is_all=True)
    names = turn.say.table("följd")
    found = [(names[one], _short_fact(turn, thing, one)) for one in _FACETS]
    rows = [turn.say("jämför_rad", vad=what, svar=said) for what, said in found if said]
    lacking = [what.lower() for what, said in found if not said]
    if not rows:
        return Known(area, all_there(turn, area), thing=thing.id)
    if lacking:
        rows.append(turn.say("jämför_luckor", vad=", ".join(lacking)))
    return Known(area, "\n".join([turn.say("jämför_sak", sak=thing.name), *rows]), thing=thing.id)


def _short_fact(turn: Turn, thing: Thing, aspect: str) -> str:
    if aspect == "vem" and thing.whom is not None:
        return ", ".join(turn.say.localized(one.said) for one in thing.whom.conditions)
    if aspect == "beslut" and thing.whom is not None and thing.whom.decides is not None:
        return turn.say.localized(thing.whom.decides)
    return told.sentence(turn, thing, aspect)


def _same_question(turn: Turn, there: list[str]) -> list[Known] | None:
    """ "Och för en kulturförening?": what was asked, with that."""
    if turn.signs.goes_on.match(turn.plain) is None:
        return None
    return of_each(turn, there, leant(turn.before.last_question, turn.core))


_RULES = (_who, _difference, _fact, _same_question)


def _things(turn: Turn) -> dict[str, Thing]:
    """What was told of each place, where that was one thing."""
    known = turn.know.things
    return {one.area: known[one.thing] for one in turn.before.beside if one.thing in known}


def _no_more(turn: Turn, known: list[Known]) -> Decision:
    """All that was told is all the support of each: more of it is one tap away."""
    made = comparing.beside(turn, known)
    said = turn.say("jämför_inte_mer")
    return replace(made, markdown=said, remembers=turn.before.last_question)


def _which(turn: Turn, known: list[Known]) -> Decision:
    """Nothing of it is known of either: said, and one of them is asked, if the asker wants."""
    both = leant(turn.before.last_question, turn.question)
    joined = [one.area for one in known if turn.know.has_joined(one.area)]
    said = f"{turn.say('jämför_inget_alls')} {turn.say('jämför_fråga') if joined else ''}".strip()
    areas = comparing.places_of(known)
    made = Decision(turn, "clarify", "compared", said, ChoosingArea(both), area=turn.area)
    areas_to_ask: tuple[AskerChoice, ...] = tuple(map(ThisArea, joined))
    choices = (*areas_to_ask, *map(AllSupport, joined))
    return replace(made, choices=choices, beside=areas, remembers=turn.before.last_question)
