"""What is said of a place that hasn't joined: that it hasn't, how people find it themselves, and
what there is for it all the same. Nothing is ever sent there. Pure."""

from __future__ import annotations

from bot.cases.choices import AllSupport, AskerChoice
from bot.cases.routing import Route
from bot.dialogue.turns.decision import Decision, Reason
from bot.dialogue.turns.states import ChoosingEntry
from bot.dialogue.turns.turn import Turn
from bot.knowledge.fields import Topic
from bot.knowledge.model import COUNTRY
from bot.knowledge.overviews import supports


def notice(turn: Turn, area: str) -> str:
    """That a place hasn't joined, to somebody who asks what can be applied for there."""
    who = turn.say.table("vem_där")[_kind(turn, area)]
    capital = who[:1].upper() + who[1:]
    there = turn.say.area(area)
    return turn.say("inte_med", område=there, Vem=capital, hitta=_found(turn, area, "grants"))


def short_notice(turn: Turn, area: str, topic: Topic) -> str:
    """The same to somebody who asks anything else."""
    found = _found(turn, area, topic)
    return turn.say("inte_med_kort", område=turn.say.area(area), hitta=found)


def silent(turn: Turn, area: str, opening: list[str], reason: Reason, topic: Topic) -> Decision:
    """What isn't answered, of such a place: nothing is offered and nothing promised."""
    said = "\n\n".join(filter(None, [*opening, short_notice(turn, area, topic)]))
    state, route = ChoosingEntry(turn.question), Route(area, None, topic)
    choices = overviews(turn, area)
    return Decision(turn, "handoff", reason, said, state, choices, area=area, route=route)


def around(turn: Turn, area: str) -> list[str]:
    """The areas that an area lies in that have support of their own, the nearest first."""
    chain = turn.know.chain(area)[1:] if area in turn.know.areas else [COUNTRY]
    return [place for place in chain if supports(turn.know, place, turn.today)]


def overviews(turn: Turn, area: str) -> tuple[AskerChoice, ...]:
    """The choices that lead to what there is around an area."""
    return tuple(AllSupport(place) for place in around(turn, area))


def _found(turn: Turn, area: str, topic: Topic) -> str:
    """How people find a place without the bot: its public contact, else what to look for."""
    teams = (team for team in turn.know.teams.values() if team.area == area)
    contact = next((known for team in teams if (known := turn.say.contact(team))), "")
    if contact:
        return turn.say("hitta_dit_kontakt", kontakt=contact)
    words, whose = turn.say.table("sökord"), turn.say.table("vems_där")[_kind(turn, area)]
    return turn.say("hitta_dit", ord=words.get(topic, words["other"]), vems=whose)


def _kind(turn: Turn, area: str) -> str:
    return turn.know.areas[area].kind
