"""Commands in a chat: what was typed → what is said and remembered. One table; pure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from bot.areas import Gazetteer
from bot.conversations import Conversation, Idle
from bot.knowledge import Knowledge
from bot.messages import Incoming
from bot.text import fold, tokens
from bot.wording import Wording

PREFIX = "/"


@dataclass(frozen=True)
class Command:
    """A command: what it is called, what it does in a few words, and how."""

    name: str
    summary: dict[str, str]
    run: Callable[[Knowledge, Conversation, str], tuple[str, Conversation]]


def run(incoming: Incoming, conversation: Conversation, knowledge: Knowledge) -> tuple[str, Conversation] | None:
    """What a command says, and the conversation after it; None where the message is no command."""
    typed = incoming.text.strip()
    if not typed.startswith(PREFIX):
        bare = " ".join(tokens(typed))
        asked = (language for language, wording in knowledge.wording.items() if bare in wording.get("byt_till", ()))
        language = next(asked, None)
        return _language(knowledge, conversation, language) if language else None
    name, _, rest = typed[len(PREFIX) :].partition(" ")
    command = COMMANDS.get(fold(name.lower()))
    if command is None and rest:
        return None  # no command, but perhaps a question, or a call for help
    return (command or COMMANDS["hjalp"]).run(knowledge, conversation, rest.strip())


def _say(knowledge: Knowledge, conversation: Conversation) -> Wording:
    return Wording(knowledge, conversation.language or "sv")


def _help(knowledge: Knowledge, conversation: Conversation, _: str) -> tuple[str, Conversation]:
    say = _say(knowledge, conversation)
    table = "\n".join(f"- {PREFIX}{command.name}: {say.localized(command.summary)}" for command in COMMANDS.values())
    return say("hjälp", kommandon="\n" + table), conversation


def _about(knowledge: Knowledge, conversation: Conversation, _: str) -> tuple[str, Conversation]:
    return _say(knowledge, conversation)("om"), conversation


def _area(knowledge: Knowledge, conversation: Conversation, rest: str) -> tuple[str, Conversation]:
    say = _say(knowledge, conversation)
    mentions = Gazetteer(knowledge.areas).find(rest)
    if not mentions:
        return say("skriv_område", kommando=f"{PREFIX}omrade"), conversation
    area = mentions[0].area
    return say("område_satt", område=say.area(area)), replace(conversation, area=area, state=Idle(), choices=())


def _language(knowledge: Knowledge, conversation: Conversation, rest: str) -> tuple[str, Conversation]:
    asked = fold(rest.lower())
    language = {"svenska": "sv", "sv": "sv", "engelska": "en", "english": "en", "en": "en"}.get(asked)
    if language is None:
        return _say(knowledge, conversation)("skriv_språk", kommando=f"{PREFIX}sprak"), conversation
    after = replace(conversation, language=language)
    return _say(knowledge, after)("språk_satt"), after


def _english(knowledge: Knowledge, conversation: Conversation, _: str) -> tuple[str, Conversation]:
    return _language(knowledge, conversation, "en")


def _forget(knowledge: Knowledge, conversation: Conversation, _: str) -> tuple[str, Conversation]:
    return _say(knowledge, conversation)("glömt"), Conversation(language=conversation.language, greeted=True)


COMMANDS = {
    command.name: command
    for command in (
        Command("hjalp", {"sv": "vad du kan fråga", "en": "what you can ask"}, _help),
        Command("om", {"sv": "vem jag är och vad som sparas", "en": "who I am and what is kept"}, _about),
        Command("omrade", {"sv": "välj kommun, till exempel /omrade Lund", "en": "choose a municipality"}, _area),
        Command("sprak", {"sv": "svenska eller engelska", "en": "Swedish or English"}, _language),
        Command("english", {"sv": "byt till engelska", "en": "change to English"}, _english),
        Command("glom", {"sv": "glöm det vi har pratat om", "en": "forget what we have talked about"}, _forget),
    )
}
