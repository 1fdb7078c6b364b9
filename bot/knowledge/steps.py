"""Work that is done in small steps, so that something else can be done between two. Pure."""

from __future__ import annotations

from collections.abc import Generator
from typing import TypeVar

T = TypeVar("T")
Steps = Generator[None, None, T]
"""A step is what is done up to the next ``yield``; what the work came to is returned."""


def finished(steps: Steps[T]) -> T:
    """Take every step at once; what the work came to."""
    while True:
        try:
            next(steps)
        except StopIteration as end:
            result: T = end.value
            return result
