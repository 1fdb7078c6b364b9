"""Reads the folder that editors keep, naming everything that is wrong with file and line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, TypeVar, cast

from pydantic import BaseModel, ValidationError

from bot.errors import Problem
from bot.knowledge.acts import Acts
from bot.knowledge.checks.references import References
from bot.knowledge.conditions import Guidance
from bot.knowledge.folder import Folder, Place, Places, guide_key, row_key, thing_key
from bot.knowledge.guides import Guide
from bot.knowledge.held import Held
from bot.knowledge.model import Entry, Knowledge, Rejects, Thing, Unknown
from bot.knowledge.tables import Area, Source, Team
from bot.knowledge.things import ThingFile
from bot.knowledge.words import Talk, Words
from bot.knowledge.written import files, yamltext
from bot.knowledge.written.steps import Steps
from bot.knowledge.written.validation import choose, mistakes
from bot.knowledge.written.yamltext import Document, Where

_Model = TypeVar("_Model", bound=BaseModel)
_Row = TypeVar("_Row", Area, Source, Team, Thing, Entry, Unknown, Guide)
_SHAPES = {list: "en lista (rader som börjar med - id:)", dict: "nycklar med värden"}


Kept = dict[Path, Document]
"""The files as they were read before: one that is the same isn't read anew."""


def reading(path: Path, kept: Kept) -> Steps[Folder]:
    """Read everything in a folder; never raises for what stands in it. What is ``kept`` of an
    earlier reading is used, and is this one's afterwards."""
    if not path.is_dir():
        mend = "Ange en annan mapp, eller skapa den (se knowledge/README.md)."
        text = f"Mappen med kunskap finns inte. {mend}"
        return Folder(None, [Problem(path, 1, text)], Places())
    this = _Reading(path, kept)
    knowledge = yield from this.knowledge()
    if knowledge is not None:
        for part in References(knowledge, this.places).parts():
            # Once, where several items have it from their thing.
            this.problems += [problem for problem in part if problem not in this.problems]
            yield
    return Folder(knowledge, this.problems, this.places, this.contents)


class _Reading:
    """One reading of a folder: what is wrong, and where each item stands."""

    def __init__(self, path: Path, kept: Kept) -> None:
        self.path, self.kept = path, kept
        self.files = files.listing(path)
        self.contents = self.files.contents()
        self.problems: list[Problem] = list(self.files.unread())
        self.places = Places()
        self.areas: Mapping[str, Area] = {}

    def knowledge(self) -> Steps[Knowledge | None]:
        """Everything in the folder, or None where something is wrong with it."""
        yield from self._read()
        areas = self.areas = yield from self._table("areas.yaml", Area)
        sources = yield from self._table("sources.yaml", Source)
        teams = yield from self._table("teams.yaml", Team)
        words = self._one("words.yaml", Words)
        talk = self._one("talk.yaml", Talk)
        rejects = self._one("rejects.yaml", Rejects)
        guidance = self._perhaps("guidance.yaml", Guidance)
        held = self._perhaps("held.yaml", Held)
        acts = self._perhaps("acts.yaml", Acts)
        yield
        things: dict[str, Thing] = {}
        entries, unknowns = yield from self._entries(things)
        for unknown in rejects.people if rejects else ():
            self._keep(unknowns, unknown, self.places["rejects.yaml"])
        wording = {file.stem: self._wording(file) for file in self.files.wording()}
        guides = self._guides()
        if "sv" not in wording:
            self._complain(
                "wording/sv.yaml", "Botens svenska meningar saknas. Lägg tillbaka filen."
            )
        if words is None or talk is None or rejects is None or self.problems:
            return None
        now = self.files.version(self.contents)
        parts = (areas, teams, sources, things, entries, unknowns, words, talk, rejects, wording)
        return Knowledge(now, *parts, guidance, held or Held(), acts or Acts(), guides)

    def _read(self) -> Steps[None]:
        """Each file that isn't as it was before is read."""
        for gone in self.kept.keys() - self.contents.keys():
            del self.kept[gone]
        for file, raw in self.contents.items():
            is_yaml = file.suffix in files.ENDINGS
            if is_yaml and (file not in self.kept or self.kept[file].raw != raw):
                self.kept[file] = yield from yamltext.reading(file, raw)

    def _complain(self, name: str, text: str) -> None:
        self.problems.append(Problem(self.path / name, 1, text))

    def _document(self, file: Path, expected: type[list[Any] | dict[str, Any]]) -> Document | None:
        name = str(file.relative_to(self.path))
        if file not in self.files.files:
            self._complain(name, "Filen saknas. Lägg tillbaka den.")
            return None
        document = self.kept[file] if file in self.kept else yamltext.read(file)
        self.problems += document.problems
        if document.problems and document.tree is None:
            return None
        if not isinstance(document.tree, expected):
            self._complain(name, f"Filen ska innehålla {_SHAPES[expected]}.")
            return None
        return document

    def _one(self, name: str, model: type[_Model]) -> _Model | None:
        """A file that is one item."""
        document = self._document(self.path / name, dict)
        if document is None:
            return None
        self.places[name] = _place(document, ())
        return self._validated(model, document, document.tree, ())

    def _perhaps(self, name: str, model: type[_Model]) -> _Model | None:
        """A file that is one item, where it is there."""
        return self._one(name, model) if self.path / name in self.files.files else None

    def _rows(self, file: Path) -> Iterator[tuple[Document, int, Any]]:
        """A file that is a list: each item of it with its position."""
        document = self._document(file, list)
        if document is not None:
            for at, item in enumerate(document.tree):
                yield document, at, item

    def _table(self, name: str, model: type[_Row]) -> Steps[dict[str, _Row]]:
        table: dict[str, _Row] = {}
        for document, at, item in self._rows(self.path / name):
            row = self._validated(model, document, item, (at,))
            if row is not None:
                self._keep(table, row, _place(document, (at,)), row_key(name, row))
            yield
        return table

    def _keep(self, table: dict[str, _Row], row: _Row, place: Place, key: str = "") -> None:
        """Keep a row under its id, unless the id is taken; ``key`` is where its place is noted."""
        key = key or row.id
        if key in self.places:
            first, line = self.places[key](("id",))
            text = f"Id ”{row.id}” används redan i {first.name}:{line}. Välj ett annat id."
            self.problems.append(Problem(*place(("id",)), text, kind="id"))
            return
        table[row.id] = row
        self.places[key] = place

    def _things(self) -> Iterator[tuple[Document, ThingFile]]:
        """The files of things, in the folders of their areas."""
        for file in self.files.things():
            document = self._document(file, dict)
            if document is None:
                continue
            thing = self._validated(ThingFile, document, document.tree, ())
            if thing is not None and self._stands_right(document, thing):
                yield document, thing

    def _stands_right(self, document: Document, thing: ThingFile) -> bool:
        """Whether a thing's file has its id for a name, in the folder of its area."""
        file, right = document.path, f"entries/{thing.area}/{thing.id}.yaml"
        if (file.parent.name, file.stem) == (thing.area, thing.id):
            return True
        key, text = "id", f"Saken ”{thing.id}” ska stå i {right}."
        mend = " Flytta filen, eller rätta id och område."
        if thing.area not in self.areas:
            key, text = "område", f"Området ”{thing.area}” finns inte."
            mend = choose(thing.area, self.areas, "Alla områden står i areas.yaml.")
        self.problems.append(Problem(file, document.line((key,)), text + mend, kind="id"))
        return False

    def _entries(
        self, things: dict[str, Thing]
    ) -> Steps[tuple[dict[str, Entry], dict[str, Unknown]]]:
        entries: dict[str, Entry] = {}
        unknowns: dict[str, Unknown] = {}
        for document, file in self._things():
            self._keep(things, file.thing(), _place(document, ()), thing_key(file.id))
            for entry in file.entries():
                self._keep(entries, entry, _part(document, file, entry.id))
            for unknown in file.unknowns():
                self._keep(unknowns, unknown, _part(document, file, unknown.id))
            yield
        return entries, unknowns

    def _guides(self) -> dict[str, Guide]:
        """The guides by their ids; each file has its guide's id for a name."""
        guides: dict[str, Guide] = {}
        for file in self.files.guides():
            document = self._document(file, dict)
            guide = self._validated(Guide, document, document.tree, ()) if document else None
            if document is None or guide is None:
                continue
            if guide.id == file.stem:
                self._keep(guides, guide, _place(document, ()), guide_key(guide.id))
                continue
            text = f"Guiden ”{guide.id}” ska stå i guides/{guide.id}.yaml."
            mend = "Döp om filen, eller rätta id."
            self.problems.append(Problem(file, document.line(("id",)), f"{text} {mend}", kind="id"))
        return guides

    def _wording(self, file: Path) -> Mapping[str, Any]:
        document = self._document(file, dict)
        if document is None:
            return {}
        self.places[f"wording/{file.stem}"] = _place(document, ())
        return dict(document.tree)

    def _validated(
        self, model: type[_Model], document: Document, item: Any, at: Where
    ) -> _Model | None:
        """A part of a file as a value; made once of each file that is read."""
        if (model, at) not in document.made:
            document.made[model, at] = _made(model, document, item, at)
        value, problems = document.made[model, at]
        self.problems += problems
        return cast("_Model | None", value)


def _made(
    model: type[_Model], document: Document, item: Any, at: Where
) -> tuple[_Model | None, list[Problem]]:
    try:
        return model.model_validate(item), []
    except ValidationError as error:
        return None, [
            Problem(document.path, document.line((*at, *where)), text)
            for where, text in mistakes(model, error)
        ]


def _place(document: Document, at: Where) -> Place:
    return lambda where: (document.path, document.line((*at, *where)))


def _part(document: Document, file: ThingFile, id_: str) -> Place:
    """The place of an answer's or an unknown's values in its thing's file."""
    return lambda where: (
        document.path,
        document.line(file.where(document.tree, id_, where)),
    )
