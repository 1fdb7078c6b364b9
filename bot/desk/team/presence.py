"""Who is there: the bot is let into a room or put out, a team or a colleague is away."""

from __future__ import annotations

import datetime as dt

import structlog

from bot import workdays
from bot.cases.acts import Release
from bot.cases.routing import deputy_of
from bot.desk import mail
from bot.desk.office import Moment
from bot.desk.team import outcomes
from bot.desk.team.message import TeamMessage
from bot.knowledge.model import DEFAULT_TEAM
from bot.messages import Incoming
from bot.storage import seating
from bot.storage.post import Post

_LONGEST_AWAY = dt.timedelta(days=300)
_LONGEST_NAME = 2
"""Words of a colleague's name."""
log = structlog.get_logger()


def introduce(message: TeamMessage) -> None:
    """Say what the room is for and how it works; where the bot hears only replies, that too."""
    here, seconds = message.at.cards.here, str(round(message.at.office.undo.total_seconds()))
    words = here("rum_intro", team=message.team_names(), sekunder=seconds)
    if message.incoming.text:
        words += "\n" + here("hör_bara_svar")
    mail.say(message.at, Post(words, address=message.incoming.address))


def put_out(message: TeamMessage) -> None:
    """The bot may not write here any more: the team that catches what no other takes is told, where
    it sits elsewhere."""
    at, where = message.at, message.incoming.address
    log.warning("put out of a room", channel=where.channel, teams=[*message.teams])
    catches = at.office.rooms.of(at.db, DEFAULT_TEAM)
    if catches is not None and (catches.channel, catches.room) != (where.channel, where.room):
        words = at.cards.here("rum_stängt", team=message.team_names())
        mail.say(at, Post(words, address=catches))


def exposed(at: Moment, incoming: Incoming) -> None:
    """A team's room that anybody can come into or read: those who sit there and the editors are
    told, once."""
    room, rooms = incoming.address, at.office.rooms
    seats = [room] if rooms.teams_in(at.db, room) else rooms.topics(at.db, room)
    teams = dict.fromkeys(team for seat in seats for team in rooms.teams_in(at.db, seat))
    mark = f"exposed:{room.channel}:{room.room}:{incoming.text}"
    if not teams or not seating.first_time(at.db, mark, at.now):
        return
    log.warning("open to anybody", channel=room.channel, room=room.room, teams=[*teams])
    names = TeamMessage(at, incoming, tuple(teams)).team_names()
    editors = rooms.of(at.db, seating.EDITORS)
    for seat in dict.fromkeys([*seats, *([editors] if editors else [])]):
        mail.say(at, Post(at.cards.here("rum_öppet", team=names), address=seat))


def away(message: TeamMessage, rest: str) -> None:
    """The team, oneself or a colleague is away until a day: "fredag", "jag fredag", "anna 27/11";
    "nej" when back."""
    words, today, sv = rest.split(), message.at.today, message.at.cards.sv
    for taken in range(min(_LONGEST_NAME, len(words)) + 1):
        who, when = " ".join(words[:taken]), " ".join(words[taken:])
        if who and (any(c.isdigit() for c in who) or workdays.parse_day(who, today)):
            break
        if when.lower() in sv.words("borta_inte"):
            _back(message, who)
            return
        if (day := workdays.no_such_day(when, today)) is not None:
            message.say("ingen_dag", dag=day)
            return
        found = workdays.parse_day(when, today)
        if found is not None and not found[1]:
            _away_until(message, who, found[0])
            return
    message.say("borta_hur")


def _back(message: TeamMessage, who: str) -> None:
    _set(message, _person(message, who), None)
    message.say("tillbaka_på_plats", vem=_name(message, who))


def _away_until(message: TeamMessage, who: str, until: dt.date) -> None:
    at, person = message.at, _person(message, who)
    if not at.today <= until <= at.today + _LONGEST_AWAY:
        most = str(_LONGEST_AWAY.days)
        message.say("borta_dag", dag=at.cards.sv.date(until), antal=most)
        return
    _set(message, person, until)
    name, day = _name(message, who), at.cards.sv.weekday(until)
    if who:
        _say_colleague(message, name, day, person)
        return
    deputy = deputy_of(at.knowledge, message.teams[0], at.staff(), frozenset())
    if deputy is None or deputy in message.teams:
        message.say("borta_ensam", vem=name, dag=day)
    else:
        message.say("borta_satt", vem=name, dag=day, ersättare=at.cards.name(deputy))


def _say_colleague(message: TeamMessage, name: str, day: str, person: str) -> None:
    """Until when somebody is away, and what of theirs is free now."""
    here, is_self = message.at.cards.here, person == message.incoming.person
    words = here("borta_kollega", vem=name, dag=day)
    if freed := ", ".join(_freed(message, person)):
        words += " " + here("ledigt_eget" if is_self else "ledigt_igen", nummer=freed)
    message.reply(Post(words))


def _set(message: TeamMessage, person: str, until: dt.date | None) -> None:
    for team in message.teams:
        seating.set_away(message.at.db, team, person, until)


def _person(message: TeamMessage, who: str) -> str:
    """Whom a name means; "" for the whole team."""
    is_self = who.lower() in message.at.cards.sv.words("borta_jag")
    return message.incoming.person if is_self else who.lstrip("@")


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
