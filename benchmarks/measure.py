"""Builds and asks one system in a process of its own, so that its memory is its own and what it breaks is only itself."""

from __future__ import annotations

import gc
import multiprocessing
import os
import resource
import time
from collections.abc import Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection

import numpy as np
import psutil

from benchmarks.metrics import Asked, Floats
from benchmarks.peers import Pair, Ranked, System, confidence
from benchmarks.sets import Question

ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
_WARM = 20


class UnfinishedError(Exception):
    """A system needed more time or memory than it was given; says which."""


@dataclass(frozen=True)
class Measured:
    """What one system said of a set's questions, in their order, and what it cost. Seconds are the processor's, so that what else
    the machine does isn't counted: with one thread and nothing to wait for, that is what the clock shows on an idle machine."""

    ranked: tuple[Ranked, ...]
    answered: tuple[bool, ...]
    seconds: Floats
    """For each question, from text to ranking."""
    build: float
    """Seconds from examples to the first ranking, the import of libraries included; a peer's threshold is not."""
    memory: float
    """Resident megabytes that it added when it was built, libraries included (but for numpy)."""
    peak: float
    """The same, at most, while it was built."""

    def asked(self, questions: Sequence[Question]) -> Asked:
        best = [[entry for entry, _ in ranked] for ranked in self.ranked]
        return Asked(
            answerable=np.array([question.entry is not None for question in questions]),
            top1=np.array(
                [
                    q.entry is not None and q.entry in b[:1]
                    for q, b in zip(questions, best, strict=True)
                ]
            ),
            top3=np.array(
                [
                    q.entry is not None and q.entry in b[:3]
                    for q, b in zip(questions, best, strict=True)
                ]
            ),
            confidence=np.array([confidence(ranked) for ranked in self.ranked]),
            answered=np.array(self.answered),
        )


def measure(
    kind: type[System],
    language: str,
    train: Sequence[Pair],
    texts: Sequence[str],
    *,
    calibrate: bool = True,
) -> Measured:
    """Build a system, set its threshold, and ask it every text."""
    system = kind(language)
    gc.collect()
    before, began = psutil.Process().memory_info().rss, time.process_time()
    system.fit(train)
    system.rank(texts[0])
    build = time.process_time() - began
    gc.collect()
    memory = psutil.Process().memory_info().rss - before
    peak = max(memory, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 - before)
    if calibrate:
        system.calibrate(train)
    for text in texts[:_WARM]:
        system.decide(text)
    ranked, answered, seconds = [], [], []
    for text in texts:
        began = time.process_time()
        found, answers = system.decide(text)
        seconds.append(time.process_time() - began)
        ranked.append(found)
        answered.append(answers)
    return Measured(
        tuple(ranked), tuple(answered), np.array(seconds), build, memory / 2**20, peak / 2**20
    )


def measure_apart(
    kind: type[System],
    language: str,
    train: Sequence[Pair],
    texts: Sequence[str],
    *,
    calibrate: bool = True,
    minutes: float,
    gigabytes: float,
) -> Measured:
    """``measure`` in a new process with one thread. Raises ``UnfinishedError`` past the limits."""
    os.environ.update(ONE_THREAD)
    spawn = multiprocessing.get_context("spawn")
    ours, theirs = spawn.Pipe(duplex=False)
    child = spawn.Process(
        target=_child,
        args=(theirs, gigabytes, kind, language, train, texts, calibrate),
        daemon=True,
    )
    child.start()
    theirs.close()
    try:
        if not ours.poll(minutes * 60):
            problem = f"more than {minutes:g} minutes"
            raise UnfinishedError(problem)
        found = ours.recv()
    except EOFError:
        child.join()
        problem = f"broke off with {child.exitcode}"
        raise UnfinishedError(problem) from None
    finally:
        child.kill()
        child.join()
    if found is None:
        problem = f"more than {gigabytes:g} GB"
        raise UnfinishedError(problem)
    return found  # type: ignore[no-any-return]


def _child(
    answer: Connection,
    gigabytes: float,
    kind: type[System],
    language: str,
    train: Sequence[Pair],
    texts: Sequence[str],
    calibrate: bool,
) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (int(gigabytes * 2**30),) * 2)
    try:
        answer.send(measure(kind, language, train, texts, calibrate=calibrate))
    except MemoryError:
        answer.send(None)
