"""What of a sync can be read. nio reads it whole or not at all, and an invitation brings what a
stranger's homeserver has written: one event of another kind would silence the network, and be asked
for again and again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import structlog
from nio import Event, InviteEvent, SyncResponse, ToDeviceEvent

_UNREADABLE = (ArithmeticError, AssertionError, AttributeError, LookupError, TypeError, ValueError)
"""What comes of a value of another kind than nio expects."""
_PARTS: tuple[tuple[str, str, Callable[[Any], Any]], ...] = (
    ("join", "state", Event.parse_event),
    ("join", "timeline", Event.parse_event),
    ("leave", "state", Event.parse_event),
    ("leave", "timeline", Event.parse_event),
    ("invite", "invite_state", InviteEvent.parse_event),
)
log = structlog.get_logger()


def read(body: dict[str, Any]) -> Any:
    """nio's response. What can't be read of it is left out, and the log says how much."""
    to_device = body.get("to_device", {})
    body["to_device"] = {"events": _sifted(to_device, ToDeviceEvent.parse_event)}
    try:
        return SyncResponse.from_dict(body)
    except _UNREADABLE:
        rooms = body.get("rooms", {})
        for section, part, parse in _PARTS:
            for room in rooms.get(section, {}).values():
                if isinstance(room.get(part), dict):
                    room[part]["events"] = _sifted(room[part], parse)
        return SyncResponse.from_dict(body)


def _sifted(part: dict[str, Any], parse: Callable[[Any], Any]) -> list[Any]:
    """The events of a part that nio reads."""
    events = part.get("events", [])
    whole = [event for event in events if _is_whole(event, parse)]
    if len(whole) < len(events):
        log.warning("unreadable", channel="matrix", events=len(events) - len(whole))
    return whole


def _is_whole(event: Any, parse: Callable[[Any], Any]) -> bool:
    try:
        return parse(event) is not None
    except _UNREADABLE:
        return False
