"""Writes docs/rows.md: each row of the inventory, the entries that answer it, and a question that
finds each of them.

python benchmarks/rows.py [--check]

--check: write nothing, exit 1 where the table is out of date
"""

from __future__ import annotations

import argparse
import datetime as dt
import sys
from collections import defaultdict
from pathlib import Path

from bot.cli import ask
from bot.knowledge.model import Entry, Unknown
from bot.knowledge.written import yamltext
from bot.matching.library import Current, open_library
from bot.matching.verdict import Policy

ROOT = Path(__file__).parent.parent
TABLE = ROOT / "docs" / "rows.md"
_WHEN = dt.datetime(2026, 11, 20, tzinfo=dt.UTC)
_HEAD = """# Källornas rader och svaren

Varje sak som källorna handlar om, posterna som svarar på den, och en fråga som hittar var och en.
”Okänt” är det som källorna inte säger: frågan lämnas över till en människa. Tabellen görs av
`make rows`; ett test håller den ihop med kunskapen.

| Rad | Vad | Post | En fråga som hittar den |
|---|---|---|---|
"""


def table(current: Current) -> str:
    """The whole page as Markdown."""
    items: dict[str, list[Entry | Unknown]] = defaultdict(list)
    for item in current.knowledge.items:
        for row in item.evidence:
            items[row].append(item)
    lines = []
    for row, about in yamltext.read(ROOT / "docs" / "inventory.yaml").tree.items():
        name = about["namn"] + (" (bakgrund)" if about.get("bakgrund") else "")
        cells = [f"`{item.id}` | {_question(item, current)}" for item in items[row]]
        lines += [f"| {row} | {name} | {cell} |" for cell in cells or ["|"]]
    return _HEAD + "\n".join(lines) + "\n"


def _question(item: Entry | Unknown, current: Current) -> str:
    """The first of the item's own questions that leads to it."""
    for question in item.questions["sv"]:
        decision = ask.ask(question, current, Policy(), _WHEN, area=item.area)
        if item.id in (decision.entry, decision.unknown):
            return question.replace("|", "/") + (" (okänt)" if isinstance(item, Unknown) else "")
    return ""


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--check", action="store_true")
    options = parser.parse_args()
    made = table(open_library(ROOT / "knowledge"))
    if options.check:
        return int(made != TABLE.read_text("utf-8"))
    TABLE.write_text(made, "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
