"""The texts of an answer or of an unknown, each with where it stands in its file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bot.knowledge import times
from bot.knowledge.folder import Places
from bot.knowledge.model import Entry, Knowledge, Unknown
from bot.knowledge.written.yamltext import Where

NAME, HEADING, QUESTION, FACT = "namn", "rubrik", "frågor", "fakta"
TIMES, TEXT = "tider", "svar"
CONDITION = "vem"


@dataclass(frozen=True)
class Passage:
    """One text of an item: its kind, and the way to it."""

    kind: str
    where: Where
    text: str


def heading(item: Entry | Unknown) -> str:
    """What an item is about, in Swedish."""
    return item.title if isinstance(item, Entry) else item.what["sv"]


def top(item: Entry | Unknown) -> Where:
    """The way to an item's heading."""
    return ("rubrik",) if isinstance(item, Entry) else ("vad", "sv")


def answer(item: Entry | Unknown) -> str:
    """What an item answers, in Swedish and on one line; an unknown answers nothing."""
    return " ".join(item.answer_in("sv").split()) if isinstance(item, Entry) else ""


def passages(item: Entry | Unknown, know: Knowledge) -> Iterator[Passage]:
    """Everything that an item says or is asked by."""
    if item.thing in know.things:
        yield Passage(NAME, ("sak",), know.things[item.thing].name)
    for name in item.names:
        yield Passage(NAME, ("namn",), name)
    yield from _own(item)
    yield from _conditions(item, know)
    for language, questions in item.questions.items():
        for at, question in enumerate(questions):
            yield Passage(QUESTION, ("frågor", language, at), question)


def _own(item: Entry | Unknown) -> Iterator[Passage]:
    """An answer's heading, text and facts, or what an unknown is about."""
    if isinstance(item, Unknown):
        for language, text in item.what.items():
            yield Passage(HEADING, ("vad", language), text)
        return
    yield Passage(HEADING, ("rubrik",), item.title)
    for language in item.answer:
        yield Passage(TEXT, ("svar", language), item.answer_in(language))
    for name, fact in item.facts.items():
        for text in fact.values():
            yield Passage(FACT, ("fakta", name), f"{name}: {text}")
    for at, period in enumerate(item.periods):
        for key, day in (("öppnar", period.opens), ("stänger", period.closes)):
            if day is not None:
                said = f"tider, {key}: {times.written(day)}"
                yield Passage(TIMES, ("tider", at, key), said)


def _conditions(item: Entry | Unknown, know: Knowledge) -> Iterator[Passage]:
    """Whom a thing is for, of its first item alone: it stands once in its file."""
    thing = know.things.get(item.thing)
    if thing is None or thing.whom is None or item.id != next(iter(thing.answers), None):
        return
    for where, texts in thing.whom.texts():
        for language, text in texts.items():
            yield Passage(CONDITION, (*where, language), f"{where[1]}: {text}")


def place(item: Entry | Unknown, know: Knowledge, places: Places, where: Where) -> tuple[Path, int]:
    """The file and the line of a part of an item, whichever file it stands in."""
    if item.id in know.entries or item.thing:
        return places[item.id](where)
    people = next(at for at, one in enumerate(know.rejects.people) if one.id == item.id)
    return places["rejects.yaml"](("människa", people, *where))
