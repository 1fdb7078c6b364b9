"""Why a question was decided as it was, for people: how it was read, which words matched, the nearest rivals."""

from __future__ import annotations

from bot.library import Current
from bot.matcher import Candidate, Ranking
from bot.turn import Decision
from bot.verdict import Policy

_SHOWN = 5


def explain(decision: Decision, current: Current) -> str:
    """Some lines of Swedish about one decision."""
    lines = [
        f"Utfall: {decision.outcome} ({decision.reason}), område {decision.area or 'okänt'}, språk {decision.language}.",
        f"Gränsen för ett svar: {current.matcher.bound(Policy().false_answers):.2f}.",
    ]
    for view, ranking in sorted(decision.rankings.items()):
        lines += _ranking(view, ranking, current)
    return "\n".join(lines)


def _ranking(view: str, ranking: Ranking, current: Current) -> list[str]:
    reading = ranking.reading
    lines = [f"[{view}] läst som: {' '.join(reading.words)}"]
    if reading.repaired:
        lines.append("  rättat: " + ", ".join(f"{wrong} → {right}" for wrong, right in reading.repaired))
    if reading.unseen:
        lines.append("  okända ord: " + ", ".join(reading.unseen))
    if ranking.names:
        lines.append("  namn: " + ", ".join(sorted(ranking.names)))
    return [*lines, *(_candidate(candidate, ranking, current) for candidate in ranking.candidates[:_SHOWN])]


def _candidate(candidate: Candidate, ranking: Ranking, current: Current) -> str:
    example = current.matcher.nearest(candidate.label, ranking.reading)
    shared = set(ranking.reading.terms) & set(current.matcher.reader.read_example(example.text, example.language).terms)
    words = ", ".join(sorted(shared)) or "inga"
    return f"  {candidate.chance:.2f} {candidate.label} — liknar ”{example.text}” (gemensamma ord: {words})"
