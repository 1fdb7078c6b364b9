"""The bot is let into a room, put out of one, or not in one that it is meant for."""

from __future__ import annotations

import structlog

from bot.desk import mail
from bot.desk.office import Moment
from bot.desk.team.message import TeamMessage
from bot.knowledge.model import DEFAULT_TEAM
from bot.messages import ABSENT, Incoming
from bot.storage import seating
from bot.storage.post import Post

log = structlog.get_logger()


def introduce(message: TeamMessage) -> None:
    """Say what the room is for and how it works; where the bot hears only replies, that too."""
    here, seconds = message.at.cards.here, round(message.at.office.undo.total_seconds())
    undo = " " + here("rum_ångra", sekunder=str(seconds)) if seconds else ""
    words = here("rum_intro", team=message.team_names(), ångra=undo)
    if message.incoming.text and message.incoming.kind == "joined":
        words += "\n" + here("hör_bara_svar")
    mail.say(message.at, Post(words, address=message.incoming.address))


def put_out(message: TeamMessage) -> None:
    """The bot may not write here any more, or isn't in the room at its start: the team that catches
    what no other takes is told, where it sits elsewhere; of the latter once a day."""
    at, where = message.at, message.incoming.address
    is_absent = message.incoming.text == ABSENT
    said = "not in a room" if is_absent else "put out of a room"
    log.warning(said, channel=where.channel, room=where.room, teams=[*message.teams])
    mark = f"absent:{where.channel}:{where.room}:{at.today}"
    if is_absent and not seating.first_time(at.db, mark, at.now):
        return
    catches = at.office.rooms.of(at.db, DEFAULT_TEAM)
    if catches is not None and (catches.channel, catches.room) != (where.channel, where.room):
        key = "rum_saknas" if is_absent else "rum_stängt"
        mail.say(at, Post(at.cards.here(key, team=message.team_names()), address=catches))


def exposed(at: Moment, incoming: Incoming) -> None:
    """A team's room that anybody can come into or read, or that is one person's own chat: those who
    sit there and the editors are told, once."""
    room, rooms = incoming.address, at.office.rooms
    seats = [room] if rooms.teams_in(at.db, room) else rooms.topics(at.db, room)
    teams = dict.fromkeys(team for seat in seats for team in rooms.teams_in(at.db, seat))
    mark = f"exposed:{room.channel}:{room.room}:{incoming.text}"
    if not teams or not seating.first_time(at.db, mark, at.now):
        return
    is_private = incoming.text == "private"
    log.warning(
        "one person's chat" if is_private else "open to anybody",
        channel=room.channel,
        room=room.room,
        teams=[*teams],
    )
    names = TeamMessage(at, incoming, tuple(teams)).team_names()
    key = "rum_enskilt" if is_private else "rum_öppet"
    editors = rooms.of(at.db, seating.EDITORS)
    for seat in dict.fromkeys([*seats, *([editors] if editors else [])]):
        mail.say(at, Post(at.cards.here(key, team=names), address=seat))
