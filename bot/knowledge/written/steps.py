"""Work that makes what stays, at once or in small steps, so that something else can be done between
two."""

from __future__ import annotations

import gc
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from typing import TypeVar

T = TypeVar("T")
Steps = Generator[None, None, T]
"""A step is what is done up to the next ``yield``; what the work came to is returned."""
_works: list[object] = []
"""What is being done."""


def finished(steps: Steps[T]) -> T:
    """Take every step at once; what the work came to."""
    while True:
        try:
            next(steps)
        except StopIteration as end:
            result: T = end.value
            return result


@contextmanager
def made_to_stay() -> Iterator[None]:
    """What is made meanwhile isn't looked through for garbage, then or later. With the knowledge
    and what is learned of it that takes longer than any step, and a fifth of a start's time."""
    gc.disable()
    _works.append(work := object())
    try:
        yield
    finally:
        _works.remove(work)
        if not _works:
            gc.freeze()
            gc.enable()
