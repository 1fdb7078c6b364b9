"""The rooms that we come into, leave or follow, as the cursor remembers them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from nio import InviteMemberEvent, MatrixRoom

from adapters.matrix.cursor import Cursor, Invitation
from adapters.matrix.receive import content_of, happened, id_of, when
from adapters.matrix.room import Rooms
from bot.messages import ABSENT, Incoming


def openness(join_rule: object, history: object) -> str:
    """Whether anybody can come into a room, or read it from outside; empty where nobody can."""
    if join_rule == "public":
        return "public"
    return "world_readable" if history == "world_readable" else ""


def is_private(room: MatrixRoom) -> str:
    """ "private" of a room that looks like somebody's own talk with us: two in it, and no name; ""
    of any other."""
    return "private" if len(room.users) <= 2 and not room.is_named else ""


class Membership:
    """What changes when we are invited, come in, are put out, or a room is closed for a new one."""

    def __init__(self, rooms: Rooms, cursor: Cursor) -> None:
        self._rooms, self._cursor = rooms, cursor
        self._exposed = set[tuple[str, str]]()
        self.expect()

    def exposed(self) -> list[Incoming]:
        """Teams' rooms that anybody can come into or read, or that are one person's, each once."""
        told, rooms = [], self._rooms.client.rooms
        for room in (rooms[id_] for id_ in self._rooms.teams if id_ in rooms):
            why = openness(room.join_rule, room.history_visibility) or is_private(room)
            if why and (room.room_id, why) not in self._exposed:
                self._exposed.add((room.room_id, why))
                place, event = self._rooms.place(room.room_id), f"exposed:{room.room_id}:{why}"
                told.append(happened("exposed", event, place, "", when({}), why))
        return told

    def expect(self) -> None:
        """Let those who send know which rooms we are on our way into."""
        invitations = self._cursor.invitations.items()
        self._rooms.expect({room: one.follows for room, one in invitations if one.welcome})

    def absent(self) -> list[Incoming]:
        """The rooms of teams that we are neither in nor on our way into."""
        away = [
            room
            for room in sorted(self._rooms.teams)
            if room not in self._rooms.client.rooms and not self._rooms.is_expected(room)
        ]
        return [self._absent(room, f"absent:{room}:{self._cursor.since}") for room in away]

    def _absent(self, room: str, event: str) -> Incoming:
        return happened("left", event, self._rooms.place(room), "", when({}), ABSENT)

    def invited(self, room: str, state: Iterable[Any]) -> None:
        """Remember who wants us in a room, and whether we are to come."""
        me = self._rooms.client.user_id
        mine = [
            event
            for event in state
            if isinstance(event, InviteMemberEvent) and event.state_key == me
        ]
        sender = mine[-1].sender if mine else ""
        is_direct = any(event.content.get("is_direct") is True for event in mine)
        before = self._cursor.invitations.get(room)
        follows = before.follows if before else ""
        welcome = room in self._rooms.allowed or is_direct or bool(follows)
        self._cursor.invitations[room] = Invitation(sender, welcome, follows)
        self._rooms.shut.discard(room)

    def came_in(self, room: str, invitation: Invitation) -> Incoming:
        """We are in a room now; where it follows another one, that one has moved."""
        if not invitation.follows:
            event = f"joined:{room}:{self._cursor.since}"
            return happened("joined", event, self._rooms.place(room), invitation.sender, when({}))
        self._rooms.moved(invitation.follows, room)
        old, event = self._rooms.place(invitation.follows), f"moved:{invitation.follows}"
        return happened("moved", event, old, invitation.sender, when({}), room)

    def put_out(self, room: str, events: Sequence[Any]) -> list[Incoming]:
        """We were put out of a room, or left it: nothing that is sent there arrives any more."""
        cursor = self._cursor
        cursor.gaps.pop(room, None)
        cursor.missing = {id_: one for id_, one in cursor.missing.items() if one.room != room}
        was_in = self._rooms.client.rooms.pop(room, None)
        if cursor.invitations.pop(room, None) is not None or was_in is None:
            return []
        last = events[-1].source if events else {}
        where, person = self._rooms.place(room), str(last.get("sender", ""))
        return [happened("left", f"left:{room}:{cursor.since}", where, person, when(last))]

    def closed(self, room: str, tombstone: Mapping[str, Any]) -> None:
        """A room is closed for a new one, into which we follow."""
        new, sender = (
            id_of(content_of(tombstone).get("replacement_room")),
            tombstone.get("sender", ""),
        )
        if new and new.startswith("!") and new not in self._rooms.client.rooms:
            self._cursor.follow(room, new, str(sender))
