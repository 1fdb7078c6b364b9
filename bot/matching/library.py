"""The current knowledge with its built matcher, swapped whole; what is slow to build is kept in the user's cache folder.

The cache is arrays and JSON, never pickle, and is keyed by the knowledge's content and the program's own files: a changed
file of either is noticed.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
import platformdirs

from bot.knowledge import loading
from bot.knowledge.model import (
    COUNTRY,
    Area,
    Entry,
    Knowledge,
    Rejects,
    Source,
    Team,
    Unknown,
    Words,
)
from bot.matching.calibration import Logistic
from bot.matching.evidence import Counts, Linear
from bot.matching.gazetteer import Gazetteer, without
from bot.matching.matcher import Example, Matcher, Stray
from bot.matching.names import Label, squash
from bot.matching.reading import Reader
from bot.matching.vectors import Space
from bot.text import tokens

OUTSIDE = "utanför"
SMALLTALK = "småprat/"
KEPT = 4
"""Caches kept, the newest ones: each change of knowledge or program makes a new one."""
UNFINISHED, ABANDONED = "tmp", 3600.0
"""How the folder of a cache that is being written begins, and after how many seconds nobody writes there any more."""
Progress = Callable[[str], None]


@dataclass(frozen=True)
class Current:
    """What the bot knows right now, ready to be asked."""

    knowledge: Knowledge
    matcher: Matcher
    gazetteer: Gazetteer
    path: Path

    def view_of(self, area: str | None) -> str:
        """The view that answers for an area: its own, or that of the nearest area around it that has one."""
        places = self.knowledge.chain(area) if area and area in self.knowledge.areas else [COUNTRY]
        return next((place for place in places if place in self.matcher.views), COUNTRY)

    def name_of(self, entry: Entry) -> str:
        """What people call the thing that an entry is about: its own name, its family's, or else its title."""
        family = set(self.matcher.labels[entry.id].names)
        siblings = (other for other in self.knowledge.entries.values() if other.area == entry.area)
        names = [
            *entry.names,
            *(name for other in siblings for name in other.names if squash(name) in family),
        ]
        return names[0] if names else entry.title


def open_library(
    path: Path, *, cache: Path | None = None, progress: Progress = lambda _: None
) -> Current:
    """Read the folder and build the matcher, or take both from the cache. Raises ``KnowledgeError``."""
    cache = cache or Path(platformdirs.user_cache_dir("onewayin"))
    stored = cache / f"{loading.version(path)}-{_program()}"
    if (kept := _read(stored)) is not None:
        return assemble(*kept, path)
    knowledge = loading.load(path)
    progress("Läser in kunskapen. Det tar några sekunder första gången …")
    matcher = build_matcher(knowledge)
    _write(stored, knowledge, matcher)
    return assemble(knowledge, matcher, path)


def build_matcher(knowledge: Knowledge) -> Matcher:
    """Everything that can be asked for, as examples in views. Slow: seconds."""
    bare = Gazetteer(knowledge.areas)
    examples = [
        Example(
            example.label,
            without(example.text, bare.find(example.text, repair=False), own),
            example.language,
        )
        for example, own in _examples(knowledge)
    ]
    names = [name for entry in knowledge.entries.values() for name in entry.names]
    reader = Reader.learn(knowledge.words, [*(example.text for example in examples), *names])
    from bot.matching.training import build  # noqa: PLC0415 - slow to import, and only building needs it

    blocks, views = _blocks(knowledge)
    return build(examples, _labels(knowledge), blocks, views, reader)


def _examples(knowledge: Knowledge) -> Iterator[tuple[Example, list[str]]]:
    """Every example with the areas whose names say nothing in it: its own and those around it."""
    for item in knowledge.items:
        own = knowledge.chain(item.area) if item.area else []
        heading = {"sv": item.title} if isinstance(item, Entry) else item.what
        for language, texts in item.questions.items():
            extra = [heading[language]] if language in heading else []
            for text in [*texts, *extra]:
                yield Example(item.id, text, language), own
    for language, texts in knowledge.rejects.outside.items():
        yield from ((Example(OUTSIDE, text, language), []) for text in texts)
    for language, wording in knowledge.wording.items():
        for kind, texts in wording.get("småprat", {}).items():
            yield from ((Example(SMALLTALK + kind, text, language), []) for text in texts)


def _labels(knowledge: Knowledge) -> list[Label]:
    labels = [Label(entry.id, tuple(entry.names)) for entry in knowledge.entries.values()]
    for unknown in knowledge.unknowns.values():
        parent = knowledge.entries.get(unknown.entry)
        labels.append(
            Label(
                unknown.id, tuple(parent.names) if parent else (), unknown=True, about=unknown.entry
            )
        )
    return [
        *labels,
        *(
            Label(label, unknown=True)
            for label in _common(knowledge)
            if label not in knowledge.unknowns
        ),
    ]


def _common(knowledge: Knowledge) -> list[str]:
    """What competes in every area: what only people answer, what is outside, small talk."""
    kinds = {kind for wording in knowledge.wording.values() for kind in wording.get("småprat", {})}
    return (
        [unknown.id for unknown in knowledge.rejects.people]
        + [OUTSIDE]
        + sorted(SMALLTALK + kind for kind in kinds)
    )


def _blocks(knowledge: Knowledge) -> tuple[dict[str, list[str]], dict[str, list[str]]]:
    """For each area with knowledge of its own: its labels, and the areas whose labels compete there, its own first."""
    blocks: dict[str, list[str]] = {COUNTRY: _common(knowledge)}
    for item in knowledge.items:
        if item.area:
            blocks.setdefault(item.area, []).append(item.id)
    return blocks, {
        area: [place for place in knowledge.chain(area) if place in blocks] for area in blocks
    }


def assemble(knowledge: Knowledge, matcher: Matcher, path: Path) -> Current:
    """The knowledge and its matcher, with the names of places."""
    known = {item.area for item in knowledge.items}
    examples = (example for own in matcher.examples.values() for example in own)
    words = {token for example in examples for token in tokens(example.text)}
    return Current(knowledge, matcher, Gazetteer(knowledge.areas, known, words), path)


SHAPING = (
    "errors",
    "knowledge.loading",
    "knowledge.model",
    "knowledge.yamltext",
    "matching.calibration",
    "matching.evidence",
    "matching.gazetteer",
    "matching.library",
    "matching.matcher",
    "matching.names",
    "matching.reading",
    "matching.slots",
    "matching.training",
    "matching.vectors",
    "text",
    "workdays",
)
"""The modules that what is cached depends on: a change of one of them makes a new cache."""
_BOT = Path(__file__).parent.parent
BUILT_WITH = ("numpy", "scipy", "scikit-learn", "PyStemmer", "rapidfuzz", "pydantic")


def _program() -> str:
    """A hash of those modules and of the libraries they build with: a cache made by other code isn't read."""
    digest = hashlib.sha256(" ".join(map(version, BUILT_WITH)).encode())
    for name in SHAPING:
        digest.update((_BOT / f"{name.replace('.', '/')}.py").read_bytes())
    return digest.hexdigest()[:16]


# The cache. One folder for each pair of knowledge and program; an unreadable one is as good as none.

_TABLES: dict[str, Any] = {
    "areas": Area,
    "teams": Team,
    "sources": Source,
    "entries": Entry,
    "unknowns": Unknown,
}


def _write(folder: Path, knowledge: Knowledge, matcher: Matcher) -> None:
    """Write beside and rename: a reader never sees half a cache. Where nothing can be written, nothing is kept."""
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        for left in folder.parent.glob(f"{UNFINISHED}*"):
            if time.time() - left.stat().st_mtime > ABANDONED:
                shutil.rmtree(left, ignore_errors=True)
        with tempfile.TemporaryDirectory(dir=folder.parent, prefix=UNFINISHED) as beside:
            made = Path(beside) / "cache"
            made.mkdir()
            (made / "knowledge.json").write_text(json.dumps(_knowledge_out(knowledge)), "utf-8")
            (made / "matcher.json").write_text(json.dumps(_matcher_out(matcher)), "utf-8")
            np.savez(made / "arrays.npz", **_arrays_out(matcher))
            shutil.rmtree(folder, ignore_errors=True)
            os.replace(made, folder)
        for old in sorted(folder.parent.glob("*-*"), key=lambda kept: kept.stat().st_mtime)[:-KEPT]:
            shutil.rmtree(old, ignore_errors=True)
    except OSError:
        return


def _read(folder: Path) -> tuple[Knowledge, Matcher] | None:
    try:
        knowledge = _knowledge_in(json.loads((folder / "knowledge.json").read_text("utf-8")))
        with (
            (folder / "arrays.npz").open("rb") as file,
            np.load(file, allow_pickle=False) as arrays,
        ):
            matcher = _matcher_in(
                json.loads((folder / "matcher.json").read_text("utf-8")), dict(arrays), knowledge
            )
    except Exception:  # noqa: BLE001 - whatever is wrong with a cache, it is as good as none
        return None
    return knowledge, matcher


def _knowledge_out(knowledge: Knowledge) -> dict[str, Any]:
    tables = {
        name: [
            row.model_dump(mode="json", by_alias=True, exclude_unset=True)
            for row in getattr(knowledge, name).values()
        ]
        for name in _TABLES
    }
    # An unknown's entry isn't written by editors, so it isn't part of the model's own text.
    parents = {unknown.id: unknown.entry for unknown in knowledge.unknowns.values()}
    one = {
        name: getattr(knowledge, name).model_dump(mode="json", by_alias=True, exclude_unset=True)
        for name in ("words", "rejects")
    }
    return {
        "version": knowledge.version,
        "wording": knowledge.wording,
        "parents": parents,
        **tables,
        **one,
    }


def _knowledge_in(kept: dict[str, Any]) -> Knowledge:
    rows = {
        name: {row["id"]: model.model_validate(row) for row in kept[name]}
        for name, model in _TABLES.items()
    }
    rows["unknowns"] = {
        key: unknown.model_copy(update={"entry": kept["parents"][key]})
        for key, unknown in rows["unknowns"].items()
    }
    words, rejects = Words.model_validate(kept["words"]), Rejects.model_validate(kept["rejects"])
    return Knowledge(
        version=kept["version"], words=words, rejects=rejects, wording=kept["wording"], **rows
    )


def _matcher_out(matcher: Matcher) -> dict[str, Any]:
    def example(one: Example) -> list[str]:
        return [one.label, one.text, one.language]

    return {
        "counts": matcher.reader.counts,
        "beside": matcher.reader.beside,
        "terms": [list(terms) for terms in matcher.space.terms],
        "unseen": matcher.space.unseen,
        "labels": [
            [label.id, label.names, label.unknown, label.mentions, label.about]
            for label in matcher.labels.values()
        ],
        "order": matcher.order,
        "blocks": matcher.blocks,
        "views": matcher.views,
        "examples": {
            label: [example(one) for one in own] for label, own in matcher.examples.items()
        },
        "strays": [[example(stray.example), stray.found, stray.chance] for stray in matcher.strays],
    }


def _arrays_out(matcher: Matcher) -> dict[str, Any]:
    counts, trust = matcher.counts, matcher.trust
    arrays: dict[str, Any] = {"idf": matcher.space.idf, "near": matcher.near}
    arrays |= {
        f"counts.{part}": getattr(counts, part)
        for part in ("starts", "labels", "times", "totals", "ends")
    }
    for name, linear in matcher.linear.items():
        arrays |= {
            f"linear.{name}.{part}": getattr(linear, part)
            for part in ("columns", "steps", "step", "bias")
        }
    return arrays | {f"trust.{part}": getattr(trust, part) for part in ("mean", "scale", "weights")}


def _matcher_in(kept: dict[str, Any], arrays: dict[str, Any], knowledge: Knowledge) -> Matcher:
    columns, at = [], 0
    for terms in kept["terms"]:
        columns.append(dict(zip(terms, range(at, at + len(terms)), strict=True)))
        at += len(terms)
    starts, labels, times, totals = (
        arrays[f"counts.{part}"] for part in ("starts", "labels", "times", "totals")
    )
    return Matcher(
        reader=Reader(knowledge.words, kept["counts"], kept["beside"]),
        space=Space(tuple(columns), arrays["idf"], kept["unseen"]),
        labels={
            id_: Label(id_, tuple(names), unknown, tuple(mentions), about)
            for id_, names, unknown, mentions, about in kept["labels"]
        },
        order=tuple(kept["order"]),
        blocks={name: (begin, end) for name, (begin, end) in kept["blocks"].items()},
        views={name: tuple(view) for name, view in kept["views"].items()},
        counts=Counts(
            starts, labels, times, totals, tuple(int(end) for end in arrays["counts.ends"])
        ),
        linear={
            name: Linear(
                *(arrays[f"linear.{name}.{part}"] for part in ("columns", "steps", "step", "bias"))
            )
            for name in kept["blocks"]
        },
        trust=Logistic(arrays["trust.mean"], arrays["trust.scale"], arrays["trust.weights"]),
        near=arrays["near"],
        examples={
            label: tuple(Example(*row) for row in own) for label, own in kept["examples"].items()
        },
        strays=tuple(Stray(Example(*row), found, chance) for row, found, chance in kept["strays"]),
    )
