"""`onewayin find`: which file and line has some words, and what nearly has them. It reads the files
alone, without the matcher, so that it is quick."""

from __future__ import annotations

import math
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import click
import Stemmer

from bot import settings
from bot.cli import areas, options
from bot.cli.passages import (
    CONDITION,
    FACT,
    HEADING,
    NAME,
    QUESTION,
    TIMES,
    Passage,
    answer,
    heading,
    passages,
    place,
    top,
)
from bot.cli.swedish import Command
from bot.errors import KnowledgeError, visible
from bot.knowledge import loading
from bot.knowledge.folder import Places
from bot.knowledge.model import Entry, Knowledge, Unknown
from bot.text import fold, tokens

MOST = 10
"""How many are shown."""
NOTHING = 1
"""The exit status where nothing is found."""
_WORTH = {NAME: 1.5, FACT: 1.4, TIMES: 1.4, HEADING: 1.3, QUESTION: 1.2}
"""What a word counts for where it stands; in a text 1."""
_CHANGED = (FACT, TIMES, CONDITION)
"""What an editor changes an amount or a day in."""
_ELSEWHERE = 0.3
"""What a word counts for that the best passage lacks, and another passage has."""
_COMMON = 5
"""A word that more than a fifth of all items have tells nothing: none is said to lack it."""
_SHORTEST_PART = 4
"""Letters of a word that may be a part of a longer one ("slant" in "slanten")."""
_STEMMER = Stemmer.Stemmer("swedish")
_SHOWN = 90
"""Characters of an answer that are shown."""


@dataclass(frozen=True)
class Hit:
    """An item that has some of the words: its best passage, and the words that it lacks."""

    item: Entry | Unknown
    passage: Passage
    lacking: tuple[str, ...]
    score: float
    also: tuple[Passage, ...] = ()
    """The other facts and days that have them just as well: what is changed in one is in all."""


Row = tuple[Passage, frozenset[str]]
"""A passage and its words."""


class Index:
    """The passages of some items, by their words."""

    def __init__(self, items: Sequence[Entry | Unknown], know: Knowledge) -> None:
        self._rows: list[tuple[Entry | Unknown, list[Row]]] = [
            (item, [(one, _words(one.text)) for one in passages(item, know)]) for item in items
        ]
        self._having = [
            frozenset[str]().union(*(words for _, words in rows)) for _, rows in self._rows
        ]
        self._vocabulary = frozenset[str]().union(*self._having)

    def hits(self, text: str) -> list[Hit]:
        """The items that have words of a text, best first: those that have every telling word
        before the others."""
        query = self._query(text)
        hits = (
            query.hit(item, rows, having)
            for (item, rows), having in zip(self._rows, self._having, strict=True)
            if any(query.forms[word] & having for word in query.telling)
        )
        return sorted(hits, key=lambda hit: (len(hit.lacking) > 0, -hit.score, hit.item.id))

    def _query(self, text: str) -> _Query:
        forms = {word: self._forms(word) for word in dict.fromkeys(tokens(text))}
        total = len(self._having)
        counts = {
            word: sum(not own.isdisjoint(having) for having in self._having)
            for word, own in forms.items()
        }
        weights = {word: math.log(1 + total / max(1, count)) for word, count in counts.items()}
        telling = [word for word, count in counts.items() if count * _COMMON <= total]
        return _Query(forms, weights, telling or list(forms))

    def _forms(self, word: str) -> frozenset[str]:
        """The words of the folder that are the word, one of its forms, or have it in them."""
        stem = fold(_STEMMER.stemWord(word))
        if len(stem) < _SHORTEST_PART:
            return frozenset({fold(word)})
        return frozenset(other for other in self._vocabulary if stem in other)


@dataclass(frozen=True)
class _Query:
    """The words that are looked for: the forms of each in the folder, what each is worth, and
    those that tell something."""

    forms: Mapping[str, frozenset[str]]
    weights: Mapping[str, float]
    telling: Sequence[str]

    def hit(self, item: Entry | Unknown, rows: Sequence[Row], having: frozenset[str]) -> Hit:
        """What an item has of the words."""
        best = max(rows, key=self._score)
        elsewhere = self._weight(having - best[1])
        lacking = tuple(word for word in self.telling if self.forms[word].isdisjoint(having))
        score = self._score(best)[0]
        also = tuple(
            row[0]
            for row in rows
            if row is not best and row[0].kind in _CHANGED and self._score(row)[0] >= score
        )
        return Hit(item, best[0], lacking, score + _ELSEWHERE * elsewhere, also)

    def _score(self, row: Row) -> tuple[float, int]:
        """How well a passage has the words; of two alike the shorter is better."""
        passage, words = row
        return self._weight(words) * _WORTH.get(passage.kind, 1.0), -len(words)

    def _weight(self, words: frozenset[str]) -> float:
        forms = self.forms.items()
        return sum(self.weights[word] for word, own in forms if not own.isdisjoint(words))


def answers_first(hits: Sequence[Hit]) -> list[Hit]:
    """The answers before the unknowns, of those that have every word and of the others."""
    return sorted(hits, key=lambda hit: (len(hit.lacking) > 0, isinstance(hit.item, Unknown)))


def _words(text: str) -> frozenset[str]:
    return frozenset(fold(word) for word in tokens(text))


def report(hits: Sequence[Hit], know: Knowledge, places: Places) -> Iterator[str]:
    """The hits as lines: the file and line, what stands there, and the way of asking or the fact
    that has the words."""
    for hit in hits:
        file, line = place(hit.item, know, places, top(hit.item))
        yield f"{visible(str(file))}:{line}: {_about(hit.item)}"
        shown = (hit.passage,) if hit.passage.kind in (QUESTION, *_CHANGED) else ()
        rows: dict[int, str] = {}
        for passage in (*shown, *hit.also):
            rows.setdefault(place(hit.item, know, places, passage.where)[1], passage.text)
        yield from (f"    rad {at}: {text}" for at, text in rows.items())
        if hit.lacking:
            yield f"    har inte: {', '.join(hit.lacking)}"


def _about(item: Entry | Unknown) -> str:
    if isinstance(item, Unknown):
        return f"okänt: {heading(item)}"
    text = answer(item)
    return f"{heading(item)} – {text[:_SHOWN]}{' …' if len(text) > _SHOWN else ''}"


@click.command(
    cls=Command,
    help="Visa i vilken fil och på vilken rad något står: bland svaren, deras namn och rubriker,"
    " sätten att fråga, fakta, tider, villkor och det som är okänt. De tio bästa, svaren först.",
)
@click.argument("words", nargs=-1, required=True, metavar="ORD...")
@click.option(
    "--area",
    metavar="OMRÅDE",
    shell_complete=areas.completions,
    help="bara områdets egna filer, till exempel ekero",
)
@options.knowledge()
def command(words: tuple[str, ...], area: str | None, folder: Path | None) -> int:
    """Print the files and lines; status 1 where nothing has the words, as of `grep`. Raises
    ``KnowledgeError`` where the folder can't be read."""
    reading = loading.read_folder(settings.knowledge_folder(folder))
    know = reading.knowledge
    if know is None:
        raise KnowledgeError(reading.errors)
    own = areas.named(area, know) if area else None
    hits = Index([item for item in know.items if own in (None, item.area)], know).hits(
        " ".join(words)
    )
    if not hits:
        print("Inget i kunskapen har de orden. Prova färre ord, eller andra.", file=sys.stderr)
        return NOTHING
    for line in report(answers_first(hits[:MOST]), know, reading.places):
        print(line)
    return 0
