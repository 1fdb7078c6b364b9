"""What somebody has said already of what a guide would ask. Pure."""

from __future__ import annotations

from bot.knowledge.conditions import Guidance, Inquiry, Questions
from bot.knowledge.speech import Speech
from bot.text import bare


def begins(guidance: Guidance, said: str) -> bool:
    """Whether somebody asks for the guide."""
    return any(pattern.search(said) for pattern in guidance.words.starts)


def heard(questions: Questions, said: str) -> list[tuple[str, str]]:
    """The questions that a text has answered, each with its answer, in the guide's order."""
    every = ((inquiry.id, answer_in(inquiry, said)) for inquiry in questions.inquiries)
    return [(question, value) for question, value in every if value is not None]


def named(say: Speech, inquiry: Inquiry, said: str) -> str | None:
    """The answer whose label begins with what was typed; None where none does, or several."""
    labels = {one.id: bare(say.localized(one.label)) for one in inquiry.options}
    found = [id_ for id_, label in labels.items() if f"{label} ".startswith(f"{said} ")]
    return found[0] if said and len(found) == 1 else None


def answer_in(inquiry: Inquiry, said: str) -> str | None:
    """The answer that a text gives to a question; None where it gives none, or several."""
    found = [one.id for one in inquiry.options if one.heard and one.heard.search(said)]
    return found[0] if len(found) == 1 else None
