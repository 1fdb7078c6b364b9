"""The channel itself: listening with our cursor, sending, and Telegram's refusals as ours."""

from __future__ import annotations

import asyncio
import warnings
from collections.abc import AsyncIterator, Sequence
from contextlib import suppress
from typing import Any
from weakref import WeakValueDictionary

import structlog
from telegram import (
    BotCommand,
    BotCommandScopeAllGroupChats,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    LinkPreviewOptions,
    Message,
    ReplyParameters,
    Update,
)
from telegram.constants import ParseMode
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
)
from telegram.ext import ExtBot

from adapters.telegram.format import messages
from adapters.telegram.receive import ALLOWED, Albums, event_id, incoming_of
from bot.channel import Batch, TryLater, Undeliverable
from bot.errors import OneWayInError
from bot.messages import Address, Choice, Incoming, Outgoing, Profile, Receipt

_POLL = 30
_PAUSE = 3.0
_MOST_CONFLICTS = 5
_LONGEST_LABEL = 60
_UNREADABLE = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError)
log = structlog.get_logger()


class TelegramChannel:
    """One bot on Telegram. It knows no repeat by a key: the outbox sends one message at a time."""

    name = "telegram"
    idempotent = False

    def __init__(self, bot: ExtBot[Any]) -> None:
        self._bot = bot
        self._sent_parts: dict[str, list[str]] = {}
        """Parts of a long message that have gone, by its key: what is tried again goes on after them."""
        self._tasks: set[asyncio.Task[None]] = set()
        self._conflicts, self._albums = 0, Albums()
        self._used: set[str] = set()
        """Messages whose keyboard was pressed and is to be taken away, unless they are edited first."""
        self._changing = WeakValueDictionary[str, asyncio.Lock]()
        """One change of a message at a time: two on their way at once may arrive in any order."""

    @property
    def link(self) -> str:
        return f"https://t.me/{self._bot.username}"

    # Listening

    async def listen(self, after: str | None) -> AsyncIterator[Batch]:
        """Poll from the stored cursor. An update is confirmed to Telegram only by the next poll, once its batch is stored."""
        offset = int(after) if after else None
        while True:
            updates = await self._poll(offset)
            if not updates:
                continue
            # The last one's, never the highest: after a quiet week ids begin anew, also lower.
            offset = updates[-1].update_id + 1
            heard = (self._heard(update) for update in self._albums.once(updates))
            yield Batch(tuple(incoming for incoming in heard if incoming is not None), str(offset))
            for update in updates:
                self._acknowledge(update)

    def _heard(self, update: Update) -> Incoming | None:
        """What an update says. One that can't be taken apart says nothing: else it would end the listening, at each start anew."""
        try:
            return incoming_of(update, self._bot.bot)
        except _UNREADABLE as error:
            log.error(
                "unreadable", channel=self.name, update=update.update_id, error=type(error).__name__
            )
            return None

    async def _poll(self, offset: int | None) -> Sequence[Update]:
        try:
            found = await self._updates(offset)
        except Conflict:
            # Another poll with this token: one that looks (onewayin setup) passes; another bot doesn't.
            self._conflicts += 1
            if self._conflicts >= _MOST_CONFLICTS:
                raise OneWayInError(
                    "En annan bot läser med samma token (409). Stäng den, eller skaffa en egen token."
                ) from None
            await asyncio.sleep(_PAUSE)
        except InvalidToken:
            raise OneWayInError("Telegram känner inte längre igen token.") from None
        except RetryAfter as error:
            await asyncio.sleep(_seconds(error))
        except TelegramError as error:
            log.warning("poll", channel=self.name, error=type(error).__name__)
            await asyncio.sleep(_PAUSE)
        else:
            self._conflicts = 0
            return found
        return ()

    async def _updates(self, offset: int | None) -> Sequence[Update]:
        """One poll. The library reads it whole or not at all, and another version of Telegram may send something that it can't
        read: then that is left out, as an update that says nothing, and the others are heard."""
        try:
            return await self._bot.get_updates(offset, timeout=_POLL, allowed_updates=ALLOWED)
        except _UNREADABLE:
            asked = {"offset": offset, "allowed_updates": ALLOWED}
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # that there is get_updates for it
                raw = await self._bot.do_api_request("getUpdates", asked)
        return [self._read(update) for update in raw]

    def _read(self, raw: dict[str, Any]) -> Update:
        number = int(raw["update_id"])
        try:
            return Update.de_json(raw, self._bot)
        except _UNREADABLE as error:
            log.error("unreadable", channel=self.name, update=number, error=type(error).__name__)
            return Update(number)

    def _acknowledge(self, update: Update) -> None:
        """Stop the button's clock, and in a private chat take its keyboard away: it has been used."""
        query = update.callback_query
        if query is None:
            return
        pressed = ""
        if isinstance(query.message, Message) and query.message.chat.type == "private":
            pressed = event_id(query.message.chat.id, query.message.message_id)
            self._used.add(pressed)

        async def answered() -> None:
            with suppress(TelegramError):
                await query.answer()
            async with self._change(pressed):
                if pressed in self._used:
                    self._used.discard(pressed)
                    with suppress(TelegramError):
                        await query.edit_message_reply_markup(None)

        task = asyncio.create_task(answered())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _change(self, message: str) -> asyncio.Lock:
        return self._changing.setdefault(message, asyncio.Lock())

    # Sending

    async def send(self, outgoing: Outgoing) -> Receipt:
        """Send it as one message, or several where it is long. A deleted topic's message goes to its group instead."""
        try:
            return await self._send(outgoing, outgoing.address)
        except ChatMigrated as error:
            moved = Address(self.name, str(error.new_chat_id), outgoing.address.thread)
            return Receipt((await self.send(_at(outgoing, moved))).ids, migrated_to=moved.room)
        except RetryAfter as error:
            raise TryLater(_seconds(error)) from None
        except (Forbidden, BadRequest) as error:
            return await self._instead(outgoing, error)
        except (NetworkError, TelegramError) as error:
            log.warning("send", channel=self.name, error=type(error).__name__)
            raise TryLater(uncertain=True) from None

    async def _instead(self, outgoing: Outgoing, error: TelegramError) -> Receipt:
        """What a refusal leads to: the group of a topic that is gone, no reply where its target is gone, or nothing."""
        text = error.message.lower()
        if outgoing.address.thread and any(
            words in text for words in ("thread not found", "topic_closed", "topic_deleted")
        ):
            whole = Address(self.name, outgoing.address.room)
            return Receipt((await self.send(_at(outgoing, whole))).ids, moved_to=whole)
        if outgoing.reply_to and "replied not found" in text:
            return await self.send(_at(outgoing, outgoing.address))
        log.warning("refused", channel=self.name, error=type(error).__name__, said=error.message)
        raise Undeliverable(_why(error)) from None

    async def _send(self, outgoing: Outgoing, address: Address) -> Receipt:
        parts = messages(outgoing.markdown)
        _check(address.room)
        ids = self._sent_parts.setdefault(outgoing.key, [])
        keyboard = _keyboard(outgoing.choices)
        if (
            outgoing.replaces
            and len(parts) == 1
            and (edited := await self._edit(outgoing, parts[0], keyboard)) is not None
        ):
            del self._sent_parts[outgoing.key]
            return Receipt((edited,))
        for at in range(len(ids), len(parts)):
            last = at == len(parts) - 1
            sent = await self._bot.send_message(
                int(address.room),
                parts[at] or "…",
                parse_mode=ParseMode.HTML,
                reply_markup=keyboard if last else None,
                message_thread_id=int(address.thread) if address.thread else None,
                disable_notification=outgoing.silent,
                link_preview_options=LinkPreviewOptions(is_disabled=True),
                reply_parameters=_reply(outgoing.reply_to, address) if at == 0 else None,
            )
            ids.append(event_id(sent.chat.id, sent.message_id))
        return Receipt(tuple(self._sent_parts.pop(outgoing.key)))

    async def _edit(
        self, outgoing: Outgoing, text: str, keyboard: InlineKeyboardMarkup | None
    ) -> str | None:
        """Put the new text where the pressed message stood; None where it can't be edited any more."""
        pressed = str(outgoing.replaces)
        chat, _, message = pressed.partition(":")
        async with self._change(pressed):
            try:
                await self._bot.edit_message_text(
                    text,
                    int(chat),
                    int(message),
                    parse_mode=ParseMode.HTML,
                    reply_markup=keyboard,
                    link_preview_options=LinkPreviewOptions(is_disabled=True),
                )
            except BadRequest as error:
                if "not modified" not in error.message.lower():
                    return None
            self._used.discard(pressed)
        return pressed

    # Who the bot is

    async def introduce(self, profile: Profile) -> None:
        """The description that is shown before Start, and the commands, in each language; Telegram keeps them."""
        for room in profile.rooms:
            _check(room)
        for language, description in profile.descriptions.items():
            code = "" if language == "sv" else language
            with suppress(TelegramError):
                await self._bot.set_my_description(description[:512], language_code=code)
                await self._bot.set_my_short_description(description[:120], language_code=code)
                await self._bot.set_my_commands(
                    _commands(profile.asker_commands[language]), language_code=code
                )
        with suppress(TelegramError):
            await self._bot.set_my_commands(
                _commands(profile.team_commands), scope=BotCommandScopeAllGroupChats()
            )


def _check(room: str) -> None:
    if not room.lstrip("-").isdecimal():
        raise Undeliverable(
            f"”telegram:{room}” är inget rum: det ska vara ett tal. onewayin setup telegram visar det."
        )


def _at(outgoing: Outgoing, address: Address) -> Outgoing:
    return Outgoing(
        outgoing.key, address, outgoing.markdown, outgoing.choices, None, None, outgoing.silent
    )


def _seconds(error: RetryAfter) -> float:
    after = error.retry_after
    return float(after) if isinstance(after, int | float) else after.total_seconds()


def _reply(to: str | None, address: Address) -> ReplyParameters | None:
    """A reply that is sent also where what it answers is gone; one in another chat is none."""
    chat, _, message = (to or "").partition(":")
    if chat != address.room or not message.isdecimal():
        return None
    return ReplyParameters(int(message), allow_sending_without_reply=True)


def _keyboard(choices: Sequence[Choice]) -> InlineKeyboardMarkup | None:
    """One choice a row: labels are read on telephones."""
    rows = [
        [InlineKeyboardButton(choice.label[:_LONGEST_LABEL], callback_data=choice.id)]
        for choice in choices
    ]
    return InlineKeyboardMarkup(rows) if rows else None


def _commands(names: dict[str, str]) -> list[BotCommand]:
    return [BotCommand(name, summary[:256]) for name, summary in names.items()]


def _why(error: TelegramError) -> str:
    """Why a message can't arrive, for the coordinator."""
    text = error.message.lower()
    if "not enough rights" in text or "have no rights" in text or "can't write" in text:
        return "jag får inte skriva i det rummet."
    if "kicked" in text or "not a member" in text:
        return "jag är inte med i det rummet."
    if "blocked" in text:
        return "mottagaren har stängt av mig."
    return (
        "chatten finns inte längre."
        if "not found" in text or "deactivated" in text
        else "Telegram tog inte emot det."
    )
