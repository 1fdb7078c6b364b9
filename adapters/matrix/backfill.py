"""What a sync leaves out: the pages before it, back to where we listened last or were invited."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import structlog

from adapters.matrix.api import AWAY, Refused, path
from adapters.matrix.cursor import Cursor, Gap
from adapters.matrix.receive import content_of, mapping
from adapters.matrix.room import Rooms

_PAGE = 100
log = structlog.get_logger()


async def earlier(rooms: Rooms, cursor: Cursor, room: str, gap: Gap) -> list[Any]:
    """What was said in a gap, the oldest first.
    Where it can't be had now, the gap stays open in the cursor."""
    found: list[Any] = []
    token: str | None = gap.start
    try:
        while token:
            span = {"from": token, "to": gap.end}
            address = path("rooms", room, "messages", dir="b", limit=_PAGE, **span)
            page = await rooms.client.call("GET", address)
            events = [rooms.client.parsed(room, raw) for raw in page.get("chunk", [])]
            found += [event for event in events if event is not None]
            after = page.get("end")
            is_old = max(map(stamp, found[-len(events) :]), default=0) < cursor.first
            is_whole = is_old or has_invitation(found, rooms.client.user_id)
            if not events or after == token or is_whole:
                break
            token = after
    except (Refused, *AWAY) as error:
        log.warning("gap", channel="matrix", error=type(error).__name__)
        if not isinstance(error, Refused) or error.passes:
            cursor.gaps[room] = Gap(str(token), gap.end)
    return found[::-1]


def stamp(event: Any) -> int:
    """When the server got it, in its milliseconds."""
    stamp = event.source.get("origin_server_ts")
    return stamp if isinstance(stamp, int) else 0


def _is_mine(event: Any, me: str, membership: str) -> bool:
    source = event.source
    return (
        source.get("type") == "m.room.member"
        and source.get("state_key") == me
        and content_of(source).get("membership") == membership
    )


def has_invitation(events: Iterable[Any], me: str) -> bool:
    """Whether we are invited among these."""
    return any(_is_mine(event, me, "invite") for event in events)


def since_invitation(events: list[Any], me: str, *, invited: bool) -> list[Any]:
    """What came after we were invited, or came in without being.

    ``invited``: we know that it has just happened.
    """
    for membership in ("invite", "join"):
        found = [at for at, event in enumerate(events) if _is_mine(event, me, membership)]
        if found and (membership == "invite" or invited or _came(events[found[-1]])):
            return events[found[-1] + 1 :]
    return events


def _came(event: Any) -> bool:
    """Whether a "join" is a coming in, and not a new name."""
    before = mapping(mapping(event.source.get("unsigned")).get("prev_content"))
    return before.get("membership") != "join"
