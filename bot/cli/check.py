"""Everything that can be wrong with the knowledge, in one pass: each with file, line and the mend, in Swedish."""

from __future__ import annotations

import datetime as dt
import json
import re
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import click

from bot import markup, settings, text
from bot.cli.explain import said
from bot.cli.options import FOLDER
from bot.cli.swedish import Command
from bot.errors import Problem
from bot.knowledge import loading
from bot.knowledge.loading import Folder
from bot.knowledge.model import COUNTRY, PLACEHOLDER, Entry, Knowledge, Unknown
from bot.matching.library import open_library
from bot.matching.matcher import Example, Matcher, Stray
from bot.matching.verdict import Policy
from bot.text import tokens

SHOWN = 3
"""Questions named of a file that has more than these which another entry would have answered."""
_MEND = "Skriv fler frågor av samma slag, eller flytta den dit."
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


def check(path: Path, today: dt.date, *, every: bool = False) -> list[Problem]:
    """Every problem in the folder, in the order of files and lines; errors and warnings. ``every``: also each question
    that another entry would have answered, where a file has many."""
    folder = loading.read_folder(path)
    if folder.knowledge is not None:
        _Check(path, folder, folder.knowledge, today, every=every).run()
    return sorted(
        folder.problems, key=lambda problem: (str(problem.file), problem.line, problem.text)
    )


class _Check:
    def __init__(
        self, path: Path, folder: Folder, knowledge: Knowledge, today: dt.date, *, every: bool
    ) -> None:
        self.path, self.folder, self.know, self.today, self.every = (
            path,
            folder,
            knowledge,
            today,
            every,
        )

    def run(self) -> None:
        if any(problem.kind == "reference" for problem in self.folder.problems):
            return  # a name that leads nowhere: the rest can't be judged
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
                    same = (
                        "tidigare i samma post" if other.id == item.id else f"också i ”{other.id}”"
                    )
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
                self._warn(
                    entry.id,
                    ("svar",),
                    "Svar på engelska saknas. Bidrag, IOP och kontakter ska ha det.",
                    "few",
                )
            if len(entry.questions.get("en", ())) < FEWEST_ENGLISH:
                self._warn(
                    entry.id,
                    ("frågor",),
                    f"Skriv minst {FEWEST_ENGLISH} frågor på engelska.",
                    "few",
                )

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
            return
        month = entry.checked.month - 1 + entry.review_months
        due = dt.date(entry.checked.year + month // 12, month % 12 + 1, min(entry.checked.day, 28))
        if due < self.today:
            self._warn(
                entry.id,
                ("kontrollerad",),
                f"Skulle ha kontrollerats {due}. Jämför med källan och skriv nytt datum.",
                "review",
            )

    def _confirmed(self) -> None:
        waiting = [entry for entry in self.know.entries.values() if entry.confirmed is None]
        if waiting:
            path, _ = self.folder.places[waiting[0].id](())
            said = f"{len(waiting)} av {len(self.know.entries)} svar har ingen på kommunen bekräftat. Skriv ”bekräftad: DATUM” när någon har gjort det."
            self.folder.problems.append(
                Problem(path.parent, 1, said, warning=True, kind="confirmed")
            )

    # Teams and wording

    def _teams(self) -> None:
        for team in self.know.teams.values():
            if _PERSON_ONLY.match(team.name["sv"]):
                said = f"”{team.name['sv']}” ser ut som ett personnamn. Ett lag är en roll: skriv till exempel ”föreningssamordnarna i …”."
                self.folder.problem(
                    loading.row_key("teams.yaml", team), ("namn",), said, kind="person"
                )

    def _wording(self) -> None:
        swedish = self.know.wording["sv"]
        for language, sentences in self.know.wording.items():
            for key, sentence in sentences.items():
                if key not in swedish:
                    self.folder.problem(
                        f"wording/{language}",
                        (key,),
                        f"Meningen ”{key}” finns inte i sv.yaml. Ta bort den.",
                        kind="wording",
                    )
                elif isinstance(sentence, str) and isinstance(swedish[key], str):
                    extra = set(PLACEHOLDER.findall(sentence)) - set(
                        PLACEHOLDER.findall(swedish[key])
                    )
                    for name in sorted(extra - {"svenska"}):
                        said = f"{{{name}}} kan inte fyllas i här. Använd samma ord inom klamrar som i sv.yaml."
                        self.folder.problem(f"wording/{language}", (key,), said, kind="wording")

    # Matching

    def _held_out(self) -> None:
        """Examples that, had they not been there, would be answered with an entry about something else. A file with many of
        them gets one warning that names the surest; ``every`` lists them all."""
        matcher = open_library(self.path).matcher
        by_file: dict[Path, list[tuple[int, Stray]]] = defaultdict(list)
        sure = matcher.bound(Policy().false_answers)
        for stray in matcher.strays:
            if (
                stray.chance >= sure
                and stray.found in self.know.entries
                and self._is_local(stray.example.label)
                and self._apart(stray, matcher)
            ):
                path, line = self.folder.places[stray.example.label](
                    self._question_place(stray.example)
                )
                by_file[path].append((line, stray))
        for path, strays in by_file.items():
            strays.sort(key=lambda found: (-found[1].chance, found[0]))
            if self.every or len(strays) <= SHOWN:
                for line, stray in strays:
                    said = f"Utan frågan ”{stray.example.text}” hade svaret blivit ”{stray.found}” ({stray.chance:.2f}).{_why(stray, matcher)} {_MEND}"
                    self.folder.problems.append(
                        Problem(path, line, said, warning=True, kind="stray")
                    )
                continue
            worst = "; ".join(
                f"rad {line} ”{stray.example.text}” → {stray.found}"
                for line, stray in strays[:SHOWN]
            )
            said = f"{len(strays)} frågor hade utan sig själva fått svar av en annan post. Säkrast: {worst}. {_MEND} --every visar alla."
            self.folder.problems.append(
                Problem(path, strays[0][0], said, warning=True, kind="stray")
            )

    def _is_local(self, label: str) -> bool:
        """Whether a label is an entry or an unknown of an area: what competes everywhere is kept narrow by other means."""
        return label in self.know.entries or (
            label in self.know.unknowns and self.know.unknowns[label].area != ""
        )

    def _apart(self, stray: Stray, matcher: Matcher) -> bool:
        """Whether the entry that was found is about another thing: siblings with a name in common carry each other's core."""
        asked, found = matcher.labels[stray.example.label], matcher.labels[stray.found]
        unknown = self.know.unknowns.get(stray.example.label)
        return not set(asked.names) & set(found.names) and (
            unknown is None or unknown.entry != stray.found
        )

    def _question_place(self, example: Example) -> tuple[str | int, ...]:
        """Where an example stands in its item; the matcher has it without the names of places."""
        item = self.know.entries.get(example.label) or self.know.unknowns[example.label]
        wanted = set(tokens(example.text))
        overlap = [
            len(wanted & set(tokens(question)))
            for question in item.questions.get(example.language, ())
        ]
        return ("frågor", example.language, overlap.index(max(overlap))) if overlap else ("frågor",)


def _why(stray: Stray, matcher: Matcher) -> str:
    """Which of its words speak most for what was found."""
    reading = matcher.reader.read_example(stray.example.text, stray.example.language)
    words = [said(word) for word, much in matcher.spoke(reading, stray.found)[:SHOWN] if much > 0]
    return f" Det som talar för den: {', '.join(words)}." if words else ""


@click.command("check", cls=Command, help="Granska kunskapen: fil, rad, fel och hur det lagas.")
@click.argument("path", required=False, type=FOLDER, metavar="[MAPP]")
@click.option(
    "--today",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="DATUM",
    help="räkna som om det vore detta datum",
)
@click.option("--json", "as_json", is_flag=True, help="skriv en JSON-rad för varje fynd")
@click.option(
    "--every", is_flag=True, help="räkna upp varje fråga som en annan post hade svarat på"
)
def command(path: Path | None, today: dt.datetime | None, *, as_json: bool, every: bool) -> int:
    """Print every problem; status 1 where one of them is an error."""
    day = (today or dt.datetime.now(dt.UTC)).date()
    problems = check(settings.knowledge_folder(path), day, every=every)
    for problem in problems:
        where: dict[str, object] = {"file": str(problem.file), "line": problem.line}
        what = {"level": "warning" if problem.warning else "error", "kind": problem.kind}
        found = where | what | {"text": problem.text}
        print(json.dumps(found, ensure_ascii=False) if as_json else problem)
    errors = sum(not problem.warning for problem in problems)
    print(f"{errors} fel, {len(problems) - errors} varningar.", file=sys.stderr)
    return 1 if errors else 0
