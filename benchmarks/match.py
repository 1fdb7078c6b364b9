"""Our matcher and its peers over the same public questions, in one run: who finds the entry, who
knows when there is none, at what cost.

python benchmarks/match.py [--data DIR] [--only SET ...] [--systems NAME ...] [--write]

Every folder of DIR with train.jsonl and questions.jsonl is a set; one with only questions.jsonl has
questions with their candidates. The part "size" is made up of the sets' texts, to see what 10,000
entries cost. Everything is seeded; every system is built in a process of its own. --write: put it
into docs/matching.md
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks import page, sets  # noqa: E402
from benchmarks.comparison import COST, GAIN, QUALITY, Run, row  # noqa: E402
from benchmarks.measure import Limits  # noqa: E402
from benchmarks.ours import SYSTEMS  # noqa: E402
from benchmarks.sets import MissingSetError  # noqa: E402

SIZE = "size"
SIZES = (100, 1000, 10_000)
ASKED = 1000
"""Questions put to knowledge of each size."""


def _table(lines: list[str], *heads: str) -> None:
    """Begin a table."""
    _say(lines, ["\n", row(*heads), "|" + "---|" * len(heads) + "\n"])


def _say(lines: list[str], rows: Iterator[str] | list[str]) -> None:
    for line in rows:
        print(line, end="", flush=True)
        lines.append(line)


def compare(data: Path, only: Sequence[str], run: Run) -> list[str]:
    """All tables, as lines of Markdown, printed as they come. Raises ``MissingSetError``."""
    names = [name for name in sets.names(data) if not only or name in only]
    chosen = [sets.read_set(data / name) for name in names if sets.has_train(data / name)]
    lines: list[str] = []
    if chosen:
        _table(lines, "set", "system", *QUALITY, "points lost by typing errors", *COST)
        for one in chosen:
            _say(lines, run.over(one))
        if gained := [line for one in chosen for line in run.gains(one.name)]:
            _table(lines, "set", *(f"ours in {gain}" for gain in GAIN))
            _say(lines, gained)
    if not only or SIZE in only:
        _sizes(lines, data, run)
    choices = [name for name in names if not sets.has_train(data / name)]
    if choices:
        _table(lines, "set", "system", "right among the candidates")
        for name in choices:
            _say(lines, run.over_choices(data / name))
    return lines


def _sizes(lines: list[str], data: Path, run: Run) -> None:
    """The table of what size costs, of all sets there are."""
    _table(lines, "entries", "system", "top-1", *COST, "p99: times faster than rapidfuzz")
    texts = [sets.read_set(data / name) for name in sets.names(data) if sets.has_train(data / name)]
    for size in (size for size in SIZES if size <= sets.largest(texts)):
        _say(lines, run.over_size(sets.made_up(texts, size, ASKED), size))


def write(lines: list[str], run: Run) -> None:
    """Put the tables into the page, and the pictures beside it."""
    from benchmarks import plots  # noqa: PLC0415 - only this needs matplotlib

    asked = {
        name: {system: result.clean for system, result in results.items()}
        for name, results in run.results.items()
    }
    seconds = {
        size: {system: measured.seconds for system, measured in results.items()}
        for size, results in run.sizes.items()
    }
    folder = page.PAGE.parent
    pictures = [plots.risk_coverage(asked, folder), plots.latency(seconds, folder)]
    shown = "".join(f"\n![{title}]({path.name})\n" for title, path in filter(None, pictures))
    page.put("match", "".join(lines) + shown)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    add, data = parser.add_argument, ROOT.parent / "shared" / "data"
    add("--data", type=Path, default=data, help="the folder with the sets (default ../shared/data)")
    only = f"only these sets; {SIZE!r} is the test of size"
    add("--only", nargs="+", default=[], metavar="SET", help=only)
    names, listed = list(SYSTEMS), ", ".join(SYSTEMS)
    add("--systems", nargs="+", default=names, choices=names, metavar="NAME", help=listed)
    minutes = "the most a system may take for one set (default 15)"
    add("--minutes", type=float, default=15, help=minutes)
    add("--gigabytes", type=float, default=8, help="the most memory one may use (default 8)")
    written = "put the tables into docs/matching.md and the pictures beside it"
    add("--write", action="store_true", help=written)
    return parser.parse_args()


def main() -> int:
    options = _options()
    limits = Limits(options.minutes, options.gigabytes)
    run = Run([SYSTEMS[name] for name in options.systems], limits)
    try:
        sets.check(options.data, [name for name in options.only if name != SIZE])
        lines = compare(options.data, options.only, run)
    except MissingSetError as problem:
        print(problem, file=sys.stderr)
        return 1
    if options.write:
        write(lines, run)
    return 0


if __name__ == "__main__":
    sys.exit(main())
