"""What the knowledge says to a text, where the asker is. Pure."""

from __future__ import annotations

from dataclasses import replace

from bot import text
from bot.dialogue.turns.turn import Turn
from bot.dialogue.words import signs
from bot.knowledge.model import COUNTRY
from bot.matching.look import Asked
from bot.matching.verdict import Verdict

_MOST_PARTS = 12


def verdict_on(turn: Turn, core: str) -> Verdict:
    """What the knowledge says to a text, where the asker is taken to be or else anywhere. What is
    of an association's inner life is the same in the whole country."""
    parts = _parts(turn, core)
    if turn.area:
        return turn.assessor.in_area(parts, turn.area, turn.language)
    if turn.signs.inner_life.search(core):
        return replace(turn.assessor.in_area(parts, COUNTRY, turn.language), area=COUNTRY)
    verdict = turn.assessor.anywhere(parts, turn.language)
    is_country = verdict.area is None and verdict.kind in ("answer", "entries", "slot")
    is_home = turn.signs.at_home.search(core) is not None
    return replace(verdict, kind="areas") if is_country and is_home else verdict


def leaves_grants_open(turn: Turn) -> bool:
    """Whether nothing is sure to a question; and a gap among the grants is no more than what all
    there is says."""
    verdict = turn.verdict
    gap = turn.know.unknowns.get(verdict.label or "") if verdict.kind == "unknown" else None
    is_of_grants = gap is not None and gap.topic == "grants"
    return verdict.kind in ("low", "entries", "areas", "outside") or is_of_grants


def names_nothing(turn: Turn) -> bool:
    """Whether a question has no name of anything."""
    return not read(turn).names


def read(turn: Turn) -> Asked:
    """A question as it is read where the asker is taken to be."""
    current = turn.current
    return current.matcher.view(current.view_of(turn.area)).read(turn.core, turn.language)


def _parts(turn: Turn, core: str) -> list[str]:
    """What to rank of a question: the whole, and of a story each sentence that asks, alone and with
    the one before; never alone where it leaves out what it is about."""
    sentences = text.sentences(core)
    if len(sentences) < 2:
        return [core]
    parts = [core]
    for at, sentence in enumerate(sentences):
        if text.asking([sentence]):
            leans = at and _leans(turn, sentence)
            parts += [] if leans else [sentence]
            parts += [f"{sentences[at - 1]} {sentence}"] if at else []
    return list(dict.fromkeys(parts))[:_MOST_PARTS]


def _leans(turn: Turn, sentence: str) -> bool:
    return signs.points_back(turn.talk, sentence) or signs.is_bare(turn.talk, sentence)
