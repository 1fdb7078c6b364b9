"""Why a question was decided as it was, for people.

How it was read, the rivals, and which words spoke for the best of them.
"""

from __future__ import annotations

from bot.dialogue.decision import Decision
from bot.matching.influence import influence
from bot.matching.library import Current
from bot.matching.matcher import Candidate, Matcher, Ranking
from bot.matching.reading import shown
from bot.matching.verdict import Policy

_SHOWN = 5
_WORDS = 6
_LEAST = 0.005
"""What a word has to weigh to be named."""


def explain(decision: Decision, current: Current, policy: Policy) -> str:
    """Some lines of Swedish about one decision."""
    where = f"område {decision.area or 'okänt'}, språk {decision.language}"
    lines = [
        f"Utfall: {decision.outcome} ({decision.reason}), {where}.",
        f"Gränsen för ett svar: {current.matcher.bound(policy.false_answers):.2f}.",
    ]
    if not decision.rankings:
        before = "den avgjordes innan, av vad som alltid gäller"
        lines.append(f"Frågan jämfördes inte med kunskapen: {before}.")
    for view, ranking in sorted(decision.rankings.items()):
        lines += _ranking(view, ranking, current)
    return "\n".join(lines)


def _ranking(view: str, ranking: Ranking, current: Current) -> list[str]:
    reading = ranking.reading
    lines = [f"[{view}] läst som: {' '.join(reading.words)}"]
    if reading.repaired:
        mends = ", ".join(f"{wrong} → {right}" for wrong, right in reading.repaired)
        lines.append(f"  rättat: {mends}")
    if reading.unseen:
        lines.append("  okända ord: " + ", ".join(reading.unseen))
    if ranking.names:
        lines.append("  namn: " + ", ".join(sorted(ranking.names)))
    lines += [_candidate(candidate, ranking, current) for candidate in ranking.candidates[:_SHOWN]]
    return [*lines, *_words(ranking, current.matcher)]


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


def _candidate(candidate: Candidate, ranking: Ranking, current: Current) -> str:
    example = current.matcher.nearest(candidate.label, ranking.reading)
    if example is None:
        return f"  {candidate.chance:.2f} {candidate.label} — har inga frågor"
    shared = set(ranking.reading.terms) & set(
        current.matcher.reader.read_example(example.text, example.language).terms
    )
    words = ", ".join(sorted(shared)) or "inga"
    found = f"{candidate.chance:.2f} {candidate.label} — liknar ”{example.text}”"
    return f"  {found} (gemensamma ord: {words})"
