"""What `linear.py` measures: every pattern of the program, every function of a text that it has,
and what a whole message leads to in the middle of whatever a conversation can be in.

A function is found by what it is given: one text that somebody wrote, and beside it only what is
known here. So one that is written tomorrow is measured tomorrow.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import importlib
import inspect
import pkgutil
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from types import ModuleType
from typing import Any

from pydantic import BaseModel

import adapters
import bot
from bot.cases.cards import Cards
from bot.cases.routing import EVERYBODY, hours_of, team_of
from bot.dialogue import triage
from bot.dialogue.turns.conversation import Conversation
from bot.dialogue.turns.turn import Turn, begin
from bot.knowledge.model import DEFAULT_TEAM, Knowledge
from bot.knowledge.speech import Speech
from bot.matching.library import Current
from bot.matching.verdict import Policy
from bot.messages import Address, Incoming

Function = Callable[..., object]
_NOW = dt.datetime(2026, 11, 20, 12, tzinfo=dt.UTC)
_APART = ("bot.cli", "bot.live", "bot.knowledge")
"""Where nothing is read that people in a chat write."""
_SAID = frozenset(
    "text said message written question answer plain wish markdown reply typed sentence".split()
)
"""What a text is called that somebody may have written."""
_STATES: Mapping[str, Sequence[str]] = {
    "nothing": (),
    "an answer": ("vad är startbidrag i Helsingborg?",),
    "an offer": ("Vad kostar det att hyra scenen i Helsingborg?",),
    "a place asked for": ("vilka bidrag finns det?",),
    "a guide": ("jag bor i Helsingborg", "vilket bidrag passar oss?"),
    "a checklist": ("checklista för startbidraget i Helsingborg",),
    "several answers": ("vad är startbidrag i Helsingborg, och när är sista dag?",),
}
"""What a conversation is in the middle of, after these."""


def modules() -> Iterator[ModuleType]:
    """Every module of the program."""
    for package in (bot, adapters):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if not module.name.endswith("__main__"):
                yield importlib.import_module(module.name)


def patterns() -> dict[str, Function]:
    """Every pattern that stands in a module of the program, as a search of a whole text."""
    found: dict[str, Function] = {}
    for module in modules():
        for name, value in vars(module).items():
            for at, pattern in enumerate(value if isinstance(value, list) else [value]):
                if isinstance(pattern, re.Pattern) and isinstance(pattern.pattern, str):
                    found[f"{module.__name__}.{name}[{at}]"] = searched(pattern)
    return found


def searched(pattern: re.Pattern[str]) -> Function:
    """A pattern, looked for from the beginning to the end of a text."""
    return lambda whole: sum(1 for _ in pattern.finditer(whole))


def functions(current: Current) -> dict[str, Function]:
    """Every public function of one text, those that need the knowledge beside it, and what a whole
    message leads to."""
    known = _known(current)
    found: dict[str, Function] = {}
    for module in modules():
        if module.__name__.startswith(_APART):
            continue
        for name, function in vars(module).items():
            of_text = _of_text(function, module, known) if name[0] != "_" else None
            if of_text is not None:
                found[f"{module.__name__}.{name}"] = of_text
    return found | _of_knowledge(current) | _decisions(current)


def _of_text(function: Any, module: ModuleType, known: dict[str, Any]) -> Function | None:
    """A function of the module's own, with the text left to be given; None where it has no text,
    or needs what isn't known here."""
    itself = inspect.unwrap(function) if callable(function) else None
    if not inspect.isfunction(itself) or itself.__module__ != module.__name__:
        return None
    kinds = inspect.signature(itself).parameters.values()
    needed = [kind for kind in kinds if kind.default is kind.empty]
    text = next((kind for kind in needed if kind.annotation == "str" and kind.name in _SAID), None)
    others = {
        kind.name: known.get(kind.name, known.get(str(kind.annotation)))
        for kind in needed
        if kind is not text
    }
    if text is None or None in others.values():
        return None
    return _with(function, inspect.signature(itself), text.name, others)


def _with(
    function: Function, signature: inspect.Signature, name: str, others: Mapping[str, Any]
) -> Function:
    """A function that is given all but its text."""

    def of_text(whole: str) -> object:
        bound = signature.bind_partial()
        bound.arguments.update(
            {
                key: whole if key == name else others[key]
                for key in signature.parameters
                if key in {name, *others}
            }
        )
        with contextlib.suppress(ValueError):  # what is no day is read, too
            found = function(*bound.args, **bound.kwargs)
            # What is looked for only when it is asked for is asked for.
            return list(found) if isinstance(found, Iterator) else found
        return None

    return of_text


def _known(current: Current) -> dict[str, Any]:
    """What a function may be given beside a text, by its kind or else its name."""
    know, turn = current.knowledge, _turn(current, "hej", Conversation())
    talk, guidance = know.talk, know.guidance
    offering = _after(current, _STATES["an offer"])
    found: dict[str, Any] = {
        "Turn": turn,
        "Offer": next(reversed(offering.offers), None),
        "Conversation": offering,
        "Incoming": turn.incoming,
        "Current": current,
        "Knowledge": know,
        "Matcher": current.matcher,
        "Reader": current.reader(None),
        "Wording": turn.say,
        "Speech": Speech(know, "sv"),
        "Talk": talk,
        "Words": know.words,
        "Danger": know.rejects.danger,
        "Wishes": talk.wishes,
        "LeftOut": talk.left_out,
        "Sensitive": know.rejects.sensitive,
        "Held": know.held,
        "Guidance": guidance,
        "Questions": guidance,
        "Inquiry": guidance.inquiries[0] if guidance is not None else None,
        "Who": "team",
        "Side": "asker",
        "Hours": hours_of(team_of(know, DEFAULT_TEAM)),
        "dt.date": _NOW.date(),
        "dt.datetime": _NOW,
        "first_person": talk.first_person,
        "language": "sv",
    }
    return found


def _of_knowledge(current: Current) -> dict[str, Function]:
    """What the knowledge itself reads: its patterns, and the methods that find something in a
    text."""
    know = current.knowledge
    found: dict[str, Function] = {
        "bot.cases.cards.quoted": Cards(know, _NOW).quoted,
        "gazetteer.find": current.gazetteer.find,
        "reader.read": current.reader(None).read,
        "greeting": lambda whole: know.greeting.sub("", whole),
    }
    for where, pattern in of_editors(know):
        found[where] = searched(pattern)
    return found


def of_editors(know: Knowledge) -> Iterator[tuple[str, re.Pattern[str]]]:
    """Every pattern that editors have written, and where."""
    for name in ("talk", "rejects", "held", "guidance", "words"):
        yield from _written(name, getattr(know, name))


def _written(where: str, value: Any) -> Iterator[tuple[str, re.Pattern[str]]]:
    """The patterns that editors have written, and where."""
    if isinstance(value, re.Pattern):
        yield where, value
    elif isinstance(value, BaseModel):
        for name in type(value).model_fields:
            yield from _written(f"{where}.{name}", getattr(value, name))
    elif isinstance(value, Mapping):
        for name, one in value.items():
            yield from _written(f"{where}.{name}", one)
    elif isinstance(value, list | tuple):
        for at, one in enumerate(value):
            yield from _written(f"{where}[{at}]", one)


def _decisions(current: Current) -> dict[str, Function]:
    """What a whole message leads to, in the middle of everything."""

    def in_the_middle(before: Conversation) -> Function:
        return lambda whole: triage.decide(_turn(current, whole, before))

    after = {name: _after(current, said) for name, said in _STATES.items()}
    return {f"a message after {name}": in_the_middle(before) for name, before in after.items()}


def _after(current: Current, said: Sequence[str]) -> Conversation:
    conversation = Conversation()
    for message in said:
        _, conversation = triage.decide(_turn(current, message, conversation))
    return conversation


def _turn(current: Current, said: str, before: Conversation) -> Turn:
    incoming = Incoming("e1", _NOW, Address("net", "dm"), "anna", "said", said)
    return begin(incoming, before, current, Policy(), _NOW, EVERYBODY)
