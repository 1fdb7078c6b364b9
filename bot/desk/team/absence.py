"""A team, oneself or a colleague is away, or back: said in the team's room, and of a team also in
its deputy's and the editors'."""

from __future__ import annotations

import datetime as dt

from bot import text
from bot.cases.acts import Release
from bot.cases.labels import labelled
from bot.cases.naming import team_named
from bot.cases.quoting import capital
from bot.cases.routing import deputy_of
from bot.cases.teamchoices import PassOn
from bot.days import daywords, workdays
from bot.days.daywords import Span
from bot.desk import mail
from bot.desk.office import Moment
from bot.desk.team import outcomes
from bot.desk.team.message import TeamMessage
from bot.dialogue.turns.commands import parse
from bot.messages import Incoming
from bot.storage import absences, roomnames
from bot.storage.post import Post

LONGEST_AWAY = dt.timedelta(days=300)
_MOST_CASES = 5
"""Cases that are asked about when somebody goes away."""
_LONGEST_NAME = 2
"""Words of a colleague's name."""


def away(message: TeamMessage, rest: str) -> None:
    """The team, oneself or a colleague is away until a day, or from a day to a day: "fredag",
    "1–10 dec", "jag v. 50", "anna 27/11"; "nej" when back. Deputies say it of a team by its
    name."""
    if text.bare(rest) in message.at.cards.sv.words("borta_vilka"):
        tell_all(message)
        return
    named, when = _team_named(message, rest)
    if named is not None:
        _of_team(message, named, when)
        return
    words, sv = rest.split(), message.at.cards.sv
    for taken in range(min(_LONGEST_NAME, len(words)) + 1):
        who, when = " ".join(words[:taken]), " ".join(words[taken:])
        if who and (any(c.isdigit() for c in who) or daywords.span(who, message.at.today)):
            break
        if when.lower() in sv.words("borta_inte"):
            back(message, who)
            return
        found = _days(message, when)
        if found is None:
            return
        if found:
            away_until(message, who, found[0])
            return
    message.say("borta_hur")


def _days(message: TeamMessage, when: str) -> tuple[Span, ...] | None:
    """The days that a text is, if it is any; None where it was said that there is no such day, or
    that they can't be chosen."""
    today = message.at.today
    if (day := workdays.no_such_day(when, today)) is not None and not daywords.span(when, today):
        message.say("ingen_dag", dag=day)
        return None
    found = daywords.span(when, today)
    if found is None or found.rest:
        return ()
    if not today <= found.last <= today + LONGEST_AWAY:
        last = message.at.cards.sv.date(found.last)
        message.say("borta_dag", dag=last, antal=str(LONGEST_AWAY.days))
        return None
    return (found,)


def back(message: TeamMessage, who: str) -> None:
    """Somebody is there again."""
    person = _person(message, who)
    for team in message.teams:
        absences.back(message.at.db, team, person)
    message.say("tillbaka_på_plats", vem=_name(message, who))


def away_until(message: TeamMessage, who: str, days: Span) -> None:
    """Somebody, or the whole team, is away for some days, and what is due then is asked about."""
    person, name = _person(message, who), _name(message, who)
    for team in message.teams:
        absences.set_away(message.at.db, team, person, days.first, days.last)
    if who:
        _say_colleague(message, name, days, person)
    else:
        _say_team(message, name, days, message.teams[0])
    _ask_of_cases(message, person, days)


def _ask_of_cases(message: TeamMessage, person: str, days: Span) -> None:
    """What happens with those that an answer was promised of while they are away: the team's, or
    a colleague's own."""
    cards = message.at.cards
    due = [
        case
        for case in message.own_cases()
        if days.first <= workdays.local(case.due).date() <= days.last
        and (not person or case.claimed_by == person)
    ][:_MOST_CASES]
    if due:
        named = [f"{case.number} ({cards.short_day(case.due)})" for case in due]
        choices = tuple(
            labelled(PassOn(case.number), cards.here("knapp_lämna"))
            if len(due) == 1
            else labelled(PassOn(case.number), cards.here("borta_lämna", case))
            for case in due
        )
        words = cards.here("borta_öppna", frågor=", ".join(named), nummer=due[0].number)
        about = due[0].number if len(due) == 1 else ""
        message.reply(Post(words, choices=choices, about=about))


def is_asked(message: TeamMessage) -> bool:
    """Whether it asks in plain words who is away; a word by itself asks only behind /borta."""
    said = text.bare(message.text)
    return " " in said and said in message.at.cards.sv.words("borta_vilka")


def tell_all(message: TeamMessage) -> None:
    """Who is away, or will be: the teams of the room and their people."""
    at = message.at
    names, here = roomnames.names(at.db), at.cards.here
    rows = dict.fromkeys(
        here(
            "borta_rad",
            vem=names.get(person, person) or at.cards.name(team),
            när=when_said(message, Span(first, last)),
        )
        for team in message.teams
        for person, first, last in absences.of(at.db, team, at.today)
    )
    words = here("borta_lista", rader="; ".join(rows)) if rows else here("borta_ingen")
    message.reply(Post(words))


def _say_team(message: TeamMessage, name: str, days: Span, team: str) -> None:
    at, when = message.at, when_said(message, days)
    deputy = deputy_of(at.knowledge, team, at.staff(), frozenset())
    if deputy is None or {team, deputy} <= {*message.teams}:
        message.say("borta_ensam", vem=name, när=when)
    else:
        message.say("borta_satt", vem=name, när=when, ersättare=at.cards.name(deputy))


def when_said(message: TeamMessage, days: Span) -> str:
    """ "till och med fredag 4 december", "från tisdag 1 december till och med …"."""
    at = message.at
    last = at.cards.sv.weekday(days.last)
    if days.first <= at.today:
        return at.cards.here("till_och_med", dag=last)
    return at.cards.here("från_till", första=at.cards.sv.weekday(days.first), dag=last)


def _say_colleague(message: TeamMessage, name: str, days: Span, person: str) -> None:
    """Until when somebody is away, and what of theirs is free now."""
    here, is_self = message.at.cards.here, person == message.incoming.person
    words = here("borta_kollega", vem=name, när=when_said(message, days))
    freed = _freed(message, person) if days.first <= message.at.today else []
    if freed:
        words += " " + here("ledigt_eget" if is_self else "ledigt_igen", nummer=", ".join(freed))
    message.reply(Post(words))


def _person(message: TeamMessage, who: str) -> str:
    """Whom a name means: oneself, the colleague who is called so on the network, or just the name;
    "" for the whole team."""
    if who.lower() in message.at.cards.sv.words("borta_jag"):
        return message.incoming.person
    channel, name = message.incoming.address.channel, who.lstrip("@")
    return (roomnames.named(message.at.db, channel, name) if name else None) or name


def _name(message: TeamMessage, who: str) -> str:
    """Who is away, as it is said."""
    if not who:
        return message.at.cards.here("laget")
    is_self = _person(message, who) == message.incoming.person
    return message.at.cards.here("du") if is_self else who


def _freed(message: TeamMessage, person: str) -> list[str]:
    """What a colleague had claimed is free for the others."""
    return [
        case.number
        for case in message.own_cases()
        if outcomes.carry_out(message, Release(person), case.number)
    ]


# Another team, said by its deputy or by the editors


def _team_named(message: TeamMessage, rest: str) -> tuple[str | None, str]:
    """The team that a text begins with the name of, among those that may be set away here: those
    that a team in the room is the deputy of, and in the editors' room every one."""
    at = message.at
    teams = [
        team
        for team in at.knowledge.teams.values()
        if team.id not in message.teams and (message.is_editors or team.deputy in message.teams)
    ]
    found, when = team_named(rest, teams)
    return (found[0] if len(found) == 1 else None), when


def _of_team(message: TeamMessage, team: str, when: str) -> None:
    """Both rooms are told."""
    at, name = message.at, capital(message.at.cards.name(team))
    if when.lower() in at.cards.sv.words("borta_inte"):
        absences.back(at.db, team, "")
        absences.acted(at.db, team)
        message.say("tillbaka_på_plats", vem=name)
        _tell(message, team, at.cards.here("tillbaka_av_andra"))
        return
    found = _days(message, when)
    if not found:
        if found is not None:
            message.say("borta_hur")
        return
    absences.set_away(at.db, team, "", found[0].first, found[0].last)
    _say_team(message, name, found[0], team)
    _tell(message, team, at.cards.here("borta_av_andra", när=when_said(message, found[0])))


def _tell(message: TeamMessage, team: str, words: str) -> None:
    """The room of a team that something was said of, where it is another one."""
    address = message.at.office.rooms.of(message.at.db, team)
    if address is not None and address != message.incoming.address:
        mail.say(message.at, Post(words, address=address))


def editors(at: Moment, incoming: Incoming) -> None:
    """The editors' room, where no team sits: those who keep the knowledge may say that a team is
    away, and nothing else is heard there."""
    message = TeamMessage(at, incoming, (), is_editors=True)
    typed = parse(message.text, "team") if incoming.kind == "said" else None
    if typed is None or typed.name not in ("borta", "hjalp"):
        return
    named, when = _team_named(message, typed.rest)
    if typed.name == "borta" and named is not None:
        _of_team(message, named, when)
    else:
        message.say("redaktion_hjälp")
