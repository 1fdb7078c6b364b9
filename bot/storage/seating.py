"""Who sits where: the settings' rooms, those that have moved, and what has been said once in a
room."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace

from sqlite_utils import Database

from bot.messages import Address

EDITORS = "editors"


@dataclass(frozen=True)
class Rooms:
    """The rooms of the settings: team → address. One room may be several teams'."""

    by_team: Mapping[str, Address]

    @classmethod
    def read(cls, table: Mapping[str, str]) -> Rooms:
        """ "CHANNEL:ROOM"; where a number follows the last slash, "CHANNEL:ROOM/TOPIC"."""
        return cls({team: _address(where) for team, where in table.items()})

    def of(self, db: Database, team: str) -> Address | None:
        """Where a team sits now."""
        where = self.by_team.get(team)
        return None if where is None else _now(where, _moves(db))

    def on(self, db: Database, channel: str) -> tuple[str, ...]:
        """The rooms on a channel that somebody sits in."""
        seats = self._seats(db).values()
        return tuple(where.room for where in seats if where.channel == channel)

    def teams_in(self, db: Database, address: Address) -> list[str]:
        """The teams that a room belongs to; none for anybody else's chat. A thread of a whole room
        is the room's."""
        return [
            team
            for team, where in self._seats(db).items()
            if (where.channel, where.room) == (address.channel, address.room)
            and where.thread in ("", address.thread)
        ]

    def topics(self, db: Database, room: Address) -> list[Address]:
        """The threads of a room that teams sit in."""
        seats = self._seats(db)
        seats.pop(EDITORS, None)
        return [
            where
            for where in dict.fromkeys(seats.values())
            if where.thread and replace(where, thread="") == room
        ]

    def _seats(self, db: Database) -> dict[str, Address]:
        """Where each team sits now."""
        moves = _moves(db)
        return {team: _now(where, moves) for team, where in self.by_team.items()}

    def seated(self) -> frozenset[str]:
        return frozenset(self.by_team) - {EDITORS}


def _address(where: str) -> Address:
    channel, _, room = where.partition(":")
    before, slash, topic = room.rpartition("/")
    return Address(channel, before, topic) if slash and topic.isdigit() else Address(channel, room)


def _moves(db: Database) -> dict[tuple[str, str], str]:
    """The rooms that have moved: channel and old id → new id."""
    rows = db.execute("SELECT channel, old, new FROM moved_rooms")
    return {(channel, old): new for channel, old, new in rows}


def _now(where: Address, moves: Mapping[tuple[str, str], str]) -> Address:
    """Where what was at an address is now: a thread that is gone is its whole room."""
    if where.thread and (where.channel, f"{where.room}/{where.thread}") in moves:
        where = replace(where, thread="")
    room = moves.get((where.channel, where.room))
    return where if room is None else replace(where, room=room)


def moved(db: Database, channel: str, old: str, new: str) -> None:
    """A room goes on under a new id: so do its teams."""
    db.execute("UPDATE moved_rooms SET new = ? WHERE channel = ? AND new = ?", [new, channel, old])
    db.execute("INSERT OR REPLACE INTO moved_rooms VALUES (?, ?, ?)", [channel, old, new])


def thread_gone(db: Database, address: Address) -> bool:
    """A room's thread is deleted: its team sits in the whole room. Whether that is news."""
    done = db.execute(
        "INSERT OR IGNORE INTO moved_rooms VALUES (?, ?, ?)",
        [address.channel, f"{address.room}/{address.thread}", address.room],
    )
    return bool(done.rowcount > 0)


def first_time(db: Database, mark: str, now: dt.datetime) -> bool:
    """Whether this has not been marked before; it is from now on."""
    return bool(
        db.execute("INSERT OR IGNORE INTO marks VALUES (?, ?)", [mark, now.isoformat()]).rowcount
        > 0
    )


def forget(db: Database, marks: str, before: dt.datetime) -> None:
    """Marks whose names begin so are kept no longer."""
    db.execute(
        "DELETE FROM marks WHERE substr(name, 1, length(?)) = ? AND at < ?",
        [marks, marks, before.isoformat()],
    )
