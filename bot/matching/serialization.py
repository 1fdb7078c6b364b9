"""A block as text and arrays, and back: JSON and NumPy's own format, never pickle. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cache
from sys import intern
from typing import Any

import numpy as np
import numpy.typing as npt
from pydantic import TypeAdapter

from bot.matching.block import Block
from bot.matching.corpus import Example
from bot.matching.evidence import Counts, Linear
from bot.matching.names import Label
from bot.matching.reading import Spelling
from bot.matching.vectors import Space, numbered

Arrays = Mapping[str, npt.NDArray[Any]]


@dataclass(frozen=True)
class _Text:
    """What of a block is no array, as few values as can be: they are read at each start.
    ``examples``: each label's texts and their languages. ``terms``: each channel's, a line each, in
    the order of their columns."""

    labels: tuple[Label, ...]
    examples: Mapping[str, tuple[tuple[str, str], ...]]
    counts: Mapping[str, int]
    beside: Mapping[str, int]
    terms: tuple[str, ...]
    unseen: float


@cache
def _schema() -> TypeAdapter[_Text]:
    return TypeAdapter(_Text)


def text_of(block: Block) -> bytes:
    """Everything but the arrays, as JSON."""
    text = _Text(
        labels=block.labels,
        examples={
            label: tuple((one.text, one.language) for one in examples)
            for label, examples in block.examples.items()
        },
        counts=block.spelling.counts,
        beside=block.spelling.beside,
        terms=tuple(map("\n".join, block.space.terms)),
        unseen=block.space.unseen,
    )
    return _schema().dump_json(text)


def arrays_of(block: Block) -> Arrays:
    """The arrays by name: "idf", "linear.steps"."""
    arrays = {"idf": block.space.idf}
    parts: dict[str, Counts | Linear] = {
        "counts": block.counts,
        "linear": block.linear,
        "things": block.things,
    }
    for name, part in parts.items():
        arrays |= {f"{name}.{field.name}": getattr(part, field.name) for field in fields(part)}
    return arrays


def block_of(json: bytes, arrays: Arrays) -> Block:
    """The block that was taken apart so. Raises ``ValueError`` or ``KeyError`` where something of
    it is missing."""
    text = _schema().validate_json(json)

    def part(name: str) -> dict[str, Any]:
        begin = f"{name}."
        return {key.removeprefix(begin): arrays[key] for key in arrays if key.startswith(begin)}

    # The blocks share most of their terms, and then also the text of them.
    shared = [map(intern, terms.split("\n") if terms else ()) for terms in text.terms]
    return Block(
        labels=text.labels,
        examples={
            label: tuple(Example(label, *one) for one in examples)
            for label, examples in text.examples.items()
        },
        spelling=Spelling(text.counts, text.beside),
        space=Space(numbered(shared), np.asarray(arrays["idf"]), text.unseen),
        counts=Counts(**part("counts")),
        linear=Linear(**part("linear")),
        things=Counts(**part("things")),
    )
