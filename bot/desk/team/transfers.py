"""To which team a case goes, as a coordinator writes it."""

from __future__ import annotations

from bot.cases.acts import Transfer
from bot.cases.case import Case
from bot.cases.ids import all_read
from bot.cases.naming import team_named, team_within
from bot.cases.routing import receivers
from bot.cases.teamchoices import PassHeldTo, PassTo
from bot.cases.unsigned import said_in
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
    written = _without_to(rest)
    known = [cards.team(id_) for id_ in receivers(message.at.knowledge, case.area)]
    found, why = team_named(written, known)
    if not found:
        found, why = _elsewhere(message, written)
    return Transfer(found[0] if len(found) == 1 else rest, why)


def chosen_in_words(message: TeamMessage, number: str) -> Transfer | None:
    """The team that a reply to the list of teams names, with its reason; None of any other."""
    shown = all_read(message.target.post.choices) if message.target is not None else []
    case = casebook.find(message.at.db, number)
    if case is None or not any(isinstance(one, PassTo | PassHeldTo) for one in shown):
        return None
    passed = transfer(message, message.text, number)
    return passed if _takes(message, passed.team, case) else None


def meant(message: TeamMessage, written: str, case: Case) -> Transfer | None:
    """The team that words without a command's sign hand a case to, with the reason that they
    give: what stands after the command's words, or anywhere in them; None where that is no other
    team with a room."""
    begins = transfer(message, said_in(written, message.held), case.number)
    if not _takes(message, begins.team, case):
        named = team_within(written, message.teams_known(case), message.places)
        if named is None or not _takes(message, named.team, case):
            return None
        return Transfer(named.team, _reason(message, written, named.before, named.after))
    return Transfer(begins.team, _reason(message, written, "", begins.why))


def _takes(message: TeamMessage, team: str, case: Case) -> bool:
    known = {one.id for one in message.teams_known(case)}
    is_known = team in known or team in message.at.knowledge.teams
    return is_known and team != case.team and message.at.staff().has_room(team)


def _reason(message: TeamMessage, written: str, before: str, after: str) -> str:
    """Why, where it is said: after the name, or in a sentence of its own before it; all of it where
    the team is what the sentence is about."""
    because = message.held.because.match(after)
    if because is not None:
        return after[because.end() :].strip()
    earlier = before.rpartition(". ")[0] or before.rpartition("! ")[0]
    if earlier:
        return earlier.strip()
    is_about_team = not before and message.held.elsewhere.search(written.lower())
    return written if is_about_team else ""


def _elsewhere(message: TeamMessage, written: str) -> tuple[list[str], str]:
    """A team of another place: by its name, where the place that is named narrows it down, or by
    the place alone."""
    know, staff = message.at.knowledge, message.at.staff()
    teams = [team for team in know.teams.values() if staff.has_room(team.id)]
    mentions = message.at.office.library().gazetteer.find(written)
    places = {mention.area for mention in mentions}
    there = [team for team in teams if team.area in places]
    found, why = team_named(written, there or teams)
    if found or not there:
        return found, why
    return [team.id for team in there], written[mentions[-1].end :].lstrip(" ,:–-")


def _without_to(rest: str) -> str:
    """ "/lamna till Stenkrossen"."""
    first, _, after = rest.partition(" ")
    return after if first.lower() == "till" and after else rest
