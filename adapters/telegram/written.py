"""What a message of Telegram's says: its text, with the addresses that stand behind its words and
what it quotes, and what came with it."""

from __future__ import annotations

import re

from telegram import Message, MessageEntity, User

from bot.messages import Attachment

_COMMAND_TO = re.compile(r"\s{0,9}/[A-Za-z0-9_]{1,64}@(\w+)")
_ASKS_MORE = re.compile(r"\?|(?:\S{1,99}\s{1,9}){5}\S")
"""What somebody writes to the bot alone, but a yes, a choice or a place: a quotation before those
would hide them."""
_ONE_SIGN = re.compile(r"[\W_]*|\W*\d{1,2}\W*")
_COMES_AS: tuple[tuple[tuple[str, ...], Attachment], ...] = (
    (("photo", "video", "video_note", "animation", "sticker"), "bild"),
    (("voice", "audio"), "ljud"),
    (("contact",), "kontakt"),
    (("location", "venue"), "plats"),
    (("poll", "checklist"), "omröstning"),
    (("document",), "fil"),
    (("dice", "game", "story", "invoice", "paid_media", "giveaway", "giveaway_winners"), "annat"),
)
"""What may come with a message, or instead of a text, by what it is called where people read it."""


def text_of(message: Message) -> str:
    """Its text as it would be read anywhere else: an address behind words stands after them, and
    words that were picked out of what is replied to stand before it."""
    is_private = message.chat.type == "private"
    words = _with_addresses(message) or (_in_lines(message) if is_private else "")
    picked = message.quote
    if picked is None or not picked.is_manual or words.startswith(("/", "!")):
        return words
    is_short = _ONE_SIGN.fullmatch(words) or (is_private and not _ASKS_MORE.search(words))
    return words if is_short else f"”{' '.join(picked.text.split())}”\n{words}"


def _in_lines(message: Message) -> str:
    """A poll or a list to tick, as it is read. In a room it is for those who sit there."""
    if message.poll is not None:
        lines = [message.poll.question, *(option.text for option in message.poll.options)]
    elif message.checklist is not None:
        lines = [message.checklist.title, *(task.text for task in message.checklist.tasks)]
    else:
        return ""
    return "\n– ".join(lines)


def _with_addresses(message: Message) -> str:
    text = message.text or message.caption or ""
    entities = message.entities if message.text else message.caption_entities
    units = text.encode("utf-16-le", "surrogatepass")  # offsets count these
    for entity in sorted(entities, key=lambda entity: entity.offset, reverse=True):
        if entity.type != MessageEntity.TEXT_LINK or not entity.url:
            continue
        start, end = entity.offset * 2, (entity.offset + entity.length) * 2
        words = units[start:end].decode("utf-16-le", "replace")
        if words.strip().rstrip("/") not in (entity.url, entity.url.rstrip("/")):
            address = f" ({entity.url})".encode("utf-16-le")
            end -= 2 * (len(words) - len(words.rstrip()))
            units = units[:end] + address + units[end:]
    return units.decode("utf-16-le", "surrogatepass")


def is_for_another(text: str, me: User) -> bool:
    """Whether it is a command that is addressed to another bot: "/stang@another_bot"."""
    match = _COMMAND_TO.match(text)
    return match is not None and match[1].lower() != (me.username or "").lower()


def attachment_of(message: Message) -> Attachment:
    """What came with it and isn't text, if anything."""
    if message.chat.type == "private" and _in_lines(message):
        return ""
    for kinds, name in _COMES_AS:
        if any(getattr(message, kind, None) for kind in kinds):
            return name
    return ""
