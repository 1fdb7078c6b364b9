"""The editor of ``live``: changes of a folder, some of them broken, and how each is seen."""

from __future__ import annotations

import argparse
import datetime as dt
import os
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from bot.cli.ask import ask
from bot.knowledge.model import COUNTRY, Entry
from bot.knowledge.written import files
from bot.matching.library import Current
from bot.matching.verdict import Policy

_ANSWER = "    sv: |\n      "
_FAULTS: tuple[Callable[[str], str], ...] = (
    lambda text: text.replace("\nämne: ", "\nämne: om ", 1),  # no topic
    lambda text: text.replace(_ANSWER, f"{_ANSWER}Det kostar 500 kr. ", 1),  # a fact in a text
    lambda text: text.replace("\nteam: ", "\nteam: {", 1),  # no YAML
    lambda text: text[: text.index("\nfrågor:")],  # half a file
)
_THING = """\
sak: {name}
id: {area}-{id}
område: {area}
ämne: other
namn: [{name}]
team: {team}
källa: {{dokument: {source}, ställe: det här provet}}
kontrollerad: 2026-11-20
svar:
  - id: {area}-{id}
    rubrik: Vad {name} är
    sv: |
      {name} är **till för provet**.
frågor:
  {area}-{id}:
    sv:
      - Vad är {name}?
      - hur fungerar {name}
      - vem får använda {name}
      - Vi har hört talas om {name}. Vad är det?
      - är {name} något för oss
      - berätta om {name}
      - hur kommer man till {name}
      - får alla vara med i {name}
"""


@dataclass(frozen=True)
class Probe:
    """A question that is answered by the first answer of a thing's file, as it is at first."""

    question: str
    entry: Entry
    file: Path


@dataclass(frozen=True)
class Change:
    """Something that is done to the folder: ``make`` does it and gives the folder's version. Where
    it isn't broken, the answer to ``question`` ``shows`` it."""

    kind: Literal["text", "ways"]
    is_broken: bool
    make: Callable[[], str]
    question: str
    shows: str


def probes(current: Current, seed: int, most: int = 300) -> list[Probe]:
    """Questions whose answers can be told to have changed."""
    chance, found, now = random.Random(seed), [], dt.datetime.now(dt.UTC)
    know = current.knowledge
    first = [know.entries[thing.answers[0]] for thing in know.things.values() if thing.answers]
    for entry in chance.sample(first, len(first)):
        place = "" if entry.area == COUNTRY else f" i {know.areas[entry.area].name}"
        question = f"{chance.choice(entry.questions['sv']).rstrip('?')}{place}?"
        file = current.path / "entries" / entry.area / f"{entry.thing}.yaml"
        plain = _ANSWER in file.read_text("utf-8") and len(entry.answer["sv"]) < 600
        if plain and ask(question, current, Policy(), now).entry == entry.id:
            found.append(Probe(question, entry, file))
        if len(found) == most:
            break
    return found


class Editor:
    """Changes files as a program does that writes beside and renames."""

    def __init__(self, current: Current, asked: list[Probe], chance: random.Random) -> None:
        self._path, self._know = current.path, current.knowledge
        self._asked, self._chance = asked, chance
        self._mend: tuple[Path, str] | None = None
        """What a broken file was before."""

    def changes(self, options: argparse.Namespace) -> Iterator[Change]:
        """So many of each kind, in an order of chance; no two broken ones follow each other."""
        kinds: list[Literal["text", "ways"]] = ["text"] * (options.changes - options.ways)
        kinds += ["ways"] * options.ways
        self._chance.shuffle(kinds)
        every = options.changes // options.broken if options.broken else options.changes + 1
        for number, kind in enumerate(kinds):
            is_broken = number % every == every - 2
            yield self._text(number, is_broken) if kind == "text" else self._ways(number, is_broken)

    def _text(self, number: int, is_broken: bool) -> Change:
        probe, shows = self._chance.choice(self._asked), f"Ändring nummer {number}."
        fault = self._chance.choice(_FAULTS)

        def make() -> str:
            self._mended()
            before = probe.file.read_text("utf-8")
            first, _, rest = before.partition(_ANSWER)
            old = rest.partition("Ändring nummer ")
            rest = old[2].partition(". ")[2] if not old[0] else rest
            after = f"{first}{_ANSWER}{shows} {rest}"
            return self._write(probe.file, fault(before) if is_broken else after, before, is_broken)

        return Change("text", is_broken, make, probe.question, shows)

    def _ways(self, number: int, is_broken: bool) -> Change:
        beside = self._chance.choice(self._asked).entry
        name = "".join(self._chance.choice(pair) for pair in ("bdfgk", "aeio", "lmnr", "dgkst"))
        name, file = f"{name.capitalize()}huset", self._path / "entries" / beside.area
        id_ = f"{name.lower()}-{number}"
        thing = _THING.format(
            name=name,
            id=id_,
            area=beside.area,
            team=beside.team,
            source=beside.source.document,
        )
        text = thing.replace("område: ", "omrade: ") if is_broken else thing

        def make() -> str:
            self._mended()
            return self._write(file / f"{beside.area}-{id_}.yaml", text, "", is_broken)

        place = "" if beside.area == COUNTRY else f" i {self._know.areas[beside.area].name}"
        return Change("ways", is_broken, make, f"Vad är {name}{place}?", "till för provet")

    def _mended(self) -> None:
        """What was broken is as it was, or isn't there."""
        if self._mend is not None:
            file, before = self._mend
            if before:
                _save(file, before)
            else:
                file.unlink()
        self._mend = None

    def _write(self, file: Path, text: str, before: str, is_broken: bool) -> str:
        _save(file, text)
        self._mend = (file, before) if is_broken else None
        return files.listing(self._path).version()


def _save(file: Path, text: str) -> None:
    beside = file.with_name(f".{file.name}.new")
    beside.write_text(text, "utf-8")
    os.replace(beside, file)
