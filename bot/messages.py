"""What goes in and out, in our own words: no vendor's types."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Attachment = Literal["", "bild", "ljud", "fil", "plats", "kontakt", "omröstning", "annat"]
"""What came with a message: it goes no further, but the card says that there was one."""
ABSENT = "absent"
"""The text of a "left" at the start: the bot isn't in a room that it is meant for."""
Kind = Literal[
    "said",
    "edited",
    "withdrew",
    "pressed",
    "reacted",
    "unreacted",
    "joined",
    "left",
    "moved",
    "unreadable",
    "verification",
    "exposed",
    "unsigned",
]
"""What happened. "reacted": a bare emoji on one of our messages, "unreacted": it was taken back;
"unreadable": something was said that couldn't be decrypted; "verification": somebody wants to
compare keys with the bot; "exposed": anybody can come into the room or read it, or it is
one person's own; "unsigned": something was said in a channel's name, which doesn't tell whose it
is."""


@dataclass(frozen=True, slots=True)
class Address:
    """Where a message comes from or goes to."""

    channel: str
    room: str
    thread: str = ""


@dataclass(frozen=True, slots=True)
class Choice:
    """A button or a numbered line. A press, the typed number and the typed label mean the same."""

    id: str
    label: str
    told: bool = False
    """Whether the text tells it, with its number: a network without buttons doesn't list it
    again. Those that are told come first."""


@dataclass(frozen=True, slots=True)
class Incoming:
    """One thing that happened in a chat. ``choice`` is the id of a pressed choice."""

    event_id: str
    at: dt.datetime
    address: Address
    person: str
    kind: Kind
    text: str = ""
    reply_to: str | None = None
    quoted: str = ""
    """The bot's own text that is replied to, where the network tells:
    it names the case where no receipt is known."""
    edits: str | None = None
    choice: str | None = None
    direct: bool = True
    mentioned: bool = False
    language: str | None = None
    attachment: Attachment = ""
    name: str = ""
    """What the person calls themselves; told of groups alone, never of a private chat."""

    @property
    def origin(self) -> str:
        """The message that this is about: of an edit, the one that was edited."""
        return self.edits or self.event_id


@dataclass(frozen=True, slots=True)
class Attached:
    """A file that goes out with a message. What came in with one goes no further."""

    name: str
    mimetype: str
    content: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One message to send. ``key`` makes a repeat recognisable where the channel can."""

    key: str
    address: Address
    markdown: str
    choices: tuple[Choice, ...] = ()
    reply_to: str | None = None
    replaces: str | None = None
    silent: bool = False
    """To be shown without a sound: the office is closed."""
    notice: str = ""
    """What changed, in a few words, where this is the message that it ``replaces`` as it is now: a
    network that can change what was said does so, and says the notice in passing, or as an answer
    to what somebody wrote (``reply_to``). Any other sends the whole anew, which begins with it."""
    file: Attached | None = None
    """A file that goes along; the text is said beside it."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """The ids that the network gave a sent message; a reply to any of them counts."""

    ids: tuple[str, ...]
    moved_to: Address | None = None
    """Where it was put instead, because its thread is gone."""
    migrated_to: str = ""
    """The room's new id, where it turned out to have one."""


@dataclass(frozen=True, slots=True)
class Sentences:
    """What an adapter itself says to people, in the bot's own words.

    The first of them tell a coordinator why a message can't arrive, after a colon; the others are
    said in a room.
    """

    silenced: str = ""
    outside: str = ""
    blocked: str = ""
    left: str = ""
    gone: str = ""
    too_long: str = ""
    refused: str = ""
    """Any other reason of the network's."""
    not_here: str = ""
    """Why the bot leaves a room that it wasn't meant for."""
    no_verification: str = ""
    """Why it compares no emoji."""


@dataclass(frozen=True, slots=True)
class Profile:
    """What a channel is told before it listens: what people see of the bot before they write, in
    each language, with its commands and a few words on each; and what the channel itself says."""

    descriptions: Mapping[str, str]
    asker_commands: Mapping[str, dict[str, str]]
    team_commands: dict[str, str]
    rooms: tuple[str, ...] = ()
    """The rooms of teams on this channel: the bot is meant to be in them."""
    sentences: Sentences = Sentences()
