"""To which team a case goes, as a coordinator writes it."""

from __future__ import annotations

from bot.cases.acts import Transfer
from bot.cases.naming import team_named
from bot.cases.routing import receivers
from bot.desk.team.message import TeamMessage
from bot.storage import casebook


def transfer(message: TeamMessage, rest: str, number: str) -> Transfer:
    """To a team by its name or id, or by its number in the list that the bot showed."""
    case = casebook.find(message.at.db, number)
    if case is None or not rest:
        return Transfer("", "")
    first, _, why = rest.partition(" ")
    cards = message.at.cards
    teams = cards.teams(case, message.at.staff())
    if first.isdecimal() and 0 < int(first) <= len(teams):
        return Transfer(teams[int(first) - 1][0], why)
    known = [cards.team(id_) for id_ in receivers(message.at.knowledge, case.area)]
    found, why = team_named(_without_to(rest), known)
    return Transfer(found[0] if len(found) == 1 else rest, why)


def _without_to(rest: str) -> str:
    """ "/lamna till Stenkrossen"."""
    first, _, after = rest.partition(" ")
    return after if first.lower() == "till" and after else rest
