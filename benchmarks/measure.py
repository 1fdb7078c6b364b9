"""Builds and asks one system in a process of its own, so that its memory is its own and what it
breaks is only itself."""

from __future__ import annotations

import gc
import multiprocessing
import os
import resource
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from multiprocessing.connection import Connection

import numpy as np
import numpy.typing as npt
import psutil

from benchmarks.metrics import Asked, Floats
from benchmarks.peers import Pair, Ranked, System, confidence
from benchmarks.sets import Question

ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
_WARM = 20


class UnfinishedError(Exception):
    """A system needed more time or memory than it was given; says which."""


@dataclass(frozen=True)
class Task:
    """A system, what it learns from and what it is asked."""

    kind: type[System]
    language: str
    train: Sequence[Pair]
    texts: Sequence[str]
    calibrate: bool = True
    """Whether it sets its threshold too."""


@dataclass(frozen=True)
class Limits:
    """The most that a system may take for one task."""

    minutes: float
    gigabytes: float


@dataclass(frozen=True)
class Measured:
    """What one system said of a set's questions, in their order, and what it cost. Seconds are the
    processor's, so that what else the machine does isn't counted: with one thread and nothing to
    wait for, that is what the clock shows on an idle machine."""

    ranked: tuple[Ranked, ...]
    answered: tuple[bool, ...]
    seconds: Floats
    """For each question, from text to ranking."""
    build: float
    """Seconds from examples to the first ranking, the import of libraries included; a peer's
    threshold is not."""
    memory: float
    """Resident megabytes that it added when it was built, libraries included (but for numpy)."""
    peak: float
    """The same, at most, while it was built."""

    def part(self, rows: slice) -> Measured:
        """The same of some of the questions."""
        ranked, answered, seconds = self.ranked[rows], self.answered[rows], self.seconds[rows]
        return replace(self, ranked=ranked, answered=answered, seconds=seconds)

    def asked(self, questions: Sequence[Question]) -> Asked:
        """What was said of these questions, right or wrong."""
        return Asked(
            answerable=np.array([question.entry is not None for question in questions]),
            top1=self._right(questions, 1),
            top3=self._right(questions, 3),
            confidence=np.array([confidence(ranked) for ranked in self.ranked]),
            answered=np.array(self.answered),
        )

    def _right(self, questions: Sequence[Question], among: int) -> npt.NDArray[np.bool_]:
        """Whether each question's entry is among the first."""
        pairs = zip(questions, self.ranked, strict=True)
        return np.array([asked.entry in dict(ranked[:among]) for asked, ranked in pairs])


def measure(task: Task) -> Measured:
    """Build a system, set its threshold, and ask it every text."""
    system = task.kind(task.language)
    gc.collect()
    before, began = psutil.Process().memory_info().rss, time.process_time()
    system.fit(task.train)
    system.rank(task.texts[0])
    build = time.process_time() - began
    gc.collect()
    memory = psutil.Process().memory_info().rss - before
    peak = max(memory, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 - before)
    if task.calibrate:
        system.calibrate(task.train)
    for text in task.texts[:_WARM]:
        system.decide(text)
    ranked, answered, seconds = [], [], []
    for text in task.texts:
        began = time.process_time()
        best, answers = system.decide(text)
        seconds.append(time.process_time() - began)
        ranked.append(best)
        answered.append(answers)
    costs = (np.array(seconds), build, memory / 2**20, peak / 2**20)
    return Measured(tuple(ranked), tuple(answered), *costs)


def measure_apart(task: Task, limits: Limits) -> Measured:
    """``measure`` in a new process with one thread. Raises ``UnfinishedError`` past the limits."""
    os.environ.update(ONE_THREAD)
    spawn = multiprocessing.get_context("spawn")
    ours, theirs = spawn.Pipe(duplex=False)
    child = spawn.Process(target=_child, args=(theirs, task, limits.gigabytes), daemon=True)
    child.start()
    theirs.close()
    try:
        if not ours.poll(limits.minutes * 60):
            raise UnfinishedError(f"more than {limits.minutes:g} minutes")
        measured: Measured | None = ours.recv()
    except EOFError:
        child.join()
        raise UnfinishedError(f"broke off with {child.exitcode}") from None
    finally:
        child.kill()
        child.join()
    if measured is None:
        raise UnfinishedError(f"more than {limits.gigabytes:g} GB")
    return measured


def _child(answer: Connection, task: Task, gigabytes: float) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (int(gigabytes * 2**30),) * 2)
    try:
        answer.send(measure(task))
    except MemoryError:
        answer.send(None)
