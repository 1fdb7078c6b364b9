"""An asker's commands that the desk carries out: a link, their questions, to be forgotten."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from bot.cases import judge
from bot.cases.acts import Asker, Forget
from bot.cases.case import Case
from bot.cases.choices import WithdrawCase, YesSend
from bot.cases.labels import shown
from bot.cases.lists import Lists
from bot.cases.ruling import Ruling
from bot.days import workdays
from bot.desk import mail, rulings
from bot.desk.asker.message import AskerMessage, after_greeting, welcome
from bot.dialogue.turns import commands
from bot.dialogue.turns.commands import Typed
from bot.dialogue.turns.conversation import Conversation
from bot.messages import Choice
from bot.storage import askers, casebook, outbox, watches
from bot.storage.post import FAREWELL, Post


def command_of(message: AskerMessage) -> Typed | None:
    """The command that a message is."""
    if message.incoming.choice is not None:
        return None
    return commands.parse(message.incoming.text, "asker")


def carry_out(message: AskerMessage, command: Typed) -> Conversation | None:
    """Do it; the conversation after it, None where there is none any more."""
    return _COMMANDS[command.name](message, command)


def is_ours(command: Typed) -> bool:
    """Whether the desk carries it out."""
    return command.name in _COMMANDS


def plain(message: AskerMessage, command: Typed | None) -> Conversation | None:
    """What a plain command says, or a language asked for in words; None for any other message."""
    before, knowledge = message.conversation, message.at.knowledge
    reply = commands.run(command, before, knowledge) if command else None
    if reply is None:
        today = workdays.local(message.at.now).date()
        reply = commands.asked_language(message.incoming.text, before, knowledge, today)
    if reply is None:
        return None
    markdown, after = reply
    # Choices that stand under another answer aren't repeated; in another language they are.
    message.reply(markdown, () if after.choices == before.choices else after.choices)
    return replace(after, greeted=True)


def _start(message: AskerMessage, command: Typed) -> Conversation:
    """Somebody came by a link: to an area, to a question of their own, or just here."""
    at, say, target = message.at, message.say, command.rest.lower()
    if any(case.number == target for case in casebook.of_asker(at.db, message.key)):
        return _status(message, command)
    after = replace(message.conversation, greeted=True, choices=())
    if target in at.knowledge.areas:
        after = replace(after, area=target)
        words = after_greeting(say, say("område_satt", område=say.area(target)))
    else:
        words = welcome(say)
    message.reply(words, ())
    return after


def _status(message: AskerMessage, command: Typed) -> Conversation:
    """Their questions that aren't over, and a choice to take back each that waits; and those that
    aren't sent yet."""
    choices = report(message, message.conversation)
    return replace(message.conversation, choices=choices, greeted=True)


def report(
    message: AskerMessage, conversation: Conversation, opening: str = ""
) -> tuple[Choice, ...]:
    """Say how it is with somebody's questions; what can be chosen of them."""
    at, say, own = message.at, message.say, _not_over(message)
    unsent = conversation.offers
    lines = [opening, Lists(at.cards).status(own, [one.question for one in unsent], say.language)]
    back = (shown(WithdrawCase(case.number), say) for case in own if case.is_open)
    sends = (shown(YesSend(offer.id), say) for offer in unsent[-1:])
    choices = (*back, *sends)
    message.reply("\n".join(filter(None, lines)), choices)
    return choices


def _not_over(message: AskerMessage) -> list[Case]:
    own = casebook.of_asker(message.at.db, message.key)
    return [case for case in own if case.is_open or case.state == "answered"]


def _forget(message: AskerMessage, command: Typed) -> None:
    """Everything about somebody goes: what waits for an answer is withdrawn, and the one row with
    their address is deleted."""
    at, by, say = message.at, Asker(message.key, message.conversation.reads), message.say
    cases = _not_over(message)
    for case in cases:
        ruling = judge.by_asker(Forget(), case, by, rulings.circumstances(at, case.number))
        if isinstance(ruling, Ruling):
            rulings.enact(at, ruling)
    outbox.cancel_for(at.db, message.key)
    watched = watches.end_all(at.db, message.key)
    askers.forget(at.db, message.key)
    waited = ", ".join(case.number for case in cases if case.is_open)
    has_asked = bool(casebook.of_asker(at.db, message.key))
    lines = [
        say("glömt"),
        *([say("glömt_bevakning")] if watched else []),
        *([say("glömt_frågor", nummer=waited)] if waited else []),
        *([say("glömt_stannar")] if has_asked else []),
        say("glömt_i_appen"),
    ]
    # It goes straight to the chat, whose address is blanked once it is sent.
    farewell = Post(
        "\n".join(lines),
        asker=FAREWELL,
        address=message.incoming.address,
        purpose="reply",
    )
    mail.say(at, farewell)


_COMMANDS: dict[str, Callable[[AskerMessage, Typed], Conversation | None]] = {
    "start": _start,
    "status": _status,
    "glom": _forget,
}
