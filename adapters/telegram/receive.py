"""Telegram's updates as our messages."""

from __future__ import annotations

import datetime as dt
import zlib
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import replace

from telegram import (
    Chat,
    ChatMember,
    ChatMemberRestricted,
    Message,
    MessageOriginChannel,
    Update,
    User,
)

from adapters.telegram.written import attachment_of, is_for_another, text_of
from bot.messages import ABSENT, Address, Incoming, Kind

ALLOWED = ["message", "edited_message", "callback_query", "my_chat_member"]
"""The kinds of update that are asked for."""
_ALBUMS = 100
LIMITED = "limited"
"""The text of a "joined" in a group where the bot hears only replies, mentions and commands."""


def incoming_of(update: Update, me: User) -> Incoming | None:
    """What an update says, or None where it says nothing to us. ``me`` is the bot itself."""
    if update.callback_query is not None:
        return _pressed(update)
    if update.my_chat_member is not None:
        return _membership(update, me)
    message = update.message or update.edited_message
    if message is None or not _is_by_somebody(message):
        return None
    if update.edited_message is not None and not (message.text or message.caption):
        return None  # a live location that moves
    if message.migrate_to_chat_id is not None:
        return _base(message, "moved", str(message.migrate_to_chat_id))
    if _is_service(message) or _is_for_another(message, me):
        return None
    return _said(message, me, edited=update.edited_message is not None)


def _is_for_another(message: Message, me: User) -> bool:
    """In a group a command may be meant for another bot."""
    is_private = message.chat.type == Chat.PRIVATE
    return not is_private and is_for_another(message.text or message.caption or "", me)


def _is_by_somebody(message: Message) -> bool:
    """Who writes as the group or as a channel comes as a bot of Telegram's own,
    with the chat that they write as."""
    user = message.from_user
    return user is not None and not (user.is_bot and message.sender_chat is None)


class Albums:
    """The pictures of an album come as a message each;
    it is heard once, with its text where it has one."""

    def __init__(self) -> None:
        self._heard: deque[str] = deque(maxlen=_ALBUMS)

    def once(self, updates: Sequence[Update]) -> Iterator[Update]:
        """The updates without an album's other pictures. One with a text is never left out."""
        told = {
            _album(update)
            for update in updates
            if update.message is not None and update.message.caption
        }
        for update in updates:
            album = _album(update)
            is_another = album is not None and (album in told or album in self._heard)
            if not is_another or (update.message is not None and update.message.caption):
                yield update
            if album is not None and album not in self._heard:
                self._heard.append(album)


def _album(update: Update) -> str | None:
    album = update.message.media_group_id if update.message is not None else None
    return album if isinstance(album, str) else None  # another kind can't be looked up


def event_id(chat: int, message: int) -> str:
    """A message's id, unique on the network: Telegram counts anew in each chat."""
    return f"{chat}:{message}"


def address_of(message: Message) -> Address:
    topic = message.message_thread_id if message.is_topic_message else None
    return Address("telegram", str(message.chat.id), str(topic or ""))


def _said(message: Message, me: User, *, edited: bool) -> Incoming:
    text = text_of(message)
    base = _base(message, "edited" if edited else "said", text, me)
    if not edited:
        return base
    own = event_id(message.chat.id, message.message_id)
    # One edit may come twice; two in one second differ in their text.
    at = int(message.edit_date.timestamp()) if message.edit_date else 0
    event = f"{own}:{at}:{zlib.crc32(text.encode('utf-8', 'replace'))}"
    return replace(base, event_id=event, edits=own)


def _base(message: Message, kind: Kind, text: str, me: User | None = None) -> Incoming:
    user, replied = message.from_user, _replied(message)
    to_me = me is not None and replied is not None and replied.from_user == me
    mentioned = to_me or (me is not None and f"@{me.username}".lower() in text.lower())
    is_private = message.chat.type == Chat.PRIVATE
    return Incoming(
        event_id(message.chat.id, message.message_id),
        message.date or dt.datetime.now(dt.UTC),
        address_of(message),
        _person(message),
        kind,
        text,
        reply_to=event_id(message.chat.id, replied.message_id) if replied else None,
        quoted=(replied.text or "") if replied is not None and to_me else "",
        direct=is_private,
        mentioned=mentioned,
        language=_language(user),
        attachment=attachment_of(message),
        name="" if is_private or user is None or message.sender_chat else user.full_name,
    )


def _person(message: Message) -> str:
    """Who wrote it: of an administrator who stays anonymous, or a channel, the chat that they write
    as. All anonymous administrators of all groups come as one user of Telegram's own."""
    if message.sender_chat is not None:
        return str(message.sender_chat.id)
    return str(message.from_user.id) if message.from_user else ""


def _replied(message: Message) -> Message | None:
    """The message that is replied to. In a topic every message "replies" to the one that opened it:
    that is no reply."""
    replied = message.reply_to_message
    if replied is None or replied.forum_topic_created is not None:
        return None
    opens_topic = message.is_topic_message and replied.message_id == message.message_thread_id
    return None if opens_topic else replied


def _language(user: User | None) -> str | None:
    return user.language_code.partition("-")[0] if user and user.language_code else None


def _is_service(message: Message) -> bool:
    """Whether it only tells that something happened in the chat."""
    if isinstance(message.forward_origin, MessageOriginChannel) and message.is_automatic_forward:
        return True
    return not (text_of(message) or attachment_of(message))


def _pressed(update: Update) -> Incoming | None:
    query = update.callback_query
    if query is None or query.message is None:
        return None
    chat, shown = query.message.chat, query.message if isinstance(query.message, Message) else None
    address = address_of(shown) if shown else Address("telegram", str(chat.id))
    return Incoming(
        f"press:{query.id}",
        dt.datetime.now(dt.UTC),
        address,
        str(query.from_user.id),
        "pressed",
        reply_to=event_id(chat.id, query.message.message_id),
        quoted=(shown.text or "") if shown else "",
        choice=query.data or "",
        direct=chat.type == Chat.PRIVATE,
        language=_language(query.from_user),
    )


def has_a_say(member: ChatMember) -> bool:
    """Whether the bot is in a group and may write there."""
    if isinstance(member, ChatMemberRestricted):
        return member.is_member and member.can_send_messages
    return member.status in (ChatMember.MEMBER, ChatMember.ADMINISTRATOR, ChatMember.OWNER)


def _membership(update: Update, me: User) -> Incoming | None:
    """The bot came into a chat or got its say back, or was put out of it or silenced;
    or it hears less than before."""
    change = update.my_chat_member
    if change is None:
        return None
    before, after = change.old_chat_member, change.new_chat_member
    was, now = has_a_say(before), has_a_say(after)
    limited = not me.can_read_all_group_messages and after.status != ChatMember.ADMINISTRATOR
    hears_less = limited and before.status == ChatMember.ADMINISTRATOR
    if (was == now and not (now and hears_less)) or change.chat.type == Chat.PRIVATE:
        return None
    return Incoming(
        f"member:{update.update_id}:{change.date.timestamp():.0f}",
        change.date,
        Address("telegram", str(change.chat.id)),
        str(change.from_user.id),
        "joined" if now else "left",
        LIMITED if now and limited else "",
        direct=False,
    )


def left_out(room: str, me: User) -> Incoming:
    """The bot isn't in a room that it is meant for, or may not write there."""
    now = dt.datetime.now(dt.UTC)
    event = f"absent:{room}:{now.timestamp():.0f}"
    return Incoming(event, now, Address("telegram", room), str(me.id), "left", ABSENT, direct=False)
