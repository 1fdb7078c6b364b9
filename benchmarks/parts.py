"""What each part of the ranking gives, in quality and in milliseconds: public question sets, with
one part taken away at a time.

python benchmarks/parts.py [--data DIR] [--write]     --write: put the table into docs/matching.md
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any
from unittest.mock import patch

import numpy as np

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks import metrics, page, sets  # noqa: E402
from benchmarks.measure import Task, measure  # noqa: E402
from benchmarks.ours import Ours  # noqa: E402
from benchmarks.sets import MissingSetError, QuestionSet  # noqa: E402
from bot.matching import block, evidence, reading, vectors  # noqa: E402
from bot.matching.vectors import Floats, Ints  # noqa: E402

SETS = ("banking77-near", "clinc150-10shot")

_WEIGH = evidence.Counts.weigh
_VECTOR = vectors.Space.vector
Weights = tuple[Floats, Floats]


def _no_likely(counts: evidence.Counts, columns: Ints, values: Floats) -> Weights:
    likely, cover = _WEIGH(counts, columns, values)
    return np.zeros_like(likely), cover


def _no_cover(counts: evidence.Counts, columns: Ints, values: Floats) -> Weights:
    likely, cover = _WEIGH(counts, columns, values)
    return likely, np.zeros_like(cover)


def _no_counts(counts: evidence.Counts, columns: Ints, values: Floats) -> Weights:
    size = len(counts.many)
    return np.zeros((2, size)), np.zeros((len(counts.ends), size))


def _known_alone(space: vectors.Space, text: Sequence[vectors.Weighed]) -> tuple[Ints, Floats]:
    channels = []
    for own, kept in zip(text, space.terms, strict=True):
        known = [at for at, term in enumerate(own.terms) if term in kept]
        terms = [own.terms[at] for at in known]
        channels.append(vectors.Weighed(terms, own.weights[known], own.common[known]))
    return _VECTOR(space, channels)


def _no_terms(words: Sequence[str], weights: Sequence[float]) -> vectors.Terms:
    return []


PARTS: Mapping[str, list[tuple[Any, str, Any]]] = {
    "nothing": [],
    "the linear classifier": [(block, "LARGEST", 0)],
    "naive Bayes": [(evidence.Counts, "weigh", _no_likely)],
    "coverage": [(evidence.Counts, "weigh", _no_cover)],
    "both": [(evidence.Counts, "weigh", _no_counts)],
    "pairs of words": [(vectors, "pair_terms", _no_terms)],
    "characters": [(vectors, "char_terms", _no_terms)],
    "unknown words counted in the length": [(vectors.Space, "vector", _known_alone)],
    "the repair of typing errors": [(reading.Reader, "_repair", lambda *_: None)],
    "what stands beside, in the repair": [(reading.Reader, "_likely", lambda *_: 0.0)],
}


@contextmanager
def without(part: str) -> Iterator[None]:
    """The matcher with one part taken away."""
    with ExitStack() as stack:
        for owner, name, value in PARTS[part]:
            stack.enter_context(patch.object(owner, name, value))
        yield


def row(part: str, asked: list[QuestionSet]) -> str:
    """A row of the table: for each set top-1, AUROC and what typing errors cost; and the median of
    the milliseconds."""
    cells, spent = [], []
    for one in asked:
        texts = [question.text for question in one.questions]
        with without(part):
            wrong = [sets.mistyped(text, str(number)) for number, text in enumerate(texts)]
            language = sets.language_of(texts)
            both = measure(Task(Ours, language, one.train, [*texts, *wrong]))
        halves = (slice(len(texts)), slice(len(texts), None))
        clean, typed = (both.part(half).asked(one.questions) for half in halves)
        lost = 100 * (metrics.top1(clean) - metrics.top1(typed))
        cells += [f"{metrics.top1(clean):.3f}", f"{metrics.auroc(clean):.3f}", f"{lost:.1f}"]
        spent.append(both.seconds)
    median = 1000 * float(np.median(np.concatenate(spent)))
    return f"| {part} | {' | '.join(cells)} | {median:.2f} |\n"


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, default=ROOT.parent / "shared" / "data")
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    try:
        sets.check(options.data, SETS)
    except MissingSetError as problem:
        sys.exit(str(problem))
    asked = [sets.read_set(options.data / name) for name in SETS]
    columns = ("top-1", "AUROC", "lost by typing errors")
    heads = [f"{name}: {column}" for name in SETS for column in columns]
    rule = "|---|" + "---|" * (len(heads) + 1)
    lines = [f"| taken away | {' | '.join(heads)} | ms |\n", f"{rule}\n"]
    print("".join(lines), end="")
    for part in PARTS:
        lines.append(row(part, asked))
        print(lines[-1], end="", flush=True)
    if options.write:
        page.put("parts", "".join(lines))
    return 0


if __name__ == "__main__":
    sys.exit(main())
