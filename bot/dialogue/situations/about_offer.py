"""Rules for what is said of an offer, and is neither a yes nor a no: that something is to be left
out of it, who gets it, and that it is to be sent after all. Pure."""

from __future__ import annotations

import re
from dataclasses import replace

from bot import text
from bot.cases.choices import EditFirst, YesSend
from bot.cases.routing import chain, choose_receiver, team_of
from bot.dialogue.answering import additions, questions
from bot.dialogue.offering import confirming, offers
from bot.dialogue.turns import learned, teams
from bot.dialogue.turns.conversation import Offer
from bot.dialogue.turns.decision import Decision
from bot.dialogue.turns.states import Confirming
from bot.dialogue.turns.turn import Turn
from bot.dialogue.wishes import offer_words, own
from bot.knowledge.tables import Team
from bot.matching import gazetteer

_MOST_NAMED, _STEM = 3, 5
"""Words of a team's name that people say, and letters by which two are forms of one."""
_OFFICES = re.compile(r"(förvaltning|nämnd|kontor|avdelning|enhet|chef|styrelse)\w*$")
"""What isn't a team here but may be one in the municipality."""


def said(turn: Turn) -> Decision | None:
    """What is said of an offer is about it: none of it is ever part of a question."""
    if turn.incoming.choice is not None or turn.is_new:
        return None
    state = turn.before.state
    standing = turn.offers.get(state.offer) if isinstance(state, Confirming) else None
    kind = turn.own_kind
    if standing is None:
        return _after_all(turn) if kind == "ändå" or learned.sends(turn) else None
    if kind == "ändå":
        return confirming.confirmed(turn, standing, YesSend(standing.id))
    if kind is None and _leaves_out(turn):
        return confirming.confirmed(turn, standing, EditFirst(standing.id))
    return who_gets_it(turn, standing) if kind == "tvekar" else None


def waits(turn: Turn, offer: Offer) -> Decision:
    """Who is to think about it finds the offer as it was."""
    return additions.as_it_was(turn, offer, key="jag_väntar")


def how_it_goes(turn: Turn, offer: Offer) -> Decision:
    """What happens with a yes: where the answer comes, by when, and what isn't sent along."""
    return own.unsent(turn, offer, "om_brevet")


def how_to_be_called(turn: Turn, offer: Offer) -> Decision:
    """How to have a call: the team's own number where it is known, or one's own in the question."""
    owner = team_of(turn.know, str(offer.route.team))
    contact = turn.say.contact(owner)
    reached = turn.say("ring_eller_mejla", kontakt=contact) if contact else ""
    opening = " ".join(filter(None, (turn.say("vill_bli_uppringd"), reached)))
    return additions.as_it_was(turn, offer, opening)


def team_meant(turn: Turn, offer: Offer, said: str) -> str | None:
    """The team of the offer's place that a message says the question is to go to; "" for one that
    isn't here."""
    found = turn.signs.to_receiver.match(said)
    if found is None or "?" in said:
        return None
    area = str(offer.route.area)
    small = turn.talk.wishes.small | turn.talk.pointing | turn.talk.other_place
    names = gazetteer.without(found["vem"], turn.assessor.mentions(found["vem"]), [area])
    words = [word for word in text.tokens(names) if word not in small]
    if not words or len(words) > _MOST_NAMED:
        return None
    here = turn.know.chain(area)
    there = [team for team in turn.know.teams.values() if team.id.partition("/")[0] in here]
    own_first = sorted(there, key=lambda team: team.id != offer.route.team)
    meant = next((team.id for team in own_first if _is_called(turn, team, words)), None)
    is_office = _OFFICES.search(words[-1]) is not None
    return meant if meant is not None else "" if is_office else None


def _is_called(turn: Turn, team: Team, words: list[str]) -> bool:
    names = map(turn.say.localized, filter(None, (team.name, team.short)))
    known = text.tokens(" ".join(names))
    return all(any(one[:_STEM] == word[:_STEM] for one in known) for word in words)


def to_team(turn: Turn, offer: Offer, team: str) -> Decision:
    """The offer to another team of the same place; of one that isn't here, that it isn't, and who
    can hand it on."""
    if not team:
        receiver = team_of(turn.know, str(offer.route.receiver))
        said = turn.say("dit_når_jag_inte", team=turn.say.localized(receiver.name))
        return additions.as_it_was(turn, offer, said)
    asked = chain(turn.know, str(offer.route.area), offer.route.topic, team, turn.language)
    route = replace(offer.route, team=asked[0].id, receiver=choose_receiver(asked, turn.staff))
    return offers.show(turn, replace(offer, route=route), [], "asked-person")


def _leaves_out(turn: Turn) -> bool:
    """ "Ta bort mitt namn": what is to go along is written by the asker."""
    edits = turn.talk.own.edits
    return edits is not None and "?" not in turn.plain and edits.match(turn.plain) is not None


def who_gets_it(turn: Turn, offer: Offer, first: str = "") -> Decision:
    """Who they are, and how to reach them without the bot; the offer stands. ``first`` is said
    before it."""
    owner = team_of(turn.know, str(offer.route.team))
    receiver = team_of(turn.know, str(offer.route.receiver))
    told = turn.say("vem_får_frågan", team=turn.say.localized(receiver.name))
    contact = turn.say.contact(owner) or turn.say.contact(receiver)
    reached = [turn.say("ring_eller_mejla", kontakt=contact)] if contact else []
    if contact and teams.is_called_in_vain(turn, owner):
        reached += [turn.say("vem_inget_nummer"), teams.switchboard(turn)]
    opening = " ".join(filter(None, (first, told, *reached)))
    return additions.as_it_was(turn, offer, opening)


def _after_all(turn: Turn) -> Decision | None:
    """ "Jo, skicka den": the offer that nobody has answered, or else what was asked last, is
    offered again."""
    if turn.before.case and not turn.offers:
        return None
    offer = own.offered(turn)
    if offer is not None:
        meant = offer_words.by_order(turn, offer, turn.plain) or offer
        return offers.show(turn, meant, [], "asked-person")
    asked = turn.before.last_question if turn.follows else ""
    again = questions.resumed(replace(turn, is_new=True), asked) if asked else None
    is_offered = again is not None and isinstance(again.state, Confirming)
    return again if is_offered else additions.send_what(turn)
