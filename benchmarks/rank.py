"""Rank questions with the bot's one matcher, its thresholds calibrated from TRAIN alone.

python benchmarks/rank.py TRAIN QUESTIONS

TRAIN: JSON lines {"entry","text"}; QUESTIONS: JSON lines {"id","text"}.

Prints {"id","ranked":[[entry, confidence], … five],"decision":"answer"|"clarify"|"handoff","ms"} a
line. ``answer``: so sure that a tenth of the questions about an entry that is missing would be
answered by another; ``clarify``: something is near enough to be offered; ``handoff``: nothing is,
and a person gets the question. ``ms``: milliseconds of the processor's time.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent.parent))

from benchmarks.ours import Ours
from benchmarks.sets import language_of


def _rows(path: Path, keys: tuple[str, ...]) -> list[dict[str, Any]]:
    """The rows of a file of JSON lines. Exits with file and line where one can't be read, or lacks
    a key or its kind of value."""
    rows = []
    try:
        # A JSON string may hold the other line breaks.
        lines = path.read_text("utf-8-sig").split("\n")
    except (OSError, UnicodeDecodeError) as why:
        sys.exit(f"{path}: can't be read: {why}")
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except (ValueError, RecursionError) as why:
            sys.exit(f"{path}:{number}: not JSON: {why}")
        if not isinstance(row, dict) or any(key not in row for key in keys):
            sys.exit(f"{path}:{number}: a row needs {' and '.join(keys)}")
        if any(not isinstance(row[key], str) for key in ("entry", "text") if key in keys):
            sys.exit(f"{path}:{number}: entry and text are strings")
        rows.append(row)
    return rows


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("train", type=Path)
    parser.add_argument("questions", type=Path)
    options = parser.parse_args()
    train = [(row["entry"], row["text"]) for row in _rows(options.train, ("entry", "text"))]
    questions = _rows(options.questions, ("id", "text"))
    if not train:
        sys.exit(f"{options.train}: no rows")
    ours = Ours(language_of([text for _, text in train]))
    ours.fit(train)
    ours.calibrate(train)
    for row in questions:
        began = time.process_time()
        ranked = ours.rank(row["text"])
        spent = 1000 * (time.process_time() - began)
        best = [[entry, round(chance, 4)] for entry, chance in ranked]
        shown = {"id": row["id"], "ranked": best, "decision": ours.decision(ranked)}
        print(json.dumps({**shown, "ms": round(spent, 3)}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
