"""A person's words in Swedish, to whoever asked in another language. Pure."""

from __future__ import annotations

from bot.cases import quoting
from bot.cases.case import Case
from bot.days import workdays
from bot.knowledge.model import Knowledge
from bot.knowledge.wording import Wording
from bot.markup import escape
from bot.text import tokens

_ENGLISH = "en"
_SPOKEN, _RIGHT_TO_LEFT = ("sv", _ENGLISH), ("ar", "fa")
_RECEIVED = "är_skickad"
_LETTERS = frozenset("åäö")
"""What Swedish words are known by, where the other language hasn't them."""


def is_foreign(case: Case, written: str, knowledge: Knowledge) -> bool:
    """Whether words are in Swedish, and the asker doesn't write it: more of them are Swedish than
    theirs, or English. An amount or an address is in no language."""
    if case.language == "sv":
        return False
    words, own = {*tokens(written)}, _words(case.language, knowledge)
    letters = _LETTERS - {letter for word in own for letter in word}
    known = knowledge.held.swedish - own
    swedish = {word for word in words if word in known or letters & {*word}}
    others = words & (own | _words(_ENGLISH, knowledge)) - knowledge.held.swedish
    return len(swedish) > len(others)


def is_english(written: str, knowledge: Knowledge) -> bool:
    """Whether words are in English: more of them are English than Swedish."""
    words, swedish = {*tokens(written)}, knowledge.held.swedish
    english = words & _words(_ENGLISH, knowledge) - swedish
    return not _LETTERS & {*written.lower()} and len(english) > len(words & swedish)


def told_in(case: Case, knowledge: Knowledge) -> str:
    """The language that it is said in: theirs, or English where the bot hasn't a word of it."""
    return case.language if case.language in knowledge.wording else _ENGLISH


def before(case: Case, knowledge: Knowledge) -> str:
    """That what follows is in Swedish."""
    return Wording(knowledge, told_in(case, knowledge))("på_svenska")


def received(case: Case, knowledge: Knowledge) -> str:
    """That a question has arrived, and by when its answer comes, in a language that the bot lacks;
    "" in one that it speaks, or has no sentence in."""
    own, say = knowledge.wording.get(case.language, {}), Wording(knowledge, case.language)
    if case.language in _SPOKEN or _RECEIVED not in own:
        return ""
    day = workdays.local(case.due).date()
    return f"{say(_RECEIVED)} {say('svar_senast', dag=isolated(f'{day}', case.language))}"


def isolated(name: str, language: str) -> str:
    """A name in Latin letters within a text that is read from the right."""
    return f"\u2068{name}\u2069" if language in _RIGHT_TO_LEFT else name


def relayed(case: Case, written: str, knowledge: Knowledge) -> str:
    """Somebody's words as they were typed; of those in Swedish that they are."""
    said = quoting.relayed(written)
    return f"{before(case, knowledge)}\n\n{said}" if is_foreign(case, written, knowledge) else said


def reason(case: Case, why: str, knowledge: Knowledge) -> str:
    """The same of a reason, within a sentence."""
    said = escape(why.rstrip(". "))
    if not is_foreign(case, why, knowledge):
        return said
    return Wording(knowledge, case.language)("skäl_på_svenska", varför=said)


def _words(language: str, knowledge: Knowledge) -> frozenset[str]:
    """The small words of a language, its yes and no."""
    small = frozenset(knowledge.words.common.get(language, ()))
    tongue = knowledge.talk.tongues.get(language)
    return small if tongue is None else small | tongue.small | {*tongue.yes, *tongue.no}
