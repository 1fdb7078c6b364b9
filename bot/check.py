"""Everything that can be wrong with the knowledge, in one pass: each with file, line and the mend, in Swedish."""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from bot import loading, markup, text
from bot.errors import Problem
from bot.knowledge import COUNTRY, PLACEHOLDER, Entry, Knowledge, Unknown
from bot.library import build_matcher
from bot.loading import Folder
from bot.text import tokens

LONGEST_ANSWER = 900
HARDEST_LIX = 45.0
FEWEST_SWEDISH = 8
FEWEST_ENGLISH = 3
_NEEDS_ENGLISH = frozenset({"grants", "iop", "contacts"})
_MONTHS = "januari|februari|mars|april|maj|juni|juli|augusti|september|oktober|november|december"
_MONTHS += "|january|february|march|may|june|july|august|october"
_FACT = re.compile(
    rf"\d[\d  .]*\s?(?:kr\b|kronor|mnkr|miljoner|euro|procent|%)|\b0\d{{1,3}}-\d|\S+@\S+\.\w|\b\d{{4}}-\d\d-\d\d\b|\b\d{{1,2}} (?:{_MONTHS})\b",
    re.IGNORECASE,
)
_PERSON_ONLY = re.compile(r"^[A-ZÅÄÖ][a-zåäöé]+ [A-ZÅÄÖ][a-zåäöé]+(?:sson|sen|[a-zåäö]+)?$")


def check(path: Path, today: dt.date) -> list[Problem]:
    """Every problem in the folder, in the order of files and lines; errors and warnings."""
    folder = loading.read_folder(path)
    if folder.knowledge is not None:
        _Check(folder, folder.knowledge, today).run()
    return sorted(folder.problems, key=lambda problem: (str(problem.file), problem.line, problem.text))


class _Check:
    def __init__(self, folder: Folder, knowledge: Knowledge, today: dt.date) -> None:
        self.folder, self.know, self.today = folder, knowledge, today

    def run(self) -> None:
        self._shared_questions()
        for entry in self.know.entries.values():
            self._answer(entry)
            self._literal_facts(entry)
            self._review(entry)
            self._questions(entry)
        self._teams()
        self._wording()
        if not self.folder.errors:
            self._held_out()
        self._confirmed()

    def _warn(self, item: str, where: tuple[str | int, ...], words: str, kind: str) -> None:
        self.folder.problem(item, where, words, warning=True, kind=kind)

    # Questions

    def _shared_questions(self) -> None:
        """The same question may not stand in two items that compete: one area, or an area and what it lies in."""
        seen: dict[str, list[Entry | Unknown]] = defaultdict(list)
        for item, language, number, question in self._all_questions():
            key = " ".join(tokens(question))
            for other in seen[key]:
                if self._compete(item, other):
                    same = "tidigare i samma post" if other.id == item.id else f"också i ”{other.id}”"
                    said = f"Frågan ”{question}” står {same}. Ta bort den på ett av ställena."
                    self.folder.problem(item.id, ("frågor", language, number), said, kind="shared")
                    break
            seen[key].append(item)

    def _all_questions(self) -> Iterator[tuple[Entry | Unknown, str, int, str]]:
        for item in self.know.items:
            for language, questions in item.questions.items():
                for number, question in enumerate(questions):
                    yield item, language, number, question

    def _compete(self, one: Entry | Unknown, other: Entry | Unknown) -> bool:
        if not one.area or not other.area or COUNTRY in (one.area, other.area):
            return True
        return one.area in self.know.chain(other.area) or other.area in self.know.chain(one.area)

    def _questions(self, entry: Entry) -> None:
        if len(entry.questions["sv"]) < FEWEST_SWEDISH:
            self._warn(
                entry.id,
                ("frågor",),
                f"Bara {len(entry.questions['sv'])} sätt att fråga på svenska. Skriv minst {FEWEST_SWEDISH}.",
                "few",
            )
        if entry.topic in _NEEDS_ENGLISH:
            if "en" not in entry.answer:
                self._warn(entry.id, ("svar",), "Svar på engelska saknas. Bidrag, IOP och kontakter ska ha det.", "few")
            if len(entry.questions.get("en", ())) < FEWEST_ENGLISH:
                self._warn(entry.id, ("frågor",), f"Skriv minst {FEWEST_ENGLISH} frågor på engelska.", "few")

    # Answers

    def _answer(self, entry: Entry) -> None:
        for language in entry.answer:
            rendered = markup.plain(entry.answer_in(language))
            measured = re.sub(r"\s*\(?https?://\S+\)?", "", rendered)
            if len(measured) > LONGEST_ANSWER:
                said = f"Svaret är {len(measured)} tecken. Högst {LONGEST_ANSWER}: korta det, eller dela det i två svar."
                self.folder.problem(entry.id, ("svar", language), said, kind="long")
            if language == "sv" and (lix := text.lix(re.sub(r"\d", "", measured))) > HARDEST_LIX:
                self._warn(
                    entry.id,
                    ("svar", language),
                    f"Svaret har LIX {lix:.0f}. Högst {HARDEST_LIX:.0f}: korta meningarna och orden.",
                    "lix",
                )

    def _literal_facts(self, entry: Entry) -> None:
        """Amounts, dates and addresses stand once, under ``fakta``."""
        for language, answer in entry.answer.items():
            if (found := _FACT.search(PLACEHOLDER.sub("", answer))) is not None:
                said = f"”{found[0].strip()}” står i svarets text. Flytta det till ”fakta”, så att det ändras på ett ställe."
                self.folder.problem(entry.id, ("svar", language), said, kind="fact")

    def _review(self, entry: Entry) -> None:
        if entry.checked > self.today:
            self.folder.problem(
                entry.id,
                ("kontrollerad",),
                "Datumet ligger i framtiden. Skriv dagen då svaret jämfördes med källan.",
                kind="date",
            )
        month = entry.checked.month - 1 + entry.review_months
        due = dt.date(entry.checked.year + month // 12, month % 12 + 1, min(entry.checked.day, 28))
        if due < self.today:
            self._warn(
                entry.id, ("kontrollerad",), f"Skulle ha kontrollerats {due}. Jämför med källan och skriv nytt datum.", "review"
            )

    def _confirmed(self) -> None:
        waiting = [entry for entry in self.know.entries.values() if entry.confirmed is None]
        if waiting:
            path, _ = self.folder.places[waiting[0].id](())
            said = f"{len(waiting)} av {len(self.know.entries)} svar har ingen på kommunen bekräftat. Skriv ”bekräftad: DATUM” när någon har gjort det."
            self.folder.problems.append(Problem(path.parent, 1, said, warning=True, kind="confirmed"))

    # Teams and wording

    def _teams(self) -> None:
        for team in self.know.teams.values():
            if _PERSON_ONLY.match(team.name["sv"]):
                said = f"”{team.name['sv']}” ser ut som ett personnamn. Ett lag är en roll: skriv till exempel ”föreningssamordnarna i …”."
                self.folder.problem(loading.row_key("teams.yaml", team), ("namn",), said, kind="person")

    def _wording(self) -> None:
        swedish = self.know.wording["sv"]
        for language, sentences in self.know.wording.items():
            for key, sentence in sentences.items():
                if key not in swedish:
                    self.folder.problem(
                        f"wording/{language}", (key,), f"Meningen ”{key}” finns inte i sv.yaml. Ta bort den.", kind="wording"
                    )
                elif isinstance(sentence, str) and isinstance(swedish[key], str):
                    extra = set(PLACEHOLDER.findall(sentence)) - set(PLACEHOLDER.findall(swedish[key]))
                    for name in sorted(extra - {"svenska"}):
                        said = f"{{{name}}} kan inte fyllas i här. Använd samma ord inom klamrar som i sv.yaml."
                        self.folder.problem(f"wording/{language}", (key,), said, kind="wording")

    # Matching

    def _held_out(self) -> None:
        """An example that, had it not been there, would be answered with something else."""
        matcher = build_matcher(self.know)
        for stray in matcher.strays:
            item, found = stray.example, stray.found
            if found not in self.know.entries or item.label not in {*self.know.entries, *self.know.unknowns}:
                continue
            place = self._question_place(item.label, item.language, item.text)
            said = f"Utan den här frågan hade svaret blivit ”{found}” ({stray.chance:.2f}). Skriv fler frågor av samma slag, eller flytta den dit."
            self._warn(item.label, place, said, "stray")

    def _question_place(self, label: str, language: str, asked: str) -> tuple[str | int, ...]:
        item = self.know.entries.get(label) or self.know.unknowns[label]
        wanted = set(tokens(asked))
        overlap = [len(wanted & set(tokens(question))) for question in item.questions.get(language, ())]
        return ("frågor", language, overlap.index(max(overlap))) if overlap else ("frågor",)
