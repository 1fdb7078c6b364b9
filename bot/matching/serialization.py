"""A matcher as text and arrays, and back: JSON and NumPy's own format, never pickle. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt
from pydantic import TypeAdapter

from bot.knowledge.words import Words
from bot.matching.calibration import Logistic
from bot.matching.corpus import Example
from bot.matching.evidence import Counts, Linear
from bot.matching.matcher import Matcher, Stray
from bot.matching.names import Label
from bot.matching.reading import Reader
from bot.matching.vectors import Space, numbered

Arrays = Mapping[str, npt.NDArray[Any]]


@dataclass(frozen=True)
class _Text:
    """What of a matcher is no array. ``terms``: each channel's, in the order of their columns."""

    counts: Mapping[str, int]
    beside: Mapping[str, int]
    terms: tuple[tuple[str, ...], ...]
    unseen: float
    labels: tuple[Label, ...]
    order: tuple[str, ...]
    blocks: Mapping[str, tuple[int, int]]
    views: Mapping[str, tuple[str, ...]]
    examples: Mapping[str, tuple[Example, ...]]
    strays: tuple[Stray, ...]


@cache
def _schema() -> TypeAdapter[_Text]:
    return TypeAdapter(_Text)


def text_of(matcher: Matcher) -> bytes:
    """Everything but the arrays, as JSON."""
    text = _Text(
        counts=matcher.reader.counts,
        beside=matcher.reader.beside,
        terms=tuple(tuple(terms) for terms in matcher.space.terms),
        unseen=matcher.space.unseen,
        labels=tuple(matcher.labels.values()),
        order=matcher.order,
        blocks=matcher.blocks,
        views=matcher.views,
        examples=matcher.examples,
        strays=matcher.strays,
    )
    return _schema().dump_json(text)


def arrays_of(matcher: Matcher) -> Arrays:
    """The arrays by name: "near", "trust.mean", "linear.lund.steps"."""
    arrays = {"idf": matcher.space.idf, "near": matcher.near}
    parts: dict[str, Any] = {"counts": matcher.counts, "trust": matcher.trust}
    parts |= {f"linear.{name}": linear for name, linear in matcher.linear.items()}
    for name, part in parts.items():
        arrays |= {f"{name}.{field.name}": getattr(part, field.name) for field in fields(part)}
    return arrays


def matcher_of(json: bytes, arrays: Arrays, words: Words) -> Matcher:
    """The matcher that was taken apart so, for the same words. Raises ``ValueError`` or
    ``KeyError`` where something of it is missing."""
    text = _schema().validate_json(json)

    def part(name: str) -> dict[str, Any]:
        begin = f"{name}."
        return {key.removeprefix(begin): arrays[key] for key in arrays if key.startswith(begin)}

    return Matcher(
        reader=Reader(words, text.counts, text.beside),
        space=Space(numbered(text.terms), np.asarray(arrays["idf"]), text.unseen),
        labels={label.id: label for label in text.labels},
        order=text.order,
        blocks=text.blocks,
        views=text.views,
        counts=Counts(**part("counts")),
        linear={name: Linear(**part(f"linear.{name}")) for name in text.blocks},
        trust=Logistic(**part("trust")),
        near=arrays["near"],
        examples=text.examples,
        strays=text.strays,
    )
