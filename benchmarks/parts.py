"""What each part of the ranking gives, in quality and in milliseconds: public question sets, with one part taken away at a time.

python benchmarks/parts.py [--data DIR] [--write]     --write: put the table into docs/matching.md
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any
from unittest.mock import patch

import numpy as np

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks import metrics, page  # noqa: E402
from benchmarks.measure import Measured, measure  # noqa: E402
from benchmarks.ours import Ours  # noqa: E402
from benchmarks.sets import MissingSetError, QuestionSet, check, language_of, mistyped, read_set  # noqa: E402
from bot.matching import (  # noqa: E402
    evidence,
    reading,
    training,
    vectors,
)

SETS = ("banking77-near", "clinc150-10shot")

_NO_COUNTS = [
    (evidence.Counts, "hear", lambda self, columns, values: (_zeros(self, 2), _zeros(self, 3)))
]
_NO_LIKELY = [
    (
        evidence.Counts,
        "hear",
        lambda self, columns, values: (_zeros(self, 2), _HEAR(self, columns, values)[1]),
    )
]
_NO_COVER = [
    (
        evidence.Counts,
        "hear",
        lambda self, columns, values: (_HEAR(self, columns, values)[0], _zeros(self, 3)),
    )
]
PARTS: Mapping[str, list[tuple[Any, str, Any]]] = {
    "nothing": [],
    "the linear classifier": [(training, "LARGEST", 0)],
    "naive Bayes": _NO_LIKELY,
    "coverage": _NO_COVER,
    "both": _NO_COUNTS,
    "pairs of words": [(vectors, "pair_terms", lambda words, weights: [])],
    "characters": [(vectors, "char_terms", lambda words, weights: [])],
    "unknown words counted in the length": [
        (vectors.Space, "vector", lambda self, text: _known_alone(self, text))
    ],
    "the repair of typing errors": [
        (reading.Reader, "_repair", lambda self, word, before, after: None)
    ],
    "what stands beside, in the repair": [
        (reading.Reader, "_likely", lambda self, typed, spelt, known, beside: 0.0)
    ],
}
_HEAR = evidence.Counts.hear
_VECTOR = vectors.Space.vector


def _zeros(counts: evidence.Counts, channels: int) -> list[evidence.Floats]:
    return [np.zeros(counts.totals.shape[1]) for _ in range(channels)]


def _known_alone(
    space: vectors.Space, text: tuple[vectors.Terms, ...]
) -> tuple[list[int], list[float]]:
    known = tuple(
        [(term, weight) for term, weight in terms if term in kept]
        for terms, kept in zip(text, space.terms, strict=True)
    )
    return _VECTOR(space, known)


@contextmanager
def without(part: str) -> Iterator[None]:
    """The matcher with one part taken away."""
    with ExitStack() as stack:
        for owner, name, value in PARTS[part]:
            stack.enter_context(patch.object(owner, name, value))
        yield


def row(part: str, asked: list[QuestionSet]) -> str:
    """A row of the table: for each set top-1, AUROC and what typing errors cost; and the median of the milliseconds."""
    cells, spent = [], []
    for one in asked:
        texts = [question.text for question in one.questions]
        with without(part):
            wrong = [mistyped(text, str(number)) for number, text in enumerate(texts)]
            both = measure(Ours, language_of(texts), one.train, [*texts, *wrong])
        clean, typed = (
            _half(both, half).asked(one.questions)
            for half in (slice(len(texts)), slice(len(texts), None))
        )
        lost = 100 * (metrics.top1(clean) - metrics.top1(typed))
        cells += [f"{metrics.top1(clean):.3f}", f"{metrics.auroc(clean):.3f}", f"{lost:.1f}"]
        spent.append(both.seconds)
    return (
        f"| {part} | {' | '.join(cells)} | {1000 * float(np.median(np.concatenate(spent))):.2f} |\n"
    )


def _half(measured: Measured, part: slice) -> Measured:
    return Measured(
        measured.ranked[part],
        measured.answered[part],
        measured.seconds[part],
        measured.build,
        measured.memory,
        measured.peak,
    )


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, default=ROOT.parent / "shared" / "data")
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    try:
        check(options.data, SETS)
    except MissingSetError as problem:
        sys.exit(str(problem))
    asked = [read_set(options.data / name) for name in SETS]
    heads = [
        f"{name}: {what}" for name in SETS for what in ("top-1", "AUROC", "lost by typing errors")
    ]
    lines = [
        f"| taken away | {' | '.join(heads)} | ms |\n",
        "|---|" + "---|" * (len(heads) + 1) + "\n",
    ]
    print("".join(lines), end="")
    for part in PARTS:
        lines.append(row(part, asked))
        print(lines[-1], end="", flush=True)
    if options.write:
        page.put("parts", "".join(lines))
    return 0


if __name__ == "__main__":
    sys.exit(main())
