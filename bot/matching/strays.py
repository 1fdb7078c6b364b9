"""Questions in the knowledge that, had nobody written them, would be answered with an entry about
something else: each with file, line and the mend, in Swedish. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from bot.errors import Problem
from bot.knowledge.folder import Places
from bot.knowledge.model import Knowledge
from bot.knowledge.written.yamltext import Where
from bot.matching.corpus import Corpus, Example
from bot.matching.holdout import trials
from bot.matching.influence import influence
from bot.matching.matcher import Matcher
from bot.matching.reading import shown
from bot.text import tokens

SHOWN = 3
"""Questions named of a file that has more than these, and words named of each."""
_MEND = "Skriv fler frågor av samma slag, eller flytta den dit."


class Stray(NamedTuple):
    """An example that, held out, is answered with something else."""

    example: Example
    answer: str
    chance: float


_Line = tuple[int, Stray]


@dataclass(frozen=True)
class Strays:
    """The knowledge, where each item stands, and the matcher that was built of it."""

    know: Knowledge
    places: Places
    matcher: Matcher
    areas: Collection[str]
    """Those that are looked through: a few seconds each."""
    fresh: Mapping[str, Collection[str]] | None = None
    """The new ways of asking, by id: only what they cause is told. None: all is."""

    def problems(self, false_answers: float, *, every: bool) -> Iterator[Problem]:
        """A file with many strays gets one warning that names the surest; ``every`` names them all.
        ``false_answers``: see ``Policy``."""
        by_file: dict[Path, list[_Line]] = defaultdict(list)
        for stray in self._strays(false_answers):
            if self._is_strange(stray) and self._is_new(stray):
                where = self._question(stray.example)
                path, line = self.places[stray.example.label](where)
                by_file[path].append((line, stray))
        for path, lines in by_file.items():
            lines.sort(key=lambda one: (-one[1].chance, one[0]))
            if every or len(lines) <= SHOWN:
                yield from (self._one(path, line, stray) for line, stray in lines)
            else:
                yield _sum(path, lines)

    def _strays(self, false_answers: float) -> Iterator[Stray]:
        """Each example that, held out, is surely answered with something else."""
        corpus = Corpus.of(self.know)
        for area in self.areas:
            sure = self.matcher.trust.bound(false_answers)
            for trial in trials(corpus.areas[area], area, self.matcher):
                answer, chance = trial.best(self.matcher.trust)
                if not trial.whole and answer != trial.example.label and chance >= sure:
                    yield Stray(trial.example, answer, chance)

    def _is_strange(self, stray: Stray) -> bool:
        """Whether an item of an area is taken for an entry about another thing. What competes
        everywhere is kept narrow by other means, and siblings with a name in common carry each
        other's core."""
        id_ = stray.example.label
        unknown = self.know.unknowns.get(id_)
        local = id_ in self.know.entries or (unknown is not None and unknown.area != "")
        if not local or stray.answer not in self.know.entries:
            return False
        shared = self.matcher.names_of(id_) & self.matcher.names_of(stray.answer)
        return not shared and self.know.parents.get(id_) != stray.answer

    def _is_new(self, stray: Stray) -> bool:
        """Whether the question is new, or what it is taken for has a new one."""
        if self.fresh is None or stray.answer in self.fresh:
            return True
        id_ = stray.example.label
        item = self.know.entries.get(id_) or self.know.unknowns[id_]
        _, *at = self._question(stray.example)
        asked = item.questions[str(at[0])][int(at[1])] if at else ""
        return asked in self.fresh.get(id_, ())

    def _question(self, example: Example) -> Where:
        """Where an example stands in its item; the matcher has it without the names of places."""
        item = self.know.entries.get(example.label) or self.know.unknowns[example.label]
        wanted = set(tokens(example.text))
        questions = item.questions.get(example.language, ())
        shared = [len(wanted & set(tokens(question))) for question in questions]
        if not shared:
            return ("frågor",)
        return ("frågor", example.language, shared.index(max(shared)))

    def _one(self, path: Path, line: int, stray: Stray) -> Problem:
        said = f"Utan frågan ”{stray.example.text}” hade svaret blivit ”{stray.answer}”"
        text = f"{said} ({stray.chance:.2f}).{self._why(stray)} {_MEND}"
        return Problem(path, line, text, warning=True, kind="stray")

    def _why(self, stray: Stray) -> str:
        """Which of its words speak most for what it is taken for."""
        reader = self.matcher.view(self.matcher.home[stray.answer]).reader
        reading = reader.read_example(stray.example.text, stray.example.language)
        first = influence(self.matcher, reading, stray.answer)[:SHOWN]
        words = [shown(word) for word, much in first if much > 0]
        return f" Det som talar för den: {', '.join(words)}." if words else ""


def _sum(path: Path, lines: Sequence[_Line]) -> Problem:
    """All strays of a file as one warning, at the line of the surest."""
    surest = "; ".join(
        f"rad {line} ”{stray.example.text}” → {stray.answer}" for line, stray in lines[:SHOWN]
    )
    many = f"{len(lines)} frågor hade utan sig själva fått svar av en annan post."
    text = f"{many} Säkrast: {surest}. {_MEND} --every visar alla."
    return Problem(path, lines[0][0], text, warning=True, kind="stray")
