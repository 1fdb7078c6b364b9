"""The files of an editors' folder: which are read, which are left alone on purpose, and what is
wrong with the others. Nothing that an editor saves there is passed over in silence."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from bot.errors import Problem, reason
from bot.knowledge.written.normalform import plain

ONES = ("areas", "sources", "teams", "words", "talk", "rejects", "guidance", "held", "acts")
"""The files that stand by themselves, without their ending."""
ENDINGS = (".yaml", ".yml")
_LEFT_ALONE = "README.md"
_OLD_FORM = (
    "Svaren står inte längre i en lista för hela området. Ge varje sak en egen fil:"
    " entries/OMRÅDE/SAK.yaml (se knowledge/README.md)."
)
_LEADS_OUT = "Genvägen leder ut ur mappen, och den läses inte. Kopiera in filen i stället."
_PLACES = "entries/OMRÅDE/SAK.yaml, guides/GUIDE.yaml eller wording/SPRÅK.yaml"


@dataclass(frozen=True)
class Listing:
    """Every file under a folder but those left alone, in a fixed order, and the problems met on the
    way: folders that may not be read, links that lead nowhere."""

    path: Path
    files: tuple[Path, ...]
    problems: tuple[Problem, ...]

    def contents(self) -> dict[Path, bytes]:
        """What stands in each file; nothing of one that may not be read, which the reading tells
        of."""
        return {file: raw for file in self.files if (raw := _bytes(file)) is not None}

    def version(self, contents: Mapping[Path, bytes] | None = None) -> str:
        """A hash of every file's name and content: it changes when, and only when, a file does.
        ``contents``: as they were read; else as they are now."""
        known = self.contents() if contents is None else contents
        digest = hashlib.sha256()
        for file in self.files:
            digest.update(f"{plain(str(file.relative_to(self.path)))}\0".encode())
            digest.update(hashlib.sha256(known.get(file, b"")).digest())
        for problem in self.problems:
            digest.update(f"{problem.file}\0{problem.text}".encode())
        return digest.hexdigest()[:16]

    def things(self) -> list[Path]:
        return [file for file in self._read() if file.parent.parent == self.path / "entries"]

    def guides(self) -> list[Path]:
        return [file for file in self._read() if file.parent == self.path / "guides"]

    def wording(self) -> list[Path]:
        return [file for file in self._read() if file.parent == self.path / "wording"]

    def _read(self) -> list[Path]:
        return [file for file in self.files if file.suffix in ENDINGS and not self._is_twin(file)]

    def _is_twin(self, file: Path) -> bool:
        return file.suffix == ".yml" and file.with_suffix(".yaml") in self.files

    def unread(self) -> Iterator[Problem]:
        """The files that nobody reads, each with what to do about it."""
        yield from self.problems
        for file in self.files:
            text = self._misnamed(file) if self._stands_right(file) else self._misplaced(file)
            if text:
                yield Problem(file, 1, text, kind="file")

    def _stands_right(self, file: Path) -> bool:
        """Whether a file with another ending would be read where it stands."""
        match file.relative_to(self.path).parts:
            case [name]:
                return name.partition(".")[0].lower() in ONES
            case ["wording" | "guides", _] | ["entries", _, _]:
                return True
        return False

    def _misplaced(self, file: Path) -> str:
        if file.parent == self.path / "entries" and file.suffix in ENDINGS:
            return _OLD_FORM
        mend = f"Flytta den till {_PLACES}, eller ut ur mappen."
        return f"Ingen läser en fil som står här. {mend}"

    def _misnamed(self, file: Path) -> str | None:
        """What is wrong with the name of a file, if it would be read by another one."""
        right = f"{file.name.partition('.')[0]}.yaml"
        if self._is_twin(file):
            return f"Filen finns också som {right}. Ta bort den ena."
        if file.suffix == ".yml" and file.parent == self.path:
            return f"Filen ska heta {right}. Döp om den."
        if file.suffix not in ENDINGS:
            mend = f"Spara den som {right}, eller flytta ut den ur mappen."
            return f"Ingen läser en fil med ändelsen ”{file.suffix or 'ingen'}”. {mend}"
        return None


def listing(path: Path) -> Listing:
    """What is in a folder. Never raises."""
    files: list[Path] = []
    problems: list[Problem] = []

    def closed(error: OSError) -> None:
        mend = "Ge dig själv rätt att läsa den."
        text = f"Mappen går inte att läsa ({reason(error)}). {mend}"
        problems.append(Problem(Path(error.filename), 1, text, kind="file"))

    for folder, inner, names in os.walk(path, onerror=closed):
        inner[:] = sorted(name for name in inner if not name.startswith("."))
        linked = [name for name in inner if (Path(folder) / name).is_symlink()]
        for name in sorted([*names, *linked]):
            file = Path(folder) / name
            if name.startswith(".") or name == _LEFT_ALONE:
                continue
            if file.is_symlink() and file.exists() and not _is_inside(file, path):
                problems.append(Problem(file, 1, _LEADS_OUT, kind="file"))
            elif file.is_file():
                files.append(file)
            else:
                problems.append(Problem(file, 1, _no_file(file), kind="file"))
    return Listing(path, tuple(sorted(files)), tuple(problems))


def _is_inside(file: Path, folder: Path) -> bool:
    """Whether what a link leads to lies in the folder too: what a link out of it shows might be any
    file of the machine's."""
    return file.resolve().is_relative_to(folder.resolve())


def _no_file(file: Path) -> str:
    if file.is_dir():
        return "Genvägen leder till en mapp, och den läses inte. Kopiera in filerna i stället."
    if file.is_symlink():
        return "Genvägen leder till en fil som inte finns. Ta bort den, eller kopiera in filen."
    return "Det här är ingen vanlig fil. Flytta ut den ur mappen."


def _bytes(file: Path) -> bytes | None:
    try:
        return file.read_bytes()
    except OSError:
        return None
