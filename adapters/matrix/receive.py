"""Matrix's events as our messages. Pure: an event is its JSON, decrypted where it was encrypted."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from adapters.matrix.written import with_addresses
from bot.messages import Address, Attachment, Incoming, Kind

_ATTACHMENTS: dict[str, Attachment] = {
    "m.image": "bild",
    "m.video": "bild",
    "m.sticker": "bild",
    "m.audio": "ljud",
    "m.file": "fil",
    "m.location": "plats",
    "m.poll.start": "omröstning",
    "org.matrix.msc3381.poll.start": "omröstning",
}
_VERIFICATION = "m.key.verification.request"
_DECORATION = re.compile("[\ufe0e\ufe0f\u20e3\U0001f3fb-\U0001f3ff]")
_COMMAND = re.compile(r"[/!][^\W\d_]")
THUMB = "👍"
_LONGEST_ID = 255
"""Bytes of an event's id: https://spec.matrix.org/latest/appendices/#event-ids"""


@dataclass(frozen=True, slots=True)
class Place:
    """The room that something happens in, and who we are:
    our user id and the name that we show there."""

    room: str
    direct: bool
    me: str
    name: str = ""


def incoming_of(event: Mapping[str, Any], place: Place) -> Incoming | None:
    """What an event says, or None where it says nothing to us."""
    if event.get("sender") == place.me:
        return None
    content, type_ = content_of(event), event.get("type")
    if type_ == "m.room.redaction":
        redacted = id_of(event.get("redacts") or content.get("redacts"))
        return _base(event, place, "withdrew", edits=redacted) if redacted else None
    relation = relation_of(event)
    if type_ == "m.reaction":
        return _reacted(event, place, relation)
    if type_ == "m.room.message" and content.get("msgtype") == _VERIFICATION:
        return _base(event, place, "verification") if content.get("to") == place.me else None
    if type_ in ("m.room.message", "m.sticker") or type_ in _ATTACHMENTS:
        return _said(event, place, content, relation)
    return None


def content_of(event: Mapping[str, Any]) -> Mapping[str, Any]:
    return mapping(event.get("content"))


def relation_of(event: Mapping[str, Any]) -> Mapping[str, Any]:
    """How an event stands to another one; empty where it stands by itself."""
    return mapping(content_of(event).get("m.relates_to"))


def id_of(value: object) -> str | None:
    """An event's id; None for what can't be one: a longer text would be kept where ids are."""
    return value if isinstance(value, str) and 0 < len(value) <= _LONGEST_ID else None


def kept_of(relation: Mapping[str, Any]) -> dict[str, Any]:
    """What an answer needs of how an event stands to another: anybody may write anything else
    there, as much as goes into an event."""
    return {
        "rel_type": str(relation.get("rel_type", ""))[:_LONGEST_ID],
        "event_id": id_of(relation.get("event_id")),
        "is_falling_back": bool(relation.get("is_falling_back")),
        "m.in_reply_to": {
            "event_id": id_of(mapping(relation.get("m.in_reply_to")).get("event_id"))
        },
    }


def plain_key(key: str) -> str:
    """A reaction without its variation selector, skin tone or keycap: "👍🏽" is "👍"."""
    bare = _DECORATION.sub("", key)
    return "10" if bare == "🔟" else bare


def replied_to(relation: Mapping[str, Any]) -> str | None:
    """The message that is replied to. In a thread everything points at the message before:
    that is no reply."""
    if relation.get("rel_type") == "m.thread" and relation.get("is_falling_back"):
        return None
    return id_of(mapping(relation.get("m.in_reply_to")).get("event_id"))


def meant(relation: Mapping[str, Any], text: str) -> str | None:
    """The message that this text is about: the one that is replied to, or for a command in a case's
    thread, which is about that case and never an answer, its card."""
    reply = replied_to(relation)
    if reply is None and relation.get("rel_type") == "m.thread" and _COMMAND.match(text.lstrip()):
        return id_of(relation.get("event_id"))
    return reply


def when(event: Mapping[str, Any]) -> dt.datetime:
    """When it was said, as its server tells; a nonsensical time is now."""
    try:
        return dt.datetime.fromtimestamp(int(event["origin_server_ts"]) / 1000, dt.UTC)
    except (KeyError, OverflowError, OSError, TypeError, ValueError):
        return dt.datetime.now(dt.UTC)


def happened(
    kind: Kind, event_id: str, place: Place, person: str, at: dt.datetime, text: str = ""
) -> Incoming:
    """What happened, also where no event of its own says it: a room has moved, we came into one, a
    message can't be read."""
    address = Address("matrix", place.room)
    return Incoming(event_id, at, address, person, kind, text, direct=place.direct)


def _reacted(
    event: Mapping[str, Any], place: Place, relation: Mapping[str, Any]
) -> Incoming | None:
    target = id_of(relation.get("event_id"))
    if relation.get("rel_type") != "m.annotation" or target is None:
        return None
    return _base(event, place, "reacted", plain_key(str(relation.get("key", ""))), target)


def _said(
    event: Mapping[str, Any], place: Place, content: Mapping[str, Any], relation: Mapping[str, Any]
) -> Incoming | None:
    edited = id_of(relation.get("event_id")) if relation.get("rel_type") == "m.replace" else None
    new = mapping(content.get("m.new_content")) if edited else content
    msgtype = str(new.get("msgtype") or event.get("type"))
    if msgtype == "m.notice" or (event.get("type") == "m.room.message" and "msgtype" not in new):
        return None  # another bot's, or what is left of a message that was taken away
    attachment = _ATTACHMENTS.get(msgtype) or ("" if msgtype in ("m.text", "m.emote") else "fil")
    text = str(new.get("body", "")) if not attachment or _has_caption(new) else ""
    reply = meant(relation, text)
    if reply:
        text = _without_quote(text)
    text = with_addresses(text, new) if text else ""
    kind: Kind = "edited" if edited else "said"
    said = _base(event, place, kind, text, reply, edited)
    return replace(said, mentioned=_mentions(new, text, place), attachment=attachment)


def _base(
    event: Mapping[str, Any],
    place: Place,
    kind: Kind,
    text: str = "",
    reply_to: str | None = None,
    edits: str | None = None,
) -> Incoming:
    id_, sender = str(event["event_id"]), str(event["sender"])
    said = happened(kind, id_, place, sender, when(event), text)
    return replace(said, reply_to=reply_to, edits=edits)


def _has_caption(content: Mapping[str, Any]) -> bool:
    """A file's text is its name, unless the name stands by itself."""
    name = content.get("filename")
    return isinstance(name, str) and name != content.get("body")


def _without_quote(text: str) -> str:
    """Older clients quote what they reply to, line by line, before what is said."""
    lines = text.split("\n")
    if not lines[0].startswith("> <"):
        return text
    after = next((at for at, line in enumerate(lines) if not line.startswith(">")), len(lines))
    return "\n".join(lines[after:]).strip()


def _mentions(content: Mapping[str, Any], text: str, place: Place) -> bool:
    users = mapping(content.get("m.mentions")).get("user_ids")
    if isinstance(users, list) and place.me in users:
        return True
    said = text.lower()
    return place.me.lower() in said or (bool(place.name) and place.name.lower() in said)


def mapping(value: object) -> Mapping[str, Any]:
    """The same where it is one, else an empty one: anybody may send anything else."""
    return value if isinstance(value, Mapping) else {}
