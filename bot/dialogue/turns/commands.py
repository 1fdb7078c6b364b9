"""Commands in a chat: one table for askers and coordinators, what is typed → which command, and
what askers' plain ones say. Pure."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from bot.cases.case import number_before
from bot.cases.labels import relabelled
from bot.dialogue.turns import places
from bot.dialogue.turns.conversation import Conversation
from bot.dialogue.turns.states import IDLE, ChoosingArea, Confirming
from bot.knowledge.citation import Citation
from bot.knowledge.model import Knowledge
from bot.knowledge.speech import PREFIX
from bot.knowledge.wording import Wording
from bot.markup import escape
from bot.matching.gazetteer import Gazetteer
from bot.messages import Choice
from bot.text import bare, fold

Side = Literal["asker", "team"]
_PREFIXES = ("/", "!")
"""What a command may begin with anywhere; Element keeps "/" for itself, so people type "!"
there."""
THUMB = "👍"
"""The reaction that means yes to an offer, and "I take it" on a card."""


@dataclass(frozen=True, slots=True)
class Typed:
    """A command as somebody typed it, and what follows its name."""

    name: str
    rest: str = ""


_ASKERS = "start hjalp om omrade sprak kalla bevaka mina lista status english glom".split()
_TEAMS = ("ta", "lamna", "svara", "fraga", "senare", "stang", "angra", "ko", "borta", "ova")
COMMANDS: dict[str, Side] = {**dict.fromkeys(_ASKERS, "asker"), **dict.fromkeys(_TEAMS, "team")}
"""Each command and whose it is; what it does stands in the wording, under ``kommandon``."""
_MENUS: Mapping[Side, tuple[str, ...]] = {
    "asker": ("hjalp", "omrade", "kalla", "mina", "sprak", "glom"),
    "team": ("ko", "lamna", "fraga", "senare", "stang", "angra"),
}
"""What a network's own menu shows: at most six, so that they are read. The rest is told by
/hjalp."""


def parse(text: str, side: Side) -> Typed | None:
    """The command that a message is; None where it is none. å, ä and ö are taken, and in a room
    "ångra" needs no prefix.

    An unknown command of an asker's is a call for help, unless words follow it: then it is perhaps
    a question.
    """
    typed = text.strip()
    if typed[:1] in _PREFIXES and side == "team" and fold(typed[1:9].lower()) == "tillbaka":
        return Typed("borta", f"{typed[9:].strip()} nej".strip())
    if not typed.startswith(_PREFIXES):
        unmarked = side == "team" and fold(typed.lower()) in ("angra", "ova", "ko")
        return Typed(fold(typed.lower())) if unmarked else None
    name, rest = ([*re.split(r"\s+", typed[1:], maxsplit=1), ""])[:2]
    name = fold(name.partition("@")[0].lower())  # Telegram writes /ta@the_bot in a group
    if COMMANDS.get(name) != side:
        known = name in COMMANDS or (side == "team" and name in ("hjalp", "om"))
        return Typed("hjalp") if known or (side == "asker" and not rest) else None
    return Typed(name, rest.strip())


def numbered_command(text: str) -> Typed | None:
    """A coordinator's command on a case without the sign before it, where the case's number shows
    that it is one: "svara 2026-0001 ja, det går bra"."""
    name, _, rest = text.strip().partition(" ")
    command = fold(name.lower()).rstrip(":,")
    is_meant = COMMANDS.get(command) == "team" and number_before(rest)[0] != ""
    return Typed(command, rest.strip()) if is_meant else None


def is_unknown(text: str) -> bool:
    """Whether a text in a room is meant as a command that there is none of: it must not be taken
    for an answer."""
    return re.match(r"[/!][^\W\d_]", text.strip()) is not None and parse(text, "team") is None


def is_thumb(text: str) -> bool:
    """Whether a message is a thumb up and nothing else, whatever its colour."""
    return re.fullmatch(rf"{THUMB}[\ufe0e\ufe0f\U0001f3fb-\U0001f3ff]*", text.strip()) is not None


def run(
    typed: Typed, conversation: Conversation, knowledge: Knowledge
) -> tuple[str, Conversation] | None:
    """What a plain command of an asker's says, and the conversation after it; None for those that
    the desk carries out."""
    plain = _PLAIN.get(typed.name)
    return plain(knowledge, conversation, typed.rest) if plain else None


def asked_language(
    text: str, conversation: Conversation, knowledge: Knowledge, today: dt.date
) -> tuple[str, Conversation] | None:
    """ "Svenska, tack", "can you say it in English": a language asked for in words. What was last
    answered is said again in it, and what was asked back or offered still stands. Who asks for it
    in itself writes it from now on, and is answered in another once they write that; who asks in
    another ("in Swedish please") is answered in it whatever they write."""
    said = bare(text)
    asked = next(
        (
            language
            for language, wording in knowledge.wording.items()
            if said in map(bare, wording.get("byt_till", ()))
        ),
        None,
    )
    if asked is None:
        return None
    told, after = _language(knowledge, conversation, asked)
    if Wording(knowledge, asked)("sitt_namn") in said.split():
        after = replace(after, language=None, last_language=asked)
    return "\n\n".join([told, *_again(Wording(knowledge, asked), conversation, today)]), after


def _again(say: Wording, conversation: Conversation, today: dt.date) -> list[str]:
    """The last answer, and the question or the offer that waits, in another language."""
    entry, state = say.knowledge.entries.get(conversation.last_entry or ""), conversation.state
    is_last = entry is not None and conversation.said.startswith(f"answer {entry.id} ")
    asked, area = conversation.last_question, conversation.area
    again = [say.answer(entry, area, today, asked=asked)] if entry and is_last else []
    if isinstance(state, ChoosingArea):
        again.append(say("vilken_kommun"))
    if isinstance(state, Confirming):
        waiting = (offer for offer in conversation.offers if offer.id == state.offer)
        again += [say("inte_skickad_än", fråga=escape(offer.question)) for offer in waiting]
    return again


def _say(knowledge: Knowledge, conversation: Conversation) -> Wording:
    return Wording(knowledge, conversation.reads)


def numbered(typed: str, choices: Sequence[Choice]) -> Choice | None:
    """The choice with this number; None where there is none."""
    at = int(typed) if typed.isdecimal() and len(typed) <= len(str(len(choices))) else 0
    return choices[at - 1] if 0 < at <= len(choices) else None


def listed(say: Wording, side: Side) -> dict[str, str]:
    """The commands of a side, each with what it does."""
    summaries = say.table("kommandon")
    return {
        name: summaries[name].replace("{p}", "/")
        for name, whose in COMMANDS.items()
        if whose == side and name != "start"
    }


def menu(say: Wording, side: Side) -> dict[str, str]:
    """The commands in a network's own menu, each with what it does."""
    every = listed(say, side)
    return {name: every[name] for name in _MENUS[side]}


def _help(knowledge: Knowledge, conversation: Conversation, _: str) -> tuple[str, Conversation]:
    say = _say(knowledge, conversation)
    rows = [
        f"- {PREFIX}{name}: {summary.replace('/', PREFIX)}"
        for name, summary in listed(say, "asker").items()
    ]
    return say("hjälp", kommandon="\n" + "\n".join(rows)), conversation


def _about(knowledge: Knowledge, conversation: Conversation, _: str) -> tuple[str, Conversation]:
    return _say(knowledge, conversation)("om", p=PREFIX), conversation


def _source(knowledge: Knowledge, conversation: Conversation, _: str) -> tuple[str, Conversation]:
    say, last = _say(knowledge, conversation), conversation.last_entry
    if last is None:
        return say("ingen_källa"), conversation
    entry = knowledge.entries.get(last)
    return Citation(say, entry).whole() if entry else say("svar_borta"), conversation


def _area(knowledge: Knowledge, conversation: Conversation, rest: str) -> tuple[str, Conversation]:
    say = _say(knowledge, conversation)
    mentions = Gazetteer(knowledge.areas).find(rest)
    if not mentions:
        return say("skriv_område", kommando=f"{PREFIX}omrade"), conversation
    area = mentions[0].area
    return places.told(say, area), replace(conversation, area=area, state=IDLE, choices=())


def _language(
    knowledge: Knowledge, conversation: Conversation, rest: str
) -> tuple[str, Conversation]:
    asked = fold(rest.lower())
    language = {"svenska": "sv", "sv": "sv", "engelska": "en", "english": "en", "en": "en"}.get(
        asked
    )
    if language is None:
        return _say(knowledge, conversation)("skriv_språk", kommando=f"{PREFIX}sprak"), conversation
    say = Wording(knowledge, language)
    choices = relabelled(conversation.choices, say)
    after = replace(conversation, language=language, foreign="", choices=choices)
    return say("språk_satt"), after


def _english(knowledge: Knowledge, conversation: Conversation, _: str) -> tuple[str, Conversation]:
    return _language(knowledge, conversation, "en")


_PLAIN: dict[str, Callable[[Knowledge, Conversation, str], tuple[str, Conversation]]] = {
    "hjalp": _help,
    "om": _about,
    "omrade": _area,
    "sprak": _language,
    "kalla": _source,
    "english": _english,
}
