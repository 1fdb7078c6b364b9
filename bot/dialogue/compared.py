"""A question about two places at once: what is known of each, one under the other. Pure."""

from __future__ import annotations

from dataclasses import replace

from bot import markup
from bot.cases.choices import AlsoIn
from bot.dialogue import answers, signs
from bot.dialogue.conversation import ChoosingEntry
from bot.dialogue.decision import Decision
from bot.dialogue.turn import Turn
from bot.matching import gazetteer
from bot.matching.verdict import Verdict

_MOST = 2
"""Places that are told of in one message."""


def compared(turn: Turn) -> Decision | None:
    """What is known of each of two places; None where that is nothing; the same is
    told once. The place that
    nothing is known of is one tap from people there."""
    if len(turn.named) != _MOST:
        return None
    named = gazetteer.without(turn.plain_question, turn.mentions, turn.named)
    core = signs.without_comparing(turn.talk, named)
    verdicts = {area: _verdict(turn, core, area) for area in turn.named}
    known = {area: one for area, one in verdicts.items() if one.kind in ("answer", "unknown")}
    if not known:
        return None
    if len({one.label for one in verdicts.values()}) == 1:
        return answers.decide(replace(turn, verdict=next(iter(known.values()))))
    told = [
        f"**{markup.escape(turn.say.area(area))}**\n{_told(turn, area, verdicts[area])}"
        for area in turn.named
    ]
    answered = [str(one.label) for one in known.values() if one.kind == "answer"]
    silent = tuple(AlsoIn(area) for area in turn.named if verdicts[area].kind != "answer")
    decision = Decision(
        turn,
        "answer" if answered else "clarify",
        "several",
        "\n\n".join([turn.say("var_för_sig"), *told]),
        ChoosingEntry(turn.question),
        silent,
        entry=answered[0] if answered else None,
        remembers=turn.question,
    )
    return replace(decision, area=turn.area)


def _verdict(turn: Turn, core: str, area: str) -> Verdict:
    """What the knowledge says in one of the places; that little was asked is no reason to ask
    back."""
    verdict = turn.assessor.in_area([core], area, turn.language)
    is_sure = verdict.kind == "entries" and verdict.chance >= turn.assessor.sure
    return replace(verdict, kind="answer") if is_sure else verdict


def _told(turn: Turn, area: str, verdict: Verdict) -> str:
    entry = turn.know.entries.get(verdict.label or "") if verdict.kind == "answer" else None
    if entry is not None:
        return turn.say.answer(entry, area, turn.today)
    missing = turn.know.unknowns.get(verdict.label or "") if verdict.kind == "unknown" else None
    return turn.say.missing(missing, turn.today) if missing else turn.say("hittar_inte")
