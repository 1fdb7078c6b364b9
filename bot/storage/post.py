"""What is to be said, as it is queued, and as it is stored."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass
from typing import Literal

from bot.cases.case import Purpose
from bot.messages import Address, Attached, Choice

FAREWELL = "farewell"
"""Stands for somebody who has just been forgotten: the row carries their address itself, until it
is sent."""
RowState = Literal["waiting", "sent", "failed", "cancelled"]


@dataclass(frozen=True, slots=True)
class Post:
    """Something to say: to an asker (by key) or in a room; ``about`` is a case's number."""

    markdown: str
    asker: str = ""
    address: Address | None = None
    choices: tuple[Choice, ...] = ()
    reply_to: str | None = None
    replaces: str | None = None
    silent: bool = False
    purpose: Purpose = "note"
    about: str = ""
    source: str = ""
    """The coordinator's message that is relayed, as ``source_of`` writes it."""
    person: str = ""
    """Who in the team's room wrote it, or is answered."""
    delay: dt.timedelta = dt.timedelta()
    notice: str = ""
    """What changed in the message that it replaces, as a network says it."""
    file: Attached | None = None
    """A file that goes along; what is read from the table names none (``attached`` has it)."""
    lane: str = ""
    """In a team's room, the asker whose cases it is of: those of several take turns there, each in
    order."""


def source_of(address: Address, event_id: str) -> str:
    """One message in one room, as text."""
    return json.dumps([address.channel, address.room, address.thread, event_id])


def room_of(source: str) -> tuple[Address, str] | None:
    """The room and the message that ``source_of`` wrote; None where there is none."""
    if not source:
        return None
    channel, room, thread, event_id = json.loads(source)
    return Address(channel, room, thread), event_id


@dataclass(frozen=True, slots=True)
class Row:
    """A stored post with its key, and how often it was tried. An asker's address is found when it
    is sent."""

    id: int
    key: str
    post: Post
    channel: str
    attempts: int
    state: RowState
