"""The channel itself: listening with our cursor, and sending."""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from typing import Any

import structlog
from telegram import (
    BotCommand,
    BotCommandScopeAllGroupChats,
    InlineKeyboardMarkup,
    InputFile,
    LinkPreviewOptions,
    ReplyParameters,
    Update,
)
from telegram.constants import ParseMode
from telegram.error import BadRequest, ChatMigrated, Forbidden, RetryAfter, TelegramError
from telegram.ext import ExtBot

from adapters.retrying import FOREVER
from adapters.telegram.client import passes, started
from adapters.telegram.format import CAPTION, LIMIT, messages
from adapters.telegram.groups import exposed, is_public, signed
from adapters.telegram.keyboards import Keyboards, keyboard
from adapters.telegram.poll import Poll
from adapters.telegram.receive import Albums, event_id, has_a_say, incoming_of, left_out
from adapters.telegram.refusals import UNREADABLE, check, check_team, is_id, reason, seconds
from adapters.telegram.settings import TelegramSettings
from bot.channel import Batch, TryLater, Undeliverable
from bot.messages import Address, Incoming, Outgoing, Profile, Receipt, Sentences

_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)
_TOPIC_GONE = ("thread not found", "topic_closed", "topic_deleted")
log = structlog.get_logger()


class TelegramChannel:
    """One bot on Telegram. It knows no repeat by a key: the outbox sends one message at a time."""

    name = "telegram"
    prefix = "/"
    idempotent = False

    def __init__(self, bot: ExtBot[Any], trusted: frozenset[int] = frozenset()) -> None:
        self._bot, self._poll, self._trusted = bot, Poll(bot), trusted
        self._albums, self._keyboards = Albums(), Keyboards()
        self._sent_parts: dict[str, list[str]] = {}
        """Parts of a long message that have gone, by its key: the next try goes on after them."""
        self._sentences, self._rooms = Sentences(), tuple[str, ...]()
        self._exposed = dict[str, bool]()
        """The teams' groups that anybody can come into, and whether that has been told."""

    @property
    def link(self) -> str:
        return f"https://t.me/{self._bot.username}"

    # Listening

    async def listen(self, after: str | None) -> AsyncGenerator[Batch, None]:
        """Poll from the stored cursor. An update is confirmed to Telegram only by the next poll,
        once its batch is stored."""
        offset = int(after) if after else None
        absent = [left_out(room, self._bot.bot) for room in await self._absent()]
        if at_start := (*absent, *self._newly_exposed(())):
            yield Batch(at_start, after or "")
        while True:
            updates = await self._poll.updates(offset)
            if not updates:
                continue
            # The last one's, never the highest: after a quiet week ids begin anew, also lower.
            offset = updates[-1].update_id + 1
            heard = [self._heard(update) for update in self._albums.once(updates)]
            whole = tuple(incoming for incoming in heard if incoming is not None)
            yield Batch((*self._newly_exposed(updates), *whole), str(offset))
            for update in updates:
                if update.callback_query is not None:
                    with suppress(*UNREADABLE):
                        self._keyboards.acknowledge(update.callback_query)

    async def _absent(self) -> list[str]:
        """The rooms of teams that the bot isn't in: what is sent there would reach nobody."""
        absent = []
        for room in dict.fromkeys(self._rooms):
            try:
                member = await self._bot.get_chat_member(int(room), self._bot.bot.id)
            except (BadRequest, Forbidden) as error:
                if not isinstance(error, ChatMigrated):
                    absent.append(room)
            except (TelegramError, *UNREADABLE) as error:
                log.warning("rooms", channel=self.name, error=type(error).__name__)
            else:
                absent += [] if has_a_say(member) else [room]
        return absent

    def _heard(self, update: Update) -> Incoming | None:
        """What an update says. One that can't be taken apart says nothing: else it would end the
        listening, at each start anew."""
        try:
            incoming = incoming_of(update, self._bot.bot)
            return signed(incoming, update, self._trusted) if incoming is not None else None
        except UNREADABLE as error:
            why = type(error).__name__
            log.error("unreadable", channel=self.name, update=update.update_id, error=why)
            return None

    def _newly_exposed(self, updates: Sequence[Update]) -> tuple[Incoming, ...]:
        """Teams' groups that anybody can come into, each once."""
        for chat in (update.effective_chat for update in updates):
            if chat is not None and str(chat.id) in self._rooms and is_public(chat):
                self._exposed.setdefault(str(chat.id), False)
        news = [room for room, is_told in self._exposed.items() if not is_told]
        self._exposed.update(dict.fromkeys(news, True))
        return tuple(map(exposed, news))

    # Sending

    async def send(self, outgoing: Outgoing) -> Receipt:
        """Send it as one message, or several where it is long. A deleted topic's message goes to
        its group instead."""
        try:
            return await self._send(outgoing)
        except ChatMigrated as error:
            if not is_id(error.new_chat_id) or str(error.new_chat_id) == outgoing.address.room:
                raise TryLater from None
            moved = replace(outgoing.address, room=str(error.new_chat_id))
            return Receipt((await self.send(_at(outgoing, moved))).ids, migrated_to=moved.room)
        except RetryAfter as error:
            raise TryLater(seconds(error)) from None
        except (Forbidden, BadRequest) as error:
            return await self._instead(outgoing, error)
        except TelegramError as error:
            log.warning("send", channel=self.name, error=type(error).__name__)
            raise TryLater(uncertain=True) from None

    async def _instead(self, outgoing: Outgoing, error: TelegramError) -> Receipt:
        """What a refusal leads to: the group of a topic that is gone,
        no reply where its target is gone, or nothing."""
        text = error.message.lower()
        if outgoing.address.thread and any(words in text for words in _TOPIC_GONE):
            whole = Address(self.name, outgoing.address.room)
            return Receipt((await self.send(_at(outgoing, whole))).ids, moved_to=whole)
        if outgoing.reply_to and "replied not found" in text:
            return await self.send(_at(outgoing, outgoing.address))
        log.warning("refused", channel=self.name, error=type(error).__name__, said=error.message)
        raise Undeliverable(reason(error, self._sentences)) from None

    async def _send(self, outgoing: Outgoing) -> Receipt:
        check(outgoing.address.room, outgoing.address.thread)
        limit = CAPTION if outgoing.file is not None else LIMIT
        parts, buttons = messages(outgoing.markdown, limit), keyboard(outgoing.choices)
        pressed = outgoing.replaces if len(parts) == 1 else None
        if pressed and await self._edited(pressed, parts[0], buttons, outgoing.notice):
            is_typed = bool(outgoing.notice and outgoing.reply_to)
            noticed = replace(outgoing, markdown=outgoing.notice, replaces=None, notice="")
            more = await self._send(replace(noticed, choices=())) if is_typed else Receipt(())
            return Receipt((pressed, *more.ids))
        ids = self._sent_parts.setdefault(outgoing.key, [])
        for at in range(len(ids), len(parts)):
            last = at == len(parts) - 1
            one = outgoing if at == 0 else replace(outgoing, reply_to=None, file=None)
            ids.append(await self._send_part(one, parts[at], buttons if last else None))
        return Receipt(tuple(self._sent_parts.pop(outgoing.key)))

    async def _send_part(
        self, outgoing: Outgoing, text: str, buttons: InlineKeyboardMarkup | None
    ) -> str:
        """One message of what may be several; its id."""
        address, file = outgoing.address, outgoing.file
        how: dict[str, Any] = {
            "parse_mode": ParseMode.HTML,
            "reply_markup": buttons,
            "message_thread_id": int(address.thread) if address.thread else None,
            "disable_notification": outgoing.silent,
            "reply_parameters": _reply(outgoing.reply_to, address),
        }
        room = int(address.room)
        if file is not None:
            document = InputFile(file.content, file.name)
            sent = await self._bot.send_document(room, document, caption=text or None, **how)
        else:
            how |= {"link_preview_options": _NO_PREVIEW}
            sent = await self._bot.send_message(room, text or "…", **how)
        self._keyboards.said_in(sent.chat.id)
        return event_id(sent.chat.id, sent.message_id)

    async def _edited(
        self, pressed: str, text: str, buttons: InlineKeyboardMarkup | None, notice: str
    ) -> bool:
        """Put the new text where the pressed message stood;
        False where it can't be edited any more."""
        chat, _, message = pressed.partition(":")
        async with self._keyboards.changing(pressed):
            try:
                await self._bot.edit_message_text(
                    text,
                    int(chat),
                    int(message),
                    parse_mode=ParseMode.HTML,
                    reply_markup=buttons,
                    link_preview_options=_NO_PREVIEW,
                )
            except BadRequest as error:
                if "not modified" not in error.message.lower():
                    return False
            self._keyboards.replaced(pressed, notice)
        return True

    # Who the bot is

    async def introduce(self, profile: Profile) -> None:
        """The description that is shown before Start, and the commands, in each language;
        Telegram keeps them."""
        for room in profile.rooms:
            check_team(room)
        self._sentences, self._rooms = profile.sentences, profile.rooms
        for room in self._rooms:
            with suppress(TelegramError, *UNREADABLE):
                if is_public(await self._bot.get_chat(int(room))):
                    self._exposed.setdefault(room, False)
        for language, description in profile.descriptions.items():
            code = "" if language == "sv" else language
            commands = _commands(profile.asker_commands[language])
            with suppress(TelegramError, *UNREADABLE):
                await self._bot.set_my_description(description[:512], language_code=code)
                await self._bot.set_my_short_description(description[:120], language_code=code)
                await self._bot.set_my_commands(commands, language_code=code)
        everywhere = BotCommandScopeAllGroupChats()
        with suppress(TelegramError, *UNREADABLE):
            await self._bot.set_my_commands(_commands(profile.team_commands), scope=everywhere)


def _at(outgoing: Outgoing, address: Address) -> Outgoing:
    """The same somewhere else, where it replies to nothing and replaces nothing."""
    return replace(outgoing, address=address, reply_to=None, replaces=None)


def _reply(to: str | None, address: Address) -> ReplyParameters | None:
    """A reply that is sent also where what it answers is gone; one in another chat is none."""
    chat, _, message = (to or "").partition(":")
    if chat != address.room or not message.isdecimal():
        return None
    return ReplyParameters(int(message), allow_sending_without_reply=True)


def _commands(names: Mapping[str, str]) -> list[BotCommand]:
    return [BotCommand(name, summary[:256]) for name, summary in names.items()]


@asynccontextmanager
async def opened(settings: TelegramSettings) -> AsyncIterator[TelegramChannel]:
    """The channel, once Telegram knows the token."""
    async with started(settings, patient=True) as bot:
        # A webhook would keep updates away; what waits is kept.
        await FOREVER(passes, bot.delete_webhook, drop_pending_updates=False)
        yield TelegramChannel(bot, settings.trusted_channels)
