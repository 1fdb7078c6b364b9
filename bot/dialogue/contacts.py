"""Rules for "vem ska jag prata med": the team, what it helps with, how it is reached. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.cases.choices import ThisThing
from bot.cases.routing import chain
from bot.dialogue import additions, offers, places, signs, teams
from bot.dialogue.decision import Decision
from bot.dialogue.turn import Turn
from bot.knowledge.citation import Citation
from bot.knowledge.fields import Topic
from bot.knowledge.model import Thing
from bot.knowledge.tables import Team
from bot.matching import gazetteer


def who_to_talk_to(turn: Turn) -> Decision | None:
    """ "Vem ska vi prata med?" gets the team, what it helps with, how to reach it, how old that is,
    and the offer to send the question there."""
    areas = [mention.area for mention in turn.mentions]
    said = gazetteer.without(turn.plain_question, turn.mentions, areas)
    words = turn.current.reader(turn.area).read(said, turn.language).words
    if not signs.asks(turn.talk.who, words):
        return None
    if turn.named and places.asked_about(turn) is None:
        return None
    if turn.area is None:
        return places.ask_which(turn)
    topic = _topic(turn, words)
    owner = _owner(turn) if topic == "contacts" else ""
    near = chain(turn.know, turn.area, topic, owner, turn.language)
    if not near or not turn.know.has_joined(turn.area):
        return offers.handoff(replace(turn, is_new=True), [], "who", topic=topic)
    return _answer(turn, near[0], topic)


def _answer(turn: Turn, team: Team, topic: Topic) -> Decision:
    thing, contact = _about(turn, team), turn.say.contact(team)
    opening = [teams.presented(turn, team), *_described(turn, thing)]
    offered = _offered(turn, opening, topic, team)
    more = (ThisThing(thing.id),) if thing is not None else ()
    is_answer = bool(contact) or thing is not None
    return replace(
        offered,
        outcome="answer" if is_answer else "handoff",
        choices=(*more, *offered.choices),
        entry=thing.answers[0] if thing is not None else None,
        remembers=turn.question,
    )


def _offered(turn: Turn, opening: list[str], topic: Topic, team: Team) -> Decision:
    """The offer that stands in the same place, as it was; else a new one."""
    offer = additions.standing(turn)
    if offer is not None and offer.route.area == turn.area:
        said = "\n\n".join(opening)
        return replace(additions.as_it_was(turn, offer, "inte_skickad_än", said), reason="who")
    anew = replace(turn, is_new=True)
    return offers.handoff(anew, opening, "who", topic=topic, owner=team.id)


def _described(turn: Turn, thing: Thing | None) -> list[str]:
    """What the sources say first of the team, and where that comes from."""
    if thing is None:
        return []
    entry = turn.know.entries[thing.answers[0]]
    first = turn.say.answered(entry).split("\n\n", 1)[0].strip()
    return [first, Citation(turn.say, entry).line(hint=False)]


def _about(turn: Turn, team: Team) -> Thing | None:
    """The thing that is about the team itself: its id is the team's (``lund-stenkrossen``)."""
    thing = turn.know.things.get(team.id.replace("/", "-"))
    if thing is None or not thing.answers or thing.ended(turn.today) is not None:
        return None
    return thing


def _topic(turn: Turn, words: Sequence[str]) -> Topic:
    """What it is about, by the words of the question."""
    topics = turn.talk.topics.items()
    return next((topic for topic, own in topics if set(own) & set(words)), "contacts")


def _owner(turn: Turn) -> str:
    """The team of what was just answered about, where that is in the place that is asked about."""
    entry = turn.know.entries.get(turn.before.last_entry or "")
    is_here = entry is not None and turn.follows and entry.area == turn.area
    return entry.team if entry is not None and is_here else ""
