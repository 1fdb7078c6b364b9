"""Why a question was decided as it was, for people.

How it was read, the rivals with their files and lines, and which words spoke for the best of them.
"""

from __future__ import annotations

from collections.abc import Sequence

from rapidfuzz import fuzz, process

from bot.cli.passages import place, top
from bot.dialogue.turns.decision import Decision
from bot.errors import visible
from bot.knowledge import loading
from bot.knowledge.folder import Places
from bot.knowledge.model import Knowledge
from bot.matching.corpus import Example
from bot.matching.influence import influence
from bot.matching.library import Current
from bot.matching.matcher import Candidate, Matcher, Ranking
from bot.matching.reading import shown
from bot.matching.verdict import Policy

_SHOWN = 5
_WORDS = 6
_LEAST = 0.005
"""What a word has to weigh to be named."""
_AS_NEAR, _NEAR = 0.9, 0.05
"""The share of the best one's chance from which a rival is as near, and the chance from which
anything is near at all."""


def explain(decision: Decision, current: Current, policy: Policy) -> str:
    """Some lines of Swedish about one decision."""
    sites = _Sites(current, loading.read_folder(current.path).places)
    where = f"område {decision.area or 'okänt'}, språk {decision.language}"
    lines = [
        f"Utfall: {decision.outcome} ({decision.reason}), {where}.",
        f"Gränsen för ett svar: {current.matcher.trust.bound(policy.false_answers):.2f}.",
        *([f"Står i: {sites.of(decision.entry)}"] if decision.entry else []),
    ]
    if not decision.rankings:
        before = "den avgjordes innan, av vad som alltid gäller"
        lines.append(f"Frågan jämfördes inte med kunskapen: {before}.")
    for view, ranking in sorted(decision.rankings.items()):
        lines += _ranking(view, ranking, current, sites)
    return "\n".join(lines)


class _Sites:
    """Where the items and their ways of asking stand."""

    def __init__(self, current: Current, places: Places) -> None:
        self._items = {item.id: item for item in current.knowledge.items}
        self._know, self._places = current.knowledge, places

    def of(self, label: str) -> str:
        """The file and line of a label's heading, or the label where it is no item."""
        item = self._items.get(label)
        if item is None:
            return label
        file, line = place(item, self._know, self._places, top(item))
        return f"{visible(str(file))}:{line}"

    def line_of(self, example: Example) -> str:
        """The line of a way of asking, which the matcher has without the names of places."""
        item = self._items.get(example.label)
        texts = item.questions.get(example.language, []) if item else []
        nearest = process.extractOne(example.text, texts, scorer=fuzz.ratio)
        if item is None or nearest is None:
            return ""
        where = ("frågor", example.language, nearest[2])
        return f"rad {place(item, self._know, self._places, where)[1]}; "


def _ranking(view: str, ranking: Ranking, current: Current, sites: _Sites) -> list[str]:
    reading = ranking.reading
    lines = [f"[{view}] läst som: {' '.join(reading.words)}"]
    if reading.repaired:
        mends = ", ".join(f"{wrong} → {right}" for wrong, right in reading.repaired)
        lines.append(f"  rättat: {mends}")
    if reading.unseen:
        lines.append("  okända ord: " + ", ".join(reading.unseen))
    if ranking.names:
        lines.append("  namn: " + ", ".join(sorted(ranking.names)))
    candidates = ranking.candidates[:_SHOWN]
    lines += [_candidate(candidate, ranking, current, sites) for candidate in candidates]
    if (said := level(candidates, current.knowledge)) is not None:
        lines.append(said)
    return [*lines, *_words(ranking, current.matcher)]


def level(candidates: Sequence[Candidate], know: Knowledge) -> str | None:
    """That the two best are answers, and equally near, with what an editor can do about it."""
    if len(candidates) < 2:
        return None
    best, rival = candidates[:2]
    is_level = best.chance >= _NEAR and rival.chance >= best.chance * _AS_NEAR
    if not is_level or not {best.label, rival.label} <= know.entries.keys():
        return None
    mend = "Ge dem frågor som skiljer dem åt."
    return f"  två svar ligger lika nära: {best.label} och {rival.label}. {mend}"


def _words(ranking: Ranking, matcher: Matcher) -> list[str]:
    """Which words of the question spoke for the best candidate, and which for its rival."""
    if not ranking.candidates:
        return ["  ingenting att jämföra med"]
    best = ranking.candidates[0].label
    rival = ranking.candidates[1].label if len(ranking.candidates) > 1 else None
    spoke = influence(matcher, ranking.reading, best, rival)
    for_it = [(word, much) for word, much in spoke if much > _LEAST][:_WORDS]
    against = [(word, much) for word, much in reversed(spoke) if much < -_LEAST][:_WORDS]
    before = f" framför {rival}" if rival else ""
    lines = [f"  ord som talade för {best}{before}: {_listed(for_it)}"] if for_it else []
    if against:
        other = rival or "något annat"
        lines.append(f"  ord som talade för {other} i stället: {_listed(against)}")
    return lines or [f"  inget enskilt ord talade för {best}{before}"]


def _listed(words: list[tuple[str, float]]) -> str:
    return ", ".join(f"{shown(word)} ({abs(much):.2f})" for word, much in words)


def _candidate(candidate: Candidate, ranking: Ranking, current: Current, sites: _Sites) -> str:
    beginning = f"  {candidate.chance:.2f} {candidate.label} ({sites.of(candidate.label)})"
    example = current.matcher.nearest(candidate.label, ranking.reading)
    if example is None:
        return f"{beginning} — har inga frågor"
    shared = set(ranking.reading.terms) & set(
        current.reader(None).read_example(example.text, example.language).terms
    )
    words = f"gemensamma ord: {', '.join(sorted(shared)) or 'inga'}"
    return f"{beginning} — liknar ”{example.text}” ({sites.line_of(example)}{words})"
