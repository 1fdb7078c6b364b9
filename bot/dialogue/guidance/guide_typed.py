"""What is typed in a guide instead of pressed: a step, or an answer in one's own words. Pure."""

from __future__ import annotations

from bot import text
from bot.dialogue.guidance.guiding import answered, begun_anew, is_beside, questions_of, step
from bot.dialogue.turns.decision import Decision
from bot.dialogue.turns.states import Guiding
from bot.dialogue.turns.turn import Turn
from bot.dialogue.turns.typed import to_offer
from bot.dialogue.words import phrases
from bot.guides import hearing
from bot.knowledge.conditions import UNSURE, Guidance, Inquiry, Questions

_SHORT = 12
"""Words of a message that may be an answer."""


def typed(turn: Turn) -> Decision | None:
    """In a guide "tillbaka", "vet inte" or an answer in one's own words are what they say; of one
    that was left, "fortsätt" begins where it was."""
    guidance, state = turn.know.guidance, turn.before.state
    if guidance is None or turn.incoming.choice is not None:
        return None
    taken, questions = _step_in_words(turn, guidance), questions_of(turn)
    if questions is None:
        is_gone = taken is not None and isinstance(state, Guiding)
        return begun_anew(turn) if is_gone else None
    if taken is not None:
        return step(turn, taken)
    inquiry = questions.inquiry(state.question) if isinstance(state, Guiding) else None
    if inquiry is None:
        return None
    value = _value(turn, guidance, inquiry)
    return answered(turn, inquiry.id, value) if value is not None else _to_another(turn, questions)


def _to_another(turn: Turn, questions: Questions) -> Decision | None:
    """An answer in one's own words to another question of the guide's than the one that was
    asked."""
    others = hearing.heard(questions, turn.plain) if _tells(turn) else []
    return answered(turn, *others[0]) if others else None


def _step_in_words(turn: Turn, guidance: Guidance) -> str | None:
    """The step that a message is; beside the guide fewer words mean one."""
    words = guidance.words
    steps = {"resume": words.resume}
    if isinstance(turn.before.state, Guiding):
        steps |= {"back": words.back, "leave": words.leave, "person": words.person}
    elif is_beside(turn):
        steps["resume"] = [*words.resume, *words.back]
    if is_beside(turn) or isinstance(turn.before.state, Guiding):
        steps |= {"change": words.change, "anew": words.anew}
    said = turn.bare
    return next((step for step, own in steps.items() if phrases.is_one(said, own)), None)


def _value(turn: Turn, guidance: Guidance, inquiry: Inquiry) -> str | None:
    """The answer that a message gives to the question that was asked; None where it asks itself."""
    if phrases.is_one(turn.bare, guidance.words.unsure):
        return UNSURE
    options = {option.id for option in inquiry.options}
    reply = to_offer(turn.plain, turn.say) if "ja" in options else None
    if reply is not None:
        return "ja" if reply[0] == "yes" else "nej"
    return hearing.named(turn.say, inquiry, turn.bare) or (
        hearing.answer_in(inquiry, turn.plain) if _tells(turn) else None
    )


def _tells(turn: Turn) -> bool:
    """Whether a message is short, and asks nothing."""
    asks = "?" in turn.plain or text.asking([turn.plain]) != []
    return not asks and len(text.tokens(turn.plain)) <= _SHORT
