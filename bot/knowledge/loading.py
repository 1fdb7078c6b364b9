"""Reads the folder that editors keep into ``Knowledge``, naming everything that is wrong with file and line."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from rapidfuzz import process

from bot.errors import KnowledgeError, Problem
from bot.knowledge import yamltext
from bot.knowledge.model import (
    COUNTRY,
    DEFAULT_TEAM,
    PLACEHOLDER,
    TOPICS,
    Area,
    Entry,
    Knowledge,
    Rejects,
    Source,
    Team,
    Unknown,
    Words,
)
from bot.knowledge.yamltext import Document, Where

Model = TypeVar("Model", bound=BaseModel)
_EMPTY_WORDS = Words.model_construct(spoken={}, meaning={})


@dataclass
class Folder:
    """A folder as it was read: the knowledge where it could be built, every problem, and where each item stands."""

    knowledge: Knowledge | None
    problems: list[Problem]
    places: dict[str, Callable[[Where], tuple[Path, int]]] = field(default_factory=dict)

    def problem(
        self, item: str, where: Where, text: str, *, warning: bool = False, kind: str = "content"
    ) -> None:
        """Note a problem at a value of an entry, unknown, team, area or source, by its id."""
        path, line = self.places[item](where)
        self.problems.append(Problem(path, line, text, warning, kind))

    @property
    def errors(self) -> list[Problem]:
        return [problem for problem in self.problems if not problem.warning]


def load(path: Path) -> Knowledge:
    """Read the folder or raise ``KnowledgeError`` with everything that is wrong."""
    folder = read_folder(path)
    if folder.errors or folder.knowledge is None:
        raise KnowledgeError(sorted(folder.errors, key=lambda p: (str(p.file), p.line)))
    return folder.knowledge


def files(path: Path) -> list[Path]:
    """The YAML files of a knowledge folder, in a fixed order."""
    return sorted(
        file for file in path.rglob("*") if file.suffix in {".yaml", ".yml"} and file.is_file()
    )


def version(path: Path) -> str:
    """A hash of every file's name and content: it changes when, and only when, a file does."""
    digest = hashlib.sha256()
    for file in files(path):
        digest.update(f"{file.relative_to(path)}\0".encode())
        digest.update(hashlib.sha256(file.read_bytes()).digest())
    return digest.hexdigest()[:16]


def read_folder(path: Path) -> Folder:
    """Read everything in the folder; never raises for what stands in it."""
    if not path.is_dir():
        text = "Mappen med kunskap finns inte. Ange en annan mapp, eller skapa den (se knowledge/README.md)."
        return Folder(None, [Problem(path, 1, text)])
    return _Reading(path).folder()


class _Reading:
    def __init__(self, path: Path) -> None:
        self.path = path
        self.out = Folder(None, [])

    def folder(self) -> Folder:
        areas = self._rows("areas.yaml", Area)
        sources = self._rows("sources.yaml", Source)
        teams = self._rows("teams.yaml", Team)
        words = self._one("words.yaml", Words)
        rejects = self._one("rejects.yaml", Rejects)
        entries, unknowns = self._entries()
        for unknown in rejects.people if rejects else []:
            self._keep(unknowns, unknown, self.out.places["rejects.yaml"])
        wording = {
            file.stem: self._wording(file) for file in sorted(self.path.glob("wording/*.y*ml"))
        }
        if "sv" not in wording:
            self._complain(
                "wording/sv.yaml", "Botens svenska meningar saknas. Lägg tillbaka filen."
            )
        if rejects is None or self.out.errors:
            return self.out
        self.out.knowledge = Knowledge(
            version(self.path),
            areas,
            teams,
            sources,
            entries,
            unknowns,
            words or _EMPTY_WORDS,
            rejects,
            wording,
        )
        _References(self.out, self.out.knowledge).check()
        return self.out

    def _complain(self, name: str, text: str) -> None:
        self.out.problems.append(Problem(self.path / name, 1, text))

    def _document(self, file: Path, expected: type) -> Document | None:
        if not file.is_file():
            self._complain(str(file.relative_to(self.path)), "Filen saknas. Lägg tillbaka den.")
            return None
        document = yamltext.read(file)
        self.out.problems += document.problems
        if document.problems and document.tree is None:
            return None
        if not isinstance(document.tree, expected):
            shape = (
                "en lista (rader som börjar med - id:)"
                if expected is list
                else "nycklar med värden"
            )
            self._complain(str(file.relative_to(self.path)), f"Filen ska innehålla {shape}.")
            return None
        return document

    def _one(self, name: str, model: type[Model]) -> Model | None:
        document = self._document(self.path / name, dict)
        if document is None:
            return None
        self.out.places[name] = _place(document, ())
        return self._validate(model, document, document.tree, ())

    def _rows(self, name: str, model: type[Model]) -> dict[str, Model]:
        document = self._document(self.path / name, list)
        rows: dict[str, Model] = {}
        for at, item in enumerate(document.tree if document else []):
            assert document is not None
            row = self._validate(model, document, item, (at,))
            if row is not None:
                self._keep(rows, row, _place(document, (at,)), row_key(name, row))
        return rows

    def _keep(
        self,
        rows: dict[str, Model],
        row: Model,
        place: Callable[[Where], tuple[Path, int]],
        key: str = "",
    ) -> None:
        """Keep a row under its id, unless the id is taken; ``key`` is where its place is noted."""
        id_ = str(row.id)  # type: ignore[attr-defined]
        key = key or id_
        if key in self.out.places:
            path, line = place(("id",))
            first, first_line = self.out.places[key](("id",))
            text = f"Id ”{id_}” används redan i {first.name}:{first_line}. Välj ett annat id."
            self.out.problems.append(Problem(path, line, text, kind="id"))
            return
        rows[id_] = row
        self.out.places[key] = place

    def _entries(self) -> tuple[dict[str, Entry], dict[str, Unknown]]:
        entries: dict[str, Entry] = {}
        unknowns: dict[str, Unknown] = {}
        for file in sorted((self.path / "entries").glob("*.y*ml")):
            document = self._document(file, list)
            for at, item in enumerate(document.tree if document else []):
                assert document is not None
                place = _place(document, (at,))
                if isinstance(item, dict) and "svar" not in item and "vad" in item:
                    unknown = self._validate(Unknown, document, item, (at,))
                    if unknown is not None:
                        self._keep(unknowns, unknown, place)
                    continue
                entry = self._validate(Entry, document, item, (at,))
                if entry is None:
                    continue
                self._keep(entries, entry, place)
                for number, inner in enumerate(entry.unknowns):
                    self._keep(
                        unknowns, _inherit(inner, entry), _place(document, (at, "okänt", number))
                    )
        return entries, unknowns

    def _wording(self, file: Path) -> Mapping[str, Any]:
        document = self._document(file, dict)
        if document is None:
            return {}
        self.out.places[f"wording/{file.stem}"] = _place(document, ())
        return dict(document.tree)

    def _validate(
        self, model: type[Model], document: Document, item: Any, at: Where
    ) -> Model | None:
        try:
            return model.model_validate(item)
        except ValidationError as error:
            for detail in error.errors():
                loc = tuple(part for part in detail["loc"] if not str(part).startswith("function-"))
                where, text = _explain(model, loc, dict(detail))
                self.out.problems.append(Problem(document.path, document.line((*at, *where)), text))
            return None


def row_key(file: str, row: Any) -> str:
    """Where the place of a row of areas.yaml, sources.yaml or teams.yaml is noted: ids are unique within a file."""
    return f"{file}#{row.id}"


def _place(document: Document, at: Where) -> Callable[[Where], tuple[Path, int]]:
    return lambda where: (document.path, document.line((*at, *where)))


def _inherit(unknown: Unknown, entry: Entry) -> Unknown:
    """An unknown inside an entry has the entry's area and team, and its topic unless it says another."""
    topic = unknown.topic if "topic" in unknown.model_fields_set else entry.topic
    return unknown.model_copy(
        update={
            "area": entry.area,
            "team": unknown.team or entry.team,
            "topic": topic,
            "entry": entry.id,
        }
    )


def _explain(model: type[BaseModel], loc: Where, detail: dict[str, Any]) -> tuple[Where, str]:
    """Where and what to say about one of pydantic's errors, in Swedish."""
    key = next((str(part) for part in reversed(loc) if isinstance(part, str)), "posten")
    got, kind, limits = detail.get("input"), str(detail["type"]), detail.get("ctx", {})
    shown = f"”{got}”" if isinstance(got, str) else "det som står här"
    if kind == "missing":
        return loc[:-1], f"Nyckeln ”{key}” saknas. Lägg till den."
    if kind == "extra_forbidden":
        known = [field.alias or name for name, field in model.model_fields.items()]
        close = process.extractOne(key, known, score_cutoff=60)
        return loc, f"Nyckeln ”{key}” finns inte." + (
            f" Menar du ”{close[0]}”?" if close else " Ta bort den."
        )
    if kind == "literal_error":
        return (
            loc,
            f"{shown} går inte i ”{key}”. Välj något av: {limits.get('expected', '').replace(' or ', ', ')}.",
        )
    if kind.startswith("date"):
        return loc, f"{shown} är inte ett datum. Skriv till exempel 2026-11-20."
    if kind.startswith("int") or kind in {"greater_than_equal", "less_than_equal"}:
        return loc, f"{shown} går inte i ”{key}”. Skriv ett helt tal som passar."
    if kind == "string_pattern_mismatch":
        return (
            loc,
            f"{shown} går inte i ”{key}”. Använd små bokstäver a–z, siffror och bindestreck.",
        )
    if kind in {"string_too_long", "too_long"}:
        return loc, f"Texten i ”{key}” är för lång. Högst {limits.get('max_length')} tecken."
    if kind == "string_too_short":
        return loc, f"”{key}” är tom. Skriv en text."
    if kind == "value_error":
        return loc, f"I ”{key}”: {limits.get('error')}. Lägg till den."
    shapes = {
        "list_type": "en lista (rader som börjar med -)",
        "dict_type": "nycklar med värden",
        "string_type": "en text",
    }
    return loc, f"”{key}” ska vara {shapes.get(kind, 'på ett annat sätt')}. Se knowledge/README.md."


class _References:
    """Names that must exist elsewhere: areas, teams, sources, facts."""

    def __init__(self, folder: Folder, knowledge: Knowledge) -> None:
        self.folder, self.knowledge = folder, knowledge

    def check(self) -> None:
        know = self.knowledge
        if COUNTRY not in know.areas:
            self.folder.problems.append(
                Problem(Path("areas.yaml"), 1, f"Området ”{COUNTRY}” saknas.")
            )
        for area in know.areas.values():
            if area.parent is not None:
                self._exists(
                    row_key("areas.yaml", area), ("förälder",), area.parent, know.areas, "Området"
                )
        if not self.folder.errors:
            for area in know.areas.values():
                if know.chain(area.id)[-1] != COUNTRY:
                    text = f"”{area.id}” ligger inte i {COUNTRY}. Ge området en förälder som leder dit, utan att gå i ring."
                    self.folder.problem(
                        row_key("areas.yaml", area), ("förälder",), text, kind="reference"
                    )
        for team in know.teams.values():
            self._exists(row_key("teams.yaml", team), ("id",), team.area, know.areas, "Området")
            if team.deputy != DEFAULT_TEAM:
                self._exists(
                    row_key("teams.yaml", team), ("ersättare",), team.deputy, know.teams, "Laget"
                )
            self._deputies(team)
        for entry in know.entries.values():
            self._exists(entry.id, ("område",), entry.area, know.areas, "Området")
            self._exists(entry.id, ("team",), entry.team, know.teams, "Laget")
            self._exists(
                entry.id, ("källa", "dokument"), entry.source.document, know.sources, "Källan"
            )
            self._facts(entry)
        for unknown in know.unknowns.values():
            if unknown in know.rejects.people:
                continue
            self._exists(unknown.id, ("område",), unknown.area, know.areas, "Området")
            self._exists(unknown.id, ("team",), unknown.team, know.teams, "Laget")

    def _exists(self, item: str, where: Where, name: str, known: Iterable[str], what: str) -> None:
        names: Sequence[str] = list(known)
        if name in names:
            return
        close = process.extractOne(name, names, score_cutoff=60)
        mend = f" Menar du ”{close[0]}”?" if close else " Lägg till det, eller välj ett som finns."
        self.folder.problem(item, where, f"{what} ”{name}” finns inte.{mend}", kind="reference")

    def _deputies(self, team: Team) -> None:
        seen = [team.id]
        while (deputy := self.knowledge.teams.get(seen[-1])) and deputy.deputy != DEFAULT_TEAM:
            if deputy.deputy == team.id:
                text = f"Ersättarna går i ring: {' → '.join([*seen, team.id])}. Låt den sista ha ersättare: default."
                self.folder.problem(
                    row_key("teams.yaml", team), ("ersättare",), text, kind="reference"
                )
            if deputy.deputy in seen:
                return
            seen.append(deputy.deputy)

    def _facts(self, entry: Entry) -> None:
        used = {
            name.strip() for text in entry.answer.values() for name in PLACEHOLDER.findall(text)
        }
        for name in sorted(used - entry.facts.keys()):
            self.folder.problem(
                entry.id, ("svar",), f"{{{name}}} finns inte under ”fakta”. Lägg till det där."
            )
        for name in sorted(entry.facts.keys() - used):
            self.folder.problem(
                entry.id,
                ("fakta", name),
                f"Faktumet ”{name}” används inte i svaret. Använd det eller ta bort det.",
            )


__all__ = ["TOPICS", "Folder", "files", "load", "read_folder", "version"]
