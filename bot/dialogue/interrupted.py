"""What is asked in the middle of a guide: it is answered, and the guide goes on. Pure."""

from __future__ import annotations

from dataclasses import replace

from bot.cases.choices import GuideStep
from bot.dialogue.decision import Decision, Reason
from bot.dialogue.guiding import choices, having, having_heard, is_beside, progress_of
from bot.dialogue.states import Guiding
from bot.guides import hearing

_ASIDES = 2
"""How many times the guide asks on after something else, before it only lies a tap away."""
_ALONE: tuple[Reason, ...] = ("asked-person", "danger", "feeling", "guide", "rights")
"""What nothing is put below: the guide's own, and what somebody must read first."""
_ROOM = 9
"""Choices of a message, at most."""


def goes_on(decision: Decision) -> Decision:
    """What is asked in the middle of a guide is answered, and the guide goes on below it, or lies a
    tap away."""
    decision = _told_who(decision)
    turn = decision.turn
    state, progress, guidance = turn.before.state, progress_of(turn), turn.know.guidance
    is_near = isinstance(state, Guiding) or is_beside(turn)
    if not is_near or progress is None or guidance is None:
        return decision
    if decision.reason in _ALONE or decision.action is not None:
        return decision
    inquiry = guidance.inquiry(state.question) if isinstance(state, Guiding) else None
    after = having(turn, progress.aside())
    is_said = decision.outcome in ("answer", "smalltalk") and not decision.keeps_waiting
    if inquiry is None or not is_said or progress.asides >= _ASIDES:
        return _a_tap_away(replace(decision, turn=after))
    own = choices(turn, inquiry)
    on = turn.say("guide_vidare", fråga=turn.say.localized(inquiry.ask))
    return replace(
        decision,
        turn=after,
        markdown=f"{decision.markdown}\n\n{on}",
        state=state,
        choices=(*decision.choices[: _ROOM - len(own)], *own),
    )


def _told_who(decision: Decision) -> Decision:
    """Somebody who says where they are often says who they are too: it isn't asked later."""
    turn, guidance = decision.turn, decision.turn.know.guidance
    if decision.reason != "area" or guidance is None or not hearing.heard(guidance, turn.plain):
        return decision
    return replace(decision, turn=having(turn, having_heard(turn, guidance, turn.plain)))


def _a_tap_away(decision: Decision) -> Decision:
    has_room = len(decision.choices) < _ROOM and not decision.keeps_waiting
    resume = (GuideStep("resume"),) if has_room else ()
    return replace(decision, choices=(*decision.choices, *resume))
