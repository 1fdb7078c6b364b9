"""A rule for what somebody has a right to and isn't done here: a public record, an appeal, a
complaint, who is responsible for their data, another way to a person, to be anonymous. Pure."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from bot import markup
from bot.cases.choices import EditFirst, NoThanks, YesSend
from bot.cases.routing import Route, chain, team_of
from bot.dialogue.turns.decision import Decision, Reason
from bot.dialogue.turns.states import ChoosingArea, Confirming, writes_to_people
from bot.dialogue.turns.teams import is_called_in_vain
from bot.dialogue.turns.turn import Turn
from bot.dialogue.wishes import own
from bot.dialogue.words import danger
from bot.knowledge.fields import Topic
from bot.knowledge.speech import PREFIX, filled
from bot.knowledge.tables import Team
from bot.knowledge.words import Right
from bot.matching.verdict import Verdict

_SURE = 0.4
"""The chance from which an answer is what was asked, in words that may ask for a person too."""
NOTHING_FOUND: tuple[Reason, ...] = ("added", "area", "low", "near", "outside")
"""What the knowledge has no answer to."""
_TO_A_TEAM: tuple[Right, ...] = ("klaga", "annan_väg", "överklaga")
"""Where the team's own contact is a way there."""
_NOT_DONE_HERE: tuple[Right, ...] = ("handling", "överklaga", "klaga")
"""What somebody else has to be asked for, and the bot never passes on."""


def asked(turn: Turn) -> Decision | None:
    """A right of theirs, word for word: where it is, and how to get there. It is no part of an
    offer, and no day is promised. What names a thing of ours is for the knowledge."""
    if turn.incoming.choice or turn.incoming.edits or writes_to_people(turn.before.state):
        return None
    right = _right(turn) or _to_be_forgotten(turn)
    if right is None or (right != "anonym" and _is_of_a_thing(turn)):
        return None
    return None if right == "annan_väg" and _is_answered(turn) else told(turn, right)


def _to_be_forgotten(turn: Turn) -> Right | None:
    """ "Radera", where no question of theirs is there that it may be said of."""
    stands = turn.before.case or isinstance(turn.before.state, Confirming)
    return "radera" if turn.own_kind == "radera" and not stands else None


def done_here(turn: Turn) -> Decision | None:
    """ "Skicka min begäran då", from somebody who was told where to use a right of theirs: it isn't
    done here, nothing is sent, and where it is done is said again."""
    right = next((one for one in _NOT_DONE_HERE if one == turn.before.right), None)
    at, window = turn.before.right_at, dt.timedelta(minutes=turn.policy.followup_minutes)
    if right is None or at is None or turn.now - at > window or not turn.is_typed or turn.is_new:
        return None
    if _right(turn) not in (None, right):
        return None
    names_it = turn.signs.uses_right.search(turn.plain) is not None
    thinks_so = turn.own_kind == "framme" and not turn.before.case
    sends = thinks_so or turn.own_kind == "ändå" or turn.signs.does_right.match(turn.plain)
    if not names_it and (not sends or _is_to_people(turn)):
        return None
    return told(turn, right, "rätt_inte_här")


def _is_to_people(turn: Turn) -> bool:
    """Whether "skicka den" may be said of an offer that stands, or to a person who asks."""
    return isinstance(turn.before.state, Confirming) or writes_to_people(turn.before.state)


def told(turn: Turn, right: Right, table: str = "rätt") -> Decision:
    """Where somebody gets it who asks for a right of theirs."""
    turn = replace(turn, area=_area(turn))
    team = _team(turn)
    told = filled(turn.say.table(table)[right], om=f"{PREFIX}om", glom=f"{PREFIX}glom")
    whole = " ".join([told, *_way(turn, right, team)])
    route = Route(turn.area, team.id if team else None, "other")
    kept = right if right in _NOT_DONE_HERE else turn.before.right
    made = Decision(turn, "handoff", "rights", whole, area=turn.area, route=route, right=kept)
    if isinstance(turn.before.state, ChoosingArea):
        return replace(made, state=turn.before.state)
    return beside_the_offer(made)


def beside_the_offer(made: Decision) -> Decision:
    """What is said beside an offer that stands leaves it as it was, with its choices."""
    state, offers = made.turn.before.state, made.turn.offers
    if not isinstance(state, Confirming) or state.offer not in offers:
        return made
    offer = offers[state.offer]
    waits = made.turn.say("inte_skickad_än", fråga=markup.escape(offer.question))
    choices = (YesSend(offer.id), EditFirst(offer.id), NoThanks(offer.id))
    said = f"{made.markdown}\n\n{waits}"
    return replace(made, markdown=said, state=state, choices=choices)


def _right(turn: Turn) -> Right | None:
    people, rights = turn.talk.first_person, turn.know.rejects.rights
    found = (one for one, words in rights.items() if danger.is_danger(turn.plain, words, people))
    return next(found, None)


def instead(decision: Decision) -> Decision:
    """What nothing was found for, in words that are like those of somebody who asks for a right of
    theirs, or who reads what they write: that. Never instead of an answer."""
    turn = decision.turn
    if decision.reason not in NOTHING_FOUND or turn.names_a_thing or turn.incoming.choice:
        return decision
    # What was found so far may have made it a part of what is offered.
    stood = {offer.id: offer for offer in turn.before.offers if offer.id in turn.offers}
    turn = replace(turn, offers=stood)
    done = turn.assessor.act("anyone", turn.assessor.without_places(turn.plain), turn.language)
    right = next((one for one in turn.know.rejects.rights if done and one == done.kind), None)
    if right is not None:
        return told(turn, right)
    return own.of_service(turn, done.kind if done else None) or decision


def _is_of_a_thing(turn: Turn) -> bool:
    """Whether the message names something that the knowledge has, and the knowledge knows what it
    asks: "överklaga Snabb slant"."""
    kinds = ("answer", "unknown", "slot", "areas")
    return turn.names_a_thing and _judged(turn).kind in kinds


def _is_answered(turn: Turn) -> bool:
    """Whether the knowledge surely has an answer: "min mamma är ensam, kan någon prata i telefon
    med henne" asks for no other way to a person."""
    verdict = _judged(turn)
    return verdict.kind == "answer" and verdict.chance >= _SURE


def _judged(turn: Turn) -> Verdict:
    area, parts = _area(turn), [turn.core]
    if area is not None:
        return turn.assessor.in_area(parts, area, turn.language)
    return turn.assessor.anywhere(parts, turn.language)


def _way(turn: Turn, right: Right, team: Team | None) -> list[str]:
    """How to reach somebody who can, where that is known."""
    if right not in _TO_A_TEAM:
        return []
    contact = turn.say.contact(team) if team is not None else ""
    if team is None or not contact:
        return [turn.say("rätt_växel")]
    name = turn.say.localized(team.name)
    there = turn.say("rätt_dit", team=name[:1].upper() + name[1:], kontakt=contact)
    return [there, turn.say("rätt_växel")] if is_called_in_vain(turn, team) else [there]


def _team(turn: Turn) -> Team | None:
    """Whose the last answer is, where it is in the asker's place; else who helps associations
    there."""
    area, entry = _area(turn), turn.know.entries.get(turn.before.last_entry or "")
    if area is None or not turn.know.has_joined(area):
        return None
    owner = entry.team if entry is not None and turn.follows and entry.area == area else ""
    topic: Topic = "contacts"
    teams = chain(turn.know, area, topic, owner, turn.language)
    return team_of(turn.know, teams[0].id) if teams else None


def _area(turn: Turn) -> str | None:
    """The place that the message names, or the one that they are in."""
    return turn.named[0] if len(turn.named) == 1 else turn.area
