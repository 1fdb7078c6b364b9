"""Rules for what is the same in the whole country: who knows it, and that no place need be named.
Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from bot import text
from bot.cases.choices import AskTeam, ThisEntry
from bot.cases.routing import Route, chain
from bot.dialogue.turns import asks_who
from bot.dialogue.turns.decision import Decision, Reason
from bot.dialogue.turns.states import ChoosingEntry
from bot.dialogue.turns.turn import Turn
from bot.dialogue.words import signs
from bot.knowledge.fields import Topic
from bot.knowledge.model import COUNTRY, Thing
from bot.knowledge.words import Authority

_SHORT = 12
"""Words of a message that says that the place doesn't matter."""


def authority(turn: Turn, said: str = "") -> Authority | None:
    """Who knows what a question is about, by its words; or who is said to know it."""
    known = turn.talk.authorities
    named = next((one for one in known if one.pattern.search(turn.core)), None)
    return named or next((one for one in known if f"et {one.name}" in said), None)


def of_thing(turn: Turn, thing: Thing | None) -> Authority | None:
    """Who knows about a thing of the whole country."""
    is_national = thing is not None and thing.area == COUNTRY
    name = thing.name if thing is not None and is_national else ""
    return next((one for one in turn.talk.authorities if one.pattern.search(name)), None)


def who_knows(turn: Turn) -> Decision | None:
    """ "Vem frågar jag om det?", "vad har Skatteverket för nummer", of what no municipality knows:
    who does, and where they are found."""
    # Who asks for somebody in the municipality has heard who knows it else.
    if turn.signs.at_home.search(turn.core) and not turn.names_a_thing:
        return None
    own, last = authority(turn), _of_last(turn)
    if own is None and (last is None or turn.named):
        return None
    asks = asks_who.is_asked(turn) or asks_who.in_a_story(turn)
    if not asks and turn.signs.to_reach.search(turn.plain) is None:
        return None
    known = own or (last if asks_who.is_bare(turn) else None)
    # "GDPR och medlemmars telefonnummer" asks for nobody's number.
    is_meant = asks or own is None or own.name.lower() in turn.plain.lower()
    if known is None or not is_meant:
        return None
    said = turn.say("myndighet_svarar", namn=known.name, webb=known.site)
    made = Decision(turn, "answer", "who", said, ChoosingEntry(turn.question), area=turn.area)
    thing = turn.thing.id if turn.thing is not None else None
    near = turn.thing.answers[:2] if turn.thing is not None and turn.thing.area == COUNTRY else ()
    return replace(made, choices=tuple(map(ThisEntry, near)), thing=thing, score=1.0)


def _of_last(turn: Turn) -> Authority | None:
    """Who knows what was asked last, or what is spoken of."""
    known, last = turn.talk.authorities, turn.before.last_question if turn.follows else ""
    asked = next((one for one in known if one.pattern.search(last)), None)
    return asked or of_thing(turn, turn.thing)


def anywhere(turn: Turn) -> Decision | None:
    """ "Vilken kommun spelar väl ingen roll": it is answered for the whole country, and what was
    spoken of stays."""
    sign, words = turn.signs.anywhere, text.tokens(turn.plain)
    if not sign.search(turn.core) or len(words) > _SHORT or turn.named:
        return None
    rest = turn.signs.place_words.sub(" ", sign.sub(" ", turn.core))
    thing = turn.thing
    name = thing.name.lower() if thing is not None else ""
    if not signs.has_no_subject(turn.talk, rest.lower().replace(name, " ") if name else rest):
        return None
    about = [turn.say("vad_om_sak", sak=turn.say.called(thing.name))] if thing is not None else []
    said = " ".join([turn.say("hela_landet_satt"), *about])
    near = thing.answers[:3] if thing is not None else ()
    state = ChoosingEntry(turn.before.last_question)
    made = Decision(turn, "smalltalk", "area", said, state, area=turn.area, score=1.0)
    thing_id = thing.id if thing is not None else None
    return replace(made, choices=tuple(map(ThisEntry, near)), thing=thing_id)


def handed_on(
    turn: Turn, opening: Iterable[str], reason: Reason, topic: Topic, owner: str
) -> Decision | None:
    """What an authority knows, and isn't answered here: that it does, and where it is found; nobody
    else is offered it but one tap away."""
    lines = list(opening)
    known = authority(turn, " ".join(lines))
    if known is None or reason not in ("low", "lacking", "slot", "unknown"):
        return None
    if owner and not owner.startswith(f"{COUNTRY}/"):
        lines, owner = [turn.say("hittar_inte")], ""
    key = "myndighet_finns" if known.name in " ".join(lines) else "myndighet_vet"
    said = "\n".join([*lines, turn.say(key, namn=known.name, webb=known.site)])
    area = turn.area or COUNTRY
    teams = chain(turn.know, COUNTRY, topic, owner, turn.language)
    team = teams[0].id if teams else None
    made = Decision(turn, "handoff", reason, said, ChoosingEntry(turn.question), area=area)
    choices = (AskTeam(team),) if team is not None else ()
    return replace(made, choices=choices, route=Route(area, team, topic))
