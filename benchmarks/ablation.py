"""What the words and the parts of the deciding give: the project's own exam, with one thing taken
away at a time.

python benchmarks/ablation.py [--half open|held] [--write]

--write: put the table into docs/matching.md
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from benchmarks import page
from bot.cli import ask
from bot.knowledge import loading
from bot.knowledge.model import Knowledge
from bot.matching import lexicon, trust
from bot.matching.block import learn
from bot.matching.corpus import Corpus
from bot.matching.library import assemble
from bot.matching.matcher import Matcher
from bot.matching.verdict import Policy
from tests.test_exam import Row, passes, questions

ROOT = Path(__file__).parent.parent
_WHEN = dt.datetime(2026, 11, 20, tzinfo=dt.UTC)


def _words(knowledge: Knowledge, **changed: object) -> Knowledge:
    return replace(knowledge, words=knowledge.words.model_copy(update=changed))


def _entries(knowledge: Knowledge, **changed: object) -> Knowledge:
    entries = knowledge.entries.values()
    return replace(knowledge, entries={e.id: e.model_copy(update=changed) for e in entries})


def _without_unknowns(knowledge: Knowledge) -> Knowledge:
    people = {unknown.id: unknown for unknown in knowledge.rejects.people}
    return replace(_entries(knowledge, unknowns=[]), unknowns=people)


TAKEN_AWAY: dict[str, Callable[[Knowledge], Knowledge]] = {
    "ingenting": lambda knowledge: knowledge,
    "vardagsorden (words.yaml, betyder)": lambda knowledge: _words(knowledge, meaning={}),
    "talspråket (words.yaml, talspråk)": lambda knowledge: _words(knowledge, spoken={}),
    "vardagsorden och talspråket": lambda knowledge: _words(knowledge, meaning={}, spoken={}),
    "namnen": lambda knowledge: _entries(knowledge, names=[]),
    "det som saknas (saknas)": lambda knowledge: _entries(knowledge, missing=[]),
    "det okända (okänt)": _without_unknowns,
}


def measure(knowledge: Knowledge, asked: list[Row]) -> dict[str, str]:
    """The shares of the exam, for one knowledge."""
    corpus = Corpus.of(knowledge)
    general = lexicon.general(knowledge.words)
    blocks = {
        area: learn(own, knowledge.words, general.background) for area, own in corpus.areas.items()
    }
    matcher = Matcher(knowledge.words, blocks, corpus.views, general, trust.shipped())
    current = assemble(knowledge, matcher, ROOT / "knowledge")
    right: dict[str, list[bool]] = {}
    wrong = 0
    for question in asked:
        given = {"area": question["area"], "language": question["lang"]}
        decision = ask.ask(question["q"], current, Policy(), _WHEN, **given)
        row = json.loads(json.dumps(ask.row(decision, current, question["id"])))
        ok = passes(question, row)
        right.setdefault(question["expect"], []).append(ok)
        wrong += row["outcome"] == "answer" and not ok
    shares = {
        kind: f"{100 * sum(right[kind]) / len(right[kind]):.1f} %"
        for kind in ("answer", "route", "clarify")
    }
    return shares | {"wrong": f"{100 * wrong / len(asked):.1f} %"}


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--half", default="open", choices=["open", "held"])
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    knowledge = loading.load(ROOT / "knowledge")
    asked = questions(options.half)
    heads = f"taget bort | svar rätt | överlämnade | fråga tillbaka | fel svar (av {len(asked)})"
    lines = [f"| {heads} |\n", "|---|---|---|---|---|\n"]
    for name, change in TAKEN_AWAY.items():
        shares = measure(change(knowledge), asked)
        cells = [name, *(shares[kind] for kind in ("answer", "route", "clarify", "wrong"))]
        lines.append(f"| {' | '.join(cells)} |\n")
        print(lines[-1], end="", flush=True)
    if options.write:
        page.put("ablation", "".join(lines))
    return 0


if __name__ == "__main__":
    sys.exit(main())
