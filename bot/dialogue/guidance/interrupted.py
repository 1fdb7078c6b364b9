"""What is asked in the middle of a guide: it is answered, and the guide goes on. Pure."""

from __future__ import annotations

from dataclasses import replace

from bot import text
from bot.cases.choices import GuideStep
from bot.dialogue.guidance.guiding import choices, is_beside
from bot.dialogue.guidance.kept import having, progress_of, questions_of, told_in_passing, told_who
from bot.dialogue.turns.decision import Decision, Reason
from bot.dialogue.turns.states import Guiding

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
    state, progress, questions = turn.before.state, progress_of(turn), questions_of(turn)
    is_near = isinstance(state, Guiding) or is_beside(turn)
    if not is_near or progress is None or questions is None:
        return decision
    if decision.reason in _ALONE or decision.action is not None:
        return decision
    inquiry = questions.inquiry(state.question) if isinstance(state, Guiding) else None
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
    """What somebody tells of themselves isn't asked later: where they say where they are, and where
    they ask something with it."""
    turn = decision.turn
    if decision.reason == "area":
        return replace(decision, turn=told_who(turn))
    is_own = turn.incoming.choice is None and decision.reason not in _ALONE
    tells = is_own and not turn.talk.first_person.isdisjoint(text.tokens(turn.plain))
    return replace(decision, turn=told_in_passing(turn)) if tells else decision


def _a_tap_away(decision: Decision) -> Decision:
    has_room = len(decision.choices) < _ROOM and not decision.keeps_waiting
    resume = (GuideStep("resume"),) if has_room else ()
    return replace(decision, choices=(*decision.choices, *resume))
