"""Rules for "vem ska jag prata med": the team, what it helps with, how it is reached. Pure."""

from __future__ import annotations

from dataclasses import replace

from bot import text
from bot.cases.choices import AskTeam, ThisThing
from bot.cases.routing import chain, team_of
from bot.dialogue.answering import additions
from bot.dialogue.offering import offers
from bot.dialogue.turns import asks_who, learned, places, teams, verdicts
from bot.dialogue.turns.conversation import Offer
from bot.dialogue.turns.decision import Decision, Outcome, back
from bot.dialogue.turns.states import ChoosingEntry
from bot.dialogue.turns.turn import Turn
from bot.knowledge.citation import Citation
from bot.knowledge.fields import Topic
from bot.knowledge.model import Thing
from bot.knowledge.tables import Team
from bot.matching import slots

_MOST = 3
"""Teams that are told of in one message."""
_SHORT_STORY = 90
"""Characters of a question beside which there is room for what a team is."""


def who_to_talk_to(turn: Turn) -> Decision | None:
    """ "Vem ska vi prata med?" gets the team, what it helps with, how to reach it, how old that is,
    and the offer to send the question there."""
    return _told(turn) if asks_who.is_asked(turn) and not _is_lacking(turn) else None


def for_advice(turn: Turn, story: str) -> Decision | None:
    """The same for who tells that advice is sought, and no money; None where nobody answers."""
    asked = replace(turn, question=story, message=story, is_new=True)
    area = turn.area if turn.area is not None else places.asked_about(turn)
    near = chain(turn.know, area, "contacts", "", turn.language) if area is not None else []
    is_there = bool(near) and turn.know.has_joined(str(area))
    return _answer(replace(asked, area=area), near[0], "contacts") if is_there else None


def others_to_talk_to(turn: Turn) -> Decision | None:
    """ "Finns det fler att vända sig till?": the place's other teams, and how each is reached; None
    where there are no others."""
    area = turn.area
    if area is None or not turn.signs.asks_for_others.match(turn.core):
        return None
    entry = turn.know.entries.get(turn.before.last_entry or "") if turn.follows else None
    told = {entry.team if entry is not None else "", turn.thing.team if turn.thing else ""}
    here = [one for one in turn.know.teams.values() if one.id.partition("/")[0] == area]
    others = [one for one in here if one.id not in told][:_MOST]
    if not others or not turn.know.has_joined(area):
        return None
    said = turn.say("fler_att_fråga", område=turn.say.area(area))
    lines = [f"– {teams.presented(turn, one)}" for one in others]
    asked = turn.before.last_question or turn.question
    choices = tuple(AskTeam(one.id) for one in others)
    made = back(turn, "who", "\n".join([said, *lines]), choices, ChoosingEntry(asked))
    return replace(made, outcome="answer", remembers=asked)


def in_other_words(turn: Turn) -> Decision | None:
    """The same asked in words that nobody wrote down, where nothing is sure and nothing is
    named."""
    is_open = turn.verdict.kind in ("low", "areas", "entries") and verdicts.names_nothing(turn)
    is_so = is_open and learned.is_general(turn, turn.plain_question, "vem")
    return _told(turn) if is_so else None


def _is_lacking(turn: Turn) -> bool:
    """Whether editors know that the sources don't say who it is, of a thing that is named."""
    if not turn.names_a_thing:
        return False
    verdict = verdicts.verdict_on(turn, turn.core)
    return verdict.kind == "unknown" and turn.assessor.names_it(verdict)


def with_a_story(turn: Turn) -> Decision | None:
    """The same with what it is about in the sentence: "vi vill starta en träff, vem ska vi prata
    med?" is a question for the team, unless the place has an answer that surely is about it."""
    know, verdict = turn.know, turn.verdict
    entry = know.entries.get(verdict.label or "") if verdict.kind == "answer" else None
    is_likely = verdict.label in know.unknowns and verdict.chance >= turn.assessor.sure
    is_near = is_likely and turn.assessor.names_it(verdict)
    missing = verdict.kind in ("slot", "unknown") or (is_near and turn.names_a_thing)
    is_own = entry is not None and (entry.area == turn.area or turn.assessor.names_it(verdict))
    if is_own or missing or not asks_who.in_a_story(turn):
        return None
    return _told(turn)


def _told(turn: Turn) -> Decision | None:
    if turn.named and places.asked_about(turn) is None:
        return None
    if turn.area is None:
        return places.ask_which(turn)
    offer = additions.standing(turn)
    if offer is not None and offer.route.area == turn.area and not _says_what(turn):
        return _whom_it_goes_to(turn, offer)
    topic = asks_who.topic(turn) if _says_what(turn) else _last_topic(turn)
    near = chain(turn.know, turn.area, topic, _owner(turn, topic), turn.language)
    if not near or not turn.know.has_joined(turn.area):
        return offers.handoff(replace(turn, is_new=True), [], "who", topic=topic)
    return _answer(turn, near[0], topic)


def _says_what(turn: Turn) -> bool:
    """Whether a question says itself what it is about."""
    return asks_who.topic(turn) != "contacts"


def _last_topic(turn: Turn) -> Topic:
    """What somebody is about who asks only "vem då?": what was asked last."""
    asked = turn.before.last_question if turn.follows else ""
    return asks_who.topic(turn, asked) if asked else "contacts"


def _whom_it_goes_to(turn: Turn, offer: Offer) -> Decision:
    """ "Vem då?", of a question that is offered: who gets it, and how else they are reached."""
    team = team_of(turn.know, str(offer.route.team))
    thing = _about(turn, team)
    said = "\n\n".join([teams.presented(turn, team), *_described(turn, thing)])
    made = additions.as_it_was(turn, offer, said)
    more = (ThisThing(thing.id),) if thing is not None else ()
    is_answer = bool(turn.say.contact(team)) or thing is not None
    outcome: Outcome = "answer" if is_answer else "handoff"
    return replace(made, reason="who", outcome=outcome, choices=(*more, *made.choices))


def _answer(turn: Turn, team: Team, topic: Topic) -> Decision:
    thing, contact = _about(turn, team), turn.say.contact(team)
    # Beside a long story, which stands in the offer, what the team is stands behind its name.
    described = _described(turn, thing) if len(turn.question) <= _SHORT_STORY else []
    opening = [teams.presented(turn, team), *described]
    offered = _offered(turn, opening, topic, team)
    more = (ThisThing(thing.id),) if thing is not None else ()
    is_answer = _has_what_is_asked(turn, contact) and bool(contact or thing)
    return replace(
        offered,
        outcome="answer" if is_answer else "handoff",
        choices=(*more, *offered.choices),
        entry=thing.answers[0] if thing is not None else None,
        # Who only asks "vem då?" goes on about what was spoken of.
        thing=turn.thing.id if turn.thing is not None and not _says_what(turn) else None,
        remembers=turn.question,
    )


def _has_what_is_asked(turn: Turn, contact: str) -> bool:
    """Whether a team is reached as somebody wants who asks for an address or a number."""
    asked = turn.plain_question.lower()
    if "kontakt" not in slots.of(asked, turn.know.words):
        return True
    has_number = any(map(str.isdecimal, contact))
    return has_number if turn.signs.calls.search(asked) else bool(contact)


def _offered(turn: Turn, opening: list[str], topic: Topic, team: Team) -> Decision:
    """The offer that stands in the same place, as it was; else a new one."""
    offer = additions.standing(turn)
    if offer is not None and offer.route.area == turn.area and offer.route.team == team.id:
        said = "\n\n".join(opening)
        return replace(additions.as_it_was(turn, offer, said), reason="who")
    anew = replace(turn, is_new=True)
    return offers.handoff(anew, opening, "who", topic=topic, owner=team.id)


def _described(turn: Turn, thing: Thing | None) -> list[str]:
    """What the sources say first of the team, and where that comes from."""
    if thing is None:
        return []
    entry = turn.know.entries[thing.answers[0]]
    first = text.first_part(turn.say.answered(entry))
    return [first, Citation(turn.say, entry).line(hint=False)]


def _about(turn: Turn, team: Team) -> Thing | None:
    """The thing that is about the team itself: its id is the team's (``lund-stenkrossen``)."""
    thing = turn.know.things.get(team.id.replace("/", "-"))
    if thing is None or not thing.answers or thing.ended(turn.today) is not None:
        return None
    return thing


def _owner(turn: Turn, topic: Topic) -> str:
    """The team of what was just answered about, or of what a story is nearest to, where that is in
    the place that is asked about."""
    if asks_who.is_asked(turn):
        entry = turn.know.entries.get(turn.before.last_entry or "")
        is_here = entry is not None and turn.follows and entry.area == turn.area
        is_it = is_here and (not _says_what(turn) or topic == "contacts")
        return entry.team if entry is not None and is_it else ""
    near = asks_who.nearest(turn)
    is_of_it = near is not None and near.topic == topic
    # A team that has the topic is found by that; of another only what is its own says so.
    return near.team if near is not None and is_of_it and topic not in turn.talk.topics else ""
